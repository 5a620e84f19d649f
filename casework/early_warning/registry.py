"""Signals are functions of a moment. A package registers its own in `emerging_signals.py`:

    @signal(SignalKind.CONCENTRATION)
    def concentration(at: datetime) -> Iterable[Sign]: ...

so that what matching notices comes in without being imported here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casework.early_warning.models import SignalKind


@dataclass(frozen=True)
class Sign:
    """One thing noticed. `key` names what it is about within the county; `evidence` are numbers, sorted."""

    county: str
    since: date
    until: date
    evidence: tuple[str, ...]
    key: str = ""
    township: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


Signal = Callable[[datetime], Iterable[Sign]]
_signals: dict[SignalKind, Signal] = {}


def signal(kind: SignalKind) -> Callable[[Signal], Signal]:
    def register(function: Signal) -> Signal:
        if _signals.setdefault(kind, function) is not function:
            raise ValueError(f"{kind} has two signals.")
        return function

    return register


def signs(at: datetime) -> Iterator[tuple[SignalKind, Sign]]:
    for kind, function in _signals.items():
        yield from ((kind, one) for one in function(at))


def known() -> set[SignalKind]:
    return set(_signals)
