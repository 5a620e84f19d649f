"""The life cycle of a public need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import CONSEQUENCE, SYSTEM, Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

UNFINISHED = Silent("a draft is its author's business until it is submitted")
BY_THE_CASE = Silent("case.covered and case.uncovered, in the same transaction, say it")


class PublicState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待公开审批")
    PUBLISHED = "published", _("求助中")
    COVERED = "covered", _("已补足")
    CLOSED = "closed", _("已完成")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已过期")


S = PublicState
PUBLIC_NEED = LifeCycle(
    name=_("公开求助"),
    states=PublicState,
    initial=S.DRAFT,
    moves=[
        Move(
            "write",
            from_=(S.DRAFT, S.SUBMITTED),
            to=S.DRAFT,
            label=_("修改文字"),
            permission=P.WRITE_PUBLIC_TEXT,
            audit="public_text.written",
            topic=UNFINISHED,
        ),
        Move(
            "submit",
            from_=(S.DRAFT,),
            to=S.SUBMITTED,
            label=_("提交公开审批"),
            permission=P.WRITE_PUBLIC_TEXT,
            audit="public_text.submitted",
            topic="need.submitted",
            key="need:{row.pk}:submitted:{stamp}",
        ),
        Move(
            "send_back",
            from_=(S.SUBMITTED,),
            to=S.DRAFT,
            label=_("退回修改"),
            permission=P.APPROVE_PUBLIC_TEXT,
            audit="public_text.sent_back",
            topic="need.sent_back",
            key="need:{row.pk}:sent_back:{stamp}",
        ),
        Move(
            "publish",
            from_=(S.SUBMITTED,),
            to=S.PUBLISHED,
            label=_("批准公开"),
            permission=P.APPROVE_PUBLIC_TEXT,
            audit="need.published",
            topic="need.published",
            not_by=("author",),
        ),
        Move(
            "cover",
            from_=(S.PUBLISHED,),
            to=S.COVERED,
            label=_("缺口已补足"),
            permission=SYSTEM,
            audit=BY_THE_CASE,
            topic=BY_THE_CASE,
        ),
        Move(
            "uncover",
            from_=(S.COVERED,),
            to=S.PUBLISHED,
            label=_("缺口重新出现"),
            permission=SYSTEM,
            audit=BY_THE_CASE,
            topic=BY_THE_CASE,
        ),
        Move(
            "close",
            from_=(S.PUBLISHED, S.COVERED),
            to=S.CLOSED,
            label=_("办结"),
            permission=SYSTEM,
            audit="need.closed",
            topic=Silent("case.completed, from which it follows, is announced"),
        ),
        Move(
            "withdraw",
            from_=(S.DRAFT, S.SUBMITTED, S.PUBLISHED, S.COVERED, S.CLOSED, S.EXPIRED),
            to=S.WITHDRAWN,
            label=_("撤下"),
            permission=P.RECORD_CONSENT,
            audit="need.withdrawn",
            topic="need.withdrawn",
            repeatable=True,
        ),
        Move(
            "take_down",
            from_=(S.DRAFT, S.SUBMITTED, S.PUBLISHED, S.COVERED, S.CLOSED, S.EXPIRED),
            to=S.WITHDRAWN,
            label=_("撤下"),
            permission=CONSEQUENCE,
            audit="need.withdrawn",
            topic="need.withdrawn",
            repeatable=True,
        ),
        # what is over already keeps its state, and leaves the page
        Move(
            "expire",
            from_=(S.COVERED,),
            to=S.COVERED,
            label=_("到期撤下"),
            permission=SYSTEM,
            audit="need.expired",
            topic="need.withdrawn",
            key="need:{row.pk}:expired:{day}",
        ),
        Move(
            "expire",
            from_=(S.CLOSED,),
            to=S.CLOSED,
            label=_("到期撤下"),
            permission=SYSTEM,
            audit="need.expired",
            topic="need.withdrawn",
            key="need:{row.pk}:expired:{day}",
        ),
        Move(
            "expire",
            from_=(S.PUBLISHED,),
            to=S.EXPIRED,
            label=_("到期撤下"),
            permission=SYSTEM,
            audit="need.expired",
            topic="need.withdrawn",
            key="need:{row.pk}:expired:{day}",
        ),
    ],
)
CASE_TEXT = ActTable([Act("begin", permission=P.WRITE_PUBLIC_TEXT, audit="public_text.written", topic=UNFINISHED)])
