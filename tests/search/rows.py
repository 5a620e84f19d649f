"""Needs for the engines without a database, and public needs in it."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from publication.models import PublicNeed
from search.documents import NeedDocument

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def need(slug: str, title: str = "生活困难", story: str = "一家三口，收入中断。", **fields: Any) -> SimpleNamespace:
    """What `NeedDocument.of` reads of a public need."""
    county, name = fields.pop("county", ("990121000000", "青屏县"))
    gap = fields.pop("gap_fen", 200_000)
    values = {
        "category": "other",
        "urgency": "yellow",
        "state": "published",
        "deadline_on": TODAY + timedelta(days=9),
        "approved_at": NOW,
        "updated_at": NOW,
        "need_fen": 600_000,
        "gap_fen": gap,
        "secured_fen": 600_000 - gap,
        **fields,
    }
    items = SimpleNamespace(all=lambda: [SimpleNamespace(category=one) for one in fields.get("wanted", ())])
    place = SimpleNamespace(name=name, name_en="Qingping County")
    return SimpleNamespace(slug=slug, title=title, story=story, county=place, county_id=county, items=items, **values)


def document(slug: str, *texts: str, **fields: Any) -> NeedDocument:
    return NeedDocument.of(need(slug, *texts, **fields))


def live_need(like: PublicNeed, title: str, story: str = "一家三口，收入中断。", **fields: Any) -> PublicNeed:
    """Another published need by the same two officers in the same county."""
    values = {
        "category": "other",
        "county": like.county,
        "age_band": "40–49",
        "household_band": "3–4",
        "urgency": "yellow",
        "deadline_on": TODAY + timedelta(days=9),
        "live": True,
        "state": "published",
        "author": like.author,
        "approved_by": like.approved_by,
        "approved_at": NOW,
        "gate_version": "test",
        "gate_hash": sha256(f"{title}\n{story}".encode()).hexdigest(),
        "created_at": NOW,
        "updated_at": NOW,
        "need_fen": 300_000,
        **fields,
    }
    return PublicNeed.objects.create(title=title, story=story, **values)
