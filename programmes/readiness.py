"""What a programme still lacks before it may be reviewed: the task list of the screen and the guard of `submit`.

The plan's parts are those of 慈善法 24: purpose, period and area, responsible person, how gifts are received, bank
account, beneficiaries, use, cost of fundraising, what happens to the rest.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.models import Programme


@dataclass(frozen=True)
class Task:
    """`missing` names what is still empty; a task without missing parts is done."""

    key: str
    label: str | Promise
    missing: list[str | Promise] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return not self.missing


def tasks(programme: Programme) -> list[Task]:
    """The six tasks before submission, in the order of the screen."""
    return [
        Task("basics", _("基本信息"), _empty(programme, ("purpose", _("项目宗旨")), ("name", _("项目名称")))),
        Task("rules", _("救助条件"), [] if programme.rule_versions.exists() else [_("保存一次条件")]),
        Task("money", _("资金与上限"), _money(programme)),
        Task("materials", _("材料"), _empty(programme, ("materials", _("需要的材料")))),
        Task(
            "contact", _("联系人"), _empty(programme, ("contact_name", _("联系人")), ("contact_phone", _("联系电话")))
        ),
        Task("receiving", _("收款方式"), [] if ways_to_receive(programme) else [_("收款账户")]),
    ]


def is_ready(programme: Programme) -> bool:
    return all(task.done for task in tasks(programme))


def ways_to_receive(programme: Programme) -> list[str]:
    """The accounts belong to the charity: changing one takes two people, so a programme only shows them."""
    charity = programme.charity
    return [name for name in ("payment_account", "bank_account_label", "donation_page") if getattr(charity, name)]


def _money(programme: Programme) -> list[str | Promise]:
    missing = _empty(
        programme, ("standard", _("救助标准")), ("surplus_rule", _("多出的钱")), ("fundraising_cost", _("募捐成本"))
    )
    if programme.kind == "cash" and programme.cap_fen is None:
        missing.append(_("单户上限"))
    return missing


def _empty(programme: Programme, *parts: tuple[str, str | Promise]) -> list[str | Promise]:
    return [label for name, label in parts if not str(getattr(programme, name)).strip()]
