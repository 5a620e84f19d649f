"""What a fund still lacks before it may be reviewed: the set-up list on screen and the guard of `submit_fund`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funds import agreement
from funds.models import Fund
from programmes.readiness import Task


def tasks(fund: Fund) -> list[Task]:
    """The seven tasks of the screen; the agreement waits for the others, since it is rendered from them."""
    terms = [
        Task("enterprise", _("企业信息"), [] if fund.enterprise.uscc else [_("统一社会信用代码")]),
        Task("custodian", _("托管慈善组织"), [] if fund.custodian_id else [_("托管慈善组织")]),
        Task("purpose", _("名称与用途"), _empty(fund, ("name", _("基金名称")), ("purpose", _("用途")))),
        Task("audience", _("适用对象"), [] if fund.rule_versions.exists() else [_("保存一次条件")]),
        Task("amounts", _("单户上限与总额"), _unset(fund)),
        Task("approval", _("审批方式"), [] if fund.reply_days else [_("答复期限")]),
    ]
    return [*terms, Task("agreement", _("协议"), [] if agreement.is_current(fund) else [_("签署")])]


def may_sign(fund: Fund) -> bool:
    return all(task.done for task in tasks(fund)[:-1])


def is_ready(fund: Fund) -> bool:
    return all(task.done for task in tasks(fund))


def _unset(fund: Fund) -> list[str | Promise]:
    wanted = (("cap_fen", _("单户上限")), ("planned_total_fen", _("计划总额")))
    return [label for name, label in wanted if getattr(fund, name) is None]


def _empty(fund: Fund, *parts: tuple[str, str | Promise]) -> list[str | Promise]:
    return [label for name, label in parts if not getattr(fund, name).strip()]
