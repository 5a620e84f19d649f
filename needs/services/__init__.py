"""The verbs of the demand side. Each is one function; this page is their index."""

from needs.services.aid import record_aid
from needs.services.cases import add_note, complete_case, hand_over_case, open_case, pause_case, resume_case
from needs.services.clues import (
    answer_question,
    ask_reporter,
    escalate_clue,
    hand_over_clue,
    report_clue,
    return_clue,
    take_clue,
)
from needs.services.consents import record_consent, withdraw_consent
from needs.services.coverage import (
    NothingLeft,
    commit,
    hold_for_gift,
    mark_delivered,
    mark_paid,
    release,
    release_expired_holds,
    remaining_fen,
    reserve_held,
)
from needs.services.duplicates import decide_different, find_duplicates, merge_clue
from needs.services.endings import end_case, merge_case
from needs.services.gap import confirm_gap, send_back_case
from needs.services.items import add_item, remove_item, verify_item
from needs.services.verification import sign_first, sign_second

__all__ = [
    "NothingLeft",
    "add_item",
    "add_note",
    "answer_question",
    "ask_reporter",
    "commit",
    "complete_case",
    "confirm_gap",
    "decide_different",
    "end_case",
    "escalate_clue",
    "find_duplicates",
    "hand_over_case",
    "hand_over_clue",
    "hold_for_gift",
    "mark_delivered",
    "mark_paid",
    "merge_case",
    "merge_clue",
    "open_case",
    "pause_case",
    "record_aid",
    "record_consent",
    "release",
    "release_expired_holds",
    "remaining_fen",
    "remove_item",
    "report_clue",
    "reserve_held",
    "resume_case",
    "return_clue",
    "send_back_case",
    "sign_first",
    "sign_second",
    "take_clue",
    "verify_item",
    "withdraw_consent",
]
