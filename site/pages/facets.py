"""The four facets of the list: what can be chosen, and how many needs each choice would show.

A count is taken under the choices of all other facets, so choosing one value alone shows exactly that many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from common.regions.models import Region
from needs.causes import NEEDED_WITHIN, Category

MOST_COUNTIES = 12  # a longer list is not read; the search box finds the others

GAP_BANDS = [
    ("small", _("1,000 元以内")),
    ("middle", _("1,000—5,000 元")),
    ("large", _("5,000 元以上")),
    ("goods", _("只缺物资或服务")),
]


@dataclass(frozen=True)
class Facet:
    """`field` is the column that holds the value; `choices` are fixed, except for counties."""

    name: str
    label: Any
    field: str
    choices: Sequence[tuple[str, Any]] = ()


FACETS: Mapping[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet("category", _("困难类型"), "category", Category.choices),
        Facet("county", _("地区"), "county"),
        Facet("gap", _("还差多少"), "gap_band", GAP_BANDS),
        Facet("urgency", _("紧急程度"), "urgency", NEEDED_WITHIN),
    )
}


def with_gap_band(needs: QuerySet) -> QuerySet:
    """`open_fen` is what is missing in money, `gap_band` its band; without a gap in money it is goods or services."""
    if "gap_band" in needs.query.annotations:
        return needs
    gap = F("need_fen") - F("government_fen") - F("charity_fen") - F("gifts_fen")
    band = Case(
        When(open_fen__lte=0, then=Value("goods")),
        When(open_fen__lte=100_000, then=Value("small")),
        When(open_fen__lte=500_000, then=Value("middle")),
        default=Value("large"),
        output_field=CharField(),
    )
    return needs.annotate(open_fen=gap).annotate(gap_band=band)


def condition_of(facet: Facet, values: Sequence[str]) -> Q:
    return Q(**{f"{facet.field}__in": list(values)})


def chosen(facet: Facet, values: Sequence[str]) -> list[str]:
    """What of the address is a choice at all; the rest is ignored, not refused."""
    wanted = list(dict.fromkeys(values))
    if not wanted:
        return []
    known = {str(value) for value, _label in facet.choices} if facet.choices else _existing(wanted)
    return [value for value in wanted if value in known]


def _existing(codes: Sequence[str]) -> set[str]:
    sound = [code for code in codes if len(code) == 12 and code.isascii() and code.isdigit()]
    return set(Region.objects.filter(code__in=sound).values_list("code", flat=True))


def options(facet: Facet, needs: QuerySet, values: Sequence[str]) -> list[dict[str, Any]]:
    """`needs` is filtered by the other facets only. One query, and for counties a second for their names."""
    rows = needs.order_by().values(facet.field).annotate(n=Count("pk")).values_list(facet.field, "n")
    counts = {str(value): count for value, count in rows}
    labels = facet.choices or _counties(counts, values)
    return [
        {"value": str(value), "label": label, "count": counts.get(str(value), 0), "selected": str(value) in values}
        for value, label in labels
    ]


def _counties(counts: Mapping[str, int], values: Sequence[str]) -> list[tuple[str, str]]:
    """The counties with the most needs, and whatever is chosen, in the order of their codes."""
    most = sorted(counts, key=lambda code: (-counts[code], code))[:MOST_COUNTIES]
    regions = Region.objects.filter(code__in={*most, *values}).order_by("code")
    return [(region.code, region.local_name) for region in regions]
