"""督办: after two returns a named supervisor of the county decides; and the ladder of reminders towards each deadline."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from casework.referrals import clocks
from casework.referrals.act_subjects import REFERRALS
from casework.referrals.models import Referral
from casework.referrals.services.guards import require_words
from casework.referrals.services.sending import pass_on
from casework.referrals.states import LIVE
from common.acts.doing import act
from common.outbox.services import announce
from needs.access import in_area
from organisations import access
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from organisations.roles import ROLES
from policy.clocks import Clock
from policy.selectors import due

LOOK_AHEAD = timedelta(days=16)  # the longest holiday, and two working days


def escalate(referral: Referral, at: datetime) -> Referral:
    """A part of the second return. Who supervises is chosen by load, never the sender; nobody fits: the queue shows it."""
    with act(REFERRALS, referral, "escalate", by=None, at=at) as referral:
        referral.supervisor, referral.escalated_at = supervisor_for(referral), at
        referral.due_at = due(Clock.REFERRAL_SUPERVISE, referral.urgency, at, referral.county_id)
    return referral


def supervisor_for(referral: Referral) -> User | None:
    """Of those who may supervise in this area, the nearest office first, then whoever has least to decide."""
    roles = [name for name, role in ROLES.items() if P.SUPERVISE_REFERRAL in role.permissions]
    people = User.objects.filter(is_active=True, memberships__role__in=roles, memberships__ended_at__isnull=True)
    people = people.exclude(pk=referral.sent_by_id).distinct()
    waiting = dict(
        Referral.objects.filter(state="escalated", supervisor__in=people)
        .values_list("supervisor")
        .annotate(Count("pk"))
    )
    fitting = [
        one for one in people.order_by("display_name", "pk") if in_area(one, referral.case, P.SUPERVISE_REFERRAL)
    ]
    return min(fitting, key=lambda one: (-_nearness(one), waiting.get(one.pk, 0)), default=None)


def _nearness(user: User) -> int:
    return max(len(prefix) for prefix in access.region_prefixes(user, P.SUPERVISE_REFERRAL))


def decide_referral(
    *,
    referral: Referral,
    recipient: Organisation,
    reason: str,
    by: User,
    at: datetime,
    told: bool = False,
    override_reason: str = "",
) -> Referral:
    """The supervisor names the organisation that takes it on; its name and the reason stand in the log."""
    with (doing := act(REFERRALS, referral, "decide", by=by, at=at)) as referral:
        referral.decided_by, referral.decided_at, referral.decision_reason = by, at, require_words(reason)
        pass_on(referral, recipient, told=told, override_reason=override_reason, by=by, at=at)
        doing.data["basis"] = referral.basis
    return referral


def climb_ladder(at: datetime) -> int:
    """Tell both sides – and the supervisor from the day after – that a deadline comes near, is here, has passed."""
    if clocks.quiet(at):
        near = Q(urgent=True)
    else:
        near = Q()
    due = Referral.objects.filter(near, state__in=LIVE, rung__lt=clocks.LADDER, due_at__lte=at + LOOK_AHEAD)
    return sum(_climb(pk, at) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _climb(pk, at: datetime) -> int:
    referral = Referral.objects.select_for_update().get(pk=pk)
    if referral.due_at is None or (reached := clocks.rung(referral.due_at, at)) <= referral.rung:
        return 0
    referral.rung = reached
    referral.save(update_fields=["rung"])
    announce("referral.due", f"referral:{pk}:due:{referral.due_at.timestamp()}:{reached}", referral_id=pk, rung=reached)
    return 1
