"""A stay at a relief station, from the door to the door (domain reference C35, 2003 办法)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class StayState(models.TextChoices):
    INTAKE = "intake", _("已登记入站")
    CARE = "care", _("照料中")
    CONTACTED = "contacted", _("已联系亲属或流出地")
    RETURNED = "returned", _("已返乡")
    REFERRED = "referred", _("已转介")
    LEFT = "left", _("自愿离站")
    MOVED = "moved", _("已转站")


S = StayState
STAY = LifeCycle(
    name=_("入站记录"),
    states=StayState,
    initial=S.INTAKE,
    moves=[
        Move("admit", from_=(S.INTAKE,), to=S.CARE, label=_("安排照料")),
        Move("contact", from_=(S.CARE,), to=S.CONTACTED, label=_("登记联系情况")),
        Move("send_home", from_=(S.CARE, S.CONTACTED), to=S.RETURNED, label=_("返乡")),
        Move("refer", from_=(S.INTAKE, S.CARE, S.CONTACTED), to=S.REFERRED, label=_("转介")),
        Move("leave", from_=(S.INTAKE, S.CARE, S.CONTACTED), to=S.LEFT, label=_("自愿离站")),
        Move("move", from_=(S.INTAKE, S.CARE, S.CONTACTED), to=S.MOVED, label=_("转站")),
    ],
)
PRESENT = (S.INTAKE, S.CARE, S.CONTACTED)
