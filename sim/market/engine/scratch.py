"""The bench: room for the working numbers of a block of people, and how people fall into blocks."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..people.world import Single

Whole = NDArray[np.int32]
"""Rows of whole numbers."""
Who = NDArray[np.uint32]
"""Positions of people."""
Bytes = NDArray[np.uint8]
"""A column of people's states, firms, segments, baskets or words, one byte each."""
Totals = NDArray[np.int64]
"""Sums over people, whole or in fixed point."""

BLOCK = 2048
"""Most people of a block: their working numbers fit the second-level cache."""

REAL_ROWS, WHOLE_ROWS = 35, 13
"""Rows of float32 and of int32 that the stages use."""


class Bench(NamedTuple):
    """Room for a block's working numbers; a thread's own.

    Attributes:
        real: float32 [REAL_ROWS * BLOCK].
        whole: int32 [WHOLE_ROWS * BLOCK].
        who: uint32 [BLOCK + 1], the people at work.
    """

    real: Single
    whole: Whole
    who: Who


def rows(number: int, start: int = 0) -> list[Any]:
    """Where some rows begin. Typed, since every plain number would make a variant to compile."""
    return [np.int64(BLOCK * row) for row in range(start, start + number)]


def new_bench() -> Bench:
    """Room for one thread's blocks."""
    return Bench(
        np.zeros(REAL_ROWS * BLOCK, np.float32),
        np.zeros(WHOLE_ROWS * BLOCK, np.int32),
        np.zeros(BLOCK + 1, np.uint32),
    )


def blocks_of(need: NDArray[np.uint8], size: int = BLOCK) -> NDArray[np.int64]:
    """First and last person (exclusive) and segment of each block, [blocks, 3].

    Args:
        need: [people], sorted.
        size: most people of a block, up to `BLOCK`.
    """
    edges = np.flatnonzero(np.diff(need)) + 1
    rows = [
        (first, min(first + size, last), int(need[first]))
        for start, last in zip([0, *edges], [*edges, len(need)], strict=True)
        for first in range(int(start), int(last), size)
    ]
    return np.array(rows, np.int64).reshape(-1, 3)
