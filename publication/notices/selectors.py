"""What other verbs ask about notices: is one needed before this decision, and did it run its full time?"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.money import Money
from needs.causes import NEVER_PUBLISHED, Cause
from publication.notices.models import CaseNotice, PublicNotice
from publication.notices.states import PASSED, UNDER_WAY

EXPENDITURE, TEMPORARY, GRANTED = "expenditure", "temporary_aid", "granted"
OVER = ("refused", "not_applicable")
# Violence at home; children without anybody (HC11): who is protected is never put on a board (SA 61, PIPL 25, 28).
NEVER_NOTICED = frozenset({*NEVER_PUBLISHED, Cause.CHILD})


class NoticeMissing(Refusal):
    def __init__(self, sentence) -> None:
        super().__init__(sentence, field="amount_fen")


def is_protected(case) -> bool:
    return Cause(case.cause) in NEVER_NOTICED or case.household.sensitive


def is_due(case) -> bool:
    """Track C asks for a notice before the decision (SA 48), unless the place has none or the household is protected."""
    return case.track == EXPENDITURE and settings.NOTICE_BEFORE_DECISION and not is_protected(case)


def notices_of(case):
    return PublicNotice.objects.filter(pk__in=CaseNotice.objects.filter(case=case).values("notice"))


def under_way(case) -> PublicNotice | None:
    return notices_of(case).filter(state__in=UNDER_WAY).order_by("-drafted_at").first()


def passed(case) -> PublicNotice | None:
    """The last notice, if it ran to its end; one that was upheld or withdrawn after it counts for nothing."""
    last = notices_of(case).order_by("-drafted_at").first()
    return last if last is not None and last.state in PASSED else None


def require_passed(case, amount_fen: int) -> None:
    """Called before temporary aid is granted: the amount must have hung there, all of it, for the whole period."""
    if not is_due(case):
        return
    notice = passed(case)
    if notice is None:
        raise NoticeMissing(_("支出型个案要先公示期满，才能给予临时救助。"))
    if amount_fen > notice.amount_fen:
        raise NoticeMissing(_("金额超过公示的 %(amount)s，请重新公示。") % {"amount": Money(notice.amount_fen).text})


def blocker(case) -> str:
    """Why the gap cannot be confirmed yet; empty when nothing stands in the way."""
    if not is_due(case) or passed(case) is not None:
        return ""
    looked_at = case.statutory_aids.filter(aid_type=TEMPORARY)
    if looked_at.filter(state__in=OVER).exists():
        return ""  # nothing will be granted, so nothing hangs on the board
    return str(_("支出型个案：临时救助要先公示期满，或登记为不符合、不适用。"))
