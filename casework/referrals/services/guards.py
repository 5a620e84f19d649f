"""Locks in the order case, referral; who may do what to a referral; and the note that every act leaves."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from casework.referrals.access import is_recipient, may_send, may_supervise
from casework.referrals.models import Referral
from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from needs.models import Case
from organisations.models import User

LONGEST = 400


def locked(referral: Referral) -> Referral:
    Case.objects.select_for_update().get(pk=referral.case_id)
    Referral.objects.select_for_update().get(pk=referral.pk)
    return Referral.objects.select_related("case__household", "recipient", "sender", "consent").get(pk=referral.pk)


def require_recipient(by: User, referral: Referral) -> None:
    if not is_recipient(by, referral):
        raise PermissionDenied


def require_sender(by: User, case: Case) -> None:
    if not may_send(by, case):
        raise PermissionDenied


def require_supervisor(by: User, referral: Referral) -> None:
    if not may_supervise(by, referral):
        raise PermissionDenied


def require_words(text: str, field: str = "reason") -> str:
    text = (text or "").strip()
    if not text:
        raise Refusal(_("请写明理由。") if field == "reason" else _("请写下说明。"), field=field)
    if len(text) > LONGEST:
        raise Refusal(_("请控制在 400 字以内。"), field=field)
    return text


def noted(referral: Referral, verb: str, by: User | None, at: datetime, *, topic: str = "", **data) -> None:
    """Into the log of the case, and – with a topic – out to those whom it concerns."""
    record(
        actor=by,
        verb=verb,
        subject=referral,
        case_id=referral.case_id,
        county=referral.county_id,
        organisation_id=referral.recipient_id,
        data={"number": referral.number, "recipient": referral.recipient.name, **data},
        at=at,
    )
    if topic:
        announce(topic, f"referral:{referral.pk}:{topic}:{referral.round}:{at.timestamp()}", referral_id=referral.pk)
