"""Search words shown in the text that contains them. The text is escaped first: `<script>` is shown, never run."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

AROUND = 28  # characters before the first word of an excerpt


def marked(text: str, terms: Sequence[str]) -> SafeString:
    """The whole text, with `<mark>` around each occurrence of each term."""
    if not terms:
        return SafeString(escape(text))
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>"]
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # every piece was escaped above


def excerpt(text: str, terms: Sequence[str], length: int = 90) -> SafeString:
    """The part of the text around the first term, marked; empty when no term is in it."""
    places = [place for term in terms if (place := text.lower().find(term.lower())) >= 0]
    if not places:
        return SafeString("")
    start = max(0, min(places) - AROUND)
    piece = text[start : start + length]
    before, after = "…" if start else "", "…" if start + length < len(text) else ""
    return mark_safe(f"{before}{marked(piece, terms)}{after}")
