"""Volunteers checked by two people, households that need a service, and assignments as far as a test wants them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate

from common.ids import make_resident_id
from common.regions.models import Region
from demo.people import Cast
from needs import services as needs
from needs.models import Case, Household, NeedItem
from organisations.models import Organisation, User
from programmes.volunteers import services as volunteers
from programmes.volunteers.checks import Checks
from programmes.volunteers.models import Volunteer
from publication import services as publication
from tests.factories import cases as make
from tests.factories import partners
from volunteering import services
from volunteering.models import Assignment

_serial = count(1)


@dataclass(frozen=True)
class Body:
    """A volunteers' association with the two people whom each check takes."""

    organisation: Organisation
    collects: User
    decides: User


def body(name: str = "") -> Body:
    one = partners.organisation("charity", name)
    return Body(one, partners.person("charity_caseworker", one), partners.person("charity_manager", one))


def registered(at: datetime, of: Body, **fields: Any) -> Volunteer:
    number = next(_serial)
    given = {
        "name": "杜若衡",
        "phone": f"0003{number:07d}",
        "skills": ["care"],
        "weekly_minutes": 240,
        "id_no": make_resident_id("990121", datetime(1988, 5, 6).date() + timedelta(days=number), number % 1000),
        "region": Region.objects.get(pk="990121000000"),
    }
    return volunteers.register_volunteer(organisation=of.organisation, by=of.collects, at=at, **{**given, **fields})


def papers(day, *, minors: bool = True, **fields: Any) -> Checks:
    year = timedelta(days=300)
    given = {"identity_seen": True, "insurance_policy": "演示保单 77", "insurance_until": day + year}
    if minors:
        given |= {"record_checked_on": day, "record_until": day + year, "trained_on": day, "training_until": day + year}
    return Checks(**{**given, **fields})


def vetted(
    at: datetime, of: Body, *, minors: bool = True, checks: dict[str, Any] | None = None, **fields: Any
) -> Volunteer:
    """Passed a day before `at`, so that it stands when the test begins."""
    before = at - timedelta(days=1)
    one = registered(before, of, **fields)
    vetting = volunteers.submit_vetting(
        volunteer=one, papers=papers(localdate(before), minors=minors, **(checks or {})), by=of.collects, at=before
    )
    return volunteers.vet(vetting=vetting, by=of.decides, at=before)


def service_item(
    cast: Cast, at: datetime, *, category: str = "companion", minors: int = 0, quantity: int = 3, **family: Any
) -> NeedItem:
    """An item of an open, unpublished case in Qingping; without children unless asked for."""
    home, who, later = make.family(**family), make.desk(cast), at + timedelta(hours=3)
    case = make.opened_case(cast, at, home)
    Household.objects.filter(pk=case.household_id).update(minors=minors)
    item = needs.add_item(case=case, kind="service", category=category, quantity=quantity, by=who.clerk, at=later)
    needs.verify_item(item=item, verified_cost_fen=0, evidence="seen", by=who.clerk, at=later)
    visit = needs.sign_first(case=case, method="visit", visited_on=at.date(), facts=make.FACTS, by=who.clerk, at=later)
    needs.sign_second(verification=visit, by=who.reviewer, at=later)
    needs.record_aid(case=case, aid_type="temporary_aid", state="not_applicable", by=who.reviewer, at=later)
    case = needs.confirm_gap(case=Case.objects.get(pk=case.pk), by=who.reviewer, at=at + timedelta(hours=4))
    publication.open_unpublished(case=case, reason="家庭不愿公开", by=who.approver, at=at + timedelta(hours=5))
    return NeedItem.objects.select_related("case__household").get(pk=item.pk)


def proposed(cast: Cast, item: NeedItem, volunteer: Volunteer, at: datetime, **fields: Any) -> Assignment:
    given = {"starts_at": at + timedelta(days=2), "planned_minutes": 120, "place": "松坪镇便民服务中心门口"}
    return services.propose(item=item, volunteer=volunteer, by=make.desk(cast).clerk, at=at, **{**given, **fields})


def agreed(cast: Cast, item: NeedItem, volunteer: Volunteer, of: Body, at: datetime, **fields: Any) -> Assignment:
    """The family lets the organisation know who it is, and its coordinator agreed."""
    one = proposed(cast, item, volunteer, at, **fields)
    if not item.case.consents.filter(recipient=of.organisation, withdrawn_at=None).exists():
        make.sharing_consent(cast, item.case, of.organisation, at)
    return services.confirm(assignment=one, volunteer_agreed=True, by=of.collects, at=at + timedelta(minutes=5))


def done(
    cast: Cast, item: NeedItem, volunteer: Volunteer, of: Body, at: datetime, minutes: int = 115, **fields: Any
) -> Assignment:
    one = agreed(cast, item, volunteer, of, at, **fields)
    return services.report(
        assignment=one, served_minutes=minutes, by=of.collects, at=one.starts_at + timedelta(hours=3)
    )
