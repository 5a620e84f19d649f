"""What needs a partner's people: offers to answer, help to deliver, reports, money to confirm, grants to decide."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.referrals import todo as referrals
from common.counting import count_each
from common.messages import Fen, Words
from funds.access import own_funds, top_ups_to_confirm
from funds.low_balance.services import low_funds
from funds.models import Fund, TopUp
from funds.purpose_changes import access as changes
from funds.purpose_changes.models import PurposeChange
from funds.states import TopUpState
from matching.access import matches_for_charity, matches_for_enterprise, matches_to_deliver
from matching.models import Match
from matching.states import MatchState as M
from organisations import access
from organisations.permissions import Permission as P
from partners import earmarked, in_kind, volunteering
from policy.clocks import Clock
from policy.selectors import due as due_on
from programmes.access import own_programmes
from programmes.models import Programme

IN_HAND = (M.ACCEPTED, M.DISBURSING, M.DELIVERED)


@dataclass(frozen=True)
class Counts:
    """Per room of the rail; only what this person may act on is counted."""

    offers: int = 0
    deliveries: int = 0
    referrals: int = 0
    reports: int = 0
    top_ups: int = 0
    grants: int = 0
    gifts: int = 0
    transfers: int = 0
    changes: int = 0
    low: int = 0
    resources: int = 0
    volunteers: int = 0
    assignments: int = 0

    @property
    def total(self) -> int:
        money = self.top_ups + self.grants + self.gifts + self.transfers + self.changes + self.low
        return self.offers + self.referrals + self.deliveries + self.reports + self.resources + money


@dataclass(frozen=True)
class Due:
    """One line of 今日: what, about what, until when, and where it is done."""

    what: str
    number: str
    url: str
    action: str
    due: datetime | date | None
    amount: Words | None = None


class Waiting:
    """What the rail counts and today's list names as well: read once for both."""

    def __init__(self, user) -> None:
        self.user = user

    @cached_property
    def changes(self) -> list[PurposeChange]:
        return changes.waiting_for(self.user)


def waiting(request: HttpRequest) -> Waiting:
    """This request's own, kept on it."""
    if not hasattr(request, "partners_waiting"):
        request.partners_waiting = Waiting(request.user)
    return request.partners_waiting


def counts(waiting: Waiting) -> Counts:
    user = waiting.user
    to_clear, expiring, to_refresh = in_kind.waiting(user, localdate())
    n = count_each(
        {
            "offers": offers(user),
            "deliveries": deliveries(user),
            "reports": reports(user, localdate()),
            "top_ups": top_ups(user),
            "grants": grants(user),
            "gifts": earmarked.to_do(user),
            "transfers": earmarked.transfers(user),
            "low": low_funds(user),
            "referrals": referrals.waiting(user),
            "volunteers": volunteering.to_decide(user),
            "assignments": volunteering.to_arrange(user),
            "to_clear": to_clear,
            "expiring": expiring,
            "to_refresh": to_refresh,
        }
    )
    resources = n.pop("to_clear") + n.pop("expiring") + n.pop("to_refresh")
    return Counts(**n, changes=len(waiting.changes), resources=resources)


def offers(user) -> QuerySet[Match]:
    """Offers to the own programmes, goods and services, by deadline. A fund's grants are its enterprise's to answer."""
    own = _ids(user, P.ANSWER_MATCH)
    mine = Q(programme__charity__in=own) | Q(resource__owner__in=own)
    return matches_for_charity(user).filter(mine, state=M.OFFERED).order_by("reply_by", "number")


def in_hand(user) -> QuerySet[Match]:
    """Accepted and not yet confirmed by the family: what the charity pays or hands over, for others' funds and goods too."""
    return matches_to_deliver(user).filter(state__in=IN_HAND).order_by("deliver_by", "number")


def deliveries(user) -> QuerySet[Match]:
    if not access.has_permission(user, P.RECORD_DELIVERY):
        return Match.objects.none()
    return in_hand(user)


def reports(user, today: date) -> QuerySet[Programme]:
    """Public reports due within two weeks or overdue (慈善法 79)."""
    if not access.has_permission(user, P.MANAGE_PROGRAMMES):
        return Programme.objects.none()
    due = (
        own_programmes(user)
        .filter(report_due_on__lte=due_on(Clock.PROGRAMME_REMIND, "", today))
        .exclude(state="stopped")
    )
    return due.order_by("report_due_on")


def top_ups(user) -> QuerySet[TopUp]:
    waiting = top_ups_to_confirm(user).filter(state=TopUpState.WAITING)
    return waiting.select_related("fund__enterprise", "fund__custodian").order_by("announced_at")


def grants(user) -> QuerySet[Match]:
    """Grants that wait for the enterprise's answer, by deadline."""
    own = _ids(user, P.ANSWER_GRANT)
    mine = Q(fund__enterprise__in=own) | Q(resource__owner__in=own)
    return matches_for_enterprise(user).filter(mine, state=M.OFFERED).order_by("reply_by", "number")


def enterprise_funds(user) -> QuerySet[Fund]:
    return own_funds(user).select_related("custodian", "region", "enterprise").order_by("-created_at")


def works_in(user, kind: str) -> bool:
    return any(one.organisation.kind == kind for one in access.memberships(user))


def due(waiting: Waiting, today: date) -> list[Due]:
    """Everything with a date, the earliest first; the first is the page's main action."""
    user = waiting.user
    lines = [
        *_due_matches(user),
        *_due_referrals(user),
        *_due_reports(user, today),
        *_due_top_ups(user),
        *_due_changes(waiting),
        *_due_low_funds(user),
        *_due_gifts(user),
        *_due_resources(user, today),
    ]
    return sorted(lines, key=lambda line: (_day(line.due), line.number))


def _due_matches(user) -> list[Due]:
    lines = [
        Due(
            _("对接待答复"),
            one.number,
            reverse("partners:match", args=[one.number]),
            _("答复"),
            one.reply_by,
            one.words,
        )
        for one in offers(user)
    ]
    for one in deliveries(user):
        if one.state == M.DELIVERED:
            what, action = _("等家庭确认收到"), _("登记确认")
        else:
            what, action = _("待发放"), _("登记发放")
        lines.append(
            Due(what, one.number, reverse("partners:match", args=[one.number]), action, one.deliver_by, one.words)
        )
    lines += [
        Due(
            _("拨款待审批"),
            one.number,
            reverse("partners:approvals") + f"#{one.number}",
            _("审批"),
            one.reply_by,
            one.words,
        )
        for one in grants(user)
    ]
    return lines


def _due_referrals(user) -> list[Due]:
    return [
        Due(
            row.what,
            row.referral.number,
            reverse("partners:referral", args=[row.referral.number]),
            row.action,
            row.referral.due_at,
        )
        for row in referrals.received(user)
    ]


def _due_reports(user, today: date) -> list[Due]:
    return [
        Due(
            _("项目公开报告"),
            one.title,
            reverse("partners:programme_report", args=[one.slug]),
            _("登记报告"),
            one.report_due_on,
        )
        for one in reports(user, today)
    ]


def _due_top_ups(user) -> list[Due]:
    return [
        Due(
            _("待核对到账"),
            one.reference,
            reverse("partners:custody_top_up", args=[one.reference]),
            _("核对"),
            None,
            Fen(one.amount_fen),
        )
        for one in top_ups(user)
    ]


def _due_changes(waiting: Waiting) -> list[Due]:
    return [
        Due(_("变更用途待答复"), one.number, reverse("partners:change", args=[one.number]), _("答复"), None)
        for one in waiting.changes
    ]


def _due_low_funds(user) -> list[Due]:
    return [
        Due(_("余额低于提醒线"), one.title, reverse("partners:top_up_new", args=[one.pk]), _("追加资金"), None)
        for one in low_funds(user)
    ]


def _due_gifts(user) -> list[Due]:
    """What donors gave for one need is due with the need: that day stands on the donor's page."""
    lines = []
    for claim in earmarked.to_do(user):
        need = claim.public_need
        if claim.waiting_count:
            what, url, action = _("定向捐赠待拨付"), reverse("partners:gift_pay", args=[claim.pk]), _("登记拨付")
        else:
            what, url, action = (
                _("拨付后待登记交付"),
                reverse("partners:gift_report", args=[claim.to_report]),
                _("登记交付"),
            )
        amount = Fen(claim.waiting_fen or claim.paid_fen - claim.reported_fen)
        lines.append(Due(what, need.slug, url, action, need.deadline_on, amount))
    return lines + [
        Due(
            _("捐赠转账待核对"),
            one.reference,
            reverse("partners:gift_transfer", args=[one.reference]),
            _("核对"),
            None,
            Fen(one.amount_fen),
        )
        for one in earmarked.transfers(user)
    ]


def _due_resources(user, today: date) -> list[Due]:
    """Stock that expires or must be cleared, and lines of the list that nobody has looked at for half a year."""
    return [Due(one.what, one.number, one.url, one.action, one.due) for one in in_kind.due(user, today)]


def _day(when: datetime | date | None) -> date:
    """Without a date it comes last."""
    if when is None:
        return date.max
    return localdate(when) if isinstance(when, datetime) else when


def _ids(user, permission: P) -> list:
    return [organisation.pk for organisation in access.organisations_with(user, permission)]
