"""A page's source as a test reads it: in one line, whatever layout its templates were given."""

import re

from django.http import HttpResponseBase

KEPT = re.compile(r"(<(textarea|pre|script)\b[^<>]*>)(.*?)(?=</\2>)", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


def flat(page: HttpResponseBase | str) -> str:
    """Each tag on one line with single blanks, text with single blanks, none at the edges of an element; what a
    textarea, pre or script holds is left. An answer that is no HTML comes as it is."""
    if not isinstance(page, str):
        source = b"".join(page) if page.streaming else page.content
        if not page.get("Content-Type", "").startswith("text/html"):
            return source.decode()
        page = source.decode()
    parts, end = [], 0
    for found in KEPT.finditer(page):
        parts += [_one_line(page[end : found.start()]), _one_tag(found[1]), found[3]]
        end = found.end()
    return "".join([*parts, _one_line(page[end:])])


def _one_line(source: str) -> str:
    source = re.sub(r"\s+", " ", TAG.sub(lambda tag: _one_tag(tag[0]), source))
    return re.sub(r"(<[a-zA-Z][^<>]*>) | (?=</)", r"\1", source)


def _one_tag(tag: str) -> str:
    return re.sub(r" ?(/?>)$", r"\1", " ".join(tag.split()))
