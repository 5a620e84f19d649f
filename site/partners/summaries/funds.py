"""A fund as tasks, as one bar, as facts; its grants without a person in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from funds import readiness
from funds.accounts import Balances
from funds.models import Fund
from matching.models import Match
from matching.models.queries import MatchQuerySet
from needs import criteria
from partners import facts
from partners.forms.matches import AcceptForm, DeclineForm
from partners.summaries.programmes import hint_of, state_of
from partners.summaries.words import period, reviewed_within, row, yes_no, yuan

ELSEWHERE = {
    "audience": "partners:fund_rules",
    "agreement": "partners:fund_agreement",
    "enterprise": "partners:fund_enterprise",
}


def fund_set_up(one: Fund, may_edit: bool) -> dict[str, Any]:
    """The context of the set-up page: seven tasks and handing in; what waits for others is no link."""
    open_for_edit = may_edit and one.state == "draft"
    lines = []
    for task in readiness.tasks(one):
        blocked = task.key == "agreement" and not task.done and not readiness.may_sign(one)
        lines.append(
            {
                "label": task.label,
                "state": "blocked" if blocked else state_of(task),
                "hint": hint_of(task),
                "url": fund_task_url(one, task.key) if open_for_edit else "",
            }
        )
    ready = readiness.is_ready(one)
    lines.append(
        {
            "label": _("提交审核"),
            "state": "done" if one.state != "draft" else "todo" if ready else "blocked",
            "hint": reviewed_within(),
            "url": reverse("partners:fund_submit", args=[one.pk]) if open_for_edit else "",
        }
    )
    return {"fund": one, "tasks": lines, "ready": ready, "may_manage": may_edit}


def fund_task_url(one: Fund, key: str) -> str:
    if key in ELSEWHERE:
        return reverse(ELSEWHERE[key], args=[one.pk])
    return reverse("partners:fund_task", args=[one.pk, key])


@dataclass(frozen=True)
class Part:
    """One segment of the fund's bar: amount, and place in per cent, cut to thousandths by whole numbers."""

    kind: str
    label: str
    fen: int
    x: str
    width: str


def fund_bar(money: Balances) -> list[Part]:
    """可用 / 已承诺 / 已拨付 in the fixed order paid, promised, free: what is gone is on the left."""
    amounts = [
        ("disbursed", _("已拨付"), money.disbursed_fen),
        ("committed", pgettext("fund", "已承诺"), money.committed_fen),
        ("available", _("可用"), money.available_fen),
    ]
    parts, before = [], 0
    for kind, label, fen in amounts:
        parts.append(Part(kind, label, fen, _percent(before, money.total_fen), _percent(fen, money.total_fen)))
        before += fen
    return parts


def _percent(part: int, whole: int) -> str:
    thousandths = part * 100_000 // whole if whole > 0 else 0
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"


def fund_facts(one: Fund) -> list[dict[str, Any]]:
    return [
        row(_("托管慈善组织"), one.custodian.local_name if one.custodian else ""),
        row(_("地区"), one.region.local_full_name),
        row(_("适用对象"), one.get_audience_display()),
        row(_("救助条件"), criteria.in_words(one.rules)),
        row(_("单户上限"), yuan(one.cap_fen)),
        row(_("计划总额"), yuan(one.planned_total_fen)),
        row(_("审批方式"), approval_words(one)),
        row(pgettext("fund", "期限"), period(one.starts_on, one.ends_on) or _("长期")),
    ]


def fund_answers(one: Fund) -> list[dict[str, Any]]:
    def url(key: str) -> str:
        return fund_task_url(one, key)

    return [
        {
            "heading": _("企业与托管"),
            "rows": [
                row(_("企业"), f"{one.enterprise.local_name} {one.enterprise.uscc}", url("enterprise")),
                row(_("托管慈善组织"), one.custodian.local_name if one.custodian else "", url("custodian")),
            ],
        },
        {
            "heading": _("名称与用途"),
            "rows": [
                row(_("基金名称"), one.title, url("purpose")),
                row(_("用途"), one.purpose, url("purpose")),
                row(_("地区"), one.region.local_full_name, url("purpose")),
                row(pgettext("fund", "期限"), period(one.starts_on, one.ends_on) or _("长期"), url("purpose")),
            ],
        },
        {
            "heading": _("适用对象"),
            "rows": [
                row(_("适用对象"), one.get_audience_display(), url("audience")),
                row(_("救助条件"), criteria.in_words(one.rules), url("audience")),
                row(_("同一家庭两次受助至少间隔"), _("%(days)s 天") % {"days": one.cooling_days}, url("audience")),
            ],
        },
        {
            "heading": _("金额与审批"),
            "rows": [
                row(_("单户上限"), yuan(one.cap_fen), url("amounts")),
                row(_("计划总额"), yuan(one.planned_total_fen), url("amounts")),
                row(_("可与其他来源共同救助"), yes_no(one.co_funding), url("amounts")),
                row(_("审批方式"), approval_words(one), url("approval")),
            ],
        },
        {
            "heading": _("协议"),
            "rows": [
                row(
                    _("签署"),
                    _("版本 %(version)s，校验码 %(hash)s")
                    % {"version": one.agreement_version, "hash": one.agreement_hash[:12]},
                    url("agreement"),
                ),
            ],
        },
    ]


def approval_words(one: Fund) -> str:
    limit = {"limit": yuan(one.automatic_up_to_fen)}
    mode = _("%(limit)s 以内自动同意") % limit if one.approval_mode == "automatic" else _("逐笔审批")
    return _("%(mode)s；%(days)s 个工作日内答复，逾期%(default)s") % {
        "mode": mode,
        "days": one.reply_days,
        "default": one.get_deadline_default_display(),
    }


def approval_rows(
    matches: MatchQuerySet, now: datetime, number: str = "", accept: Form | None = None, decline: Form | None = None
) -> list[dict[str, Any]]:
    """One grant per row; the row that was refused keeps its form. Field ids carry the number: many forms, one page."""
    rows = []
    for match in matches.with_parts().prefetch_related("case__consents"):
        mine = match.number == number
        rows.append(
            {
                "match": match,
                "title": facts.title_of(match),
                "reasons": facts.reasons_of(match, now),
                "fit": facts.fit_of(match, now),
                "area": match.county.local_name,
                "accept": accept if mine and accept else AcceptForm(match=match, auto_id=f"a_{match.number}_%s"),
                "decline": decline
                if mine and decline
                else DeclineForm(initial={"version": match.version}, auto_id=f"d_{match.number}_%s"),
                "amount_label": _("同意的金额") if match.measure.is_money else _("同意的数量"),
                "declining": mine and decline is not None,
            }
        )
    return rows


def grant_rows(matches: Iterable[Match]) -> list[dict[str, Any]]:
    """Category, area, amount, date, delivery: nothing that leads to a household."""
    return [
        {
            "number": match.number,
            "category": facts.category_of(match).label,
            "item": match.item.get_category_display(),
            "area": match.county.local_name,
            "amount": match.words,
            "on": match.answered_at or match.decided_at,
            "state": match.get_state_display(),
            "code": match.state,
            "source": match.source.title,
            "has_evidence": hasattr(match, "delivery"),
        }
        for match in matches
    ]
