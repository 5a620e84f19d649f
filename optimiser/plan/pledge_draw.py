"""Which pledge pays which need: what flows through the hubs, cut into the pledges of each class, oldest first."""

from __future__ import annotations

import numpy as np

from optimiser.model.arrays import Ints
from optimiser.model.kernel import compiled
from optimiser.model.sums import grouped, total, within


def draw(
    *,
    pledge_class: Ints,
    pledge_units: Ints,
    pledge_order: Ints,
    into: tuple[Ints, Ints, Ints],
    out: tuple[Ints, Ints, Ints],
) -> tuple[Ints, Ints, Ints, Ints]:
    """Which pledge pays how much to which need: pledge, hub, need, units, each (D).

    `into` is (class, hub, units), `out` is (hub, need, units), both as the flow has them; `pledge_order` lists the
    pledges from the one to be drawn first. By prefix sums: at each hub what comes in and what goes out are two cuts of
    the same length of money, and so are, in each class, its pledges and what it pays.
    """
    paid_class, paid_hub, paid_need, paid = _through(into, out)
    # Oldest first inside each class, up to what the class pays.
    classes = int(max(pledge_class.max(initial=-1), paid_class.max(initial=-1))) + 1
    order = pledge_order[grouped(pledge_class[pledge_order], classes)]
    used = within(pledge_units[order], pledge_class[order], total(paid_class, paid, classes))
    left, right, drawn = _merge(used, paid)
    return order[left], paid_hub[right], paid_need[right], drawn


def _through(into: tuple[Ints, Ints, Ints], out: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints, Ints]:
    """Class, hub, need and units of all money that passes a hub, by class, hub and need."""
    paying, paid = np.flatnonzero(into[2]), np.flatnonzero(out[2])
    into_class, into_hub, into_units = (column[paying] for column in into)
    out_hub, out_need, out_units = (column[paid] for column in out)
    a = _sorted(into_class, into_hub)
    b = _sorted(out_need, out_hub)
    left, right, units = _merge(into_units[a], out_units[b])
    paid_class, paid_hub, paid_need = into_class[a][left], into_hub[a][left], out_need[b][right]
    # Pieces come by hub, class and need, so that one more stable sort is enough.
    c = grouped(paid_class, int(paid_class.max(initial=-1)) + 1)
    return paid_class[c], paid_hub[c], paid_need[c], units[c]


def _sorted(minor: Ints, major: Ints) -> Ints:
    """Places by `major`, then by `minor`, both small numbers from 0."""
    order = grouped(minor, int(minor.max(initial=-1)) + 1)
    return order[grouped(major[order], int(major.max(initial=-1)) + 1)]


def oldest(day: Ints) -> Ints:
    """Places by day, on the same day as they stand. Days of a few years are counted, others sorted."""
    since = day - day.min(initial=0)
    span = int(since.max(initial=-1)) + 1
    return grouped(since, span) if span <= 4 * len(day) + 1_000 else np.argsort(day, kind="stable")


@compiled
def _merge(left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Overlap of two cuttings of one length: row of the left piece, row of the right piece, units in common."""
    most = len(left) + len(right)
    rows, columns, units = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    i, j, found = 0, 0, 0
    a = left[0] if len(left) > 0 else 0
    b = right[0] if len(right) > 0 else 0
    while i < len(left) and j < len(right):
        common = min(a, b)
        if common > 0:
            rows[found], columns[found], units[found] = i, j, common
            found += 1
        a -= common
        b -= common
        if a == 0:
            i += 1
            a = left[i] if i < len(left) else 0
        elif b == 0:
            j += 1
            b = right[j] if j < len(right) else 0
    return rows[:found].copy(), columns[:found].copy(), units[:found].copy()
