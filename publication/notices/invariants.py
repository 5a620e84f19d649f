"""No notice in the fast track; in track C the whole period before the grant (SA 48); proofs as they were signed."""

from hashlib import sha256

from django.conf import settings
from django.db.models import Q

from common.calendar import working_days_between
from common.invariants import Breaches, invariant
from needs.models import StatutoryAid
from publication.notices.models import CaseNotice, NoticeProof
from publication.notices.selectors import EXPENDITURE, GRANTED, NEVER_NOTICED, TEMPORARY
from publication.notices.states import PASSED


@invariant
def who_is_protected_hangs_on_no_board() -> Breaches:
    """Only cases of the expenditure track have a notice, and no protected household."""
    odd = CaseNotice.objects.filter(
        ~Q(case__track=EXPENDITURE) | Q(case__cause__in=NEVER_NOTICED) | Q(case__household__sensitive=True)
    )
    yield from (f"case {number}" for number in odd.values_list("case__number", flat=True))


@invariant
def aid_of_the_expenditure_track_had_its_notice() -> Breaches:
    """The amount hung on the board for the whole period before it was granted, where the place asks for a notice."""
    if not settings.NOTICE_BEFORE_DECISION:
        return
    links = CaseNotice.objects.filter(notice__state__in=PASSED).select_related("notice")
    passed = {link.case_id: link.notice for link in links.order_by("notice__drafted_at")}
    granted = StatutoryAid.objects.filter(
        aid_type=TEMPORARY, state=GRANTED, case__track=EXPENDITURE, case__household__sensitive=False
    ).exclude(case__cause__in=NEVER_NOTICED)
    for aid in granted.select_related("case"):
        notice = passed.get(aid.case_id)
        if (
            notice is None
            or notice.posted_at is None
            or notice.ended_at is None
            or notice.ended_at > aid.recorded_at
            or aid.amount_fen > notice.amount_fen
        ):
            yield f"aid of {aid.case.number} without its notice"
        elif working_days_between(notice.posted_at, notice.ended_at) < notice.working_days:
            yield f"notice of {aid.case.number} was short"


@invariant
def a_proof_shows_the_notice_as_it_hung() -> Breaches:
    """The text of a notice is the one whose hash its proof carries."""
    for proof in NoticeProof.objects.select_related("notice__place"):
        if proof.sha256 != sha256(proof.notice.text().encode()).hexdigest():
            yield f"proof of {proof.notice.slug}"
