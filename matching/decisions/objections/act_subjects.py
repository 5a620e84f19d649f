"""A family's objection, as acts are done to it: raised by whoever works on the case or by the family, answered by an approver."""

from common.acts.subjects import Facts, Subject
from matching.decisions.objections.models import Objection
from matching.states import CASE_OBJECTION, CASE_PEOPLE, OBJECTION
from needs.access import in_area
from needs.act_subjects import CASES
from needs.models import Case
from organisations.models import User
from organisations.permissions import Permission as P


def works_on(user: User, case: Case) -> bool:
    return any(in_area(user, case, one) for one in (P.VERIFY_CASE, P.RECORD_CONSENT, P.APPROVE_MATCH))


CASE_OBJECTIONS = Subject(CASE_OBJECTION, Case, facts=CASES.facts, relations={CASE_PEOPLE: works_on})
MATCH_OBJECTIONS = Subject(
    OBJECTION,
    Objection,
    facts=lambda row: Facts(
        case_id=row.case_id,
        county=row.case.county_id,
        data={"kind": row.kind, "number": row.match.number if row.match else row.case.number},
    ),
    ids=lambda row: {"objection_id": row.pk},
    key="objection:{row.pk}:{done}",
    may=lambda user, row, permission: in_area(user, row.case, permission),
    related=("case", "match", "answered_by"),
)
