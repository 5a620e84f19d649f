"""The resource list and promises in kind on screens: what is due today, what comes in, what goes out, whom to call."""

from datetime import timedelta
from uuid import uuid4

import pytest

from common.audit.models import AuditEvent
from common.regions import demo_city
from donations import services as giving
from donations.models import Pledge
from organisations.models import User
from programmes.resources.models import Lot, Resource
from tests import clock
from tests.factories import partners as make
from tests.factories.regions import demo_region
from tests.factories.resources import balances, lot, offered_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
FORM = {
    "name": "棉被",
    "kind": "goods",
    "category": "quilt",
    "unit": "piece",
    "per_share": "1",
    "delivery": "home",
    "source": "own",
    "region": demo_city.CITY_CODE,
    "categories": ["fire_flood"],
}


@pytest.fixture
def keeper(client) -> User:
    charity = make.charity()
    by = make.person("charity_manager", charity)
    client.force_login(by)
    return by


def stocked(keeper: User, days: int, quantity: int = 40) -> Lot:
    """Came in long enough ago to expire `days` from today."""
    at = clock.now() - timedelta(days=30)
    rice = offered_resource(keeper.memberships.get().organisation, at=at)
    return lot(rice, quantity, at=at, by=keeper, days=(clock.today() + timedelta(days=days) - make.TODAY).days)


def test_a_new_line_takes_its_conditions_from_the_form(client, keeper):
    charity = keeper.memberships.get().organisation
    answer = client.post(
        "/partners/resources/new/", {**FORM, "owner": charity.pk, "keeper": charity.pk, "starts_on": str(clock.today())}
    )
    made = Resource.objects.get()
    assert answer.url == f"/partners/resources/{made.number}/"
    assert (made.owner, made.keeper, made.created_by) == (charity, charity, keeper)
    assert made.rules == {"all": [{"field": "category", "op": "in", "value": ["fire_flood"]}]}


def test_a_refusal_stands_at_its_field(client, keeper):
    charity = keeper.memberships.get().organisation
    answer = client.post(
        "/partners/resources/new/",
        {**FORM, "owner": charity.pk, "keeper": charity.pk, "unit": "hour", "starts_on": str(clock.today())},
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"unit"}
    assert not Resource.objects.exists()


def test_what_expires_soon_stands_in_the_list_and_in_todays_list_and_what_expired_is_written_off(client, keeper):
    soon = stocked(keeper, 9)
    assert f'href="/partners/resources/{soon.resource.number}/"' in flat(client.get("/partners/"))
    over = lot(
        soon.resource,
        5,
        at=clock.now() - timedelta(days=30),
        by=keeper,
        days=(clock.today() - timedelta(days=1) - make.TODAY).days,
    )
    page = flat(client.get("/partners/resources/"))
    assert page.index(over.number) < page.index(soon.number)
    assert f"/partners/resources/lots/{over.number}/out/" in flat(client.get("/partners/"))
    out = {"token": uuid4(), "kind": "written_off", "quantity": "5", "reason": "过期核销"}
    for _twice in range(2):
        client.post(f"/partners/resources/lots/{over.number}/out/", out)
    assert balances(soon.resource) == [(0, 0), (40, 0)]
    assert over.number not in flat(client.get("/partners/"))


def test_the_same_receipt_sent_twice_is_one_lot(client, keeper):
    rice = offered_resource(keeper.memberships.get().organisation, at=clock.now())
    sent = {
        "token": uuid4(),
        "quantity": "80",
        "quality": "passed",
        "expires_on": str(clock.today() + timedelta(days=60)),
    }
    for _twice in range(2):
        assert client.post(f"/partners/resources/{rice.number}/receive/", sent).status_code == 302
    assert balances(rice) == [(80, 0)]


def test_a_promise_shows_whom_to_call_only_after_it_is_taken_up_and_every_look_is_logged(client, keeper):
    donor = User.objects.create_user(email="shi@example.org", display_name="施予安")
    pledge = giving.make_pledge_in_kind(
        token=uuid4(),
        kind="hours",
        item="companion",
        unit="hour",
        category="",
        region=demo_region(demo_city.CITY_CODE),
        per_household=4,
        total=20,
        until=clock.today() + timedelta(days=60),
        by=donor,
        at=clock.now(),
    )
    where = f"/partners/pledges/{pledge.pk}/"
    assert where in flat(client.get("/partners/pledges/"))
    assert "施予安" not in flat(client.get(where))
    assert not AuditEvent.objects.filter(verb="pledge.contact_read").exists()
    client.post(f"{where}take/")
    page = flat(client.get(where))
    assert "施予安" in page and "shi@example.org" in page
    assert [one.actor_id for one in AuditEvent.objects.filter(verb="pledge.contact_read")] == [keeper.pk]
    client.post(where, {"token": uuid4(), "quantity": "8"})
    assert Pledge.objects.get().used_quantity == 8
    client.force_login(make.person("charity_manager", make.charity()))
    assert client.get(where).status_code == 404


def test_a_donor_offers_goods_and_reads_the_offer_back_in_words(client):
    demo_region(demo_city.CITY_CODE)
    until = clock.today() + timedelta(days=60)
    offered = {
        "token": uuid4(),
        "item": "quilt",
        "unit": "piece",
        "total": "5",
        "per_household": "2",
        "category": "",
        "region": demo_city.CITY_CODE,
        "until": str(until),
    }
    answer = client.post("/pledge/offer/goods/", {**offered, "per_household": "6"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"per_household"})
    assert client.post("/pledge/offer/goods/", offered).url == "/pledge/check/"
    page = flat(client.get("/pledge/check/"))
    assert "棉被衣物" in page and "5 件" in page and "2 件" in page
    donor = User.objects.create_user(email="shi@example.org", display_name="施予安")
    client.force_login(donor)
    session = client.session  # signing in keeps what was answered
    session["pledging"] = {**{k: str(v) for k, v in offered.items()}, "total": 5, "per_household": 2, "kind": "goods"}
    session.save()
    client.post("/pledge/check/")
    pledge = Pledge.objects.get()
    assert (pledge.kind, pledge.item, pledge.total_quantity, pledge.total_fen) == ("goods", "quilt", 5, 0)
    assert "已兑现 0，共 5 件" in flat(client.get("/my/"))
    assert client.get("/pledge/offer/gold/").status_code == 404


def test_officers_of_the_area_see_what_is_at_hand_and_whom_to_call_but_no_donor(client, keeper):
    soon = stocked(keeper, 9)
    donor = User.objects.create_user(email="shi@example.org", display_name="施予安")
    giving.make_pledge_in_kind(
        token=uuid4(),
        kind="hours",
        item="companion",
        unit="hour",
        category="",
        region=demo_region(demo_city.CITY_CODE),
        per_household=4,
        total=20,
        until=clock.today() + timedelta(days=60),
        by=donor,
        at=clock.now(),
    )
    client.force_login(make.person("county_coordinator", make.office("990121000000")))
    page = flat(client.get("/desk/resources/"))
    assert soon.resource.name in page and "40 公斤" in page and soon.resource.keeper.name in page
    assert "陪伴照料" in page and "20 小时" in page
    assert "施予安" not in page
    Resource.objects.update(refreshed_on=clock.today() - timedelta(days=184))
    assert soon.resource.name not in flat(client.get("/desk/resources/"))


def test_officers_of_another_county_see_nothing_of_it(client, keeper):
    stocked(keeper, 9)
    Resource.objects.update(region=demo_region("990124000000"))
    client.force_login(make.person("county_coordinator", make.office("990121000000")))
    assert "大米" not in flat(client.get("/desk/resources/"))
