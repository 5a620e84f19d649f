"""A1 今日待办: whoever has one of these starts here; reporters and station keepers start elsewhere."""

from django.utils.translation import gettext_lazy as _

from casework.complaints import access as complaints
from organisations.permissions import Permission as P
from workspace.sections import Section

SECTION = Section(
    "desk:home",
    _("今日待办"),
    "list-checks",
    (P.SEE_CASES, P.SEE_CLUES, P.SEE_RESERVES, P.ANSWER_REFERRAL, P.ANALYSE_SIGNALS, *complaints.ROOM),
)
