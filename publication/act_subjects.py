"""The rows of publication that acts are done to. The case is locked first, then its text, its notice, the objection."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from needs.access import in_area
from needs.act_subjects import CASES
from needs.models import Case
from publication.models import PublicNeed
from publication.states import CASE_TEXT, PUBLIC_NEED


class AuthorApproves(Refusal):
    def __init__(self) -> None:
        super().__init__(_("公开文字要由作者以外的人批准。"))


def case_of(need: PublicNeed) -> Case:
    """A public need offers no way to its case; only this package asks for it."""
    return Case.objects.get(public_need=need.pk)


def text_facts(need: PublicNeed) -> Facts:
    case = case_of(need)
    return Facts(case_id=case.pk, county=case.county_id, data={"number": case.number})


# what publication does to a case that has no text yet
CASE_TEXTS = Subject(CASE_TEXT, Case, facts=CASES.facts, may=in_area)
PUBLIC_NEEDS = Subject(
    PUBLIC_NEED,
    PublicNeed,
    facts=text_facts,
    ids=lambda need: {"case_id": case_of(need).pk, "public_need_id": need.pk},
    key="need:{row.pk}:{done}",
    may=lambda user, need, permission: in_area(user, case_of(need), permission),
    before=lambda need: CASES.locked(case_of(need).pk),
    four_eyes=AuthorApproves,
)
