"""A run: candidates in, a certified plan out, proposals written for people to decide about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.regions.models import Region
from matching.act_subjects import RUNS
from matching.eligibility.candidates import Candidates, free_now, networks
from matching.eligibility.interests import require_unrelated_to_any
from matching.eligibility.outstanding import Outstanding
from matching.models import Match, Run
from matching.runs.plans import NetworkPlan, plan_all
from matching.runs.pools.writing import unchanged, write_pools
from matching.runs.problem_builder import FAIR_STEPS
from matching.runs.proposals import numbered, propose, supersede
from matching.runs.records.changes import last_records
from matching.runs.records.models import NetworkRecord
from matching.runs.records.services import write_record
from matching.states import MatchState
from optimiser.plan.plan import PRIORITY, Plan
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


class RunUnderWay(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这个区县正在运行匹配，请稍后再试。"))


class SourcesMoved(Refusal):
    def __init__(self) -> None:
        super().__init__(_("来源的余额刚刚变动，请再运行一次匹配。"))


#: One run at a time writes proposals, so that each sees what the one before it promised. Solving needs no lock.
ONE_WRITER = "select pg_advisory_xact_lock(hashtextextended('matching/proposals', 0))"


@transaction.atomic
def run(*, county: Region, by: User, at: datetime) -> Run:
    """Propose the best plans for the open needs of one county: of money, and of each category of goods and services.

    What stands proposed elsewhere is spoken for; the county's own proposals are planned anew. Nothing is reserved and nobody is told yet. Two runs of one county at once are refused; a proposal that the new plan keeps stays the same row, so that an officer
    who is reading it is not pulled away. Who has an interest in one of the households does not run it.
    """
    if not any(county.code.startswith(prefix) for prefix in access.region_prefixes(by, P.RUN_MATCHING)):
        raise PermissionDenied
    _alone_in(county)
    plans, standing = _plans_to_write(county, by, at)
    this = _begun(county, [one.found for one in plans], by, at)
    last = {one.network: one for one in last_records(county)}
    records = [_write(this, one, standing, last.get(one.found.measure.key), by, at) for one in plans]
    for match in standing.alone.values():
        supersede(match, by, at)
    with (doing := act(RUNS, this, "finish", by=by, at=at)) as this:
        this.finished_at = at
        this.primal, this.dual = sum(one.primal for one in records), sum(one.dual for one in records)
        this.rules_cost = sum(one.rules_cost for one in records)
        this.proposed_fen = sum(one.proposed for one in records if one.measure.is_money)
        this.input_hash = _digest([one.found for one in plans])
        doing.data["amount_fen"] = this.proposed_fen
    return this


def _alone_in(county: Region) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"matching/{county.code}"])
        if not cursor.fetchone()[0]:
            raise RunUnderWay


def _begun(county: Region, found: Sequence[Candidates], by: User, at: datetime) -> Run:
    return Run.objects.create(
        number=numbered(county, "R", "run", at, width=2),
        county=county,
        started_by=by,
        started_at=at,
        need_count=sum(len(one.items) for one in found),
        source_count=len({source.key for one in found for source in one.sources}),
        pair_count=sum(len(one.need) for one in found),
    )


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


def _plans_to_write(county: Region, by: User, at: datetime) -> tuple[list[NetworkPlan], Standing]:
    """Plans that no other run's proposals contradict any more, and what stands in the county before they are written.

    Solved without a lock; where another run proposed the same money meanwhile, solved once more under it.
    """
    plans = _plans(county, by, at)
    with connection.cursor() as cursor:
        cursor.execute(ONE_WRITER)
    standing = Standing.of(county)
    if not _still_free(plans, county, at):
        plans = _plans(county, by, at)
        if not _still_free(plans, county, at):
            raise SourcesMoved
    return plans, standing


def _plans(county: Region, by: User, at: datetime) -> list[NetworkPlan]:
    """What would be proposed on the facts of this moment. Recusal where an interest of `by` is known."""
    found = networks(county, at=at)
    require_unrelated_to_any(by, found[0].history.interests, at)  # one history for all networks
    return plan_all(found)


def _still_free(plans: Sequence[NetworkPlan], county: Region, at: datetime) -> bool:
    """Whether every source still holds what the plans take from it, beside what stands proposed elsewhere by now."""
    taken = sum((one.taken() for one in plans), Counter())
    outstanding, held = Outstanding.outside(county), free_now(localdate(at))
    history = plans[0].found.history
    households = {item.case.household_id for one in plans for item in one.found.items}
    return all(
        amount <= held.get(key, 0) - outstanding.by_source[key] for key, amount in taken.items()
    ) and outstanding.of_households(households) == history.outstanding.of_households(households)


def _write(
    this: Run, one: NetworkPlan, standing: Standing, last: NetworkRecord | None, by: User, at: datetime
) -> NetworkRecord:
    """One network: its proposals and its record. Pools that change give way before anything is written."""
    found, plan = one.found, one.plan
    fresh, outdated = unchanged(found, one.pools, standing.pooled if found.measure.is_money else ())
    for match in outdated:
        supersede(match, by, at)
    written: list[Match] = []
    if plan is not None:
        written = _write_alone(this, one, plan, standing.alone, by, at)
        write_pools(this, found, plan, fresh, standing.alone, by, at)
    return write_record(this, one, written, last)


def _write_alone(
    this: Run, one: NetworkPlan, plan: Plan, standing: dict[tuple, Match], by: User, at: datetime
) -> list[Match]:
    """Keep what stayed (taken out of `standing`), supersede what is another amount, write what is new: those rows."""
    found, awards = one.found, one.awards
    written = []
    levels = plan.price_level(plan.price_source[PRIORITY], FAIR_STEPS)
    for edge in np.flatnonzero(awards).tolist():
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
