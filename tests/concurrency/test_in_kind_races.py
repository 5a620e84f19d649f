"""Officers at the same moment over the last of the rice, with a control without the guards."""

from datetime import timedelta

import pytest

from common.errors import Refusal
from funds.ledger.journal import constraint_of
from matching.decisions import services as decisions
from matching.models import Match
from matching.runs import services as runs
from needs.models import Commitment
from programmes.resources import stock
from programmes.resources.models import Lot
from tests.concurrency.test_ledger_races import race
from tests.factories import cases as make
from tests.factories import partners
from tests.factories.cases import START
from tests.factories.ledger import drop_constraint, execute
from tests.factories.resources import balances, lot, offered_resource

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]
RUN = START + timedelta(days=1)
LATER = RUN + timedelta(hours=1)
MATCHES, PLACES, CONNECTIONS, ATTEMPTS = 8, 3, 16, 64


def rivals():
    """Eight proposals of two shares, and rice that was since given away down to three of them."""
    cast = make.staged()
    rice = offered_resource(cast.bodies["charity-city"], at=START, cap_shares=2)
    keeper = partners.person("charity_manager", rice.keeper)
    lot(rice, MATCHES * 20, at=START, by=keeper)
    for _one in range(MATCHES):
        make.case_in_kind(cast, START, make.family(), quantities=(2,))
    runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=RUN)
    proposed = list(Match.objects.filter(state="proposed").order_by("pk"))
    assert [one.proposed_quantity for one in proposed] == [2] * MATCHES
    for match in proposed:
        make.sharing_consent(cast, match.case, rice.keeper, LATER)
    stock.write_off(
        lot=rice.lots.get(), token=rice.pk, quantity=(MATCHES - PLACES) * 20, reason="受潮", by=keeper, at=LATER
    )
    return cast, rice, proposed


def approve(cast, match: Match) -> str:
    try:
        decisions.approve(
            match=match, amount=2, reason="核实一致", by=cast.users["approver"], at=LATER, version=match.version
        )
    except Refusal as refusal:
        cause = refusal.__cause__
        return constraint_of(cause) if cause else type(refusal).__name__
    return "won"


def test_many_approvals_against_the_last_rice_win_exactly_what_is_there():
    cast, rice, proposed = rivals()
    outcomes = race(lambda attempt: approve(cast, proposed[attempt % MATCHES]), ATTEMPTS, CONNECTIONS)
    assert outcomes["won"] == PLACES and sum(outcomes.values()) == ATTEMPTS
    assert set(outcomes) <= {"won", "NoLongerFits", "Stale"}
    assert balances(rice) == [(0, PLACES * 20)]
    assert (
        Match.objects.filter(state="offered").count() == Commitment.objects.filter(state="reserved").count() == PLACES
    )


def test_control_without_the_guards_more_rice_is_promised_than_there_is(monkeypatch):
    cast, rice, proposed = rivals()
    execute(drop_constraint("resources_lot", "resources_lot_never_below_zero"))
    before = Lot.objects.get()
    before.available = 10**6
    monkeypatch.setattr(stock, "usable_lots", lambda _resource, _on: [before])
    monkeypatch.setattr(
        "matching.eligibility.sources.stock_of",
        lambda rows, _on: {one.pk: type("S", (), {"available": 10**6}) for one in rows},
    )
    outcomes = race(lambda attempt: approve(cast, proposed[attempt % MATCHES]), ATTEMPTS, CONNECTIONS)
    assert outcomes["won"] == MATCHES
    assert balances(rice) == [((PLACES - MATCHES) * 20, MATCHES * 20)]
