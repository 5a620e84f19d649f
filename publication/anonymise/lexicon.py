"""How likely a stretch of Chinese is an ordinary word, and how likely a person's name: natural logarithms.

The comparison of the two readings is what keeps 高血压 from being Mr Gao. Data: ``data/words.txt`` and the tables of
surnames and given-name characters.
"""

import math
from functools import cache
from pathlib import Path

from .data import domain_words, given, name_context, surnames

LONGEST = 6
_NAMES_IN_TEXT = math.log(0.04)  #: share of tokens that are a name; a design value
_UNKNOWN_CHARACTER = -14.0
_DOMAIN_WORD = -8.5


@cache
def words() -> dict[str, float]:
    """Word → log probability; from frequency classes of −2·ln(p)."""
    found: dict[str, float] = {}
    with (Path(__file__).parent / "data" / "words.txt").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                weight, *row = line.split()
                found.update(dict.fromkeys(row, -int(weight) / 2))
    for word in (*domain_words.WORDS, *name_context.BEFORE_STRONG, *name_context.TITLES):
        found[word] = max(found.get(word, -99.0), _DOMAIN_WORD)
    return found


@cache
def _given() -> dict[str, float]:
    weights = dict.fromkeys(given.USUAL, math.log(0.0010))
    weights.update(dict.fromkeys(given.COMMON, math.log(0.005)))
    weights.update({char: math.log(1e-5) for char in given.NEVER if char not in given.COMMON})
    weights.update(dict.fromkeys("县市省镇乡村区州某", -25.0))
    return weights


_OTHER_GIVEN = math.log(0.00003)
_WHOLE_GIVEN = math.log(0.0004)


def word_score(word: str) -> float | None:
    found = words().get(word)
    return found if found is not None or len(word) > 1 else _UNKNOWN_CHARACTER


def given_score(chars: str) -> float:
    """One-character given names are a fifth of all, more among the old."""
    weights = _given()
    total = sum(weights.get(char, _OTHER_GIVEN) for char in chars)
    if chars in given.WHOLE:
        total = max(total, _WHOLE_GIVEN)
    return total + (math.log(0.3) if len(chars) == 1 else math.log(0.7))


def name_score(surname: str, chars: str) -> float | None:
    share = surnames.SHARE.get(surname)
    return None if share is None else _NAMES_IN_TEXT + math.log(share) + given_score(chars)
