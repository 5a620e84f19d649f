"""What follows from a referral's news, from a consent withdrawn and from a case that ended."""

from datetime import datetime

from casework.referrals.act_subjects import REFERRALS
from casework.referrals.models import Basis, Referral
from casework.referrals.services import climb_ladder
from casework.referrals.services.sending import take_back_referral
from casework.referrals.states import LIVE, REFERRAL, WITH_RECIPIENT
from common.links import for_office, for_partner
from common.outbox.services import every_tick, subscribe
from needs.models import Case, Consent
from organisations.models import NotificationKind as Kind
from organisations.models import OrganisationKind
from organisations.notices import members_with, tell
from organisations.permissions import Permission as P

PARTNERS = (OrganisationKind.CHARITY, OrganisationKind.SERVICE_ORG)
WITHDRAWN, ENDED = "家庭撤回同意", "个案已结束"


def _referral(event) -> Referral:
    return Referral.objects.select_related("case__owner", "sent_by", "supervisor", "recipient").get(
        pk=event.payload["referral_id"]
    )


def _tell_recipient(one: Referral, kind: Kind, key: str, at: datetime) -> None:
    reader = for_partner if one.recipient.kind in PARTNERS else for_office
    tell(
        users=members_with(one.recipient, P.ANSWER_REFERRAL),
        kind=kind,
        number=one.number,
        about=reader("referral", one.number),
        key=key,
        at=at,
    )


def _tell_sender(one: Referral, kind: Kind, key: str, at: datetime, *others) -> None:
    tell(
        users={one.sent_by, one.case.owner, *others} - {None},
        kind=kind,
        number=one.number,
        about=for_office("referral", one.number),
        key=key,
        at=at,
    )


@subscribe("referral.issued")
def tell_recipient(event, at: datetime) -> None:
    _tell_recipient(_referral(event), Kind.REFERRAL_RECEIVED, event.key, at)


@subscribe("referral.answered")
def tell_sender(event, at: datetime) -> None:
    _tell_sender(_referral(event), Kind.REFERRAL_ANSWERED, event.key, at)


@subscribe("referral.escalated")
def tell_supervisor(event, at: datetime) -> None:
    one = _referral(event)
    tell(
        users={one.supervisor} - {None},
        kind=Kind.REFERRAL_ESCALATED,
        number=one.number,
        about=for_office("referral", one.number),
        key=event.key,
        at=at,
    )


@subscribe("referral.reminded")
def tell_reminded(event, at: datetime) -> None:
    _tell_recipient(_referral(event), Kind.REFERRAL_REMINDED, event.key, at)


@subscribe("referral.recalled")
def tell_recalled(event, at: datetime) -> None:
    _tell_recipient(_referral(event), Kind.REFERRAL_RECALLED, event.key, at)


@subscribe("referral.due")
def tell_due(event, at: datetime) -> None:
    one = _referral(event)
    above = {one.supervisor} if one.supervisor_id else set()
    _tell_sender(one, Kind.REFERRAL_DUE, event.key, at, *above)
    if one.state in WITH_RECIPIENT:
        _tell_recipient(one, Kind.REFERRAL_DUE, event.key, at)


@subscribe("consent.withdrawn")
def recall_for_consent(event, at: datetime) -> None:
    """Reading ended with the withdrawal itself; here the referrals that rested on it end too (PIPL 15, 47)."""
    consent = Consent.objects.get(pk=event.payload["consent_id"])
    for one in Referral.objects.filter(consent=consent, basis=Basis.CONSENT, state__in=LIVE):
        _recall(one, WITHDRAWN, at)


@subscribe("case.ended")
def recall_for_ending(event, at: datetime) -> None:
    """The family withdrew, or the case was joined to another: nobody works on it any more."""
    case = Case.objects.get(pk=event.payload["case_id"])
    if case.state in ("withdrawn", "merged"):
        for one in Referral.objects.filter(case=case, state__in=LIVE):
            _recall(one, ENDED, at)


def _recall(one: Referral, reason: str, at: datetime) -> None:
    one = REFERRALS.lock(one)
    if REFERRAL.allows(one.state, "take_back"):
        take_back_referral(referral=one, reason=reason, at=at)


@every_tick
def remind(at: datetime) -> None:
    climb_ladder(at)
