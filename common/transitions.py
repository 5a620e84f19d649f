"""A life cycle as a table that reads aloud: the guard, the buttons, the documentation and the tests come from it.

    CYCLE = LifeCycle(_("求助"), State, initial=State.RECEIVED, moves=(
        Move("accept", from_=(State.RECEIVED,), to=State.ACCEPTED, label=_("受理")),
        ...
    ))
    case.state = CYCLE.next(case.state, "accept")

The last line is all that a service needs: an illegal move raises, in words for the user.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

Label = str | Promise


class IllegalMove(Refusal):
    """The thing is in a state from which this verb leads nowhere."""

    def __init__(self, cycle: "LifeCycle", state: str, verb: str) -> None:
        self.state, self.verb = state, verb
        # Lazy to the last part: the sentence is put together in the language of whoever reads it.
        sentence = _("“{state}”的{name}不能再“{verb}”。")
        super().__init__(format_lazy(sentence, state=cycle.label(state), name=cycle.name, verb=cycle.verb_label(verb)))


@dataclass(frozen=True)
class Move:
    """One allowed step: from any of `from_`, the verb leads to `to`; `label` is what its button says."""

    verb: str
    from_: tuple[str, ...]
    to: str
    label: Label


class LifeCycle:
    """All states and allowed moves of one kind of thing; one verb may lead to different states from different ones."""

    def __init__(
        self, name: Label, states: type[TextChoices], moves: Sequence[Move], initial: str | tuple[str, ...]
    ) -> None:
        self.name = name
        self.states = states
        self.moves = tuple(moves)
        self.initial = (initial,) if isinstance(initial, str) else initial
        self._table: dict[tuple[str, str], str] = {}
        self._labels: dict[str, Label] = {}
        self._read()

    def _read(self) -> None:
        """A table with a slip in it does not start: unknown states, two targets for one step, unreachable states."""
        for move in self.moves:
            self._labels.setdefault(move.verb, move.label)
            self._known(move.to)
            for state in move.from_:
                if self._table.setdefault((self._known(state), move.verb), move.to) != move.to:
                    raise ValueError(f"{state} has two targets for {move.verb!r}.")
        reached = {*self.initial, *self._table.values()}
        if unreached := [state.value for state in self.states if state not in reached]:
            raise ValueError(f"Nothing leads to {', '.join(unreached)}.")

    def _known(self, state: str) -> str:
        return self.states(state).value

    def next(self, state: str, verb: str) -> Any:
        """The state (a member of `states`) after the verb; raises IllegalMove. An unknown verb is our own mistake."""
        if verb not in self._labels:
            raise KeyError(f"No move is called {verb!r}.")
        if not self.allows(state, verb):
            raise IllegalMove(self, state, verb)
        return self.states(self._table[state, verb])

    def allows(self, state: str, verb: str) -> bool:
        return (state, verb) in self._table

    def verbs(self, state: str) -> list[str]:
        """What can be done now, in the order of the table."""
        return [verb for verb in self._labels if self.allows(state, verb)]

    def steps(self) -> Iterator[tuple[str, str, str]]:
        """Every (state, verb, next state)."""
        for (state, verb), target in self._table.items():
            yield state, verb, target

    def label(self, state: str) -> Label:
        return self.states(state).label

    def verb_label(self, verb: str) -> Label:
        return self._labels[verb]

    @property
    def verb_names(self) -> list[str]:
        return list(self._labels)

    @property
    def choices(self) -> Sequence[tuple[str, Label]]:
        return self.states.choices

    def is_final(self, state: str) -> bool:
        """Nothing can happen to it any more."""
        return not self.verbs(state)

    @property
    def final(self) -> list[str]:
        return [state.value for state in self.states if self.is_final(state.value)]


def mermaid(cycle: LifeCycle) -> str:
    """The table as a Mermaid state diagram for the documentation, in the active language."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in cycle.states]
    lines += [f"    [*] --> {state}" for state in cycle.initial]
    lines += [f"    {state} --> {target}: {cycle.verb_label(verb)}" for state, verb, target in cycle.steps()]
    lines += [f"    {state} --> [*]" for state in cycle.final]
    return "\n".join(lines) + "\n"
