"""The life of a public notice 公示 (domain reference §3.5) and of an objection to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class NoticeState(models.TextChoices):
    DRAFTED = "drafted", _("待核对")
    CHECKED = "checked", _("待张贴")
    POSTED = "posted", _("公示中")
    PAUSED = "paused", _("异议复核中")
    ENDED = "ended", _("公示期满")
    UPHELD = "upheld", _("异议成立，已终止")
    ARCHIVED = "archived", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤下")


S = NoticeState
NOTICE = LifeCycle(
    name=_("公示"),
    states=NoticeState,
    initial=S.DRAFTED,
    moves=[
        Move("check", from_=(S.DRAFTED,), to=S.CHECKED, label=_("核对")),
        Move("post", from_=(S.CHECKED,), to=S.POSTED, label=_("张贴")),
        Move("pause", from_=(S.POSTED,), to=S.PAUSED, label=_("因异议暂停")),
        Move("resume", from_=(S.PAUSED,), to=S.POSTED, label=_("恢复公示")),
        Move("uphold", from_=(S.PAUSED,), to=S.UPHELD, label=_("异议成立")),
        Move("end", from_=(S.POSTED,), to=S.ENDED, label=_("期满撤下")),
        Move("archive", from_=(S.ENDED,), to=S.ARCHIVED, label=_("归档")),
        Move("withdraw", from_=(S.DRAFTED, S.CHECKED, S.POSTED, S.PAUSED), to=S.WITHDRAWN, label=_("撤下")),
    ],
)

PUBLIC = (S.POSTED, S.PAUSED)
UNDER_WAY = (S.DRAFTED, S.CHECKED, S.POSTED, S.PAUSED)
PASSED = (S.ENDED, S.ARCHIVED)


class ObjectionState(models.TextChoices):
    RECEIVED = "received", _("待复核")
    RECHECKING = "rechecking", _("复核中")
    UPHELD = "upheld", _("异议成立")
    REJECTED = "rejected", _("异议不成立")


J = ObjectionState
OBJECTION = LifeCycle(
    name=_("公示异议"),
    states=ObjectionState,
    initial=J.RECEIVED,
    moves=[
        Move("take", from_=(J.RECEIVED,), to=J.RECHECKING, label=_("开始复核")),
        Move("uphold", from_=(J.RECHECKING,), to=J.UPHELD, label=_("认定成立")),
        Move("reject", from_=(J.RECHECKING,), to=J.REJECTED, label=_("认定不成立")),
    ],
)
OPEN = (J.RECEIVED, J.RECHECKING)
