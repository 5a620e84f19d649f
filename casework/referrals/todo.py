"""What waits for whom: the recipient's next step, the sender's, and the supervisor's; what is late stands with all three."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.referrals.access import received_for
from casework.referrals.models import Referral
from casework.referrals.states import WITH_RECIPIENT, WITH_SENDER, ReferralState
from common.calendar import working_days_between
from needs.access import cases_for
from organisations import access
from organisations.permissions import Permission as P

S = ReferralState
MOST_ROWS = 30
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
class Row:
    """One line of today's list; `side` is in, out or above."""

    referral: Referral
    side: str
    what: str | Promise
    action: str | Promise


def waiting(user) -> QuerySet[Referral]:
    """What lies with this person's organisation, as many as a list shows."""
    return received_for(user).filter(state__in=WITH_RECIPIENT).order_by("due_at", "number")[:MOST_ROWS]


def received(user) -> list[Row]:
    return [Row(one, "in", *RECEIVED[S(one.state)]) for one in waiting(user)]


def rows(user, now: datetime) -> list[Row]:
    """Everything of this person's in one question to the database, each referral once: who must act comes before who
    must remind. A sender sees what comes back and what is late; the county, what it must decide and what is a working day
    late."""
    own = [one.pk for one in access.organisations_with(user, P.ANSWER_REFERRAL)]
    wanted = Q(recipient__in=own, state__in=WITH_RECIPIENT) | _sent(user, now) | _above(user, now)
    found = Referral.objects.filter(wanted).select_related("case__county", "recipient", "sender")
    made = (_row(one, user, own, now) for one in found.order_by("due_at", "number")[:MOST_ROWS])
    return [row for row in made if row]


def _sent(user, now: datetime) -> Q:
    if not access.has_permission(user, P.SEND_REFERRAL):
        return Q(pk__in=[])
    mine = Q(case__in=cases_for(user)) & (Q(sent_by=user) | Q(case__owner=user))
    return mine & (Q(state__in=WITH_SENDER) | Q(state__in=WITH_RECIPIENT, due_at__lt=now))


def _above(user, now: datetime) -> Q:
    area = access.within_regions(access.region_prefixes(user, P.SUPERVISE_REFERRAL), "county__code")
    decide = Q(state=S.ESCALATED) & (Q(supervisor=user) | Q(supervisor=None))
    return area & ~Q(sent_by=user) & (decide | Q(state__in=WITH_RECIPIENT, due_at__lt=now))


def _row(one: Referral, user, own: list, now: datetime) -> Row | None:
    if one.recipient_id in own and one.state in WITH_RECIPIENT:
        return Row(one, "in", *RECEIVED[S(one.state)])
    if one.state == S.ESCALATED:
        return Row(one, "above", *DECIDE)
    if user.pk in (one.sent_by_id, one.case.owner_id):
        return Row(one, "out", *SENT.get(S(one.state), LATE))
    return Row(one, "above", *LATE) if working_days_between(one.due_at, now) >= 1 else None
