"""The life of one voluntary service: proposed by the office, agreed to, done, confirmed by somebody else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import SYSTEM, Act, ActTable, LifeCycle, Move
from organisations.permissions import Permission as P

EITHER_SIDE = "either_side"  # the office of the case, or the volunteer's organisation


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
        Move(
            "confirm",
            from_=(A.PROPOSED,),
            to=A.CONFIRMED,
            label=_("约定"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="assignment.confirmed",
            topic="assignment.confirmed",
        ),
        Move(
            "decline",
            from_=(A.PROPOSED,),
            to=A.DECLINED,
            label=_("不接受"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="assignment.declined",
            topic="assignment.declined",
        ),
        Move(
            "lapse",
            from_=(A.PROPOSED,),
            to=A.LAPSED,
            label=_("逾期"),
            permission=SYSTEM,
            audit="assignment.lapsed",
            topic="assignment.lapsed",
        ),
        Move(
            "cancel",
            from_=(A.PROPOSED, A.CONFIRMED),
            to=A.CANCELLED,
            label=_("取消"),
            permission=EITHER_SIDE,
            audit="assignment.cancelled",
            topic="assignment.cancelled",
        ),
        Move(
            "recall",
            from_=(A.PROPOSED, A.CONFIRMED),
            to=A.CANCELLED,
            label=_("因撤回同意取消"),
            permission=SYSTEM,
            audit="assignment.recalled",
            topic="assignment.recalled",
        ),
        Move(
            "call_off",
            from_=(A.PROPOSED, A.CONFIRMED),
            to=A.CANCELLED,
            label=_("因个案结束取消"),
            permission=SYSTEM,
            audit="assignment.cancelled",
            topic="assignment.cancelled",
        ),
        Move(
            "report",
            from_=(A.CONFIRMED,),
            to=A.DONE,
            label=_("登记服务"),
            permission=P.MANAGE_VOLUNTEERS,
            audit="assignment.reported",
            topic="assignment.reported",
            key="assignment:{row.pk}:reported{moment}",
        ),
        Move(
            "verify",
            from_=(A.DONE,),
            to=A.VERIFIED,
            label=_("核实时长"),
            permission=P.VERIFY_CASE,
            audit="assignment.verified",
            topic="assignment.verified",
            not_by=("reported_by",),
        ),
        Move(
            "send_back",
            from_=(A.DONE,),
            to=A.CONFIRMED,
            label=_("退回更正"),
            permission=P.VERIFY_CASE,
            audit="assignment.sent_back",
            topic="assignment.sent_back",
            key="assignment:{row.pk}:sent_back{moment}",
        ),
    ],
)
CASE_SERVICE = ActTable(
    [Act("propose", permission=P.EDIT_CASE, audit="assignment.proposed", topic="assignment.proposed")]
)
# what takes the volunteer's time of a week
TAKING = (A.PROPOSED, A.CONFIRMED, A.DONE, A.VERIFIED)
PLANNED = (A.PROPOSED, A.CONFIRMED)
