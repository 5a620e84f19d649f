"""Consent that ends, households that are recognised, reports that come twice, and the clocks of first contact."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command

from common.audit.models import AuditEvent
from common.calendar import forget_holidays
from common.outbox.models import OutboxEvent
from common.sealed import opened
from needs import services as needs
from needs.models import Case, Clue, DuplicateFinding
from publication import services as publication
from publication.access import public_needs
from publication.models import PublicNeed
from tests.factories import cases as make
from tests.factories.cases import SHANGHAI, START, everything

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=1)


@pytest.fixture(scope="module")
def cast(django_db_setup, fresh_db_module: str, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        call_command("load_holidays", verbosity=0)
        forget_holidays()
        yield make.staged()
    forget_holidays()


@pytest.fixture(autouse=True)
def _calendar_of_this_database(cast) -> Iterator[None]:
    forget_holidays()
    yield


# consent


def test_a_withdrawn_consent_takes_the_page_down_in_the_same_transaction(cast):
    case, need = make.published_need(cast, START)
    assert public_needs().filter(pk=need.pk).exists()
    needs.withdraw_consent(consent=case.consents.get(), by=cast.users["clerk"], at=LATER)
    need = PublicNeed.objects.get(pk=need.pk)
    assert (need.live, need.state, need.expire_at) == (False, "withdrawn", None)
    assert not public_needs().filter(pk=need.pk).exists()
    assert OutboxEvent.objects.filter(topic="need.withdrawn", delivered_at=None).count() == 1
    assert AuditEvent.objects.filter(case_id=case.pk, verb="need.withdrawn").count() == 1


def test_withdrawing_twice_withdraws_once(cast):
    case, _need = make.published_need(cast, START)
    consent = case.consents.get()
    needs.withdraw_consent(consent=consent, by=cast.users["clerk"], at=LATER)
    before = everything()
    needs.withdraw_consent(consent=consent, by=cast.users["coordinator"], at=LATER + timedelta(hours=1))
    assert everything() == before


def test_what_has_passed_its_date_leaves_at_the_tick_and_not_before(cast):
    _case, need = make.published_need(cast, START)
    assert need.expire_at == START + timedelta(hours=7, days=90)
    assert publication.expire_public_needs(need.expire_at - timedelta(microseconds=1)) == 0
    assert publication.expire_public_needs(need.expire_at) == 1
    assert PublicNeed.objects.filter(pk=need.pk).values_list("live", "state").get() == (False, "expired")
    assert publication.expire_public_needs(need.expire_at) == 0


def test_a_completed_case_stays_readable_for_thirty_days(cast):
    case, need = make.published_need(cast, START)
    needs.complete_case(case=case, reason="已解决", by=cast.users["clerk"], at=LATER)
    make.settle(LATER)
    closed = PublicNeed.objects.get(pk=need.pk)
    assert closed.state == "closed" and closed.live
    assert closed.expire_at - closed.closed_at == timedelta(days=30)


# duplicates


def raised(clue: Clue) -> list[tuple]:
    return list(DuplicateFinding.objects.filter(clue=clue).values_list("signal", "strength"))


def test_the_same_telephone_is_a_strong_sign(cast):
    home = make.family()
    case = make.opened_case(cast, START, home)
    again = make.reported_clue(cast, LATER, make.family(phone=home.phone, name="另一人"))
    assert raised(again) == [("phone", "strong")]
    assert again.duplicate_findings.get().case == case


@pytest.mark.parametrize("spelling", ["0002-000-{0}", "０００２{0}", "+86 0002{0}"])
def test_a_telephone_is_recognised_in_other_spellings(cast, spelling):
    home = make.family()
    make.opened_case(cast, START, home)
    tail = home.phone.removeprefix("0002000") if "-" in spelling else home.phone.removeprefix("0002")
    again = make.reported_clue(cast, LATER, make.family(phone=spelling.format(tail), name="另一人"))
    assert raised(again) == [("phone", "strong")]


def test_name_and_township_together_are_a_weak_sign_and_the_name_alone_is_none(cast):
    home = make.family(name="郝独一")
    make.opened_case(cast, START, home)
    assert raised(make.reported_clue(cast, LATER, make.family(name="郝独一"))) == [("name_township", "weak")]
    neighbour_town = "990121001003"
    assert raised(make.reported_clue(cast, LATER, make.family(name="郝独一", village=neighbour_town))) == []


def test_a_household_is_not_recognised_across_counties_or_after_its_case_closed(cast):
    home = make.family()
    case = make.opened_case(cast, START, home)
    there = make.elsewhere("990122", phone=home.phone)
    assert raised(make.reported_clue(cast, LATER, make.family(phone=home.phone, village=there.village))) == []
    Case.objects.filter(pk=case.pk).update(state="returned", closed_at=LATER, closed_by=cast.users["clerk"])
    assert raised(make.reported_clue(cast, LATER, make.family(phone=home.phone))) == []


def test_a_pair_that_somebody_decided_about_is_not_raised_again(cast):
    home = make.family()
    make.opened_case(cast, START, home)
    again = make.reported_clue(cast, LATER, make.family(phone=home.phone))
    finding = again.duplicate_findings.get()
    needs.decide_different(finding=finding, reason="同住的姐姐", by=cast.users["clerk"], at=LATER)
    assert needs.find_duplicates(clue=again, at=LATER) == []
    finding.refresh_from_db()
    assert (finding.decision, finding.decided_by, finding.reason) == ("different", cast.users["clerk"], "同住的姐姐")


def test_a_merged_clue_leads_to_the_case_and_keeps_its_words(cast):
    home = make.family()
    case = make.opened_case(cast, START, home)
    again = make.reported_clue(cast, LATER, make.family(phone=home.phone, words="邻居说的话"))
    merged = needs.merge_clue(clue=again, case=case, reason="同一户", by=cast.users["reviewer"], at=LATER)
    assert (merged.state, merged.case, opened(merged.words)) == ("merged", case, "邻居说的话")
    assert again.duplicate_findings.get().decision == "same"


# reports


def test_the_same_token_is_the_same_clue(cast):
    token = uuid4()
    first = make.reported_clue(cast, START, make.family(), token=token)
    before = everything()
    second = make.reported_clue(cast, LATER, make.family(), token=token)
    assert second == first
    assert everything() == before


def test_danger_to_life_asks_for_contact_within_thirty_minutes(cast):
    clue = make.reported_clue(cast, START, make.family(), life_danger=True)
    assert (clue.urgency, clue.contact_due_at - clue.received_at) == ("red", timedelta(minutes=30))


# National Day 2025: 1 to 8 October are off, Sunday 28 September and Saturday 11 October are worked
@pytest.mark.parametrize(
    ("reported", "due"),
    [
        ((2025, 9, 26, 16), (2025, 9, 28, 17)),
        ((2025, 9, 28, 9), (2025, 9, 29, 17)),
        ((2025, 9, 30, 18), (2025, 10, 9, 17)),
        ((2025, 10, 3, 9), (2025, 10, 9, 17)),
        ((2025, 10, 10, 9), (2025, 10, 11, 17)),
        ((2025, 10, 11, 9), (2025, 10, 13, 17)),
    ],
)
def test_first_contact_runs_over_national_day_and_its_make_up_days(cast, reported, due):
    clue = make.reported_clue(cast, datetime(*reported, tzinfo=SHANGHAI), make.family())
    assert clue.contact_due_at == datetime(*due, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("red", datetime(2025, 10, 1, 11, tzinfo=SHANGHAI)),
        ("orange", datetime(2025, 10, 3, 11, tzinfo=SHANGHAI)),
        ("yellow", datetime(2025, 10, 21, 17, tzinfo=SHANGHAI)),
        ("blue", datetime(2025, 10, 28, 17, tzinfo=SHANGHAI)),
    ],
)
def test_verification_runs_by_the_clock_when_urgent_and_in_working_days_otherwise(cast, urgency, due):
    case = make.opened_case(cast, datetime(2025, 9, 30, 9, tzinfo=SHANGHAI), make.family(urgency=urgency))
    assert case.due_at == due


def test_an_urgent_clue_never_gets_more_time_than_it_had(cast):
    clue = make.taken_clue(cast, START, make.family())
    due = clue.contact_due_at
    needs.escalate_clue(clue=clue, reason="病情加重", by=cast.users["clerk"], at=due + timedelta(days=1))
    assert Clue.objects.get(pk=clue.pk).contact_due_at == due
