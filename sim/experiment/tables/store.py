"""A comparison as tables, and back again, to the bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, get_args

import numpy as np
import pandas as pd

from ...firm.decisions import Action, Decision, Outcome
from ...model.figures import FIGURES
from ...model.observation import Observations
from ...scenario.scenario import Scenario
from ..compared import ComparedDesigns
from ..run.runner import ObservedRun, Replication
from .asked import Asked
from .codebook import (
    DECISIONS,
    LARGEST,
    OF_REPLICATIONS,
    OF_RUNS,
    Array,
    Table,
    arrays_of,
    frame_of,
    placed,
)
from .repeated import Repeated, repeated_as, repeated_in
from .shapes import NUMBERS_OF_DECISIONS


def frames(result: ComparedDesigns) -> dict[str, pd.DataFrame]:
    """Everything that a comparison knows, by table; see `tables.codebook`.

    Of designs that are equal only the first has rows.
    """
    designs, scenario = list(result.distinct), result.scenario
    simulated = [(name, r) for name in designs for r in result.replications]
    keys: dict[str, list[Any]] = {
        "design": [name for name, _ in simulated],
        "replication": [r.number for _, r in simulated],
    }
    numbers = {"replication": [r.number for r in result.replications]}
    made = {
        t.name: frame_of(t, [t.part(r.runs[name]) for name, r in simulated], keys, scenario)
        for t in OF_RUNS
    }
    made |= {
        t.name: frame_of(t, [t.part(r) for r in result.replications], numbers, scenario)
        for t in OF_REPLICATIONS
    }
    rows = [
        {"design": name, "replication": r.number, **asdict(decision)}
        for name, r in simulated
        for decision in r.runs[name].decisions
    ]
    made["decisions"] = pd.DataFrame(rows, columns=["design", "replication", *DECISIONS])
    return made | {name: table.frame(result) for name, table in repeated_in(result).items()}


class TableError(ValueError):
    """A table that is none of this comparison.

    Args:
        table: which.
        reason: what is wrong with it.
    """

    def __init__(self, table: str, reason: str) -> None:
        self.table, self.reason = table, reason
        super().__init__(f"{table} {reason}")


def without_runs(asked: Asked) -> ComparedDesigns:
    """The comparison that was asked for, before anything is known of it."""
    return ComparedDesigns(
        asked.scenario, asked.seed, asked.designs, [], asked.stopping, asked.markets
    )


def comparison_of(asked: Asked, tables: Mapping[str, pd.DataFrame]) -> ComparedDesigns:
    """The comparison that tables were made of.

    Args:
        asked: what was asked.
        tables: as `frames` made them; columns of the kinds that `shapes` says.

    Raises:
        TableError: rows are missing, doubled, unknown or out of order, or do not fit together.
    """
    groups, count = without_runs(asked).distinct, len(asked.numbers)
    simulated = [(name, number) for name in groups for number in asked.numbers]
    arrays = {t.name: _arrays(t, tables, list(groups), asked) for t in OF_RUNS}
    before = {t.name: _arrays(t, tables, [], asked) for t in OF_REPLICATIONS}
    _check_books("monthly", arrays["monthly"], arrays["ledger"])
    _check_books("monthly_before", before["monthly_before"], before["ledger_before"])
    decisions = _decisions(tables["decisions"], list(groups), asked)
    runs: list[dict[str, ObservedRun]] = [{} for _ in range(count)]
    for place, (name, _) in enumerate(simulated):
        mine = {table: values[place] for table, values in arrays.items()}
        seen = Observations(
            mine["segments"],
            mine["promised"],
            mine["delivered"],
            mine["cohorts"],
            mine["holders"],
            mine["kept_revenue"],
            mine["contribution"],
            mine["lifetimes"],
        )
        run = ObservedRun(mine["monthly"], mine["ledger"], decisions[place], seen)
        runs[place % count] |= dict.fromkeys(groups[name], run)
    replications = [
        Replication(
            number,
            before["monthly_before"][n],
            before["ledger_before"][n],
            {name: runs[n][name] for name in asked.designs},
        )
        for n, number in enumerate(asked.numbers)
    ]
    again = {
        table.attribute: _repeated(name, table, tables[name], list(groups), asked.numbers)
        for name, table in repeated_as(asked).items()
    }
    return replace(without_runs(asked), replications=replications, **again)


def _repeated(
    name: str, table: Repeated, frame: pd.DataFrame, designs: list[str], numbers: list[int]
) -> Any:
    """What a comparison found when it was repeated with something changed."""
    try:
        return table.values_of(frame, designs, numbers)
    except ValueError as error:
        raise TableError(name, str(error)) from None


def _arrays(
    table: Table, tables: Mapping[str, pd.DataFrame], designs: Sequence[str], asked: Asked
) -> Array:
    """The arrays that a table was made of: of every run, or without designs of replications."""
    number = max(len(designs), 1) * len(asked.numbers)
    try:
        which = _which(tables[table.name], designs, asked.numbers)
        return arrays_of(table, tables[table.name], which, number, asked.scenario)
    except ValueError as error:
        raise TableError(table.name, str(error)) from None


def _which(
    frame: pd.DataFrame, designs: Sequence[str], numbers: Sequence[int]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Which run, or without designs which replication, each row belongs to."""
    which = pd.Index(numbers).get_indexer(pd.Index(frame["replication"]))
    if (which < 0).any():
        raise ValueError("has rows of a replication that was not run")
    if not designs:
        return which
    design = placed(frame["design"], designs)
    if (design < 0).any():
        raise ValueError("has rows of a design that was not run")
    return np.asarray(design * len(numbers) + which)


def _check_books(table: str, monthly: Array, ledger: Array) -> None:
    """Refuse figures whose profit is not that of the ledger."""
    cents = 100 * monthly[..., FIGURES.index("profit")]
    booked = ledger.sum(axis=tuple(range(2, ledger.ndim)))
    if (np.abs(cents - booked) > 0.5 + 1e-9 * np.abs(booked)).any():
        raise TableError(table, "has another profit than the ledger")


def _decisions(frame: pd.DataFrame, designs: Sequence[str], asked: Asked) -> list[list[Decision]]:
    """The decisions of each run."""
    try:
        which = _which(frame, designs, asked.numbers)
        _check_decisions(frame, which, asked.scenario)
    except ValueError as error:
        raise TableError("decisions", str(error)) from None
    out: list[list[Decision]] = [[] for _ in range(len(designs) * len(asked.numbers))]
    rows = frame[list(DECISIONS)].itertuples(index=False, name=None)
    for place, values in zip(which.tolist(), rows, strict=True):
        out[place].append(Decision(*values))
    return out


def _check_decisions(frame: pd.DataFrame, which: Array, scenario: Scenario) -> None:
    """Refuse what no leader decides."""
    if (np.diff(which) < 0).any():
        raise ValueError("has rows that are out of order")
    if not frame["month"].between(1, scenario.months).all():
        raise ValueError("has months that the comparison does not cover")
    numbers = np.abs(frame[list(NUMBERS_OF_DECISIONS)].to_numpy(dtype=float))
    if not (numbers <= LARGEST).all() or (frame["effort"] < 0).any():
        raise ValueError("has values that no decision has")
    segments = [segment.name for segment in scenario.segments]
    known: dict[str, Sequence[str]] = {
        "owner": [*segments, *(product.name for product in scenario.products)],
        "touchpoint": scenario.touchpoint_names,
        "variant": ["shared", *segments],
        "action": get_args(Action),
        "outcome": get_args(Outcome),
    }
    for column, words in known.items():
        if not frame[column].isin(words).all():
            raise ValueError(f"has another {column} than {', '.join(words)}"[:300])
