"""The life of a complaint 投诉举报 (domain reference C40, product reference §2.7), as one table that reads aloud."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


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
        Move("assign", from_=(C.NEW, C.ASSIGNED, C.IN_PROGRESS), to=C.ASSIGNED, label=_("分派")),
        Move("start", from_=(C.ASSIGNED,), to=C.IN_PROGRESS, label=_("开始办理")),
        Move("submit", from_=(C.IN_PROGRESS,), to=C.FOR_APPROVAL, label=_("提交答复")),
        Move("send_back", from_=(C.FOR_APPROVAL,), to=C.IN_PROGRESS, label=_("退回修改")),
        Move("close", from_=(C.FOR_APPROVAL,), to=C.CLOSED, label=_("批准答复")),
        Move("refuse", from_=(C.NEW, C.ASSIGNED), to=C.REFUSED, label=_("不予受理")),
        # its handler turns out to be one of those it is about: it begins anew with another
        Move("take_away", from_=(C.ASSIGNED, C.IN_PROGRESS, C.FOR_APPROVAL), to=C.NEW, label=_("收回")),
    ],
)
OPEN_STATES = (C.NEW, C.ASSIGNED, C.IN_PROGRESS, C.FOR_APPROVAL)
