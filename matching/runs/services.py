"""A run: candidates in, a certified plan out, proposals written for people to decide about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.regions.models import Region
from matching.act_subjects import RUNS
from matching.eligibility.candidates import Candidates, networks
from matching.eligibility.interests import require_unrelated_to_any
from matching.models import Match, Run
from matching.runs.pools.draws import drafts, still_free
from matching.runs.pools.writing import unchanged, write_pools
from matching.runs.problem_builder import FAIR_STEPS, planned, proposed
from matching.runs.proposals import numbered, propose, supersede
from matching.runs.records.changes import last_sheets
from matching.runs.records.models import Sheet
from matching.runs.records.services import write_sheet
from matching.states import MatchState
from optimiser.plan.plan import PRIORITY, Plan
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


class RunUnderWay(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这个区县正在运行匹配，请稍后再试。"))


@transaction.atomic
def run(*, county: Region, by: User, at: datetime) -> Run:
    """Propose the best plans for the open needs of one county: of money, and of each category of goods and services.

    Nothing is reserved and nobody is told yet. Two runs of one county at once are refused; a proposal that the new plan keeps stays the same row, so that an officer
    who is reading it is not pulled away. Who has an interest in one of the households does not run it.
    """
    if not any(county.code.startswith(prefix) for prefix in access.region_prefixes(by, P.RUN_MATCHING)):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"matching/{county.code}"])
        if not cursor.fetchone()[0]:
            raise RunUnderWay
    found = networks(county, at=at)
    require_unrelated_to_any(by, found[0].history.circumstances.interests, at)  # one history for all networks
    this = Run.objects.create(
        number=numbered(county, "R", "run", at, width=2),
        county=county,
        started_by=by,
        started_at=at,
        need_count=sum(len(one.items) for one in found),
        source_count=len({source.key for one in found for source in one.sources}),
        pair_count=sum(len(one.need) for one in found),
    )
    standing = Standing.of(county)
    last = {sheet.network: sheet for sheet in last_sheets(county)}
    sheets = [_solve(this, one, standing, last.get(one.measure.key), by, at) for one in found]
    for match in standing.alone.values():
        supersede(match, by, at)
    with (doing := act(RUNS, this, "finish", by=by, at=at)) as this:
        this.finished_at = at
        this.primal, this.dual = sum(one.primal for one in sheets), sum(one.dual for one in sheets)
        this.proposed_fen = sum(one.proposed for one in sheets if one.measure.is_money)
        this.input_hash = _digest(found)
        doing.data["amount_fen"] = this.proposed_fen
    return this


@dataclass
class Standing:
    """What stands proposed in the county before a run: by (item, source), and in pools."""

    alone: dict[tuple, Match]
    pooled: list[Match]

    @classmethod
    def of(cls, county: Region) -> Standing:
        rows = list(Match.objects.select_for_update().filter(county=county, state=MatchState.PROPOSED).order_by("pk"))
        return cls(
            {(one.item_id, one.source_key): one for one in rows if one.pool_id is None},
            [one for one in rows if one.pool_id],
        )


def _solve(this: Run, found: Candidates, standing: Standing, last: Sheet | None, by: User, at: datetime) -> Sheet:
    """One network: its plan, its proposals, its sheet. Pools that change give way before anything is written."""
    solved = planned(found)
    problem, plan = (solved.problem, solved.plan) if solved else (None, None)
    pools = still_free(found, drafts(found, plan))
    fresh, outdated = unchanged(found, pools, standing.pooled if found.measure.is_money else ())
    for match in outdated:
        supersede(match, by, at)
    written: list[Match] = []
    if plan is not None:
        written = _write(this, found, plan, standing.alone, by, at)
        write_pools(this, found, plan, fresh, standing.alone, by, at)
    return write_sheet(this, found, problem, plan, pools, written, last)


def _write(
    this: Run, found: Candidates, plan: Plan, standing: dict[tuple, Match], by: User, at: datetime
) -> list[Match]:
    """Keep what stayed (taken out of `standing`), supersede what is another amount, write what is new: those rows."""
    written = []
    levels = plan.price_level(plan.price_source[PRIORITY], FAIR_STEPS)
    awards = proposed(found, plan)
    for edge in np.flatnonzero(awards):
        i, j, amount = found.need[edge], found.source[edge], int(awards[edge])
        match = standing.pop((found.items[i].pk, found.sources[j].key), None)
        if match is not None and match.proposed == amount:
            continue
        if match is not None:
            supersede(match, by, at)
        written.append(
            propose(
                run=this,
                item=found.items[i],
                source=found.sources[j],
                judgement=found.judgement(edge),
                amount=amount,
                price_level=int(levels[j]) + 1,
                by=by,
                at=at,
            )
        )
    return written


def _digest(found: Sequence[Candidates]) -> str:
    """Equal input, equal hash: anybody can tell whether two runs answered the same question."""
    digest = sha256()
    for one in found:
        for item in one.items:
            digest.update(f"{item.pk}:{one.measure.asked(item)}:{one.measure.covered(item)}".encode())
        for source in one.sources:
            digest.update(f"{source.key}:{source.free}:{source.rule_version}".encode())
        for source, fen in zip(one.promises.sources, one.promises.fen, strict=True):
            digest.update(f"{source.key}:{fen}:{source.rule_version}".encode())
    return digest.hexdigest()
