"""The life of a gift and of a pledge."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import ANYONE, CONSEQUENCE, SYSTEM, Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as Right

DONOR = "donor"
OF_THE_AREA = "of_the_area"  # an office of the need's county, or a township in it
ARRANGER = "arranger"  # the people of the charity that took the promise up
GIVER_SEES = Silent("the giver is at the page or finds it there")
BY_THE_AGREEMENT = Silent("the match or delivery that uses the promise, or gives it back, is recorded and announced")
NOT_YET = Silent("no page offers it yet")


class GiftState(models.TextChoices):
    STARTED = "started", _("待付款")
    PROCESSING = "processing", _("处理中")
    AWAITING_CHARITY = "awaiting_charity", _("待机构确认")
    RECEIVED = "received", _("已到账")
    FAILED = "failed", _("未完成")


G = GiftState
GIFT = LifeCycle(
    name=_("捐赠"),
    states=GiftState,
    initial=G.STARTED,
    moves=[
        Move(
            "process",
            from_=(G.STARTED, G.FAILED),
            to=G.PROCESSING,
            label=_("发起付款"),
            permission=ANYONE,
            audit="gift.payment_opened",
            topic=GIVER_SEES,
        ),
        Move(
            "announce",
            from_=(G.STARTED, G.FAILED),
            to=G.AWAITING_CHARITY,
            label=_("已转账，待确认"),
            permission=ANYONE,
            audit="gift.payment_opened",
            topic=GIVER_SEES,
        ),
        # A fact is never refused: money that arrives after all is received from any state.
        Move(
            "capture",
            from_=(G.STARTED, G.PROCESSING, G.AWAITING_CHARITY, G.FAILED),
            to=G.RECEIVED,
            label=_("确认到账"),
            permission=SYSTEM,
            audit="gift.received",
            topic="gift.received",
        ),
        Move(
            "fail",
            from_=(G.STARTED, G.PROCESSING, G.AWAITING_CHARITY),
            to=G.FAILED,
            label=_("付款未完成"),
            permission=SYSTEM,
            audit="gift.failed",
            topic=GIVER_SEES,
        ),
        Move(
            "change",
            from_=(G.STARTED, G.FAILED),
            to=G.STARTED,
            label=_("修改捐赠"),
            permission=ANYONE,
            audit="gift.changed",
            topic=GIVER_SEES,
        ),
    ],
    acts=[
        Act("start", permission=ANYONE, audit="gift.started", topic=GIVER_SEES, new=True),
        Act(
            "confirm_line",
            permission=Right.CONFIRM_TOP_UP,
            audit="gift.line_confirmed",
            topic=Silent("gift.received, in the same transaction, is announced"),
        ),
        Act(
            "follow_surplus_rule",
            permission=Right.MANAGE_PROGRAMMES,
            audit="gift.surplus",
            topic=Silent("the donor's page says where it went"),
        ),
    ],
)


class PledgeState(models.TextChoices):
    REGISTERED = "registered", _("有效")
    PAUSED = "paused", _("已暂停")
    USED = "used", _("已用完")
    EXPIRED = "expired", _("已到期")
    CANCELLED = "cancelled", _("已取消")


P = PledgeState
PLEDGE = LifeCycle(
    name=_("承诺"),
    states=PledgeState,
    initial=P.REGISTERED,
    moves=[
        Move(
            "pause", from_=(P.REGISTERED,), to=P.PAUSED, label=_("暂停"), permission=DONOR, audit=NOT_YET, topic=NOT_YET
        ),
        Move(
            "resume",
            from_=(P.PAUSED,),
            to=P.REGISTERED,
            label=_("恢复"),
            permission=DONOR,
            audit=NOT_YET,
            topic=NOT_YET,
        ),
        Move(
            "use_up",
            from_=(P.REGISTERED,),
            to=P.USED,
            label=_("用完"),
            permission=CONSEQUENCE,
            audit=BY_THE_AGREEMENT,
            topic=BY_THE_AGREEMENT,
        ),
        Move(
            "reopen",
            from_=(P.USED,),
            to=P.REGISTERED,
            label=_("恢复可用"),
            permission=CONSEQUENCE,
            audit=BY_THE_AGREEMENT,
            topic=BY_THE_AGREEMENT,
        ),
        Move(
            "expire",
            from_=(P.REGISTERED, P.PAUSED),
            to=P.EXPIRED,
            label=_("到期"),
            permission=SYSTEM,
            audit=Silent("the day was written down when the promise was made"),
            topic=Silent("a promise whose day is over asks nobody for anything"),
        ),
        Move(
            "cancel",
            from_=(P.REGISTERED, P.PAUSED),
            to=P.CANCELLED,
            label=_("取消"),
            permission=DONOR,
            audit="pledge.cancelled",
            topic=GIVER_SEES,
            repeatable=True,
        ),
    ],
    acts=[
        Act("make", permission=DONOR, audit="pledge.made", topic=GIVER_SEES, new=True),
        Act("make_in_kind", permission=DONOR, audit="pledge.made_in_kind", topic=GIVER_SEES, new=True),
        Act("take_up", permission=Right.MANAGE_RESOURCES, audit="pledge.taken_up", topic="pledge.taken_up"),
        Act("use", permission=CONSEQUENCE, audit=BY_THE_AGREEMENT, topic=BY_THE_AGREEMENT),
        Act("give_back", permission=CONSEQUENCE, audit=BY_THE_AGREEMENT, topic=BY_THE_AGREEMENT),
        Act("receive", permission=ARRANGER, audit="pledge.received", topic=GIVER_SEES),
    ],
)

CLAIM = ActTable(
    [
        Act("make", permission=Right.ANSWER_MATCH, audit="claim.made", topic=GIVER_SEES, new=True),
        Act("end", permission=Right.ANSWER_MATCH, audit="claim.ended", topic=GIVER_SEES),
        Act(
            "lapse",
            permission=SYSTEM,
            audit="claim.ended",
            topic=Silent("need.withdrawn, from which it follows, is announced"),
        ),
        Act(
            "pay_out",
            permission=Right.RECORD_DELIVERY,
            audit="payout.made",
            topic="gifts.paid_out",
            key="payout:{row.pk}:paid",
        ),
    ]
)
PAYOUT = ActTable(
    [
        Act("report", permission=Right.RECORD_DELIVERY, audit="payout.reported", topic="gifts.reported"),
        Act(
            "confirm",
            permission=OF_THE_AREA,
            audit="payout.confirmed",
            topic="gifts.confirmed",
            not_by=("paid_by", "reported_by"),
        ),
    ]
)
