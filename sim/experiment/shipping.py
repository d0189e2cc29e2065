"""What designs ship, and what becomes of it, counted over replications."""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from ..firm.decisions import Decision, Outcome
from .comparison import Comparison
from .runner import Run
from .statistics import Band

Array = NDArray[np.float64]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def shipped(run: Run) -> list[Decision]:
    """What shipped in the months of the comparison."""
    return [decision for decision in run.decisions if decision.month >= 1]


def outcomes(result: Comparison, design: str) -> Band:
    """How many items shipped had each outcome, in the order of `OUTCOMES`; the sum comes last.

    Raises:
        RunError: the design is not in the comparison.
    """
    counts = result.each(design, _by_outcome)
    return result.band(np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1))


def _by_outcome(run: Run) -> Array:
    said = [decision.outcome for decision in shipped(run)]
    return np.array([float(said.count(outcome)) for outcome in OUTCOMES])
