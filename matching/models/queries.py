"""What a page or an act needs of a match besides its own row, fetched with it."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

SOURCES = {
    "programme": ("charity", "region"),
    "fund": ("enterprise", "custodian", "region"),
    "pledge": ("region",),
    "resource": ("owner", "keeper", "region"),
}


class MatchQuerySet(QuerySet):
    def with_parts(self) -> MatchQuerySet:
        """With the household, the people who decided, and the sources with whose they are.

        One question per kind of source: joined into one, its dozen tables keep the planner busy longer than the answer
        takes.
        """
        sources = [
            Prefetch(name, queryset=self.model._meta.get_field(name).related_model.objects.select_related(*parts))
            for name, parts in SOURCES.items()
        ]
        return self.select_related("case__household", "county", "decided_by", "answered_by").prefetch_related(*sources)
