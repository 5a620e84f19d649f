"""A life cycle's table guards, reads aloud, and refuses to start with a slip in it."""

import pytest
from django.db.models import TextChoices

from common.acts.tables import SYSTEM, Act, ActTable, IllegalMove, LifeCycle, Move, Silent, mermaid


class State(TextChoices):
    RECEIVED = "received", "待受理"
    OPEN = "open", "办理中"
    DONE = "done", "已完成"


WHY = Silent("a table for a test")
RULE = {"permission": SYSTEM, "audit": WHY, "topic": WHY}
MOVES = (
    Move("accept", from_=(State.RECEIVED,), to=State.OPEN, label="受理", **RULE),
    Move("finish", from_=(State.OPEN,), to=State.DONE, label="办结", **RULE),
    Move("give_back", from_=(State.OPEN,), to=State.RECEIVED, label="退回", **RULE),
)
CYCLE = LifeCycle("求助", State, MOVES, initial=State.RECEIVED)


def test_moves_along_the_table() -> None:
    assert CYCLE.next("received", "accept") is State.OPEN
    assert CYCLE.verbs(State.OPEN) == ["finish", "give_back"]
    assert CYCLE.allows("open", "finish")
    assert not CYCLE.allows("done", "accept")
    assert CYCLE.is_final("done")
    assert CYCLE.choices == State.choices
    assert CYCLE.label("done") == "已完成"


def test_an_illegal_move_is_a_sentence() -> None:
    with pytest.raises(IllegalMove) as refused:
        CYCLE.next("done", "accept")
    assert str(refused.value) == "“已完成”的求助不能再“受理”。"


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", CYCLE.verb_names)
def test_every_pair_either_moves_or_refuses(state: str, verb: str) -> None:
    if (state, verb) in {(s, v) for s, v, _target in CYCLE.steps()}:
        assert CYCLE.next(state, verb) in State
    else:
        with pytest.raises(IllegalMove):
            CYCLE.next(state, verb)


def test_an_unknown_verb_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        CYCLE.next("open", "fly")


@pytest.mark.parametrize(
    ("moves", "complaint"),
    [
        (MOVES[:1], "Nothing leads to done"),
        ((*MOVES, Move("accept", from_=(State.RECEIVED,), to=State.DONE, label="受理", **RULE)), "two targets"),
        ((*MOVES, Move("lose", from_=("nowhere",), to=State.DONE, label="丢", **RULE)), "not a valid State"),
    ],
)
def test_a_table_with_a_slip_does_not_start(moves: tuple[Move, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        LifeCycle("求助", State, moves, initial=State.RECEIVED)


def test_one_verb_has_one_rule_wherever_it_leads_from() -> None:
    other = Move(
        "finish", from_=(State.RECEIVED,), to=State.DONE, label="办结", permission="edit", audit=WHY, topic=WHY
    )
    with pytest.raises(ValueError, match="'finish' has two rules"):
        LifeCycle("求助", State, (*MOVES, other), initial=State.RECEIVED)
    with pytest.raises(ValueError, match="'finish' has two rules"):
        LifeCycle("求助", State, MOVES, initial=State.RECEIVED, acts=[Act("finish", **RULE)])
    with pytest.raises(ValueError, match="'note' stands twice"):
        ActTable([Act("note", **RULE), Act("note", **RULE)])


def test_an_act_that_is_no_move_leaves_the_state_alone() -> None:
    noted = LifeCycle("求助", State, MOVES, initial=State.RECEIVED, acts=[Act("note", **RULE)])
    assert noted.next("done", "note") == "done"
    assert noted.verbs("done") == []
    assert noted.is_final("done")


def test_nothing_is_implied_by_absence() -> None:
    for missing in RULE:
        with pytest.raises(TypeError, match=missing):
            Move(
                "accept",
                from_=(State.RECEIVED,),
                to=State.OPEN,
                label="受理",
                **{name: value for name, value in RULE.items() if name != missing},
            )


def test_draws_itself_for_the_documentation() -> None:
    assert mermaid(CYCLE).splitlines() == [
        "stateDiagram-v2",
        "    received: 待受理",
        "    open: 办理中",
        "    done: 已完成",
        "    [*] --> received",
        "    received --> open: 受理",
        "    open --> done: 办结",
        "    open --> received: 退回",
        "    done --> [*]",
    ]
