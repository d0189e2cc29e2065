"""What a comparison of designs knows: figures, paired differences, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..accounts.ledger import Account
from ..errors import RunError
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Design
from .analysis.customer_value import VALUE_BOUNDS, VALUES, value_totals
from .analysis.explanation import Explanation, explanation
from .analysis.headlines import BOUNDS as HEADLINE_BOUNDS
from .analysis.headlines import LABELS, STARTING_YEAR, starting_year, totals
from .analysis.headlines import RATIOS as HEADLINE_RATIOS
from .analysis.sample import ANYTHING, Bounds, Sample, Totals
from .analysis.shortfall import Payback, Shortfall, deepest, payback
from .analysis.statement import KEYS, Statement, statement
from .analysis.statistics import (
    Band,
    Crossover,
    Estimate,
    Pairing,
    crossover,
    estimate,
    known_band,
    known_mean,
    pairing,
    probability_best,
    share_best,
)
from .analysis.winner import sure_winner
from .run.runner import ObservedRun, Replication
from .run.stopping import Stopping

Array = NDArray[np.float64]
TODAY = "today"
RATIOS, BOUNDS = HEADLINE_RATIOS | VALUES, HEADLINE_BOUNDS | VALUE_BOUNDS
"""Figures that are worked out from several totals, and what they can be."""


@dataclass(frozen=True, repr=False)
class Comparison:
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

    def probability_best(self, figure: str = "npv") -> dict[str, float]:
        """Chance of each design to be best by a figure.

        Where all is certain, to have the highest mean (paired bootstrap). Where values are
        `uncertain`, to be best in one more draw of them: more replications make a mean surer, but
        the firm will live with one draw. Equal designs have one chance together, which each of them
        shows.
        """
        groups = self.distinct
        figures = [self.values(name)[figure].to_numpy() for name in groups]
        if self.scenario.uncertain:
            chances = share_best(np.array(figures))
        else:
            values = np.array([self.sample.within_markets(each) for each in figures])
            chances = probability_best(values, self.sample.generator())
        shared = zip(groups.values(), chances, strict=True)
        return {name: float(chance) for names, chance in shared for name in names}

    def draws(self) -> pd.DataFrame:
        """The values that were drawn where the scenario is uncertain, one row a replication."""
        numbers = [each.number for each in self.replications]
        return pd.DataFrame(
            [self.scenario.drawn_values(self.seed, n) for n in numbers],
            index=pd.Index(numbers, name="replication"),
        )

    @property
    def winner(self) -> str | None:
        """The design that wins on NPV, or None when it is too close to call.

        Of designs that are equal, the name that comes first.
        """
        chances = self.probability_best()
        means = {name: self._estimate("npv", name).mean for name in self.distinct}
        return sure_winner({name: chances[name] for name in means}, means, len(self.replications))

    def ranking(self, figure: str = "npv") -> list[str]:
        """Designs that differ, by the mean of a figure, best first."""
        means = {name: self._estimate(figure, name).mean for name in self.distinct}
        return sorted(means, key=lambda name: (np.isnan(means[name]), -means[name]))

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
        """What shared luck buys between two designs."""
        return pairing(
            self.values(design)[figure].to_numpy(), self.values(other)[figure].to_numpy()
        )

    def starting_year(self) -> dict[str, Estimate]:
        """Facts of the simulated year before the comparison; empty without a burn-in."""
        if self.scenario.burn_in == 0:
            return {}
        years = [starting_year(r.starting_year, r.starting_ledger) for r in self.replications]
        found = {name: np.array([year[name] for year in years]) for name in years[0]}
        return {
            name: self.sample.estimate(figure, found, bounds=BOUNDS.get(name, (0.0, 1.0)))
            for name, figure in STARTING_YEAR.items()
        }

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
        self.check(design)
        members, other_axis = names[by]
        cube = np.mean([r.runs[design].cube.sum(axis=0) for r in self.replications], axis=0) / 100
        table = pd.DataFrame(
            cube.sum(axis=other_axis).T,
            index=[a.label for a in Account],
            columns=[*members, "shared"],
        )
        table.loc["Operating profit"] = table.sum()
        table["firm"] = table.sum(axis=1)
        return table

    @property
    def best(self) -> str:
        """The design that wins, or that of the highest mean NPV when it is too close to call."""
        return self.winner or self.ranking()[0]

    def statement(
        self, design: str | None = None, by: str = "firm", key: str = "revenue"
    ) -> Statement:
        """The profit and loss statement of a design by year, beside today's.

        Args:
            design: which design; `best` when missing.
            by: "firm", "segment" or "product".
            key: by what costs that nobody caused alone are shared out: "revenue", "customers"
                (holders, by product) or "contribution".

        Raises:
            RunError: another `by` or `key`, or a design that is not in the comparison.

        Example:
            >>> import sim
            >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
            >>> result = sim.compare(bank, replications=2, jobs=1)
            >>> frame = result.statement("today", by="segment", key="customers").to_frame()
            >>> list(frame.loc["Families"].index[-3:])
            ['Restructuring', 'Operating profit', 'Operating margin']
        """
        design = self.best if design is None else design
        self.check(design)
        if by not in ("firm", "segment", "product"):
            raise RunError(f"by is {by!r}; use by='firm', by='segment' or by='product'")
        if key not in KEYS:
            raise RunError(f"key is {key!r}; share out by {', '.join(map(repr, KEYS))}")
        return statement(self, design, by, key)

    def explain(self, design: str | None = None, replication: int | None = None) -> Explanation:
        """What leaders believed, chose and shipped under a design, and what it brought.

        Args:
            design: which design; `best` when missing.
            replication: the number of the replication whose log is told; the first when missing.

        Raises:
            RunError: a design or replication that is not in the comparison.
        """
        design = self.best if design is None else design
        self.check(design)
        numbers = [r.number for r in self.replications]
        wanted = numbers[0] if replication is None else replication
        if wanted not in numbers:
            raise RunError(f"replication {wanted!r} was not run; use {numbers[0]} to {numbers[-1]}")
        return explanation(self, design, numbers.index(wanted))

    def summary(self) -> pd.DataFrame:
        """Means of the headline figures, one row a design."""
        return pd.DataFrame(
            {name: {k: e.mean for k, e in self.estimates(name).items()} for name in self.designs}
        ).T

    def to_frame(self) -> pd.DataFrame:
        """Every headline figure of every design, one row each.

        Returns:
            by `design` and `figure`: `mean`, `low`, `high`, and `Δ to today` with `Δ low` and
            `Δ high`, paired by replication.
        """
        rows = {}
        for name in self.designs:
            gaps = self.differences(name)
            for figure, own in self.estimates(name).items():
                rows[name, figure] = (*own, *gaps[figure])
        columns = ["mean", "low", "high", "Δ to today", "Δ low", "Δ high"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        frame.index = pd.MultiIndex.from_tuples(rows, names=["design", "figure"])
        return frame

    def __repr__(self) -> str:
        from ..report.text.prompt import comparison_line

        return comparison_line(self)

    def _repr_html_(self) -> str:
        from ..report.text.prompt import comparison_html

        return comparison_html(self)

    @property
    def verdict(self) -> str:
        """Three plain sentences: who wins, what customers do, what must be true."""
        from ..report.text.verdict import verdict

        return verdict(self)

    def save(self, folder: str | Path) -> list[Path]:
        """Write scenario, answer, tables and charts; `sim.open` reads them back.

        Args:
            folder: created when missing; the files of an earlier result are replaced.

        Returns:
            the files written.

        Raises:
            RunError: the folder holds something else than a result, or cannot be written to.
        """
        from ..report.folder.saving import save

        return save(self, folder)

    @property
    def plot(self) -> Any:
        """Charts of this comparison, e.g. `result.plot.profit()`."""
        from ..report.charts import Charts

        return Charts(self)
