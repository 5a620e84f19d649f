"""The life of a match: proposed by the optimiser, decided by people, delivered and confirmed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import CONSEQUENCE, SYSTEM, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

SOURCE = "source"  # the source's own people: the charity, the enterprise, the donor
DELIVERER = "deliverer"  # the charity that pays or hands out


class MatchState(models.TextChoices):
    PROPOSED = "proposed", _("待审批")
    COSIGNING = "cosigning", _("待会签")
    OFFERED = "offered", _("待接受")
    ACCEPTED = "accepted", _("已接受")
    DISBURSING = "disbursing", _("发放中")
    DELIVERED = "delivered", _("已交付")
    VERIFIED = "verified", _("已核验")
    DECLINED = "declined", _("未采纳")
    RETURNED = "returned", _("已退回")
    EXPIRED = "expired", _("已过期")
    SUPERSEDED = "superseded", _("已被新建议替代")


M = MatchState
MATCH = LifeCycle(
    name=_("对接"),
    states=MatchState,
    initial=M.PROPOSED,
    moves=[
        Move(
            "approve",
            from_=(M.PROPOSED,),
            to=M.OFFERED,
            label=_("批准"),
            permission=P.APPROVE_MATCH,
            audit="match.approved",
            topic="match.approved",
            not_by=("proposed_by",),
        ),
        Move(
            "ask_second",
            from_=(M.PROPOSED,),
            to=M.COSIGNING,
            label=_("批准，送会签"),
            permission=P.APPROVE_MATCH,
            audit="match.half_approved",
            topic="match.half_approved",
            not_by=("proposed_by",),
        ),
        Move(
            "cosign",
            from_=(M.COSIGNING,),
            to=M.OFFERED,
            label=_("会签"),
            permission=P.APPROVE_MATCH,
            audit="match.cosigned",
            topic="match.approved",
            not_by=("proposed_by", "decided_by"),
        ),
        Move(
            "return",
            from_=(M.PROPOSED, M.COSIGNING),
            to=M.RETURNED,
            label=_("退回"),
            permission=P.APPROVE_MATCH,
            audit="match.returned",
            topic="match.returned",
            not_by=("proposed_by",),
        ),
        Move(
            "supersede",
            from_=(M.PROPOSED,),
            to=M.SUPERSEDED,
            label=_("替代"),
            permission=CONSEQUENCE,
            audit=Silent("the run that proposes anew is recorded"),
            topic=Silent("nobody was told of the proposal either"),
        ),
        Move(
            "accept",
            from_=(M.OFFERED,),
            to=M.ACCEPTED,
            label=_("接受"),
            permission=SOURCE,
            audit="match.accepted",
            topic="match.accepted",
        ),
        Move(
            "decline",
            from_=(M.OFFERED,),
            to=M.DECLINED,
            label=_("不接受"),
            permission=SOURCE,
            audit="match.declined",
            topic="match.declined",
        ),
        Move(
            "expire",
            from_=(M.OFFERED,),
            to=M.EXPIRED,
            label=_("过期"),
            permission=SYSTEM,
            audit="match.expired",
            topic="match.expired",
        ),
        Move(
            "disburse",
            from_=(M.ACCEPTED,),
            to=M.DISBURSING,
            label=_("拨付"),
            permission=DELIVERER,
            audit="match.disbursed",
            topic="match.paid",
        ),
        Move(
            "deliver",
            from_=(M.ACCEPTED, M.DISBURSING),
            to=M.DELIVERED,
            label=_("登记发放"),
            permission=DELIVERER,
            audit="delivery.reported",
            topic="delivery.reported",
        ),
        Move(
            "verify",
            from_=(M.DELIVERED,),
            to=M.VERIFIED,
            label=_("确认收到"),
            permission=DELIVERER,
            audit="delivery.confirmed",
            topic="delivery.confirmed",
        ),
        Move(
            "send_back",
            from_=(M.DELIVERED,),
            to=M.DISBURSING,
            label=_("退回补正"),
            permission=P.APPROVE_MATCH,
            audit="delivery.sent_back",
            topic="delivery.sent_back",
        ),
        Move(
            "cancel",
            from_=(M.COSIGNING, M.OFFERED, M.ACCEPTED),
            to=M.DECLINED,
            label=_("取消"),
            permission=SYSTEM,
            audit="match.cancelled",
            topic="match.declined",
        ),
    ],
)

LIVE = (M.PROPOSED, M.COSIGNING, M.OFFERED, M.ACCEPTED, M.DISBURSING, M.DELIVERED, M.VERIFIED)
COMMITTED = (M.OFFERED, M.ACCEPTED, M.DISBURSING, M.DELIVERED, M.VERIFIED)
