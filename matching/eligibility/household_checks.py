"""What speaks against a pair beside the source's own rules: interests, other help, the county's ceiling, a return.

`Circumstances` is asked once for many items; the rules below read it. Items for which it holds anything are `touched`:
the optimiser's arrays leave those to the evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest.selectors import Interests
from common.calendar import months_later
from common.messages import said
from common.rules import Outcome, Reason
from matching.eligibility.interests import parties_of
from matching.eligibility.sources import Source
from matching.models import Match, SourceKind
from matching.states import COMMITTED, MatchState
from needs import criteria
from needs.causes import ItemKind
from needs.models import Commitment, NeedItem, Person
from policy.clocks import Clock
from policy.limits.models import LocalLimits
from policy.limits.selectors import limits_of
from policy.selectors import since


@dataclass(frozen=True)
class Twin:
    """Help that stands in another case of the same person for the same cause."""

    same_item: bool
    number: str
    since: datetime


@dataclass
class Circumstances:
    items: list[NeedItem]
    _limits: dict[tuple, LocalLimits] = field(default_factory=dict)
    _parties: dict[str, frozenset[UUID]] = field(default_factory=dict)

    @cached_property
    def interests(self) -> Interests:
        return Interests.of({item.case.household_id for item in self.items})

    @cached_property
    def twins(self) -> dict[UUID, list[Twin]]:
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
        found: dict[UUID, list[Twin]] = {}
        for item in self.items:
            near = set().union(*(homes[index] for index in numbers.get(item.case.household_id, ())))
            for case, number, cause, category, begun in (row for home in near for row in helped.get(home, ())):
                if case != item.case_id and cause == item.case.cause:
                    found.setdefault(item.pk, []).append(Twin(category == item.category, number, begun))
        return found

    @cached_property
    def exclusive(self) -> set[UUID]:
        """Items that already have a grant of a source which helps alone or not at all."""
        alone = Match.objects.filter(item__in=self.items, state__in=COMMITTED)
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
            found.setdefault((household, cause), []).append((at.date(), accepted or approved or 0))
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
        """Case → the sources that help it by decision; promises count as one together."""
        rows = Match.objects.filter(case__in={item.case_id for item in self.items}, state__in=COMMITTED)
        found: dict[UUID, set[str]] = {}
        for case, key in rows.values_list("case_id", "source_key"):
            found.setdefault(case, set()).add(as_helper(key))
        return found

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
            or item.pk in self.twins
            or item.pk in self.exclusive
            or item.pk in returned
            or self.sources_left(item, on) == 0
            for item in items
        ]

    def rules(self, item: NeedItem, source: Source, at: datetime) -> list[Reason]:
        """In the order in which a reader asks; rules that do not concern the pair are left out."""
        return [
            one
            for one in (
                self._unrelated(item, source, at),
                self._no_duplicate(item, at),
                self._shared(item, source),
                self._few(item, source, at),
                self._not_returned(item, source),
            )
            if one
        ]

    def ceiling_left(self, item: NeedItem, on: date) -> int | None:
        """What the county's ceiling for one household and cause leaves of money; None where there is none."""
        limits = self.limits(item, on)
        if limits.ceiling_fen is None or item.kind != ItemKind.CASH:
            return None
        since = months_later(on, -limits.ceiling_months)
        given = self.given_for_cause.get((item.case.household_id, item.case.cause), [])
        return max(0, limits.ceiling_fen - sum(fen for day, fen in given if day > since))

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

    def _unrelated(self, item: NeedItem, source: Source, at: datetime) -> Reason:
        """慈善法 40 and 59: nobody among donors, managers of the charity and of the fund has an interest."""
        household = item.case.household_id
        parties = self.interests.parties(household, at)
        if parties and parties & self.parties_of(source):
            outcome, fact = Outcome.FAIL, said(_("有利害关系"))
        elif household in self.interests.comparable:
            outcome, fact = Outcome.PASS, said(_("未发现"))
        else:
            outcome, fact = Outcome.UNKNOWN, said(_("没有可比对的号码"))
        return Reason(said(_("利害关系")), outcome, said(_("捐赠人和管理人与家庭无利害关系")), fact, "interest")

    def _no_duplicate(self, item: NeedItem, at: datetime) -> Reason:
        counts = since(Clock.DUPLICATE_WINDOW, item.case.urgency, at, item.case.county_id)  # C22
        twins = [one for one in self.twins.get(item.pk, ()) if one.since > counts]
        if any(one.same_item for one in twins):
            outcome, fact = Outcome.FAIL, said(_("同一人在另一个案已有这个项目的救助"))
        elif twins:
            outcome, fact = Outcome.UNKNOWN, said(_("同一人在另一个案有其他项目的救助，请核对"))
        else:
            outcome, fact = Outcome.PASS, said(_("未发现"))
        return Reason(said(_("重复救助")), outcome, said(_("同一人、同一原因、同一项目只救助一次")), fact, "duplicate")

    def _shared(self, item: NeedItem, source: Source) -> Reason | None:
        alone = getattr(source.row, "co_funding", True) is False
        if not alone and item.pk not in self.exclusive:
            return None
        taken = item.pk in self.exclusive or item.committed_fen > 0 or item.committed_quantity > 0
        return Reason(
            said(_("共同救助")),
            Outcome.FAIL if taken else Outcome.PASS,
            said(_("由一个来源单独救助")),
            said(_("已有其他来源")) if taken else said(_("没有其他来源")),
            "co_funding",
        )

    def _few(self, item: NeedItem, source: Source, at: datetime) -> Reason | None:
        """The county's limit of sources for one case: said only where it refuses."""
        if self.sources_left(item, at.date()) != 0 or as_helper(source.key) in self.helpers[item.case_id]:
            return None
        most = self.limits(item, at.date()).most_sources
        return Reason(
            said(_("来源个数")),
            Outcome.FAIL,
            said(_("一份求助最多 %(n)s 个来源"), n=most),
            said(_("已有 %(n)s 个"), n=len(self.helpers[item.case_id])),
            "sources",
        )

    def _not_returned(self, item: NeedItem, source: Source) -> Reason | None:
        before = self.returned.get((item.pk, source.key))
        if before is None:
            return None
        same = before == data_digest(item, source)
        return Reason(
            said(_("曾被退回")),
            Outcome.FAIL if same else Outcome.PASS,
            said(_("退回之后情况有变化")),
            said(_("没有变化")) if same else said(_("有变化")),
            "returned",
        )


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
