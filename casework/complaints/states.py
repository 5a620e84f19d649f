"""The life of a complaint 投诉举报 (domain reference C40, product reference §2.7), as one table that reads aloud."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import ANYONE, CONSEQUENCE, Act, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

HANDLER = "handler"  # the one it was given to, who may handle complaints in its office
BY_NAMING = Silent("complaint.respondents_named, of which it is a part, says it")


class ComplaintState(models.TextChoices):
    NEW = "new", _("待分派")
    ASSIGNED = "assigned", _("已分派")
    IN_PROGRESS = "in_progress", _("办理中")
    FOR_APPROVAL = "for_approval", _("答复待审核")
    CLOSED = "closed", _("已答复")
    REFUSED = "refused", _("不予受理")


C = ComplaintState
COMPLAINT = LifeCycle(
    name=_("投诉"),
    states=ComplaintState,
    initial=C.NEW,
    moves=[
        Move(
            "assign",
            from_=(C.NEW, C.ASSIGNED, C.IN_PROGRESS),
            to=C.ASSIGNED,
            label=_("分派"),
            permission=P.ASSIGN_COMPLAINT,
            audit="complaint.assigned",
            topic="complaint.assigned",
            key="complaint:{row.pk}:assigned:{stamp}",
        ),
        Move(
            "start",
            from_=(C.ASSIGNED,),
            to=C.IN_PROGRESS,
            label=_("开始办理"),
            permission=HANDLER,
            audit="complaint.started",
            topic=Silent("the handler who starts is the one who would be told"),
        ),
        Move(
            "submit",
            from_=(C.IN_PROGRESS,),
            to=C.FOR_APPROVAL,
            label=_("提交答复"),
            permission=HANDLER,
            audit="complaint.submitted",
            topic="complaint.submitted",
            key="complaint:{row.pk}:submitted:{stamp}",
        ),
        Move(
            "send_back",
            from_=(C.FOR_APPROVAL,),
            to=C.IN_PROGRESS,
            label=_("退回修改"),
            permission=P.APPROVE_COMPLAINT,
            audit="complaint.sent_back",
            topic="complaint.sent_back",
            key="complaint:{row.pk}:back:{stamp}",
            not_by=("handler",),
        ),
        Move(
            "close",
            from_=(C.FOR_APPROVAL,),
            to=C.CLOSED,
            label=_("批准答复"),
            permission=P.APPROVE_COMPLAINT,
            audit="complaint.closed",
            topic="complaint.closed",
            not_by=("handler",),
        ),
        Move(
            "refuse",
            from_=(C.NEW, C.ASSIGNED),
            to=C.REFUSED,
            label=_("不予受理"),
            permission=P.ASSIGN_COMPLAINT,
            audit="complaint.refused",
            topic="complaint.refused",
        ),
        # its handler turns out to be one of those it is about: it begins anew with another
        Move(
            "take_away",
            from_=(C.ASSIGNED, C.IN_PROGRESS, C.FOR_APPROVAL),
            to=C.NEW,
            label=_("收回"),
            permission=CONSEQUENCE,
            audit=BY_NAMING,
            topic=BY_NAMING,
        ),
    ],
    acts=[
        Act("file", permission=ANYONE, audit="complaint.filed", topic="complaint.filed", new=True),
        Act(
            "name_respondents",
            permission=P.ASSIGN_COMPLAINT,
            audit="complaint.respondents_named",
            topic="complaint.filed",
            key="complaint:{row.pk}:again:{stamp}",
        ),
    ],
)
OPEN_STATES = (C.NEW, C.ASSIGNED, C.IN_PROGRESS, C.FOR_APPROVAL)
