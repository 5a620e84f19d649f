"""The life of a programme: drafted, reviewed within three working days, running, resting, stopped."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("审核中")
    RUNNING = "running", _("进行中")
    FULL = "full", _("已满额")
    RESTING = "resting", _("不参与匹配")
    STOPPED = "stopped", _("已停用")


S = ProgrammeState
PROGRAMME = LifeCycle(
    name=_("慈善项目"),
    states=ProgrammeState,
    initial=S.DRAFT,
    moves=[
        Move("submit", from_=(S.DRAFT,), to=S.REVIEW, label=_("提交审核")),
        Move("send_back", from_=(S.REVIEW,), to=S.DRAFT, label=_("退回修改")),
        Move("approve", from_=(S.REVIEW,), to=S.RUNNING, label=_("审核通过")),
        Move("fill", from_=(S.RUNNING,), to=S.FULL, label=_("标记满额")),
        Move("rest", from_=(S.RUNNING, S.FULL), to=S.RESTING, label=_("暂停匹配")),
        Move("resume", from_=(S.FULL, S.RESTING), to=S.RUNNING, label=_("恢复匹配")),
        Move("stop", from_=(S.RUNNING, S.FULL, S.RESTING, S.DRAFT), to=S.STOPPED, label=_("停用")),
    ],
)
