"""The same questions asked of the database: slower, always right; for an engine that is down, stale or switched off."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest
from elasticsearch_dsl import Document

from needs.causes import Category, ItemCategory
from publication.models import PublicItem
from search.analysis import Query
from search.documents import MIDDLE_FEN, SMALL_FEN, URGENCY_ORDER, NeedDocument, labels_of
from search.engines.base import Hit, Page, Request

NEED_COLUMNS = {
    "category": "category",
    "county": "county_id",
    "gap_band": "by_gap_band",
    "urgency": "urgency",
    "state": "state",
}
PROGRAMME_COLUMNS = {"form": "kind", "region": "region_id", "state": "state"}
NEED_ORDERS = {
    "urgent": ("deadline_on", "by_urgency", "approved_at", "by_slug"),
    "nearly": ("by_goods_last", "by_open_fen", "deadline_on", "by_slug"),
    "newest": ("-approved_at", "by_slug"),
    "relevance": ("by_title", "deadline_on", "by_slug"),
}


def search(document: type[Document], request: Request) -> Page:
    """What the engines answer, from the same rows."""
    columns = NEED_COLUMNS if document is NeedDocument else PROGRAMME_COLUMNS
    found = containing(_prepared(document), request.query, document)
    chosen = {columns[name]: values for name, values in request.chosen.items()}
    page = _ordered(document, _filtered(found, chosen), request)
    facets = {
        name: _counts(_filtered(found, chosen, leave_out=columns[name]), columns[name]) for name in request.facets
    }
    return Page([Hit(slug) for slug in page[request.offset : request.offset + request.size]], page.count(), facets)


def containing(rows: QuerySet, query: Query, document: type[Document] = NeedDocument) -> QuerySet:
    """The rows in which every word of the query occurs, in one of the searched columns."""
    if query.finds_nothing:
        return rows.none()
    conditions = _need_contains if document is NeedDocument else _programme_contains
    for term in query.terms:
        rows = rows.filter(conditions(term.text))
    return rows


def _need_contains(term: str) -> Q:
    wanted = PublicItem.objects.filter(public_need=OuterRef("pk"), category__in=_named(ItemCategory, term))
    return (
        _any(term, "title", "story", "county__name", "county__name_en")
        | Q(category__in=_named(Category, term))
        | Q(Exists(wanted))
    )


def _named(choices: type[TextChoices], term: str) -> list[str]:
    return [one.value for one in choices if any(term in label.lower() for label in labels_of(one.label))]


def _programme_contains(term: str) -> Q:
    return _any(
        term,
        "name",
        "name_en",
        "purpose",
        "purpose_en",
        "standard",
        "standard_en",
        "charity__name",
        "charity__name_en",
        "region__name",
        "region__name_en",
    )


def _any(term: str, *columns: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": term})
    return found


def _prepared(document: type[Document]) -> QuerySet:
    rows = document.rows()
    if document is not NeedDocument:
        return rows
    gap = F("need_fen") - F("government_fen") - F("charity_fen") - F("gifts_fen")
    ranks = [When(urgency=value, then=Value(rank)) for value, rank in URGENCY_ORDER.items()]
    return rows.annotate(
        by_open_fen=Greatest(gap, Value(0)),
        by_slug=Cast("slug", TextField(db_collation="C")),
        by_urgency=Case(*ranks, default=Value(3), output_field=IntegerField()),
    ).annotate(
        by_goods_last=Case(When(by_open_fen=0, then=Value(1)), default=Value(0), output_field=IntegerField()),
        by_gap_band=Case(
            When(by_open_fen=0, then=Value("goods")),
            When(by_open_fen__lte=SMALL_FEN, then=Value("small")),
            When(by_open_fen__lte=MIDDLE_FEN, then=Value("middle")),
            default=Value("large"),
            output_field=CharField(),
        ),
    )


def _filtered(rows: QuerySet, chosen: Mapping[str, Sequence[str]], leave_out: str = "") -> QuerySet:
    for column, values in chosen.items():
        if column != leave_out:
            rows = rows.filter(**{f"{column}__in": values})
    return rows


def _ordered(document: type[Document], rows: QuerySet, request: Request) -> QuerySet:
    """By relevance: what has the first word in its title first; the database knows no better."""
    if document is not NeedDocument:
        return rows.order_by("name", "slug").values_list("slug", flat=True)
    first = request.query.terms[0].text if request.query.terms else ""
    in_title = Case(When(title__icontains=first, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(by_title=in_title).order_by(*NEED_ORDERS[request.sort]).values_list("slug", flat=True)


def _counts(rows: QuerySet, column: str) -> dict[str, int]:
    pairs: Any = rows.order_by().values(column).annotate(n=Count("pk")).values_list(column, "n")
    return {str(value): n for value, n in pairs}
