"""A programme as tasks, as answers to check, and as facts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Match
from needs import criteria
from partners.summaries.words import day, period, reviewed_within, row, yes_no, yuan
from programmes import readiness
from programmes.models import Programme
from programmes.readiness import Task

ELSEWHERE = {"rules": "partners:programme_rules", "receiving": "partners:programme_receiving"}


def programme_tasks(one: Programme, may_edit: bool) -> list[dict[str, Any]]:
    """The seven lines of the task list; handing in waits for the other six."""
    tasks = readiness.tasks(one)
    lines = [
        {
            "label": task.label,
            "state": state_of(task),
            "hint": hint_of(task),
            "url": programme_task_url(one, task.key) if may_edit else "",
        }
        for task in tasks
    ]
    ready = all(task.done for task in tasks)
    handed_in = one.state != "draft"
    lines.append(
        {
            "label": _("提交审核"),
            "state": "done" if handed_in else "todo" if ready else "blocked",
            "hint": reviewed_within(),
            "url": reverse("partners:programme_submit", args=[one.slug]) if may_edit else "",
        }
    )
    return lines


def programme_task_url(one: Programme, key: str) -> str:
    if key in ELSEWHERE:
        return reverse(ELSEWHERE[key], args=[one.slug])
    return reverse("partners:programme_task", args=[one.slug, key])


def state_of(task: Task) -> str:
    return "done" if task.done else "todo"


def hint_of(task: Task) -> str:
    if task.done:
        return ""
    return _("还缺：%(parts)s") % {"parts": _("、").join(str(part) for part in task.missing)}


def task_label(tasks: Iterable[Task], key: str) -> str:
    return next((str(task.label) for task in tasks if task.key == key), "")


def programme_answers(one: Programme) -> list[dict[str, Any]]:
    """Groups of answers with the page where each is changed."""

    def url(key: str) -> str:
        return programme_task_url(one, key)

    return [
        {
            "heading": _("基本信息"),
            "rows": [
                row(_("项目名称"), one.title, url("basics")),
                row(_("项目宗旨"), one.purpose_text, url("basics")),
                row(_("救助地区"), one.region.local_full_name, url("basics")),
                row(_("形式"), one.get_kind_display(), url("basics")),
                row(_("起止日期"), period(one.starts_on, one.ends_on), url("basics")),
                row(_("募捐方案备案编号"), one.filing_no or _("没有备案，不能接受捐赠"), url("basics")),
            ],
        },
        {"heading": _("救助条件"), "rows": [row(_("条件"), criteria.in_words(one.rules), url("rules"))]},
        {
            "heading": _("资金与上限"),
            "rows": [
                row(_("救助标准"), one.standard_text, url("money")),
                row(_("单户上限"), yuan(one.cap_fen), url("money")),
                row(_("最低救助额"), yuan(one.minimum_fen), url("money")),
                row(_("名额"), one.quota or "", url("money")),
                row(_("可与其他来源共同救助"), yes_no(one.co_funding), url("money")),
                row(_("募捐成本"), one.fundraising_cost, url("money")),
                row(_("多出的钱怎么用"), one.surplus_text, url("money")),
            ],
        },
        {
            "heading": _("材料与联系人"),
            "rows": [
                row(_("需要的材料"), one.materials, url("materials")),
                row(_("联系人"), f"{one.contact_name} {one.contact_phone}", url("contact")),
                row(_("收款账户"), one.charity.bank_account_label or one.charity.donation_page, url("receiving")),
            ],
        },
    ]


def programme_facts(one: Programme) -> list[dict[str, Any]]:
    return [
        row(_("救助地区"), one.region.local_full_name),
        row(_("救助标准"), one.standard_text),
        row(_("单户上限"), yuan(one.cap_fen)),
        row(_("起止日期"), period(one.starts_on, one.ends_on)),
        row(_("募捐方案备案编号"), one.filing_no),
        row(_("备案有效期"), period(one.filed_from, one.filed_to)),
        row(_("上次报告"), day(one.last_report_on)),
        row(_("下次报告"), day(one.report_due_on)),
    ]


def households_helped(programmes: Iterable[Programme]) -> dict[UUID, int]:
    """Households with help delivered, each counted once per programme."""
    helped = Match.objects.filter(programme__in=list(programmes), state__in=["delivered", "verified"])
    counted = helped.order_by().values("programme").annotate(households=Count("case__household", distinct=True))
    return {one["programme"]: one["households"] for one in counted}
