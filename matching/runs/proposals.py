"""The rows that a run writes: a match in `proposed`, and what becomes of it when a later run thinks otherwise."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from common.acts.doing import act
from common.regions.models import Region
from common.sequences.models import next_number
from matching.act_subjects import HELD_MATCHES
from matching.eligibility.evaluator import Judgement
from matching.eligibility.sources import Source
from matching.models import Match, Run
from needs.models import NeedItem
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due


def numbered(county: Region, letter: str, series: str, at: datetime, *, width: int = 4) -> str:
    """`D9901212611290001`: the letter of the kind, county, day, and a number without gaps, of at least so many digits."""
    day = localdate(at)
    return f"{letter}{county.prefix}{day:%y%m%d}{next_number(f'{series}/{county.prefix}/{day}'):0{width}d}"


def propose(
    *,
    run: Run,
    item: NeedItem,
    source: Source,
    judgement: Judgement,
    amount: int,
    price_level: int,
    by: User,
    at: datetime,
    pool_id: UUID | None = None,
) -> Match:
    """`amount` in the measure of the item; `price_level` counts from 1, 0: nobody waits for this source."""
    match = Match(
        number=numbered(run.county, "D", "match", at),
        run=run,
        pool_id=pool_id,
        case=item.case,
        item=item,
        county=run.county,
        source_kind=source.kind,
        **{source.kind.value: source.row},
        rule_version=source.rule_version,
        reasons=[reason.as_json() for reason in judgement.reasons],
        bound={**judgement.bound, "proposed": amount},
        price_level=price_level,
        proposed_by=by,
        proposed_at=at,
        decide_by=due(Clock.MATCH_DECIDE, item.case.urgency, at, run.county),
    )
    match.put("proposed", amount)
    match.save(force_insert=True)
    return match


def supersede(match: Match, by: User, at: datetime) -> None:
    """The run of `by` proposes something else."""
    with act(HELD_MATCHES, match, "supersede", by=by, at=at):
        pass
