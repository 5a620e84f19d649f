"""Named schools, hospitals and employers. 「当地医院」「某中学」「县医院」 are nobody's in particular."""

import re
from collections.abc import Iterator

from ..data import generic_institutions as generic
from ..findings import BLOCK, Finding
from ..lexicon import words
from ..normalise import Forms

_KINDS = (
    ("school", re.compile(generic.SCHOOL)),
    ("hospital", re.compile(generic.HOSPITAL)),
    ("employer", re.compile(generic.EMPLOYER)),
)
_FAMOUS = (
    ("school", re.compile(generic.FAMOUS_SCHOOLS)),
    ("hospital", re.compile(generic.FAMOUS_HOSPITALS)),
    ("employer", re.compile(generic.FAMOUS_EMPLOYERS)),
)
_ORDINAL = re.compile(r"第?[一二三四五六七八九十\d]{1,3}\Z")
_BED = re.compile(generic.BED)
_NUMERALS = frozenset("一二三四五六七八九十")
_REACH = 14


def detect(forms: Forms) -> Iterator[Finding]:
    light = forms.light
    for kind, pattern in _KINDS:
        for match in pattern.finditer(light.text):
            found = _proper_start(light.text, match.start(), kind)
            if found:
                start, level = found
                yield Finding(*light.span(start, match.end()), kind, level)
    for match in _BED.finditer(light.text):
        yield Finding(*light.span(*match.span()), "hospital", BLOCK)
    for kind, pattern in _FAMOUS:
        for match in pattern.finditer(light.text):
            yield Finding(*light.span(*match.span()), kind, BLOCK)


def _proper_start(text: str, end: int, kind: str) -> tuple[int, str] | None:
    """Peel ordinary words off from the right; what resists is a proper name."""
    low = end
    while low > 0 and end - low < _REACH and (text[low - 1].isdecimal() or "\u4e00" <= text[low - 1] <= "\u9fff"):
        low -= 1
    at, ordinal = end, text[end] in _NUMERALS  # 一中, 二小
    while at > low:
        if (size := _ends_with(text, low, at, generic.BOUNDARY)) and not (size == 1 and _in_word(text, low, at)):
            return (at, BLOCK) if ordinal else None
        if size := _ends_with(text, low, at, generic.BEFORE[kind]):
            at -= size
        elif number := _ORDINAL.search(text[low:at]):
            ordinal, at = True, low + number.start()
        else:
            break
    before = text[low:at]
    if (
        not before
        or (before[-1] in generic.STOP and not _in_word(text, low, at))
        or before.endswith(generic.STOP_WORDS)
    ):
        return (at, BLOCK) if ordinal else None
    start = at
    while start > low and at - start < 6 and text[start - 1] not in generic.STOP:
        start -= 1
        if text[low:start].endswith(generic.STOP_WORDS):
            break
    return start, BLOCK


def _in_word(text: str, low: int, at: int) -> bool:
    """「进」 of 「前进」 is no verb of its own; 「在读」 and the like are boundaries themselves."""
    pair = text[max(low, at - 2) : at]
    return len(pair) == 2 and pair in words() and pair not in generic.BOUNDARY and pair not in generic.VERBAL


def _ends_with(text: str, low: int, at: int, among: frozenset[str]) -> int:
    """The length of the longest of the words that ends at ``at``; 0 if none does."""
    return next((size for size in range(min(6, at - low), 0, -1) if text[at - size : at] in among), 0)
