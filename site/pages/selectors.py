"""Which published needs a page shows, in which order. Only `needs.access.public_needs()` is ever read.

`search_needs` is the one door for the search box: the words go to `search.services`, all else to the database.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Case, F, IntegerField, Prefetch, QuerySet, Value, When

from donations.models import Claim
from organisations.models import Qualification
from pages.facets import FACETS, condition_of, with_gap_band
from programmes.selectors import can_receive_gifts
from publication.access import public_needs
from publication.models import PublicNeed, PublicStep
from publication.states import PublicState
from search.services import Narrowed, narrowed

MAX_TERMS = 5
MAX_QUERY = 60
FOR_CARDS = ("county",)
MAIN_STEPS = ("reported", "verified", "covered", "delivered", "confirmed")
SPACE = re.compile(r"[\s,，、;；]+")

# What “most urgent” and the other orders mean. `pk` settles every tie, so no need is shown twice or skipped over pages.
SORTS: Mapping[str, Sequence[str]] = {
    "urgent": ("deadline_on", "urgency_rank", "approved_at", "pk"),
    "nearly": ("goods_last", "open_fen", "deadline_on", "pk"),
    "newest": ("-approved_at", "pk"),
}


def shown_needs() -> QuerySet[PublicNeed]:
    """Everything that has a public address, with what its page draws."""
    return public_needs().select_related(*FOR_CARDS)


def open_needs() -> QuerySet[PublicNeed]:
    """求助中: what can still be helped. Covered and closed needs keep their page but leave the list."""
    return public_needs().filter(state=PublicState.PUBLISHED)


def for_cards(needs: QuerySet[PublicNeed]) -> QuerySet[PublicNeed]:
    return needs.select_related(*FOR_CARDS).prefetch_related("items")


def ordered(needs: QuerySet[PublicNeed], sort: str = "urgent") -> QuerySet[PublicNeed]:
    rank = Case(
        *[When(urgency=value, then=Value(place)) for place, value in enumerate(("red", "orange", "yellow"))],
        default=Value(3),
        output_field=IntegerField(),
    )
    goods_last = Case(When(open_fen__lte=0, then=Value(1)), default=Value(0), output_field=IntegerField())
    return with_gap_band(needs).annotate(urgency_rank=rank, goods_last=goods_last).order_by(*SORTS[sort])


def matching(q: str) -> Narrowed:
    """Open needs that contain every word of `q`; asked once per page, since it may ask another server."""
    return narrowed(with_gap_band(open_needs()), q)


def search_needs(
    q: str = "",
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "urgent",
    among: QuerySet[PublicNeed] | None = None,
) -> QuerySet[PublicNeed]:
    """Needs that match the words and pass the filters: or within a facet, and across facets.

    `among` is what `matching(q)` found, where the caller has it already.
    """
    needs = matching(q).rows if among is None else among
    for name, values in (filters or {}).items():
        if values:
            needs = needs.filter(condition_of(FACETS[name], values))
    return ordered(needs, sort)


def terms_of(q: str) -> list[str]:
    """The words of a query, full-width letters and spaces included; long input is cut, not refused."""
    plain = unicodedata.normalize("NFKC", q)[:MAX_QUERY]
    return list(dict.fromkeys(term for term in SPACE.split(plain) if term))[:MAX_TERMS]


def most_urgent(count: int) -> QuerySet[PublicNeed]:
    return for_cards(ordered(open_needs()))[:count]


def most_urgent_to_give(on: date) -> PublicNeed | None:
    """The first need in order of urgency that lacks money and whose programme may take gifts on this day.

    A fixed number of queries: programmes are judged once each, however many needs they have accepted.
    """
    claims = _live_claims().filter(public_need__in=open_needs())
    programmes = {claim.programme_id: claim.programme for claim in claims}
    able = [pk for pk, programme in programmes.items() if can_receive_gifts(programme, on) is None]
    claimed = {claim.public_need_id for claim in claims if claim.programme_id in able}
    return ordered(with_gap_band(open_needs().filter(pk__in=claimed)).filter(open_fen__gt=0)).first()


def live_claim_of(need: PublicNeed) -> Claim | None:
    """The programme that accepted this need, with everything that has to be shown before anybody pays."""
    return _live_claims().filter(public_need=need).first()


def _live_claims() -> QuerySet[Claim]:
    certificates = Prefetch("programme__charity__qualifications", Qualification.objects.order_by("valid_to"))
    return (
        Claim.objects.filter(ended_at__isnull=True)
        .select_related("programme__charity", "programme__region")
        .prefetch_related(certificates)
    )


def open_needs_of(programme) -> QuerySet[PublicNeed]:
    """Open needs that this programme has accepted, most urgent first."""
    return ordered(open_needs().filter(claims__programme=programme, claims__ended_at__isnull=True))


def similar_needs(need: PublicNeed, count: int = 3) -> QuerySet[PublicNeed]:
    """Other open needs of the same kind, those of the same county first."""
    near = Case(When(county=need.county_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    others = ordered(open_needs().filter(category=need.category).exclude(pk=need.pk))
    return for_cards(others.annotate(near=near).order_by("near", "deadline_on", "pk"))[:count]


def latest_completed(count: int) -> QuerySet[PublicNeed]:
    """Closed needs whose delivery is on record: a promise is not a result. `main_steps` is how it went, in short."""
    delivered = public_needs().filter(state=PublicState.CLOSED, steps__kind__in=["delivered", "confirmed"]).distinct()
    steps = Prefetch("steps", PublicStep.objects.filter(kind__in=MAIN_STEPS), to_attr="main_steps")
    return (
        delivered.select_related(*FOR_CARDS)
        .prefetch_related(steps)
        .order_by(F("closed_at").desc(nulls_last=True), "pk")[:count]
    )
