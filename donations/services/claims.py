"""Claiming 认领: a charity accepts a published need under one of its programmes; donors may then earmark."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from donations.act_subjects import CLAIMS
from donations.models import Claim
from donations.selectors import live_claim
from organisations.models import User
from programmes.models import Programme
from programmes.selectors import can_receive_gifts
from publication.models import PublicNeed
from publication.states import PublicState


class AlreadyClaimed(Refusal):
    """One live claim per need: donors see one payee."""


def claim(*, programme: Programme, public_need: PublicNeed, by: User, at: datetime) -> Claim:
    """Accept a published need. Within the programme's area, while the programme may take gifts."""
    made = Claim(programme=programme, public_need=public_need, claimed_by=by, claimed_at=at)
    try:
        with (doing := act(CLAIMS, made, "make", by=by, at=at)) as made:
            need = made.public_need = doing.first
            if (standing := live_claim(need)) and standing.programme_id == programme.pk:
                return doing.repeated(standing)  # a double click
            if blocker := can_receive_gifts(programme, localdate(at)):
                raise Refusal(blocker.sentence)
            if not need.live or need.state != PublicState.PUBLISHED:
                raise Refusal(_("这份求助不在公开求助中，不能认领。"))
            if not need.county_id.startswith(programme.region.prefix):
                raise Refusal(_("这份求助不在项目的救助地区内。"))
    except IntegrityError:
        raise AlreadyClaimed(_("另一个慈善项目已经认领了这份求助。")) from None
    return made


def end_claim(*, claim: Claim, by: User, at: datetime) -> Claim:
    """No new gifts from now on. What was received for the need stays for the need and is still paid out."""
    with (doing := act(CLAIMS, claim, "end", by=by, at=at)) as claim:
        if claim.ended_at is not None:
            return doing.repeated(claim)
        claim.ended_at = at
    return claim


def lapse_claim(*, claim: Claim, at: datetime) -> Claim:
    """The need is no longer shown."""
    with (doing := act(CLAIMS, claim, "lapse", by=None, at=at)) as claim:
        if claim.ended_at is not None:
            return doing.repeated(claim)
        claim.ended_at = at
    return claim
