"""What stands proposed or approved and is not yet taken from its source: it is spoken for, and nobody is promised it again.

An approved grant of a programme, fund or store is reserved in the ledger or the stock and gone from the balance, and an
accepted promise is gone from what its donor has left. Before that only the row of the match says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from common.regions.models import Region
from matching.eligibility.sources import Source, free_of
from matching.models import Match, SourceKind
from matching.states import MatchState
from needs.causes import ItemKind
from needs.models import NeedItem

#: Nothing is reserved yet: a proposal, and one that waits for its second signature. Of a promise also an offer.
UNRESERVED = Q(state__in=[MatchState.PROPOSED, MatchState.COSIGNING]) | Q(
    state=MatchState.OFFERED, source_kind=SourceKind.PLEDGE
)


@dataclass(frozen=True)
class Outstanding:
    """Sums in fen, or in pieces or times, by what they are taken from; empty: nothing is outstanding.

    What was approved and offered counts among the grants that a household has (`evaluator.History`), so the figures by
    household, cause and case hold proposals and first signatures alone.
    """

    by_source: Counter[str] = field(default_factory=Counter)
    by_household: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    by_cause: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    helpers: dict[UUID, set[str]] = field(default_factory=dict)
    signed: dict[UUID, set[str]] = field(default_factory=dict)

    @classmethod
    def outside(cls, county: Region) -> Outstanding:
        """As a run of this county sees it: the run replaces every proposal of the county, which is free for it."""
        return cls._of(~Q(county=county))

    @classmethod
    def besides(cls, items: Iterable[NeedItem]) -> Outstanding:
        """As seen by whoever plans for these items anew and leaves all others alone."""
        return cls._of(~Q(item__in=list(items)))

    @classmethod
    def everywhere(cls) -> Outstanding:
        return cls._of(Q(state=MatchState.PROPOSED))

    @classmethod
    def _of(cls, kept: Q) -> Outstanding:
        """`kept`: which proposals stay as they are. What a person signed or offered always stays."""
        rows = Match.objects.filter(UNRESERVED, kept | ~Q(state=MatchState.PROPOSED)).values_list(
            "source_key",
            "source_kind",
            "state",
            "case_id",
            "case__household_id",
            "case__cause",
            "item_id",
            "item__kind",
            "approved_fen",
            "approved_quantity",
            "proposed_fen",
            "proposed_quantity",
        )
        made, helpers, signed = cls(), defaultdict(set), defaultdict(set)
        for key, kind, state, case, household, cause, item, measure, *amounts in rows:
            amount = next(one for one in amounts if one)
            made.by_source[key] += amount
            if state == MatchState.OFFERED:
                continue
            made.by_household[household, key] += amount
            helpers[case].add(key)
            if state == MatchState.COSIGNING:
                signed[item].add(key)
            if measure == ItemKind.CASH and kind != SourceKind.PLEDGE:
                made.by_cause[household, cause] += amount
        return replace(made, helpers=dict(helpers), signed=dict(signed))

    def of_households(self, households: set[UUID]) -> dict[tuple[UUID, str], int]:
        """What each source is asked for by each of these households."""
        return {pair: amount for pair, amount in self.by_household.items() if pair[0] in households}

    def left_of(self, sources: Sequence[Source]) -> list[Source]:
        """The same sources with what nobody is promised yet; those with nothing left are left out."""
        left = (replace(one, free=one.free - self.by_source[one.key]) for one in sources)
        return [one for one in left if one.free > 0]


def oversubscribed(on: date) -> Iterator[tuple[str, int, int]]:
    """Sources that are promised beyond what they hold: key, what it holds, what is outstanding. None is right."""
    promised = Outstanding.everywhere().by_source
    held = free_of(promised, on)
    yield from ((key, held[key], amount) for key, amount in sorted(promised.items()) if amount > held[key])
