"""The life cycles of the demand side, each as one table that reads aloud.

Buttons, the database's own check and the parametrised tests all come from these tables. Labels are the product's
labels everywhere.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.transitions import LifeCycle, Move


class ClueState(models.TextChoices):
    RECEIVED = "received", _("待受理")
    TAKEN = "taken", _("已接手")
    OPENED = "opened", _("已立案")
    MERGED = "merged", _("已合并")
    RETURNED = "returned", _("已退回")


C = ClueState
CLUE = LifeCycle(
    name=_("线索"),
    states=ClueState,
    initial=C.RECEIVED,
    moves=[
        Move("take", from_=(C.RECEIVED,), to=C.TAKEN, label=_("接手")),
        Move("hand_over", from_=(C.TAKEN,), to=C.TAKEN, label=_("移交")),
        Move("open_case", from_=(C.TAKEN,), to=C.OPENED, label=_("立案")),
        Move("merge", from_=(C.RECEIVED, C.TAKEN), to=C.MERGED, label=_("合并")),
        Move("return", from_=(C.TAKEN,), to=C.RETURNED, label=_("退回")),
    ],
)


class CaseState(models.TextChoices):
    VERIFYING = "verifying", _("核实中")
    AWAITING = "awaiting", _("待公开审批")
    OPEN = "open", _("求助中")
    COVERED = "covered", _("已补足")
    DELIVERING = "delivering", _("救助中")
    COMPLETED = "completed", _("已完成")
    RETURNED = "returned", _("已退回")
    MERGED = "merged", _("已合并")
    WITHDRAWN = "withdrawn", _("已撤回")
    GOVERNMENT = "government", _("已转政府救助")
    PAUSED = "paused", _("已暂停")


S = CaseState
CASE = LifeCycle(
    name=_("求助"),
    states=CaseState,
    initial=S.VERIFYING,
    moves=[
        Move("confirm_gap", from_=(S.VERIFYING,), to=S.AWAITING, label=_("确认缺口")),
        Move("send_back", from_=(S.AWAITING,), to=S.VERIFYING, label=_("退回核实")),
        Move("publish", from_=(S.AWAITING,), to=S.OPEN, label=_("批准公开")),
        Move("open_unpublished", from_=(S.AWAITING,), to=S.OPEN, label=_("不公开，直接对接")),
        Move("cover", from_=(S.OPEN,), to=S.COVERED, label=_("缺口已补足")),
        Move("uncover", from_=(S.COVERED,), to=S.OPEN, label=_("缺口重新出现")),
        Move("deliver", from_=(S.OPEN, S.COVERED, S.DELIVERING), to=S.DELIVERING, label=_("开始救助")),
        Move("complete", from_=(S.OPEN, S.DELIVERING, S.COVERED), to=S.COMPLETED, label=_("办结")),
        Move("reopen", from_=(S.DELIVERING,), to=S.OPEN, label=_("继续求助")),
        Move("return", from_=(S.VERIFYING,), to=S.RETURNED, label=_("退回")),
        Move("merge", from_=(S.VERIFYING,), to=S.MERGED, label=_("合并")),
        Move("withdraw", from_=(S.VERIFYING, S.AWAITING, S.OPEN, S.COVERED, S.PAUSED), to=S.WITHDRAWN, label=_("撤回")),
        Move("to_government", from_=(S.VERIFYING, S.AWAITING, S.OPEN), to=S.GOVERNMENT, label=_("转政府救助")),
        Move("pause", from_=(S.OPEN,), to=S.PAUSED, label=_("暂停")),
        Move("resume", from_=(S.PAUSED,), to=S.OPEN, label=_("恢复")),
    ],
)

OPEN_STATES = (S.VERIFYING, S.AWAITING, S.OPEN, S.COVERED, S.DELIVERING, S.PAUSED)
CLOSED_STATES = (S.COMPLETED, S.RETURNED, S.MERGED, S.WITHDRAWN, S.GOVERNMENT)


class CommitmentState(models.TextChoices):
    """The five money words; `pledged` is not here because a promise never counts towards the gap."""

    HELD = "held", _("付款中")
    RESERVED = "reserved", _("冻结")
    PAID = "paid", _("拨付")
    DELIVERED = "delivered", _("交付")
    RELEASED = "released", _("已释放")


M = CommitmentState
COMMITMENT = LifeCycle(
    name=_("资金安排"),
    states=CommitmentState,
    initial=(M.HELD, M.RESERVED),
    moves=[
        Move("reserve", from_=(M.HELD,), to=M.RESERVED, label=_("冻结")),
        Move("pay", from_=(M.RESERVED,), to=M.PAID, label=_("拨付")),
        Move("deliver", from_=(M.PAID, M.RESERVED), to=M.DELIVERED, label=_("交付")),
        Move("release", from_=(M.HELD, M.RESERVED), to=M.RELEASED, label=_("释放")),
    ],
)
