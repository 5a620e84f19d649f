"""The verbs of a public notice and of an objection to it. Each is one function; this page is their index."""

from publication.notices.services.notices import check_notice, draft_notice, end_notices, post_notice, withdraw_notice
from publication.notices.services.objections import decide_objection, object_to_notice, take_objection

__all__ = [
    "check_notice",
    "decide_objection",
    "draft_notice",
    "end_notices",
    "object_to_notice",
    "post_notice",
    "take_objection",
    "withdraw_notice",
]
