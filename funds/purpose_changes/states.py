"""The life of a change of use: each party has its turn, the office last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class ChangeState(models.TextChoices):
    REQUESTED = "requested", _("待企业同意")
    CONSENTED = "consented", _("待托管方同意")
    AGREED = "agreed", _("待民政批准")
    APPROVED = "approved", _("已批准，新协议生效")
    DECLINED = "declined", _("未获同意")
    WITHDRAWN = "withdrawn", _("已撤回")


S = ChangeState
OPEN_STATES = (S.REQUESTED, S.CONSENTED, S.AGREED)
CHANGE = LifeCycle(
    name=_("变更用途"),
    states=ChangeState,
    initial=S.REQUESTED,
    moves=[
        Move("consent", from_=(S.REQUESTED,), to=S.CONSENTED, label=_("同意并签署")),
        Move("agree", from_=(S.CONSENTED,), to=S.AGREED, label=_("同意")),
        Move("approve", from_=(S.AGREED,), to=S.APPROVED, label=_("批准")),
        Move("decline", from_=OPEN_STATES, to=S.DECLINED, label=_("不同意")),
        Move("withdraw", from_=OPEN_STATES, to=S.WITHDRAWN, label=_("撤回")),
    ],
)
