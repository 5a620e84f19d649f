"""What must always hold across rows and tables, where no constraint of the database can say it.

Each package states its own in `invariants.py`, beside what they are about; `manage.py check_invariants` asks them all,
in production as in the demo. An invariant reads, never writes, and names a breach by numbers and ids only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

Breaches = Iterator[str]
Check = Callable[[], Breaches]


@dataclass(frozen=True, slots=True)
class Invariant:
    """`name` is the package and the function, `sentence` the first line of its docstring."""

    name: str
    sentence: str
    check: Check


_STATED: dict[str, Invariant] = {}


def invariant(check: Check) -> Check:
    """State it: a function that yields one short text per breach; its docstring says what holds."""
    name = f"{check.__module__.removesuffix('.invariants')}.{check.__name__}"
    sentence = (check.__doc__ or "").strip().partition("\n")[0]
    if not sentence:
        raise ValueError(f"{name} says nowhere what holds.")
    _STATED[name] = Invariant(name, sentence, check)
    return check


def stated() -> list[Invariant]:
    """All of the installed packages, by name."""
    autodiscover_modules("invariants")
    return [_STATED[name] for name in sorted(_STATED)]


def broken() -> list[str]:
    """One text per breach, of all invariants; empty is right."""
    return [f"{one.name}: {breach}" for one in stated() for breach in one.check()]
