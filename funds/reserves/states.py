"""The life of a proposed move of government money, and of a payment of aid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P


class MoveState(models.TextChoices):
    PROPOSED = "proposed", _("待审批")
    CONFIRMED = "confirmed", _("已入账")
    DECLINED = "declined", _("未批准")


MOVE = LifeCycle(
    name=_("资金划转"),
    states=MoveState,
    initial=MoveState.PROPOSED,
    moves=[
        Move(
            "confirm",
            from_=(MoveState.PROPOSED,),
            to=MoveState.CONFIRMED,
            label=_("批准并入账"),
            permission=P.APPROVE_RESERVES,
            audit="reserve.confirmed",
            topic="reserve.answered",
            not_by=("proposed_by",),
        ),
        Move(
            "decline",
            from_=(MoveState.PROPOSED,),
            to=MoveState.DECLINED,
            label=_("不批准"),
            permission=P.APPROVE_RESERVES,
            audit="reserve.declined",
            topic="reserve.answered",
            not_by=("proposed_by",),
        ),
    ],
)


class PaymentState(models.TextChoices):
    ORDERED = "ordered", _("已开单，待银行付款")
    PAID = "paid", _("已付款")
    CANCELLED = "cancelled", _("已取消")


PAYMENT = LifeCycle(
    name=_("救助付款"),
    states=PaymentState,
    initial=PaymentState.ORDERED,
    moves=[
        Move(
            "pay",
            from_=(PaymentState.ORDERED,),
            to=PaymentState.PAID,
            label=_("登记付款"),
            permission=P.KEEP_RESERVES,
            audit="aid_payment.paid",
            topic="aid.paid",
            not_by=("decided_by",),
        ),
        Move(
            "cancel",
            from_=(PaymentState.ORDERED,),
            to=PaymentState.CANCELLED,
            label=_("取消"),
            permission=P.KEEP_RESERVES,
            audit="aid_payment.cancelled",
            topic=Silent("the clerk who cancels has the payment; the aid is in the list again"),
            not_by=("decided_by",),
        ),
    ],
    acts=[
        Act(
            "order",
            permission=P.KEEP_RESERVES,
            audit="aid_payment.ordered",
            topic=Silent("the bank pays it; aid.paid tells the family's office"),
            new=True,
            not_by=("decided_by",),
        )
    ],
)

RESERVE = ActTable(
    [
        Act(
            "open",
            permission=P.KEEP_RESERVES,
            audit="reserve.opened",
            topic=Silent("an empty account tells nobody anything"),
            new=True,
        ),
        Act("propose", permission=P.KEEP_RESERVES, audit="reserve.proposed", topic="reserve.proposed"),
    ]
)
