"""The life cycle of a public need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class PublicState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待公开审批")
    PUBLISHED = "published", _("求助中")
    COVERED = "covered", _("已补足")
    CLOSED = "closed", _("已完成")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已过期")


P = PublicState
PUBLIC_NEED = LifeCycle(
    name=_("公开求助"),
    states=PublicState,
    initial=P.DRAFT,
    moves=[
        Move("write", from_=(P.DRAFT, P.SUBMITTED), to=P.DRAFT, label=_("修改文字")),
        Move("submit", from_=(P.DRAFT,), to=P.SUBMITTED, label=_("提交公开审批")),
        Move("send_back", from_=(P.SUBMITTED,), to=P.DRAFT, label=_("退回修改")),
        Move("publish", from_=(P.SUBMITTED,), to=P.PUBLISHED, label=_("批准公开")),
        Move("cover", from_=(P.PUBLISHED,), to=P.COVERED, label=_("缺口已补足")),
        Move("uncover", from_=(P.COVERED,), to=P.PUBLISHED, label=_("缺口重新出现")),
        Move("close", from_=(P.PUBLISHED, P.COVERED), to=P.CLOSED, label=_("办结")),
        Move(
            "withdraw",
            from_=(P.DRAFT, P.SUBMITTED, P.PUBLISHED, P.COVERED, P.CLOSED, P.EXPIRED),
            to=P.WITHDRAWN,
            label=_("撤下"),
        ),
        Move("expire", from_=(P.PUBLISHED,), to=P.EXPIRED, label=_("到期撤下")),
    ],
)
