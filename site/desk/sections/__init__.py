"""The rail of the office: each feature's section is declared in the module of its name; here stands their order."""

from django.utils.translation import gettext_lazy as _

from desk.sections import (
    audit,
    cases,
    changes,
    clues,
    complaints,
    duplicates,
    emerging,
    home,
    interests,
    limits,
    matches,
    notices,
    referrals,
    reports,
    reserves,
    resources,
    review,
    stations,
    texts,
    time_limits,
)
from organisations.roles import Workspace
from workspace.sections import Rail

RAIL = Rail(
    title=_("民政工作台"),
    sections=(
        home.SECTION,
        clues.SECTION,
        duplicates.SECTION,
        cases.SECTION,
        texts.SECTION,
        matches.SECTION,
        review.SECTION,
        changes.SECTION,
        reserves.SECTION,
        resources.SECTION,
        emerging.SECTION,
        complaints.SECTION,
        stations.SECTION,
        reports.SECTION,
        referrals.SECTION,
        limits.SECTION,
        time_limits.SECTION,
        interests.SECTION,
        notices.SECTION,
        audit.SECTION,
    ),
    roles=frozenset({Workspace.DESK, Workspace.REPORTS}),
)
