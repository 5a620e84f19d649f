"""What a detector reports: a stretch of the original text, what it looks like, and whether it may be published."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

BLOCK, WARN = "block", "warn"

TYPES = frozenset(
    "resident_id passport mobile landline bank_card wechat qq plate email url address date age "
    "school hospital employer name known gate_error input_error".split()
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


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In reading order; a finding inside another of its type and of no weaker level is dropped."""
    kept: list[Finding] = []
    for one in sorted(set(findings), key=lambda f: (f.start, -f.end, f.level)):
        if not any(_covers(other, one) for other in kept):
            kept.append(one)
    return tuple(kept)


def _covers(other: Finding, one: Finding) -> bool:
    inside = other.start <= one.start and one.end <= other.end
    return inside and other.type == one.type and (other.level == BLOCK or one.level == WARN)
