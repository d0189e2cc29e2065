"""Saving a comparison in a folder, opening it again, running it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import RunError, ScenarioError
from ..experiment.compare import compare
from ..experiment.comparison import TODAY, Comparison
from ..experiment.stopping import Stopping
from ..experiment.store import Asked, comparison_of, frames
from ..experiment.tables import codebook
from ..observation import QUARTER
from ..scenario_file.design import Design
from ..scenario_file.loading import load
from ..scenario_file.writing import text_of
from . import tournament
from .charts import Chart, market_share
from .folder import Files, about_run, complete, versions, write
from .tables import answer, as_data

if TYPE_CHECKING:
    from ..experiment.tournament import Tournament

KIND = "comparison"
ROUNDING = 1e-9
"""Largest relative difference that other versions of libraries may make."""
SCENARIO, CODEBOOK = "scenario.yaml", "codebook.csv"


@dataclass(frozen=True)
class Reproduction:
    """A saved comparison and the same run again.

    Attributes:
        before, again: the two.
        apart: largest relative difference by table, where there is one; infinite where rows or
            words differ.
        versions: what it was made with and what it is made with now, where these differ.
    """

    before: Comparison
    again: Comparison
    apart: dict[str, float]
    versions: dict[str, tuple[str, str]]

    @property
    def same(self) -> bool:
        """Whether every figure is the same, but for the last digits of other versions."""
        return max(self.apart.values(), default=0.0) <= ROUNDING

    def __str__(self) -> str:
        count = len(self.before.replications) * len(self.before.distinct)
        lines = [f"{self.before.scenario.name}: {count} runs again, seed {self.before.seed}."]
        if not self.apart:
            lines.append("Reproduced: every figure of every table is the same to the bit.")
        elif self.same:
            most = max(self.apart.values())
            lines.append(f"Reproduced: figures differ by at most {most:.1e} of their size.")
        else:
            lines.append("NOT reproduced. Largest relative differences by table:")
            lines += [f"  {name}: {_size(distance)}" for name, distance in self.apart.items()]
            verdicts = self.before.verdict, self.again.verdict
            alike = "the same" if verdicts[0] == verdicts[1] else "another one"
            lines.append(f"The verdict is {alike}.")
        if self.versions:
            lines.append("Made with other versions:")
            lines += [f"  {name}: {old}, now {new}" for name, (old, new) in self.versions.items()]
        return "\n".join(lines)


def save(result: Comparison, folder: str | Path) -> list[Path]:
    """Write a comparison: scenario, answer, tables with a codebook, charts.

    Args:
        result: what is written.
        folder: created when missing; the files of an earlier result are replaced.

    Returns:
        the files written.

    Raises:
        RunError: the folder holds something else than a result, or cannot be written to.
    """
    about = about_run(KIND, result.scenario, result.seed) | {
        "replications": [r.number for r in result.replications],
        "markets": result.markets,
        "stopping": asdict(result.stopping),
        "designs": {name: d.model_dump(mode="json") for name, d in result.designs.items()},
    }
    files: dict[str, Callable[[Path], Any]] = {
        SCENARIO: _text(text_of(result.scenario)),
        "answer.txt": _text(answer(result)),
        "summary.json": _text(json.dumps(as_data(result), indent=2, allow_nan=False)),
        "statements.csv": _csv(statements(result)),
        CODEBOOK: _csv(codebook()),
    }
    files |= {name: _chart(draw) for name, draw in charts(result).items()}
    files |= {f"{name}.parquet": _parquet(table) for name, table in frames(result).items()}
    return write(Path(folder), about, files)


def charts(result: Comparison) -> dict[str, Callable[[], Chart]]:
    """The charts of a saved comparison by file name: of all designs, and of the best beside today.

    The best is the design other than today's whose mean NPV is highest, whether or not it wins.
    """
    plot = result.plot
    drawn: dict[str, Callable[[], Chart]] = {"cumulative_profit.png": plot.profit}
    drawn |= {f"segment_{name}.png": partial(plot.segments, name) for name in ("customers", "nps")}
    best = next((name for name in result.ranking() if name != TODAY), None)
    if best is not None:
        of_one = {
            "profit_bridge": plot.bridge, "retention_cohorts": plot.cohorts,
            "nps_by_segment": plot.nps, "segment_accounts": plot.accounts,
            "whale_curve": plot.whale, "promise_and_delivery": plot.promise,
            "what_shipped": plot.shipped,
        }  # fmt: skip
        if result.scenario.months < 2 * QUARTER:
            del of_one["retention_cohorts"]  # nobody can be followed from one quarter to the next
        drawn |= {f"{name}.png": partial(draw, best) for name, draw in of_one.items()}
    return drawn


def save_tournament(result: Tournament, folder: str | Path) -> list[Path]:
    """Write a tournament, as `save` writes a comparison, without tables of its runs."""
    about = about_run("tournament", result.scenario, result.seed)
    files: Files = {
        SCENARIO: _text(text_of(result.scenario)),
        "answer.txt": _text(tournament.answer(result)),
        "summary.json": _text(json.dumps(tournament.as_data(result), indent=2, allow_nan=False)),
        "market_share.png": lambda path: market_share(result).save(path),
    }
    return write(Path(folder), about, files)


def statements(result: Comparison) -> pd.DataFrame:
    """The statements of every design, by firm, segment and product, as one table.

    Returns:
        `design`, `by`, `member`, `line` and the columns of `Statement.to_frame`; shared costs are
        shared out by revenue.
    """
    parts = []
    for design in result.designs:
        for by in ("firm", "segment", "product"):
            frame = result.statement(design, by).to_frame()
            if by == "firm":
                frame = pd.concat({result.scenario.name: frame}, names=["member"])
            frame.index.names = ["member", "line"]
            frame = frame.reset_index()
            frame.insert(0, "by", by)
            frame.insert(0, "design", design)
            parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def open_folder(folder: str | Path) -> Comparison:
    """The comparison that a folder holds, to the bit.

    Args:
        folder: where `save`, or `sim compare --out`, wrote it.

    Raises:
        RunError: it holds no whole comparison, or one that this version cannot read.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> files = sim.compare(bank, replications=2, jobs=1).save("results/example")
        >>> sim.open("results/example")
        <Comparison of Retail bank, 5 designs, 2 replications, simulated: too close to call>
    """
    path = Path(folder)
    said = complete(path, KIND)
    try:
        asked = Asked(
            load(path / SCENARIO), said["seed"],
            {name: Design.model_validate(d) for name, d in said["designs"].items()},
            said["replications"], Stopping(**said["stopping"]), said["markets"],
        )  # fmt: skip
        tables = {
            name.removesuffix(".parquet"): pd.read_parquet(path / name)
            for name in said["files"]
            if name.endswith(".parquet")
        }
        return comparison_of(asked, tables)
    except (KeyError, TypeError, ValueError, ScenarioError) as error:
        made = said.get("versions", {}).get("simulator", "an unknown version")
        raise RunError(
            f"{folder}: was written by simulator {made} and cannot be read by this one ({error}); "
            "run it again with the same --out"
        ) from None


def reproduce(folder: str | Path, jobs: int | None = None, progress: bool = False) -> Reproduction:
    """Run a saved comparison again and say whether it comes out the same.

    Args:
        folder: where it was written.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.

    Raises:
        RunError: it holds no whole comparison.
    """
    before = open_folder(folder)
    again = compare(
        before.scenario, before.designs, replications=len(before.replications), seed=before.seed,
        jobs=jobs, progress=progress, markets=before.markets,
    )  # fmt: skip
    old, new = frames(before), frames(again)
    apart = {name: distance for name in old if (distance := _apart(old[name], new[name])) > 0}
    said = complete(Path(folder), KIND)["versions"]
    changed = {n: (said.get(n, "none"), now) for n, now in versions().items() if said.get(n) != now}
    return Reproduction(before, again, apart, changed)


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


def _chart(draw: Callable[[], Chart]) -> Callable[[Path], Any]:
    return lambda path: draw().save(path)


def _text(text: str) -> Callable[[Path], Any]:
    return lambda path: path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def _csv(frame: pd.DataFrame) -> Callable[[Path], Any]:
    return lambda path: frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def _parquet(frame: pd.DataFrame) -> Callable[[Path], Any]:
    return lambda path: frame.to_parquet(path, engine="pyarrow", compression="zstd", index=False)
