"""What waits for whom: the recipient's next step, the sender's, and the supervisor's; what is late stands with all three."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.referrals.access import received_for
from casework.referrals.models import Referral
from casework.referrals.states import WITH_RECIPIENT, WITH_SENDER, ReferralState
from common.calendar import BEIJING, last_working_day
from needs.access import cases_for
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

S = ReferralState
# state: (what it is called on a list, what its one button says)
RECEIVED = {
    S.ISSUED: (_("转介待接收"), _("接收或退回")),
    S.ACCEPTED: (_("转介待办理"), _("办理")),
    S.WORKING: (_("转介办理中"), _("答复")),
}
SENT = {
    S.RETURNED: (_("转介被退回，待改派"), _("改派")),
    S.ANSWERED: (_("转介有结果，待反馈家庭"), _("反馈")),
    S.FED_BACK: (_("转介已反馈，待办结"), _("办结")),
}
LATE = (_("转介逾期未办"), _("催办"))
DECIDE = (_("转介两次被退，待督办"), _("指定单位"))


@dataclass(frozen=True)
class Step:
    """What one person is to do next about one referral; `side` is in, out or above."""

    side: str
    what: str | Promise
    action: str | Promise


def received(user: User) -> QuerySet[Referral]:
    """What lies with this person's organisation, by deadline."""
    return received_for(user).filter(state__in=WITH_RECIPIENT).order_by("due_at", "number")


def waiting(user: User, now: datetime) -> QuerySet[Referral]:
    """Everything of this person's, each referral once. A sender sees what comes back and what is late; the county, what
    it must decide and what is a working day late."""
    wanted = Q(recipient__in=_own(user), state__in=WITH_RECIPIENT) | _sent(user, now) | _above(user, now)
    return Referral.objects.filter(wanted).order_by("due_at", "number")


def step(one: Referral, user: User) -> Step:
    """Of one that waits for this person: who must act comes before who must remind."""
    if one.recipient_id in _own(user) and one.state in WITH_RECIPIENT:
        return Step("in", *RECEIVED[S(one.state)])
    if one.state == S.ESCALATED:
        return Step("above", *DECIDE)
    if user.pk in (one.sent_by_id, one.case.owner_id):
        return Step("out", *SENT.get(S(one.state), LATE))
    return Step("above", *LATE)


def _own(user: User) -> list:
    return [one.pk for one in access.organisations_with(user, P.ANSWER_REFERRAL)]


def _sent(user: User, now: datetime) -> Q:
    if not access.has_permission(user, P.SEND_REFERRAL):
        return Q(pk__in=[])
    mine = Q(case__in=cases_for(user)) & (Q(sent_by=user) | Q(case__owner=user))
    return mine & (Q(state__in=WITH_SENDER) | Q(state__in=WITH_RECIPIENT, due_at__lt=now))


def _above(user: User, now: datetime) -> Q:
    area = access.within_regions(access.region_prefixes(user, P.SUPERVISE_REFERRAL), "county__code")
    decide = Q(state=S.ESCALATED) & (Q(supervisor=user) | Q(supervisor=None))
    late = Q(state__in=WITH_RECIPIENT, due_at__lt=_a_working_day_late(now))
    return area & ~Q(sent_by=user) & (decide | late)


def _a_working_day_late(now: datetime) -> datetime:
    """What was due before this moment is at least one working day late: a working day has begun since the day it was due."""
    return datetime.combine(last_working_day(now), time.min, BEIJING)
