"""The life cycles of the demand side and what else is done to its rows, each as one table that reads aloud.

Buttons, the database's own check and the parametrised tests all come from these tables. Labels are the product's
labels everywhere.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.acts.tables import ANYONE, SYSTEM, Act, ActTable, LifeCycle, Move, Silent
from organisations.permissions import Permission as P

CASE_WORKER = "case_worker"  # whoever verifies or decides in the case's area; an auditor sees it and changes nothing
REPORTER = "reporter"  # whose own report it is


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
        Move(
            "take",
            from_=(C.RECEIVED,),
            to=C.TAKEN,
            label=_("接手"),
            permission=P.TAKE_CLUE,
            audit="clue.taken",
            topic="clue.taken",
            repeatable=True,
        ),
        Move(
            "hand_over",
            from_=(C.TAKEN,),
            to=C.TAKEN,
            label=_("移交"),
            permission=P.TAKE_CLUE,
            audit="clue.handed_over",
            topic="clue.taken",
            key="clue:{row.pk}:handed:{stamp}",
        ),
        Move(
            "open_case",
            from_=(C.TAKEN,),
            to=C.OPENED,
            label=_("立案"),
            permission=P.OPEN_CASE,
            audit="case.opened",
            topic="case.opened",
        ),
        Move(
            "merge",
            from_=(C.RECEIVED, C.TAKEN),
            to=C.MERGED,
            label=_("合并"),
            permission=P.DECIDE_DUPLICATE,
            audit="clue.merged",
            topic="clue.merged",
        ),
        Move(
            "return",
            from_=(C.TAKEN,),
            to=C.RETURNED,
            label=_("退回"),
            permission=P.TAKE_CLUE,
            audit="clue.returned",
            topic="clue.returned",
        ),
    ],
    acts=[
        Act("report", permission=ANYONE, audit="clue.reported", topic="clue.reported", new=True),
        Act(
            "escalate",
            permission=P.TAKE_CLUE,
            audit="clue.escalated",
            topic=Silent("whoever escalates has the clue; the queue shows its new clock at once"),
        ),
        Act("ask", permission=P.TAKE_CLUE, audit="clue.asked", topic="clue.asked"),
    ],
)
QUESTION = ActTable([Act("answer", permission=REPORTER, audit="clue.answered", topic="clue.answered")])
DUPLICATE = ActTable(
    [
        Act(
            "decide_different",
            permission=P.DECIDE_DUPLICATE,
            audit="duplicate.different",
            topic=Silent("nothing follows: the pair is only not raised again"),
        )
    ]
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
GAP_CHANGED = "gap.changed"
GAP_KEY = "case:{row.pk}:gap_changed:{row.version}"
FILE_ONLY = Silent("it changes the file, which whoever works on the case has open")
CASE = LifeCycle(
    name=_("求助"),
    states=CaseState,
    initial=S.VERIFYING,
    moves=[
        Move(
            "confirm_gap",
            from_=(S.VERIFYING,),
            to=S.AWAITING,
            label=_("确认缺口"),
            permission=P.CONFIRM_GAP,
            audit="case.gap_confirmed",
            topic="case.gap_confirmed",
            key="case:{row.pk}:gap:{row.version}",
        ),
        Move(
            "send_back",
            from_=(S.AWAITING,),
            to=S.VERIFYING,
            label=_("退回核实"),
            permission=P.APPROVE_PUBLIC_TEXT,
            audit="case.sent_back",
            topic=Silent("the case is back in the queue of those who verify"),
        ),
        Move(
            "publish",
            from_=(S.AWAITING,),
            to=S.OPEN,
            label=_("批准公开"),
            permission=P.APPROVE_PUBLIC_TEXT,
            audit=Silent("need.published, in the same transaction, names the case"),
            topic=Silent("need.published, in the same transaction, names the case"),
        ),
        Move(
            "open_unpublished",
            from_=(S.AWAITING,),
            to=S.OPEN,
            label=_("不公开，直接对接"),
            permission=P.APPROVE_PUBLIC_TEXT,
            audit="case.opened_unpublished",
            topic="case.open",
            key="case:{row.pk}:open:{row.version}",
            not_by=("gap_confirmed_by",),
        ),
        Move(
            "cover",
            from_=(S.OPEN,),
            to=S.COVERED,
            label=_("缺口已补足"),
            permission=SYSTEM,
            audit="case.covered",
            topic=GAP_CHANGED,
            key=GAP_KEY,
        ),
        Move(
            "uncover",
            from_=(S.COVERED,),
            to=S.OPEN,
            label=_("缺口重新出现"),
            permission=SYSTEM,
            audit="case.uncovered",
            topic=GAP_CHANGED,
            key=GAP_KEY,
        ),
        Move(
            "deliver",
            from_=(S.OPEN, S.COVERED, S.DELIVERING),
            to=S.DELIVERING,
            label=_("开始救助"),
            permission=SYSTEM,
            audit="case.delivering",
            topic=Silent("the delivery that starts it is announced itself"),
        ),
        Move(
            "complete",
            from_=(S.OPEN, S.DELIVERING, S.COVERED),
            to=S.COMPLETED,
            label=_("办结"),
            permission=CASE_WORKER,
            audit="case.completed",
            topic="case.completed",
        ),
        Move(
            "reopen",
            from_=(S.DELIVERING,),
            to=S.OPEN,
            label=_("继续求助"),
            permission=SYSTEM,
            audit="case.uncovered",
            topic=GAP_CHANGED,
            key=GAP_KEY,
        ),
        Move(
            "return",
            from_=(S.VERIFYING,),
            to=S.RETURNED,
            label=_("退回"),
            permission=P.EDIT_CASE,
            audit="case.returned",
            topic="case.ended",
        ),
        Move(
            "merge",
            from_=(S.VERIFYING,),
            to=S.MERGED,
            label=_("合并"),
            permission=P.DECIDE_DUPLICATE,
            audit="case.merged",
            topic="case.ended",
        ),
        Move(
            "withdraw",
            from_=(S.VERIFYING, S.AWAITING, S.OPEN, S.COVERED, S.PAUSED),
            to=S.WITHDRAWN,
            label=_("撤回"),
            permission=P.EDIT_CASE,
            audit="case.withdrawn",
            topic="case.ended",
        ),
        Move(
            "to_government",
            from_=(S.VERIFYING, S.AWAITING, S.OPEN),
            to=S.GOVERNMENT,
            label=_("转政府救助"),
            permission=P.EDIT_CASE,
            audit="case.to_government",
            topic="case.ended",
        ),
        Move(
            "pause",
            from_=(S.OPEN,),
            to=S.PAUSED,
            label=_("暂停"),
            permission=P.EDIT_CASE,
            audit="case.paused",
            topic=Silent("the next run reads the state; what runs goes on"),
        ),
        Move(
            "resume",
            from_=(S.PAUSED,),
            to=S.OPEN,
            label=_("恢复"),
            permission=P.EDIT_CASE,
            audit="case.resumed",
            topic=Silent("the next run reads the state"),
        ),
    ],
    acts=[
        Act("hand_over", permission=P.EDIT_CASE, audit="case.handed_over", topic=FILE_ONLY),
        Act("note", permission=CASE_WORKER, audit="case.noted", topic=FILE_ONLY),
        Act("join", permission=P.DECIDE_DUPLICATE, audit="case.joined", topic=FILE_ONLY),
        Act("add_item", permission=P.EDIT_CASE, audit="item.added", topic=FILE_ONLY),
        Act("sign_first", permission=P.VERIFY_CASE, audit="verification.signed", topic=FILE_ONLY),
        Act("record_aid", permission=P.VERIFY_CASE, audit="aid.recorded", topic="aid.recorded"),
        Act("grant_aid", permission=P.CONFIRM_GAP, audit="aid.recorded", topic="aid.recorded"),
        Act("record_consent", permission=P.RECORD_CONSENT, audit="consent.recorded", topic="consent.recorded"),
    ],
)
ITEM = ActTable(
    [
        Act("verify", permission=P.VERIFY_CASE, audit="item.verified", topic=FILE_ONLY),
        Act("remove", permission=P.EDIT_CASE, audit="item.removed", topic=FILE_ONLY),
        Act(
            "cover",
            permission=SYSTEM,
            audit="commitment.made",
            topic=Silent("what covers the item is announced by whoever gives it; a gap that closes by gap.changed"),
        ),
    ]
)
VERIFICATION = ActTable(
    [
        Act(
            "sign_second",
            permission=P.VERIFY_CASE,
            audit="verification.signed",
            topic=FILE_ONLY,
            not_by=("first_by",),
        )
    ]
)
CONSENT = ActTable([Act("withdraw", permission=P.RECORD_CONSENT, audit="consent.withdrawn", topic="consent.withdrawn")])
AID = ActTable([])

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
BY_ITS_SOURCE = Silent("the gift, match or service behind it is announced; a gap that changes by gap.changed")
COMMITMENT = LifeCycle(
    name=_("资金安排"),
    states=CommitmentState,
    initial=(M.HELD, M.RESERVED),
    moves=[
        Move(
            "reserve",
            from_=(M.HELD,),
            to=M.RESERVED,
            label=_("冻结"),
            permission=SYSTEM,
            audit="commitment.reserved",
            topic=BY_ITS_SOURCE,
            repeatable=True,
        ),
        Move(
            "pay",
            from_=(M.RESERVED,),
            to=M.PAID,
            label=_("拨付"),
            permission=SYSTEM,
            audit="commitment.paid",
            topic=BY_ITS_SOURCE,
            repeatable=True,
        ),
        Move(
            "deliver",
            from_=(M.PAID, M.RESERVED),
            to=M.DELIVERED,
            label=_("交付"),
            permission=SYSTEM,
            audit="commitment.delivered",
            topic=BY_ITS_SOURCE,
            repeatable=True,
        ),
        Move(
            "release",
            from_=(M.HELD, M.RESERVED),
            to=M.RELEASED,
            label=_("释放"),
            permission=SYSTEM,
            audit="commitment.released",
            topic=BY_ITS_SOURCE,
            repeatable=True,
        ),
    ],
)
