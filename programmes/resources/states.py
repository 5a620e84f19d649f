"""The life of an offered resource, and how its stock moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class ResourceState(models.TextChoices):
    OFFERED = "offered", _("可提供")
    PAUSED = "paused", _("暂停提供")
    WITHDRAWN = "withdrawn", _("已撤下")


S = ResourceState
RESOURCE = LifeCycle(
    name=_("资源"),
    states=ResourceState,
    initial=S.OFFERED,
    moves=[
        Move("pause", from_=(S.OFFERED,), to=S.PAUSED, label=_("暂停提供")),
        Move("resume", from_=(S.PAUSED,), to=S.OFFERED, label=_("恢复提供")),
        Move("withdraw", from_=(S.OFFERED, S.PAUSED), to=S.WITHDRAWN, label=_("撤下")),
    ],
)


class MovementKind(models.TextChoices):
    """`reserved` waits for its end, `released` or `issued`; the others end by themselves."""

    RECEIVED = "received", _("入库")
    RESERVED = "reserved", _("预留")
    RELEASED = "released", _("取消预留")
    ISSUED = "issued", _("发放")
    WRITTEN_OFF = "written_off", _("报损核销")
    SOLD = "sold", _("转慈善义卖")
