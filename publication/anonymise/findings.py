"""What a detector reports: a stretch of the original text, what it looks like, and whether it may be published."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

BLOCK, WARN = "block", "warn"

TYPES = frozenset(
    {
        "resident_id",
        "passport",
        "mobile",
        "landline",
        "bank_card",
        "wechat",
        "qq",
        "plate",
        "email",
        "url",
        "address",
        "date",
        "age",
        "school",
        "hospital",
        "employer",
        "name",
        "known",
        "gate_error",
        "input_error",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """``original[start:end]`` in code points; never the words found, so that a log of findings leaks nothing."""

    start: int
    end: int
    type: str
    level: str = BLOCK

    def as_dict(self) -> dict[str, int | str]:
        return asdict(self)


#: A resident ID is also a long number with phone-like windows in it: the stronger reading is kept.
_NUMBERS = ("landline", "mobile", "bank_card", "resident_id")


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In reading order; a finding inside another of its type, or of a stronger kind of number, is dropped."""
    kept: list[Finding] = []
    around: list[Finding] = []
    for one in sorted(set(findings), key=_outer_first):
        around = [other for other in around if other.end > one.start]
        if not any(_covers(other, one) for other in around):
            kept.append(one)
            around.append(one)
    return tuple(sorted(kept))


def _outer_first(one: Finding) -> tuple[int, int, int, str]:
    """Blocks before warnings and strong numbers before weak ones on the same stretch."""
    rank = _NUMBERS.index(one.type) if one.type in _NUMBERS else 0
    return one.start, -one.end, -rank, one.level


def _covers(other: Finding, one: Finding) -> bool:
    if not (other.start <= one.start and one.end <= other.end and (other.level == BLOCK or one.level == WARN)):
        return False
    same_place = (other.start, other.end, other.level) == (one.start, one.end, one.level)
    if other.type in _NUMBERS and one.type in _NUMBERS:
        rank = _NUMBERS.index(other.type) - _NUMBERS.index(one.type)
        return rank > 0 or (rank == 0 and not same_place)
    # The domain of an e-mail address is no further finding.
    return not same_place and (other.type == one.type or other.type == "email")
