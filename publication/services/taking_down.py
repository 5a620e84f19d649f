"""Taking a public need down: withdrawn in one act, closed with thirty days to read how it ended, or past its date."""

from datetime import datetime

from django.db import transaction

from common.acts.doing import act
from common.presence import present
from needs.models import Case
from needs.services.guards import require_reason
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due
from publication.act_subjects import PUBLIC_NEEDS
from publication.models import PublicNeed
from publication.services.timeline import add_step
from publication.states import PUBLIC_NEED


def withdraw_public_need(*, public_need: PublicNeed, reason: str, by: User, at: datetime) -> PublicNeed:
    """Take it down at once, everywhere."""
    with (doing := act(PUBLIC_NEEDS, public_need, "withdraw", by=by, at=at)) as need:
        require_reason(reason)
        if not doing.again:
            _leave(need, at)
    return need


def take_down(*, case: Case, by: User | None, at: datetime) -> None:
    """Called inside the transaction that ends the publication."""
    with (doing := act(PUBLIC_NEEDS, present(case.public_need), "take_down", by=by, at=at)) as need:
        if not doing.again:
            _leave(need, at)


def _leave(need: PublicNeed, at: datetime) -> None:
    need.live, need.closed_at, need.updated_at, need.expire_at = False, at, at, None


@transaction.atomic
def close_public_need(*, case: Case, at: datetime) -> None:
    """The case is completed: the page stays for thirty days and says how it ended."""
    need = PUBLIC_NEEDS.lock(present(case.public_need))
    if not PUBLIC_NEED.allows(need.state, "close"):
        return
    with act(PUBLIC_NEEDS, need, "close", by=None, at=at) as need:
        need.closed_at, need.updated_at = at, at
        need.expire_at = due(Clock.PUBLICATION_AFTER_CLOSING, "", at, case.county_id)
        add_step(need, "closed", key=f"{need.pk}:closed", at=at)


def expire_public_needs(at: datetime) -> int:
    """Take down what has passed its date: consent ended, ninety days over, thirty days after closing."""
    due = PublicNeed.objects.filter(live=True, expire_at__lte=at).values_list("pk", flat=True)
    return sum(_expire(pk, at) for pk in list(due))


@transaction.atomic
def _expire(pk, at: datetime) -> int:
    need = PUBLIC_NEEDS.lock(PublicNeed(pk=pk))
    if not need.live or need.expire_at is None or need.expire_at > at:
        return 0
    with act(PUBLIC_NEEDS, need, "expire", by=None, at=at) as need:
        need.live, need.expired, need.updated_at = False, True, at
    return 1
