"""The life of a public notice 公示 (domain reference §3.5) and of an objection to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import ANYONE, CONSEQUENCE, SYSTEM, Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

QUEUED = Silent("it stands in the queue of whoever has the next step")


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
        Move(
            "check",
            from_=(S.DRAFTED,),
            to=S.CHECKED,
            label=_("核对"),
            permission=P.CHECK_NOTICE,
            audit="notice.checked",
            topic=QUEUED,
            not_by=("drafted_by",),
        ),
        Move(
            "post",
            from_=(S.CHECKED,),
            to=S.POSTED,
            label=_("张贴"),
            permission=P.CHECK_NOTICE,
            audit="notice.posted",
            topic=QUEUED,
        ),
        Move(
            "pause",
            from_=(S.POSTED,),
            to=S.PAUSED,
            label=_("因异议暂停"),
            permission=CONSEQUENCE,
            audit="notice.paused",
            topic=Silent("notice.objected, from which it follows, is announced"),
        ),
        Move(
            "resume",
            from_=(S.PAUSED,),
            to=S.POSTED,
            label=_("恢复公示"),
            permission=CONSEQUENCE,
            audit="notice.resumed",
            topic=Silent("notice.decided, from which it follows, is announced"),
        ),
        Move(
            "uphold",
            from_=(S.PAUSED,),
            to=S.UPHELD,
            label=_("异议成立"),
            permission=CONSEQUENCE,
            audit="notice.upheld",
            topic=Silent("notice.decided, from which it follows, is announced"),
        ),
        Move(
            "end",
            from_=(S.POSTED,),
            to=S.ENDED,
            label=_("期满撤下"),
            permission=SYSTEM,
            audit="notice.ended",
            topic="notice.ended",
        ),
        Move(
            "archive",
            from_=(S.ENDED,),
            to=S.ARCHIVED,
            label=_("归档"),
            permission=SYSTEM,
            audit="notice.archived",
            topic=Silent("aid.recorded, from which it follows, is announced"),
        ),
        Move(
            "withdraw",
            from_=(S.DRAFTED, S.CHECKED, S.POSTED, S.PAUSED),
            to=S.WITHDRAWN,
            label=_("撤下"),
            permission=P.CHECK_NOTICE,
            audit="notice.withdrawn",
            topic=QUEUED,
        ),
    ],
    acts=[
        Act("object", permission=ANYONE, audit="notice.objected", topic="notice.objected"),
        Act("note_objection", permission=P.SEE_CASES, audit="notice.objected", topic="notice.objected"),
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
        Move(
            "take",
            from_=(J.RECEIVED,),
            to=J.RECHECKING,
            label=_("开始复核"),
            permission=P.DECIDE_OBJECTION,
            audit="notice.objection_taken",
            topic=Silent("whoever takes it knows; the objector reads the state by the code"),
        ),
        Move(
            "uphold",
            from_=(J.RECHECKING,),
            to=J.UPHELD,
            label=_("认定成立"),
            permission=P.DECIDE_OBJECTION,
            audit="notice.objection_upheld",
            topic="notice.decided",
        ),
        Move(
            "reject",
            from_=(J.RECHECKING,),
            to=J.REJECTED,
            label=_("认定不成立"),
            permission=P.DECIDE_OBJECTION,
            audit="notice.objection_rejected",
            topic="notice.decided",
        ),
    ],
)
OPEN = (J.RECEIVED, J.RECHECKING)
CASE_NOTICE = ActTable([Act("draft", permission=P.WRITE_NOTICE, audit="notice.drafted", topic=QUEUED)])
