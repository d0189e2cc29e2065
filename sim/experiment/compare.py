"""Designs against the firm as it is today: same people, same luck, paired replications."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import RunError
from ..ledger import Account
from ..scenario_file.design import PRESETS, Design
from ..scenario_file.scenario import Scenario
from .headlines import LABELS, headlines, starting_year
from .runner import Replication, replicate
from .statistics import (
    Crossover,
    Estimate,
    Pairing,
    crossover,
    estimate,
    pairing,
    probability_best,
)

Array = NDArray[np.float64]
TODAY = "today"
SURE = 0.9
"""A design wins when its probability of being best is at least this."""
FIRST_BATCH, CAP = 10, 320
"""Replications before the first look at precision, and the most that are run for it."""


@dataclass(frozen=True)
class Stopping:
    """Why replication stopped.

    Attributes:
        target: wanted half-width of the NPV differences as a share of today's NPV; None when the
            number of replications was fixed.
        reached: widest half-width as a share of today's NPV.
        replications: how many were run.
    """

    target: float | None
    reached: float
    replications: int

    def __str__(self) -> str:
        reached = f"the 95 % half-width of the NPV differences is {self.reached:.2%} of today's NPV"
        if self.target is None:
            return f"{self.replications} replications as asked; {reached}"
        rule = f"Replicated 10, 20, 40, ... until below {self.target:.2%} of today's NPV"
        met = "" if self.reached < self.target else f"; stopped at the cap of {CAP}"
        return f"{rule}: {self.replications} replications, {reached}{met}"


@dataclass(frozen=True)
class Comparison:
    """Several designs in one market, against today's.

    Attributes:
        scenario, seed: what was run.
        designs: designs by name, `today` first.
        replications: everything that every design did.
        stopping: why there are as many as there are.
    """

    scenario: Scenario
    seed: int
    designs: dict[str, Design]
    replications: list[Replication]
    stopping: Stopping
    _values: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def values(self, design: str) -> pd.DataFrame:
        """Headline figures of a design, one row a replication."""
        if design not in self.designs:
            known = ", ".join(self.designs)
            raise RunError(f"no design is called {design!r}; this comparison holds {known}")
        if design not in self._values:
            self._values[design] = pd.DataFrame(
                [headlines(self.scenario, r.runs[design]) for r in self.replications],
                index=pd.Index([r.number for r in self.replications], name="replication"),
            )
        return self._values[design]

    def estimates(self, design: str) -> dict[str, Estimate]:
        """Mean and 95 % interval of each headline figure of a design."""
        return {name: estimate(self.values(design)[name].to_numpy()) for name in LABELS}

    def differences(self, design: str) -> dict[str, Estimate]:
        """Paired difference to today of each headline figure, with 95 % interval."""
        gap = self.values(design) - self.values(TODAY)
        return {name: estimate(gap[name].to_numpy()) for name in LABELS}

    def probability_best(self, figure: str = "npv") -> dict[str, float]:
        """Chance of each design to have the highest mean of a figure (paired bootstrap)."""
        values = np.array([self.values(name)[figure].to_numpy() for name in self.designs])
        chances = probability_best(values, self._resampling())
        return dict(zip(self.designs, (float(c) for c in chances), strict=True))

    @property
    def winner(self) -> str | None:
        """The design that wins on NPV, or None when it is too close to call.

        Designs that are equal win together under the name that comes first.
        """
        chances: dict[str, float] = {}
        for name, chance in self.probability_best().items():
            twin = next((n for n in chances if self.designs[n] == self.designs[name]), name)
            chances[twin] = chances.get(twin, 0.0) + chance
        best = max(chances, key=lambda name: chances[name])
        return best if chances[best] >= SURE else None

    def ranking(self, figure: str = "npv") -> list[str]:
        """Designs by the mean of a figure, best first."""
        return sorted(self.designs, key=lambda d: -float(self.values(d)[figure].mean()))

    def lead(self, design: str) -> Array:
        """Cumulative profit less today's, [replications, months]."""
        own, base = (
            np.array([r.runs[name].series("profit") for r in self.replications])
            for name in (design, TODAY)
        )
        return np.asarray((own - base).cumsum(axis=1))

    def crossover(self, design: str) -> Crossover:
        """When the design's cumulative profit passes today's for good."""
        return crossover(self.lead(design), self._resampling())

    def shortfall(self, design: str) -> tuple[Estimate, Estimate]:
        """Deepest cumulative shortfall against today, currency (0 or less), and its month."""
        lead = np.minimum(self.lead(design), 0.0)
        month = np.where(lead.min(axis=1) < 0, lead.argmin(axis=1) + 1.0, 0.0)
        return estimate(lead.min(axis=1)), estimate(month)

    def payback(self, design: str) -> tuple[float | None, float]:
        """Median month in which a single run has made up its deepest shortfall, and how many do.

        Returns:
            the median over the replications that pay back (None when none does; 0 when nothing was
            ever owed), and their share.
        """
        lead = self.lead(design)
        deepest = lead.argmin(axis=1)
        months = np.arange(lead.shape[1])
        back = (months[None, :] >= deepest[:, None]) & (lead >= 0)
        paid = back.any(axis=1)
        month = np.where(lead.min(axis=1) < 0, back.argmax(axis=1) + 1.0, 0.0)
        return (float(np.median(month[paid])) if paid.any() else None), float(paid.mean())

    def pairing(self, design: str, other: str, figure: str = "npv") -> Pairing:
        """What shared luck buys between two designs."""
        return pairing(
            self.values(design)[figure].to_numpy(), self.values(other)[figure].to_numpy()
        )

    def starting_year(self) -> dict[str, Estimate]:
        """Facts of the simulated year before the comparison."""
        rows = pd.DataFrame(
            [starting_year(r.starting_year, r.starting_ledger) for r in self.replications]
        )
        return {str(name): estimate(rows[name].to_numpy()) for name in rows}

    def pnl(self, design: str, by: str = "segment") -> pd.DataFrame:
        """Mean profit and loss over the horizon, one row an account.

        Args:
            design: which design.
            by: "segment" or "product"; the last column is `shared`, what nobody caused alone.

        Raises:
            RunError: another `by`, or a design that is not in the comparison.
        """
        names = {
            "segment": ([s.name for s in self.scenario.segments], 1),
            "product": ([p.name for p in self.scenario.products], 0),
        }
        if by not in names:
            raise RunError(f"pnl by {by!r} is not known; use by='segment' or by='product'")
        self.values(design)
        members, other_axis = names[by]
        cube = np.mean([r.runs[design].cube.sum(axis=0) for r in self.replications], axis=0) / 100
        table = pd.DataFrame(
            cube.sum(axis=other_axis).T,
            index=[a.label for a in Account], columns=[*members, "shared"],
        )  # fmt: skip
        table.loc["Operating profit"] = table.sum()
        table["firm"] = table.sum(axis=1)
        return table

    def summary(self) -> pd.DataFrame:
        """Means of the headline figures, one row a design."""
        return pd.DataFrame(
            {name: {k: e.mean for k, e in self.estimates(name).items()} for name in self.designs}
        ).T

    @property
    def verdict(self) -> str:
        """Three plain sentences: who wins, what customers do, what must be true."""
        from ..report.verdict import verdict

        return verdict(self)

    @property
    def plot(self) -> Any:
        """Charts of this comparison, e.g. `result.plot.profit()`."""
        from ..report.charts import Charts

        return Charts(self)

    def _resampling(self) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence([self.seed, 1]))


def compare(
    scenario: Scenario,
    designs: Mapping[str, Design] | None = None,
    *,
    replications: int | None = None,
    precision: float | None = None,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
    markets: int = 1,
) -> Comparison:
    """Compare designs with the firm as it is today.

    Args:
        scenario: the market and the firm as it is today.
        designs: designs by name; the four presets when missing. `today` is always added.
        replications: how many; 30 when neither this nor `precision` is given.
        precision: replicate 10, 20, 40, ... until the 95 % half-width of every NPV difference to
            today is below this share of today's NPV, at most `CAP`.
        seed: the user's seed; the same seed gives the same bits whatever `jobs`.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        markets: how many markets to draw the replications from, where needs are drawn.

    Raises:
        RunError: a request that makes no sense; says the cure.
    """
    _check(replications, precision, seed, jobs, markets)
    everything = {TODAY: scenario.today, **(designs or PRESETS)}
    if designs and designs.get(TODAY, scenario.today) != scenario.today:
        raise RunError("a design is called 'today' but is not the scenario's; give it another name")
    done: list[Replication] = []
    wanted = FIRST_BATCH if precision is not None else (replications or 30)
    while True:
        done += replicate(
            scenario, everything, seed, range(len(done), wanted), jobs, progress, markets
        )
        reached = _widest(scenario, everything, done)
        if precision is None or reached < precision or wanted >= CAP:
            stopping = Stopping(precision, reached, len(done))
            return Comparison(scenario, seed, everything, done, stopping)
        wanted = min(2 * wanted, CAP)


def _widest(scenario: Scenario, designs: Mapping[str, Design], done: list[Replication]) -> float:
    """Widest 95 % half-width of an NPV difference to today, as a share of today's mean NPV."""
    npv = {
        name: np.array([headlines(scenario, r.runs[name])["npv"] for r in done]) for name in designs
    }
    widest = max(estimate(npv[name] - npv[TODAY]).half_width for name in designs)
    return float(widest / max(abs(npv[TODAY].mean()), 1e-9))


def _check(
    replications: int | None, precision: float | None, seed: int, jobs: int | None, markets: int
) -> None:
    if replications is not None and precision is not None:
        raise RunError("give either replications or precision, not both")
    if replications is not None and replications < 2:
        raise RunError(f"replications is {replications}; an interval needs at least 2")
    if precision is not None and not 0 < precision < 1:
        raise RunError(f"precision is {precision}; use a share above 0 and below 1, like 2%")
    if not 0 <= seed < 2**63:
        raise RunError(f"seed is {seed}; use a whole number from 0 to 2^63 - 1")
    if jobs is not None and not 1 <= jobs <= 4 * (os.cpu_count() or 1) + 60:
        raise RunError(f"jobs is {jobs}; use a number from 1 to a few times the processors")
    if markets < 1:
        raise RunError(f"markets is {markets}; use 1 or more")
