"""A comparison as tables, and back again, to the bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..firm.decisions import Decision
from ..observation import Observations
from ..scenario_file.design import Design
from ..scenario_file.scenario import Scenario
from .comparison import Comparison
from .runner import ObservedRun, Replication
from .stopping import Stopping
from .tables import DECISIONS, OF_REPLICATIONS, OF_RUNS, arrays_of, frame_of


@dataclass(frozen=True)
class Asked:
    """What was asked of a comparison, beside its tables.

    Attributes:
        scenario, seed, designs, stopping, markets: as in `Comparison`.
        numbers: which replications.
    """

    scenario: Scenario
    seed: int
    designs: dict[str, Design]
    numbers: list[int]
    stopping: Stopping
    markets: int


def frames(result: Comparison) -> dict[str, pd.DataFrame]:
    """Everything that a comparison knows, by table; see `tables.codebook`.

    Of designs that are equal only the first has rows.
    """
    designs, scenario = list(result.distinct), result.scenario
    lived = [(name, r) for name in designs for r in result.replications]
    keys: dict[str, list[Any]] = {
        "design": [name for name, _ in lived],
        "replication": [r.number for _, r in lived],
    }
    numbers = {"replication": [r.number for r in result.replications]}
    made = {
        t.name: frame_of(t, [t.part(r.runs[name]) for name, r in lived], keys, scenario)
        for t in OF_RUNS
    }
    made |= {
        t.name: frame_of(t, [t.part(r) for r in result.replications], numbers, scenario)
        for t in OF_REPLICATIONS
    }
    rows = [
        {"design": name, "replication": r.number, **asdict(decision)}
        for name, r in lived
        for decision in r.runs[name].decisions
    ]
    made["decisions"] = pd.DataFrame(rows, columns=["design", "replication", *DECISIONS])
    return made


def comparison_of(asked: Asked, tables: Mapping[str, pd.DataFrame]) -> Comparison:
    """The comparison that tables were made of.

    Args:
        asked: what was asked.
        tables: as `frames` made them.

    Raises:
        KeyError, ValueError: tables, columns or rows are missing.
    """
    empty = Comparison(asked.scenario, asked.seed, asked.designs, [], asked.stopping, asked.markets)
    groups, count = empty.distinct, len(asked.numbers)
    lived = [(name, number) for name in groups for number in asked.numbers]
    arrays = {
        t.name: arrays_of(
            t, tables[t.name], _which(tables[t.name], lived), len(lived), asked.scenario
        )
        for t in OF_RUNS
    }
    before = {
        t.name: arrays_of(
            t, tables[t.name], _which(tables[t.name], asked.numbers), count, asked.scenario
        )
        for t in OF_REPLICATIONS
    }
    decisions = _decisions(tables["decisions"], lived)
    runs: list[dict[str, ObservedRun]] = [{} for _ in range(count)]
    for place, (name, number) in enumerate(lived):
        mine = {table: values[place] for table, values in arrays.items()}
        seen = Observations(
            mine["segments"], mine["promised"], mine["delivered"], mine["cohorts"],
            mine["holders"], mine["kept_revenue"], mine["contribution"], mine["lifetimes"],
        )  # fmt: skip
        run = ObservedRun(mine["monthly"], mine["ledger"], decisions[name, number], seen)
        runs[place % count] |= dict.fromkeys(groups[name], run)
    replications = [
        Replication(
            number, before["monthly_before"][n], before["ledger_before"][n],
            {name: runs[n][name] for name in asked.designs},
        )
        for n, number in enumerate(asked.numbers)
    ]  # fmt: skip
    return Comparison(
        asked.scenario, asked.seed, asked.designs, replications, asked.stopping, asked.markets
    )


def _which(frame: pd.DataFrame, keys: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Which of the keys each row has."""
    place = {key: n for n, key in enumerate(keys)}
    if "design" not in frame:
        return frame["replication"].map(place).to_numpy(dtype=np.int64)
    designs = list(dict.fromkeys(name for name, _ in keys))
    first = {name: place[name, keys[0][1]] for name in designs}
    within = {number: n for n, number in enumerate(dict.fromkeys(number for _, number in keys))}
    rows = frame["design"].astype(object).map(first) + frame["replication"].map(within)
    return rows.to_numpy(dtype=np.int64)


def _decisions(
    frame: pd.DataFrame, lived: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], list[Decision]]:
    """The decisions of each run."""
    out: dict[tuple[str, int], list[Decision]] = {key: [] for key in lived}
    for name, number, *values in frame.itertuples(index=False, name=None):
        out[name, number].append(Decision(*values))
    return out
