"""What may be done to a kind of thing, as a table that reads aloud: who may, how the log calls it, what is announced.

The guard, the buttons, the database's own check, the documentation and the tests come from it. Nothing is implied by
absence: an act that is not recorded or not announced says why, one that nobody is asked for says so by its permission.
"""

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

Label = str | Promise

SYSTEM = "system"  # done by the platform itself: time, a payment's fact, a sum. Nobody is its actor
CONSEQUENCE = "consequence"  # a part of another act, in its transaction: whoever might do that one caused this one
ANYONE = "anyone"  # everybody, also without an account
UNASKED = frozenset({SYSTEM, CONSEQUENCE, ANYONE})


@dataclass(frozen=True)
class Silent:
    """No audit row, or no news, on purpose. `why` is for the next engineer."""

    why: str


class IllegalMove(Refusal):
    """The thing is in a state from which this verb leads nowhere."""

    def __init__(self, cycle: "LifeCycle", state: str, verb: str) -> None:
        self.state, self.verb = state, verb
        # Lazy to the last part: the sentence is put together in the language of whoever reads it.
        sentence = _("“{state}”的{name}不能再“{verb}”。")
        super().__init__(format_lazy(sentence, state=cycle.label(state), name=cycle.name, verb=cycle.verb_label(verb)))


@dataclass(frozen=True)
class Act:
    """Something that is done to a row without moving it along its life cycle: a note, an edit, a decision beside it.

    `permission` is a member of the permissions enum, a relation that the subject names, or one of UNASKED. `audit` is
    the registered verb of the log, `topic` that of the outbox. `key` names the news once for ever, where the subject's
    usual key does not fit: `"case:{row.pk}:gap:{row.version}"`. `not_by` names columns: who stands in one of them may
    not do this (four eyes). `new`: the act brings the row into being. `repeatable`: asked again, nothing happens.
    """

    verb: str
    _: KW_ONLY
    permission: str
    audit: str | Silent
    topic: str | Silent
    key: str = ""
    not_by: tuple[str, ...] = ()
    new: bool = False
    repeatable: bool = False


@dataclass(frozen=True)
class Move(Act):
    """One allowed step: from any of `from_`, the verb leads to `to`; `label` is what its button says."""

    _: KW_ONLY
    from_: tuple[str, ...]
    to: str
    label: Label

    def rule(self) -> tuple[Any, ...]:
        """Everything but the states: one verb has one rule, wherever it leads from."""
        return (self.permission, self.audit, self.topic, self.key, self.not_by, self.new, self.repeatable)


class ActTable:
    """All verbs of a kind of thing that has no life cycle, or of its acts that do not move it."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts: dict[str, Act] = {}
        for act in acts:
            if act.verb in self.acts:
                raise ValueError(f"{act.verb!r} stands twice in the table.")
            self.acts[act.verb] = act

    def act(self, verb: str) -> Act:
        """An unknown verb is our own mistake: KeyError."""
        if verb not in self.acts:
            raise KeyError(f"No act is called {verb!r}.")
        return self.acts[verb]

    def next(self, state: str, verb: str) -> Any:
        """The state after the verb: the same one."""
        return state


class LifeCycle(ActTable):
    """All states and allowed moves of one kind of thing; one verb may lead to different states from different ones."""

    def __init__(
        self,
        name: Label,
        states: type[TextChoices],
        moves: Sequence[Move],
        initial: str | tuple[str, ...],
        acts: Sequence[Act] = (),
    ) -> None:
        super().__init__(acts)
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
            self._named(move)
            self._known(move.to)
            for state in move.from_:
                if self._table.setdefault((self._known(state), move.verb), move.to) != move.to:
                    raise ValueError(f"{state} has two targets for {move.verb!r}.")
        reached = {*self.initial, *self._table.values()}
        if unreached := [state.value for state in self.states if state not in reached]:
            raise ValueError(f"Nothing leads to {', '.join(unreached)}.")

    def _named(self, move: Move) -> None:
        self._labels.setdefault(move.verb, move.label)
        first = self.acts.setdefault(move.verb, move)
        if not isinstance(first, Move) or first.rule() != move.rule():
            raise ValueError(f"{move.verb!r} has two rules.")

    def _known(self, state: str) -> str:
        return self.states(state).value

    def next(self, state: str, verb: str) -> Any:
        """The state (a member of `states`) after the verb; raises IllegalMove. An unknown verb is our own mistake."""
        if not isinstance(self.act(verb), Move):
            return state
        if not self.allows(state, verb):
            raise IllegalMove(self, state, verb)
        return self.states(self._table[state, verb])

    def allows(self, state: str, verb: str) -> bool:
        return (state, verb) in self._table

    def leads_to(self, state: str, verb: str) -> bool:
        """Whether the verb, from somewhere, ends in this state."""
        return any(move.verb == verb and move.to == state for move in self.moves)

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
