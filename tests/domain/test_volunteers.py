"""Volunteers: enrolled under their real names, checked by two people, valid for a time; hours that nobody rewrites."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.ids import make_resident_id
from common.links import address_of
from common.outbox.services import deliver_due
from common.sealed import opened
from funds.ledger.journal import constraint_of
from organisations.models import Notification
from programmes.volunteers import hours, services
from programmes.volunteers.models import HourEntry, Vetting, Volunteer
from programmes.volunteers.requirements import lacking
from tests.factories import partners
from tests.factories import volunteers as make
from tests.factories.cases import refused
from tests.factories.partners import NOW, TODAY
from tests.factories.regions import demo_region

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def of():
    demo_region("990121000000")
    return make.body()


def fresh(volunteer) -> Volunteer:
    return Volunteer.objects.get(pk=volunteer.pk)


def test_a_volunteer_is_enrolled_under_the_real_name_and_found_by_nobody_else(of):
    one = make.registered(NOW, of)
    assert (one.state, opened(one.name), one.vetted_until) == ("new", "杜若衡", None)
    assert one.number.startswith("V")
    with connection.cursor() as cursor:
        cursor.execute("select name, phone, id_no from volunteers_volunteer")
        assert "杜若衡".encode() not in b"".join(bytes(value) for value in cursor.fetchone())
    assert "杜若衡" not in str(AuditEvent.objects.get(verb="volunteer.registered").data)


def test_the_same_form_twice_is_one_volunteer_and_one_person_is_enrolled_once(of):
    token = uuid4()
    first = make.registered(NOW, of, token=token)
    assert make.registered(NOW, of, token=token).pk == first.pk
    with refused(services.Refusal) as error:
        make.registered(NOW, of, id_no=opened(first.id_no))
    assert str(error.value) == "此人已在贵组织登记。"
    assert make.registered(NOW, make.body(), id_no=opened(first.id_no)).pk != first.pk


def test_a_child_an_unknown_skill_and_too_many_hours_are_refused(of):
    for fields, field in (
        ({"id_no": make_resident_id("990121", date(TODAY.year - 18, 12, 31), 7)}, "id_no"),
        ({"skills": ["cooking"]}, "skills"),
        ({"skills": []}, "skills"),
        ({"weekly_minutes": 2401}, "weekly_minutes"),
    ):
        with refused(services.Refusal) as error:
            make.registered(NOW, of, **fields)
        assert error.value.field == field


def test_only_the_own_organisation_enrols_and_changes(of):
    one, other = make.registered(NOW, of), make.body()
    with refused(PermissionDenied):
        services.update_volunteer(volunteer=one, weekly_minutes=60, by=other.decides, at=NOW)
    services.update_volunteer(volunteer=one, weekly_minutes=60, skills=["sign", "care"], by=of.collects, at=NOW)
    assert (fresh(one).weekly_minutes, fresh(one).skills) == (60, ["care", "sign"])


def test_two_people_check_and_the_check_ends_with_the_insurance(of):
    one = make.registered(NOW, of)
    ends = TODAY + timedelta(days=90)
    vetting = services.submit_vetting(
        volunteer=one, papers=make.papers(TODAY, insurance_until=ends), by=of.decides, at=NOW
    )
    with refused(services.SamePerson):
        services.vet(vetting=vetting, by=of.decides, at=NOW)
    with refused(PermissionDenied):
        services.vet(vetting=vetting, by=of.collects, at=NOW)
    second = partners.person("charity_manager", of.organisation)
    passed = services.vet(vetting=vetting, by=second, at=NOW)
    assert (passed.state, passed.vetted_until, passed.record_until) == ("vetted", ends, TODAY + timedelta(days=300))
    with refused(services.Refusal):
        services.refuse(vetting=vetting, reason="再看", by=second, at=NOW)


def test_papers_are_asked_for_one_by_one(of):
    one = make.registered(NOW, of)
    for change, field in (
        ({"identity_seen": False}, "identity_seen"),
        ({"insurance_policy": " "}, "insurance_policy"),
        ({"insurance_until": TODAY - timedelta(days=1)}, "insurance_until"),
        ({"record_until": None}, "record_until"),
        ({"trained_on": None}, "trained_on"),
        ({"record_checked_on": TODAY + timedelta(days=1)}, "record_checked_on"),
        ({"record_until": TODAY + YEAR + timedelta(days=1)}, "record_until"),
    ):
        with refused(services.Refusal) as error:
            services.submit_vetting(volunteer=one, papers=make.papers(TODAY, **change), by=of.collects, at=NOW)
        assert error.value.field == field
    assert not Vetting.objects.exists()


def test_what_is_lacking_is_named_and_the_last_day_counts(of):
    for_adults = make.vetted(NOW, of, minors=False)
    assert lacking(for_adults, on=TODAY, minors=False) == []
    assert lacking(for_adults, on=TODAY, minors=True) == ["有效的违法犯罪记录查询", "有效的未成年人保护培训"]
    for_all = make.vetted(NOW, of)
    last = for_all.record_until
    assert lacking(for_all, on=last, minors=True) == []
    assert lacking(for_all, on=last + timedelta(days=1), minors=True) == [
        "有效的身份与保险审核",
        "有效的违法犯罪记录查询",
        "有效的未成年人保护培训",
    ]
    assert lacking(make.registered(NOW, of), on=TODAY, minors=False) == ["有效的身份与保险审核"]


def test_a_check_runs_out_by_itself_and_is_renewed_without_a_gap(of):
    one = make.vetted(NOW, of, checks={"insurance_until": TODAY + timedelta(days=10)})
    assert services.expire_vettings(NOW + timedelta(days=10)) == 0
    renewal = services.submit_vetting(volunteer=one, papers=make.papers(TODAY), by=of.collects, at=NOW)
    assert fresh(one).state == "vetted"
    assert services.expire_vettings(NOW + timedelta(days=11)) == 1
    assert fresh(one).state == "expired"
    assert services.vet(vetting=renewal, by=of.decides, at=NOW + timedelta(days=12)).state == "vetted"


def test_a_refusal_takes_every_earlier_check_away_and_tells_who_submitted(of):
    one = make.vetted(NOW, of)
    renewal = services.submit_vetting(volunteer=one, papers=make.papers(TODAY), by=of.collects, at=NOW)
    services.refuse(vetting=renewal, reason="保单与姓名不符", by=of.decides, at=NOW)
    now = fresh(one)
    assert (now.state, now.vetted_until, now.record_until, now.training_until) == ("refused", None, None, None)
    while deliver_due(NOW + timedelta(minutes=1)):
        pass
    told = Notification.objects.filter(kind="volunteer_vetted", number=one.number)
    assert set(told.values_list("user", flat=True)) == {of.collects.pk, of.decides.pk}
    assert {address_of(note.about) for note in told} == {f"/partners/volunteers/{one.number}/"}


def test_who_left_comes_back_unchecked(of):
    one = make.vetted(NOW, of)
    assert services.leave(volunteer=one, by=of.collects, at=NOW).vetted_until is None
    with refused(IllegalMove):
        services.leave(volunteer=one, by=of.collects, at=NOW)
    assert services.come_back(volunteer=one, by=of.collects, at=NOW).state == "new"


def test_hours_are_whole_minutes_booked_once_per_key(of):
    one = make.vetted(NOW, of)
    token = uuid4()
    for _twice in range(2):
        hours.book_event(
            volunteer=one, served_on=TODAY, minutes=95, skill="general", token=token, by=of.collects, at=NOW
        )
    hours.book_event(volunteer=one, served_on=TODAY, minutes=30, skill="care", token=uuid4(), by=of.collects, at=NOW)
    assert (hours.minutes_of(one), one.hours.count()) == (125, 2)
    for change in ({"minutes": 0}, {"minutes": 721}, {"skill": "x"}, {"served_on": TODAY - timedelta(days=9)}):
        with refused(services.Refusal):
            hours.book_event(
                **{
                    "volunteer": one,
                    "served_on": TODAY,
                    "minutes": 60,
                    "skill": "care",
                    "token": uuid4(),
                    "by": of.collects,
                    "at": NOW,
                    **change,
                }
            )


BREAKS = {
    "volunteers_volunteer_skills_known": (Volunteer, {"skills": ["care", "cooking"]}),
    "volunteers_volunteer_weekly_minutes": (Volunteer, {"weekly_minutes": 0}),
    "volunteers_volunteer_vetted_has_end": (Volunteer, {"vetted_until": None}),
    "volunteers_volunteer_life_cycle": (Volunteer, {"state": "new"}),
    "volunteers_vetting_two_people": (Vetting, "submitter decides"),
    "volunteers_vetting_decision_named": (Vetting, {"decided_at": None}),
    "volunteers_vetting_passed_is_known_and_insured": (Vetting, {"insurance_until": None}),
    "volunteers_vetting_record_period": (Vetting, {"record_until": None}),
    "volunteers_vetting_training_period": (Vetting, {"training_until": TODAY - timedelta(days=9)}),
    "volunteers_hourentry_append_only": (HourEntry, {"minutes": 1}),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_the_database_names_the_rule_that_is_broken(of, rule):
    one = make.vetted(NOW, of)
    hours.book_event(volunteer=one, served_on=TODAY, minutes=60, skill="care", token=uuid4(), by=of.collects, at=NOW)
    model, change = BREAKS[rule]
    fields = {"decided_by": of.collects} if isinstance(change, str) else change
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        model.objects.update(**fields)
    assert constraint_of(error.value) == rule


def test_one_open_check_per_volunteer_and_no_empty_skills_and_no_long_day(of):
    one = make.registered(NOW, of)
    services.submit_vetting(volunteer=one, papers=make.papers(TODAY), by=of.collects, at=NOW)
    attempts = {
        "volunteers_vetting_one_open": lambda: Vetting.objects.create(
            volunteer=one, submitted_by=of.collects, submitted_at=NOW
        ),
        "volunteers_volunteer_skills_known": lambda: Volunteer.objects.update(skills=[]),
        "volunteers_volunteer_once": lambda: Volunteer.objects.create(
            number="V9",
            organisation=of.organisation,
            name="x",
            phone="x",
            id_no="x",
            id_index=one.id_index,
            skills=["care"],
            region=one.region,
            weekly_minutes=60,
            registered_by=of.collects,
            registered_at=NOW,
        ),
        "volunteers_hourentry_minutes": lambda: HourEntry.objects.create(
            volunteer=one,
            served_on=TODAY,
            minutes=721,
            activity="event",
            skill="care",
            effect_key="x",
            booked_by=of.collects,
            booked_at=NOW,
        ),
        "volunteers_hourentry_skill_known": lambda: HourEntry.objects.create(
            volunteer=one,
            served_on=TODAY,
            minutes=60,
            activity="event",
            skill="x",
            effect_key="x",
            booked_by=of.collects,
            booked_at=NOW,
        ),
    }
    for rule, attempt in attempts.items():
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            attempt()
        assert constraint_of(error.value) == rule
