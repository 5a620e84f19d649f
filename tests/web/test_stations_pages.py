"""Relief stations on screens: numbers for everybody, people for the station, and a full house that sends on."""

from datetime import timedelta

import pytest
from django.test import Client

from casework.stations.models import Stay
from common.sealed import opened
from tests import clock
from tests.factories import cases as stage
from tests.factories import stations as make
from tests.markup import flat

pytestmark = pytest.mark.django_db
TOKEN = "11111111-1111-4111-8111-111111111114"


@pytest.fixture
def world():
    at = clock.now() - timedelta(days=1)
    cast = stage.staged(at)
    return {"cast": cast, "at": at, "here": make.house(cast, at), "near": make.house(cast, at, "990122", east_km=40)}


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:
    return flat(response)


def test_an_office_sees_free_beds_and_nobodys_name(world):
    make.taken_in(world["here"], world["at"])
    page = words(browser(world["cast"].users["clerk"]).get("/desk/stations/"))
    assert "空 1，共 2" in page and "卓" not in page and "接待入站" not in page


def test_a_list_masks_names_and_hides_those_who_must_not_be_found(world):
    here = world["here"]
    make.taken_in(here, world["at"])
    make.taken_in(here, world["at"], name="闻人静", sensitive=True)
    page = words(browser(here.staff).get("/desk/stations/"))
    assert "卓＊＊" in page and "＊＊＊" in page
    assert "卓木错" not in page and "闻" not in page


def test_a_full_house_offers_the_neighbour_and_one_press_sends_on(world):
    here, near = world["here"], world["near"]
    make.taken_in(here, world["at"], sex="2")
    keeper = browser(here.staff)
    form = {"token": TOKEN, "station": str(here.station.pk), "sex": "2", "name": "卓玛雪", "belongings": "一个布包"}
    full = keeper.post("/desk/stations/new/", form)
    assert full.status_code == 422 and "女床已满" in words(full) and f'value="{near.station.pk}"' in words(full)
    assert Stay.objects.count() == 1
    sent = keeper.post("/desk/stations/new/", {**form, "sent_on": str(near.station.pk)})
    stay = Stay.objects.get(station=near.station)
    assert (sent.status_code, sent["Location"], opened(stay.name), stay.sent_from) == (
        302,
        "/desk/stations/",
        "卓玛雪",
        here.station,
    )
    assert keeper.get(f"/desk/stations/stays/{stay.number}/").status_code == 404
    assert browser(near.staff).get(f"/desk/stations/stays/{stay.number}/").status_code == 200


def test_a_stay_from_the_door_to_the_train(world):
    here = world["here"]
    stay = make.taken_in(here, world["at"], sex="2", belongings="一个布包")
    keeper, address = browser(here.staff), f"/desk/stations/stays/{stay.number}/"
    page = flat(keeper.get(address))
    assert page.index(str(here.woman.pk)) < page.index(str(here.man.pk))
    denied = keeper.post(f"{address}admit/", {"carer": str(here.man.pk)})
    assert denied.status_code == 422 and "由女性工作人员照料" in words(denied)
    assert keeper.post(f"{address}admit/", {"carer": str(here.woman.pk)}).status_code == 302
    assert keeper.post(f"{address}contact/", {"note": "姐姐明日来接"}).status_code == 302
    assert keeper.post(f"{address}send_home/", {"transport": "K77 次"}).status_code == 422
    assert keeper.post(f"{address}send_home/", {"transport": "K77 次", "belongings_returned": "on"}).status_code == 302
    assert "已返乡" in words(keeper.get(address))


def test_a_case_of_somebody_stranded_leads_to_the_door(world):
    cast = world["cast"]
    case = stage.opened_case(cast, world["at"] - timedelta(hours=9), stage.family(cause="HC15"))
    coordinator = browser(cast.users["coordinator"])
    assert f"/desk/stations/new/?case={case.number}" in words(coordinator.get(f"/desk/cases/{case.number}/"))
    form = {"token": TOKEN, "station": str(world["here"].station.pk), "sex": "1", "case_number": case.number}
    coordinator.post("/desk/stations/new/", form)
    stay = Stay.objects.get()
    assert stay.case == case and stay.number in words(browser(cast.users["clerk"]).get(f"/desk/cases/{case.number}/"))
