"""Promises that several hands reach for at the same moment: two counties' runs, two approvers, an approver and a donor."""

import time
from datetime import timedelta

import pytest

from common.acts.tables import IllegalMove
from common.errors import Refusal
from matching.decisions.guards import Stale
from matching.decisions.pools import approve_pool, return_pool
from matching.decisions.rechecks import NoLongerFits
from matching.delivery import answers
from matching.eligibility.outstanding import Outstanding
from matching.models import Match
from matching.runs import services as runs
from matching.runs.pools.models import Pool
from tests.concurrency.test_ledger_races import race
from tests.factories import cases as make
from tests.factories.cases import START, Y
from tests.factories.promises import promise

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]
RUN = START + timedelta(days=1)
LATER = RUN + timedelta(hours=1)
COUNTIES = ("990122", "990124")
PROMISES = 5


def two_counties(monkeypatch, *, slowly: bool = True):
    """A need in each of two counties, and five promises of the city that one need could use up."""
    cast = make.staged()
    for number in range(PROMISES):
        promise(cast.users[f"donor-p{number}"], 100)
    for county in COUNTIES:
        make.unpublished_case(cast, START, make.elsewhere(county), county)
    if slowly:
        read = runs._still_free

        def still_free(*args, **fields):
            found = read(*args, **fields)
            time.sleep(0.5)
            return found

        monkeypatch.setattr(runs, "_still_free", still_free)
    return cast


def run(cast, county: str) -> str:
    runs.run(county=make.desk_county(cast, county), by=make.desk(cast, county).coordinator, at=RUN)
    return "ran"


def proposed() -> int:
    return sum(Match.objects.filter(state="proposed").values_list("proposed_fen", flat=True))


def test_two_runs_at_once_do_not_propose_one_promise_twice(monkeypatch):
    cast = two_counties(monkeypatch)
    assert race(lambda attempt: run(cast, COUNTIES[attempt]), 2, 2) == {"ran": 2}
    assert (Pool.objects.count(), proposed()) == (1, PROMISES * 100 * Y)


def test_control_without_the_lock_both_counties_propose_all_of_it(monkeypatch):
    monkeypatch.setattr(runs, "ONE_WRITER", "select 1")
    cast = two_counties(monkeypatch)
    assert race(lambda attempt: run(cast, COUNTIES[attempt]), 2, 2) == {"ran": 2}
    assert (Pool.objects.count(), proposed()) == (2, 2 * PROMISES * 100 * Y)


def both_proposed(monkeypatch):
    """Both counties hold a pool of the same promises, as if neither had seen the other's."""
    cast = two_counties(monkeypatch, slowly=False)
    with monkeypatch.context() as blind:
        blind.setattr(Outstanding, "outside", classmethod(lambda cls, county: cls()))
        for county in COUNTIES:
            run(cast, county)
    return cast, list(Pool.objects.order_by("number"))


def approve(cast, pool: Pool) -> str:
    try:
        approve_pool(
            pool=pool, reason="核实一致", by=cast.users[f"county_approver-{pool.number[1:7]}"], at=LATER, version=1
        )
    except (NoLongerFits, Stale, IllegalMove) as refusal:
        return type(refusal).__name__
    return "approved"


def offered() -> int:
    return sum(Match.objects.filter(state="offered").values_list("approved_fen", flat=True))


def test_two_approvals_at_once_never_ask_a_donor_for_more_than_was_promised(monkeypatch):
    cast, pools = both_proposed(monkeypatch)
    assert race(lambda attempt: approve(cast, pools[attempt % 2]), 24, 8) == {
        "approved": 1,
        "NoLongerFits": 12,
        "Stale": 11,
    }
    assert offered() == PROMISES * 100 * Y


def test_control_where_nobody_counts_what_others_ask_both_are_approved(monkeypatch):
    cast, pools = both_proposed(monkeypatch)
    monkeypatch.setattr("matching.eligibility.sources._asked_beside", lambda _match: 0)
    assert race(lambda attempt: approve(cast, pools[attempt % 2]), 2, 2) == {"approved": 2}
    assert offered() == 2 * PROMISES * 100 * Y


def test_approving_returning_and_answering_at_once_is_one_decision_without_deadlock(monkeypatch):
    cast, (pool, _other) = both_proposed(monkeypatch)
    officers = [cast.users[f"county_approver-{pool.number[1:7]}"], cast.users["city-approver"]]
    draw = pool.matches.select_related("pledge__donor").first()

    def act(attempt: int) -> str:
        try:
            if attempt % 3 == 0:
                answers.accept(match=draw, amount=draw.proposed_fen, by=draw.pledge.donor, at=LATER)
                return "accepted"
            verb = approve_pool if attempt % 3 == 1 else return_pool
            verb(pool=pool, reason="核实一致", by=officers[attempt % 2], at=LATER, version=1)
        except (Stale, IllegalMove, Refusal) as refusal:
            return "refused" if isinstance(refusal, Refusal) else type(refusal).__name__
        return "decided"

    outcomes = race(act, 48, 16)
    assert outcomes["decided"] == 1
    assert outcomes["accepted"] <= 1 and outcomes["refused"] == 47 - outcomes["accepted"]
    assert len({(one.decided_by_id, one.decision_reason) for one in pool.matches.all()}) == 1
