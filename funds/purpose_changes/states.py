"""The life of a change of use: each party has its turn, the office last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, LifeCycle, Move
from organisations.permissions import Permission as P

CUSTODIAN = "custodian"  # who runs programmes at the charity that holds the money
THEIR_TURN = "their_turn"  # the side whose word comes next
ASKER = "asker"  # the enterprise's manager, or a coordinator of the fund's city who suggests it
WITHDRAWER = "withdrawer"  # the enterprise's manager, or who suggested it


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
        Move(
            "consent",
            from_=(S.REQUESTED,),
            to=S.CONSENTED,
            label=_("同意并签署"),
            permission=P.MANAGE_FUND,
            audit="purpose_change.consented",
            topic="purpose_change.consented",
        ),
        Move(
            "agree",
            from_=(S.CONSENTED,),
            to=S.AGREED,
            label=_("同意"),
            permission=CUSTODIAN,
            audit="purpose_change.agreed",
            topic="purpose_change.agreed",
            not_by=("consented_by",),
        ),
        Move(
            "approve",
            from_=(S.AGREED,),
            to=S.APPROVED,
            label=_("批准"),
            permission=P.APPROVE_FUND,
            audit="purpose_change.approved",
            topic="purpose_change.approved",
            not_by=("consented_by", "agreed_by", "requested_by"),
        ),
        Move(
            "decline",
            from_=OPEN_STATES,
            to=S.DECLINED,
            label=_("不同意"),
            permission=THEIR_TURN,
            audit="purpose_change.declined",
            topic="purpose_change.declined",
        ),
        Move(
            "withdraw",
            from_=OPEN_STATES,
            to=S.WITHDRAWN,
            label=_("撤回"),
            permission=WITHDRAWER,
            audit="purpose_change.withdrawn",
            topic="purpose_change.withdrawn",
        ),
    ],
    acts=[
        Act(
            "request",
            permission=ASKER,
            audit="purpose_change.requested",
            topic="purpose_change.requested",
            new=True,
        )
    ],
)
