"""Gives every arc an amount that its reduced gain allows; what this leaves over or short at the nodes is excess."""

from __future__ import annotations

from optimiser.model.arrays import Ints
from optimiser.model.kernel import compiled, inlined
from optimiser.reoptimise.pseudoflow import Pseudoflow


@inlined
def _within(x: int, low: int, high: int) -> int:
    return min(max(x, low), high)


@inlined
def _allowed(x: int, capacity: int, gain: int) -> int:
    """The amount nearest to x that an arc may carry at this reduced gain."""
    if gain > 0:
        return capacity
    return _within(x, 0, capacity) if gain == 0 else 0


@inlined
def _allowed_on(state: Pseudoflow, a: int) -> int:
    """The same for inner arc a, whose first units gain a bonus."""
    tail, head, capacity = state.arcs
    previous, bonus = min(state.preferences.previous[a], capacity[a]), state.preferences.bonus
    gain = state.potential[head[a]] - state.potential[tail[a]] - state.preferences.cost[a]
    if bonus == 0 or gain > 0:
        return _allowed(state.flow[a], capacity[a], gain)
    if gain == 0:
        return _within(state.flow[a], previous, capacity[a])
    return _allowed(state.flow[a], previous, gain + bonus)


@inlined
def _set_flow(state: Pseudoflow, a: int, x: int) -> None:
    p = state.rows.forward[a]
    q = state.rows.reverse[p]
    state.residual[p] = state.reverse_residual[q] = state.arcs.capacity[a] - x
    state.residual[q] = state.reverse_residual[p] = x
    state.flow[a] = x


@compiled
def satisfy_slackness(state: Pseudoflow, was: Ints) -> None:
    """Move every amount to the nearest one that its reduced gain allows, and count the excess.

    `was` (M) is the capacity that the residual arrays still speak of.
    """
    tail, head, capacity = state.arcs
    excess, sinks, supplies = state.excess, state.sinks, state.supplies
    excess[:] = 0
    for a in range(len(tail)):
        x = _allowed_on(state, a)
        if x != state.flow[a] or capacity[a] != was[a]:
            _set_flow(state, a, x)
        excess[tail[a]] -= x
        excess[head[a]] += x
    for v in range(len(excess)):
        supplies.used[v] = _allowed(supplies.used[v], supplies.available[v], state.potential[v])
        excess[v] += supplies.used[v]
    for t in range(len(sinks.tail)):
        v = sinks.tail[t]
        sinks.flow[t] = _allowed(sinks.flow[t], sinks.capacity[t], sinks.weight[t] - state.potential[v])
        excess[v] -= sinks.flow[t]


@compiled
def satisfy_slackness_at(state: Pseudoflow, nodes: Ints) -> None:
    """The same where only these nodes have another potential and all else is in order, with excess 0."""
    tail, head, _ = state.arcs
    excess, sinks, supplies = state.excess, state.sinks, state.supplies
    for v in nodes:
        for p in range(state.rows.first[v], state.rows.first[v + 1]):
            a = max(state.rows.arc[p], ~state.rows.arc[p])
            x = _allowed_on(state, a)
            if x != state.flow[a]:
                excess[tail[a]] -= x - state.flow[a]
                excess[head[a]] += x - state.flow[a]
                _set_flow(state, a, x)
        x = _allowed(supplies.used[v], supplies.available[v], state.potential[v])
        excess[v] += x - supplies.used[v]
        supplies.used[v] = x
        for k in range(sinks.first[v], sinks.first[v + 1]):
            t = sinks.by_node[k]
            x = _allowed(sinks.flow[t], sinks.capacity[t], sinks.weight[t] - state.potential[v])
            excess[v] -= x - sinks.flow[t]
            sinks.flow[t] = x
