"""Contradictory data are refused in a sentence that names the row."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimiser.model.problem import Problem, ProblemError
from optimiser.npz import load_plan, load_problem, save
from optimiser.solve import solve
from tests.unit.solver_cases import random_problem

ROOT = Path(__file__).parents[2]
GOOD: dict[str, Any] = {
    "need_id": [7, 8],
    "need_amount": [100_00, 200_00],
    "source_id": [1],
    "source_amount": [150_00],
    "edge_need": [0, 1],
    "edge_source": [0, 0],
    "edge_cap": [100_00, 100_00],
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"need_amount": [100, -1]}, "Row 1 of need_amount is -1; it must be at least 1"),
        ({"need_amount": [100, 0]}, "Row 1 of need_amount is 0"),
        ({"need_amount": [100.0, 5.5]}, "need_amount must hold whole numbers, not float64"),
        ({"need_amount": [100, 2**70]}, "need_amount holds a number beyond 64 bits"),
        ({"need_amount": [100, 2**62]}, "does not fit into 64 bits"),
        ({"source_amount": [0]}, "Row 0 of source_amount is 0"),
        ({"source_amount": [2**60]}, "The sum of source_amount is 1152921504606846976"),
        ({"edge_cap": [0, 1]}, "Row 0 of edge_cap is 0"),
        ({"edge_previous": [0, -5]}, "Row 1 of edge_previous is -5"),
        ({"edge_cost": [0, 2**40]}, "costs go up to"),
        ({"need_id": [7, 7]}, "need_id 7 occurs twice"),
        ({"edge_need": [0, 0]}, "The pair edge_need 0, edge_source 0 occurs twice"),
        ({"edge_need": [0, 2]}, "Row 1 of edge_need points to 2; need_id has 2 rows"),
        ({"edge_source": [0, -1]}, "Row 1 of edge_source points to -1"),
        ({"edge_cap": [1]}, "edge_cap has 1 rows, edge_need has 2"),
        ({"need_urgency": [5, 6]}, "Need 8 has urgency 6; it must be 1 to 5"),
        ({"need_deadline": [0, 1]}, "Row 1 of need_deadline points to 1"),
        ({"need_covered": [0, 300_00]}, "Need 8 is already covered beyond its amount"),
        ({"slice_tenths": [5, 8, 9]}, "slice_tenths must be"),
        ({"level_table": np.full((1, 5, 1, 3), 2)}, "level_table must use every level"),
        ({"level_table": np.tile([2, 1, 0], (1, 5, 1, 1)).reshape(1, 5, 1, 3)}, "puts a later slice"),
        ({"level_table": np.zeros((1, 4, 1, 3), dtype=int)}, "level_table must have the shape"),
        ({"unit": 0}, "unit is 0"),
        ({"region_steps": -1}, "region_steps is -1"),
        (
            {
                "source_id": [1, 2],
                "source_amount": [5, 5],
                "group_id": [1],
                "group_source": [1],
                "group_cap": [5],
                "edge_group": [0, -1],
            },
            "Row 0 of edge_group points to a ceiling of another source",
        ),
    ],
)
def test_refuses(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ProblemError, match=sentence):
        Problem(**{**GOOD, **change})


def test_needs_alone_are_a_problem_that_nobody_serves() -> None:
    plan = solve(Problem(need_id=[1], need_amount=[500]))
    assert plan.fill.sum() == 0
    assert plan.gap == 0


def test_no_needs_at_all() -> None:
    assert solve(Problem(need_id=[], need_amount=[])).primal == 0


def test_files_keep_every_number(tmp_path: Path) -> None:
    p = random_problem(1, 8, 5, 20, classes=3, previous=True, ceilings=True)
    save(tmp_path / "p.npz", p)
    plan = solve(load_problem(tmp_path / "p.npz"))
    save(tmp_path / "q.npz", plan)
    back = load_plan(tmp_path / "q.npz")
    for name, value in plan.arrays().items():
        assert np.array_equal(getattr(back, name), value), name


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_commands_solve_prove_and_refuse(tmp_path: Path) -> None:
    problem, plan = str(tmp_path / "p.npz"), str(tmp_path / "q.npz")
    np.savez(problem, **{k: np.array(v) for k, v in GOOD.items()})
    solved = _run("optimiser", problem, plan)
    assert (solved.returncode, solved.stderr) == (0, "")
    assert "150 units served of 300 asked; gap 0." in solved.stdout
    assert _run("optimiser.verify", problem, plan).returncode == 0
    with np.load(plan) as archive:
        bad = {name: archive[name] for name in archive.files}
    bad["award"] = bad["award"] + 1
    np.savez(plan, **bad)
    refused = _run("optimiser.verify", problem, plan)
    assert refused.returncode == 1
    assert refused.stderr == "Refused: Out of bounds: source 1 gives 152, allowed are 0 to 150.\n"


def test_a_faulty_file_is_refused_in_words(tmp_path: Path) -> None:
    np.savez(tmp_path / "p.npz", need_id=[1], need_amount=[0])
    faulty = _run("optimiser", str(tmp_path / "p.npz"), str(tmp_path / "q.npz"))
    assert (faulty.returncode, faulty.stderr) == (1, "Row 0 of need_amount is 0; it must be at least 1.\n")
    np.savez(tmp_path / "p.npz", need_id=[1], need_amount=[5], need_name=[1])
    with pytest.raises(ProblemError, match="need_name, which a problem does not have"):
        load_problem(tmp_path / "p.npz")
