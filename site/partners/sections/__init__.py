"""The rail of charities, service bodies and enterprises: each section is declared in the module of its name; here stands
their order."""

from django.utils.translation import gettext_lazy as _

from organisations.roles import Workspace
from partners.sections import (
    approvals,
    assignments,
    cases,
    custody,
    funds,
    gifts,
    grants,
    home,
    matches,
    pledges,
    programmes,
    referrals,
    resources,
    transfers,
    volunteers,
    what_if,
)
from workspace.sections import Rail

RAIL = Rail(
    title=_("机构工作台"),
    sections=(
        home.SECTION,
        matches.SECTION,
        cases.SECTION,
        referrals.SECTION,
        gifts.SECTION,
        transfers.SECTION,
        programmes.SECTION,
        resources.SECTION,
        volunteers.SECTION,
        assignments.SECTION,
        pledges.SECTION,
        custody.SECTION,
        approvals.SECTION,
        funds.SECTION,
        grants.SECTION,
        what_if.SECTION,
    ),
    roles=frozenset({Workspace.PARTNERS}),
)
