"""The life of a referral 转介 (domain reference C19): sent, accepted or returned, worked on, answered, told, closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import CONSEQUENCE, SYSTEM, Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

RECIPIENT = "recipient"  # the people of the organisation that has it now
SUPERVISOR = "supervisor"  # the county's; never over a referral of their own
REMINDER = "reminder"  # who sent it, who owns the case, or the county's supervisor
AT_THE_OFFICE = Silent("the sending office closes its own file; the recipient's reading has ended")


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
        Move(
            "accept",
            from_=(S.ISSUED,),
            to=S.ACCEPTED,
            label=_("接收"),
            permission=RECIPIENT,
            audit="referral.accepted",
            topic="referral.answered",
        ),
        Move(
            "return",
            from_=(S.ISSUED,),
            to=S.RETURNED,
            label=_("退回"),
            permission=RECIPIENT,
            audit="referral.returned",
            topic="referral.answered",
        ),
        Move(
            "reassign",
            from_=(S.RETURNED,),
            to=S.ISSUED,
            label=_("改派"),
            permission=P.SEND_REFERRAL,
            audit="referral.reassigned",
            topic="referral.issued",
        ),
        Move(
            "escalate",
            from_=(S.RETURNED,),
            to=S.ESCALATED,
            label=_("提请督办"),
            permission=CONSEQUENCE,
            audit="referral.escalated",
            topic="referral.escalated",
        ),
        Move(
            "decide",
            from_=(S.ESCALATED,),
            to=S.ISSUED,
            label=_("指定承办单位"),
            permission=SUPERVISOR,
            audit="referral.decided",
            topic="referral.issued",
        ),
        Move(
            "start",
            from_=(S.ACCEPTED,),
            to=S.WORKING,
            label=_("开始办理"),
            permission=RECIPIENT,
            audit="referral.started",
            topic=Silent("the sender waits for the answer; accepting was announced"),
        ),
        Move(
            "answer",
            from_=(S.ACCEPTED, S.WORKING),
            to=S.ANSWERED,
            label=_("答复结果"),
            permission=RECIPIENT,
            audit="referral.answered",
            topic="referral.answered",
        ),
        Move(
            "feed_back",
            from_=(S.ANSWERED,),
            to=S.FED_BACK,
            label=_("反馈家庭"),
            permission=P.SEND_REFERRAL,
            audit="referral.fed_back",
            topic=AT_THE_OFFICE,
        ),
        Move(
            "close",
            from_=(S.FED_BACK,),
            to=S.CLOSED,
            label=_("办结"),
            permission=P.SEND_REFERRAL,
            audit="referral.closed",
            topic=AT_THE_OFFICE,
        ),
        Move(
            "take_back",
            from_=(S.ISSUED, S.RETURNED, S.ESCALATED, S.ACCEPTED, S.WORKING, S.ANSWERED),
            to=S.RECALLED,
            label=_("撤回"),
            permission=SYSTEM,
            audit="referral.recalled",
            topic="referral.recalled",
        ),
        Move(
            "recall",
            from_=(S.ISSUED, S.RETURNED, S.ESCALATED, S.ACCEPTED, S.WORKING, S.ANSWERED),
            to=S.RECALLED,
            label=_("撤回"),
            permission=P.SEND_REFERRAL,
            audit="referral.recalled",
            topic="referral.recalled",
        ),
    ],
    acts=[Act("remind", permission=REMINDER, audit="referral.reminded", topic="referral.reminded")],
)
CASE_REFERRAL = ActTable(
    [
        Act("send", permission=P.SEND_REFERRAL, audit="referral.sent", topic="referral.issued"),
        Act(
            "send_without_consent",
            permission=P.SEND_REFERRAL,
            audit="referral.sent_without_consent",
            topic="referral.issued",
        ),
    ]
)

WITH_RECIPIENT = (S.ISSUED, S.ACCEPTED, S.WORKING)  # the recipient's move
WITH_SENDER = (S.RETURNED, S.ANSWERED, S.FED_BACK)  # the sender's move
NOBODY_HAS_IT = (S.ISSUED, S.RETURNED, S.ESCALATED)  # first contact 首问负责 still stands with the sender
LIVE = (*WITH_RECIPIENT, *WITH_SENDER, S.ESCALATED)
READABLE = (S.ACCEPTED, S.WORKING, S.ANSWERED)  # the recipient may open what was ticked
