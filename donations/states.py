"""The life of a gift and of a pledge."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class GiftState(models.TextChoices):
    STARTED = "started", _("待付款")
    PROCESSING = "processing", _("处理中")
    AWAITING_CHARITY = "awaiting_charity", _("待机构确认")
    RECEIVED = "received", _("已到账")
    FAILED = "failed", _("未完成")


G = GiftState
GIFT = LifeCycle(
    name=_("捐赠"),
    states=GiftState,
    initial=G.STARTED,
    moves=[
        Move("process", from_=(G.STARTED, G.FAILED), to=G.PROCESSING, label=_("发起付款")),
        Move("announce", from_=(G.STARTED, G.FAILED), to=G.AWAITING_CHARITY, label=_("已转账，待确认")),
        # A fact is never refused: money that arrives after all is received from any state.
        Move(
            "capture", from_=(G.STARTED, G.PROCESSING, G.AWAITING_CHARITY, G.FAILED), to=G.RECEIVED, label=_("确认到账")
        ),
        Move("fail", from_=(G.STARTED, G.PROCESSING, G.AWAITING_CHARITY), to=G.FAILED, label=_("付款未完成")),
        Move("change", from_=(G.STARTED, G.FAILED), to=G.STARTED, label=_("修改捐赠")),
    ],
)


class PledgeState(models.TextChoices):
    REGISTERED = "registered", _("有效")
    PAUSED = "paused", _("已暂停")
    USED = "used", _("已用完")
    EXPIRED = "expired", _("已到期")
    CANCELLED = "cancelled", _("已取消")


P = PledgeState
PLEDGE = LifeCycle(
    name=_("承诺"),
    states=PledgeState,
    initial=P.REGISTERED,
    moves=[
        Move("pause", from_=(P.REGISTERED,), to=P.PAUSED, label=_("暂停")),
        Move("resume", from_=(P.PAUSED,), to=P.REGISTERED, label=_("恢复")),
        Move("use_up", from_=(P.REGISTERED,), to=P.USED, label=_("用完")),
        Move("reopen", from_=(P.USED,), to=P.REGISTERED, label=_("恢复可用")),
        Move("expire", from_=(P.REGISTERED, P.PAUSED), to=P.EXPIRED, label=_("到期")),
        Move("cancel", from_=(P.REGISTERED, P.PAUSED), to=P.CANCELLED, label=_("取消")),
    ],
)
