"""Invariant 3 (domain reference §7.7): no notice in the fast track; in track C the whole period before the grant."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import Q

from common.calendar import working_days_between
from needs.models import StatutoryAid
from publication.notices.models import CaseNotice, NoticeProof
from publication.notices.selectors import EXPENDITURE, NEVER_NOTICED, TEMPORARY
from publication.notices.states import PASSED


def notices_before_decisions() -> Iterator[str]:
    odd = CaseNotice.objects.filter(
        ~Q(case__track=EXPENDITURE) | Q(case__cause__in=NEVER_NOTICED) | Q(case__household__sensitive=True)
    )
    yield from (f"case {link.case.number} must have no notice" for link in odd.select_related("case")[:5])
    links = CaseNotice.objects.filter(notice__state__in=PASSED).select_related("notice")
    passed = {link.case_id: link.notice for link in links.order_by("notice__drafted_at")}
    granted = StatutoryAid.objects.filter(
        aid_type=TEMPORARY, state="granted", case__track=EXPENDITURE, case__household__sensitive=False
    ).exclude(case__cause__in=NEVER_NOTICED)
    for aid in granted.select_related("case"):
        notice = passed.get(aid.case_id)
        if notice is None or notice.ended_at > aid.recorded_at or aid.amount_fen > notice.amount_fen:
            yield f"aid of {aid.case.number} without its notice"
        elif working_days_between(notice.posted_at, notice.ended_at) < notice.working_days:
            yield f"notice of {aid.case.number} was short"
    for proof in NoticeProof.objects.select_related("notice__place"):
        if proof.sha256 != sha256(proof.notice.text().encode()).hexdigest():
            yield f"proof of {proof.notice.slug}"
