"""The independent verifier: `python -m optimiser.verify PROBLEM.npz PLAN.npz`.

Shares no code with the solver: it reads stored arrays, uses whole numbers only, and either refuses a plan in a sentence
that says why, or accepts it and says what is proved. A plan that it refuses is not shown to anyone. It checks that

1. every amount is a whole number within its bounds, at every node what comes in goes out, nobody gets too much;
2. no plan serves the levels better: primal = dual with the published rank weights (linear-programming duality);
3. among those plans none keeps more of the previous one, and among those none has cheaper edges (the same, on the
   optimal face that complementary slackness leaves);
4. pledges are drawn oldest first and add up; per source and pledge, proposed + left + remainder = available, in fen;
5. side rules (number of sources, minimum, co-funding, share) are kept.

Without side rules a plan that fails 2 or 3 is refused. With them the prices still bound every plan from above, and the
verdict says how far below that bound the plan is: proved only where nothing is left between them. A smaller bound that
the plan brings along, from a search tree, cannot be recomputed here, so it is told as a claim and never as a proof.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from optimiser.verifier.amounts import balances, fen, pledges, rules, slices, uncapped
from optimiser.verifier.optimality import level_values, optimal
from optimiser.verifier.reading import Refuted, filled, read, same, shapes, whole_numbers
from optimiser.verifier.verdict import Verdict

__all__ = ["Refuted", "Verdict", "verify"]

PROVED, REFUSED, WRONG_CALL, NOT_PROVED = range(4)


def verify(problem: Any, plan: Any) -> Verdict:
    """What is proved about a `plan` of a `problem` (objects or mappings with the documented arrays).

    Refuted unless it is feasible and true in every figure and, without side rules, optimal. With side rules ask the
    verdict: an accepted plan need not be proved.
    """
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
    verdict = optimal(p, q, size, level, rules(p, q))
    pledges(p, q)
    fen(p, q)
    return verdict


def main(arguments: list[str]) -> int:
    """Exit code 0 proved, 1 refused with the reason in words, 2 for a wrong call, 3 accepted but not proved optimal."""
    if len(arguments) != 2:
        print("usage: python -m optimiser.verify PROBLEM.npz PLAN.npz", file=sys.stderr)
        return WRONG_CALL
    try:
        with np.load(arguments[0], allow_pickle=False) as problem, np.load(arguments[1], allow_pickle=False) as plan:
            verdict = verify({k: problem[k] for k in problem.files}, {k: plan[k] for k in plan.files})
    except (Refuted, OSError, ValueError, IndexError) as error:
        print(f"Refused: {error}", file=sys.stderr)
        return REFUSED
    print(verdict)
    return PROVED if verdict.proved else NOT_PROVED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
