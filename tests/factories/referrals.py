"""Referrals in named situations, each made by the services and the people who would do it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from casework.referrals import services
from casework.referrals.models import Referral
from demo.people import Cast
from needs.models import Case
from organisations.models import Organisation, User
from tests.factories import cases as make
from tests.factories.cases import START

PURPOSE = "请核对是否符合医疗救助条件，并一次性告知所需材料。"
OFFICIAL_ITEMS = ["situation", "costs", "verification", "name", "id_no", "phone"]
SHARED_ITEMS = ["situation", "costs", "name", "phone"]


def clerk_of(body: Organisation) -> User:
    """Somebody who answers for this organisation."""
    roles = ["department_clerk", "charity_manager", "county_coordinator"]
    return User.objects.filter(memberships__organisation=body, memberships__role__in=roles).first()


def sent(
    cast: Cast,
    at: datetime = START,
    home: Any = None,
    *,
    to: str = "medical-990121",
    case: Case | None = None,
    **fields: Any,
) -> Referral:
    """From the township to an organisation, by its key; the family of a charity's referral agreed."""
    case = case or make.signed_case(cast, at, home or make.family())
    recipient, later = cast.bodies[to], at + timedelta(hours=5)
    official = recipient.kind in ("department", "civil_affairs")
    if not official and not case.consents.filter(recipient=recipient, withdrawn_at=None).exists():
        make.sharing_consent(cast, case, recipient, later)
    given = {
        "recipient": recipient,
        "purpose": PURPOSE,
        "items": OFFICIAL_ITEMS if official else SHARED_ITEMS,
        "told": True,
        "by": cast.users["clerk"],
        "token": uuid4(),
    }
    return services.send_referral(case=case, at=later, **{**given, **fields})


def accepted(cast: Cast, at: datetime = START, home: Any = None, **fields: Any) -> Referral:
    one = sent(cast, at, home, **fields)
    return services.accept_referral(referral=one, by=clerk_of(one.recipient), at=at + timedelta(hours=6))


def returned(cast: Cast, at: datetime = START, home: Any = None, **fields: Any) -> Referral:
    one = sent(cast, at, home, **fields)
    return services.return_referral(
        referral=one, reason="不属本部门职责。", by=clerk_of(one.recipient), at=at + timedelta(hours=6)
    )


def escalated(cast: Cast, at: datetime = START, home: Any = None, **fields: Any) -> Referral:
    """Returned by two departments: it waits for the county's supervisor."""
    one = returned(cast, at, home, **fields)
    one = services.reassign_referral(
        referral=one,
        recipient=cast.bodies["labour-990121"],
        told=True,
        by=cast.users["clerk"],
        at=at + timedelta(hours=7),
    )
    one = services.return_referral(
        referral=one, reason="也不属本部门职责。", by=clerk_of(one.recipient), at=at + timedelta(hours=8)
    )
    return Referral.objects.get(pk=one.pk)


def answered(cast: Cast, at: datetime = START, home: Any = None, **fields: Any) -> Referral:
    one = accepted(cast, at, home, **fields)
    return services.answer_referral(
        referral=one,
        outcome="solved",
        words="已纳入医疗救助，报销后再补一次。",
        by=clerk_of(one.recipient),
        at=at + timedelta(days=1),
    )
