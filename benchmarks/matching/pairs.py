"""Which source passes every rule of which need: the platform's own kernel, on the invented country."""

from __future__ import annotations

import numpy as np

from benchmarks.matching.world import Ints, World
from matching.eligibility.arrays.pairs import LARGEST, Needs, Sources, eligible


def tables(world: World) -> tuple[Needs, Sources]:
    """Cause is the bucket, groups and kinds are masks that must meet; urgency, deadline and day as numbers within bounds."""
    n, s = world.need, world.source
    needs = Needs(
        node=n["county"].astype(np.int64),
        key=n["cause"].astype(np.int64),
        bits=np.zeros((len(n["county"]), 0), dtype=np.int64),
        sets=np.stack([n["groups"], n["kinds"]], axis=1).astype(np.int64),
        numbers=np.stack([n["urgency"], n["deadline"], n["day"]], axis=1).astype(np.int64),
    )
    any_, never = np.full(len(s["node"]), LARGEST), np.full(len(s["node"]), -LARGEST)
    sources = Sources(
        node=s["node"].astype(np.int64),
        accepts=s["causes"].astype(np.int64),
        refused=np.zeros((len(s["node"]), 0), dtype=np.int64),
        sets=np.stack([s["groups"], s["kinds"]], axis=1).astype(np.int64),
        least=np.stack([s["urgency"], s["start"], never], axis=1).astype(np.int64),
        most=np.stack([any_, any_, s["end"]], axis=1).astype(np.int64),
    )
    return needs, sources


def pairs(world: World) -> tuple[Ints, Ints]:
    """(need row, source row) of every eligible pair."""
    return eligible(world.parent.astype(np.int64), *tables(world))
