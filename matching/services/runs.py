"""A run: candidates in, a certified plan out, proposals written for people to decide about."""

from collections.abc import Sequence
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
from matching.candidates import Candidates, networks
from matching.models import Match, Run
from matching.problems import FAIR_STEPS, planned, proposed
from matching.services.guards import require_unrelated_to_any
from matching.sheets.changes import last_sheets
from matching.sheets.models import Sheet
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
    require_unrelated_to_any(by, found, at)
    day = localdate(at)
    this = Run.objects.create(
        number=f"R{county.prefix}{day:%y%m%d}{next_number(f'run/{county.prefix}/{day}'):02d}", county=county,
        started_by=by, started_at=at, need_count=sum(len(one.items) for one in found),
        source_count=len({source.key for one in found for source in one.sources}),
        pair_count=sum(len(one.need) for one in found),
    )
    standing = {
        (match.item_id, match.source_key): match for match in
        Match.objects.select_for_update().filter(county=county, state=MatchState.PROPOSED).order_by("pk")
    }
    last = {sheet.network: sheet for sheet in last_sheets(county)}
    sheets = [_solve(this, one, standing, last.get(one.measure.key), by, at) for one in found]
    for match in standing.values():
        _supersede(match)
    this.finished_at = at
    this.primal, this.dual = sum(one.primal for one in sheets), sum(one.dual for one in sheets)
    this.proposed_fen = sum(one.proposed for one in sheets if one.measure.is_money)
    this.input_hash = _digest(found)
    this.save()
    record(actor=by, verb="run.finished", subject=this, county=county,
           data={"number": this.number, "amount_fen": this.proposed_fen}, at=at)
    announce("run.finished", f"run:{this.pk}", run_id=this.pk)
    return this


def _solve(
    this: Run, found: Candidates, standing: dict[tuple, Match], last: Sheet | None, by: User, at: datetime
) -> Sheet:
    """One network: its plan, its proposals, its sheet."""
    problem, plan = planned(found)
    written = _write(this, found, plan, standing, by, at) if plan is not None else []
    return write_sheet(this, found, problem, plan, written, last)


def _write(this: Run, found: Candidates, plan: Plan, standing: dict[tuple, Match], by: User, at: datetime) -> list[Match]:
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
            _supersede(match)
        written.append(_propose(this, found, edge, amount, int(levels[j]) + 1, by, at))
    return written


def _propose(this: Run, found: Candidates, edge: int, amount: int, price_level: int, by: User, at: datetime) -> Match:
    item, source = found.items[found.need[edge]], found.sources[found.source[edge]]
    judgement = found.judgement(edge)
    day = localdate(at)
    match = Match(
        number=f"D{this.county.prefix}{day:%y%m%d}{next_number(f'match/{this.county.prefix}/{day}'):04d}",
        run=this, case=item.case, item=item, county=this.county, source_kind=source.kind,
        **{source.kind.value: source.row}, rule_version=source.rule_version,
        reasons=[reason.as_json() for reason in judgement.reasons], bound={**judgement.bound, "proposed": amount},
        price_level=price_level, proposed_by=by, proposed_at=at,
        decide_by=add_working_days(at, DECIDE_WITHIN[Urgency(item.case.urgency)]),
    )
    match.put("proposed", amount)
    match.save(force_insert=True)
    return match


def _supersede(match: Match) -> None:
    match.state, match.version = MATCH.next(match.state, "supersede"), match.version + 1
    match.save(update_fields=["state", "version"])


def _digest(found: Sequence[Candidates]) -> str:
    """Equal input, equal hash: anybody can tell whether two runs answered the same question."""
    digest = sha256()
    for one in found:
        for item in one.items:
            digest.update(f"{item.pk}:{one.measure.asked(item)}:{one.measure.covered(item)}".encode())
        for source in one.sources:
            digest.update(f"{source.key}:{source.free}:{source.rule_version}".encode())
    return digest.hexdigest()
