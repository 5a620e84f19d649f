"""The verbs of giving. Each is one function; this page is their index."""

from donations.services.bank_lines import LineDiffers, LineUsed, confirm_line, gift_of_reference
from donations.services.capture import NotAsAsked, capture
from donations.services.claims import AlreadyClaimed, claim, end_claim
from donations.services.gifts import (
    LEAST_FEN,
    MOST_FEN,
    AboveGap,
    AmountOutOfRange,
    CannotReceive,
    NotAccepted,
    NotDeclared,
    PaymentUnderWay,
    check_amount,
    check_target,
    start_gift,
)
from donations.services.in_kind import ITEMS_OF_PLEDGE, check_in_kind, make_pledge_in_kind, receive_pledged, take_up
from donations.services.inbox import process_event, process_stored, reconcile, store
from donations.services.payments import AlreadyPaid, NoSuchChannel, fail, pay, take_back
from donations.services.payouts import NothingToPayOut, SumChanged, confirm_payout, pay_out, report_payout
from donations.services.pledges import (
    cancel_pledge,
    check_pledge,
    expire_pledges,
    give_back_pledge,
    make_pledge,
    use_pledge,
)
from donations.services.surplus import follow_surplus_rule

__all__ = [
    "ITEMS_OF_PLEDGE",
    "LEAST_FEN",
    "MOST_FEN",
    "AboveGap",
    "AlreadyClaimed",
    "AlreadyPaid",
    "AmountOutOfRange",
    "CannotReceive",
    "LineDiffers",
    "LineUsed",
    "NoSuchChannel",
    "NotAccepted",
    "NotAsAsked",
    "NotDeclared",
    "NothingToPayOut",
    "PaymentUnderWay",
    "SumChanged",
    "cancel_pledge",
    "capture",
    "check_amount",
    "check_in_kind",
    "check_pledge",
    "check_target",
    "claim",
    "confirm_line",
    "confirm_payout",
    "end_claim",
    "expire_pledges",
    "fail",
    "follow_surplus_rule",
    "give_back_pledge",
    "gift_of_reference",
    "make_pledge",
    "make_pledge_in_kind",
    "pay",
    "pay_out",
    "process_event",
    "process_stored",
    "receive_pledged",
    "reconcile",
    "report_payout",
    "start_gift",
    "store",
    "take_back",
    "take_up",
    "use_pledge",
]
