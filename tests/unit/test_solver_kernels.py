"""Compiled loops stay small, and are compiled for what their annotations say."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
import pytest

from optimiser.model import kernel
from optimiser.model.kernel import numba_type
from optimiser.model.residual_graph import ResidualGraph, flow_of, residual_graph, rows_of, two_way_residual

PACKAGE = Path(__file__).parents[2] / "optimiser"
KERNELS = [
    (path.name, function)
    for path in sorted(PACKAGE.rglob("*.py"))
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(function, ast.FunctionDef)
    and any(isinstance(one, ast.Name) and one.id in vars(kernel) for one in function.decorator_list)
]


def test_no_kernel_has_more_than_six_parameters_or_fifty_lines() -> None:
    assert len(KERNELS) > 60
    for where, one in KERNELS:
        assert len(one.args.args) <= 6, f"{where}: {one.name}"
        assert one.end_lineno - one.lineno < 50, f"{where}: {one.name}"


def test_annotations_are_the_signature() -> None:
    graph = numba_type(ResidualGraph)
    assert graph.instance_class is ResidualGraph
    assert graph.types == (nb.int64[::1], nb.int32[::1], nb.int32[::1], nb.int64[::1])
    assert numba_type(tuple[int, bool]) == nb.types.Tuple((nb.int64, nb.boolean))
    with pytest.raises(TypeError, match=r"A kernel cannot take <class 'str'>\."):
        numba_type(str)


def test_another_type_is_refused_rather_than_compiled() -> None:
    compiled_rows: Any = rows_of
    with pytest.raises(TypeError, match="No matching definition"):
        compiled_rows(3, np.array([0.0]), np.array([1.0]))
    assert len(compiled_rows.signatures) == 1


def test_what_is_kept_on_disk_belongs_to_all_files_with_loops() -> None:
    """Numba alone would keep a kernel when only a file that it inlines from has changed."""
    assert kernel._stamp() == kernel._STAMP
    for one in (rows_of, residual_graph, two_way_residual):
        dispatcher: Any = one
        assert dispatcher._cache._cache_file._source_stamp == kernel._STAMP


def test_a_flow_and_its_residual_graph_are_one() -> None:
    """Arcs 0→1, 0→2, 1→2 of 5, 4 and 3 units carry 2, 4 and 0."""
    tail, head = np.array([0, 0, 1]), np.array([1, 2, 2])
    capacity, flow = np.array([5, 4, 3]), np.array([2, 4, 0])
    rows = rows_of(3, tail, head)
    graph = residual_graph(rows, capacity, flow)
    assert rows.first.tolist() == [0, 2, 4, 6]
    assert rows.neighbour.tolist() == [1, 2, 0, 2, 0, 1]
    assert rows.arc.tolist() == [~0, ~1, 0, ~2, 1, 2]
    assert graph.residual.tolist() == [2, 4, 3, 0, 0, 3]
    assert flow_of(rows, graph).tolist() == [2, 4, 0]
    here, there = two_way_residual(rows, capacity, flow)
    assert here.tolist() == graph.residual.tolist()
    assert there.tolist() == graph.residual[rows.reverse].tolist()
