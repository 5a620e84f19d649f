"""Taking a public need down: withdrawn in one act, closed with thirty days to read how it ended, or past its date."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from common.audit.services import record
from common.outbox.services import announce
from needs.models import Case
from needs.services.guards import require_for_case, require_reason
from organisations.models import User
from organisations.permissions import Permission as P
from publication.models import PublicNeed
from publication.services.public_text import locked_text
from publication.services.timeline import add_step
from publication.states import PUBLIC_NEED

LEAVES_AFTER_CLOSING = timedelta(days=30)


@transaction.atomic
def withdraw_public_need(*, public_need: PublicNeed, reason: str, by: User, at: datetime) -> PublicNeed:
    """Take it down at once, everywhere."""
    case, need = locked_text(public_need)
    require_for_case(by, case, P.RECORD_CONSENT)
    require_reason(reason)
    take_down(case=case, by=by, at=at)
    need.refresh_from_db()
    return need


def take_down(*, case: Case, by: User | None, at: datetime) -> None:
    """Called inside the transaction that ends the publication; the case is locked by the caller."""
    need = PublicNeed.objects.select_for_update().get(pk=case.public_need_id)
    if need.state == "withdrawn":
        return
    need.state = PUBLIC_NEED.next(need.state, "withdraw")
    need.live, need.closed_at, need.updated_at = False, at, at
    need.expire_at = None
    need.save()
    record(
        actor=by,
        verb="need.withdrawn",
        subject=need,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    announce("need.withdrawn", f"need:{need.pk}:withdrawn", case_id=case.pk, public_need_id=need.pk)


@transaction.atomic
def close_public_need(*, case: Case, at: datetime) -> None:
    """The case is completed: the page stays for thirty days and says how it ended."""
    need = PublicNeed.objects.select_for_update().get(pk=case.public_need_id)
    if not PUBLIC_NEED.allows(need.state, "close"):
        return
    need.state = PUBLIC_NEED.next(need.state, "close")
    need.closed_at, need.updated_at = at, at
    need.expire_at = at + LEAVES_AFTER_CLOSING
    need.save()
    add_step(need, "closed", key=f"{need.pk}:closed", at=at)
    record(
        actor=None,
        verb="need.closed",
        subject=need,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )


def expire_public_needs(at: datetime) -> int:
    """Take down what has passed its date: consent ended, ninety days over, thirty days after closing."""
    due = PublicNeed.objects.filter(live=True, expire_at__lte=at).values_list("pk", flat=True)
    return sum(_expire(pk, at) for pk in list(due))


@transaction.atomic
def _expire(pk, at: datetime) -> int:
    case = Case.objects.select_for_update().get(public_need=pk)
    need = PublicNeed.objects.select_for_update().get(pk=pk)
    if not need.live or need.expire_at is None or need.expire_at > at:
        return 0
    if PUBLIC_NEED.allows(need.state, "expire"):
        need.state = PUBLIC_NEED.next(need.state, "expire")
    need.live, need.expired, need.updated_at = False, True, at
    need.save()
    record(
        actor=None,
        verb="need.expired",
        subject=need,
        case_id=case.pk,
        county=case.county_id,
        data={"number": case.number},
        at=at,
    )
    announce("need.withdrawn", f"need:{need.pk}:expired:{localdate(at)}", case_id=case.pk, public_need_id=need.pk)
    return 1
