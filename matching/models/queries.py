"""What a page or an act needs of a match besides its own row, fetched with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Prefetch, QuerySet

if TYPE_CHECKING:
    from matching.models.match import Match  # noqa: F401 – named below in a string

SOURCES = {
    "programme": ("programmes.Programme", ("charity", "region")),
    "fund": ("funds.Fund", ("enterprise", "custodian", "region")),
    "pledge": ("donations.Pledge", ("region",)),
    "resource": ("resources.Resource", ("owner", "keeper", "region")),
}


class MatchQuerySet(QuerySet["Match"]):
    def with_parts(self) -> MatchQuerySet:
        """With the household, the people who decided, and the sources with whose they are.

        One question per kind of source: joined into one, its dozen tables keep the planner busy longer than the answer
        takes.
        """
        sources = [
            Prefetch(name, queryset=apps.get_model(label)._default_manager.select_related(*parts))
            for name, (label, parts) in SOURCES.items()
        ]
        return self.select_related("case__household", "county", "decided_by", "answered_by").prefetch_related(*sources)
