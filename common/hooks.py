"""Questions that a lower room asks and the rooms above it answer, inside the asker's own transaction.

News that may wait travels by the outbox. What may not wait – a guard that must refuse before the row is written, a
projection that must never be seen out of step – is asked by a hook: the lower room declares it and knows nobody above.
"""

from collections.abc import Callable
from typing import Any


class Unanswered(RuntimeError):
    """Nobody registered for this hook. A guard that was not loaded must not count as a guard that agreed."""


class Hook:
    """`name` is `<package>.<question>`. Answers are asked in the order of their modules' names."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: dict[str, Callable[..., Any]] = {}

    def register(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        """A decorator, for `<package>/hooked.py`."""
        self._answers[f"{answer.__module__}.{answer.__qualname__}"] = answer
        return answer

    def ask(self, **what: Any) -> list[Any]:
        """Every answer; a guard answers by raising its Refusal. Unanswered when nobody is there."""
        if not self._answers:
            raise Unanswered(self.name)
        return [self._answers[name](**what) for name in sorted(self._answers)]
