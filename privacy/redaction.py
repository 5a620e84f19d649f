"""Free words of staff and reporters, without what would tell who it is: known values of the file, and numbers of people.

Whoever writes down a case writes names and telephone numbers into it. Somebody who may read what happened, but has not
been shown who it is, reads the words with those places hidden.
"""

import re
import unicodedata
from collections.abc import Iterable

from common.sealed import HIDDEN

# 7 digits or more, with single blanks and marks between them: telephones, identity and bank numbers
NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ \-–—()]{0,2}[\dXx]){6,}(?!\d|\.\d|\s*[元万亿])")
DATE = re.compile(r"(?:19|20)\d\d[ \-–—]?(?:0?[1-9]|1[0-2])[ \-–—]?(?:0?[1-9]|[12]\d|3[01])")
BETWEEN = r"[\s·•・.\-]*"
SHORTEST = 2  # a single character of a name stands in half of all sentences


def redacted(text: str, known: Iterable[str]) -> str:
    """The text with each known value and each number of a person hidden; dates and amounts stay."""
    for value in sorted({one.strip() for one in known}, key=len, reverse=True):
        if len(value) >= SHORTEST:
            text = re.sub(_spelt(value), HIDDEN, text, flags=re.IGNORECASE)
    plain = "".join(_half(one) for one in text)  # as long as the text, so that places are the same
    parts, end = [], 0
    for found in NUMBER.finditer(plain):
        if not DATE.fullmatch(found[0]):
            parts += [text[end : found.start()], HIDDEN]
            end = found.end()
    return "".join([*parts, text[end:]])


def _spelt(value: str) -> str:
    """With any blanks, dots and dashes between its characters."""
    return BETWEEN.join(re.escape(one) for one in value if not re.fullmatch(BETWEEN, one))


def _half(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
