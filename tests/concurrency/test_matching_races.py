"""Officers at the same moment: one fund's last money, one match, one run of a county."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from common.errors import Refusal
from funds import accounts
from funds.ledger import checks
from funds.ledger import services as ledger
from funds.ledger.journal import Overdrawn, constraint_of
from funds.ledger.routes import Code
from funds.ledger.selectors import balance
from matching.decisions import services as decisions
from matching.decisions.guards import Stale
from matching.decisions.services import NoLongerFits
from matching.delivery import deliveries
from matching.eligibility.outstanding import oversubscribed
from matching.models import Match, Run
from matching.runs import services as runs
from matching.runs.services import RunUnderWay
from needs.models import Commitment
from programmes.models import Programme
from tests.concurrency.test_ledger_races import race
from tests.factories import cases as make
from tests.factories.cases import START, Y
from tests.factories.ledger import drop_constraint, execute

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]
LATER = START + timedelta(days=1, hours=1)
CONNECTIONS, ATTEMPTS, MATCHES, PLACES = 32, 200, 24, 5
SHARE = 3_000 * Y
COUNTIES, HELD_FEN = ("990122", "990124"), 10_000 * Y


def rivals() -> tuple:
    """Twenty-four proposals of 3,000 yuan from one fund, whose money was since spent down to five of them."""
    cast = make.staged(sources=("tea-winter",))
    for _one in range(MATCHES):
        make.unpublished_case(cast, START, make.family())
    runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=START + timedelta(days=1))
    proposed = list(Match.objects.filter(state="proposed").order_by("pk"))
    assert [match.proposed_fen for match in proposed] == [SHARE] * MATCHES
    for match in proposed:
        make.sharing_consent(cast, match.case, make.payer_of(match), LATER)
    fund = proposed[0].fund
    account = accounts.fund_account(fund)

    ledger.post(
        Code.COMMITMENT,
        debit=account,
        credit=accounts.payable_account(accounts.book_of(fund), "other"),
        amount_fen=balance(account).available_fen - PLACES * SHARE,
        effect_key="drain",
        expires_at=LATER + timedelta(days=400),
        by_id=cast.users["tea-fund"].pk,
    )
    return cast, proposed, account


def approve(cast, match: Match) -> str:
    try:
        decisions.approve(
            match=match, amount=SHARE, reason="核实一致", by=cast.users["approver"], at=LATER, version=match.version
        )
    except Overdrawn as refusal:
        return constraint_of(refusal.__cause__)
    except (NoLongerFits, Stale) as refusal:
        return type(refusal).__name__
    return "won"


def test_two_hundred_approvals_against_a_funds_last_money_win_exactly_five():
    cast, proposed, account = rivals()
    outcomes = race(lambda attempt: approve(cast, proposed[attempt % MATCHES]), ATTEMPTS, CONNECTIONS)
    assert outcomes["won"] == PLACES
    assert sum(outcomes.values()) == ATTEMPTS
    assert set(outcomes) <= {"won", "NoLongerFits", "Stale", "ledger_account_no_overdraft"}
    assert balance(account).available_fen == 0
    assert Match.objects.filter(state="offered").count() == PLACES
    assert Commitment.objects.filter(state="reserved").count() == PLACES
    assert checks.faults() == []


def test_with_a_blind_evaluator_the_ledger_alone_holds_the_line(monkeypatch):
    """Every rival believes in the money: all but five are refused by the name of the constraint."""
    cast, proposed, account = rivals()
    monkeypatch.setattr("matching.eligibility.sources.accounts.free_fen", lambda _source: 10**12)
    outcomes = race(lambda attempt: approve(cast, proposed[attempt % MATCHES]), ATTEMPTS, CONNECTIONS)
    stale = outcomes.pop("Stale", 0)
    assert outcomes["won"] == PLACES
    assert outcomes == {"won": PLACES, "ledger_account_no_overdraft": ATTEMPTS - PLACES - stale}
    assert balance(account).available_fen == 0


def test_control_without_the_constraint_the_fund_is_overspent(monkeypatch):
    cast, proposed, account = rivals()
    monkeypatch.setattr("matching.eligibility.sources.accounts.free_fen", lambda _source: 10**12)
    execute(drop_constraint("ledger_account", "ledger_account_no_overdraft"))
    outcomes = race(lambda attempt: approve(cast, proposed[attempt % MATCHES]), ATTEMPTS, CONNECTIONS)
    assert outcomes == {"won": MATCHES, "Stale": ATTEMPTS - MATCHES}
    assert balance(account).available_fen == -(MATCHES - PLACES) * SHARE


def test_many_officers_on_one_match_are_one_decision_and_the_others_are_told():
    cast, proposed, _account = rivals()
    match = proposed[0]

    def decide(attempt: int) -> str:
        by = cast.users["approver" if attempt % 2 else "city-approver"]
        given = {"match": match, "reason": "核实一致", "by": by, "at": LATER, "version": match.version}
        try:
            if attempt % 3:
                decisions.approve(**given, amount=SHARE)
            else:
                decisions.return_(**given)
        except Stale as refusal:
            assert "处理过" in str(refusal)
            return "Stale"
        return "decided"

    assert race(decide, ATTEMPTS, CONNECTIONS) == {"decided": 1, "Stale": ATTEMPTS - 1}
    match.refresh_from_db()
    assert match.version == 2 and match.decided_by is not None
    assert Commitment.objects.filter(item=match.item).count() == (1 if match.state == "offered" else 0)


def test_paying_a_grant_from_many_connections_pays_it_once():
    cast = make.staged(sources=make.SOURCES)
    match = make.accepted_match(cast, START)
    payer = make.payer(match)

    def pay(_attempt: int) -> str:
        try:
            deliveries.disburse(match=match, by=payer, at=START + timedelta(days=2))
        except Refusal as refusal:
            return type(refusal).__name__
        return "paid"

    assert race(pay, 64, CONNECTIONS) == {"paid": 1, "IllegalMove": 63}
    assert accounts.balances(match.programme).disbursed_fen == match.accepted_fen
    assert checks.faults() == []


def test_wrong_codes_from_many_connections_are_counted_to_three():
    cast = make.staged(sources=make.SOURCES)
    delivery = make.reported_delivery(cast, START)
    payer = make.payer(delivery.match)

    def guess(attempt: int) -> str:
        try:
            deliveries.confirm_delivery(delivery=delivery, method="code", code=f"x{attempt}", by=payer, at=LATER)
        except Refusal as refusal:
            return "已输错" if "已输错" in str(refusal) else "不对"
        return "confirmed"

    assert race(guess, 64, 16) == {"不对": 3, "已输错": 61}


def run_at_once(cast, monkeypatch) -> Counter[str]:
    slow = runs.networks

    def found(*args, **fields):
        time.sleep(0.3)
        return slow(*args, **fields)

    monkeypatch.setattr("matching.runs.services.networks", found)

    def start(_attempt: int) -> str:
        try:
            runs.run(county=make.desk_county(cast), by=cast.users["coordinator"], at=LATER)
        except RunUnderWay:
            return "RunUnderWay"
        return "ran"

    return race(start, 8, 8)


def test_of_eight_runs_of_one_county_at_once_one_runs(monkeypatch):
    cast = make.staged(sources=("tea-winter",))
    make.unpublished_case(cast, START, make.family())
    assert run_at_once(cast, monkeypatch) == {"ran": 1, "RunUnderWay": 7}
    assert (Run.objects.count(), Match.objects.filter(state="proposed").count()) == (1, 1)


def two_counties_on_one_fund(monkeypatch):
    """A household in each of two counties, and a programme of the city that holds money for one of them."""
    cast = make.staged(sources=("serious-illness",))
    for county in COUNTIES:
        make.unpublished_case(cast, START, make.elsewhere(county), county)
    programme = Programme.objects.get()
    ledger.post(
        Code.COMMITMENT,
        debit=accounts.programme_account(programme),
        credit=accounts.payable_account(accounts.book_of(programme), "other"),
        amount_fen=accounts.free_fen(programme) - HELD_FEN,
        effect_key="drain",
        expires_at=LATER + timedelta(days=400),
        by_id=cast.users["charity"].pk,
    )
    read = runs._still_free

    def still_free(*args, **fields):
        found = read(*args, **fields)
        time.sleep(0.5)
        return found

    monkeypatch.setattr(runs, "_still_free", still_free)

    def start(attempt: int) -> str:
        county = COUNTIES[attempt]
        by = cast.users[f"county_coordinator-{county}"]
        runs.run(county=make.desk_county(cast, county), by=by, at=LATER)
        return "ran"

    return start


def proposed_fen() -> int:
    return sum(Match.objects.filter(state="proposed").values_list("proposed_fen", flat=True))


def test_two_runs_at_once_do_not_propose_the_same_money(monkeypatch):
    assert race(two_counties_on_one_fund(monkeypatch), 2, 2) == {"ran": 2}
    assert (Run.objects.count(), proposed_fen()) == (2, HELD_FEN)
    assert list(oversubscribed(LATER.date())) == []


def test_control_without_the_lock_both_runs_propose_all_of_it(monkeypatch):
    start = two_counties_on_one_fund(monkeypatch)
    monkeypatch.setattr(runs, "ONE_WRITER", "select 1")
    assert race(start, 2, 2) == {"ran": 2}
    assert (Run.objects.count(), proposed_fen()) == (2, 2 * HELD_FEN)
    assert [amounts for _key, *amounts in oversubscribed(LATER.date())] == [[HELD_FEN, 2 * HELD_FEN]]


def test_runs_of_two_counties_do_not_wait_for_each_other():
    cast = make.staged(sources=("tea-winter",))

    def start(attempt: int) -> str:
        county = ("990122", "990124")[attempt]
        by = cast.users[f"county_coordinator-{county}"]
        return runs.run(county=make.desk_county(cast, county), by=by, at=LATER).number[:7]

    assert race(start, 2, 2) == {"R990122": 1, "R990124": 1}
