"""What follows from designs in paired replications: who wins, when, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .paired import PairedDesigns
from .requests import TODAY
from .statistics.estimates import (
    Crossover,
    Pairing,
    crossover,
    pairing,
    probability_best,
    share_best,
)
from .statistics.shortfall import Payback, Shortfall, deepest, payback
from .statistics.winner import sure_winner

Array = NDArray[np.float64]
PARTS = ("npv_cash", "npv_terminal")
"""Figures that add up to the NPV: what the months compared bring, and what comes after them."""


@dataclass(frozen=True, repr=False)
class ComparedDesigns(PairedDesigns):
    """Several designs against today's: chances, and cumulative profit month by month.

    Attributes:
        in_forms: NPV in other model forms, [replications] by form ("overrun: fat_tailed") and
            design; nothing where it was not asked for.
        at_twice: `PARTS` of NPV at twice as many months, [replications] by part and design;
            nothing where it was not asked for.
    """

    in_forms: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)
    at_twice: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)

    def probability_best(self, figure: str = "npv") -> dict[str, float]:
        """Chance of each design to be best by a figure.

        Where all is certain, to have the highest mean (paired bootstrap). Where values are
        `uncertain`, to be best in one more draw of them: more replications make a mean surer, but
        the firm will live with one draw. Equal designs have one chance together, which each of them
        shows.
        """
        groups = self.distinct
        figures = np.array([self.values(name)[figure].to_numpy() for name in groups])
        shared = zip(groups.values(), self.chances(figures), strict=True)
        return {name: float(chance) for names, chance in shared for name in names}

    def chances(self, figures: Array) -> Array:
        """Chance of each of some designs to be best by a figure; see `probability_best`.

        Args:
            figures: [designs, replications], higher is better.
        """
        if self.scenario.uncertain:
            return share_best(figures)
        values = np.array([self.sample.within_markets(each) for each in figures])
        return probability_best(values, self.sample.generator())

    @property
    def winner(self) -> str | None:
        """The design that wins on NPV, or None when it is too close to call.

        Of designs that are equal, the name that comes first.
        """
        chances = self.probability_best()
        means = {name: self._estimate("npv", name).mean for name in self.distinct}
        return sure_winner({name: chances[name] for name in means}, means, len(self.replications))

    @property
    def best(self) -> str:
        """The design that wins, or that of the highest mean NPV when it is too close to call."""
        return self.winner or self.ranking()[0]

    def ranking(self, figure: str = "npv") -> list[str]:
        """Designs that differ, by the mean of a figure, best first."""
        means = {name: self._estimate(figure, name).mean for name in self.distinct}
        return sorted(means, key=lambda name: (np.isnan(means[name]), -means[name]))

    def lead(self, design: str) -> Array:
        """Cumulative profit less today's, [replications, months]."""
        own, base = (self.each(name, lambda run: run.series("profit")) for name in (design, TODAY))
        return np.asarray((own - base).cumsum(axis=1))

    def crossover(self, design: str) -> Crossover:
        """When the design's cumulative profit passes today's for good."""
        return crossover(self.sample.within_markets(self.lead(design)), self.sample.generator())

    def shortfall(self, design: str) -> Shortfall:
        """How far the design's cumulative profit falls behind today's."""
        depth, month = deepest(self.lead(design))
        mean = self.estimate(depth, (-np.inf, 0.0))
        return Shortfall(mean, float(np.quantile(depth, 0.05)), month)

    def payback(self, design: str) -> Payback:
        """When the deepest cumulative shortfall against today is made up."""
        return payback(self.lead(design))

    def pairing(self, design: str, other: str, figure: str = "npv") -> Pairing:
        """What common random numbers gain between two designs."""
        return pairing(
            self.values(design)[figure].to_numpy(), self.values(other)[figure].to_numpy()
        )
