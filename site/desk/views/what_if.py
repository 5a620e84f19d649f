"""“If the cap were 8,000, the budget 200,000 more, the area the whole city”: asked, answered, nothing written."""

from django.utils import timezone

from common.attempts import attempt
from common.regions.models import Level, Region
from desk.frame import page
from desk.views.runs import officers
from matching.eligibility.candidates import reaching
from matching.eligibility.sources import open_sources
from matching.forms import WhatIfForm
from matching.models import SourceKind
from matching.runs.what_if import what_if
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from workspace.door import SignedIn


@officers
def ask(request: SignedIn):
    counties = list(_counties(request.user))
    everything = [one for one in open_sources(timezone.localdate()) if one.kind != SourceKind.PLEDGE]
    sources = {one.key: one for county in counties for one in reaching(everything, county)}
    form = WhatIfForm(
        request.GET or None,
        counties=counties,
        sources=[(key, one.name) for key, one in sources.items()],
        areas=_areas(counties),
    )
    answers: list = []
    attempt(
        request,
        form,
        lambda data: answers.append(
            what_if(data["source"], form.change, at=timezone.now(), area=_chosen(counties, data["county"]))
        ),
    )
    return page(
        request,
        "what_if.html",
        {"form": form, "answer": answers[0] if answers else None},
        status=422 if form.is_bound and form.errors else 200,
    )


def _counties(user: User):
    prefixes = [*access.region_prefixes(user, P.RUN_MATCHING), *access.region_prefixes(user, P.APPROVE_MATCH)]
    return (
        Region.objects.filter(access.within_regions(prefixes, "code"), level=Level.COUNTY)
        .with_ancestors()
        .order_by("code")
    )


def _areas(counties) -> list[Region]:
    """The own counties, and the cities around them."""
    cities = {city.pk: city for county in counties for city in county.ancestors() if city.level == Level.CITY}
    return [*cities.values(), *counties]


def _chosen(counties, code: str) -> Region:
    return next(one for one in counties if one.pk == code)
