"""Writing the pools of a run: one that did not change stays the same rows, every other is superseded as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from matching.eligibility.candidates import Candidates
from matching.eligibility.evaluator import judge
from matching.models import Match, Run
from matching.runs.pools.draws import Draft
from matching.runs.pools.models import Pool
from matching.runs.problem_builder import FAIR_STEPS
from matching.runs.proposals import numbered, propose, supersede
from optimiser.plan.plan import PRIORITY, Plan
from organisations.models import User


def unchanged(found: Candidates, made: list[Draft], standing: Iterable[Match]) -> tuple[list[Draft], list[Match]]:
    """Of the drafts those that are new; of the standing pooled matches those that no draft keeps."""
    before: dict = {}
    for match in standing:
        before.setdefault(match.item_id, {})[match.source_key] = match
    fresh = []
    for draft in made:
        rows = before.get(found.items[draft.item].pk, {})
        if {key: match.proposed_fen for key, match in rows.items()} == dict(_by_key(found, draft)):
            del before[found.items[draft.item].pk]
        else:
            fresh.append(draft)
    return fresh, [match for rows in before.values() for match in rows.values()]


def write_pools(
    run: Run, found: Candidates, plan: Plan, fresh: list[Draft], standing: dict[tuple, Match], by: User, at: datetime
) -> None:
    """`standing` are the county's other proposals by (item, source): one for a pair that is pooled now gives way first."""
    levels = plan.price_level(plan.price_hub[PRIORITY], FAIR_STEPS) + 1
    for draft in fresh:
        item = found.items[draft.item]
        pool = Pool.objects.create(
            number=numbered(run.county, "H", "pool", at), run=run, item=item, amount_fen=draft.total
        )
        for k, fen in draft.fen.items():
            source = found.promises.sources[k]
            if alone := standing.pop((item.pk, source.key), None):
                supersede(alone, by, at)
            propose(
                run=run,
                item=item,
                source=source,
                judgement=judge(item, source, found.history, at=found.at),
                amount=fen,
                price_level=int(levels[found.promises.of_class[k]]),
                by=by,
                at=at,
                pool_id=pool.pk,
            )


def _by_key(found: Candidates, draft: Draft) -> Iterator[tuple[str, int]]:
    return ((found.promises.sources[k].key, fen) for k, fen in draft.fen.items())
