"""Roles as prose plus permissions: who may hold it, why it exists, and what it allows.

Separation of duties (domain reference §8): the surveyor does not approve, the author of a public text does not approve
it, the handler of a complaint is nobody it is about, charities never see an economic check, fund managers see no
identity. Where a rule ties two acts on *one* case together, a CHECK in the database holds it; the lists below only say
what a role may do at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisations.permissions import Permission as P


class Workspace(StrEnum):
    DESK = "desk"
    REPORTS = "reports"
    PARTNERS = "partners"
    PAGES = "pages"


@dataclass(frozen=True)
class Role:
    """`needs_mfa`: staff who see personal data or decide about money sign in with a second factor, at every door."""

    label: str | Promise
    purpose: str | Promise
    kinds: frozenset[str]
    permissions: frozenset[P]
    workspace: Workspace
    needs_mfa: bool = True


def _role(
    label: str | Promise,
    purpose: str | Promise,
    kinds: Iterable[str],
    permissions: Iterable[P],
    workspace: Workspace,
    needs_mfa: bool = True,
) -> Role:
    return Role(label, purpose, frozenset(kinds), frozenset(permissions), workspace, needs_mfa)


GRASSROOTS = ("village", "township", "service_org", "charity", "hospital", "school")

ROLES: dict[str, Role] = {
    "grid_worker": _role(
        _("网格员"),
        _("在社区或村里最先发现困难的人：上报线索，看自己上报的进展，回答补充提问。"),
        GRASSROOTS,
        {P.FILE_CLUE},
        Workspace.REPORTS,
        needs_mfa=False,
    ),
    "social_worker": _role(
        _("社会工作者"),
        _("上报线索；受托做需求评估与探访。"),
        GRASSROOTS,
        {P.FILE_CLUE},
        Workspace.REPORTS,
        needs_mfa=False,
    ),
    "hotline_operator": _role(
        _("热线坐席"),
        _("接听求助电话，登记线索，转给属地街道。"),
        ("civil_affairs",),
        {P.FILE_CLUE, P.SEE_CLUES, P.SEE_STATIONS},
        Workspace.DESK,
    ),
    "township_clerk": _role(
        _("街道（乡镇）经办人"),
        _("受理线索、首问负责、立案、入户核实、录入费用与同意书、起草公开文字。"),
        ("township",),
        {
            P.FILE_CLUE,
            P.SEE_CLUES,
            P.TAKE_CLUE,
            P.OPEN_CASE,
            P.SEE_CASES,
            P.EDIT_CASE,
            P.VERIFY_CASE,
            P.RECORD_CONSENT,
            P.WRITE_PUBLIC_TEXT,
            P.DECIDE_DUPLICATE,
            P.REVEAL_PERSONAL,
            P.RECORD_DELIVERY,
            P.SEND_REFERRAL,
            P.WRITE_NOTICE,
            P.SEE_STATIONS,
        },
        Workspace.DESK,
    ),
    "township_reviewer": _role(
        _("街道（乡镇）审核人"),
        _("与经办人两人核实，确认缺口；不起草公开文字。"),
        ("township",),
        {
            P.SEE_CLUES,
            P.TAKE_CLUE,
            P.OPEN_CASE,
            P.SEE_CASES,
            P.VERIFY_CASE,
            P.CONFIRM_GAP,
            P.DECIDE_DUPLICATE,
            P.REVEAL_PERSONAL,
            P.SEE_STATIONS,
            P.CHECK_NOTICE,
        },
        Workspace.DESK,
    ),
    "county_coordinator": _role(
        _("区县民政协调员"),
        _("运行匹配、提出对接建议、核对政府救助与缺口。"),
        ("civil_affairs",),
        {
            P.FILE_CLUE,
            P.SEE_CLUES,
            P.TAKE_CLUE,
            P.OPEN_CASE,
            P.SEE_CASES,
            P.EDIT_CASE,
            P.VERIFY_CASE,
            P.CONFIRM_GAP,
            P.RECORD_CONSENT,
            P.WRITE_PUBLIC_TEXT,
            P.DECIDE_DUPLICATE,
            P.REVEAL_PERSONAL,
            P.RUN_MATCHING,
            P.CONFIRM_TOP_UP,
            P.SEE_RESERVES,
            P.SEE_STATIONS,
            P.KEEP_STAYS,
            P.SEND_REFERRAL,
            P.ANSWER_REFERRAL,
            P.WRITE_NOTICE,
            P.CHECK_NOTICE,
            P.SET_LOCAL_RULES,
            P.DECIDE_OBJECTION,
        },
        Workspace.DESK,
    ),
    "county_approver": _role(
        _("区县民政审批人"),
        _("批准公开文字、对接、慈善项目与基金；写明理由并对决定负责。"),
        ("civil_affairs",),
        {
            P.SEE_CLUES,
            P.SEE_CASES,
            P.APPROVE_PUBLIC_TEXT,
            P.APPROVE_MATCH,
            P.APPROVE_PROGRAMME,
            P.APPROVE_FUND,
            P.REVEAL_PERSONAL,
            P.RUN_MATCHING,
            P.SEE_AUDIT,
            P.ASSIGN_COMPLAINT,
            P.APPROVE_COMPLAINT,
            P.SEE_RESERVES,
            P.APPROVE_RESERVES,
            P.SEE_STATIONS,
            P.SEND_REFERRAL,
            P.SUPERVISE_REFERRAL,
            P.OVERRIDE_CONSENT,
            P.CHECK_NOTICE,
            P.SET_LOCAL_RULES,
            P.CONFIRM_LOCAL_RULES,
            P.DECIDE_OBJECTION,
        },
        Workspace.DESK,
    ),
    "finance_clerk": _role(
        _("救助资金会计"),
        _("管政府救助资金和备用金的账：提出安排、下拨和结转，付款并对账；不决定救助，看不到个案。"),
        ("civil_affairs",),
        {P.SEE_RESERVES, P.KEEP_RESERVES},
        Workspace.DESK,
    ),
    "complaint_handler": _role(
        _("投诉处理人"),
        _("查清分派给自己的投诉并起草答复；与被投诉人不是同一人，看不到其他个案。"),
        ("civil_affairs",),
        {P.HANDLE_COMPLAINT},
        Workspace.DESK,
    ),
    "complaint_lead": _role(
        _("投诉工作负责人"),
        _("受理、分派投诉，审核他人起草的答复；也可以自己查办，由另一人审核。"),
        ("civil_affairs",),
        {P.ASSIGN_COMPLAINT, P.HANDLE_COMPLAINT, P.APPROVE_COMPLAINT},
        Workspace.DESK,
    ),
    "analyst": _role(
        _("研判员"),
        _("查看系统发现的苗头性、倾向性问题，研判后起草专报或写明理由排除；不看个案内容。"),
        ("civil_affairs",),
        {P.ANALYSE_SIGNALS, P.SEE_AGGREGATES},
        Workspace.DESK,
    ),
    "station_keeper": _role(
        _("救助站工作人员"),
        _("接待求助的人，安排床位和照料，联系亲属，送人返乡；只看得到本站的人，看不到个案。"),
        ("civil_affairs",),
        {P.FILE_CLUE, P.SEE_STATIONS, P.KEEP_STAYS},
        Workspace.DESK,
    ),
    "city_viewer": _role(
        _("市级查看员"),
        _("只看汇总数字，不看个案。"),
        ("civil_affairs",),
        {P.SEE_AGGREGATES},
        Workspace.DESK,
    ),
    "auditor": _role(
        _("审计员"),
        _("查谁看过什么、谁决定了什么；不改动任何记录。"),
        ("civil_affairs",),
        {P.SEE_AUDIT, P.SEE_CASES, P.SEE_RESERVES, P.SEE_INTERESTS},
        Workspace.DESK,
    ),
    "department_clerk": _role(
        _("部门经办人"),
        _("接收转来的个案，只看转介时勾选的内容，办理后答复；看不到其他个案。"),
        ("department",),
        {P.ANSWER_REFERRAL},
        Workspace.DESK,
    ),
    "charity_caseworker": _role(
        _("慈善组织个案人员"),
        _("回应对接，登记发放与交付。"),
        ("charity", "service_org"),
        {
            P.ANSWER_MATCH,
            P.RECORD_DELIVERY,
            P.SEE_STATEMENT,
            P.MANAGE_RESOURCES,
            P.MANAGE_VOLUNTEERS,
            P.ANSWER_REFERRAL,
        },
        Workspace.PARTNERS,
    ),
    "charity_manager": _role(
        _("慈善组织负责人"),
        _("管理项目、规则、资质与报表；确认企业基金到账。"),
        ("charity", "service_org"),
        {
            P.MANAGE_PROGRAMMES,
            P.ANSWER_MATCH,
            P.RECORD_DELIVERY,
            P.SEE_STATEMENT,
            P.CONFIRM_TOP_UP,
            P.MANAGE_RESOURCES,
            P.MANAGE_VOLUNTEERS,
            P.VET_VOLUNTEER,
            P.ANSWER_REFERRAL,
        },
        Workspace.PARTNERS,
    ),
    "fund_manager": _role(
        _("企业基金管理员"),
        _("设定基金规则，同意或不同意拨款建议；看不到受助人身份。"),
        ("enterprise",),
        {P.MANAGE_FUND, P.ANSWER_GRANT, P.SEE_STATEMENT, P.MANAGE_RESOURCES},
        Workspace.PARTNERS,
    ),
    "fund_finance": _role(
        _("企业基金财务"),
        _("追加资金、看对账单；不能审批拨款。"),
        ("enterprise",),
        {P.SEE_STATEMENT},
        Workspace.PARTNERS,
    ),
    "page_editor": _role(
        _("网站编辑"),
        _("编辑公开页面；看不到任何个案。"),
        ("civil_affairs",),
        {P.EDIT_PAGES},
        Workspace.PAGES,
    ),
}


def role(name: str) -> Role:
    return ROLES[name]


ROLE_CHOICES = [(name, role.label) for name, role in ROLES.items()]
