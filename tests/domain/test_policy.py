"""Dated rules: which one holds where and when, who sets them, and what the database refuses."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.audit.registry import describe
from common.errors import Refusal
from common.regions.models import Region
from needs.causes import Urgency
from optimiser.model.levels import default_table
from policy import services
from policy.act_subjects import OwnProposal
from policy.clocks import NATIONWIDE, UNITS, Clock
from policy.in_force import forget_rules
from policy.lengths import Length, Unit
from policy.models import URGENCIES, TimeLimit, UrgencyOrder
from policy.overview import overview
from policy.selectors import due, length, order, since
from tests.factories import partners as make

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 11, 6, 9, 0, tzinfo=BEIJING)
QINGPING, YANQUAN, CITY = "990121000000", "990122000000", "990100000000"


@pytest.fixture(autouse=True)
def _own_rules():
    forget_rules()
    yield
    forget_rules()


@pytest.fixture
def office(db):
    return make.office(QINGPING)


@pytest.fixture
def clerk(office):
    return make.person("county_coordinator", office)


@pytest.fixture
def approver(office):
    return make.person("county_approver", office)


def three_days(clerk, **other) -> TimeLimit:
    return services.propose_time_limit(
        **{
            "clock": Clock.REFERRAL_ACCEPT,
            "urgency": "",
            "region": Region.objects.get(pk=QINGPING),
            "valid_from": date(2026, 12, 1),
            "amount": 3,
            "unit": Unit.WORKING_DAYS,
            "basis": "县民政办〔2026〕1 号",
            "by": clerk,
            "at": FRIDAY,
            **other,
        }
    )


def in_force(clerk, approver, **other) -> TimeLimit:
    return services.confirm(row=three_days(clerk, **other), by=approver, at=FRIDAY)


@pytest.mark.parametrize(
    ("length", "ends"),
    [
        (Length(30, Unit.MINUTES), datetime(2026, 11, 6, 9, 30, tzinfo=BEIJING)),
        (Length(24, Unit.HOURS), datetime(2026, 11, 7, 9, 0, tzinfo=BEIJING)),
        (Length(15, Unit.DAYS), datetime(2026, 11, 21, 9, 0, tzinfo=BEIJING)),
        (Length(1, Unit.WORKING_DAYS), datetime(2026, 11, 9, 17, 0, tzinfo=BEIJING)),
        (Length(3, Unit.MONTHS), datetime(2027, 2, 6, 9, 0, tzinfo=BEIJING)),
    ],
)
def test_a_length_ends_as_its_unit_says(length, ends):
    assert length.after(FRIDAY) == ends


def test_days_and_months_count_from_a_bare_day_and_back():
    assert Length(3, Unit.MONTHS).after(date(2026, 11, 30)) == date(2027, 2, 28)
    assert Length(6, Unit.MONTHS).before(date(2026, 8, 31)) == date(2026, 2, 28)
    assert Length(14, Unit.DAYS).before(date(2026, 1, 10)) == date(2025, 12, 27)
    for unit in (Unit.HOURS, Unit.WORKING_DAYS):
        with pytest.raises(ValueError):
            Length(1, unit).after(date(2026, 1, 10))
    with pytest.raises(ValueError):
        Length(1, Unit.WORKING_DAYS).before(FRIDAY)


def test_the_defaults_answer_every_clock_for_every_urgency_and_say_why():
    for clock in Clock:
        for urgency in ("", *URGENCIES):
            assert length(clock, urgency, FRIDAY).amount > 0
    rows = TimeLimit.objects.all()
    assert rows.count() == 45 and {row.clock for row in rows} == set(Clock.values)
    assert all(row.basis and row.basis_en for row in rows)
    assert set(URGENCIES) == set(Urgency.values)


def test_defaults_of_the_domain_reference():
    said = {
        (Clock.CLUE_ACKNOWLEDGE, "red"): Length(30, Unit.MINUTES),
        (Clock.CASE_VERIFY, "red"): Length(24, Unit.HOURS),
        (Clock.CASE_DECIDE, ""): Length(5, Unit.WORKING_DAYS),
        (Clock.REFERRAL_ACCEPT, "red"): Length(2, Unit.HOURS),
        (Clock.REFERRAL_ACCEPT, "yellow"): Length(2, Unit.WORKING_DAYS),
        (Clock.REFERRAL_REPLY, "red"): Length(24, Unit.HOURS),
        (Clock.MATCH_REPLY, "red"): Length(24, Unit.HOURS),
        (Clock.MATCH_REPLY, "blue"): Length(3, Unit.WORKING_DAYS),
        (Clock.COMPLAINT_ANSWER, ""): Length(15, Unit.DAYS),
        (Clock.NOTICE_POSTED, ""): Length(5, Unit.WORKING_DAYS),
    }
    assert {key: length(*key, FRIDAY) for key in said} == said


def test_a_county_goes_by_its_own_rule_from_its_day_on_and_its_neighbour_does_not(clerk, approver):
    in_force(clerk, approver)
    before, after = datetime(2026, 11, 30, 9, tzinfo=BEIJING), datetime(2026, 12, 1, 9, tzinfo=BEIJING)
    assert due(Clock.REFERRAL_ACCEPT, "", before, QINGPING) == datetime(2026, 12, 2, 17, tzinfo=BEIJING)
    assert due(Clock.REFERRAL_ACCEPT, "", after, QINGPING) == datetime(2026, 12, 4, 17, tzinfo=BEIJING)
    assert due(Clock.REFERRAL_ACCEPT, "", after, YANQUAN) == datetime(2026, 12, 3, 17, tzinfo=BEIJING)


def test_a_day_begins_in_beijing(clerk, approver):
    in_force(clerk, approver)
    utc = ZoneInfo("UTC")
    assert length(Clock.REFERRAL_ACCEPT, "", datetime(2026, 11, 30, 15, 59, tzinfo=utc), QINGPING).amount == 2
    assert length(Clock.REFERRAL_ACCEPT, "", datetime(2026, 11, 30, 16, 0, tzinfo=utc), QINGPING).amount == 3


def test_what_is_set_for_all_does_not_slow_the_red_ones_down(clerk, approver):
    in_force(clerk, approver)
    assert length(Clock.REFERRAL_ACCEPT, "red", date(2026, 12, 2), QINGPING) == Length(2, Unit.HOURS)
    assert length(Clock.REFERRAL_ACCEPT, "blue", date(2026, 12, 2), QINGPING) == Length(3, Unit.WORKING_DAYS)


def test_a_city_sets_for_its_counties_and_a_county_may_differ(approver, clerk):
    city = make.office(CITY)
    one, other = make.person("county_coordinator", city), make.person("county_approver", city)
    in_force(one, other, region=Region.objects.get(pk=CITY), amount=4)
    in_force(clerk, approver)
    found = {code: length(Clock.REFERRAL_ACCEPT, "", date(2026, 12, 2), code).amount for code in (QINGPING, YANQUAN)}
    assert found == {QINGPING: 3, YANQUAN: 4}


def test_a_county_gives_its_rule_up_and_what_holds_above_holds_again(clerk, approver):
    in_force(clerk, approver)
    in_force(clerk, approver, amount=None, valid_from=date(2027, 1, 1))
    found = [length(Clock.REFERRAL_ACCEPT, "", day, QINGPING).amount for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert found == [3, 2]


def test_nothing_goes_by_a_rule_that_one_person_entered_or_that_was_refused(clerk, approver):
    row = three_days(clerk)
    assert length(Clock.REFERRAL_ACCEPT, "", date(2026, 12, 2), QINGPING).amount == 2
    services.refuse(row=row, by=approver, at=FRIDAY)
    assert length(Clock.REFERRAL_ACCEPT, "", date(2026, 12, 2), QINGPING).amount == 2
    with pytest.raises(IllegalMove):
        services.confirm(row=row, by=approver, at=FRIDAY)
    in_force(clerk, approver)  # the day is free again
    assert length(Clock.REFERRAL_ACCEPT, "", date(2026, 12, 2), QINGPING).amount == 3


def test_nobody_confirms_their_own_and_nobody_elsewhere(clerk, approver):
    stranger = make.person("county_approver", make.office(YANQUAN))
    own, row = three_days(approver), three_days(clerk, clock=Clock.REFERRAL_REPLY)
    for who, rule, error in (
        (approver, own, OwnProposal),
        (stranger, row, PermissionDenied),
        (make.person("county_coordinator", clerk.memberships.get().organisation), row, PermissionDenied),
    ):
        with pytest.raises(error):
            services.confirm(row=rule, by=who, at=FRIDAY)
    with pytest.raises(PermissionDenied):
        three_days(stranger)
    assert set(TimeLimit.objects.filter(region=QINGPING).values_list("state", flat=True)) == {"proposed"}


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"valid_from": date(2026, 11, 6)}, "valid_from"),
        ({"basis": "  "}, "basis"),
        ({"amount": 0}, "amount"),
        ({"amount": 1001}, "amount"),
        ({"unit": "fortnights"}, "unit"),
        ({"urgency": "purple"}, "urgency"),
        ({"clock": "tea.break"}, "clock"),
        ({"clock": Clock.STATION_STAY}, "clock"),
        ({"clock": Clock.NOTICE_POSTED, "unit": Unit.HOURS}, "unit"),
        ({"clock": Clock.DUPLICATE_WINDOW, "unit": Unit.WORKING_DAYS}, "unit"),
        ({"amount": 121, "unit": Unit.MONTHS}, "amount"),
        ({"valid_from": date(2036, 12, 1)}, "valid_from"),
    ],
)
def test_a_proposal_that_cannot_stand_is_refused_and_leaves_nothing(clerk, other, field):
    with pytest.raises(Refusal) as refusal:
        three_days(clerk, **other)
    assert refusal.value.field == field
    assert not TimeLimit.objects.filter(region=QINGPING).exists()


@pytest.mark.parametrize("levels", [[0] * 14, [0] * 16, [*range(14), 15], [*range(14), -1], [32_768] * 15])
def test_an_order_that_is_none_is_refused(clerk, levels):
    with pytest.raises(Refusal) as refusal:
        services.propose_order(
            levels=levels,
            region=Region.objects.get(pk=QINGPING),
            valid_from=date(2026, 12, 1),
            basis="甲",
            by=clerk,
            at=FRIDAY,
        )
    assert refusal.value.field == "levels"
    assert not UrgencyOrder.objects.filter(region=QINGPING).exists()


@pytest.mark.parametrize("clock", [one for one in Clock if one not in NATIONWIDE])
def test_every_limit_that_a_county_may_set_can_be_reckoned_with(clock):
    """Whatever unit the service takes for a clock, its room can count with it: forwards, or back from the end of a window."""
    reckon = Length.before if clock == Clock.DUPLICATE_WINDOW else Length.after
    for unit in UNITS.get(clock, Unit.values):
        assert reckon(Length(3, Unit(unit)), FRIDAY) != FRIDAY


def test_one_rule_a_day_and_none_that_comes_too_late(clerk, approver):
    row = three_days(clerk)
    with pytest.raises(Refusal) as refusal:
        three_days(clerk, amount=4)
    assert refusal.value.field == "valid_from"
    with pytest.raises(Refusal):
        services.confirm(row=row, by=approver, at=FRIDAY + timedelta(days=25))
    row.refresh_from_db()
    assert (row.state, row.amount, row.decided_by) == ("proposed", 3, None)


def test_the_log_tells_who_set_what_and_why(clerk, approver):
    in_force(clerk, approver)
    told = [
        (event.verb, event.actor_id, describe(event)) for event in AuditEvent.objects.filter(verb__startswith="policy")
    ]
    assert sorted(told) == [
        ("policy.confirmed", approver.pk, "确认地方规则：转介接收或退回（各类求助）3 个工作日，自 2026-12-01 起"),
        (
            "policy.proposed",
            clerk.pk,
            "提出地方规则：转介接收或退回（各类求助）3 个工作日，自 2026-12-01 起，依据：县民政办〔2026〕1 号",
        ),
    ]


def bad(rule: str, **values) -> None:
    row = {"valid_from": date(2026, 12, 1), "basis": "甲", **values}
    kind = UrgencyOrder if "levels" in values else TimeLimit
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        kind.objects.create(**row)


def test_the_database_refuses_what_is_no_rule(clerk, approver):
    own = {"region_id": QINGPING, "entered_by": clerk, "entered_at": FRIDAY}
    limit = {"clock": Clock.CASE_DECIDE, "amount": 5, "unit": Unit.DAYS}
    bad("known_clock", **own, **{**limit, "clock": "tea.break"})
    bad("known_urgency", **own, **limit, urgency="purple")
    bad("_length", **own, **{**limit, "amount": 0})
    bad("_length", **own, **{**limit, "unit": "fortnights"})
    bad("_length", state="confirmed", clock=Clock.CASE_DECIDE)  # a default that says nothing
    bad("nationwide", **own, **{**limit, "clock": NATIONWIDE[0]})
    bad("notice_in_working_days", **own, **{**limit, "clock": Clock.NOTICE_POSTED})
    bad("window_in_days", **own, **{**limit, "clock": Clock.DUPLICATE_WINDOW, "unit": Unit.WORKING_DAYS})
    bad("_basis", **own, **{**limit, "basis": ""})
    bad("by_two", **own, **limit, state="confirmed")
    bad("by_two", region_id=QINGPING, state="confirmed", **limit)
    bad("two_people", **own, **limit, state="confirmed", decided_by=clerk, decided_at=FRIDAY)
    TimeLimit.objects.create(**own, **limit, valid_from=date(2026, 12, 1), basis="甲")  # the control
    bad("one_per_day", **own, **{**limit, "amount": 6})
    bad("one_per_day", **{**limit, "amount": 6}, state="confirmed", valid_from=date(2014, 5, 1))  # no area twice


def test_a_rule_is_never_changed_and_never_deleted(clerk, approver):
    row = in_force(clerk, approver)
    for change in ({"amount": 9}, {"basis": "乙"}, {"state": "proposed"}):
        with pytest.raises(IntegrityError, match="policy_timelimit_unchanged"), transaction.atomic():
            TimeLimit.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="policy_timelimit_unchanged"), transaction.atomic():
        TimeLimit.objects.filter(pk=row.pk).delete()
    waiting = three_days(clerk, clock=Clock.CASE_DECIDE)
    with pytest.raises(IntegrityError, match="policy_timelimit_unchanged"), transaction.atomic():
        TimeLimit.objects.filter(pk=waiting.pk).update(amount=9)
    assert TimeLimit.objects.get(pk=row.pk).amount == 3


def test_the_default_order_is_the_optimisers_and_a_county_may_set_its_own(clerk, approver):
    assert order("", FRIDAY.date()).levels == default_table()[0, :, 0, :].ravel().tolist()
    levels = [8, 11, 13, 5, 9, 12, 3, 6, 10, 1, 4, 7, 0, 2, 5]
    levels[9], levels[13] = 2, 1  # the essential part of red before the basic part of orange
    row = services.propose_order(
        levels=levels,
        region=Region.objects.get(pk=QINGPING),
        valid_from=date(2026, 12, 1),
        basis="县民政办〔2026〕2 号",
        by=clerk,
        at=FRIDAY,
    )
    services.confirm(row=row, by=approver, at=FRIDAY)
    assert order(QINGPING, date(2026, 12, 1)).levels == levels
    assert order(QINGPING, date(2026, 11, 30)).levels == order(YANQUAN, date(2026, 12, 1)).levels != levels
    assert row.table[0] == ("红色求助", [1, 2, 6])


@pytest.mark.parametrize(
    "levels",
    [
        [0] * 14,
        [1] * 15,
        [8, 11, 13, 5, 9, 12, 3, 6, 10, 1, 4, 7, 0, 2, 14],  # a gap
        [8, 11, 13, 5, 9, 12, 3, 6, 10, 0, 4, 7, 1, 2, 5],  # orange before red
        [8, 11, 13, 5, 9, 12, 3, 6, 10, 1, 4, 7, 2, 0, 5],  # essential before basic
    ],
)
def test_an_order_that_contradicts_itself_is_the_databases_to_refuse(levels):
    bad("sound", levels=levels, state="confirmed", valid_from=date(2026, 12, 2))


def test_a_list_of_deadlines_asks_once():
    forget_rules()
    due(Clock.CASE_DECIDE, "", FRIDAY, QINGPING)  # the calendar is read as well
    forget_rules()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _row in range(50):
            due(Clock.CASE_VERIFY, "yellow", FRIDAY, QINGPING)
            since(Clock.DUPLICATE_WINDOW, "", FRIDAY, QINGPING)
    assert len(asked) == 1


def test_the_page_shows_what_holds_and_what_is_coming(clerk, approver):
    in_force(clerk, approver)
    county = Region.objects.get(pk=QINGPING)

    def shown(on):
        lines = [line for _title, rows in overview(county, on) for line in rows if line.clock == Clock.REFERRAL_ACCEPT]
        return [(str(line.who), line.row.shown, line.local, [one.shown for one in line.coming]) for line in lines]

    assert shown(date(2026, 11, 30)) == [
        ("红色求助", "2 小时", False, []),
        ("其余求助", "2 个工作日", False, ["3 个工作日"]),
    ]
    assert shown(date(2026, 12, 1)) == [("红色求助", "2 小时", False, []), ("其余求助", "3 个工作日", True, [])]
