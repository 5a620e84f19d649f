"""Voluntary services: asked for by the office, agreed by the organisation, confirmed by the office; children are safe."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from common.acts.tables import IllegalMove
from common.links import for_partner
from common.outbox.services import deliver_due
from funds.ledger.journal import constraint_of
from needs import services as needs
from needs.models import Commitment, Household, NeedItem
from organisations.models import Notification
from programmes.volunteers import services as volunteers
from programmes.volunteers.hours import minutes_of
from programmes.volunteers.models import Volunteer
from tests.factories import cases as stage
from tests.factories import volunteers as make
from tests.factories.cases import refused
from volunteering import services
from volunteering.candidates import candidates
from volunteering.models import Assignment
from volunteering.rules import NotAllowed, Overbooked

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def world(django_db_setup, fresh_db_module, django_db_blocker):
    """The city, an association, and two households that want company: one with a child, one without."""
    with django_db_blocker.unblock():
        cast = stage.staged(NOW)
        of = make.body()
        yield {
            "cast": cast,
            "of": of,
            "item": make.service_item(cast, NOW - DAY),
            "child": make.service_item(cast, NOW - DAY, minors=1),
            "clerk": cast.users["clerk"],
            "checked": make.vetted(NOW, of),
            "adults_only": make.vetted(NOW, of, minors=False),
            "unchecked": make.registered(NOW, of),
        }


@pytest.fixture(autouse=True)
def _rolled_back(world, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_an_unvetted_volunteer_is_not_sent_to_a_child_and_the_sentence_says_why(world):
    for name, lacking in (
        ("unchecked", "有效的身份与保险审核、有效的违法犯罪记录查询、有效的未成年人保护培训"),
        ("adults_only", "有效的违法犯罪记录查询、有效的未成年人保护培训"),
    ):
        with refused(NotAllowed) as error:
            make.proposed(world["cast"], world["child"], world[name], NOW)
        assert str(error.value) == f"这户涉及未成年人，志愿者 {world[name].number} 缺少{lacking}，不能安排。"
    assert make.proposed(world["cast"], world["child"], world["checked"], NOW).minors_concerned is True
    assert make.proposed(world["cast"], world["item"], world["adults_only"], NOW).minors_concerned is False


def test_the_check_must_hold_on_the_day_of_the_visit(world):
    ends = localdate(NOW) + 3 * DAY
    short = make.vetted(NOW, world["of"], checks={"training_until": ends})
    visit = datetime(2026, 11, 26, 10, 0, tzinfo=NOW.tzinfo)
    with refused(NotAllowed) as error:
        make.proposed(world["cast"], world["child"], short, NOW, starts_at=visit + DAY)
    assert error.value.lacking == ["有效的未成年人保护培训"]
    assert make.proposed(world["cast"], world["child"], short, NOW, starts_at=visit).serves_on == ends


def test_the_whole_way_fills_the_need_and_the_hours_book(world):
    cast, of, item, volunteer = world["cast"], world["of"], world["item"], world["checked"]
    one = make.done(cast, item, volunteer, of, NOW, minutes=115)
    assert NeedItem.objects.get(pk=item.pk).committed_quantity == 1
    with refused(PermissionDenied):
        services.verify(assignment=one, by=of.collects, at=NOW + 3 * DAY)
    one = services.verify(assignment=one, by=world["clerk"], at=NOW + 3 * DAY)
    assert (one.state, minutes_of(volunteer)) == ("verified", 115)
    entry = volunteer.hours.get()
    assert (entry.skill, entry.served_on, entry.effect_key) == ("care", one.serves_on, f"assignment:{one.pk}")
    assert Commitment.objects.get(pk=one.commitment_id).state == "delivered"
    with refused(IllegalMove):
        services.verify(assignment=one, by=world["clerk"], at=NOW + 3 * DAY)


def test_nobody_is_agreed_without_the_familys_consent_and_the_volunteers_word(world):
    cast, of, item = world["cast"], world["of"], world["item"]
    one = make.proposed(cast, item, world["checked"], NOW)
    with refused(services.NoConsent):
        services.confirm(assignment=one, volunteer_agreed=True, by=of.collects, at=NOW)
    stage.sharing_consent(cast, item.case, of.organisation, NOW)
    with refused(services.Refusal) as error:
        services.confirm(assignment=one, volunteer_agreed=False, by=of.collects, at=NOW)
    assert error.value.field == "volunteer_agreed"
    with refused(PermissionDenied):
        services.confirm(assignment=one, volunteer_agreed=True, by=make.body().decides, at=NOW)


def test_a_check_that_ended_between_asking_and_agreeing_stops_the_visit(world):
    cast, of, item = world["cast"], world["of"], world["child"]
    one = make.proposed(cast, item, world["checked"], NOW)
    stage.sharing_consent(cast, item.case, of.organisation, NOW)
    renewal = volunteers.submit_vetting(
        volunteer=world["checked"], papers=make.papers(localdate(NOW), minors=False), by=of.collects, at=NOW
    )
    volunteers.vet(vetting=renewal, by=of.decides, at=NOW)
    with refused(NotAllowed):
        services.confirm(assignment=one, volunteer_agreed=True, by=of.collects, at=NOW)


def test_withdrawn_consent_recalls_what_has_not_happened_yet(world):
    cast, of, item = world["cast"], world["of"], world["item"]
    one = make.agreed(cast, item, world["checked"], of, NOW)
    consent = item.case.consents.get(recipient=of.organisation)
    needs.withdraw_consent(consent=consent, by=world["clerk"], at=NOW + timedelta(hours=1))
    while deliver_due(NOW + timedelta(hours=2)):
        pass
    assert Assignment.objects.get(pk=one.pk).state == "cancelled"
    assert NeedItem.objects.get(pk=item.pk).committed_quantity == 0
    opened = {note.about for note in Notification.objects.filter(kind="volunteer_asked")}
    assert opened == {for_partner("assignment", one.number)}


def test_a_week_holds_what_was_offered_and_no_two_services_at_one_time(world):
    cast, item, volunteer = world["cast"], world["item"], world["checked"]  # 240 minutes a week
    at = NOW + timedelta(hours=2)
    make.proposed(cast, item, volunteer, NOW, starts_at=at, planned_minutes=120)
    with refused(Overbooked) as error:
        make.proposed(cast, item, volunteer, NOW, starts_at=at + timedelta(minutes=119), planned_minutes=60)
    assert str(error.value) == "志愿者在这个时间已有别的服务。"
    make.proposed(cast, item, volunteer, NOW, starts_at=at + timedelta(minutes=120), planned_minutes=105)
    with refused(Overbooked) as error:
        make.proposed(cast, world["child"], volunteer, NOW, starts_at=at + 6 * DAY, planned_minutes=16)
    assert str(error.value) == "志愿者这一周只剩 15 分钟可安排。"
    assert make.proposed(cast, world["child"], volunteer, NOW, starts_at=at + 7 * DAY, planned_minutes=240)


def test_skill_area_times_and_case_are_asked_for(world):
    cast, of, item = world["cast"], world["of"], world["item"]
    lawyer = make.vetted(NOW, of, skills=["legal"])
    with refused(services.Refusal) as error:
        make.proposed(cast, item, lawyer, NOW)
    assert "第六十七条" in str(error.value)
    far = make.vetted(NOW, of, region=stage.Region.objects.get(pk="990125000000"))
    for change, field in (
        ({"volunteer": far}, "volunteer"),
        ({"starts_at": NOW}, "starts_at"),
        ({"planned_minutes": 14}, "planned_minutes"),
        ({"place": " "}, "place"),
    ):
        given = {"item": item, "volunteer": world["checked"], **change}
        with refused(services.Refusal) as error:
            make.proposed(cast, given.pop("item"), given.pop("volunteer"), NOW, **given)
        assert error.value.field == field
    with refused(PermissionDenied):
        services.propose(
            item=item,
            volunteer=world["checked"],
            starts_at=NOW + DAY,
            planned_minutes=60,
            place="x",
            by=cast.users["hotline"],
            at=NOW,
        )


def test_no_more_visits_are_asked_for_than_the_need_has(world):
    cast, of = world["cast"], world["of"]
    item = make.service_item(cast, NOW - DAY, quantity=1)
    one = make.proposed(cast, item, world["checked"], NOW)
    with refused(services.Refusal) as error:
        make.proposed(cast, item, make.vetted(NOW, of), NOW)
    assert error.value.field == "item"
    services.decline(assignment=one, reason="志愿者那天有事", by=of.collects, at=NOW)
    assert make.proposed(cast, item, world["checked"], NOW).state == "proposed"


def test_unanswered_lapses_cancelled_gives_back_and_a_report_may_be_sent_back(world):
    cast, of, item = world["cast"], world["of"], world["item"]
    late = make.proposed(cast, item, world["checked"], NOW)
    assert services.lapse_unanswered(late.starts_at) == 1
    assert Assignment.objects.get(pk=late.pk).state == "lapsed"
    called_off = make.agreed(cast, item, world["checked"], of, NOW)
    services.cancel(assignment=called_off, reason="家里来了亲戚", by=world["clerk"], at=NOW)
    assert NeedItem.objects.get(pk=item.pk).committed_quantity == 0
    told = make.done(cast, item, world["checked"], of, NOW)
    with refused(services.Refusal):
        services.send_back(assignment=told, reason=" ", by=world["clerk"], at=NOW + 3 * DAY)
    back = services.send_back(assignment=told, reason="家里说只来了一小时", by=world["clerk"], at=NOW + 3 * DAY)
    assert (back.state, back.served_minutes, back.reported_by) == ("confirmed", None, None)
    assert services.report(assignment=back, served_minutes=60, by=of.collects, at=NOW + 3 * DAY).served_minutes == 60


def test_the_office_chooses_among_numbers_with_what_each_lacks(world):
    item = world["child"]
    stage.sharing_consent(world["cast"], item.case, world["of"].organisation, NOW)
    found = candidates(item.case, item, NOW + DAY, 60, NOW)
    assert [(one.volunteer.pk, one.may, one.consented) for one in found] == [
        (world["checked"].pk, True, True),
        (world["adults_only"].pk, False, True),
        (world["unchecked"].pk, False, True),
    ]
    assert [[part.met for part in one.requirements] for one in found] == [
        [True, True, True],
        [True, False, False],
        [False, False, False],
    ]
    make.proposed(world["cast"], item, world["checked"], NOW, starts_at=NOW + DAY, planned_minutes=120)
    [first, *_rest] = candidates(item.case, item, NOW + DAY + timedelta(hours=1), 60, NOW)
    assert (first.left_minutes, first.busy, first.may) == (120, True, False)


# the database says the same, past every service


def planted(world, item: NeedItem, volunteer: Volunteer, **fields) -> Assignment:
    given = {
        "number": "Z1",
        "case": item.case,
        "item": item,
        "county_id": "990121000000",
        "volunteer": volunteer,
        "organisation": volunteer.organisation,
        "starts_at": NOW + DAY,
        "serves_on": localdate(NOW + DAY),
        "planned_minutes": 60,
        "place": "x",
        "minors_concerned": item.case.household.minors > 0,
        "vetted_until": volunteer.vetted_until,
        "record_until": volunteer.record_until,
        "training_until": volunteer.training_until,
        "proposed_by": world["clerk"],
        "proposed_at": NOW,
    }
    return Assignment.objects.create(**{**given, **fields})


def rule_of(act) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return constraint_of(error.value)


def test_the_database_refuses_a_child_visit_without_checks_whatever_is_claimed(world):
    child, adults_only, year = world["child"], world["adults_only"], localdate(NOW) + timedelta(days=300)
    for fields, rule in (
        ({}, "volunteering_assignment_minors_need_checks"),
        ({"minors_concerned": False}, "volunteering_assignment_child_is_told"),
        ({"record_until": year, "training_until": year}, "volunteering_assignment_checks_copied"),
    ):
        assert rule_of(lambda fields=fields: planted(world, child, adults_only, **fields)) == rule
    unchecked = {"vetted_until": year, "record_until": year, "training_until": year}
    assert (
        rule_of(lambda: planted(world, child, world["unchecked"], **unchecked))
        == "volunteering_assignment_volunteer_vetted"
    )
    Volunteer.objects.filter(pk=world["checked"].pk).update(record_until=None)
    now = Volunteer.objects.get(pk=world["checked"].pk)
    assert rule_of(lambda: planted(world, child, now)) == "volunteering_assignment_minors_need_checks"
    assert not Assignment.objects.exists()


def test_a_household_that_got_a_child_is_asked_about_again_when_it_is_agreed(world):
    cast, item, of = world["cast"], world["item"], world["of"]
    one = make.proposed(cast, item, world["adults_only"], NOW)
    stage.sharing_consent(cast, item.case, of.organisation, NOW)
    Household.objects.filter(pk=item.case.household_id).update(minors=1)
    with refused(NotAllowed):
        services.confirm(assignment=one, volunteer_agreed=True, by=of.collects, at=NOW)
    consent = item.case.consents.get(recipient=of.organisation)
    commitment = needs.commit(item=item, source_kind="charity", source_label="x", quantity=1, effect_key="x", at=NOW)
    agreed = {
        "state": "confirmed",
        "consent": consent,
        "commitment": commitment,
        "answered_by": of.collects,
        "answered_at": NOW,
    }
    assert (
        rule_of(lambda: Assignment.objects.filter(pk=one.pk).update(**agreed))
        == "volunteering_assignment_child_is_told"
    )


def test_each_other_rule_is_broken_once(world):
    item, volunteer = world["item"], world["checked"]
    other = make.body().organisation
    for fields, rule in (
        ({"organisation": other}, "volunteering_assignment_own_volunteer"),
        ({"serves_on": localdate(NOW)}, "volunteering_assignment_day_of_start"),
        ({"planned_minutes": 241}, "volunteering_assignment_within_week"),
        ({"planned_minutes": 14}, "volunteering_assignment_planned_minutes"),
        (
            {"starts_at": NOW + timedelta(days=400), "serves_on": localdate(NOW + timedelta(days=400))},
            "volunteering_assignment_vetted_that_day",
        ),
        ({"state": "confirmed"}, "volunteering_assignment_consent_is_live"),
        ({"answered_by": world["clerk"]}, "volunteering_assignment_answer_paired"),
        ({"served_minutes": 5}, "volunteering_assignment_report_paired"),
        ({"state": "done"}, "volunteering_assignment_agreed_with_consent"),
        ({"state": "verified"}, "volunteering_assignment_agreed_with_consent"),
    ):
        assert rule_of(lambda fields=fields: planted(world, item, volunteer, **fields)) == rule
    planted(world, item, volunteer)
    assert rule_of(lambda: planted(world, item, volunteer, number="Z2")) == "volunteering_assignment_one_at_a_time"
    assert rule_of(lambda: Assignment.objects.update(planned_minutes=30)) == "volunteering_assignment_fixed"
    assert rule_of(lambda: Assignment.objects.update(state="verified")) == "volunteering_assignment_life_cycle"


def test_a_report_and_its_confirmation_are_two_people(world):
    of = world["of"]
    one = make.done(world["cast"], world["item"], world["checked"], of, NOW)
    rows = Assignment.objects.filter(pk=one.pk)
    assert rule_of(lambda: rows.update(state="verified", verified_by=of.collects, verified_at=NOW)) == (
        "volunteering_assignment_verified_by_another"
    )
    assert rule_of(lambda: rows.update(state="verified")) == "volunteering_assignment_verified_is_named"
    assert rule_of(lambda: rows.update(served_minutes=721)) == "volunteering_assignment_served_minutes"
    assert rule_of(lambda: rows.update(consent=None)) == "volunteering_assignment_agreed_with_consent"
