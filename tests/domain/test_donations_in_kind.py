"""Promises of goods, hours and professional help: in their own unit, through a charity, and never money."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from common.errors import Refusal
from common.regions import demo_city
from donations import services
from donations.models import Pledge, PledgeDelivery
from funds.ledger.journal import constraint_of
from matching.eligibility.sources import open_pledges
from organisations.models import User
from tests.factories import partners as make
from tests.factories.cases import refused
from tests.factories.partners import NOW, TODAY, person
from tests.factories.regions import demo_region
from tests.factories.resources import balances, keeper_of, offered_resource

pytestmark = pytest.mark.django_db
QUILTS = {
    "kind": "goods",
    "item": "quilt",
    "unit": "piece",
    "category": "",
    "per_household": 2,
    "total": 5,
    "until": date(2027, 3, 31),
}


def donor() -> User:
    return User.objects.create_user(email=f"d{uuid4().hex[:8]}@example.org", display_name="林晓")


def promised(by: User | None = None, **changes) -> Pledge:
    answers = {"token": uuid4(), "region": demo_region(demo_city.CITY_CODE), **QUILTS, **changes}
    return services.make_pledge_in_kind(by=by or donor(), at=NOW, **answers)


def taken_up(**changes):
    charity = make.charity()
    by = person("charity_manager", charity)
    return services.take_up(pledge=promised(**changes), charity=charity, by=by, at=NOW), by


def test_a_promise_in_kind_keeps_its_unit_and_is_no_source_of_money():
    for kind, item, unit in (("goods", "food", "kg"), ("hours", "companion", "hour"), ("skill", "legal", "slot")):
        pledge = promised(kind=kind, item=item, unit=unit)
        assert (pledge.total_quantity, pledge.left_quantity, pledge.total_fen, pledge.left_fen) == (5, 5, 0, 0)
    assert list(open_pledges(TODAY)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "money"}, "kind"),
        ({"item": "legal"}, "item"),
        ({"unit": "hour"}, "unit"),
        ({"category": "weather"}, "category"),
        ({"total": 0}, "total"),
        ({"total": 100_001}, "total"),
        ({"per_household": 6}, "per_household"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"until": TODAY + timedelta(days=367)}, "until"),
    ],
)
def test_what_it_may_not_be_is_said_at_its_field(changes, field):
    by = donor()
    with pytest.raises(Refusal) as refusal:
        promised(by, **changes)
    assert refusal.value.field == field
    assert not Pledge.objects.exists()


def test_the_same_token_is_the_same_promise():
    token, by = uuid4(), donor()
    assert promised(by, token=token) == promised(by, token=token)
    assert Pledge.objects.count() == 1


def test_one_charity_takes_it_up_and_no_other():
    pledge, by = taken_up()
    other = make.charity()
    rival = person("charity_manager", other)
    with refused(Refusal):
        services.take_up(pledge=pledge, charity=other, by=rival, at=NOW)
    with refused(PermissionDenied):
        services.take_up(pledge=pledge, charity=pledge.charity, by=rival, at=NOW)
    with refused(PermissionDenied):
        services.receive_pledged(pledge=pledge, token=uuid4(), quantity=1, by=rival, at=NOW)
    assert services.take_up(pledge=pledge, charity=pledge.charity, by=by, at=NOW).taken_by == by


def test_what_arrives_counts_once_and_uses_the_promise_up():
    pledge, by = taken_up()
    token = uuid4()
    for _time in range(2):
        services.receive_pledged(pledge=pledge, token=token, quantity=3, by=by, at=NOW)
    pledge.refresh_from_db()
    assert (pledge.left_quantity, pledge.state) == (2, "registered")
    with refused(Refusal) as error:
        services.receive_pledged(pledge=pledge, token=uuid4(), quantity=3, by=by, at=NOW)
    assert error.value.field == "quantity"
    services.receive_pledged(pledge=pledge, token=uuid4(), quantity=2, by=by, at=NOW)
    pledge.refresh_from_db()
    assert (pledge.left_quantity, pledge.state) == (0, "used")
    assert [one.quantity for one in PledgeDelivery.objects.order_by("-quantity")] == [3, 2]


def test_goods_come_into_the_charitys_stock_if_they_are_the_same_thing():
    pledge, _by = taken_up()
    quilts = offered_resource(pledge.charity, name="棉被", category="quilt", unit="piece", per_share=1)
    rice = offered_resource(pledge.charity)
    by = keeper_of(quilts)
    with refused(Refusal) as error:
        services.receive_pledged(pledge=pledge, token=uuid4(), quantity=3, resource=rice, by=by, at=NOW)
    assert error.value.field == "resource"
    with refused(PermissionDenied):
        services.receive_pledged(
            pledge=pledge,
            token=uuid4(),
            quantity=3,
            by=by,
            at=NOW,
            resource=offered_resource(name="棉被", category="quilt", unit="piece", per_share=1),
        )
    services.receive_pledged(pledge=pledge, token=uuid4(), quantity=3, resource=quilts, by=by, at=NOW)
    assert balances(quilts) == [(3, 0)]


def test_a_promise_that_is_over_or_cancelled_is_neither_taken_up_nor_received():
    pledge, by = taken_up()
    services.cancel_pledge(pledge=pledge, by=pledge.donor, at=NOW)
    with refused(Refusal):
        services.receive_pledged(pledge=pledge, token=uuid4(), quantity=1, by=by, at=NOW)
    late = promised(until=TODAY)
    with refused(Refusal):
        services.take_up(pledge=late, charity=pledge.charity, by=by, at=NOW + timedelta(days=1))


def test_the_database_keeps_money_and_things_apart():
    pledge, _by = taken_up()
    for fields, rule in (
        ({"total_fen": 100}, "amounts"),
        ({"kind": "money"}, "amounts"),
        ({"unit": "hour"}, "amounts"),
        ({"item": ""}, "amounts"),
        ({"mode": "automatic"}, "amounts"),
        ({"per_household_quantity": 6}, "amounts"),
        ({"total_quantity": 0}, "amounts"),
        ({"used_quantity": 6}, "within_quantity"),
        ({"taken_by": None}, "taken_up_named"),
        ({"used_quantity": 1, "charity": None, "taken_by": None, "taken_at": None}, "received_by_somebody"),
    ):
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            Pledge.objects.filter(pk=pledge.pk).update(**fields)
        assert constraint_of(error.value) == f"donations_pledge_{rule}", fields
