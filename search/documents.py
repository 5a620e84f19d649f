"""What is searchable, one class per index; built only from what anybody may read.

Fields use the core of Elasticsearch alone (no cjk_bigram, no scaled_float, no search_as_you_type): text arrives cut
into tokens by `search.analysis` and is split at spaces. A hit is an address: what is shown is read again from the
database. The embedded engine derives its schema from the same classes.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zlib import crc32

from django.db.models import Model, QuerySet
from django.utils.timezone import get_default_timezone
from django.utils.translation import override
from elasticsearch_dsl import Date, Document, Integer, Keyword, Long, Text

from common.items import ItemKind
from needs.causes import Category, ItemCategory
from programmes.models import Programme
from programmes.states import ProgrammeState
from publication.access import public_needs
from publication.models import PublicNeed
from search import analysis

LANGUAGES = ("zh-hans", "en")
URGENCY_ORDER = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
SMALL_FEN, MIDDLE_FEN = 100_000, 500_000  # the bands of the public list (`pages.facets`; a test holds them together)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR = 10**17  # microseconds; taken from, the newest sorts first


def _words(**options: Any) -> Text:
    return Text(analyzer="whitespace", **options)


class NeedDocument(Document):
    """A published need. `order_…` are whole sort keys that end with the address: no two are equal in any engine."""

    slug = Keyword()
    title = _words()
    story = _words()
    kind = _words()
    place = _words()
    characters = _words(norms=False, index_options="docs")
    category = Keyword()
    county = Keyword()
    county_name = Keyword()
    urgency = Keyword()
    gap_band = Keyword()
    state = Keyword()
    deadline = Date()
    gap_fen = Long()
    coverage = Integer()
    order_urgent = Keyword()
    order_nearly = Keyword()
    order_newest = Keyword()
    version = Long()

    class Index:
        name = "needs"

    text_fields = {"title": 3.0, "kind": 2.0, "place": 1.0, "story": 1.0}
    facets = ("category", "county", "gap_band", "urgency", "state")
    sorts = {"urgent": "order_urgent", "nearly": "order_nearly", "newest": "order_newest"}
    shown = ("title", "story")

    @staticmethod
    def rows() -> QuerySet[PublicNeed]:
        """The only rows that may be in the index, and the only ones a hit is read from."""
        return public_needs().select_related("county").prefetch_related("items")

    @staticmethod
    def version_of(row: PublicNeed) -> int:
        return microseconds(row.updated_at)

    @classmethod
    def of(cls, need: PublicNeed) -> "NeedDocument":
        wanted = [label for item in need.items.all() for label in labels_of(ItemCategory(item.category).label)]
        labels = [*labels_of(Category(need.category).label), *wanted]
        places = [need.county.name, need.county.name_en]
        rank, approved = URGENCY_ORDER.get(need.urgency, 3), microseconds(need.approved_at)
        gap, deadline, slug = need.gap_fen, need.deadline_on.isoformat(), need.slug
        return cls(
            slug=slug,
            title=analysis.stored(need.title),
            story=analysis.stored(need.story),
            kind=analysis.stored(*labels),
            place=analysis.stored(*places),
            characters=analysis.stored_characters(need.title, need.story, *labels, *places),
            category=need.category,
            county=need.county_id,
            county_name=need.county.name,
            urgency=need.urgency,
            gap_band=gap_band(gap),
            state=need.state,
            deadline=datetime.combine(need.deadline_on, time(), tzinfo=get_default_timezone()),
            gap_fen=gap,
            coverage=100 * need.secured_fen // need.need_fen if need.need_fen else 0,
            order_urgent=f"{deadline} {rank} {approved:018d} {slug}",
            order_nearly=f"{int(gap <= 0)} {max(gap, 0):018d} {deadline} {slug}",
            order_newest=f"{FAR - approved:018d} {slug}",
            version=cls.version_of(need),
        )


class ProgrammeDocument(Document):
    """An approved programme; a stopped one keeps its public page and is found."""

    slug = Keyword()
    title = _words()
    purpose = _words()
    kind = _words()
    place = _words()
    charity = _words()
    characters = _words(norms=False, index_options="docs")
    form = Keyword()
    region = Keyword()
    state = Keyword()
    order_name = Keyword()
    version = Long()

    class Index:
        name = "programmes"

    text_fields = {"title": 3.0, "charity": 2.0, "kind": 1.0, "place": 1.0, "purpose": 1.0}
    facets = ("form", "region", "state")
    sorts = {"name": "order_name"}
    shown = ("title", "purpose_text")
    public_states = (ProgrammeState.RUNNING, ProgrammeState.FULL, ProgrammeState.RESTING, ProgrammeState.STOPPED)

    @classmethod
    def rows(cls) -> QuerySet[Programme]:
        approved = Programme.objects.filter(state__in=cls.public_states, approved_by__isnull=False)
        return approved.select_related("region", "charity")

    @classmethod
    def version_of(cls, row: Programme) -> int:
        """A programme does not note when it changed: its content is its version."""
        return cls.of(row).version

    @classmethod
    def of(cls, programme: Programme) -> "ProgrammeDocument":
        titles = [programme.name, programme.name_en]
        purposes = [programme.purpose, programme.purpose_en, programme.standard, programme.standard_en]
        labels = labels_of(ItemKind(programme.kind).label)
        places = [programme.region.name, programme.region.name_en]
        names = [programme.charity.name, programme.charity.name_en]
        fields = {
            "slug": programme.slug,
            "title": analysis.stored(*titles),
            "purpose": analysis.stored(*purposes),
            "kind": analysis.stored(*labels),
            "place": analysis.stored(*places),
            "charity": analysis.stored(*names),
            "characters": analysis.stored_characters(*titles, *purposes, *labels, *places, *names),
            "form": programme.kind,
            "region": programme.region_id,
            "state": programme.state,
            "order_name": f"{programme.name} {programme.slug}",
        }
        return cls(**fields, version=crc32(json.dumps(fields, ensure_ascii=False).encode()))


DOCUMENTS: Sequence[type[Document]] = (NeedDocument, ProgrammeDocument)


def name_of(document: type[Document]) -> str:
    return document._index._name


def properties_of(document: type[Document]) -> dict[str, dict[str, Any]]:
    return dict(sorted(document._doc_type.mapping.to_dict()["properties"].items()))


def hash_of(document: type[Document]) -> str:
    """Part of every index's name: code with other fields, or another analysis, never reads an index of the old kind."""
    kept = json.dumps([analysis.VERSION, properties_of(document)], sort_keys=True)
    return hashlib.sha256(kept.encode()).hexdigest()[:10]


def documents_of(document: type[Document], rows: QuerySet[Model]):
    return (document.of(row) for row in rows.iterator(chunk_size=500))


def gap_band(gap_fen: int) -> str:
    if gap_fen <= 0:
        return "goods"
    if gap_fen <= SMALL_FEN:
        return "small"
    return "middle" if gap_fen <= MIDDLE_FEN else "large"


def labels_of(label: Any) -> list[str]:
    """A label in each language, so that it is found whatever language the reader writes."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(label))
    return list(dict.fromkeys(found))


def microseconds(at: datetime | None) -> int:
    """Since 1970, exactly: a float would lose the last digits."""
    return (at - EPOCH) // timedelta(microseconds=1) if at else 0
