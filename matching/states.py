"""The life of a match: proposed by the optimiser, decided by people, delivered and confirmed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import ANYONE, CONSEQUENCE, SYSTEM, Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

SOURCE = "source"  # the source's own people: the charity, the enterprise, the donor
CASE_PEOPLE = "case_people"  # whoever verifies, keeps the consents of or decides about the case
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
            key="match:{row.pk}:half",
        ),
        Move(
            "cosign",
            from_=(M.COSIGNING,),
            to=M.OFFERED,
            label=_("会签"),
            permission=P.APPROVE_MATCH,
            audit="match.cosigned",
            topic="match.approved",
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
            "agree",
            from_=(M.OFFERED,),
            to=M.ACCEPTED,
            label=_("接受"),
            permission=SYSTEM,
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
            "issue",
            from_=(M.ACCEPTED,),
            to=M.DISBURSING,
            label=_("拨付"),
            permission=DELIVERER,
            audit="match.issued",
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
            key="delivery:{row.delivery.pk}:{row.version}",
        ),
        Move(
            "verify",
            from_=(M.DELIVERED,),
            to=M.VERIFIED,
            label=_("确认收到"),
            permission=DELIVERER,
            audit="delivery.confirmed",
            topic="delivery.confirmed",
            key="delivery:{row.delivery.pk}:confirmed",
        ),
        Move(
            "send_back",
            from_=(M.DELIVERED,),
            to=M.DISBURSING,
            label=_("退回补正"),
            permission=P.APPROVE_MATCH,
            audit="delivery.sent_back",
            topic="delivery.sent_back",
            key="match:{row.pk}:sent_back:{row.version}",
        ),
        Move(
            "cancel",
            from_=(M.COSIGNING, M.OFFERED, M.ACCEPTED),
            to=M.DECLINED,
            label=_("取消"),
            permission=SYSTEM,
            audit="match.cancelled",
            topic="match.declined",
            key="match:{row.pk}:cancelled",
        ),
        Move(
            "uphold_objection",
            from_=(M.COSIGNING, M.OFFERED, M.ACCEPTED),
            to=M.DECLINED,
            label=_("取消"),
            permission=SYSTEM,
            audit="match.objected",
            topic="match.declined",
            key="match:{row.pk}:cancelled",
        ),
        Move(
            "lapse",
            from_=(M.COSIGNING, M.OFFERED, M.ACCEPTED),
            to=M.DECLINED,
            label=_("取消"),
            permission=SYSTEM,
            audit="match.lapsed",
            topic="match.declined",
            key="match:{row.pk}:cancelled",
        ),
    ],
)

DRAWS = Silent("each draw is announced as the match that it is")
POOL = ActTable(
    [
        Act("approve", permission=P.APPROVE_MATCH, audit="pool.approved", topic=DRAWS),
        Act("half_approve", permission=P.APPROVE_MATCH, audit="pool.half_approved", topic=DRAWS),
        Act("cosign", permission=P.APPROVE_MATCH, audit="pool.cosigned", topic=DRAWS),
        Act("return", permission=P.APPROVE_MATCH, audit="pool.returned", topic=DRAWS),
    ]
)
RUN = ActTable(
    [
        Act("finish", permission=P.RUN_MATCHING, audit="run.finished", topic="run.finished"),
        Act(
            "verify",
            permission=P.RUN_MATCHING,
            audit="run.verified",
            topic=Silent("the page of the run shows it to whoever asked"),
        ),
    ]
)
CASE_OBJECTION = ActTable(
    [
        Act(
            "raise",
            permission=CASE_PEOPLE,
            audit="objection.raised",
            topic="objection.raised",
            key="objection:{row.pk}",
        ),
        Act(
            "raise_itself",
            permission=ANYONE,
            audit="objection.raised",
            topic="objection.raised",
            key="objection:{row.pk}",
        ),
    ]
)
OBJECTION = ActTable(
    [Act("answer", permission=P.APPROVE_MATCH, audit="objection.answered", topic="objection.answered")]
)

LIVE = (M.PROPOSED, M.COSIGNING, M.OFFERED, M.ACCEPTED, M.DISBURSING, M.DELIVERED, M.VERIFIED)
COMMITTED = (M.OFFERED, M.ACCEPTED, M.DISBURSING, M.DELIVERED, M.VERIFIED)
