"""`python -m benchmarks.matching.gap_library DIRECTORY`: the model behind side rules on a public library with known optima.

The generalised assignment problem (OR-Library gap1 to gap12; Cattrysse, Salomon & Van Wassenhove 1994): each job goes to
one agent, job j takes w_ij of agent i's capacity and brings p_ij; the most is wanted. In our words an agent is a source,
a job a need with at most one award, and an award is nothing or exactly w_ij. What a job brings depends on the pair,
while our model values what a need gets: so slices are worth nothing here, and p_ij is put on the column that says
whether the award is used. Rows, bounds and settings of the search are those of `submodel`.

Files are named gap1-0 to gap12-4 and hold: agents, jobs; p_ij by agent; w_ij by agent; capacities. They stand in no
folder of ours; the directory is yours.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from optimiser.side_constraints.mip import Model, _columns, _lp, _run

#: Published optima, by file and number.
OPTIMA = {
    1: (336, 327, 339, 341, 326),
    2: (434, 436, 420, 419, 428),
    3: (580, 564, 573, 570, 564),
    4: (656, 644, 673, 647, 664),
    5: (563, 558, 564, 568, 559),
    6: (761, 759, 758, 752, 747),
    7: (942, 949, 968, 945, 951),
    8: (1133, 1134, 1141, 1117, 1127),
    9: (709, 717, 712, 723, 706),
    10: (958, 963, 960, 947, 947),
    11: (1139, 1178, 1195, 1171, 1171),
    12: (1451, 1449, 1433, 1447, 1446),
}


def read(text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Profits and weights (agents, jobs), and capacities (agents)."""
    numbers = np.array(text.split(), dtype=np.int64)
    agents, jobs = int(numbers[0]), int(numbers[1])
    if len(numbers) != 2 + 2 * agents * jobs + agents:
        raise ValueError(
            f"{agents} agents and {jobs} jobs need {2 + 2 * agents * jobs + agents} numbers, not {len(numbers)}."
        )
    profit, weight = numbers[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
    return profit, weight, numbers[-agents:]


def solved(profit: np.ndarray, weight: np.ndarray, capacity: np.ndarray) -> tuple[int, int]:
    """Most profit found, and the bound of the search tree; every job has to go somewhere."""
    agents, jobs = profit.shape
    need, source = np.tile(np.arange(jobs), agents), np.repeat(np.arange(agents), jobs)
    size = weight.max(axis=0)
    model = Model(
        need=need,
        source=source,
        cap=weight.ravel(),
        least=weight.ravel(),
        alone=np.zeros_like(need),
        percent=np.full_like(need, 100),
        group=np.full_like(need, -1),
        group_left=np.zeros(0, dtype=np.int64),
        source_left=capacity,
        most=np.ones(jobs, dtype=np.int64),
        given=np.zeros(jobs, dtype=np.int64),
        slices=np.stack([size, 0 * size, 0 * size], axis=1),
        weight=np.zeros((jobs, 3), dtype=np.int64),
    )
    solver: Any = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(_lp(model, _columns(model)))
    used = sum(_columns(model))
    for k, gain in enumerate(profit.ravel()):
        solver.changeColCost(used + k, -float(gain))
    for j in range(jobs):
        at = (used + np.flatnonzero(need == j)).astype(np.int32)
        solver.addRow(1.0, 1.0, agents, at, np.ones(agents))
    _run(solver)
    chosen = np.rint(np.asarray(solver.getSolution().col_value)[used:]).astype(np.int64).reshape(agents, jobs)
    if (chosen.sum(axis=0) != 1).any() or ((chosen * weight).sum(axis=1) > capacity).any():
        raise RuntimeError("The assignment breaks a capacity or leaves a job.")
    return int((chosen * profit).sum()), int(np.floor(1e-6 - solver.getInfo().mip_dual_bound))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    places = [(kind, k) for kind in OPTIMA for k in range(5)]
    folder = parser.parse_args().directory
    files = [(kind, k, folder / f"gap{kind}-{k}") for kind, k in places if (folder / f"gap{kind}-{k}").exists()]
    equal, start = 0, time.process_time()
    for kind, k, path in files:
        found, bound = solved(*read(path.read_text()))
        equal += found == bound == OPTIMA[kind][k]
        print(f"{path.name:<8}{found:>6}{bound:>6}  published {OPTIMA[kind][k]}")
    print(f"{equal} of {len(files)} equal to the published optimum and proved, {time.process_time() - start:.1f} s.")


if __name__ == "__main__":
    main()
