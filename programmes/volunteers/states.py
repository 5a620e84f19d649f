"""The life of a volunteer at one organisation: enrolled, checked by two people, valid for a time, renewed or gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.transitions import LifeCycle, Move


class VolunteerState(models.TextChoices):
    NEW = "new", _("待提交审核")
    SUBMITTED = "submitted", _("审核中")
    VETTED = "vetted", pgettext_lazy("volunteer", "审核通过")
    REFUSED = "refused", _("未通过")
    EXPIRED = "expired", _("审核已到期")
    LEFT = "left", _("已退出")


S = VolunteerState
VOLUNTEER = LifeCycle(
    name=_("志愿者"),
    states=VolunteerState,
    initial=S.NEW,
    moves=[
        Move("submit", from_=(S.NEW, S.REFUSED, S.EXPIRED), to=S.SUBMITTED, label=_("提交审核")),
        Move("submit", from_=(S.VETTED,), to=S.VETTED, label=_("提交审核")),  # renewed before it runs out
        Move("vet", from_=(S.SUBMITTED, S.VETTED, S.EXPIRED), to=S.VETTED, label=_("审核通过")),
        Move("refuse", from_=(S.SUBMITTED, S.VETTED, S.EXPIRED), to=S.REFUSED, label=_("不予通过")),
        Move("expire", from_=(S.VETTED,), to=S.EXPIRED, label=_("审核到期")),
        Move("leave", from_=(S.NEW, S.VETTED, S.REFUSED, S.EXPIRED), to=S.LEFT, label=_("退出")),
        Move("come_back", from_=(S.LEFT,), to=S.NEW, label=_("重新加入")),
    ],
)
