"""Published needs that donors can give to, and gifts in named situations.

The need is written row by row: what its path through the desk asks for is tested elsewhere, and a donor meets it only
as it stands here, published and claimed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction

from common.regions.models import Region
from donations import services
from donations.models import Channel, Claim, Gift
from needs.causes import Category, Cause, Urgency
from needs.models import Case, Household, NeedItem
from needs.services.coverage import refresh_coverage
from organisations.models import Organisation, User
from programmes.models import Programme
from publication.models import PublicNeed
from tests.factories.partners import NOW, charity, join, organisation, person, running_programme
from tests.factories.regions import demo_region

COUNTY = "990102000000"
RETURN = "https://zhouji.test/give/result/"
_serial = count(1)


@dataclass(frozen=True)
class Situation:
    """A charity with a payment account, its programme, and a need that it has claimed."""

    charity: Organisation
    programme: Programme
    need: PublicNeed
    claim: Claim
    worker: User


@transaction.atomic
def giving(*cost_yuan: int, **fields: Any) -> Situation:
    """A need whose cash lines cost so much, all of it open."""
    number = next(_serial)
    holder = charity(
        payment_account=f"acct_demo_{number}_{uuid4().hex[:6]}",
        donation_page="https://charity.example/give",
        founded_on=date(2012, 6, 1),
        contact_phone="00012340000",
        **fields,
    )
    programme = running_programme(
        holder,
        name=f"大病续航行动{number}-{uuid4().hex[:4]}",
        name_en="Serious Illness Relay",
    )
    Programme.objects.filter(pk=programme.pk).update(last_report_on=date(2026, 9, 30), report_due_on=date(2026, 12, 31))
    programme.refresh_from_db()
    need = published_need(*(cost_yuan or (5000,)))
    worker = join(person("charity_caseworker", holder), "charity_manager", holder)
    return Situation(holder, programme, need, claimed(programme, need, worker), worker)


def claimed(programme: Programme, need: PublicNeed, by: User) -> Claim:
    return services.claim(programme=programme, public_need=need, by=by, at=NOW)


@transaction.atomic
def published_need(*cost_yuan: int, county: str = COUNTY, title: str = "手术后费用未落实") -> PublicNeed:
    region: Region = demo_region(county)
    clerk, reviewer = (
        person(role, organisation("township", region=county)) for role in ("township_clerk", "township_reviewer")
    )
    need = _live_need(region, title, clerk, reviewer)
    case = Case.objects.create(
        number=f"A{uuid4().hex[:12]}",
        household=Household.objects.create(county=region, size=3),
        county=region,
        cause=Cause.SUDDEN_ILLNESS,
        urgency=Urgency.ORANGE,
        state="open",
        owner=clerk,
        opened_at=NOW - timedelta(days=6),
        opened_by=clerk,
        due_at=NOW + timedelta(days=4),
        gap_confirmed_at=NOW - timedelta(days=2),
        gap_confirmed_by=reviewer,
        public_need=need,
    )
    for position, (yuan, category) in enumerate(zip(cost_yuan, ("medical", "rehab", "care_stay"), strict=False)):
        NeedItem.objects.create(
            case=case,
            kind="cash",
            category=category,
            requested_fen=yuan * 100,
            verified_cost_fen=yuan * 100,
            evidence="seen",
            verified_at=NOW - timedelta(days=3),
            verified_by=reviewer,
            created_at=NOW - timedelta(days=4) + timedelta(seconds=position),
        )
    refresh_coverage(case, NOW)
    need.refresh_from_db()
    return need


def _live_need(region: Region, title: str, author: User, approver: User) -> PublicNeed:
    story = "一家三口，主要劳动力突发重病住院，医保报销后仍有一部分自付费用没有着落。"
    return PublicNeed.objects.create(
        category=Category.ILLNESS,
        county=region,
        title=title,
        story=story,
        age_band="40-59",
        household_band="3-4",
        urgency=Urgency.ORANGE,
        deadline_on=NOW.date() + timedelta(days=20),
        live=True,
        state="published",
        author=author,
        approved_by=approver,
        approved_at=NOW - timedelta(days=1),
        gate_version="test",
        gate_hash=sha256(f"{title}\n{story}".encode()).hexdigest(),
        created_at=NOW,
        updated_at=NOW,
    )


def started_gift(
    situation: Situation, yuan: int = 200, *, to_programme: bool = False, at: datetime = NOW, **fields: Any
) -> Gift:
    answers: dict[str, Any] = {"token": uuid4(), "unrelated_declared": True, "by": None, **fields}
    return services.start_gift(
        programme=situation.programme,
        public_need=None if to_programme else situation.need,
        amount_fen=yuan * 100,
        at=at,
        **answers,
    )


def paying_gift(
    situation: Situation, yuan: int = 200, *, channel: str = Channel.SANDBOX, at: datetime = NOW, **fields: Any
) -> Gift:
    """The donor is at the provider's page."""
    gift = started_gift(situation, yuan, at=at, **fields)
    services.pay(gift=gift, channel=channel, return_url=RETURN, cancel_url=RETURN, at=at)
    return Gift.objects.get(pk=gift.pk)


def received_gift(situation: Situation, yuan: int = 200, *, at: datetime = NOW, **fields: Any) -> Gift:
    gift = paying_gift(situation, yuan, at=at, **fields)
    payment = gift.payments.get()
    return services.capture(
        gift=gift,
        channel=payment.channel,
        account=payment.account,
        object_id=payment.object_id,
        amount_fen=payment.amount_fen,
        currency="CNY",
        at=at,
    )
