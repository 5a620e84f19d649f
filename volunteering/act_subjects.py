"""One voluntary service, as acts are done to it. Locks in this order: case, its items by pk, assignment, volunteer."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from needs.access import in_area
from needs.act_subjects import CASES
from needs.models import Case, NeedItem
from organisations.models import User
from organisations.permissions import Permission as P
from programmes.volunteers.access import works_for
from volunteering.models import Assignment
from volunteering.states import ASSIGNMENT, CASE_SERVICE, EITHER_SIDE


class ReporterVerifies(Refusal):
    def __init__(self) -> None:
        super().__init__(_("时长由您登记，请由另一人核实。"))


def lock_case_and_items(assignment: Assignment) -> Case:
    case = CASES.locked(assignment.case_id)
    list(NeedItem.objects.select_for_update().filter(case=case).order_by("pk"))
    return case


def may(user: User, assignment: Assignment, permission: str) -> bool:
    if permission == P.MANAGE_VOLUNTEERS:
        return works_for(user, assignment.organisation_id, P.MANAGE_VOLUNTEERS)
    return in_area(user, assignment.case, P(permission))


def either_side(user: User, assignment: Assignment) -> bool:
    return may(user, assignment, P.EDIT_CASE) or may(user, assignment, P.MANAGE_VOLUNTEERS)


# what this room does to a case: each proposal makes an assignment of its own
CASE_SERVICES = Subject(CASE_SERVICE, Case, facts=CASES.facts, may=in_area, related=("household", "county"))
ASSIGNMENTS = Subject(
    ASSIGNMENT,
    Assignment,
    facts=lambda one: Facts(
        case_id=one.case_id,
        county=one.county_id,
        organisation_id=one.organisation_id,
        data={"number": one.number},
    ),
    ids=lambda one: {"assignment_id": one.pk},
    key="assignment:{row.pk}:{done}",
    may=may,
    relations={EITHER_SIDE: either_side},
    before=lock_case_and_items,
    related=("case__household", "case__county", "item", "organisation", "volunteer__region", "commitment"),
    four_eyes=ReporterVerifies,
)
