"""A run: candidates in, a certified plan out, proposals written for people to decide about."""

from datetime import datetime
from hashlib import sha256

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from common.regions.models import Region
from common.sequences.models import next_number
from common.workdays import add_working_days
from matching.candidates import Candidates, candidates
from matching.models import Match, Run
from matching.problems import FAIR_STEPS, planned
from matching.services.guards import require_unrelated_to_any
from matching.sheets.services import write_sheet
from matching.solver.plan import PRIORITY, Plan
from matching.states import MATCH, MatchState
from needs.causes import Urgency
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

# Working days in which an officer decides; red cases the same day (domain reference §3.6).
DECIDE_WITHIN = {Urgency.RED: 1, Urgency.ORANGE: 1, Urgency.YELLOW: 3, Urgency.BLUE: 5}


class RunUnderWay(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这个区县正在运行匹配，请稍后再试。"))


@transaction.atomic
def run(*, county: Region, by: User, at: datetime) -> Run:
    """Propose the best plan for the open needs of one county. Nothing is reserved and nobody is told yet.

    Two runs of one county at once are refused; a proposal that the new plan keeps stays the same row, so that an officer
    who is reading it is not pulled away. Who has an interest in one of the households does not run it.
    """
    if not any(county.code.startswith(prefix) for prefix in access.region_prefixes(by, P.RUN_MATCHING)):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"matching/{county.code}"])
        if not cursor.fetchone()[0]:
            raise RunUnderWay
    found = candidates(county, at=at)
    require_unrelated_to_any(by, found, at)
    problem, plan = planned(found)
    day = localdate(at)
    this = Run.objects.create(
        number=f"R{county.prefix}{day:%y%m%d}{next_number(f'run/{county.prefix}/{day}'):02d}", county=county,
        started_by=by, started_at=at, need_count=len(found.items), source_count=len(found.sources),
        pair_count=len(found.need),
    )
    proposed, written = _write(this, found, plan, by, at)
    this.finished_at = at
    this.primal, this.dual = (plan.primal, plan.bound) if plan else (0, 0)
    this.levels = [int(value) for value in plan.level_value] if plan else []
    this.proposed_fen = proposed
    this.input_hash = _digest(found)
    this.save()
    write_sheet(this, found, problem, plan, written)
    record(actor=by, verb="run.finished", subject=this, county=county,
           data={"number": this.number, "amount_fen": proposed}, at=at)
    announce("run.finished", f"run:{this.pk}", run_id=this.pk)
    return this


def _write(this: Run, found: Candidates, plan: Plan | None, by: User, at: datetime) -> tuple[int, list[Match]]:
    """Keep what stayed, supersede what did not, write what is new; the sum in fen and the new rows."""
    standing = {
        (match.item_id, f"{match.source_kind}:{match.programme_id or match.fund_id or match.pledge_id}"): match
        for match in Match.objects.select_for_update().filter(county=this.county, state=MatchState.PROPOSED)
        .order_by("pk")
    }
    total, written = 0, []
    if plan is not None:
        levels = plan.price_level(plan.price_source[PRIORITY], FAIR_STEPS)
        for edge in np.flatnonzero(plan.award):
            i, j, fen = found.need[edge], found.source[edge], int(plan.award_fen[edge])
            if fen < max(found.measure.unit, found.sources[j].minimum_fen):
                continue
            total += fen
            match = standing.pop((found.items[i].pk, found.sources[j].key), None)
            if match is not None and match.proposed_fen == fen:
                continue
            if match is not None:
                _supersede(match)
            written.append(_propose(this, found, edge, fen, int(levels[j]) + 1, by, at))
    for match in standing.values():
        _supersede(match)
    return total, written


def _propose(this: Run, found: Candidates, edge: int, fen: int, price_level: int, by: User, at: datetime) -> Match:
    item, source = found.items[found.need[edge]], found.sources[found.source[edge]]
    judgement = found.judgement(edge)
    day = localdate(at)
    return Match.objects.create(
        number=f"D{this.county.prefix}{day:%y%m%d}{next_number(f'match/{this.county.prefix}/{day}'):04d}",
        run=this, case=item.case, item=item, county=this.county, source_kind=source.kind,
        **{source.kind.value: source.row}, rule_version=source.rule_version,
        reasons=[reason.as_json() for reason in judgement.reasons], bound={**judgement.bound, "proposed": fen},
        price_level=price_level, proposed_fen=fen, proposed_by=by, proposed_at=at,
        decide_by=add_working_days(at, DECIDE_WITHIN[Urgency(item.case.urgency)]),
    )


def _supersede(match: Match) -> None:
    match.state, match.version = MATCH.next(match.state, "supersede"), match.version + 1
    match.save(update_fields=["state", "version"])


def _digest(found: Candidates) -> str:
    """Equal input, equal hash: anybody can tell whether two runs answered the same question."""
    digest = sha256()
    for item in found.items:
        digest.update(f"{item.pk}:{item.gap_fen}:{item.committed_fen}".encode())
    for source in found.sources:
        digest.update(f"{source.key}:{source.free_fen}:{source.rule_version}".encode())
    return digest.hexdigest()
