"""The life of an enterprise fund and of a top-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

REVIEWER = (
    "reviewer"  # an office of civil affairs whose area holds the fund's; nobody of the enterprise or its custodian
)
TOPS_UP = "tops_up"  # the enterprise's managers and finance
AUTHORS = ("created_by", "submitted_by", "agreement_signed_by")


class FundState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("审核中")
    RUNNING = "running", _("进行中")
    PAUSED = "paused", _("已暂停")
    CLOSED = "closed", _("已关闭")


S = FundState
FUND = LifeCycle(
    name=_("企业基金"),
    states=FundState,
    initial=S.DRAFT,
    moves=[
        Move(
            "submit",
            from_=(S.DRAFT,),
            to=S.REVIEW,
            label=_("提交审核"),
            permission=P.MANAGE_FUND,
            audit="fund.submitted",
            topic="fund.submitted",
        ),
        Move(
            "send_back",
            from_=(S.REVIEW,),
            to=S.DRAFT,
            label=_("退回修改"),
            permission=REVIEWER,
            audit="fund.sent_back",
            topic="fund.sent_back",
            not_by=AUTHORS,
        ),
        Move(
            "approve",
            from_=(S.REVIEW,),
            to=S.RUNNING,
            label=_("审核通过"),
            permission=REVIEWER,
            audit="fund.approved",
            topic="fund.approved",
            not_by=AUTHORS,
        ),
        Move(
            "pause",
            from_=(S.RUNNING,),
            to=S.PAUSED,
            label=_("暂停"),
            permission=P.MANAGE_FUND,
            audit="fund.paused",
            topic="fund.paused",
        ),
        Move(
            "resume",
            from_=(S.PAUSED,),
            to=S.RUNNING,
            label=_("恢复"),
            permission=P.MANAGE_FUND,
            audit="fund.resumed",
            topic="fund.resumed",
        ),
        Move(
            "close",
            from_=(S.RUNNING, S.PAUSED),
            to=S.CLOSED,
            label=_("关闭"),
            permission=P.MANAGE_FUND,
            audit="fund.closed",
            topic="fund.closed",
        ),
    ],
    acts=[
        Act(
            "create",
            permission=P.MANAGE_FUND,
            audit="fund.created",
            topic="fund.created",
            key="fund:{row.pk}:created",
            new=True,
        ),
        Act(
            "update",
            permission=P.MANAGE_FUND,
            audit="fund.updated",
            topic=Silent("the next run reads the terms; the donor's restriction has an act of its own"),
        ),
        Act(
            "set_rules",
            permission=P.MANAGE_FUND,
            audit="fund.rules_set",
            topic="fund.rules_set",
            key="fund:{row.pk}:rules:{row.rule_version}",
        ),
        Act("sign", permission=P.MANAGE_FUND, audit="fund.signed", topic="fund.signed"),
        Act("announce_top_up", permission=TOPS_UP, audit="top_up.announced", topic="top_up.announced"),
    ],
)


class TopUpState(models.TextChoices):
    WAITING = "waiting", _("等待到账")
    RECEIVED = "received", _("已到账")
    CANCELLED = "cancelled", _("已取消")


T = TopUpState
TOP_UP = LifeCycle(
    name=_("追加资金"),
    states=TopUpState,
    initial=T.WAITING,
    moves=[
        Move(
            "receive",
            from_=(T.WAITING,),
            to=T.RECEIVED,
            label=_("确认到账"),
            permission=P.CONFIRM_TOP_UP,
            audit="top_up.confirmed",
            topic="top_up.confirmed",
            not_by=("announced_by",),
        ),
        Move(
            "cancel",
            from_=(T.WAITING,),
            to=T.CANCELLED,
            label=_("取消"),
            permission=TOPS_UP,
            audit="top_up.cancelled",
            topic="top_up.cancelled",
        ),
    ],
)
