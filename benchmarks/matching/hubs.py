"""Pledges without pledge × need pairs: equal restrictions form a class, classes and needs meet at hubs.

A hub is (region, cause or any, group or any, kind). A class reaches the hubs that its restrictions name, a need those
that describe it, so a path class → hub → need exists exactly when the pledge may help the need. Exact as long as a
pledge has no ceiling per need; one with a ceiling is a source of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.model.problem import Ints, ProblemError

#: Widths of the key; index CAUSES and GROUPS mean "any". With REGIONS they fill the 63 bits of a class id.
CAUSES, GROUPS, KINDS, REGIONS = 20, 18, 8, 2**17


@dataclass(frozen=True, eq=False)
class HubNetwork:
    """Arrays of Problem with the same names; class_id and hub_id are keys of their restrictions."""

    class_id: Ints
    pledge_class: Ints
    hub_id: Ints
    into_class: Ints
    into_hub: Ints
    out_hub: Ints
    out_need: Ints


def _key(region: Ints, cause: Ints | int, group: Ints | int, kind: Ints | int) -> Ints:
    return ((region * (CAUSES + 1) + cause) * (GROUPS + 1) + group) * KINDS + kind


def _bits(mask: Ints, width: int, none_is: int | None) -> tuple[Ints, Ints]:
    """(row, bit) of every set bit; rows without a bit get `none_is` where given."""
    rows, bits = np.nonzero((mask[:, None] >> np.arange(width)) & 1)
    if none_is is not None:
        empty = np.flatnonzero(mask == 0)
        rows, bits = np.concatenate([rows, empty]), np.concatenate([bits, np.full(len(empty), none_is)])
    return rows, bits


def _crossed(causes: tuple[Ints, Ints], groups: tuple[Ints, Ints], kinds: tuple[Ints, Ints], region: Ints) -> Ints:
    """All (row, hub key) pairs of rows × their causes × groups × kinds; shape (2, pairs)."""
    row, cause = causes
    row, cause, group = _join(row, (cause,), *groups)
    row, cause, group, kind = _join(row, (cause, group), *kinds)
    return np.stack([row, _key(region[row], cause, group, kind)])


def _join(left: Ints, columns: tuple[Ints, ...], right: Ints, value: Ints) -> tuple[Ints, ...]:
    """Inner join on equal row numbers."""
    order = np.argsort(right, kind="stable")
    right, value = right[order], value[order]
    lo, hi = np.searchsorted(right, left), np.searchsorted(right, left, side="right")
    count = hi - lo
    at = np.repeat(lo - np.cumsum(count) + count, count) + np.arange(count.sum())
    return (np.repeat(left, count), *(np.repeat(c, count) for c in columns), value[at])


def factorise(
    *,
    region_parent: Ints,
    need_region: Ints,
    need_cause: Ints,
    need_groups: Ints,
    need_kinds: Ints,
    pledge_region: Ints,
    pledge_causes: Ints,
    pledge_groups: Ints,
    pledge_kinds: Ints,
) -> HubNetwork:
    """Hubs between K pledges and N needs.

    `region_parent` (nodes of the division tree) holds the parent of each, -1 at the root. `need_cause` is an index
    below CAUSES, the other attributes are bit masks; a pledge mask 0 means any, except kinds, which are always named.
    Hubs with no pledge or no need are left out. ProblemError where a number does not fit the key.
    """
    _fits("region_parent + 1", region_parent + 1, REGIONS)
    for name, values in (("need_region", need_region), ("pledge_region", pledge_region)):
        _fits(name, values, len(region_parent))
    _fits("need_cause", need_cause, CAUSES)
    for name, mask, bits in (
        ("need_groups", need_groups, GROUPS),
        ("need_kinds", need_kinds, KINDS),
        ("pledge_causes", pledge_causes, CAUSES),
        ("pledge_groups", pledge_groups, GROUPS),
        ("pledge_kinds", pledge_kinds, KINDS),
    ):
        _fits(name, mask, 2**bits)
    signature = np.stack([pledge_region, pledge_causes, pledge_groups, pledge_kinds])
    classes, pledge_class = np.unique(signature, axis=1, return_inverse=True)
    sides = _crossed(
        _bits(classes[1], CAUSES, CAUSES), _bits(classes[2], GROUPS, GROUPS), _bits(classes[3], KINDS, None), classes[0]
    )
    needs = _need_side(region_parent, need_region, need_cause, need_groups, need_kinds)
    hub_id = np.intersect1d(sides[1], needs[1])
    sides, needs = (_known(pairs, hub_id) for pairs in (sides, needs))
    class_id = _signature_id(classes)
    return HubNetwork(class_id, pledge_class.reshape(-1), hub_id, sides[0], sides[1], needs[1], needs[0])


def _need_side(parent: Ints, region: Ints, cause: Ints, groups: Ints, kinds: Ints) -> Ints:
    every = np.arange(len(region))
    group_rows, group_bits = _bits(groups, GROUPS, None)
    both = (np.concatenate([every, every]), np.concatenate([cause, np.full(len(every), CAUSES)]))
    any_group = np.full(len(every), GROUPS)
    group_pairs = (np.concatenate([group_rows, every]), np.concatenate([group_bits, any_group]))
    kind_pairs = _bits(kinds, KINDS, None)
    found, at = [], region.copy()
    while (at >= 0).any():
        inside = at >= 0
        pairs = _crossed(both, group_pairs, kind_pairs, np.maximum(at, 0))
        found.append(pairs[:, inside[pairs[0]]])
        at = np.where(inside, parent[at], -1)
    return np.concatenate(found, axis=1) if found else np.zeros((2, 0), dtype=np.int64)


def _known(pairs: Ints, hub_id: Ints) -> Ints:
    if not len(hub_id):
        return pairs[:, :0]
    at = np.minimum(np.searchsorted(hub_id, pairs[1]), len(hub_id) - 1)
    keep = hub_id[at] == pairs[1]
    return np.stack([pairs[0][keep], at[keep]])


def _signature_id(classes: Ints) -> Ints:
    """A distinct number per class that depends only on its restrictions, so that it survives the next run."""
    region, causes, groups, kinds = classes
    key: Ints = ((region << CAUSES | causes) << GROUPS | groups) << KINDS | kinds
    return key


def _fits(name: str, values: Ints, limit: int) -> None:
    if len(values) and not 0 <= values.min() <= values.max() < limit:
        raise ProblemError(f"{name} must be 0 to {limit - 1}; it holds {values.min()} to {values.max()}.")
