"""The life of an enterprise fund and of a top-up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


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
        Move("submit", from_=(S.DRAFT,), to=S.REVIEW, label=_("提交审核")),
        Move("send_back", from_=(S.REVIEW,), to=S.DRAFT, label=_("退回修改")),
        Move("approve", from_=(S.REVIEW,), to=S.RUNNING, label=_("审核通过")),
        Move("pause", from_=(S.RUNNING,), to=S.PAUSED, label=_("暂停")),
        Move("resume", from_=(S.PAUSED,), to=S.RUNNING, label=_("恢复")),
        Move("close", from_=(S.RUNNING, S.PAUSED), to=S.CLOSED, label=_("关闭")),
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
        Move("receive", from_=(T.WAITING,), to=T.RECEIVED, label=_("确认到账")),
        Move("cancel", from_=(T.WAITING,), to=T.CANCELLED, label=_("取消")),
    ],
)
