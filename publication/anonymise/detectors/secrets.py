"""The shapes in which one known value may turn up in a text."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..data.regions import ABOVE_TOWN, ORGANISATION_TAILS, PLACE_TAILS, SHORT_FORMS
from ..data.surnames import COMPOUND
from ..findings import BLOCK, WARN
from .needle import Needle, fold
from .pinyin import initials, spellings

_COUNTY = re.compile(r"([\u4e00-\u9fff]{2,3})[市县区]")
_TAIL = re.compile(r"尾号|后四位|末四位|末尾|结尾|最后|后[\d一二三四五六七八]位")
_NAMED = re.compile(r"叫|名|姓|缩写|患者|户主|为|是|人|某|生|士|:")


def needles(known: Any) -> list[Needle]:
    """Of a mapping of lists, a list, or one string. Anything else in it is a fault, and the gate refuses."""
    shapes = (needle for kind, value in _secrets(known, "other") for needle in _shapes(kind, value))
    return list(dict.fromkeys(needle for needle in shapes if needle.text))


def _secrets(known: Any, kind: str) -> Iterator[tuple[str, str]]:
    if known is None or isinstance(known, bool):
        return
    if isinstance(known, (str, int)):
        yield kind, str(known)
    elif isinstance(known, dict):
        for key, value in known.items():
            yield from _secrets(value, str(key))
    elif isinstance(known, Iterable):
        for value in known:
            yield from _secrets(value, kind)
    else:
        raise TypeError(f"a known value of type {type(known).__name__} cannot be searched for")


def _shapes(kind: str, value: str) -> Iterator[Needle]:
    whole = fold(value)
    if not whole:
        return
    if len(whole) >= 2:
        yield Needle(whole, latin=whole.isascii() and whole.isalpha() and len(whole) < 4)
    yield from _numbers(kind, whole)
    if kind in ("names", "name") or (kind == "other" and _is_like_name(whole)):
        yield from _name(whole)
    elif kind in ("places", "place", "addresses", "address", "villages", "village"):
        yield from _place(whole)
    elif kind in ("schools", "school", "hospitals", "hospital", "employers", "employer"):
        yield from _organisation(whole)


def _numbers(kind: str, whole: str) -> Iterator[Needle]:
    digits = "".join(char for char in whole if char.isdecimal() or char == "x")
    if sum(char.isdecimal() for char in digits) < max(4, len(whole) * 0.6):
        return
    if len(digits) >= 6:
        yield Needle(digits, digits=True)
    if len(digits) in (15, 18):
        yield Needle(digits[6:14] if len(digits) == 18 else "19" + digits[6:12], digits=True)
    if len(digits) >= 10:
        yield Needle(digits[-8:], digits=True)
        yield Needle(digits[-6:], digits=True)
        yield Needle(digits[-4:], digits=True, context=_TAIL)
        yield Needle(digits[:7], digits=True) if len(digits) == 11 else Needle(digits[:12], digits=True)


def _is_like_name(whole: str) -> bool:
    return 2 <= len(whole) <= 4 and all("\u4e00" <= char <= "\u9fff" for char in whole)


def _name(whole: str) -> Iterator[Needle]:
    if not all("\u3400" <= char <= "\u9fff" for char in whole):
        return
    head = 2 if whole[:2] in COMPOUND and len(whole) > 2 else 1
    surname, given = whole[:head], whole[head:]
    if len(given) >= 2:
        yield Needle(given)
        for part in (given[0], given[-1]):
            yield Needle(part, after="小阿老", level=BLOCK)
            yield Needle(part * 2)
    elif given:
        yield Needle(given, after="小阿老")
        yield Needle(given * 2)
    if len(whole) >= 3:
        yield Needle(whole[-2:])
    yield Needle(given + surname)
    for spelled in spellings(surname, given):
        yield Needle(spelled, latin=True)
    for short in initials(surname, given):
        if len(short) >= 3:
            yield Needle(short, latin=True, context=_NAMED)
            yield Needle(short, latin=True, level=WARN)


def _place(whole: str) -> Iterator[Needle]:
    """Each part from the town downwards, with and without 村, 镇 …; county and above may be published."""
    below = ABOVE_TOWN.sub("", whole) or whole
    if below != whole and len(below) >= 2:
        yield Needle(below)
    for part in PLACE_TAILS.findall(below):
        stem, tail = part
        if len(stem) >= 2:
            yield Needle(stem + tail)
            yield Needle(stem, not_before="县市区省州旗")


def _organisation(whole: str) -> Iterator[Needle]:
    below = ABOVE_TOWN.sub("", whole)
    for name in {whole, below}:
        if len(name) >= 4:
            yield Needle(name)
        for tail in ORGANISATION_TAILS:
            stem = name.removesuffix(tail)
            if stem != name and len(stem) >= 3:
                yield Needle(stem)
                if len(stem) >= 6:  # without the place in front: 川岭鑫源制衣 → 鑫源制衣
                    yield Needle(stem[2:])
        for long, short in SHORT_FORMS:
            if (brief := long.sub(short, name)) != name and len(brief) >= 2:
                yield Needle(brief)
                if county := _COUNTY.match(brief):
                    yield Needle(county[1] + brief[county.end() :])
