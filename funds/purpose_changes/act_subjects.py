"""A change of use, as acts are done to it. The fund is locked first, as everywhere, then the request."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.errors import Refusal
from funds.act_subjects import FUNDS
from funds.purpose_changes import access
from funds.purpose_changes.models import PurposeChange
from funds.purpose_changes.states import ASKER, CHANGE, CUSTODIAN, THEIR_TURN, WITHDRAWER
from organisations.models import User
from organisations.permissions import Permission as P


class SamePerson(Refusal):
    """Three sides are three people."""

    def __init__(self) -> None:
        super().__init__(_("企业、托管方和民政部门须由三位不同的人员分别同意。"))


def may(user: User, change: PurposeChange, permission: str) -> bool:
    if permission == P.APPROVE_FUND:
        return access.may_approve(user, change)
    return access.may_request(user, change.fund)


CHANGES = Subject(
    CHANGE,
    PurposeChange,
    facts=lambda change: Facts(county=change.region_id, organisation_id=change.fund.enterprise_id),
    ids=lambda change: {"change_id": change.pk},
    key="purpose_change:{row.pk}:{done}",
    may=may,
    relations={
        ASKER: lambda user, change: access.may_request(user, change.fund) or access.may_suggest(user, change.fund),
        CUSTODIAN: lambda user, change: access.may_agree(user, change.fund),
        THEIR_TURN: access.is_their_turn,
        # a request that has ended is refused by its life cycle, in words
        WITHDRAWER: lambda user, change: not change.is_open or access.may_withdraw(user, change),
    },
    before=lambda change: FUNDS.lock(change.fund),
    related=("region", "fund__enterprise", "fund__custodian", "fund__region"),
    four_eyes=SamePerson,
)
