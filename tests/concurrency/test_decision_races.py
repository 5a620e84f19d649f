"""While an officer approves: the family withdraws its consent, the source is edited; and a run that dies half-way.

The approval is held open on purpose. With its locks the rival waits and meets the finished decision; without them, in
the control, the rival is done first and the decision stands on facts that are gone.
"""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from funds.ledger import checks
from matching.decisions import services as decisions
from matching.models import Match, Run
from matching.runs import services as runs
from needs import services as needs
from needs.criteria import VOCABULARY
from needs.models import Commitment
from programmes import services as programmes
from tests.concurrency.test_ledger_races import race
from tests.factories import cases as make
from tests.factories.cases import START, Y

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]
LATER = START + timedelta(days=1, hours=1)
HELD = 0.6  # seconds in which the rival could slip in


def meeting(rival: str, monkeypatch, *, locks: bool = True) -> list[str]:
    """Who was done first, the approval or its rival; both start together."""
    cast = make.staged(sources=make.SOURCES)
    match = make.proposed_match(cast, START)
    make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    consent = match.case.consents.get(purpose="share")
    done: list[str] = []
    slow = decisions.reserve

    def held(*args, **fields):
        time.sleep(HELD)
        return slow(*args, **fields)

    monkeypatch.setattr(decisions, "reserve", held)
    if not locks:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self.all())

    def act(attempt: int) -> str:
        if attempt == 0:
            decisions.approve(match=match, amount=1_000 * Y, reason="核实一致", by=cast.users["approver"], at=LATER)
            done.append("approved")
        else:
            time.sleep(HELD / 3)
            if rival == "withdraw":
                needs.withdraw_consent(consent=consent, by=cast.users["clerk"], at=LATER)
                make.settle(LATER)
            else:
                programmes.set_rules(
                    programme=match.programme, rules={}, vocabulary=VOCABULARY, by=cast.users["charity"], at=LATER
                )
            done.append(rival)
        return "done"

    assert race(act, 2, 2) == {"done": 2}
    return done


@pytest.mark.parametrize("rival", ["withdraw", "edit"])
def test_a_rival_of_an_approval_waits_for_it(rival, monkeypatch):
    assert meeting(rival, monkeypatch) == ["approved", rival]
    match = Match.objects.get(source_kind="programme")
    assert match.state == ("declined" if rival == "withdraw" else "offered")
    assert Commitment.objects.filter(item=match.item).get().state == ("released" if rival == "withdraw" else "reserved")
    assert checks.faults() == []


def test_control_without_the_locks_an_approval_stands_on_a_consent_that_was_withdrawn(monkeypatch):
    assert meeting("withdraw", monkeypatch, locks=False) == ["withdraw", "approved"]
    match = Match.objects.get(source_kind="programme")
    assert match.state == "offered"
    assert match.case.consents.get(purpose="share").withdrawn_at is not None


def test_a_run_that_dies_half_way_leaves_nothing_and_the_next_one_runs(monkeypatch):
    cast = make.staged(sources=make.SOURCES)
    make.unpublished_case(cast, START, make.family())
    given = {"county": make.desk_county(cast), "by": cast.users["coordinator"], "at": LATER}
    propose = runs.propose

    def killed(*args, **fields):
        propose(*args, **fields)
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(runs, "propose", killed)
    with pytest.raises(OperationalError):
        runs.run(**given)
    connection.close()
    assert (Run.objects.count(), Match.objects.count()) == (0, 0)
    monkeypatch.setattr(runs, "propose", propose)
    assert runs.run(**given).proposed_fen == sum(Match.objects.values_list("proposed_fen", flat=True)) > 0
