"""Consent: recorded with all its parts, withdrawn with one act that stops everything that rested on it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from needs import hooks
from needs.act_subjects import CASES, CONSENTS
from needs.models import Case, Consent
from needs.models.consent import SHARED_FIELDS, Purpose
from organisations.models import Organisation, User


def record_consent(
    *,
    case: Case,
    purpose: str,
    form: str,
    expires_at: datetime,
    by: User,
    at: datetime,
    recipient: Organisation | None = None,
    fields: tuple[str, ...] = (),
    guardian: bool = False,
) -> Consent:
    """What the family agreed to. Sharing names one recipient and the fields (PIPL 23); publishing stands apart (25)."""
    with (doing := act(CASES, case, "record_consent", by=by, at=at)) as case:
        if purpose == Purpose.SHARE and recipient is None:
            raise Refusal(_("请选择向谁提供。"), field="recipient")
        if purpose == Purpose.SHARE and not fields:
            raise Refusal(_("请至少选择一项可以提供的内容。"), field="fields")
        if set(fields) - set(SHARED_FIELDS):
            raise Refusal(_("有不能提供的内容。"), field="fields")
        if expires_at <= at:
            raise Refusal(_("同意的有效期要晚于今天。"), field="expires_at")
        if case.consents.filter(purpose=purpose, recipient=recipient, withdrawn_at__isnull=True).exists():
            raise Refusal(_("同样的同意已登记，且仍然有效。"), field="purpose")
        consent = Consent.objects.create(
            case=case,
            purpose=purpose,
            recipient=recipient if purpose == Purpose.SHARE else None,
            fields=list(fields) if purpose == Purpose.SHARE else [],
            form=form,
            guardian=guardian,
            given_at=at,
            taken_by=by,
            expires_at=expires_at,
        )
        doing.about(CONSENTS, consent, fields=list(fields), form=form)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, at: datetime) -> Consent:
    """The family changed its mind: publishing ends in this very transaction, sharing at the next request."""
    with (doing := act(CONSENTS, consent, "withdraw", by=by, at=at)) as consent:
        if consent.withdrawn_at:
            return doing.repeated(consent)
        consent.withdrawn_at, consent.withdrawn_by = at, by
    if consent.purpose == Purpose.PUBLISH and consent.case.public_need_id:
        hooks.publication_ends.ask(case=consent.case, by=by, at=at)
    return consent


def live_publication_consent(case: Case, at: datetime) -> Consent | None:
    return next((one for one in case.consents.filter(purpose=Purpose.PUBLISH) if one.is_live(at)), None)


def live_sharing_consent(case: Case, recipient: Organisation, at: datetime) -> Consent | None:
    """The consent that lets this organisation see fields of this case now, or None."""
    return next(
        (one for one in case.consents.filter(purpose=Purpose.SHARE, recipient=recipient) if one.is_live(at)), None
    )
