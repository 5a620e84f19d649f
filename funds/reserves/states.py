"""The life of a proposed move of government money, and of a payment of aid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class MoveState(models.TextChoices):
    PROPOSED = "proposed", _("待审批")
    CONFIRMED = "confirmed", _("已入账")
    DECLINED = "declined", _("未批准")


MOVE = LifeCycle(
    name=_("资金划转"),
    states=MoveState,
    initial=MoveState.PROPOSED,
    moves=[
        Move("confirm", from_=(MoveState.PROPOSED,), to=MoveState.CONFIRMED, label=_("批准并入账")),
        Move("decline", from_=(MoveState.PROPOSED,), to=MoveState.DECLINED, label=_("不批准")),
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
        Move("pay", from_=(PaymentState.ORDERED,), to=PaymentState.PAID, label=_("登记付款")),
        Move("cancel", from_=(PaymentState.ORDERED,), to=PaymentState.CANCELLED, label=_("取消")),
    ],
)
