"""The life of one voluntary service: proposed by the office, agreed to, done, confirmed by somebody else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class AssignmentState(models.TextChoices):
    PROPOSED = "proposed", _("待安排")
    CONFIRMED = "confirmed", _("已约定")
    DONE = "done", _("已服务，待核实")
    VERIFIED = "verified", _("已核实")
    DECLINED = "declined", _("未接受")
    CANCELLED = "cancelled", _("已取消")
    LAPSED = "lapsed", _("逾期未答复")


A = AssignmentState
ASSIGNMENT = LifeCycle(
    name=_("志愿服务"),
    states=AssignmentState,
    initial=A.PROPOSED,
    moves=[
        Move("confirm", from_=(A.PROPOSED,), to=A.CONFIRMED, label=_("约定")),
        Move("decline", from_=(A.PROPOSED,), to=A.DECLINED, label=_("不接受")),
        Move("lapse", from_=(A.PROPOSED,), to=A.LAPSED, label=_("逾期")),
        Move("cancel", from_=(A.PROPOSED, A.CONFIRMED), to=A.CANCELLED, label=_("取消")),
        Move("report", from_=(A.CONFIRMED,), to=A.DONE, label=_("登记服务")),
        Move("verify", from_=(A.DONE,), to=A.VERIFIED, label=_("核实时长")),
        Move("send_back", from_=(A.DONE,), to=A.CONFIRMED, label=_("退回更正")),
    ],
)
# what takes the volunteer's time of a week
TAKING = (A.PROPOSED, A.CONFIRMED, A.DONE, A.VERIFIED)
PLANNED = (A.PROPOSED, A.CONFIRMED)
