"""What a comparison says at the scenario's months and at twice as many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compared import PARTS, ComparedDesigns
from ..requests import TODAY
from ..statistics.estimates import Estimate
from .standing import Standing, standing

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AtHorizon(Standing):
    """What a comparison says at one horizon.

    Attributes:
        months: that the comparison covers.
        differences: of "npv" and each of `PARTS` to today's, by figure and design other than
            today's.
    """

    months: int
    differences: Mapping[str, Mapping[str, Estimate]]

    def recommends(self, design: str) -> int:
        """1 or -1 where a design is clearly worth more or less than today's, 0 where neither."""
        return self.differences["npv"][design].sign


def horizons(result: ComparedDesigns) -> list[AtHorizon]:
    """What a comparison says at the scenario's months, and at twice as many where it was asked.

    Args:
        result: a comparison of at least two designs that differ.
    """
    own = {part: {n: result.totals(n)[part] for n in result.distinct} for part in PARTS}
    found = [_at(result, result.scenario.months, own)]
    if result.at_twice:
        found.append(_at(result, 2 * result.scenario.months, result.at_twice))
    return found


def best_alternative(result: ComparedDesigns) -> str:
    """The design other than today's that is worth most: the one to decide about."""
    return next(name for name in result.ranking() if name != TODAY)


def _at(
    result: ComparedDesigns, months: int, parts: Mapping[str, Mapping[str, Array]]
) -> AtHorizon:
    cash, terminal = (parts[part] for part in PARTS)
    figures = {"npv": {name: cash[name] + terminal[name] for name in cash}, **parts}
    differences = {
        figure: {
            name: result.estimate(values - each[TODAY])
            for name, values in each.items()
            if name != TODAY
        }
        for figure, each in figures.items()
    }
    return AtHorizon(
        **vars(standing(result, figures["npv"])), months=months, differences=differences
    )
