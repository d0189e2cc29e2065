"""What a comparison of designs knows: figures, paired differences, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import RunError
from ..measures import ANYTHING, BEFORE, CUSTOMER_VALUE, HEADLINES, Bounds, Totals, bounds, figures
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Design
from .figures.customer_value import VALUES, value_totals
from .figures.headlines import LABELS, STARTING_YEAR, starting_year, totals
from .requests import TODAY
from .run.runner import ObservedRun, Replication
from .run.stopping import Stopping
from .statistics.estimates import Band, Estimate, estimate, known_band, known_mean
from .statistics.sample import Sample

Array = NDArray[np.float64]
MEASURES = HEADLINES | CUSTOMER_VALUE
RATIOS, BOUNDS = figures(MEASURES), bounds(MEASURES)
"""Figures that are worked out from several totals, and what they can be."""


@dataclass(frozen=True, repr=False)
class PairedDesigns:
    """Several designs in one market, against today's.

    Attributes:
        scenario, seed: what was run.
        designs: designs by name, `today` first.
        replications: everything that every design did.
        stopping: why there are as many as there are.
        markets: how many markets the replications were drawn from.
    """

    scenario: Scenario
    seed: int
    designs: dict[str, Design]
    replications: list[Replication]
    stopping: Stopping
    markets: int = 1
    _totals: dict[str, Totals] = field(default_factory=dict, init=False, compare=False)

    def check(self, design: str) -> None:
        """Make sure that a design is in the comparison.

        Raises:
            RunError: it is not; says which are.
        """
        if design not in self.designs:
            known = ", ".join(self.designs)
            raise RunError(f"no design is called {design!r}; this comparison holds {known}")

    def values(self, design: str) -> pd.DataFrame:
        """Headline figures of a design, one row a replication."""
        found = self.totals(design)
        return pd.DataFrame(
            {n: RATIOS[n](found) if n in RATIOS else found[n] for n in (*LABELS, *VALUES)},
            index=pd.Index([r.number for r in self.replications], name="replication"),
        )

    def totals(self, design: str) -> Totals:
        """What the headline figures of a design are worked out from, [replications] each.

        Sums of every run, and what its customers are worth.
        """
        self.check(design)
        if design not in self._totals:
            rows = [self._totals_of(r.runs[design]) for r in self.replications]
            self._totals[design] = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        return self._totals[design]

    def _totals_of(self, run: ObservedRun) -> dict[str, float]:
        worth = value_totals(self.scenario, run)
        return totals(self.scenario, run) | {name: float(w[-1]) for name, w in worth.items()}

    @cached_property
    def sample(self) -> Sample:
        """How figures are estimated from these replications."""
        return Sample([r.number for r in self.replications], self.markets, self.seed)

    def estimates(self, design: str) -> dict[str, Estimate]:
        """Each headline figure of a design with its 95 % interval.

        Amounts are means over replications, ratios are those of such means.
        """
        return {name: self._estimate(name, design) for name in (*LABELS, *VALUES)}

    def differences(self, design: str) -> dict[str, Estimate]:
        """Paired difference to today of each headline figure, with 95 % interval."""
        return {name: self.difference(design, TODAY, name) for name in (*LABELS, *VALUES)}

    def difference(self, design: str, other: str, figure: str = "npv") -> Estimate:
        """Paired difference of a figure between two designs, with 95 % interval.

        Raises:
            RunError: a figure or a design that is not in the comparison.
        """
        return self._estimate(figure, design, other)

    def _estimate(self, figure: str, design: str, base: str | None = None) -> Estimate:
        """A figure of a design, or its difference to a base's."""
        own, other = self.totals(design), None if base is None else self.totals(base)
        if figure not in RATIOS:
            if figure not in LABELS:
                known = ", ".join((*LABELS, *VALUES))
                raise RunError(f"no figure is called {figure!r}; this comparison knows {known}")
            if other is not None:
                return self.estimate(own[figure] - other[figure])
            return self.estimate(own[figure], BOUNDS.get(figure, ANYTHING))
        if other is None:
            return self.sample.estimate(RATIOS[figure], own, bounds=BOUNDS.get(figure, ANYTHING))
        return self.sample.estimate(lambda a, b: RATIOS[figure](a) - RATIOS[figure](b), own, other)

    @property
    def distinct(self) -> dict[str, list[str]]:
        """Designs that differ, each with the names of its equals; equal settings are one design."""
        groups: dict[str, list[str]] = {}
        for name, design in self.designs.items():
            twin = next((first for first in groups if self.designs[first] == design), name)
            groups.setdefault(twin, []).append(name)
        return groups

    def draws(self) -> pd.DataFrame:
        """The values that were drawn where the scenario is uncertain, one row a replication."""
        numbers = [each.number for each in self.replications]
        return pd.DataFrame(
            [self.scenario.drawn_values(self.seed, n) for n in numbers],
            index=pd.Index(numbers, name="replication"),
        )

    def band(self, values: Array) -> Band:
        """Means and 95 % intervals of many figures at once.

        Args:
            values: [replications, ...], in the order of `replications`; each figure is taken over
                those in which it is a number.
        """
        return known_band(self.sample.within_markets(values, known_mean))

    def each(self, design: str, figures: Callable[[ObservedRun], Array]) -> Array:
        """Some figures of every run of a design, [replications, ...].

        Args:
            design: which design.
            figures: takes them from a run.

        Raises:
            RunError: the design is not in the comparison.
        """
        self.check(design)
        return np.array([figures(replication.runs[design]) for replication in self.replications])

    def estimate(self, values: pd.Series | Array, bounds: Bounds = ANYTHING) -> Estimate:
        """Mean and 95 % interval of a figure, over markets where there are several.

        Args:
            values: [replications], in the order of `replications`.
            bounds: lowest and highest that the figure can be.
        """
        return estimate(self.sample.within_markets(np.asarray(values))).within(*bounds)

    def starting_year(self) -> dict[str, Estimate]:
        """Facts of the simulated year before the comparison; empty without a burn-in."""
        if self.scenario.burn_in == 0:
            return {}
        years = [starting_year(r.starting_year, r.starting_ledger) for r in self.replications]
        found = {name: np.array([year[name] for year in years]) for name in years[0]}
        return {
            name: self.sample.estimate(figure, found, bounds=BEFORE[name].bounds)
            for name, figure in STARTING_YEAR.items()
        }
