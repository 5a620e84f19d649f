"""Scenarios 21 and 23: an unvetted volunteer is not sent to a child, and a full station sends on to the neighbour."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from casework.stations import services as stations
from casework.stations.services import Guest
from demo import moments, volunteers
from demo.people import CITY
from demo.stage import Stage
from demo.stations import House
from demo.stories import Story, Want
from needs import services as needs
from needs.models import Case, NeedItem
from organisations.models import Organisation, User
from programmes.volunteers.models import Volunteer
from publication import services as publication
from volunteering import services
from volunteering.models import Assignment
from volunteering.rules import NotAllowed, minors_concerned

SONGPING = "990121102"
PLACE = "松坪镇社会工作站门口"
CASES_21, CASES_23 = 2, 1


def child_visit(stage: Stage) -> Case:
    """21. A volunteer without checks is proposed for a child: refused with the reason. One who has them does it."""
    story = stage.draw(
        "child-visit", days=16, township=SONGPING, cause="HC11", urgency="orange", consent="no_publicity"
    )
    case, item = _open_for_service(stage, story, "child-visit", "tutoring", 12)
    body, at = stage.cast.bodies["star-bridge"], moments.office_day(stage.day, 6, 15)
    clerk = stage.office.clerk(story)
    unvetted = (
        _of(body, "tutoring").filter(state__in=["new", "submitted", "expired"]).first()
        or _of(body, "tutoring").filter(record_until__isnull=True)[0]
    )
    starts = moments.office_day(stage.day, 3, 15)
    propose = partial(services.propose, item=item, starts_at=starts, planned_minutes=90, place=PLACE, by=clerk)
    try:
        propose(volunteer=unvetted, at=at)
    except NotAllowed:
        needs.add_note(
            case=case,
            text=f"志愿者 {unvetted.number} 审核不全，不能上门辅导孩子，已另请一位。",
            by=clerk,
            at=at + timedelta(minutes=2),
        )
    else:
        raise AssertionError("This should have been refused.")
    vetted = _ready(body, "tutoring", starts.date())
    stage.agree(story, case, body, at + timedelta(minutes=4))
    visit = propose(volunteer=vetted, at=at + timedelta(minutes=6))
    _serve(visit, body, at, 95, verified_by=stage.office.reviewer(story))
    _elderly(stage)
    return case


def _elderly(stage: Stage) -> None:
    """Somebody old and alone: an assignment in each other state."""
    story = stage.draw("company", days=20, township=SONGPING, cause="HC12", urgency="orange", consent="no_publicity")
    case, item = _open_for_service(stage, story, "company", "companion", 12)
    body, at, clerk = stage.cast.bodies["silver"], moments.office_day(stage.day, 8, 10), stage.office.clerk(story)
    stage.agree(story, case, body, at)
    keeper = volunteers.keeper(body, "charity_caseworker")
    minors = minors_concerned(case, item)

    def asked(days_back: int, hour: int) -> Assignment:
        """The next fitting volunteer, for a day before (or, below zero, after) the city's day."""
        starts = (
            moments.office_day(stage.day, days_back, hour)
            if days_back > 0
            else moments.office_day(stage.day + timedelta(days=6 - days_back), 0, hour)
        )
        ready = [one for one in _of(body, "care").filter(state="vetted") if _holds(one, starts.date(), minors)]
        used = set(Assignment.objects.filter(item=item).values_list("volunteer", flat=True))
        volunteer = next((one for one in ready if one.pk not in used), ready[0])
        return services.propose(
            item=item, volunteer=volunteer, starts_at=starts, planned_minutes=60, place=PLACE, by=clerk, at=at
        )

    _serve(asked(5, 10), body, at, 70)
    services.decline(assignment=asked(4, 9), reason="志愿者当天要值班。", by=keeper, at=at + timedelta(hours=3))
    services.cancel(assignment=asked(4, 14), reason="老人那天去了亲戚家。", by=clerk, at=at + timedelta(hours=4))
    asked(2, 10)
    services.lapse_unanswered(moments.office_day(stage.day, 2, 11))
    services.confirm(assignment=asked(0, 14), volunteer_agreed=True, by=keeper, at=at + timedelta(hours=5))
    asked(-1, 15)


def station_full(stage: Stage) -> Case:
    """23. The women's beds of 青屏 are taken: the nearest free bed is the neighbour's, and one person sends on."""
    story = stage.draw("stranded", days=2, township=SONGPING, cause="HC15", urgency="red")
    story.local = False
    case = stage.open(story, "stranded")
    house, at = House("qingping"), stage.evening
    for number, name in enumerate(("慕容桂兰", "尉迟秀珍")):
        stay = house.take_in(
            Guest("2", name, birth_year=1964 + number * 9, origin="外省", circumstances="寻亲未遇。"),
            at - timedelta(days=2 - number),
        )
        house.admit(stay, at - timedelta(days=2 - number) + timedelta(minutes=10))
    coordinator = stage.office.coordinator(case.county_id)
    guest = Guest(
        "2",
        "诸葛彩云",
        birth_year=1987,
        origin="外省某市",
        circumstances="途经本市，钱款证件遗失。",
        belongings="拉杆箱一只",
    )
    try:
        stations.take_in(station=house.station, guest=guest, by=coordinator, at=at, case=case)
    except stations.StationFull as full:
        nearest = full.offers[0].station
    else:
        raise AssertionError("This should have been refused.")
    stay = stations.take_in(
        station=nearest, guest=guest, by=coordinator, at=at + timedelta(minutes=3), case=case, sent_from=house.station
    )
    near = House(nearest.slug)
    near.admit(stay, at + timedelta(hours=1))
    return case


def _open_for_service(stage: Stage, story: Story, key: str, category: str, quantity: int) -> tuple[Case, NeedItem]:
    story.wants = [Want("service", category, quantity=quantity)]
    story.temporary_fen = 0
    case = stage.walk(story, key, "confirmed")
    case = publication.open_unpublished(
        case=case,
        reason="家庭不愿公开，直接对接服务。",
        by=stage.office.approver(case.county_id),
        at=max(story.times["consented"], story.times["confirmed"] + timedelta(hours=1)),
    )
    return case, stage.items(case)[0]


def _of(body: Organisation, skill: str):
    near = Volunteer.objects.filter(organisation=body, skills__contains=[skill], region__in=[CITY, "990121000000"])
    return near.order_by("number").select_related("region")


def _holds(one: Volunteer, day, minors: bool) -> bool:
    ends = [one.vetted_until, *([one.record_until, one.training_until] if minors else [])]
    return all(end is not None and end >= day for end in ends)


def _ready(body: Organisation, skill: str, day) -> Volunteer:
    return next(one for one in _of(body, skill).filter(state="vetted") if _holds(one, day, True))


def _serve(visit: Assignment, body: Organisation, at: datetime, minutes: int, verified_by: User | None = None) -> None:
    keeper = volunteers.keeper(body, "charity_caseworker")
    visit = services.confirm(assignment=visit, volunteer_agreed=True, by=keeper, at=at + timedelta(hours=1))
    visit = services.report(
        assignment=visit, served_minutes=minutes, by=keeper, at=visit.starts_at + timedelta(hours=2)
    )
    if verified_by is not None:
        services.verify(assignment=visit, by=verified_by, at=visit.starts_at + timedelta(days=1))
