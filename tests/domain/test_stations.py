"""Relief stations: a bed at once, never one too many; women by women, children apart; free of charge and free to leave."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models, transaction

from casework.stations import services, setting_up
from casework.stations.access import stays_for
from casework.stations.models import Beds, Keeper, Stay
from casework.stations.services import StationFull, WomanNeeded
from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.links import address_of
from common.outbox.services import deliver_due
from common.sealed import opened
from funds.ledger.journal import constraint_of
from organisations.models import Notification
from tests.factories import cases as stage
from tests.factories import stations as make
from tests.factories.cases import START as NOW
from tests.factories.cases import refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture(scope="module")
def world(django_db_setup, fresh_db_module, django_db_blocker):
    """青屏县 with two men's beds and one for women; 岩泉县 40 km away, 茗山县 70 km; a children's centre."""
    with django_db_blocker.unblock():
        cast = stage.staged(NOW)
        yield {
            "cast": cast,
            "here": make.house(cast, NOW),
            "near": make.house(cast, NOW, "990122", east_km=40),
            "far": make.house(cast, NOW, "990125", east_km=70),
            "centre": make.house(cast, NOW, "990102", kind="child", east_km=55),
        }


@pytest.fixture(autouse=True)
def _rolled_back(world, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def free(house, bed: str) -> int:
    return Beds.objects.get(station=house.station, kind=bed).free


def test_a_bed_at_once_and_the_words_of_the_guest_sealed(world):
    here = world["here"]
    stay = make.taken_in(here, NOW, belongings="一个双肩包", relatives="弟弟 00011110000")
    assert (stay.state, stay.bed, stay.sensitive, free(here, "men")) == ("intake", "men", False, 1)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(t)::text from stations_stay t where id = %s", [stay.pk])
        [(text,)] = cursor.fetchall()
    assert not any(word in text for word in ("卓木错", "双肩包", "00011110000"))
    assert "卓木错" not in str(AuditEvent.objects.get(verb="stay.taken_in").data)


def test_the_same_form_twice_is_one_stay(world):
    token, here = uuid4(), world["here"]
    stays = {
        services.take_in(station=here.station, guest=make.guest(), by=here.staff, at=NOW, token=token).pk for _ in "ab"
    }
    assert len(stays) == 1 and free(here, "men") == 1


def test_a_full_station_offers_the_nearest_free_bed_and_sends_on_in_one_act(world):
    here, near = world["here"], world["near"]
    make.taken_in(here, NOW, sex="2")
    with refused(StationFull) as error:
        make.taken_in(here, NOW, sex="2")
    assert [one.station.pk for one in error.value.offers] == [near.station.pk, world["far"].station.pk]
    assert str(error.value) == (f"{here.station}的女床已满。最近的空床在{near.station}（约 40 公里，空 1 张）。")
    stay = services.take_in(
        station=near.station, sent_from=here.station, guest=make.guest(sex="2"), by=here.staff, at=NOW
    )
    assert (stay.station_id, stay.sent_from_id, stay.taken_in_by) == (near.station.pk, here.station.pk, here.staff)
    while deliver_due(LATER):
        pass
    told = Notification.objects.filter(kind="stay_moved")
    paths = {note.user_id: address_of(note.about) for note in told}
    assert paths[near.staff.pk] == f"/desk/stations/stays/{stay.number}/"
    assert paths[here.staff.pk] == "/desk/stations/"
    assert {"coordinator", "county_coordinator-990121", "county_coordinator-990122"} == {
        key for key, user in world["cast"].users.items() if user.pk in paths
    }
    assert set(told.values_list("number", flat=True)) == {stay.number}


def test_when_every_bed_is_taken_the_city_is_told(world):
    for name in ("here", "near", "far"):
        make.taken_in(world[name], NOW, sex="2")
    with refused(StationFull) as error:
        make.taken_in(world["near"], NOW, sex="2")
    assert error.value.offers == [] and "全市都没有空床" in str(error.value)


def test_women_are_looked_after_by_women_and_so_is_whoever_asks(world):
    here = world["here"]
    for fields in ({"sex": "2"}, {"sex": "1", "wants_woman": True}):
        stay = make.taken_in(here, NOW, **fields)
        with refused(WomanNeeded) as error:
            services.admit(stay=stay, carer=here.man, by=here.staff, at=NOW)
        assert "第八条" in str(error.value)
        assert services.admit(stay=stay, carer=here.woman, by=here.staff, at=NOW).state == "care"
    man = make.taken_in(here, NOW)
    assert services.admit(stay=man, carer=here.man, by=here.staff, at=NOW).carer_sex == "1"
    assert services.admit(stay=man, carer=here.woman, by=here.staff, at=LATER).carer_sex == "2"
    with refused(services.Refusal) as error:
        services.admit(stay=man, carer=world["near"].woman, by=here.staff, at=NOW)
    assert error.value.field == "carer"


def test_children_go_to_the_childrens_centre_and_nowhere_else(world):
    here, centre = world["here"], world["centre"]
    with refused(services.Refusal) as error:
        make.taken_in(here, NOW, birth_year=2013)
    assert str(error.value) == "未成年人送未成年人救助保护中心。"
    child = services.take_in(
        station=centre.station, sent_from=here.station, guest=make.guest(birth_year=2013), by=here.staff, at=NOW
    )
    assert (child.minor, child.sensitive, child.bed) == (True, True, "child")
    with refused(services.Refusal):
        make.taken_in(centre, NOW)
    with refused(services.Refusal) as error:
        services.leave(stay=child, belongings_returned=True, by=centre.staff, at=LATER)
    assert "第十一条" in str(error.value)
    child = services.admit(stay=child, carer=centre.woman, by=centre.staff, at=LATER)
    assert (
        services.send_home(stay=child, transport="父亲接回", belongings_returned=True, by=centre.staff, at=LATER).state
        == "returned"
    )


def test_the_whole_stay_and_the_bed_is_free_again(world):
    here = world["here"]
    stay = make.cared_for(here, NOW, belongings="一个双肩包")
    stay = services.contact(stay=stay, note="弟弟明日到站接人", by=here.staff, at=NOW)
    with refused(services.Refusal) as error:
        services.send_home(stay=stay, transport=" ", belongings_returned=True, by=here.staff, at=LATER)
    assert error.value.field == "transport"
    with refused(services.Refusal) as error:
        services.send_home(stay=stay, transport="K77 次硬座", belongings_returned=False, by=here.staff, at=LATER)
    assert error.value.field == "belongings_returned"
    stay = services.send_home(stay=stay, transport="K77 次硬座", belongings_returned=True, by=here.staff, at=LATER)
    assert (stay.state, stay.left_by, free(here, "men")) == ("returned", here.staff, 2)
    with refused(IllegalMove):
        services.leave(stay=stay, belongings_returned=True, by=here.staff, at=LATER)


def test_a_grown_up_leaves_when_they_like_without_a_reason(world):
    here = world["here"]
    for stay in (make.taken_in(here, NOW), make.cared_for(here, NOW)):
        assert services.leave(stay=stay, belongings_returned=False, by=here.staff, at=LATER).state == "left"
    assert free(here, "men") == 2


def test_a_move_frees_one_bed_and_takes_another(world):
    here, near = world["here"], world["near"]
    stay = make.cared_for(here, NOW, relatives="弟弟")
    following = services.move(stay=stay, to=near.station, by=here.staff, at=LATER)
    old = Stay.objects.get(pk=stay.pk)
    assert (old.state, old.moved_to_id, free(here, "men"), free(near, "men")) == ("moved", following.pk, 2, 1)
    assert (opened(following.name), opened(following.relatives), following.state, following.sent_from) == (
        "卓木错",
        "弟弟",
        "intake",
        here.station,
    )
    with refused(services.Refusal):
        services.move(stay=following, to=near.station, by=near.staff, at=LATER)
    services.refer(
        stay=following, note="转送市精神卫生中心，王医生接收", belongings_returned=True, by=near.staff, at=LATER
    )
    assert free(near, "men") == 2


def test_a_stay_is_seen_by_its_station_and_its_county_only(world):
    here, users = world["here"], world["cast"].users
    stay = make.taken_in(here, NOW)
    seeing = {"keeper": here.man.user, "coordinator": users["coordinator"]}
    blind = {
        "neighbour": world["near"].staff,
        "clerk": users["clerk"],
        "approver": users["approver"],
        "other county": users["county_coordinator-990122"],
    }
    assert {name for name, user in {**seeing, **blind}.items() if stays_for(user).filter(pk=stay.pk).exists()} == set(
        seeing
    )
    with refused(PermissionDenied):
        services.leave(stay=stay, belongings_returned=True, by=blind["neighbour"], at=NOW)
    with refused(PermissionDenied):
        services.take_in(station=here.station, guest=make.guest(), by=users["clerk"], at=NOW)


def test_a_stay_hides_a_name_where_its_case_does(world):
    here, coordinator = world["here"], world["cast"].users["coordinator"]
    case = stage.opened_case(world["cast"], NOW, stage.family(cause="HC14"))
    with refused(PermissionDenied):
        services.take_in(station=here.station, guest=make.guest(sex="2"), by=here.staff, at=NOW, case=case)
    stay = services.take_in(station=here.station, guest=make.guest(sex="2"), by=coordinator, at=NOW, case=case)
    assert (stay.sensitive, stay.case_id) == (True, case.pk)


def test_sex_and_identity_number_agree(world):
    number = stage.make_resident_id("990121", NOW.date().replace(year=1990), 7)
    with refused(services.Refusal) as error:
        make.taken_in(world["here"], NOW, sex="2", id_no=number)
    assert error.value.field == "sex"
    assert opened(make.taken_in(world["here"], NOW, id_no=number).id_no) == number


def test_a_station_is_opened_by_the_overseeing_office_with_rooms_apart(world):
    body = stage.Organisation.objects.create(kind="civil_affairs", name="新站", region_id="990121000000")
    given = {"slug": "x", "organisation": body, "kind": "relief", "at": NOW}
    with refused(PermissionDenied):
        setting_up.open_station(**given, beds={"men": 1, "women": 1}, by=world["cast"].users["county_approver-990122"])
    for beds in ({"men": 1}, {"men": 1, "women": 1, "child": 1}, {"men": 0, "women": 1}):
        with refused(services.Refusal):
            setting_up.open_station(**given, beds=beds, by=world["cast"].users["approver"])


def test_there_is_no_place_for_a_fee():
    """第十条: nothing may be charged. No column of ours could hold it."""
    numbers = [
        field.name
        for model in (Stay, Beds)
        for field in model._meta.concrete_fields
        if isinstance(field, (models.IntegerField, models.DecimalField))
    ]
    assert sorted(numbers) == ["birth_year", "taken", "total"]


BREAKS = {
    "stations_beds_never_over": lambda w, s: Beds.objects.filter(pk=s.beds_id).update(taken=3),
    "stations_stay_bed_fits": lambda w, s: Stay.objects.filter(pk=s.pk).update(sex="2"),
    "stations_stay_bed_is_of_station": lambda w, s: planted(
        w, s, beds=Beds.objects.get(station=w["near"].station, kind="men")
    ),
    "stations_stay_carer_is_of_station": lambda w, s: Stay.objects.filter(pk=s.pk).update(
        carer=w["near"].woman, carer_sex="2"
    ),
    "stations_stay_carer_paired": lambda w, s: Stay.objects.filter(pk=s.pk).update(carer_sex=None),
    "stations_stay_woman_by_woman": lambda w, s: Stay.objects.filter(pk=s.pk).update(
        wants_woman=True, carer=w["here"].man, carer_sex="1"
    ),
    "stations_stay_care_has_carer": lambda w, s: Stay.objects.filter(pk=s.pk).update(carer=None, carer_sex=None),
    "stations_stay_exit_named": lambda w, s: Stay.objects.filter(pk=s.pk).update(state="left"),
    "stations_stay_moved_names_next": lambda w, s: Stay.objects.filter(pk=s.pk).update(
        state="moved", left_at=LATER, left_by=w["here"].staff
    ),
    "stations_stay_period": lambda w, s: Stay.objects.filter(pk=s.pk).update(
        state="left", left_at=NOW - timedelta(days=1), left_by=w["here"].staff
    ),
    "stations_stay_life_cycle": lambda w, s: Stay.objects.filter(pk=s.pk).update(state="intake"),
    "stations_stay_fixed": lambda w, s: Stay.objects.filter(pk=s.pk).update(arrived_at=LATER),
    "stations_stay_kept": lambda w, s: Stay.objects.filter(pk=s.pk).delete(),
    "stations_stay_child_sensitive": lambda w, s: Stay.objects.filter(pk=s.pk).update(minor=True, bed="child"),
    "stations_stay_sex_known": lambda w, s: planted(
        w,
        s,
        station=w["centre"].station,
        beds=w["centre"].station.beds.get(),
        bed="child",
        minor=True,
        sensitive=True,
        sex="0",
    ),
    "stations_keeper_sex_known": lambda w, s: Keeper.objects.filter(pk=w["far"].man.pk).update(sex="0"),
    "stations_keeper_once": lambda w, s: Keeper.objects.create(
        station=w["here"].station, user=w["here"].staff, sex="2"
    ),
    "stations_beds_once": lambda w, s: Beds.objects.create(station=w["here"].station, kind="men", total=1),
}


def planted(world, like: Stay, **fields) -> Stay:
    given = {
        "number": "J1",
        "station": like.station,
        "beds": like.beds,
        "bed": like.bed,
        "sex": like.sex,
        "arrived_at": NOW,
        "taken_in_by": like.taken_in_by,
    }
    return Stay.objects.create(**{**given, **fields})


@pytest.mark.parametrize("rule", BREAKS)
def test_the_database_names_the_rule_that_is_broken(world, rule):
    stay = make.cared_for(world["here"], NOW)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        BREAKS[rule](world, stay)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
    assert constraint_of(error.value) == rule


def test_a_child_is_never_marked_as_having_left_alone(world):
    centre = world["centre"]
    child = make.taken_in(centre, NOW, birth_year=2013)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Stay.objects.filter(pk=child.pk).update(state="left", left_at=LATER, left_by=centre.staff)
    assert constraint_of(error.value) == "stations_stay_child_not_let_go"


def test_a_bed_too_many_is_refused_past_the_service(world):
    stays = [make.taken_in(world["here"], NOW) for _two in range(2)]
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        planted(world, stays[0])
    assert constraint_of(error.value) == "stations_beds_never_over"
    assert free(world["here"], "men") == 0
