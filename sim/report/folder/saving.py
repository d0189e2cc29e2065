"""Saving a comparison in a folder, opening it again, running it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...experiment.analysis.statement import statement
from ...experiment.compare import compare
from ...experiment.compared import ComparedDesigns
from ...experiment.requests import TODAY
from ...experiment.tables.codebook import codebook
from ...experiment.tables.store import frames
from ...model.observation import QUARTER
from ...scenario.writing.resolved import text_of
from ..charts import Chart, Charts, market_share
from ..formats import parquet
from ..formats.spreadsheet import csv
from ..text import tournament
from ..text.comparison import answer, as_data
from ..text.verdict import verdict
from .folder import Files, about_run, versions, write
from .manifest import COMPARISON, TOURNAMENT
from .reading import SCENARIO, opened

if TYPE_CHECKING:
    from ...experiment.tournament import ComparedFirms

ROUNDING = 1e-9
"""Largest relative difference that other versions of libraries may make."""
CODEBOOK = "codebook.csv"


@dataclass(frozen=True)
class Reproduction:
    """A saved comparison and the same run again.

    Attributes:
        before, again: the two.
        apart: largest relative difference by table, where there is one; infinite where rows or
            words differ.
        versions: what it was made with and what it is made with now, where these differ.
        notes: files that people read and that are not as they were written.
    """

    before: ComparedDesigns
    again: ComparedDesigns
    apart: dict[str, float]
    versions: dict[str, tuple[str, str]]
    notes: list[str]

    @property
    def same(self) -> bool:
        """Whether every figure is the same, but for the last digits of other versions."""
        return max(self.apart.values(), default=0.0) <= ROUNDING

    def __str__(self) -> str:
        times = 1 + len(self.before.in_forms) + bool(self.before.at_twice)
        count = times * len(self.before.replications) * len(self.before.distinct)
        lines = [f"{self.before.scenario.name}: {count} runs repeated, seed {self.before.seed}."]
        if not self.apart:
            lines.append("Reproduced: every figure of every table is the same to the bit.")
        elif self.same:
            most = max(self.apart.values())
            lines.append(f"Reproduced: figures differ by at most {most:.1e} of their size.")
        else:
            lines.append("NOT reproduced. Largest relative differences by table:")
            lines += [f"  {name}: {_size(distance)}" for name, distance in self.apart.items()]
            verdicts = verdict(self.before), verdict(self.again)
            alike = "the same" if verdicts[0] == verdicts[1] else "different"
            lines.append(f"The verdict is {alike}.")
        if self.versions:
            lines.append("Made with other versions:")
            lines += [f"  {name}: {old}, now {new}" for name, (old, new) in self.versions.items()]
        return "\n".join(lines)


def save(result: ComparedDesigns, folder: str | Path) -> list[Path]:
    """Write a comparison: scenario, answer, tables with a codebook, charts.

    Args:
        result: what is written.
        folder: created when missing; the files of an earlier result are replaced.

    Returns:
        the files written.

    Raises:
        RunError: the folder holds something else than a result, or cannot be written to.
    """
    about = about_run(COMPARISON, result.scenario, result.seed) | {
        "replications": [int(r.number) for r in result.replications],
        "markets": int(result.markets),
        "stopping": asdict(result.stopping),
        "designs": {name: d.model_dump(mode="json") for name, d in result.designs.items()},
    }
    if result.in_forms:
        about["forms"] = list(result.in_forms)
    if result.at_twice:
        about["twice"] = True
    read: Files = {
        SCENARIO: _text(lambda: text_of(result.scenario)),
        **{f"{name}.parquet": _parquet(table) for name, table in frames(result).items()},
    }
    shown: Files = {
        "answer.txt": _text(lambda: answer(result)),
        "summary.json": _text(lambda: json.dumps(as_data(result), indent=2, allow_nan=False)),
        "statements.csv": lambda: csv(statements(result)),
        CODEBOOK: lambda: csv(codebook(bool(result.in_forms), bool(result.at_twice))),
        **{name: _chart(draw) for name, draw in charts(result).items()},
    }
    return write(Path(folder), about, {**read, **shown}, needed=read)


def charts(result: ComparedDesigns) -> dict[str, Callable[[], Chart]]:
    """The charts of a saved comparison by file name: of all designs, and of the best beside today.

    The best is the design other than today's whose mean NPV is highest, whether or not it wins.
    """
    plot = Charts(result)
    drawn: dict[str, Callable[[], Chart]] = {"cumulative_profit.png": plot.profit}
    drawn |= {f"segment_{name}.png": partial(plot.segments, name) for name in ("customers", "nps")}
    best = next((name for name in result.ranking() if name != TODAY), None)
    if best is not None:
        of_one = {
            "profit_bridge": plot.bridge,
            "retention_cohorts": plot.cohorts,
            "nps_by_segment": plot.nps,
            "segment_accounts": plot.accounts,
            "whale_curve": plot.whale,
            "promise_and_delivery": plot.promise,
            "what_shipped": plot.shipped,
        }
        if result.scenario.months < 2 * QUARTER:
            del of_one["retention_cohorts"]  # no one can be followed from one quarter to the next
        drawn |= {f"{name}.png": partial(draw, best) for name, draw in of_one.items()}
    return drawn


def save_tournament(result: ComparedFirms, folder: str | Path) -> list[Path]:
    """Write a tournament, as `save` writes a comparison, without tables of its runs."""
    about = about_run(TOURNAMENT, result.scenario, result.seed)
    files: Files = {
        SCENARIO: _text(lambda: text_of(result.scenario)),
        "answer.txt": _text(lambda: tournament.answer(result)),
        "summary.json": _text(
            lambda: json.dumps(tournament.as_data(result), indent=2, allow_nan=False)
        ),
        "market_share.png": _chart(lambda: market_share(result)),
    }
    return write(Path(folder), about, files)


def statements(result: ComparedDesigns) -> pd.DataFrame:
    """The statements of every design, by firm, segment and product, as one table.

    Returns:
        `design`, `by`, `member`, `line` and the columns of `Statement.to_frame`; shared costs are
        shared out by revenue.
    """
    parts = []
    for design in result.designs:
        for by in ("firm", "segment", "product"):
            frame = statement(result, design, by).to_frame()
            if by == "firm":
                frame = pd.concat({result.scenario.name: frame}, names=["member"])
            frame.index.names = ["member", "line"]
            frame = frame.reset_index()
            frame.insert(0, "by", by)
            frame.insert(0, "design", design)
            parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def reproduce(folder: str | Path, jobs: int | None = None, progress: bool = False) -> Reproduction:
    """Run a saved comparison again and say whether it comes out the same.

    Args:
        folder: where it was written.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.

    Raises:
        RunError: it holds no whole comparison.
    """
    found = opened(Path(folder))
    before, stated = found.comparison, found.versions
    again = compare(
        before.scenario,
        before.designs,
        replications=len(before.replications),
        seed=before.seed,
        jobs=jobs,
        progress=progress,
        markets=before.markets,
        forms=list(before.in_forms) or None,
        twice=bool(before.at_twice),
    )
    old, new = frames(before), frames(again)
    apart = {name: distance for name in old if (distance := _apart(old[name], new[name])) > 0}
    changed = {
        n: (stated.get(n, "none"), now) for n, now in versions().items() if stated.get(n) != now
    }
    return Reproduction(before, again, apart, changed, found.notes)


def _apart(old: pd.DataFrame, new: pd.DataFrame) -> float:
    """Largest relative difference of two tables; infinite where rows or words differ."""
    if list(old) != list(new) or len(old) != len(new):
        return np.inf
    most = 0.0
    for name in old:
        one, other = old[name].to_numpy(), new[name].to_numpy()
        if one.dtype.kind in "if":
            if (np.isnan(one) != np.isnan(other)).any():
                return np.inf
            size = np.maximum(np.maximum(np.abs(one), np.abs(other)), 1e-300)
            apart = np.nan_to_num(np.abs(one - other) / size)
            most = max(most, float(apart.max(initial=0.0)))
        elif (one != other).any():
            return np.inf
    return most


def _size(distance: float) -> str:
    return "rows or words differ" if np.isinf(distance) else f"{distance:.1e}"


def _chart(draw: Callable[[], Chart]) -> Callable[[], bytes]:
    return lambda: draw().content("png")


def _text(text: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: (text().rstrip("\n") + "\n").encode()


def _parquet(frame: pd.DataFrame) -> Callable[[], bytes]:
    return lambda: parquet.written(frame)
