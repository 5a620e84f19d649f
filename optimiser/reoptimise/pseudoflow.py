"""A flow that keeps every capacity but not every balance, with potentials: what a re-optimisation works on.

Source and sink are one node outside, whose potential stays 0 and which takes any excess and covers any deficit through
supplies and sink arcs. Potentials and weights may pack several levels of the objective into one number.
"""

from __future__ import annotations

from typing import NamedTuple

from optimiser.model.arrays import Ints
from optimiser.model.residual_graph import Arcs, Rows


class Preferences(NamedTuple):
    """Levels C and D on inner arcs: each of the first `previous` units gains `bonus`, every unit costs `cost`."""

    previous: Ints  # (M) units that staff saw
    cost: Ints  # (M) per unit
    bonus: int  # per unit


class Supplies(NamedTuple):
    """What may enter at each node, in units."""

    available: Ints  # (V)
    used: Ints  # (V)


class Sinks(NamedTuple):
    """T sink arcs, in order of rank, and by node."""

    tail: Ints  # (T)
    capacity: Ints  # (T) units
    weight: Ints  # (T) gain per unit
    flow: Ints  # (T) units
    by_node: Ints  # (T) sink arcs in order of node, at each node by rank
    first: Ints  # (V + 1) where those of a node begin there


class Pseudoflow(NamedTuple):
    """V nodes, M inner arcs, 2M entries. `reverse_residual[p]` is `residual[rows.reverse[p]]`: both are read in order."""

    arcs: Arcs
    rows: Rows
    flow: Ints  # (M) units
    residual: Ints  # (2M) units
    reverse_residual: Ints  # (2M) units
    supplies: Supplies
    sinks: Sinks
    preferences: Preferences
    potential: Ints  # (V) value per unit
    excess: Ints  # (V) units that come in beyond what goes out; below 0: a deficit
