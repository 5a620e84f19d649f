"""Writing the record of a network, and checking those of a run on request."""

from __future__ import annotations

import platform
from datetime import datetime
from typing import Any

import numba
import numpy as np

from common.acts.doing import act
from matching.act_subjects import RUNS
from matching.eligibility.near_misses import near_misses
from matching.models import Match, Run
from matching.runs.plans import NetworkPlan
from matching.runs.records import account, changes
from matching.runs.records.archive import checked, digest, packed, require_proof
from matching.runs.records.bottleneck import bottlenecks
from matching.runs.records.models import Explanation, NetworkRecord
from organisations.models import User


def write_record(run: Run, network: NetworkPlan, written: list[Match], before: NetworkRecord | None) -> NetworkRecord:
    """Prove the plan with the independent verifier, then store what was asked and answered. NotProved: nothing stands.

    `written` are the matches that are new and stand alone; `before` is the same network's made of the run before.
    """
    found, problem, plan, awards = network.found, network.problem, network.plan, network.awards
    verdict = require_proof(problem, plan) if problem is not None else None
    state = changes.state_of(found, awards, network.pools)
    moved = changes.changes(before.state if before else None, state)
    one, two = packed(problem), packed(plan)
    made = NetworkRecord.objects.create(
        run=run,
        network=found.measure.key,
        primal=plan.primal if plan else 0,
        dual=plan.dual if plan else 0,
        rules_cost=plan.dual - plan.primal if plan else 0,
        levels=[int(value) for value in plan.level_value] if plan else [],
        unit=found.measure.unit,
        versions=_versions(),
        problem=one,
        plan=two,
        problem_sha256=digest(one),
        plan_sha256=digest(two),
        state=state,
        prices=account.prices(found, plan),
        rows={
            "items": [str(item.pk) for item in found.items],
            "sources": [source.key for source in found.sources],
            "promises": [source.key for source in found.promises.sources],
        },
        facts={
            **_facts(network),
            "ties_proved": verdict is None or verdict.ties_proved,
            "changes": moved,
            "since": before.run.number if before else "",
        },
    )
    row = {item.pk: i for i, item in enumerate(found.items)}
    Explanation.objects.bulk_create(
        [
            Explanation(
                match=match,
                facts={
                    **near_misses(found, row[match.item_id]),
                    "changed": moved.get(f"{match.item_id} {match.source_key}", {}),
                },
            )
            for match in written
        ]
    )
    return made


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__}


def _facts(network: NetworkPlan) -> dict[str, Any]:
    found, problem, plan, pools = network.found, network.problem, network.plan, network.pools
    solved = network.solved
    previous = (
        int(problem.edge_previous.sum() + problem.out_previous.sum()) // problem.unit if problem is not None else 0
    )
    given = account.given_per_item(found, network.awards, pools)
    return {
        "coverage": account.coverage(found, given),
        "scarce": account.scarce(found, plan),
        "unmet": account.unmet(network, given),
        "witness": bottlenecks(solved.problem, solved.plan) if solved and solved.proved else [],
        "rules": account.rules(network),
        "kept": [plan.kept if plan else 0, previous],
        "pooled": account.pooled(found, plan, pools),
        "remainder": int(plan.source_remainder_fen.sum()) if plan else 0,
    }


def verify_run(*, run: Run, by: User, at: datetime) -> list[NetworkRecord]:
    """Run the independent verifier on exactly what was solved. NotProved when bytes, proof or sums do not hold."""
    with act(RUNS, run, "verify", by=by, at=at) as run:
        return checked(run)
