"""The arrays that the optimiser works on, by the names that annotations use: one dimension, contiguous."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]  # amounts, potentials, ids, rows
Int32s = NDArray[np.int32]  # rows of nodes, arcs and entries, where many are kept
Flags = NDArray[np.uint8]
