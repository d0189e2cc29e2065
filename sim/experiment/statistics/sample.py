"""How figures are estimated from paired replications.

A ratio is taken of means, never averaged over replications: a mean of ratios leans towards the
replications whose denominator is small, does not agree with the amounts printed beside it, and is
not known where one of them is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ...measures import ANYTHING, Bounds, Totals
from .estimates import RESAMPLES, Band, Estimate, resampled

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Replications, as far as estimates ask for them.

    Attributes:
        numbers: which replications.
        markets: how many markets they were drawn from; replications of one market are no
            independent draws of markets, so that they are averaged first.
        seed: of the resampling.
    """

    numbers: Sequence[int]
    markets: int = 1
    seed: int = 1

    def generator(self) -> np.random.Generator:
        """Random numbers of the resampling, from their beginning."""
        return np.random.default_rng(np.random.SeedSequence([self.seed, 1]))

    def within_markets(
        self, values: Array, mean: Callable[[Array], Array] = lambda values: values.mean(axis=0)
    ) -> Array:
        """Averages within each market, or the values as they are where there is one market.

        Args:
            values: [replications, ...].
            mean: how to average.
        """
        if self.markets == 1:
            return values
        market = np.asarray(self.numbers) % self.markets
        return np.array([mean(values[market == m]) for m in np.unique(market)])

    @cached_property
    def weights(self) -> Array:
        """How often each replication, or market, is drawn in each resample: [resamples, n]."""
        count = len(self.numbers) if self.markets == 1 else min(self.markets, len(self.numbers))
        return resampled(count, self.generator())

    def of_means(
        self, figure: Callable[..., Array], *totals: Totals, bounds: Bounds = ANYTHING
    ) -> Band:
        """A figure worked out from means over replications, with a 95 % interval by bootstrap.

        Replications are drawn with replacement, whole, so that everything in them stays paired
        (Efron 1979). The interval has the shape of the resamples' percentiles, and the width that
        their standard deviation has by Student's t, since resampled means of n values scatter too
        little by (n - 1) / n and their tails are a normal's. Resamples in which the figure is not
        known are left out, and no interval is wider than what the figure can be.

        Args:
            figure: takes as many totals as are given, e.g. a design's and today's.
            totals: [replications, ...] each.
            bounds: lowest and highest that the figure can be.
        """
        averaged = [
            {name: self.within_markets(np.asarray(v, float)) for name, v in each.items()}
            for each in totals
        ]
        mean = figure(*({n: v.mean(axis=0) for n, v in each.items()} for each in averaged))
        mean = np.asarray(mean, float)
        count = len(next(iter(averaged[0].values())))
        if count < 2:
            return Band(mean, *(np.where(np.isnan(mean), np.nan, bound) for bound in bounds))
        again = np.asarray(
            figure(*({n: self._again(v) for n, v in each.items()} for each in averaged)), float
        )
        below, above = _reach(again - mean, count)
        return Band(mean, np.clip(mean - below, *bounds), np.clip(mean + above, *bounds))

    def estimate(
        self, figure: Callable[..., Array], *totals: Totals, bounds: Bounds = ANYTHING
    ) -> Estimate:
        """As `of_means`, of a single figure."""
        return self.of_means(figure, *totals, bounds=bounds).at(())

    def _again(self, values: Array) -> Array:
        """Means of every resample, [resamples, ...]."""
        flat = self.weights @ values.reshape(len(values), -1)
        return flat.reshape(RESAMPLES, *values.shape[1:])


def _reach(deviations: Array, count: int) -> tuple[Array, Array]:
    """How far below and above the figure its interval reaches, 0 or more each.

    Percentiles of the deviations, times t sd sqrt(n / (n - 1)) over half of what lies between them.

    Args:
        deviations: [resamples, ...]; not a number where the figure is not known.
        count: n, replications or markets.
    """
    low, high, spread = _summary(deviations)
    for place in map(tuple, np.argwhere(np.isnan(spread))):
        known = deviations[(slice(None), *place)]
        known = known[~np.isnan(known)]
        if len(known):
            low[place], high[place], spread[place] = _summary(known)
    half = (high - low) / 2
    wanted = float(stdtrit(count - 1, 0.975)) * spread * (count / (count - 1)) ** 0.5
    factor = np.divide(wanted, half, out=np.ones_like(half), where=half > 0)
    return np.maximum(-factor * low, 0.0), np.maximum(factor * high, 0.0)


def _summary(deviations: Array) -> tuple[Array, Array, Array]:
    """The 2.5th and 97.5th percentile and the standard deviation over the first axis."""
    low, high = np.quantile(deviations, [0.025, 0.975], axis=0)
    return np.array(low), np.array(high), np.array(deviations.std(axis=0))
