"""Problems and plans as NumPy archives: plain int64 arrays by field name, no pickles."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from optimiser.model.problem import Problem, ProblemError
from optimiser.plan.plan import Plan


def save(path: str | Path, content: Problem | Plan) -> None:
    """Write every field under its name."""
    with open(path, "wb") as file:
        np.savez_compressed(file, **content.arrays())


def load_problem(path: str | Path) -> Problem:
    """Read a problem; arrays that are missing take their defaults. ProblemError for a name that does not exist."""
    with np.load(path, allow_pickle=False) as archive:
        given = {name: archive[name] for name in archive.files}
    names = {spec.name for spec in fields(Problem)}
    unknown = sorted(set(given) - names)
    if unknown:
        raise ProblemError(f"{path} holds {', '.join(unknown)}, which a problem does not have.")
    missing = sorted({"need_id", "need_amount"} - set(given))
    if missing:
        raise ProblemError(f"{path} lacks {', '.join(missing)}.")
    return Problem(**given)


def load_plan(path: str | Path) -> Plan:
    """Read a plan as `save` wrote it."""
    with np.load(path, allow_pickle=False) as archive:
        given: dict[str, Any] = {name: archive[name] for name in archive.files}
    values: dict[str, Any] = {name: int(a) if a.ndim == 0 else a for name, a in given.items()}
    return Plan(**values)
