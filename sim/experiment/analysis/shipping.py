"""What designs ship, and what becomes of it, counted over replications."""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from ...firm.decisions import Decision, Outcome
from ..compared import ComparedDesigns
from ..run.runner import Run
from ..statistics.estimates import Band

Array = NDArray[np.float64]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
TAKEN_BACK: Outcome = "rolled back"
"""The outcome of what ships nothing: a harmful item is noticed and taken back."""


def shipped(run: Run) -> list[Decision]:
    """What shipped in the months of the comparison."""
    return [decision for decision in run.decisions if decision.month >= 1]


def outcomes(result: ComparedDesigns, design: str) -> Band:
    """How many decisions had each outcome, in the order of `OUTCOMES`, and how many items shipped.

    What is taken back ships nothing: items shipped, the last number, are all others.

    Raises:
        RunError: the design is not in the comparison.
    """
    counts = result.each(design, _by_outcome)
    back = OUTCOMES.index(TAKEN_BACK)
    items = counts.sum(axis=1, keepdims=True) - counts[:, back : back + 1]
    return result.band(np.concatenate([counts, items], axis=1))


def _by_outcome(run: Run) -> Array:
    stated = [decision.outcome for decision in shipped(run)]
    return np.array([float(stated.count(outcome)) for outcome in OUTCOMES])
