"""A comparison of designs as a user holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

import pandas as pd

from ..experiment.analysis.explanation import explanation
from ..experiment.analysis.forms import in_forms
from ..experiment.analysis.horizons import horizons
from ..experiment.analysis.pnl import mean_pnl
from ..experiment.analysis.statement import statement
from ..experiment.compare import compare as _compare
from ..experiment.compared import ComparedDesigns
from .explanation import Explanation
from .presented import giving, parts_of
from .statement import Statement

if TYPE_CHECKING:
    from ..report.charts import Charts


@dataclass(frozen=True, repr=False)
class Comparison(ComparedDesigns):
    """Several designs in one market, against today's: figures, verdict, charts, files.

    Attributes:
        scenario, seed: what was run.
        designs: designs by name, `today` first.
        replications: everything that every design did.
        stopping: why there are as many as there are.
        markets: how many markets the replications were drawn from.
        in_forms: NPV in other model forms, by form and design; `forms` says what follows.
        at_twice: parts of NPV at twice as many months; `horizons` says what follows.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> result = sim.compare(bank, replications=2, jobs=1)
        >>> result.winner is None, result.best in result.designs
        (True, True)
    """

    @classmethod
    def of(cls, computed: ComparedDesigns) -> Comparison:
        """The comparison of designs that have been run."""
        return cls(**parts_of(computed))

    @property
    def verdict(self) -> str:
        """Plain sentences: who wins, what customers do, what must be true.

        With `twice` also whether that is the same over twice as many months.
        """
        from ..report.text.verdict import verdict

        return verdict(self)

    @property
    def forms(self) -> pd.DataFrame:
        """What the comparison says in each model form, the scenario's own first.

        Returns:
            by `form`: `leader`, `winner`; NPV of the design that leads as given less today's
            (`vs today` with `low` and `high`) and less that of the best other design in the form,
            `runner-up`. One row where no other form was asked for.
        """
        unknown = (None, None, None)
        rows = [
            (
                row.form,
                row.leader,
                row.winner,
                *(row.against_today or unknown),
                row.runner_up,
                *row.against_runner_up,
            )
            for row in in_forms(self)
        ]
        columns = ["form", "leader", "winner", "vs today", "vs today, low", "vs today, high"]
        columns += ["runner-up", "vs runner-up", "vs runner-up, low", "vs runner-up, high"]
        return pd.DataFrame(rows, columns=columns).set_index("form")

    @property
    def horizons(self) -> pd.DataFrame:
        """NPV of each design less today's, in total and in its two parts, at each horizon.

        Returns:
            by `months`, `design` and `figure` (npv, npv_cash, npv_terminal): `vs today`, `low`,
            `high`. Only the scenario's months where `twice` was not asked for.
        """
        rows = [
            (row.months, name, figure, *gap)
            for row in (horizons(self) if len(self.distinct) > 1 else ())
            for figure, gaps in row.differences.items()
            for name, gap in gaps.items()
        ]
        keys = ["months", "design", "figure"]
        frame = pd.DataFrame(rows, columns=[*keys, "vs today", "low", "high"])
        return frame.set_index(keys)

    @property
    def plot(self) -> Charts:
        """Charts of this comparison, e.g. `result.plot.profit()`."""
        from ..report.charts import Charts

        return Charts(self)

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

    def statement(
        self, design: str | None = None, by: str = "firm", key: str = "revenue"
    ) -> Statement:
        """The profit and loss statement of a design by year, beside today's.

        Args:
            design: which design; `best` when missing.
            by: "firm", "segment" or "product".
            key: by what costs that no one caused alone are shared out: "revenue", "customers"
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
        return Statement.of(statement(self, design, by, key))

    def explain(self, design: str | None = None, replication: int | None = None) -> Explanation:
        """What leaders believed, chose and shipped under a design, and what it brought.

        Args:
            design: which design; `best` when missing.
            replication: number of the replication whose log is reported; the first when missing.

        Raises:
            RunError: a design or replication that is not in the comparison.
        """
        design = self.best if design is None else design
        return Explanation.of(explanation(self, design, replication))

    def pnl(self, design: str, by: str = "segment") -> pd.DataFrame:
        """Mean profit and loss over the horizon, one row an account.

        Args:
            design: which design.
            by: "segment" or "product"; the last column is `shared`, what no one caused alone.

        Raises:
            RunError: another `by`, or a design that is not in the comparison.
        """
        return mean_pnl(self, design, by)

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


compare = giving(Comparison, _compare, "compare")


def open_folder(folder: str | Path) -> Comparison:
    """The comparison that a folder holds, to the bit.

    Args:
        folder: where `save`, or `sim compare --out`, wrote it.

    Raises:
        RunError: it holds no whole comparison, or one that was changed.

    Warns:
        UserWarning: the answer or a chart is not as it was written; nothing is read from it.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> files = sim.compare(bank, replications=2, jobs=1).save("results/example")
        >>> sim.open("results/example")
        <Comparison of Retail bank, 5 designs, 2 replications, simulated: too close to call>
    """
    from ..report.folder.reading import opened

    found = opened(Path(folder))
    for note in found.notes:
        warn(note, stacklevel=2)
    return Comparison.of(found.comparison)
