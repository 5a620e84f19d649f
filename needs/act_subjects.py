"""The rows of the demand side that acts are done to. Locks in this order everywhere: case, items by pk, what hangs on them."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from needs.access import clue_in_area, in_area
from needs.models import Case, Clue, ClueQuestion, Commitment, Consent, DuplicateFinding, NeedItem, StatutoryAid
from needs.models import Verification as VerificationRow
from needs.states import (
    AID,
    CASE,
    CASE_WORKER,
    CLUE,
    COMMITMENT,
    CONSENT,
    DUPLICATE,
    ITEM,
    QUESTION,
    REPORTER,
    VERIFICATION,
    ClueState,
)
from organisations.models import User
from organisations.permissions import Permission as P


class GapConfirmerOpens(Refusal):
    def __init__(self) -> None:
        super().__init__(_("确认缺口的人不能自己批准对接。"))


class SamePerson(Refusal):
    def __init__(self) -> None:
        super().__init__(_("核实要由两个人签字，您已经签过一次。"))


def lock_case(row: NeedItem | VerificationRow | Consent) -> Case:
    return CASES.locked(row.case_id)


def lock_case_and_items(commitment: Commitment) -> Case:
    case = Case.objects.select_for_update().get(items__commitments=commitment.pk)
    list(case.items.select_for_update().order_by("pk"))
    return case


def works_on(user: User, case: Case) -> bool:
    return any(in_area(user, case, one) for one in (P.VERIFY_CASE, P.APPROVE_PUBLIC_TEXT))


CLUES = Subject(
    CLUE,
    Clue,
    facts=lambda clue: Facts(
        case_id=clue.case_id if clue.state == ClueState.MERGED else None,
        county=clue.county_id,
        data={"number": clue.number},
    ),
    ids=lambda clue: {"clue_id": clue.pk},
    key="clue:{row.pk}:{done}",
    may=clue_in_area,
)
QUESTIONS = Subject(
    QUESTION,
    ClueQuestion,
    facts=lambda question: Facts(
        of=question.clue, county=question.clue.county_id, data={"number": question.clue.number}
    ),
    ids=lambda question: {"question_id": question.pk},
    key="question:{row.pk}:{done}",
    relations={REPORTER: lambda user, question: question.clue.reporter_id == user.pk},
    related=("clue",),
)
DUPLICATES = Subject(
    DUPLICATE,
    DuplicateFinding,
    facts=lambda finding: Facts(
        case_id=finding.case_id, county=finding.clue.county_id, data={"number": finding.clue.number}
    ),
    may=lambda user, finding, permission: clue_in_area(user, finding.clue, permission),
    related=("clue",),
)
CASES = Subject(
    CASE,
    Case,
    facts=lambda case: Facts(case_id=case.pk, county=case.county_id, data={"number": case.number}),
    ids=lambda case: {"case_id": case.pk},
    key="case:{row.pk}:{done}",
    may=in_area,
    relations={CASE_WORKER: works_on},
    four_eyes=GapConfirmerOpens,
    version="version",
)
ITEMS = Subject(
    ITEM,
    NeedItem,
    facts=lambda item: Facts(case_id=item.case_id, county=item.case.county_id, data={"category": item.category}),
    may=lambda user, item, permission: in_area(user, item.case, permission),
    before=lock_case,
    related=("case",),
)
VERIFICATIONS = Subject(
    VERIFICATION,
    VerificationRow,
    facts=lambda one: Facts(case_id=one.case_id, county=one.case.county_id, data={"number": one.case.number}),
    may=lambda user, one, permission: in_area(user, one.case, permission),
    before=lock_case,
    related=("case",),
    four_eyes=SamePerson,
)
AIDS = Subject(
    AID,
    StatutoryAid,
    facts=lambda aid: Facts(
        case_id=aid.case_id,
        county=aid.case.county_id,
        data={"aid_type": aid.aid_type, "state": aid.state, "amount_fen": aid.amount_fen},
    ),
    ids=lambda aid: {"case_id": aid.case_id},
    key="aid:{row.pk}",
)
CONSENTS = Subject(
    CONSENT,
    Consent,
    facts=lambda consent: Facts(
        case_id=consent.case_id,
        county=consent.case.county_id,
        organisation_id=consent.recipient_id,
        data={"purpose": consent.purpose},
    ),
    ids=lambda consent: {"case_id": consent.case_id, "consent_id": consent.pk},
    key="consent:{row.pk}:{done}",
    may=lambda user, consent, permission: in_area(user, consent.case, permission),
    before=lock_case,
    related=("case",),
)
COMMITMENTS = Subject(
    COMMITMENT,
    Commitment,
    facts=lambda one: Facts(
        case_id=one.item.case_id,
        county=one.item.case.county_id,
        data={"source": one.source_label, "amount_fen": one.amount_fen or 0},
    ),
    before=lock_case_and_items,
    related=("item__case",),
)
