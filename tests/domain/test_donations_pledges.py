"""Pledges and claims: limits of a promise, one payee per need."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.errors import Refusal
from common.regions import demo_city
from donations import services
from donations.models import Pledge
from donations.states import PledgeState
from organisations.models import Qualification, User
from tests.factories.gifts import NOW, claimed, giving, published_need
from tests.factories.partners import person, running_programme
from tests.factories.regions import demo_region

pytestmark = pytest.mark.django_db
GOOD = {
    "category": "illness",
    "per_household_fen": 1_000_00,
    "total_fen": 3_000_00,
    "until": date(2027, 3, 31),
    "mode": "ask",
}


def donor() -> User:
    return User.objects.create_user(email=f"d{uuid4().hex[:8]}@example.org", display_name="林晓")


def pledged(by: User | None = None, **changes) -> Pledge:
    answers = {"token": uuid4(), "region": demo_region(demo_city.CITY_CODE), **GOOD, **changes}
    return services.make_pledge(by=by or donor(), at=NOW, **answers)


def test_a_pledge_keeps_what_was_promised():
    pledge = pledged()
    assert (pledge.per_household_fen, pledge.total_fen, pledge.left_fen) == (1_000_00, 3_000_00, 3_000_00)
    assert pledge.state == PledgeState.REGISTERED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"per_household_fen": 99}, "per_household"),
        ({"per_household_fen": 3_000_01}, "per_household"),
        ({"total_fen": 1_000_000_01, "per_household_fen": 100}, "total"),
        ({"until": date(2026, 11, 23)}, "until"),
        ({"until": date(2027, 11, 26)}, "until"),
        ({"category": "weather"}, "category"),
    ],
)
def test_what_a_pledge_may_not_be_is_said_at_its_field(changes, field):
    with pytest.raises(Refusal) as refusal:
        pledged(**changes)
    assert refusal.value.field == field
    assert not Pledge.objects.exists()


def test_the_same_token_is_the_same_pledge():
    token, by = uuid4(), donor()
    assert pledged(by, token=token) == pledged(by, token=token)
    assert Pledge.objects.count() == 1


def test_only_the_donor_cancels_and_twice_is_once():
    by = donor()
    pledge = pledged(by)
    with pytest.raises(PermissionDenied):
        services.cancel_pledge(pledge=pledge, by=donor(), at=NOW)
    for _press in range(2):
        assert services.cancel_pledge(pledge=pledge, by=by, at=NOW).state == PledgeState.CANCELLED


def test_pledges_expire_the_day_after_their_last():
    pledge = pledged(until=NOW.date())
    assert services.expire_pledges(NOW) == 0
    assert services.expire_pledges(NOW + timedelta(days=1)) == 1
    pledge.refresh_from_db()
    assert pledge.state == PledgeState.EXPIRED


def test_a_need_has_one_payee_at_a_time():
    situation = giving()
    rival = running_programme(name="另一个项目")
    worker = person("charity_caseworker", rival.charity)
    with pytest.raises(services.AlreadyClaimed):
        claimed(rival, situation.need, worker)
    services.end_claim(claim=situation.claim, by=situation.worker, at=NOW)
    assert claimed(rival, situation.need, worker).ended_at is None


def test_claiming_twice_is_one_claim():
    situation = giving()
    assert claimed(situation.programme, situation.need, situation.worker) == situation.claim


def test_strangers_and_other_charities_do_not_claim():
    programme, need = running_programme(), published_need(100)
    for stranger in (donor(), giving().worker, person("charity_caseworker", giving().charity)):
        with pytest.raises(PermissionDenied):
            claimed(programme, need, stranger)


def test_a_lapsed_certificate_claims_nothing():
    programme, need = running_programme(), published_need(100)
    worker = person("charity_caseworker", programme.charity)
    Qualification.objects.filter(organisation=programme.charity).update(valid_to=date(2026, 11, 23))
    programme.charity.refresh_from_db()
    with pytest.raises(Refusal, match="已过期"):
        claimed(programme, need, worker)


def test_a_need_outside_the_programmes_area_is_refused():
    programme = running_programme(region=demo_region("990103000000"))
    with pytest.raises(Refusal, match="不在项目的救助地区内"):
        claimed(programme, published_need(100), person("charity_caseworker", programme.charity))
