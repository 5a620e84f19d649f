"""Consent: recorded with all its parts, withdrawn with one act that stops everything that rested on it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from needs import hooks
from needs.models import Case, Consent
from needs.models.consent import SHARED_FIELDS, Purpose
from needs.services.guards import locked_case, require_for_case
from organisations.models import Organisation, User
from organisations.permissions import Permission as P


@transaction.atomic
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
    case = locked_case(case)
    require_for_case(by, case, P.RECORD_CONSENT)
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
    record(
        actor=by,
        verb="consent.recorded",
        subject=consent,
        case_id=case.pk,
        county=case.county_id,
        organisation_id=recipient.pk if recipient else None,
        data={"purpose": purpose, "fields": list(fields), "form": form},
        at=at,
    )
    announce("consent.recorded", f"consent:{consent.pk}:recorded", case_id=case.pk, consent_id=consent.pk)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, at: datetime) -> Consent:
    """The family changed its mind: publishing ends in this very transaction, sharing at the next request."""
    case = locked_case(consent.case)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    require_for_case(by, case, P.RECORD_CONSENT)
    if consent.withdrawn_at:
        return consent
    consent.withdrawn_at, consent.withdrawn_by = at, by
    consent.save()
    record(
        actor=by,
        verb="consent.withdrawn",
        subject=consent,
        case_id=case.pk,
        county=case.county_id,
        organisation_id=consent.recipient_id,
        data={"purpose": consent.purpose},
        at=at,
    )
    if consent.purpose == Purpose.PUBLISH and case.public_need_id:
        hooks.publication_ends.ask(case=case, by=by, at=at)
    announce("consent.withdrawn", f"consent:{consent.pk}:withdrawn", case_id=case.pk, consent_id=consent.pk)
    return consent


def live_publication_consent(case: Case, at: datetime) -> Consent | None:
    return next((one for one in case.consents.filter(purpose=Purpose.PUBLISH) if one.is_live(at)), None)


def live_sharing_consent(case: Case, recipient: Organisation, at: datetime) -> Consent | None:
    """The consent that lets this organisation see fields of this case now, or None."""
    return next(
        (one for one in case.consents.filter(purpose=Purpose.SHARE, recipient=recipient) if one.is_live(at)), None
    )
