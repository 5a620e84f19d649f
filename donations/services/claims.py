"""Claiming 认领: a charity accepts a published need under one of its programmes; donors may then earmark."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from donations.access import works_for
from donations.models import Claim
from donations.selectors import live_claim
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.models import Programme
from programmes.selectors import can_receive_gifts
from publication.models import PublicNeed
from publication.states import PublicState


class AlreadyClaimed(Refusal):
    """One live claim per need: donors see one payee."""


@transaction.atomic
def claim(*, programme: Programme, public_need: PublicNeed, by: User, at: datetime) -> Claim:
    """Accept a published need. Within the programme's area, while the programme may take gifts."""
    public_need = PublicNeed.objects.select_for_update().get(pk=public_need.pk)
    _require(by, programme)
    if (standing := live_claim(public_need)) and standing.programme_id == programme.pk:
        return standing  # a double click
    if blocker := can_receive_gifts(programme, localdate(at)):
        raise Refusal(blocker.sentence)
    if not public_need.live or public_need.state != PublicState.PUBLISHED:
        raise Refusal(_("这份求助不在公开求助中，不能认领。"))
    if not public_need.county_id.startswith(programme.region.prefix):
        raise Refusal(_("这份求助不在项目的救助地区内。"))
    try:
        with transaction.atomic():
            made = Claim.objects.create(programme=programme, public_need=public_need, claimed_by=by, claimed_at=at)
    except IntegrityError:
        raise AlreadyClaimed(_("另一个慈善项目已经认领了这份求助。")) from None
    _record(made, "claim.made", by, at)
    return made


@transaction.atomic
def end_claim(*, claim: Claim, by: User, at: datetime) -> Claim:
    """No new gifts from now on. What was received for the need stays for the need and is still paid out."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("programme", "public_need").get(pk=claim.pk)
    _require(by, claim.programme)
    return close(claim, by, at)


def close(claim: Claim, by: User | None, at: datetime) -> Claim:
    """Also by the platform itself, when a need is withdrawn. The claim is locked by the caller."""
    if claim.ended_at is None:
        claim.ended_at = at
        claim.save(update_fields=["ended_at"])
        _record(claim, "claim.ended", by, at)
    return claim


def _require(by: User, programme: Programme) -> None:
    if not works_for(by, programme, P.ANSWER_MATCH):
        raise PermissionDenied


def _record(claim: Claim, verb: str, by: User | None, at: datetime) -> None:
    record(
        actor=by,
        verb=verb,
        subject=claim,
        county=claim.public_need.county_id,
        organisation_id=claim.programme.charity_id,
        data={"need": claim.public_need.slug},
        at=at,
    )
