"""What waits for whom: the recipient's next step, the sender's, and the supervisor's; what is late stands with all three."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.workdays import working_days_between
from needs.referrals.access import received_for, sent_for
from needs.referrals.models import Referral
from needs.referrals.states import WITH_RECIPIENT, WITH_SENDER, ReferralState
from organisations import access
from organisations.permissions import Permission as P

S = ReferralState
MOST_ROWS = 30
# state: (what it is called on a list, what its one button says)
RECEIVED = {S.ISSUED: (_("转介待接收"), _("接收或退回")), S.ACCEPTED: (_("转介待办理"), _("办理")),
            S.WORKING: (_("转介办理中"), _("答复"))}
SENT = {S.RETURNED: (_("转介被退回，待改派"), _("改派")), S.ANSWERED: (_("转介有结果，待反馈家庭"), _("反馈")),
        S.FED_BACK: (_("转介已反馈，待办结"), _("办结"))}
LATE = (_("转介逾期未办"), _("催办"))
DECIDE = (_("转介两次被退，待督办"), _("指定单位"))


@dataclass(frozen=True)
class Row:
    """One line of today's list; `side` is in, out or above."""

    referral: Referral
    side: str
    what: str | Promise
    action: str | Promise


def received(user) -> list[Row]:
    waiting = received_for(user).filter(state__in=WITH_RECIPIENT).order_by("due_at", "number")[:MOST_ROWS]
    return [Row(one, "in", *RECEIVED[S(one.state)]) for one in waiting]


def sent(user, now: datetime) -> list[Row]:
    """Own referrals and those of own cases: what comes back, and what is late with the other side."""
    if not access.has_permission(user, P.SEND_REFERRAL):
        return []
    mine = sent_for(user).filter(Q(sent_by=user) | Q(case__owner=user))
    waiting = mine.filter(Q(state__in=WITH_SENDER) | Q(state__in=WITH_RECIPIENT, due_at__lt=now)).order_by("due_at", "number")
    return [Row(one, "out", *SENT.get(S(one.state), LATE)) for one in waiting[:MOST_ROWS]]


def above(user, now: datetime) -> list[Row]:
    """To decide; and what has been late for a working day."""
    prefixes = access.region_prefixes(user, P.SUPERVISE_REFERRAL)
    area = Referral.objects.filter(access.within_regions(prefixes, "county__code")).exclude(sent_by=user)
    area = area.select_related("case__county", "recipient", "sender")
    decide = area.filter(state=S.ESCALATED).filter(Q(supervisor=user) | Q(supervisor=None)).order_by("due_at", "number")
    late = area.filter(state__in=WITH_RECIPIENT, due_at__lt=now).exclude(case__owner=user).order_by("due_at", "number")
    rows = [Row(one, "above", *DECIDE) for one in decide[:MOST_ROWS]]
    return rows + [Row(one, "above", *LATE) for one in late[:MOST_ROWS] if working_days_between(one.due_at, now) >= 1]


def rows(user, now: datetime) -> list[Row]:
    """Everything of this person's, each referral once: who must act comes before who must remind."""
    found: dict = {}
    for row in [*received(user), *above(user, now), *sent(user, now)]:
        found.setdefault(row.referral.pk, row)
    return sorted(found.values(), key=lambda row: (row.referral.due_at, row.referral.number))
