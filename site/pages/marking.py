"""Search words shown in the text that contains them. The text is escaped first: `<script>` is shown, never run."""

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

AROUND = 28  # characters before the first word of an excerpt


def marked(text: str, terms: Sequence[str]) -> SafeString:
    """The whole text, with `<mark>` around each occurrence of each term."""
    parts, end = [], 0
    for match in _pattern(terms).finditer(text) if terms else ():
        parts += [text[end : match.start()], format_html("<mark>{}</mark>", match[0])]
        end = match.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def excerpt(text: str, terms: Sequence[str], length: int = 90) -> SafeString:
    """The part of the text around the first term, marked; empty when no term is in it."""
    first = _pattern(terms).search(text) if terms else None
    if first is None:
        return SafeString("")
    start = max(0, first.start() - AROUND)
    before, after = "…" if start else "", "…" if start + length < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start : start + length], terms), after)


def _pattern(terms: Sequence[str]) -> re.Pattern[str]:
    """Longer terms first, so that the longest one is marked."""
    return re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)), re.IGNORECASE)
