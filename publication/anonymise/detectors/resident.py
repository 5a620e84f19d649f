"""Resident ID numbers, 15 and 18 digits (GB 11643-1999), also mistyped, masked and broken by separators."""

import re
from collections.abc import Iterator
from datetime import date

from ..findings import BLOCK, Finding
from ..normalise import Form, Forms

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: 17 digits and a check character, which people also write as a word.
_LONG = re.compile(r"(?=([1-9]\d{16})((?:[^\w]|_){0,3}[xX](?![A-Za-z])|\d|\W{0,3}(?:叉|艾克斯|埃克斯)))")
_SHORT = re.compile(r"(?<!\d)[1-9]\d{14}(?!\d)")
_TAIL = re.compile(r"(?:身份证|证件)\D{0,4}(?:后|末|尾)\D{0,4}(?P<id>\d{3,8}[\dXx])")
_MASKED = re.compile(r"(?<![\dA-Za-z])\d{3,14}[*●•○■█_#]{2,14}\d{0,4}[\dXx]?(?![\dA-Za-z])")


def detect(forms: Forms) -> Iterator[Finding]:
    for form in (forms.light, forms.heavy):
        for match in _LONG.finditer(form.text):
            digits, check = match[1], match[2]
            end = match.end(2)
            if not _is_date(digits[6:10], digits[10:12], digits[12:14]):
                continue
            # A wrong check character is a slip of the hand: the number still leads to the person.
            if _valid(digits, check) or _stands_alone(form, match.start(1), end):
                yield Finding(*form.span(match.start(1), end), "resident_id", BLOCK)
        for match in _SHORT.finditer(form.text):
            digits = match[0]
            if _is_date("19" + digits[6:8], digits[8:10], digits[10:12]) and _stands_alone(form, *match.span()):
                yield Finding(*form.span(*match.span()), "resident_id", BLOCK)
    for match in _TAIL.finditer(forms.light.text):
        yield Finding(*forms.light.span(*match.span("id")), "resident_id", BLOCK)
    for match in _MASKED.finditer(forms.light.text):
        if 14 <= len(match[0]) <= 20:
            yield Finding(*forms.light.span(*match.span()), "resident_id", BLOCK)


def _valid(digits: str, check: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == (check[-1].upper() if check[-1].isascii() else "X")


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2099
    except ValueError:
        return False


def _stands_alone(form: Form, start: int, end: int) -> bool:
    """Not a window inside a longer number: it begins and ends where the writer's number or group does."""
    text = form.text
    opens = start == 0 or not text[start - 1].isdecimal() or start in form.joints
    closes = end == len(text) or not text[end].isdecimal() or end in form.joints
    return opens and closes
