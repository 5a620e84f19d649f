"""Recognising a household that is already known, and a person's decision about it. Nothing is merged by itself."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.crypto import blind_index
from needs.act_subjects import CLUES, DUPLICATES
from needs.models import Case, Clue, DuplicateFinding, Person
from needs.services.guards import require_reason
from needs.states import OPEN_STATES
from organisations.models import User
from privacy.internal import unseal
from privacy.purposes import Internal

NAME = "needs.Person.name"
ID_NO = "needs.Person.id_no"

SIGNALS = {
    "id_no": _("身份证号相同"),
    "phone": _("电话相同"),
    "name_township": _("姓名与街道（乡镇）相同"),
}
STRONG = DuplicateFinding.Strength.STRONG
WEAK = DuplicateFinding.Strength.WEAK


def find_duplicates(*, clue: Clue, at: datetime) -> list[DuplicateFinding]:
    """Open cases that may be about the household of this clue: the same phone is strong, name and township weak.

    A pair that somebody already decided about is not raised again.
    """
    found: dict = {}
    people = Person.objects.filter(household__cases__state__in=OPEN_STATES, household__county=clue.county)
    if clue.household_phone_index:
        for case in _cases(people.filter(phone_index=clue.household_phone_index)):
            found[case.pk] = (case, "phone", STRONG)
    if clue.household_name and clue.township_id:
        for case in _cases(people.filter(name_index=_name_index(clue), household__township=clue.township)):
            found.setdefault(case.pk, (case, "name_township", WEAK))
    decided = set(DuplicateFinding.objects.filter(clue=clue).values_list("case_id", flat=True))
    return [
        DuplicateFinding.objects.create(clue=clue, case=case, signal=signal, strength=strength, found_at=at)
        for case, signal, strength in found.values()
        if case.pk not in decided
    ]


def same_name(clue: Clue, person: Person) -> bool:
    """Does the clue name this person? Told by the digest, so that nobody has to read either name."""
    return bool(clue.household_name) and _name_index(clue) == person.name_index


def _name_index(clue: Clue) -> str:
    return blind_index(unseal(clue.household_name, purpose=Internal.BLIND_COMPARISON), NAME)


def same_person_cases(*, id_no: str, county) -> list[Case]:
    """Open cases in the county of a person with this number, before a second case is opened for them."""
    return _cases(
        Person.objects.filter(
            id_index=blind_index(id_no, ID_NO), household__county=county, household__cases__state__in=OPEN_STATES
        )
    )


def _cases(people) -> list[Case]:
    households = people.values_list("household_id", flat=True)
    return list(Case.objects.filter(household_id__in=households, state__in=OPEN_STATES).distinct())


def merge_clue(*, clue: Clue, case: Case, reason: str, by: User, at: datetime) -> Clue:
    """It is the same household: the clue joins the case; its words and files stay its own, its number leads there."""
    with (doing := act(CLUES, clue, "merge", by=by, at=at, case=case.number)) as clue:
        reason = require_reason(reason)
        if case.county_id != clue.county_id:  # nobody reaches with a clue into another county's file
            raise PermissionDenied
        clue.case, clue.closed_reason = case, reason
        doing.ids["case_id"] = case.pk
        DuplicateFinding.objects.filter(clue=clue, case=case, decision="").update(
            decision=DuplicateFinding.Decision.SAME, decided_at=at, decided_by=by, reason=reason
        )
    return clue


def decide_different(*, finding: DuplicateFinding, reason: str, by: User, at: datetime) -> DuplicateFinding:
    """Not the same household: remembered, so that the pair is not raised again."""
    with (doing := act(DUPLICATES, finding, "decide_different", by=by, at=at)) as finding:
        reason = require_reason(reason)
        if finding.decision:
            return doing.repeated(finding)
        finding.decision = DuplicateFinding.Decision.DIFFERENT
        finding.decided_at, finding.decided_by, finding.reason = at, by, reason
    return finding
