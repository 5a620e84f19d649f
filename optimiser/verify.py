"""The independent verifier: `python -m optimiser.verify PROBLEM.npz PLAN.npz`.

Shares no code with the solver: it reads stored arrays, uses whole numbers only, and either accepts a plan or says in a
sentence why not. A plan that it refuses is not shown to anyone. What it proves:

1. every amount is a whole number within its bounds, at every node what comes in goes out, nobody gets too much;
2. no plan serves the levels better: primal = dual with the published rank weights (linear-programming duality);
3. among those plans none keeps more of the previous one, and among those none has cheaper edges (the same, on the
   optimal face that complementary slackness leaves);
4. pledges are drawn oldest first and add up; per source and pledge, proposed + left + remainder = available, in fen;
5. side rules (number of sources, minimum, co-funding, share) are kept. With such rules the prices bound every plan from
   above, and 2 and 3 become: the plan says truly how far it is below that bound.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from optimiser.verifier.amounts import balances, fen, pledges, rules, slices, uncapped
from optimiser.verifier.optimality import level_values, optimal
from optimiser.verifier.reading import Refuted, filled, read, same, shapes, whole_numbers

__all__ = ["Refuted", "verify"]


def verify(problem: Any, plan: Any) -> None:
    """Raise Refuted unless `plan` is a proven optimum of `problem` (objects or mappings with the documented arrays)."""
    p, q = filled(read(problem)), read(plan)
    whole_numbers(p, "problem")
    whole_numbers(q, "plan")
    shapes(p, q)
    size, level = slices(p)
    same(q.cut, uncapped(p) - size, "what household ceilings take off")
    balances(p, q, size)
    value = level_values(p, q, size, level)
    same(q.rank_value, value, "the table of values per rank")
    same(q.level_value, value.reshape(p.levels, -1).sum(axis=1), "the table of values per level")
    optimal(p, q, size, level, rules(p, q))
    pledges(p, q)
    fen(p, q)


def main(arguments: list[str]) -> int:
    """Exit code 0 when the plan is proved, 1 with the reason in words, 2 for a wrong call."""
    if len(arguments) != 2:
        print("usage: python -m optimiser.verify PROBLEM.npz PLAN.npz", file=sys.stderr)
        return 2
    try:
        with np.load(arguments[0], allow_pickle=False) as problem, np.load(arguments[1], allow_pickle=False) as plan:
            verify({k: problem[k] for k in problem.files}, {k: plan[k] for k in plan.files})
            open_ = int(plan["bound"]) - int(plan["primal"])
    except (Refuted, OSError, ValueError, IndexError) as error:
        print(f"Refused: {error}", file=sys.stderr)
        return 1
    if open_:
        print(f"Feasible, every side rule is kept; no plan is better by more than {open_} units of rank weight.")
    else:
        print("Proved: the plan is feasible and no plan is better.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
