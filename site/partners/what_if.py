"""“What if” for those who give: their own programmes and funds, answered in counts that point at nobody.

Households below ten are not told, larger counts are rounded to five, and money only where the households are told
(trust reference §2.5): a difference of one household beside a narrow condition would be somebody.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from common.attempts import attempt
from funds.access import may_manage as may_manage_fund
from funds.access import own_funds
from funds.models import Fund
from matching.forms import WhatIfForm
from matching.models import SourceKind
from matching.runs.what_if import Answer, areas_around, what_if
from organisations.models import User
from organisations.permissions import Permission as P
from partners.door import for_people_with
from partners.frame import page
from partners.preview import SMALLEST_TOLD
from programmes.access import may_manage as may_manage_programme
from programmes.access import own_programmes
from programmes.models import Programme
from workspace.door import SignedIn

ROUNDED_TO = 5
ROUNDED_FEN = 1_000_00


@dataclass(frozen=True)
class Told:
    """`None` is “fewer than ten”; money in fen, whole thousands of yuan."""

    households: int | None
    fen: int | None

    @classmethod
    def of(cls, answer: Answer) -> "Told":
        if answer.more_households < SMALLEST_TOLD:
            return cls(None, None)
        return cls(answer.more_households // ROUNDED_TO * ROUNDED_TO, answer.more_fen // ROUNDED_FEN * ROUNDED_FEN)


@for_people_with(P.MANAGE_PROGRAMMES, P.MANAGE_FUND)
def ask(request: SignedIn) -> HttpResponse:
    rows = _own(request.user)
    regions = {one.region_id: one.region for one in rows.values()}
    areas = {area.pk: area for region in regions.values() for area in areas_around(region)}
    form = WhatIfForm(
        request.GET or None,
        counties=None,
        sources=[(key, one.title) for key, one in rows.items()],
        areas=sorted(areas.values(), key=lambda one: one.pk),
    )
    told: list[Told] = []
    attempt(request, form, lambda data: told.append(Told.of(what_if(data["source"], form.change, at=timezone.now()))))
    return page(
        request,
        "what_if.html",
        {"form": form, "told": told[0] if told else None, "asked": bool(told)},
        status=422 if form.is_bound and form.errors else 200,
    )


def _own(user: User) -> dict[str, Programme | Fund]:
    """Running programmes and funds that this person manages, by the optimiser's key."""
    programmes = own_programmes(user).filter(state="running", kind="cash").select_related("region", "charity")
    funds = own_funds(user).filter(state="running").select_related("region", "enterprise")
    return {
        **{f"{SourceKind.PROGRAMME}:{one.pk}": one for one in programmes if may_manage_programme(user, one)},
        **{f"{SourceKind.FUND}:{one.pk}": one for one in funds if may_manage_fund(user, one)},
    }
