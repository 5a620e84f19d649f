"""Funds and top-ups, as acts are done to them."""

from django.utils.translation import gettext_lazy as _

from common.acts.subjects import Facts, Subject
from common.acts.tables import ActTable
from common.errors import Refusal
from funds import access
from funds.models import Fund, FundAgreement, TopUp
from funds.states import FUND, REVIEWER, TOP_UP, TOPS_UP


class AuthorApproves(Refusal):
    """Four eyes: who set a fund up, submitted or signed it does not approve it."""

    def __init__(self) -> None:
        super().__init__(_("基金的设立人、签署人和提交人不能审核自己的基金。"))


class SamePerson(Refusal):
    """Four eyes: who announced the money does not confirm it."""

    def __init__(self) -> None:
        super().__init__(_("登记追加资金的人不能自己确认到账。"))


FUNDS = Subject(
    FUND,
    Fund,
    facts=lambda fund: Facts(county=fund.region_id, organisation_id=fund.enterprise_id),
    ids=lambda fund: {"fund_id": fund.pk},
    # it may be submitted and sent back several times: the moment tells one time from the next
    key="{topic}:{row.pk}:{stamp:.6f}",
    may=lambda user, fund, _permission: access.may_manage(user, fund),
    relations={REVIEWER: access.may_review, TOPS_UP: access.may_top_up},
    related=("enterprise", "custodian", "region"),
    four_eyes=AuthorApproves,
)
AGREEMENTS = Subject(
    ActTable([]),
    FundAgreement,
    facts=lambda signed: Facts(
        of=signed.fund,
        county=signed.fund.region_id,
        organisation_id=signed.fund.enterprise_id,
        data={"number": signed.number, "sha256": signed.sha256[:12]},
    ),
    ids=lambda signed: {"fund_id": signed.fund_id},
    key="fund:{row.fund_id}:signed:{row.number}",
)
TOP_UPS = Subject(
    TOP_UP,
    TopUp,
    facts=lambda top_up: Facts(
        county=top_up.fund.region_id,
        organisation_id=top_up.fund.enterprise_id,
        data={"amount_fen": top_up.amount_fen},
    ),
    ids=lambda top_up: {"top_up_id": top_up.pk},
    key="top_up:{row.pk}:{done}",
    may=lambda user, top_up, _permission: access.may_confirm(user, top_up.fund),
    relations={TOPS_UP: lambda user, top_up: access.may_top_up(user, top_up.fund)},
    related=("fund__enterprise", "fund__custodian"),
    four_eyes=SamePerson,
)
