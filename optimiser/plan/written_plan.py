"""A flow written as a plan: amounts, draws, fen and prices, in the row order of the given problem."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimiser.min_cost.optimal_face import Chosen
from optimiser.model.arrays import Ints
from optimiser.model.canonical_order import Canonical
from optimiser.model.instance import Instance
from optimiser.model.network import Network
from optimiser.model.sums import total
from optimiser.plan.plan import Plan, split_fen
from optimiser.plan.pledge_draw import draw, oldest
from optimiser.side_constraints.enforce import Ruled


def written(ordered: Canonical, case: Instance, ruled: Ruled, dual: int) -> Plan:
    """The plan that a flow proposes; `dual` is what its prices allow, in units of rank weight."""
    (p, cut, net, _), chosen, back = case, ruled.chosen, ordered.restore
    award, into, out = (chosen.arc[net.block[name]] for name in ("edge", "into", "out"))
    rank_value = total(net.sink_rank, chosen.sink, net.ranks)
    kept = np.minimum(award, p.edge_previous // p.unit).sum() + np.minimum(out, p.out_previous // p.unit).sum()
    return Plan(
        unit=p.unit,
        ranks=net.ranks,
        award=back("edge_need", award),
        into=back("into_hub", into),
        out=back("out_need", out),
        fill=back("need_id", _fill(case, chosen)),
        cut=back("need_id", cut.cut),
        level_value=rank_value.reshape(p.levels(), -1).sum(axis=1),
        rank_value=rank_value,
        **_prices(ordered, net, chosen.potential),
        primal=int((net.sink_weight * chosen.sink).sum()),
        dual=dual,
        bound=ruled.bound,
        bound_by=ruled.bound_by,
        kept=int(kept),
        **_draws(ordered, into, out, total(p.edge_source, award, len(p.source_id))),
    )


def _draws(ordered: Canonical, into: Ints, out: Ints, given: Ints) -> dict[str, Ints]:
    """Which pledge pays which need, and the fen of every pledge and source; `given` (S) is what sources give."""
    p, order = ordered.problem, ordered.order
    pledge, hub, need, units = draw(
        pledge_class=p.pledge_class,
        pledge_units=p.pledge_amount // p.unit,
        pledge_order=oldest(p.pledge_day),  # canonical pledges stand by id
        into=(p.into_class, p.into_hub, into),
        out=(p.out_hub, p.out_need, out),
    )
    found: dict[str, Any] = {
        "draw_pledge": order["pledge_id"][pledge],
        "draw_hub": order["hub_id"][hub],
        "draw_need": order["need_id"][need],
        "draw_units": units,
    }
    drawn = total(pledge, units, len(p.pledge_id))
    for name, available, paid in (("source", p.source_amount, given), ("pledge", p.pledge_amount, drawn)):
        parts = split_fen(available, paid, p.unit)
        for part, fen in zip(("proposed", "left", "remainder"), parts, strict=True):
            found[f"{name}_{part}_fen"] = ordered.restore(f"{name}_id", fen)
    return found


def _fill(case: Instance, chosen: Chosen) -> Ints:
    """Units served per slice (N, 3): sink arcs themselves, or the arcs need → cell."""
    net = case.network
    if case.problem.region_steps:
        return chosen.arc[net.block["slice"]].reshape(-1, 3)
    fill = np.zeros(case.slices.size.size, dtype=np.int64)
    fill[net.sink_row] = chosen.sink
    return fill.reshape(-1, 3)


def _prices(ordered: Canonical, net: Network, price: Ints) -> dict[str, Ints]:
    """Prices (3, …) by kind of node, in the row order of the given problem."""
    found = {}
    kinds = ("source", "group", "class", "hub", "need")
    for kind, after in zip(kinds, (*kinds[1:], "cell"), strict=True):
        rows = price[:, net.first[kind] : net.first[after]]
        found[f"price_{kind}"] = ordered.restore(f"{kind}_id", rows.T.copy()).T.copy()
    cells = price[:, net.first["cell"] :].reshape(3, -1, len(ordered.problem.region_code))
    by_region = ordered.restore("region_code", np.moveaxis(cells, 2, 0).copy())
    found["price_cell"] = np.moveaxis(by_region, 0, 2).reshape(3, -1).copy()
    return found
