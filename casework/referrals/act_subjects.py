"""A referral, as acts are done to it. Locks in the order case, referral."""

from casework.referrals.access import is_recipient, may_supervise
from casework.referrals.models import Referral
from casework.referrals.states import CASE_REFERRAL, RECIPIENT, REFERRAL, REMINDER, SUPERVISOR
from common.acts.subjects import Facts, Subject
from needs.access import in_area
from needs.act_subjects import CASES
from needs.models import Case
from organisations.models import User


def may_remind(user: User, referral: Referral) -> bool:
    return user.pk in (referral.sent_by_id, referral.case.owner_id) or may_supervise(user, referral)


# what this room does to a case: each sending makes a referral of its own
CASE_REFERRALS = Subject(CASE_REFERRAL, Case, facts=CASES.facts, may=in_area)
REFERRALS = Subject(
    REFERRAL,
    Referral,
    facts=lambda referral: Facts(
        case_id=referral.case_id,
        county=referral.county_id,
        organisation_id=referral.recipient_id,
        data={"number": referral.number, "recipient": referral.recipient.name},
    ),
    ids=lambda referral: {"referral_id": referral.pk},
    key="referral:{row.pk}:{topic}:{row.round}:{stamp}",
    may=lambda user, referral, permission: in_area(user, referral.case, permission),
    relations={RECIPIENT: is_recipient, SUPERVISOR: may_supervise, REMINDER: may_remind},
    before=lambda referral: CASES.locked(referral.case_id),
    related=("case__household", "recipient", "sender", "consent"),
)
