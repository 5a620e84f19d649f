"""How much the words beside a possible name speak for a name, in nats."""

import re

from ..data.name_context import AFTER_PERSON, AFTER_STRONG, BEFORE_STRONG, BEFORE_WEAK

_FILL = r"(?:是|为|叫|[\s:：,,(\"“「'‘])?"
_BEFORE_STRONG = re.compile(f"(?:{'|'.join(sorted(BEFORE_STRONG, key=len, reverse=True))}){_FILL}\\Z")
_BEFORE_WEAK = re.compile(f"(?:{'|'.join(BEFORE_WEAK)})\\Z")
_LONG = sorted((word for word in AFTER_STRONG if len(word) > 1), key=len, reverse=True)
_SHORT = "".join(word for word in AFTER_STRONG if len(word) == 1)
_AFTER_PERSON = re.compile("|".join(map(re.escape, AFTER_PERSON)))
_AFTER_STRONG = re.compile("|".join(map(re.escape, _LONG)))
_REGION = "县市区省州镇乡村"  #: 「金堂县」 is a place
_REACH = 7


def bonus_before(text: str, start: int) -> float:
    if start == 0:
        return 1.0
    before = text[max(0, start - _REACH) : start]
    if _BEFORE_STRONG.search(before):
        return 6.0
    if _BEFORE_WEAK.search(before):
        return 0.8
    return 0.0 if "\u3400" <= before[-1] <= "\u9fff" else 1.0


def bonus_after(text: str, end: int) -> float:
    if end >= len(text):
        return 0.5
    if text[end] in _REGION:
        return -6.0
    if _AFTER_PERSON.match(text, end):
        return 4.5
    if _AFTER_STRONG.match(text, end):
        return 2.5
    if text[end] in _SHORT:
        return 1.0
    return 0.0 if "\u3400" <= text[end] <= "\u9fff" else 0.5
