"""What a complaint is about, and whom it is thereby about.

Each package says so for what it owns, in its `complaint_subjects.py`:

    @resolves(SubjectKind.MATCH)
    def match(number: str) -> Subject | None: ...

so that a package above this one (matching) is asked without being imported. Nothing here tells the complainant whether
a number exists.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from casework.complaints.models import SubjectKind


@dataclass(frozen=True)
class Subject:
    """`respondents`: ids of the people who decided or did what is complained about. `county`: the region's code."""

    kind: SubjectKind
    number: str
    county: str
    respondents: frozenset[UUID]


Resolver = Callable[[str], Subject | None]
_resolvers: dict[SubjectKind, Resolver] = {}


def resolves(kind: SubjectKind) -> Callable[[Resolver], Resolver]:
    def register(resolver: Resolver) -> Resolver:
        if _resolvers.setdefault(kind, resolver) is not resolver:
            raise ValueError(f"{kind} has two resolvers.")
        return resolver

    return register


def subject(kind: SubjectKind | str, number: str, county: str, people: Iterable[UUID | None]) -> Subject:
    """Those who are not there yet (an undecided match) are left out."""
    return Subject(SubjectKind(kind), number, county, frozenset(one for one in people if one is not None))


def find(number: str, kind: str = "") -> Subject | None:
    """The thing that carries this number or address; of one kind, or of whichever knows it."""
    wanted = (number or "").strip()
    if not wanted or len(wanted) > 60:
        return None
    for known, resolver in _resolvers.items():
        if kind in ("", known) and (found := resolver(wanted)) is not None:
            return found
    return None
