"""What is known of the households of some items, read once for all: what they got, what they are asked for, what stands
in the way.

The evaluator tells the rules; this tells the facts. Items for which it holds anything are `touched`: the arrays leave
those to the evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from casework.conflicts_of_interest.selectors import Interests
from common.calendar import months_later
from matching.eligibility.interests import parties_of
from matching.eligibility.outstanding import Outstanding
from matching.eligibility.sources import Source
from matching.models import Match, SourceKind
from matching.states import COMMITTED, MatchState
from needs import criteria
from needs.causes import ItemKind
from needs.models import Commitment, NeedItem, Person
from policy.limits.models import LocalLimits
from policy.limits.selectors import limits_of


@dataclass(frozen=True)
class HelpElsewhere:
    """Help that stands in another case of the same person for the same cause."""

    same_item: bool
    number: str
    since: datetime


@dataclass
class History:
    """`given`: (household, source key) → [(day, fen, or pieces or times)]. `outstanding` is what stands beside what is
    being planned; empty for whoever decides about one match."""

    items: list[NeedItem]
    given: dict[tuple, list[tuple[date, int]]]
    outstanding: Outstanding = field(default_factory=Outstanding)
    _limits: dict[tuple, LocalLimits] = field(default_factory=dict)
    _parties: dict[str, frozenset[UUID]] = field(default_factory=dict)

    @classmethod
    def of(cls, items, outstanding: Outstanding | None = None) -> History:
        """`outstanding`: what stands beside what is being planned; a decision about one match counts none of it."""
        items, outstanding = list(items), outstanding or Outstanding()
        households = {item.case.household_id for item in items}
        given: dict[tuple, list[tuple[date, int]]] = {}
        rows = Match.objects.filter(case__household__in=households, state__in=COMMITTED).values_list(
            "case__household_id",
            "source_key",
            "decided_at",
            "accepted_fen",
            "approved_fen",
            "accepted_quantity",
            "approved_quantity",
        )
        for household, source, at, *amounts in rows:
            given.setdefault((household, source), []).append((localdate(at), next(one for one in amounts if one)))
        return cls(items, given, outstanding)

    def from_source(self, item: NeedItem, source: Source) -> list[tuple[date, int]]:
        return self.given.get((item.case.household_id, source.key), [])

    def asked_of(self, item: NeedItem, source: Source) -> int:
        """What stands proposed to this household from this source."""
        return self.outstanding.by_household[item.case.household_id, source.key]

    def cap_left(self, item: NeedItem, source: Source) -> int | None:
        """What the source may still give this household; None where it sets no cap."""
        if source.cap is None:
            return None
        given = sum(amount for _day, amount in self.from_source(item, source))
        return max(0, source.cap - given - self.asked_of(item, source))

    @cached_property
    def interests(self) -> Interests:
        return Interests.of({item.case.household_id for item in self.items})

    @cached_property
    def helped_elsewhere(self) -> dict[UUID, list[HelpElsewhere]]:
        """Per item: commitments in other cases of a member of the household, for the same cause."""
        rows = Person.objects.filter(household__in={item.case.household_id for item in self.items}).exclude(id_index="")
        numbers: dict[UUID, set[str]] = {}
        for household, index in rows.values_list("household_id", "id_index"):
            numbers.setdefault(household, set()).add(index)
        people = Person.objects.filter(id_index__in=set().union(*numbers.values()))
        homes: dict[str, set[UUID]] = {}
        for household, index in people.values_list("household_id", "id_index"):
            homes.setdefault(index, set()).add(household)
        shared = set().union(*(places for places in homes.values()))
        helped: dict[UUID, list[tuple]] = {}
        live = Commitment.objects.exclude(state="released").filter(item__case__household__in=shared)
        for household, *row in live.values_list(
            "item__case__household_id",
            "item__case_id",
            "item__case__number",
            "item__case__cause",
            "item__category",
            "created_at",
        ):
            helped.setdefault(household, []).append(tuple(row))
        found: dict[UUID, list[HelpElsewhere]] = {}
        for item in self.items:
            near = set().union(*(homes[index] for index in numbers.get(item.case.household_id, ())))
            for case, number, cause, category, begun in (row for home in near for row in helped.get(home, ())):
                if case != item.case_id and cause == item.case.cause:
                    found.setdefault(item.pk, []).append(HelpElsewhere(category == item.category, number, begun))
        return found

    @cached_property
    def exclusive(self) -> set[UUID]:
        """Items that already have a grant of a source which helps alone or not at all, or a first signature for one."""
        decided = Q(state__in=COMMITTED) | Q(state=MatchState.COSIGNING, item__in=list(self.outstanding.signed))
        alone = Match.objects.filter(decided, item__in=self.items)
        return {
            item
            for item, programme, fund in alone.values_list("item_id", "programme__co_funding", "fund__co_funding")
            if programme is False or fund is False
        }

    @cached_property
    def given_for_cause(self) -> dict[tuple, list[tuple[date, int]]]:
        """(household, cause) → what was granted on which day, by whichever source."""
        rows = Match.objects.filter(
            case__household__in={item.case.household_id for item in self.items},
            state__in=COMMITTED,
            item__kind=ItemKind.CASH,
        ).exclude(source_kind=SourceKind.PLEDGE)
        found: dict[tuple, list[tuple[date, int]]] = {}
        for household, cause, at, accepted, approved in rows.values_list(
            "case__household_id", "case__cause", "decided_at", "accepted_fen", "approved_fen"
        ):
            found.setdefault((household, cause), []).append((localdate(at), accepted or approved or 0))
        return found

    @cached_property
    def returned(self) -> dict[tuple, str]:
        """(item, source key) → the digest of the data on which an approver returned the pair last."""
        rows = Match.objects.filter(item__in=self.items, state=MatchState.RETURNED).order_by("decided_at")
        return {
            (item, source): basis.get("data", "")
            for item, source, basis in rows.values_list("item_id", "source_key", "decision_basis")
        }

    @cached_property
    def helpers(self) -> dict[UUID, set[str]]:
        """Case → the sources that help it by decision or would by a standing proposal; promises count as one together."""
        rows = Match.objects.filter(case__in={item.case_id for item in self.items}, state__in=COMMITTED)
        found: dict[UUID, set[str]] = {}
        for case, key in rows.values_list("case_id", "source_key"):
            found.setdefault(case, set()).add(as_helper(key))
        for case in {item.case_id for item in self.items} & set(self.outstanding.helpers):
            found.setdefault(case, set()).update(map(as_helper, self.outstanding.helpers[case]))
        return found

    def is_helped(self, item: NeedItem) -> bool:
        """By money or things that were decided about; a promise covers nothing before it is paid."""
        return item.committed_fen > 0 or item.committed_quantity > 0 or item.pk in self.outstanding.signed

    def sources_left(self, item: NeedItem, on: date) -> int | None:
        """How many more sources the county lets this case have; None where it sets no limit."""
        most = self.limits(item, on).most_sources
        return None if most is None else max(0, most - len(self.helpers.get(item.case_id, ())))

    def limits(self, item: NeedItem, on: date) -> LocalLimits:
        key = (item.case.county_id, on)
        if key not in self._limits:
            self._limits[key] = limits_of(*key)
        return self._limits[key]

    def parties_of(self, source: Source) -> frozenset[UUID]:
        if source.key not in self._parties:
            self._parties[source.key] = parties_of(source)
        return self._parties[source.key]

    def touched(self, items: list[NeedItem], on: date) -> list[bool]:
        """Of which of these items arrays cannot say whether a pair stands."""
        returned = {item for item, _key in self.returned}
        return [
            item.case.household_id in self.interests.known
            or item.pk in self.helped_elsewhere
            or item.pk in self.exclusive
            or item.pk in returned
            or self.sources_left(item, on) == 0
            for item in items
        ]

    def ceiling_left(self, item: NeedItem, on: date) -> int | None:
        """What the county's ceiling for one household and cause leaves of money; None where there is none."""
        limits = self.limits(item, on)
        if limits.ceiling_fen is None or item.kind != ItemKind.CASH:
            return None
        since = months_later(on, -limits.ceiling_months)
        given = self.given_for_cause.get((item.case.household_id, item.case.cause), [])
        asked = self.outstanding.by_cause[item.case.household_id, item.case.cause]
        return max(0, limits.ceiling_fen - sum(fen for day, fen in given if day > since) - asked)

    def ceilings(self, items: list[NeedItem], on: date) -> tuple[list[int], list[int]]:
        """As the optimiser takes them: each item's place in the list of ceilings (−1: none), and what each leaves."""
        places: dict[tuple, int] = {}
        left: list[int] = []
        of_item = []
        for item in items:
            key = (item.case.household_id, item.case.cause)
            if key not in places:
                room = self.ceiling_left(item, on)
                places[key] = -1 if room is None else len(left)
                left += [] if room is None else [room]
            of_item.append(places[key])
        return of_item, left


def as_helper(key: str) -> str:
    """A source's key where sources are counted: all promises are one."""
    return SourceKind.PLEDGE.value if key.startswith(f"{SourceKind.PLEDGE}:") else key


def data_digest(item: NeedItem, source: Source) -> str:
    """What a return was about: the verified facts of the item and the terms of the source, not balances or the day."""
    facts = criteria.facts_of(item, on=date.min)
    facts.pop("days_since_event")
    least = None if source.kind == SourceKind.PLEDGE else source.minimum  # a promise has no least of its own
    terms = {"rules": source.rules, "version": source.rule_version, "cap": source.cap, "least": least}
    data: dict[str, Any] = {**facts, **terms, "statutory": item.statutory_fen, "quantity": item.quantity}
    return sha256(repr(sorted(data.items())).encode()).hexdigest()
