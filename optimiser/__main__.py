"""`python -m optimiser PROBLEM.npz PLAN.npz`: solve a problem file."""

from __future__ import annotations

import sys

from optimiser.model.problem import ProblemError
from optimiser.npz import load_problem, save
from optimiser.solve import solve


def main(arguments: list[str]) -> int:
    """Exit code 0 when a plan was written, 1 with the reason in words, 2 for a wrong call."""
    if len(arguments) != 2:
        print("usage: python -m optimiser PROBLEM.npz PLAN.npz", file=sys.stderr)
        return 2
    try:
        problem = load_problem(arguments[0])
        plan = solve(problem)
        save(arguments[1], plan)
    except (ProblemError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    served, asked = int(plan.fill.sum()), int(problem.need_amount.sum()) // problem.unit
    claim = f", {plan.gap} by its own search" if plan.bound < plan.dual else ""
    print(f"{served} units served of {asked} asked; gap {plan.dual - plan.primal}{claim}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
