"""Government reserves: two people move the money, carried-over money tops up, aid is paid by who did not grant it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.acts.tables import IllegalMove
from common.errors import Refusal
from common.outbox.services import deliver_due
from funds.ledger import checks
from funds.ledger.journal import Overdrawn, constraint_of
from funds.ledger.models import Transfer
from funds.reserves import access, figures, payments, services
from funds.reserves.act_subjects import DeciderPays, SamePerson
from funds.reserves.models import AidPayment, Move, Reserve
from funds.top_ups import LineUsed
from needs.models import Case, StatutoryAid
from organisations.models import Notification, User
from tests.factories import cases
from tests.factories import partners as make
from tests.factories.cases import Y

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY, TOWN = "990121000000", "990121102000"


@dataclass
class County:
    clerk: User
    approver: User
    budget: Reserve
    town: Reserve
    last_year: Reserve


@pytest.fixture
def county() -> County:
    office = make.office(COUNTY)
    town = make.organisation("township", region=TOWN, parent=office)
    clerk, approver = make.person("finance_clerk", office), make.person("county_approver", office)

    def opened(body, year):
        return services.open_reserve(office=body, year=year, by=clerk, at=NOW, low_below_fen=10_000 * Y)

    return County(clerk, approver, opened(office, 2026), opened(town, 2026), opened(office, 2025))


def proposed(county: County, reserve: Reserve, yuan: int, token=None) -> Move:
    return services.propose_allocation(
        reserve=reserve,
        amount_fen=yuan * Y,
        document="青财社〔2026〕12号",
        token=token or uuid4(),
        by=county.clerk,
        at=NOW,
    )


def allocated(county: County, reserve: Reserve, yuan: int) -> Move:
    return services.confirm(move=proposed(county, reserve, yuan), by=county.approver, at=NOW)


def carried(county: County, yuan: int) -> Move:
    """Last year's rest comes into this year's county budget."""
    allocated(county, county.last_year, yuan)
    move = services.propose_carry_over(
        reserve=county.last_year, document="2025 年度决算", token=uuid4(), by=county.clerk, at=NOW
    )
    return services.confirm(move=move, by=county.approver, at=NOW)


def topped_up(county: County, yuan: int) -> Move:
    return services.propose_top_up(
        reserve=county.town,
        source=county.budget,
        amount_fen=yuan * Y,
        document="补充备用金",
        token=uuid4(),
        by=county.clerk,
        at=NOW,
    )


def granted(case: Case, yuan: int, by: User, period: str = "2026-11") -> StatutoryAid:
    return StatutoryAid.objects.create(
        case=case,
        aid_type="temporary_aid",
        state="granted",
        amount_fen=yuan * Y,
        period=period,
        recorded_by=by,
        recorded_at=NOW,
    )


@pytest.fixture
def case(county) -> Case:
    """A case of the township, without the demo's people around it."""
    return Case.objects.get(pk=cases.opened_case(cases.staged(NOW - timedelta(days=3)), NOW - timedelta(days=2)).pk)


def free(reserve: Reserve) -> int:
    now = figures.figures(reserve)
    assert now.agrees
    return now.available_fen // Y


def test_a_clerk_proposes_and_an_approver_confirms_before_anything_is_booked(county):
    token = uuid4()
    move = proposed(county, county.budget, 1_800_000, token)
    assert proposed(county, county.budget, 1_800_000, token) == move and free(county.budget) == 0
    deliver_due(NOW)
    assert Notification.objects.get(user=county.approver).number == move.number == "ZJ202600001"
    services.confirm(move=move, by=county.approver, at=NOW)
    assert free(county.budget) == 1_800_000 and checks.faults() == []
    booked = Transfer.objects.get()
    assert (booked.code, booked.actor_id, booked.approver_id) == ("appropriation", county.clerk.pk, county.approver.pk)
    with pytest.raises(IllegalMove):
        services.confirm(move=move, by=county.approver, at=NOW)
    deliver_due(NOW)
    assert Notification.objects.get(user=county.clerk).kind == "reserve_answered"


def test_four_eyes_and_the_own_area(county):
    move = proposed(county, county.budget, 100)
    make.join(county.clerk, "county_approver", county.budget.office)
    with pytest.raises(SamePerson):
        services.confirm(move=move, by=county.clerk, at=NOW)
    elsewhere = make.office("990122000000")
    for stranger in (
        make.person("county_approver", elsewhere),
        make.person("finance_clerk", county.budget.office),
        make.person("county_coordinator", county.budget.office),
    ):
        with pytest.raises(PermissionDenied):
            services.confirm(move=move, by=stranger, at=NOW)
    for stranger in (make.person("finance_clerk", elsewhere), county.approver):
        with pytest.raises(PermissionDenied):
            services.propose_allocation(
                reserve=county.budget, amount_fen=1, document="x", token=uuid4(), by=stranger, at=NOW
            )
    assert not access.reserves_for(make.person("finance_clerk", elsewhere)).exists() and free(county.budget) == 0
    with pytest.raises(Refusal, match="理由"):
        services.decline(move=move, reason=" ", by=county.approver, at=NOW)
    assert services.decline(move=move, reason="文号不符。", by=county.approver, at=NOW).state == "declined"
    assert not Transfer.objects.exists()


def test_a_year_is_carried_over_once_when_it_has_ended(county):
    allocated(county, county.budget, 100)
    with pytest.raises(services.YearNotOver):
        services.propose_carry_over(reserve=county.budget, document="x", token=uuid4(), by=county.clerk, at=NOW)
    move = carried(county, 900_000)
    assert (move.origin_year, free(county.last_year), free(county.budget)) == (2025, 0, 900_100)
    now = figures.figures(county.budget)
    assert (now.carried_left_fen, now.origin_year) == (900_000 * Y, 2025)
    with pytest.raises(Refusal, match="已结转"):
        allocated(county, county.last_year, 1)
    # the age goes on with the oldest money that is left
    after = services.propose_carry_over(
        reserve=county.budget, document="x", token=uuid4(), by=county.clerk, at=NOW + timedelta(days=60)
    )
    assert (after.origin_year, after.reserve.year, after.amount_fen) == (2025, 2027, 900_100 * Y)


def test_a_carry_over_waits_for_what_is_proposed_and_is_of_the_whole_rest(county):
    allocated(county, county.last_year, 500)
    waiting = proposed(county, county.last_year, 10)
    with pytest.raises(services.YearNotOver, match="待审批"):
        services.propose_carry_over(reserve=county.last_year, document="x", token=uuid4(), by=county.clerk, at=NOW)
    services.decline(move=waiting, reason="年度已结束。", by=county.approver, at=NOW)
    move = services.propose_carry_over(reserve=county.last_year, document="x", token=uuid4(), by=county.clerk, at=NOW)
    with pytest.raises(Refusal, match="已经提出"):
        services.propose_carry_over(reserve=county.last_year, document="x", token=uuid4(), by=county.clerk, at=NOW)
    more = proposed(county, county.last_year, 10)
    with pytest.raises(services.YearNotOver):
        services.confirm(move=move, by=county.approver, at=NOW)
    services.confirm(move=more, by=county.approver, at=NOW)
    with pytest.raises(Refusal, match="有变动"):
        services.confirm(move=move, by=county.approver, at=NOW)
    assert (free(county.last_year), free(county.budget)) == (510, 0)


def test_carried_over_money_tops_up_a_township_and_no_more_than_there_is_of_it(county):
    allocated(county, county.budget, 1_000_000)
    with pytest.raises(services.NotCarried):
        topped_up(county, 1)
    carried(county, 60_000)
    services.confirm(move=topped_up(county, 50_000), by=county.approver, at=NOW)
    assert (free(county.town), free(county.budget)) == (50_000, 1_010_000)
    assert figures.figures(county.town).short_of_least_fen == 0
    with pytest.raises(services.NotCarried, match="10,000 元.*10,001 元"):
        topped_up(county, 10_001)
    two = [topped_up(county, 8_000), topped_up(county, 8_000)]
    services.confirm(move=two[0], by=county.approver, at=NOW)
    with pytest.raises(services.NotCarried):  # both fitted when they were proposed
        services.confirm(move=two[1], by=county.approver, at=NOW)
    with pytest.raises(Refusal, match="本区县"):
        services.propose_top_up(
            reserve=county.budget,
            source=county.town,
            amount_fen=1,
            document="x",
            token=uuid4(),
            by=county.clerk,
            at=NOW,
        )
    assert checks.faults() == []


def test_aid_is_set_aside_paid_once_and_never_by_who_granted_it(county, case):
    allocated(county, county.town, 5_000)
    reviewer = make.person("township_reviewer", county.town.office)
    aid = granted(case, 1_280, reviewer)
    assert list(access.aids_to_pay(county.town)) == [aid] == list(access.aids_to_pay(county.budget))
    make.join(reviewer, "finance_clerk", county.budget.office)
    with pytest.raises(DeciderPays):
        payments.pay_aid(reserve=county.town, aid=aid, by=reviewer, at=NOW)
    order = payments.pay_aid(reserve=county.town, aid=aid, by=county.clerk, at=NOW)
    now = figures.figures(county.town)
    assert (now.committed_fen, now.available_fen, now.agrees) == (1_280 * Y, 3_720 * Y, True)
    for reserve in (county.town, county.budget):
        with pytest.raises(payments.AlreadyPaid):
            payments.pay_aid(reserve=reserve, aid=aid, by=county.clerk, at=NOW)
    with pytest.raises(DeciderPays):
        payments.confirm_payment(payment=order, bank_line="GK20261124001", by=reviewer, at=NOW)
    payments.confirm_payment(payment=order, bank_line="gk2026 1124001", by=county.clerk, at=NOW)
    now = figures.figures(county.town)
    assert (now.paid_fen, now.committed_fen, now.agrees) == (1_280 * Y, 0, True)
    again = payments.pay_aid(reserve=county.town, aid=granted(case, 100, reviewer, "2026-10"), by=county.clerk, at=NOW)
    with pytest.raises(LineUsed):
        payments.confirm_payment(payment=again, bank_line="GK20261124001", by=county.clerk, at=NOW)
    payments.cancel_payment(payment=again, reason="银行退回。", by=county.clerk, at=NOW)
    assert free(county.town) == 3_720 and list(access.aids_to_pay(county.town)) == [again.aid]
    assert checks.faults() == []


def test_what_is_not_a_granted_temporary_aid_of_the_place_and_year_is_not_paid(county, case):
    allocated(county, county.town, 5_000)
    other = make.person("township_reviewer", county.town.office)
    aid = granted(case, 100, other, "2025-12")
    with pytest.raises(Refusal, match="本年度"):
        payments.pay_aid(reserve=county.town, aid=aid, by=county.clerk, at=NOW)
    dear = granted(case, 5_001, other)
    with pytest.raises(Overdrawn):
        payments.pay_aid(reserve=county.town, aid=dear, by=county.clerk, at=NOW)
    assert free(county.town) == 5_000 and not AidPayment.objects.exists()


def test_a_month_opens_with_what_the_last_one_closed_with(county, case):
    allocated(county, county.town, 5_000)
    order = payments.pay_aid(reserve=county.town, aid=granted(case, 1_000, make.approver()), by=county.clerk, at=NOW)
    payments.confirm_payment(payment=order, bank_line="GK1001", by=county.clerk, at=NOW + timedelta(days=10))
    november = figures.statement(county.town, date(2026, 11, 1))
    december = figures.statement(county.town, date(2026, 12, 1))
    assert (november.opening_fen, november.received_fen, november.spent_fen) == (0, 5_000 * Y, 0)
    assert december.opening_fen == november.closing_fen == 5_000 * Y
    assert (december.spent_fen, december.closing_fen) == (1_000 * Y, 4_000 * Y)
    assert [(line.number, line.change_fen) for line in december.lines] == [("GK1001", -1_000 * Y)]


def test_the_database_holds_amounts_people_and_ends(county, case):
    def rule(row, **fields) -> str:
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**fields)
        return constraint_of(refused.value).removeprefix("reserves_").split("_", 1)[1]

    move, carry = allocated(county, county.budget, 100), carried(county, 100)
    waiting = proposed(county, county.town, 50_000)
    assert rule(county.town, year=1999) == "year" and rule(county.town, low_below_fen=-1) == "low_line"
    assert rule(county.town, office=county.budget.office) == "once_a_year"
    assert rule(move, amount_fen=0) == "positive"
    assert rule(move, source=county.last_year) == rule(carry, source=None) == "from_somewhere"
    assert rule(carry, source=carry.reserve) == "elsewhere"
    assert rule(carry, origin_year=None) == rule(move, origin_year=2025) == "carried_has_origin"
    assert rule(move, decided_by=move.proposed_by) == "four_eyes"
    assert rule(move, decided_at=None) == rule(waiting, decided_by=county.approver) == "decided_by_somebody"
    assert rule(waiting, state="declined", decided_by=county.approver, decided_at=NOW) == "no_has_reason"
    assert rule(waiting, kind="carry_over", source=county.last_year, origin_year=2025) == "carried_once"
    allocated(county, county.town, 100)
    order = payments.pay_aid(reserve=county.town, aid=granted(case, 10, county.approver), by=county.clerk, at=NOW)
    assert rule(order, amount_fen=0) == "positive"
    assert rule(order, ordered_by=county.approver) == "decider_does_not_pay"
    assert rule(order, ended_by=county.clerk) == "end_is_named" and rule(order, bank_line="X") == "paid_has_line"
    paid = payments.confirm_payment(payment=order, bank_line="GK01", by=county.clerk, at=NOW)
    assert (
        rule(paid, ended_by=county.approver) == "decider_does_not_pay" and rule(paid, state="ordered") == "life_cycle"
    )
    assert rule(paid, bank_line=None) == "paid_has_line" and rule(paid, ended_at=None) == "end_is_named"
    copy = AidPayment(
        reserve=county.town,
        aid=order.aid,
        amount_fen=10,
        decided_by=county.approver,
        ordered_by=county.clerk,
        ordered_at=NOW,
        transfer_id=uuid4(),
    )
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        copy.save(force_insert=True)
    assert constraint_of(refused.value) == "reserves_aidpayment_one_per_aid"
