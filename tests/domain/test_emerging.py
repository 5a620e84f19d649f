"""The detector of early signs: each signal at its threshold and one below, raised once, judged by a named analyst."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from casework.complaints.services import name_respondents
from casework.early_warning import emerging_signals as signals
from casework.early_warning import services
from casework.early_warning.access import findings_for
from casework.early_warning.models import EmployerMark, Finding, SignalKind, Sweep
from casework.early_warning.registry import known
from casework.early_warning.thresholds import TABLE
from common.audit.models import AuditEvent
from common.errors import Refusal
from common.links import address_of
from common.outbox.services import run_jobs
from funds.ledger.journal import constraint_of
from matching.emerging_signals import concentration, unusual
from needs import services as needs
from needs.models import Case, Clue
from organisations.models import Notification, User
from tests.factories import cases as make
from tests.factories import complaints as situation
from tests.factories.cases import START, everything, refused

pytestmark = pytest.mark.django_db
AT = START + timedelta(days=20)
HERE = "990121000000"


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator:
    with django_db_blocker.unblock():
        yield make.staged(sources=make.SOURCES)


@pytest.fixture
def analyst(cast) -> User:
    return User.objects.get(pk=cast.users["analyst"].pk)


def unpaid(cast, count: int, employer: str = "望川恒泰制衣厂", at=AT - timedelta(days=5)) -> list[str]:
    homes = (make.family(cause="HC09", employer=employer) for _each in range(count))
    return sorted(make.opened_case(cast, at, home).number for home in homes)


def of(kind: str) -> Finding:
    return Finding.objects.get(kind=kind)


def test_every_signal_of_the_reference_has_a_function_and_a_threshold():
    assert known() == set(TABLE) == set(SignalKind)
    assert len(SignalKind) == 7


# the signals


@pytest.mark.parametrize(
    ("now", "weeks", "found"),
    [
        (5, [0] * 12, True),
        (4, [0] * 12, False),
        (5, [5] * 12, False),
        (6, [5] * 12, True),
        (6, [2, 4] * 6, True),
        (5, [2, 4] * 6, False),  # mean 3, deviation 1: more than 5
    ],
)
def test_a_burst_is_five_and_more_than_two_deviations_above_the_mean(now, weeks, found):
    assert signals.is_burst(now, weeks, TABLE["burst"].least, TABLE["burst"].factor) is found


def test_five_cases_of_one_cause_in_one_township_and_week_are_a_sign(cast):
    numbers = sorted(make.opened_case(cast, AT - timedelta(days=day), make.family()).number for day in range(1, 5))
    assert list(signals.burst(AT)) == []
    numbers.append(make.opened_case(cast, AT - timedelta(days=1), make.family()).number)
    [sign] = signals.burst(AT)
    assert (sign.county, sign.township, sign.evidence) == (HERE, "990121102000", tuple(sorted(numbers)))
    assert sign.facts == {"cause": "HC01", "mean": 0, "deviation": 0}


def test_three_complaints_with_one_meaning_or_one_subject_are_a_sign_and_an_old_one_does_not_count(cast):
    words = ("一直没有人联系。", "工作人员推诿。")
    for text in words:
        situation.filed(cast, AT - timedelta(days=3), words=text)
    situation.filed(cast, AT - timedelta(days=15), words="拖延了一个月。")
    assert list(signals.repeated_complaints(AT)) == []
    situation.filed(cast, AT - timedelta(days=1), words="拖延了一个月。")
    [sign] = signals.repeated_complaints(AT)
    assert (sign.key, len(sign.evidence)) == ("word:delay", 3)
    clue = make.reported_clue(cast, START, make.family())
    for _each in range(3):
        situation.filed(cast, AT - timedelta(days=1), words="不同意。", subject=clue.number)
    assert [one.key for one in signals.repeated_complaints(AT)] == [f"clue:{clue.number}", "word:delay"]


def test_three_households_of_one_employer_are_a_sign_and_its_name_is_kept_nowhere(cast):
    numbers = unpaid(cast, 2)
    unpaid(cast, 2, employer="另一家工厂")
    assert list(signals.unpaid_by_one_employer(AT)) == []
    numbers += unpaid(cast, 1, employer=" 望川恒泰制衣厂 ")
    [sign] = signals.unpaid_by_one_employer(AT)
    assert sign.evidence == tuple(sorted(numbers))
    assert len(EmployerMark.objects.values_list("index").distinct()) == 2
    services.sweep(at=AT)
    kept = f"{list(EmployerMark.objects.values())} {list(Finding.objects.values())} {list(AuditEvent.objects.values())}"
    assert "恒泰" not in kept


def test_a_late_share_that_doubles_is_a_sign(cast):
    def contacts(days_ago: int, late: int, all_of_them: int) -> None:
        for number in range(all_of_them):
            clue = make.reported_clue(cast, AT - timedelta(days=days_ago), make.family())
            due = clue.contact_due_at
            Clue.objects.filter(pk=clue.pk).update(
                owned_at=due + timedelta(hours=1 if number < late else -1), owner=cast.users["clerk"], state="taken"
            )

    contacts(60, 2, 8)
    contacts(10, 4, 8)
    assert list(signals.late_share(AT)) == []  # half against a quarter, but four are too few
    contacts(10, 1, 2)
    [sign] = signals.late_share(AT)
    assert sign.facts == {"late": 5, "all": 10, "late_before": 2, "all_before": 8}
    contacts(59, 1, 1)
    assert list(signals.late_share(AT)) == []


def test_two_reports_of_danger_to_life_in_a_county_are_a_sign(cast):
    make.reported_clue(cast, AT - timedelta(days=29), make.family(), life_danger=True)
    make.reported_clue(cast, AT - timedelta(days=31), make.family(), life_danger=True)
    assert list(signals.bottom_line(AT)) == []
    make.reported_clue(cast, AT - timedelta(days=2), make.family(), life_danger=True)
    [sign] = signals.bottom_line(AT)
    assert (sign.county, len(sign.evidence)) == (HERE, 2)


def test_three_of_one_village_whom_nobody_helped_are_a_sign(cast):
    def turned_away() -> None:
        clue = make.taken_clue(cast, AT - timedelta(days=5), make.family())
        needs.return_clue(clue=clue, reason="不属于救助范围。", by=cast.users["clerk"], at=AT - timedelta(days=4))

    turned_away(), turned_away()
    assert list(signals.turned_away(AT)) == []
    turned_away()
    [sign] = signals.turned_away(AT)
    assert (sign.key, sign.township, len(sign.evidence)) == ("990121102201", "990121102000", 3)


def test_one_charity_or_person_with_three_fifths_of_twelve_matches_is_a_sign(cast):
    charities, people = [uuid4() for _each in range(3)], [uuid4(), uuid4()]

    def rows(of_the_first: int, total: int, decided_by_the_first: int) -> list:
        return [
            (
                f"D{number:02}",
                charities[0 if number < of_the_first else 1 + number % 2],
                people[number >= decided_by_the_first],
            )
            for number in range(total)
        ]

    assert list(unusual(rows(7, 12, 6), 12, 0.6)) == []  # seven of twelve are too few
    assert list(unusual(rows(11, 11, 11), 12, 0.6)) == []  # of eleven none is told
    [found] = unusual(rows(8, 12, 6), 12, 0.6)
    assert found == ("charity", charities[0], tuple(f"D{number:02}" for number in range(8)))
    [found] = unusual(rows(4, 12, 9), 12, 0.6)
    assert found[:2] == ("person", people[0])
    assert (
        list(unusual([(f"D{n}", charities[0], people[0]) for n in range(12)], 12, 0.6)) == []
    )  # nobody to compare with


def test_a_countys_own_matches_are_what_is_counted(cast, monkeypatch):
    match = make.offered_match(cast, AT - timedelta(days=5), make.family())
    seen = []
    monkeypatch.setattr("matching.emerging_signals.unusual", lambda found, *_rule: seen.append(found) or [])
    assert list(concentration(AT)) == []
    assert seen == [[(match.number, match.programme.charity_id, match.decided_by_id)]]


# raising and judging


def test_the_same_finding_is_not_raised_twice_and_grows_while_it_is_open(cast, analyst):
    numbers = unpaid(cast, 3)
    [finding] = services.sweep(at=AT, by=analyst)
    assert (finding.kind, finding.count, finding.state, finding.number[:7]) == ("employer", 3, "new", "Q990121")
    before = Finding.objects.values().get()
    assert services.sweep(at=AT) == []
    assert Finding.objects.values().get() == before
    numbers += unpaid(cast, 1)
    assert services.sweep(at=AT) == []
    assert (of("employer").count, of("employer").evidence) == (4, sorted(numbers))


def test_what_was_dismissed_comes_again_only_with_something_new(cast, analyst):
    unpaid(cast, 3)
    [finding] = services.sweep(at=AT)
    finding = services.dismiss(finding=finding, reason="同一工地，已由人社部门处理。", by=analyst, at=AT)
    assert (finding.state, finding.closed_by, finding.looked_by) == ("dismissed", analyst, None)
    assert services.sweep(at=AT + timedelta(days=1)) == []
    unpaid(cast, 1)
    [again] = services.sweep(at=AT + timedelta(days=1))
    assert (again.count, again.number != finding.number) == (4, True)


def test_the_daily_run_happens_once_a_day(cast):
    unpaid(cast, 3)
    run_jobs(AT)
    assert Sweep.objects.get(day=localdate(AT)).found == 1
    events = AuditEvent.objects.filter(verb="signals.swept").count()
    run_jobs(AT + timedelta(hours=1))
    assert AuditEvent.objects.filter(verb="signals.swept").count() == events
    run_jobs(AT + timedelta(days=1))
    assert AuditEvent.objects.filter(verb="signals.swept").count() == events + 1


def test_an_analyst_looks_writes_a_judgement_and_is_told_of_new_ones(cast, analyst):
    unpaid(cast, 3)
    [finding] = services.sweep(at=AT)
    make.settle(AT)
    assert address_of(Notification.objects.get(user=analyst).about) == f"/desk/emerging/{finding.number}/"
    with refused(Refusal):
        services.report(finding=finding, words="提请关注。", by=analyst, at=AT)
    finding = services.look(finding=finding, by=analyst, at=AT)
    with refused(Refusal):
        services.report(finding=finding, words="  ", by=analyst, at=AT)
    with refused(Refusal):
        services.report(finding=finding, words="请核查恒泰制衣厂，联系人王建国，电话00011112222。", by=analyst, at=AT)
    finding = services.report(finding=finding, words="提请人社部门关注欠薪。", by=analyst, at=AT)
    assert (finding.state, finding.looked_by, finding.closed_by) == ("reported", analyst, analyst)
    with refused(Refusal):
        services.dismiss(finding=finding, reason="不是。", by=analyst, at=AT)


def test_nobody_but_an_analyst_of_the_area_has_it(cast):
    unpaid(cast, 3)
    [finding] = services.sweep(at=AT)
    for key in ("approver", "coordinator", "city-approver", "auditor", "viewer", "complaint-lead", "charity"):
        user = User.objects.get(pk=cast.users[key].pk)
        assert not findings_for(user).exists(), key
        with pytest.raises(PermissionDenied):
            services.look(finding=finding, by=user, at=AT)
    with refused(PermissionDenied):
        services.sweep(at=AT, by=User.objects.get(pk=cast.users["approver"].pk))


def test_a_finding_from_complaints_about_the_analyst_does_not_exist_for_the_analyst(cast, analyst):
    lead = User.objects.get(pk=cast.users["complaint-lead"].pk)
    made = [situation.filed(cast, AT - timedelta(days=1), words="推诿。") for _each in range(3)]
    services.sweep(at=AT)
    assert findings_for(analyst).filter(kind="complaints").count() == 1
    name_respondents(complaint=made[0], users=[analyst], by=lead, at=AT)
    assert not findings_for(analyst).filter(kind="complaints").exists()
    with refused(PermissionDenied):
        services.dismiss(finding=of("complaints"), reason="没有问题。", by=analyst, at=AT)


RULES = {
    "emerging_finding_has_a_period": {"count": 0},
    "emerging_finding_looked_at_by_somebody": {"looked_at": AT},
    "emerging_finding_judged_by_somebody": {"closed_at": AT},
    "emerging_finding_life_cycle": {"state": "reported"},
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_of_the_table_holds_past_every_python_check(cast, rule):
    unpaid(cast, 3)
    [finding] = services.sweep(at=AT)
    before = everything()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**RULES[rule])
    assert constraint_of(error.value) == rule
    assert everything() == before


def test_an_open_finding_stands_once(cast):
    unpaid(cast, 3)
    [finding] = services.sweep(at=AT)
    finding.pk, finding.number = None, "Q2"
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        finding.save(force_insert=True)
    assert constraint_of(error.value) == "emerging_finding_open_once"
    assert Case.objects.filter(number__in=finding.evidence).count() == 3
