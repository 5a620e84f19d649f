"""The list page from its address: filters, search, order, page, and every link that changes one of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pages import selectors
from pages.cards import need_cards
from pages.facets import FACETS, chosen, options
from pages.nearest import nearest_categories
from search.services import NOTICE

PER_PAGE = 10
SORT_LABELS = {"urgent": _("最紧急"), "nearly": _("即将补足"), "newest": _("最新")}


def listing(query: QueryDict) -> dict[str, Any]:
    """Everything the template needs. The number of queries does not depend on the number of needs."""
    q = " ".join(selectors.terms_of(query.get("q", "")))
    sort = query.get("sort", "") if query.get("sort", "") in SORT_LABELS else "urgent"
    filters = {name: chosen(facet, query.getlist(name)) for name, facet in FACETS.items()}
    matching = selectors.matching(q)
    facets = _facets(matching.rows, filters)
    found = selectors.search_needs(filters=filters, sort=sort, among=matching.rows)
    page = Paginator(selectors.for_cards(found), PER_PAGE).get_page(query.get("page"))
    state = {"q": q, "sort": sort, "filters": filters}
    return {
        **state,
        "search_notice": NOTICE if q and matching.degraded else "",
        "page_obj": page,
        "total": page.paginator.count,
        "needs": need_cards(page.object_list, selectors.terms_of(q)),
        "facets": facets,
        "keep": _kept(q, sort),
        "chips": _chips(facets, filters, q, sort),
        "clear_url": address(),
        "sorts": [
            {"label": label, "url": address(q, name, filters), "current": name == sort}
            for name, label in SORT_LABELS.items()
        ],
        "nearest": [] if page.paginator.count else _nearest(q),
    }


def address(q: str = "", sort: str = "urgent", filters: Mapping[str, Sequence[str]] | None = None) -> str:
    """The query string of a state of the list, always in the same order, defaults left out."""
    parts = [*_kept(q, sort).items(), *((name, value) for name, values in (filters or {}).items() for value in values)]
    return f"?{urlencode(parts)}"


def _kept(q: str, sort: str) -> dict[str, str]:
    return {name: value for name, value, default in (("q", q, ""), ("sort", sort, "urgent")) if value != default}


def _facets(matching: QuerySet, filters: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    rows = []
    for name, facet in FACETS.items():
        rest = {key: values for key, values in filters.items() if key != name}
        others = selectors.search_needs(filters=rest, among=matching)
        if choices := options(facet, others, filters[name]):
            rows.append({"name": name, "label": facet.label, "many": True, "options": choices})
    return rows


def _chips(
    facets: list[dict[str, Any]], filters: Mapping[str, Sequence[str]], q: str, sort: str
) -> list[dict[str, Any]]:
    """One chip for each choice, leading to the list without it."""
    chips = [{"label": f"“{q}”", "url": address("", sort, filters)}] if q else []
    for row in facets:
        for option in row["options"]:
            if option["selected"]:
                rest = [value for value in filters[row["name"]] if value != option["value"]]
                chips.append({"label": option["label"], "url": address(q, sort, {**filters, row["name"]: rest})})
    return chips


def _nearest(q: str) -> list[dict[str, Any]]:
    return [{**row, "url": address(filters={"category": [row["value"]]})} for row in nearest_categories(q)]
