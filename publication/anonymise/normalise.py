"""One text in the forms the detectors read, each character traced back to the original (trust reference §2.2).

*raw* is the text itself, *light* has one spelling per sign, *heavy* also joins digits across separators. Detectors
read all of them: joining can hide a number ("3，138…") as well as reveal one.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .data.digits import CHECK_LETTERS, KEYCAPS, LOOKALIKES, NUMERALS, ROUND_OR_STRAIGHT
from .data.scripts import simplified

LONG = 7  #: an all-numeral run this long is a number to dial or an account, not a quantity
#: ≤ 3 spaces, signs or control characters between two digits; not ASCII letters, not Chinese characters.
_SEPARATOR = r"(?:[^\w]|_){1,3}"
_CHINESE = "".join(NUMERALS)
_NUMERAL = "0-9" + _CHINESE
_MIXED = re.compile(f"[{_NUMERAL}]{{2,}}")
_ALONE = re.escape("".join(ROUND_OR_STRAIGHT))
_ANY = re.escape("".join(LOOKALIKES))
#: A digit, or letters standing for digits: a whole "word" of them that touches a digit,
#: or a single round or straight one.
_DIGIT = (
    # A lone 「三」 of 「三口之家」 after a comma belongs to its sentence, not to the number before the comma.
    f"(?:[0-9]+|(?<=\\w)[{_CHINESE}]+|[{_CHINESE}]{{2,}}|[{_CHINESE}](?![\u4e00-\u9fff])|"
    f"(?<=[{_CHINESE}][^\\w])[{_CHINESE}]|(?<=[0-9])[{_ANY}]+(?![A-WYZa-wyz])|(?<![A-Za-z])[{_ANY}]+(?=[0-9])|"
    f"(?<![A-Za-z])[{_ALONE}](?![A-Za-z]))"
)
_RUN = re.compile(f"{_DIGIT}(?:(?:{_SEPARATOR})?{_DIGIT})+", re.DOTALL)
#: "1加3加8加0…": one digit at a time, always the same word between.
_SPELLED = re.compile(r"\d([^\d\s]{1,3})\d(?:\1\d){5,}(?:\1[xX])?")
_INVISIBLE = {"Cf", "Mn", "Me"}
_FILLERS = "\u115f\u1160\u3164\uffa0"


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling of the text; character ``i`` stands for ``original[starts[i]:ends[i]]``.

    ``joints`` are the positions before which separators were taken out.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joints: frozenset[int] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text behind ``text[start:end]``."""
        if end <= start:
            return (self.starts[start], self.starts[start]) if start < len(self.starts) else (0, 0)
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Forms:
    raw: Form
    light: Form
    heavy: Form
    tight: Form  #: light without blanks and dots between Chinese characters ("张 伟")


def forms(text: str) -> Forms:
    raw = Form(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    light = _light(text)
    return Forms(raw, light, _heavy(light), _tight(light))


@lru_cache(maxsize=8192)
def fold_character(char: str) -> str:
    """NFKC; no invisible signs or accents; ASCII digits; simplified characters. May give 0 to several characters."""
    if char.isascii():
        return char
    folded = KEYCAPS.get(char) or unicodedata.normalize("NFKD", CHECK_LETTERS.get(char, char))
    out = []
    for part in folded:
        if part in _FILLERS or unicodedata.category(part) in _INVISIBLE:
            continue
        part = CHECK_LETTERS.get(part, part)
        number = unicodedata.numeric(part, None) if not "\u3400" <= part <= "\u9fff" and part != "〇" else None
        out.append(str(int(number)) if number is not None and number in range(10) else simplified().get(part, part))
    return "".join(out)


def _light(text: str) -> Form:
    chars: list[str] = []
    where: list[int] = []
    for index, char in enumerate(text):
        for part in fold_character(char):
            chars.append(part)
            where.append(index)
    folded = _MIXED.sub(_as_digits, "".join(chars))
    return Form(folded, tuple(where), tuple(index + 1 for index in where))


def _as_digits(match: re.Match[str]) -> str:
    run = match[0]
    mixed = any(char.isascii() for char in run) and not run.isascii()
    return "".join(NUMERALS.get(char, char) for char in run) if mixed or len(run) >= LONG else run


def _heavy(light: Form) -> Form:
    keep = [True] * len(light.text)
    chars = list(light.text)
    for match in _RUN.finditer(light.text):
        run = match[0]
        plain = sum(char.isdecimal() or char in NUMERALS for char in run)
        if plain < 3 or plain + sum(char in LOOKALIKES for char in run) < LONG - 1:
            continue
        for offset, char in enumerate(run, match.start()):
            chars[offset] = NUMERALS.get(char) or LOOKALIKES.get(char, char)
            keep[offset] = chars[offset].isdecimal()
    for match in _SPELLED.finditer(light.text):
        for offset in range(*match.span()):
            keep[offset] = chars[offset].isdecimal() or chars[offset] in "xX"
    return _without(light, chars, keep)


_BLANKS = re.compile(r"(?<=[\u3400-\u9fff])(?:[\s·•・.*_\-|/]{1,3})(?=[\u3400-\u9fff])")


def _tight(light: Form) -> Form:
    keep = [True] * len(light.text)
    for match in _BLANKS.finditer(light.text):
        keep[match.start() : match.end()] = [False] * len(match[0])
    return light if all(keep) else _without(light, list(light.text), keep)


def _without(form: Form, chars: list[str], keep: list[bool]) -> Form:
    kept = [index for index, stays in enumerate(keep) if stays]
    joints = frozenset(new for new, old in enumerate(kept) if old and not keep[old - 1])
    return Form(
        "".join(chars[index] for index in kept),
        tuple(form.starts[index] for index in kept),
        tuple(form.ends[index] for index in kept),
        joints,
    )
