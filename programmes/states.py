"""The life of a programme: drafted, reviewed within three working days, running, resting, stopped."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

REVIEWER = (
    "reviewer"  # an office of civil affairs whose area holds the charity's seat; nobody who works for the charity
)
AUTHORS = ("created_by", "submitted_by")
READ_BY_THE_NEXT_RUN = Silent("the next run reads the row")


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
        Move(
            "submit",
            from_=(S.DRAFT,),
            to=S.REVIEW,
            label=_("提交审核"),
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.submitted",
            topic="programme.submitted",
        ),
        Move(
            "send_back",
            from_=(S.REVIEW,),
            to=S.DRAFT,
            label=_("退回修改"),
            permission=REVIEWER,
            audit="programme.sent_back",
            topic="programme.sent_back",
            not_by=AUTHORS,
        ),
        Move(
            "approve",
            from_=(S.REVIEW,),
            to=S.RUNNING,
            label=_("审核通过"),
            permission=REVIEWER,
            audit="programme.approved",
            topic="programme.approved",
            not_by=AUTHORS,
        ),
        Move(
            "fill",
            from_=(S.RUNNING,),
            to=S.FULL,
            label=_("标记满额"),
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.filled",
            topic="programme.filled",
        ),
        Move(
            "rest",
            from_=(S.RUNNING, S.FULL),
            to=S.RESTING,
            label=_("暂停匹配"),
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.rested",
            topic="programme.rested",
        ),
        Move(
            "resume",
            from_=(S.FULL, S.RESTING),
            to=S.RUNNING,
            label=_("恢复匹配"),
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.resumed",
            topic="programme.resumed",
        ),
        Move(
            "stop",
            from_=(S.RUNNING, S.FULL, S.RESTING, S.DRAFT),
            to=S.STOPPED,
            label=_("停用"),
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.stopped",
            topic="programme.stopped",
        ),
    ],
    acts=[
        Act(
            "create",
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.created",
            topic="programme.created",
            key="programme:{row.pk}:created",
            new=True,
        ),
        Act("update", permission=P.MANAGE_PROGRAMMES, audit="programme.updated", topic=READ_BY_THE_NEXT_RUN),
        Act(
            "set_rules",
            permission=P.MANAGE_PROGRAMMES,
            audit="programme.rules_set",
            topic="programme.rules_set",
            key="programme:{row.pk}:rules:{row.rule_version}",
        ),
        Act("report", permission=P.MANAGE_PROGRAMMES, audit="programme.reported", topic=READ_BY_THE_NEXT_RUN),
    ],
)
