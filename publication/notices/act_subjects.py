"""The rows of public notices that acts are done to. Locks in the order case, notice, objection."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from needs.access import in_area
from needs.act_subjects import CASES
from needs.models import Case
from publication.notices.models import NoticeObjection, PublicNotice
from publication.notices.states import CASE_NOTICE, NOTICE, OBJECTION


class OwnDraft(Refusal):
    def __init__(self) -> None:
        super().__init__(_("公示内容要由拟稿人以外的人核对。"))


def case_of(notice: PublicNotice) -> Case:
    """A notice offers no way to its case; only this room asks for it."""
    return Case.objects.get(notice_links__notice=notice.pk)


def lock_notice(objection: NoticeObjection) -> PublicNotice:
    return NOTICES.lock(objection.notice)


def objection_facts(objection: NoticeObjection) -> Facts:
    case = case_of(objection.notice)
    data = {"notice": objection.notice.slug, "number": objection.number}
    return Facts(of=objection.notice, case_id=case.pk, county=case.county_id, data=data)


def notice_facts(notice: PublicNotice) -> Facts:
    case = case_of(notice)
    return Facts(case_id=case.pk, county=case.county_id, data={"notice": notice.slug})


# what this room does to a case that has no notice yet
CASE_NOTICES = Subject(CASE_NOTICE, Case, facts=CASES.facts, may=in_area)
NOTICES = Subject(
    NOTICE,
    PublicNotice,
    facts=notice_facts,
    ids=lambda notice: {"notice_id": notice.pk, "case_id": case_of(notice).pk},
    key="notice:{row.pk}:{topic}:{stamp}",
    may=lambda user, notice, permission: in_area(user, case_of(notice), permission),
    before=lambda notice: CASES.locked(case_of(notice).pk),
    related=("place", "county"),
    four_eyes=OwnDraft,
)
OBJECTIONS = Subject(
    OBJECTION,
    NoticeObjection,
    facts=objection_facts,
    ids=lambda objection: {"notice_id": objection.notice_id, "case_id": case_of(objection.notice).pk},
    key="notice:{row.notice_id}:{topic}:{stamp}",
    may=lambda user, objection, permission: in_area(user, case_of(objection.notice), permission),
    before=lock_notice,
    related=("notice",),
)
