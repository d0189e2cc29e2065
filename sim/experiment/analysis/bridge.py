"""From one design's operating profit to another's, by groups of accounts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Account, Group, amount_of
from ..compared import ComparedDesigns
from ..requests import TODAY
from ..run.runner import Run
from ..statistics.estimates import Band, Estimate

Array = NDArray[np.float64]

GROUPS: dict[str, tuple[Account, ...]] = {group.label: group.accounts for group in Group}
"""Groups of accounts, in the order of a statement; every account is in one of them."""


class Bridge(NamedTuple):
    """From one operating profit over the horizon to another. Currency; costs are negative.

    Attributes:
        start, end: the two operating profits.
        amounts: of each group at the start, means in the order of `GROUPS`.
        changes: of each group, paired; they add up to the difference.
        difference: of the operating profits, paired.
    """

    start: Estimate
    end: Estimate
    amounts: Array
    changes: Band
    difference: Estimate


def bridge(result: ComparedDesigns, design: str, base: str = TODAY) -> Bridge:
    """What makes a design's operating profit differ from another's.

    Args:
        result: a comparison.
        design: where the bridge ends.
        base: where it starts.

    Raises:
        RunError: a design that is not in the comparison.
    """
    start, end = result.each(base, _by_group), result.each(design, _by_group)

    def total(values: Array) -> Estimate:
        return result.band(values.sum(axis=1)).at(())

    return Bridge(
        total(start),
        total(end),
        result.band(start).mean,
        result.band(end - start),
        total(end - start),
    )


def _by_group(run: Run) -> Array:
    return grouped(run.cube.sum(axis=(0, 1, 2)) / 100)


def by_segment_and_group(run: Run) -> Array:
    """The profit and loss over the horizon, [segments + 1, groups], `shared` last."""
    return grouped(run.cube.sum(axis=(0, 2)) / 100)


def grouped(accounts: Array) -> Array:
    """Amounts by account, along the last axis, as amounts by group."""
    return np.stack([amount_of(accounts, group) for group in Group], axis=-1)
