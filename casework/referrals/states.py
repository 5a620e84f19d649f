"""The life of a referral 转介 (domain reference C19): sent, accepted or returned, worked on, answered, told, closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class ReferralState(models.TextChoices):
    ISSUED = "issued", _("待接收")
    RETURNED = "returned", _("已退回")
    ESCALATED = "escalated", _("待督办")
    ACCEPTED = "accepted", _("已接收")
    WORKING = "working", _("办理中")
    ANSWERED = "answered", _("已有结果")
    FED_BACK = "fed_back", _("已反馈家庭")
    CLOSED = "closed", _("已办结")
    RECALLED = "recalled", _("已撤回")


S = ReferralState
REFERRAL = LifeCycle(
    name=_("转介"),
    states=ReferralState,
    initial=S.ISSUED,
    moves=[
        Move("accept", from_=(S.ISSUED,), to=S.ACCEPTED, label=_("接收")),
        Move("return", from_=(S.ISSUED,), to=S.RETURNED, label=_("退回")),
        Move("reassign", from_=(S.RETURNED,), to=S.ISSUED, label=_("改派")),
        Move("escalate", from_=(S.RETURNED,), to=S.ESCALATED, label=_("提请督办")),
        Move("decide", from_=(S.ESCALATED,), to=S.ISSUED, label=_("指定承办单位")),
        Move("start", from_=(S.ACCEPTED,), to=S.WORKING, label=_("开始办理")),
        Move("answer", from_=(S.ACCEPTED, S.WORKING), to=S.ANSWERED, label=_("答复结果")),
        Move("feed_back", from_=(S.ANSWERED,), to=S.FED_BACK, label=_("反馈家庭")),
        Move("close", from_=(S.FED_BACK,), to=S.CLOSED, label=_("办结")),
        Move(
            "recall",
            from_=(S.ISSUED, S.RETURNED, S.ESCALATED, S.ACCEPTED, S.WORKING, S.ANSWERED),
            to=S.RECALLED,
            label=_("撤回"),
        ),
    ],
)

WITH_RECIPIENT = (S.ISSUED, S.ACCEPTED, S.WORKING)  # the recipient's move
WITH_SENDER = (S.RETURNED, S.ANSWERED, S.FED_BACK)  # the sender's move
NOBODY_HAS_IT = (S.ISSUED, S.RETURNED, S.ESCALATED)  # first contact 首问负责 still stands with the sender
LIVE = (*WITH_RECIPIENT, *WITH_SENDER, S.ESCALATED)
READABLE = (S.ACCEPTED, S.WORKING, S.ANSWERED)  # the recipient may open what was ticked
