"""A canonical problem with all that is derived from it: what solving, re-optimising and side constraints work on."""

from __future__ import annotations

from typing import NamedTuple

from optimiser.model.network import Network, build
from optimiser.model.problem import Problem
from optimiser.model.residual_graph import Rows, rows_of
from optimiser.model.slices import Slices, slices


class Instance(NamedTuple):
    """A problem whose rows stand by id, its slices, its network, and which arc touches which node."""

    problem: Problem
    slices: Slices
    network: Network
    rows: Rows

    def has_arcs_of(self, other: Instance) -> bool:
        """Whether nodes and inner arcs are those of the other, so that flows on one are flows on the other."""
        return self.network.tail is other.network.tail


def instance(problem: Problem, like: Instance | None = None) -> Instance:
    """The instance of a canonical problem; `like` is one with the same rows, whose arcs can be taken over."""
    cut = slices(problem)
    net = build(problem, cut, like.network if like else None)
    same = like is not None and net.tail is like.network.tail
    return Instance(problem, cut, net, like.rows if like and same else rows_of(net.nodes, net.tail, net.head))
