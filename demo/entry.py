"""The people whom the entrance page offers, by the room in which they work, and what each can see and do there."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demo.people import stable_id
from organisations.models import User


@dataclass(frozen=True)
class Guise:
    """One demo account; `key` is the seed's, `sees` says what there is to do this morning."""

    key: str
    role: str | Promise
    sees: str | Promise
    path: str = ""  # where this person starts; empty: the room's own door
    user: User | None = None


@dataclass(frozen=True)
class Room:
    key: str
    icon: str
    title: str | Promise
    text: str | Promise
    path: str
    guises: list[Guise] = field(default_factory=list)


ROOMS = [
    Room(
        "give",
        "hand-heart",
        _("公众与捐赠人"),
        _("看公开求助，捐赠，跟进每一笔钱的去向。"),
        "/my/",
        [
            Guise(
                "donor", _("捐赠人"), _("几笔捐赠在不同阶段：已到账、已拨付、已交付；一份爱心承诺；一笔没付成的捐赠。")
            ),
            Guise("donor-2", _("捐赠人"), _("刚给一份快补足的求助捐了一笔大的。")),
        ],
    ),
    Room(
        "reports",
        "flag",
        _("基层发现"),
        _("在手机上上报困难，看自己上报的进展。"),
        "/desk/reports/",
        [
            Guise("grid", _("网格员 · 松坪村"), _("上报过几条线索，一条等您补充情况，一条已退回并写明理由。")),
            Guise("social-worker", _("社会工作者"), _("可以替服务对象上报，还没有上报过。")),
        ],
    ),
    Room(
        "desk",
        "landmark",
        _("民政与乡镇"),
        _("受理、核实、公开审批、匹配与决定。"),
        "/desk/",
        [
            Guise("clerk", _("乡镇经办人 · 松坪镇"), _("今天有超期、到期和新来的：待接线索、入户核实、起草公开文字。")),
            Guise("reviewer", _("乡镇审核人 · 松坪镇"), _("等第二个人签字的核实，等确认的缺口。")),
            Guise("coordinator", _("区县协调员 · 青屏县"), _("昨天傍晚跑过一次匹配；可以再跑一次，看每条建议的理由。")),
            Guise("approver", _("区县审批人 · 青屏县"), _("等批准的公开文字和对接建议，逐条写明理由。")),
            Guise(
                "medical-990121",
                _("部门经办人 · 青屏县医保局"),
                _("转来的个案等接收、办理、答复；只看得到勾选的内容。"),
                "/desk/referrals/",
            ),
            Guise("hotline", _("热线坐席 · 青屏县"), _("登记来电线索，转给属地乡镇。"), "/desk/clues/"),
            Guise("city-approver", _("市级审批人"), _("一个慈善项目和一个企业基金等审核。")),
            Guise(
                "finance-clerk",
                _("救助资金会计 · 青屏县"),
                _("县预算和乡镇备用金的账：有临时救助等付款，有一笔补充等审批。"),
                "/desk/reserves/",
            ),
            Guise(
                "complaint-lead",
                _("投诉工作负责人 · 青屏县"),
                _("有新投诉等分派，有一份答复等审核。"),
                "/desk/complaints/",
            ),
            Guise(
                "complaints",
                _("投诉处理人 · 青屏县"),
                _("几件投诉在不同阶段，其中一件关于对接的审批人。"),
                "/desk/complaints/",
            ),
            Guise(
                "city-complaints", _("投诉处理人 · 市民政局"), _("办理区县无人可办的投诉和申诉。"), "/desk/complaints/"
            ),
            Guise("analyst", _("研判员"), _("系统发现的苗头信息：同一单位欠薪的几户等研判。"), "/desk/emerging/"),
            Guise(
                "station-qingping-woman",
                _("救助站工作人员 · 青屏县"),
                _("女床已满，昨晚有一位送到邻县；两位在照料中。"),
                "/desk/stations/",
            ),
            Guise(
                "station-chengchuan-woman",
                _("救助站工作人员 · 澄川市"),
                _("有刚到的、在照料的、等亲属来接的。"),
                "/desk/stations/",
            ),
            Guise("auditor", _("审计员"), _("查谁看过什么、谁决定了什么。"), "/desk/audit/"),
        ],
    ),
    Room(
        "partners",
        "building-2",
        _("慈善组织与企业"),
        _("答复对接，发放救助，管理项目和基金。"),
        "/partners/",
        [
            Guise(
                "charity",
                _("慈善组织负责人 · 市慈善总会"),
                _("有对接等答复，有发放要登记，有一笔企业追加资金等确认到账。"),
            ),
            Guise("caseworker", _("慈善组织个案人员 · 市慈善总会"), _("已接受的对接等拨付和登记交付。")),
            Guise("charity-qingping", _("慈善组织负责人 · 青屏县慈善会"), _("只看得到本会的项目、对接和托管的基金。")),
            Guise(
                "pine-manager",
                _("志愿者协会负责人 · 松针志愿者协会"),
                _("一百多位志愿者，几份审核等您决定。"),
                "/partners/volunteers/",
            ),
            Guise(
                "silver-caseworker",
                _("志愿者管理员 · 银龄养老服务中心"),
                _("有志愿服务等安排、等登记时长。"),
                "/partners/assignments/",
            ),
            Guise("fund", _("企业基金管理员 · 钢构集团"), _("有拨款建议等同意；一个新基金在审核；看不到受助人是谁。")),
            Guise("finance", _("企业基金财务 · 钢构集团"), _("看对账单和追加资金，不能审批拨款。")),
            Guise("tea-fund", _("企业基金管理员 · 青屏茶业"), _("暖冬基金：逾期未答复视为同意。")),
        ],
    ),
    Room(
        "pages",
        "newspaper",
        _("网站编辑"),
        _("编辑公开页面，看不到任何个案。"),
        "/cms/",
        [
            Guise("editor", _("网站编辑"), _("首页、帮助、公告和政策页面。")),
        ],
    ),
]


def rooms() -> list[Room]:
    """The rooms with the accounts that this database has; a room without accounts is left out."""
    wanted = {stable_id("user", guise.key): guise.key for room in ROOMS for guise in room.guises}
    found = {wanted[user.pk]: user for user in User.objects.filter(pk__in=wanted, is_demo=True, is_active=True)}
    filled = []
    for room in ROOMS:
        present = [
            Guise(one.key, one.role, one.sees, one.path, found[one.key]) for one in room.guises if one.key in found
        ]
        if present:
            filled.append(Room(room.key, room.icon, room.title, room.text, room.path, present))
    return filled


def door_of(key: str) -> str:
    """The address at which this person starts, without the language's prefix."""
    return next((guise.path or room.path for room in ROOMS for guise in room.guises if guise.key == key), "/")
