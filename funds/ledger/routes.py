"""The accounts map of the ledger: which code moves money from which kind of account to which, and how.

This table is the one place. The database's function `ledger_route` is generated from it (`route_rule.py`), the CHECK on
two people reads `TWO_PEOPLE`, and `services.post` and `services.resolve` look up what they write. A new event of the
world is a code, its routes, and a migration that repeats `0005_routes`.
"""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    FUND = "fund", _("资金")
    BUDGET = "budget", _("预算")
    PAYABLE = "payable", _("应付救助款")
    RESERVE = "reserve", _("备用金")
    CLEARING = "clearing", _("支付待清算")
    BANK = "bank", _("银行存款")
    FEES = "fees", _("手续费")
    RECEIVABLE = "receivable", _("应收款")
    GOV_RESERVE = "gov_reserve", _("政府救助资金")
    TREASURY = "treasury", _("财政")


class Kind(models.TextChoices):
    """A `pending` transfer counts against the limit at once; a `post` or a `void` ends it, once."""

    SINGLE = "single", _("直接入账")
    PENDING = "pending", _("预留")
    POST = "post", _("确认")
    VOID = "void", _("撤销")


class Code(models.TextChoices):
    """What happened in the world."""

    GIFT = "gift", _("收到捐赠")
    TOP_UP = "top_up", _("注入资金")
    RESERVE_FILL = "reserve_fill", _("补充备用金")
    FEE = "fee", _("支付手续费")
    PAYOUT = "payout", _("转入银行")
    BUDGET = "budget", _("安排预算")
    BUDGET_RETURN = "budget_return", _("退回预算")
    COMMITMENT = "commitment", _("承诺救助款")
    DISBURSEMENT = "disbursement", _("拨付救助款")
    RELEASE = "release", _("解除承诺")
    EXPIRY = "expiry", _("承诺到期")
    BANK_PROOF = "bank_proof", _("银行付款")
    BOUNCE = "bounce", _("银行退汇")
    REFUND = "refund", _("预留退款")
    REFUND_DONE = "refund_done", _("退款完成")
    REFUND_FAILED = "refund_failed", _("退款失败")
    REFUND_RETURNED = "refund_returned", _("退款退回")
    DISPUTE = "dispute", _("支付争议")
    DISPUTE_LOST = "dispute_lost", _("争议扣款")
    DISPUTE_WON = "dispute_won", _("争议解除")
    SHORTFALL = "shortfall", _("垫付差额")
    REALLOCATION = "reallocation", _("调剂资金")
    APPROPRIATION = "appropriation", _("安排救助资金")
    ALLOTMENT = "allotment", _("下拨备用金")
    CARRY_OVER = "carry_over", _("结转下年")


class Route(NamedTuple):
    """One row of the map. `resolves` is the code of the pending transfer that a `post` or a `void` ends."""

    kind: Kind
    code: Code
    debit: AccountKind
    credit: AccountKind
    resolves: Code | None = None
    two_people: bool = False


A, C, K = AccountKind, Code, Kind

ROUTES: tuple[Route, ...] = (
    # what comes in, and what its way costs
    Route(K.SINGLE, C.GIFT, A.CLEARING, A.FUND),
    Route(K.SINGLE, C.GIFT, A.BANK, A.FUND),
    Route(K.SINGLE, C.TOP_UP, A.BANK, A.FUND),
    Route(K.SINGLE, C.RESERVE_FILL, A.BANK, A.RESERVE),
    Route(K.SINGLE, C.FEE, A.FEES, A.CLEARING),
    Route(K.SINGLE, C.PAYOUT, A.BANK, A.CLEARING),
    # what is set aside within a book
    Route(K.SINGLE, C.BUDGET, A.FUND, A.BUDGET),
    Route(K.SINGLE, C.BUDGET_RETURN, A.BUDGET, A.FUND),
    Route(K.SINGLE, C.REALLOCATION, A.FUND, A.FUND, two_people=True),
    # a grant: promised, then paid (in whole or in part), given back or expired; what the bank then did
    Route(K.PENDING, C.COMMITMENT, A.BUDGET, A.PAYABLE),
    Route(K.PENDING, C.COMMITMENT, A.FUND, A.PAYABLE),
    Route(K.POST, C.DISBURSEMENT, A.BUDGET, A.PAYABLE, resolves=C.COMMITMENT),
    Route(K.POST, C.DISBURSEMENT, A.FUND, A.PAYABLE, resolves=C.COMMITMENT),
    Route(K.VOID, C.RELEASE, A.BUDGET, A.PAYABLE, resolves=C.COMMITMENT),
    Route(K.VOID, C.RELEASE, A.FUND, A.PAYABLE, resolves=C.COMMITMENT),
    Route(K.VOID, C.EXPIRY, A.BUDGET, A.PAYABLE, resolves=C.COMMITMENT),
    Route(K.VOID, C.EXPIRY, A.FUND, A.PAYABLE, resolves=C.COMMITMENT),
    Route(K.SINGLE, C.BANK_PROOF, A.PAYABLE, A.BANK),
    Route(K.SINGLE, C.BOUNCE, A.BANK, A.PAYABLE),
    # a refund is held back before the provider is asked; a dispute while it is open (won and lost share an effect key)
    Route(K.PENDING, C.REFUND, A.FUND, A.CLEARING),
    Route(K.POST, C.REFUND_DONE, A.FUND, A.CLEARING, resolves=C.REFUND),
    Route(K.VOID, C.REFUND_FAILED, A.FUND, A.CLEARING, resolves=C.REFUND),
    Route(K.SINGLE, C.REFUND_RETURNED, A.CLEARING, A.FUND),  # it failed after it was reported as done
    Route(K.PENDING, C.DISPUTE, A.FUND, A.CLEARING),
    Route(K.POST, C.DISPUTE_LOST, A.FUND, A.CLEARING, resolves=C.DISPUTE),
    Route(K.VOID, C.DISPUTE_WON, A.FUND, A.CLEARING, resolves=C.DISPUTE),
    # the fund could not carry a fact: the reserve does, else a receivable from the holder
    Route(K.SINGLE, C.SHORTFALL, A.RESERVE, A.CLEARING),
    Route(K.SINGLE, C.SHORTFALL, A.RECEIVABLE, A.CLEARING),
    # the government's money, in books of its own; a payment order does not expire
    Route(K.SINGLE, C.APPROPRIATION, A.TREASURY, A.GOV_RESERVE, two_people=True),
    Route(K.SINGLE, C.ALLOTMENT, A.GOV_RESERVE, A.GOV_RESERVE, two_people=True),
    Route(K.SINGLE, C.CARRY_OVER, A.GOV_RESERVE, A.GOV_RESERVE, two_people=True),
    Route(K.PENDING, C.COMMITMENT, A.GOV_RESERVE, A.TREASURY),
    Route(K.POST, C.DISBURSEMENT, A.GOV_RESERVE, A.TREASURY, resolves=C.COMMITMENT),
    Route(K.VOID, C.RELEASE, A.GOV_RESERVE, A.TREASURY, resolves=C.COMMITMENT),
)

#: Codes that no service books yet, and the issue that brings the one that will.
AWAITED: dict[Code, int] = {
    C.RESERVE_FILL: 12,
    C.FEE: 12,
    C.PAYOUT: 12,
    C.BUDGET: 12,
    C.BUDGET_RETURN: 12,
    C.EXPIRY: 12,
    C.BOUNCE: 12,
    C.REFUND: 12,
    C.REFUND_DONE: 12,
    C.REFUND_FAILED: 12,
    C.REFUND_RETURNED: 12,
    C.DISPUTE: 12,
    C.DISPUTE_LOST: 12,
    C.DISPUTE_WON: 12,
    C.SHORTFALL: 12,
}

#: How a code is written: each has one kind, whatever accounts it moves.
KIND_OF: dict[Code, Kind] = {route.code: route.kind for route in ROUTES}

#: Nothing of these moves without two people; in the order of the table, which the database's CHECK repeats.
TWO_PEOPLE: list[Code] = list(dict.fromkeys(route.code for route in ROUTES if route.two_people))
