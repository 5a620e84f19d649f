"""`python -m benchmarks.matching`: one table of ratios against named baselines, every figure measured in this run."""

from __future__ import annotations

import argparse
import platform
import resource

import numpy as np

from benchmarks.matching import between, million, targets
from benchmarks.matching.targets import Run, compiled

ROWS = [*targets.ROWS, *between.ROWS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 100k needs, 12k sources, 1M pledges: minutes, 5 GB")
    parser.add_argument(
        "--million", action="store_true", help="a million needs with eight sources each, and nothing else"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=[row.__name__ for row in ROWS], help="these rows; default all")
    choice = parser.parse_args()
    compiled()
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, seed {choice.seed}; processor time, compilation excluded"
    )
    if choice.million:
        million.run(seed=choice.seed)
        return
    run = Run(choice.large, choice.seed)
    for row in ROWS:
        if choice.only and row.__name__ not in choice.only:
            continue
        for figure in row(run):
            mark = " " if figure.met else "!"
            print(f"{mark} {figure.key:<4}{figure.what:<88}{figure.measured:>12}  {figure.target}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"Peak memory {peak:.2f} GB, baselines included. A line with ! misses its target.")


if __name__ == "__main__":
    main()
