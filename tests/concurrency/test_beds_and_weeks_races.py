"""Rivals for the last bed and for the last free hours of a volunteer's week; controls without the rule fail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from casework.stations.models import Beds
from casework.stations.services import StationFull
from funds.ledger.journal import constraint_of
from tests.concurrency.test_ledger_races import race
from tests.domain.test_stations import planted
from tests.domain.test_volunteering import planted as planted_assignment
from tests.factories import cases as make
from tests.factories import stations, volunteers
from tests.factories.cases import START
from tests.factories.ledger import drop_constraint, execute, mutate_function
from volunteering.models import Assignment

pytestmark = [pytest.mark.fresh_db, pytest.mark.slow]


def house():
    return stations.house(make.staged(), START, men=5)


def test_forty_people_at_the_door_of_five_beds():
    one = house()

    def knock(_attempt: int) -> str:
        try:
            stations.taken_in(one, START)
        except StationFull:
            return "full"
        return "in"

    assert race(knock, attempts=40, connections=8) == {"in": 5, "full": 35}
    assert Beds.objects.get(station=one.station, kind="men").free == 0


def past_the_service(one, like):
    def push(attempt: int) -> str:
        try:
            planted(None, like, number=f"J{attempt}")
        except IntegrityError as error:
            return constraint_of(error)
        return "in"

    return race(push, attempts=40, connections=8)


def test_past_the_service_the_database_counts_beds():
    one = house()
    assert past_the_service(one, stations.taken_in(one, START)) == {"in": 4, "stations_beds_never_over": 36}


def test_control_without_the_constraint_the_house_is_overfull():
    one = house()
    execute(drop_constraint("stations_beds", "stations_beds_never_over"))
    assert past_the_service(one, stations.taken_in(one, START)) == {"in": 40}


def rivals_for_a_week() -> dict[str, int]:
    """Ten services of an hour each for a volunteer who offers four hours."""
    cast, of = make.staged(), volunteers.body()
    item, volunteer = volunteers.service_item(cast, START), volunteers.vetted(START, of)
    world = {"clerk": cast.users["clerk"]}

    def ask(attempt: int) -> str:
        starts_at = START.replace(day=10) + timedelta(hours=attempt % 10, days=attempt // 10)
        try:
            planted_assignment(
                world, item, volunteer, number=f"Z{attempt}", starts_at=starts_at, serves_on=starts_at.date()
            )
        except IntegrityError as error:
            return constraint_of(error)
        return "asked"

    return race(ask, attempts=30, connections=10)


def test_a_week_is_never_planned_beyond_what_was_offered():
    assert rivals_for_a_week() == {"asked": 4, "volunteering_assignment_within_week": 26}
    assert sum(Assignment.objects.values_list("planned_minutes", flat=True)) == 240


def test_control_without_the_lock_of_the_volunteer_the_week_overflows():
    mutate_function(
        "volunteering_assignment_rules", "where id = new.volunteer_id for update", "where id = new.volunteer_id"
    )
    judged = "if taken + new.planned_minutes"  # all rivals have read before one of them writes
    mutate_function("volunteering_assignment_rules", judged, f"perform pg_sleep(0.05); {judged}")
    assert rivals_for_a_week()["asked"] > 4
