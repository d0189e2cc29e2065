"""Everything that a comparison knows as tables, and back again, to the bit.

`TABLES` declares each table once: its keys, what its rows hold, and where that lies in a run. The
codebook, writing and reading all follow from the declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Account
from ...market.rules.tally import Count
from ...measures import COUNTED_BY_SEGMENT, MONTHLY, meanings
from ...model.figures import MEANINGS
from ...model.observation import QUARTER, WHALE_STEPS, YEAR
from ...scenario.scenario import Scenario

Array = NDArray[Any]
COUNTS = meanings(MONTHLY | COUNTED_BY_SEGMENT)
"""Unit and meaning by name; those of a `Count` are counted by segment every month."""
KEYS: dict[str, tuple[str, str]] = {
    "replication": ("number", "which replication"),
    "design": ("name", "which design; of designs that are equal the first"),
    "month": ("month", "month of the comparison, 1 the first"),
    "month_before": ("month", "month of the year before the comparison, 0 the last"),
    "segment": ("name", "segment by need"),
    "segment_or_shared": ("name", "segment by need; 'shared' is what no segment caused alone"),
    "segment_or_all": ("name", "segment by need, and 'all' of them"),
    "product": ("name", "product"),
    "product_or_shared": ("name", "product; 'shared' is what no product caused alone"),
    "account": ("name", "account of the ledger"),
    "quarter": ("quarter", "quarter of the comparison, 1 the first"),
    "joined_quarter": ("quarter", "quarter in which the customers joined; 0 is before"),
    "year": ("year", "year of the comparison, 1 the first"),
    "year_end": ("year", "end of this year; 0 is the start of the comparison"),
    "customers_ranked": ("percent", "the most profitable customers of the last twelve months"),
}
"""Unit and meaning of what tells rows apart; a column is called by what stands before `_or_`."""


@dataclass(frozen=True)
class Table:
    """One table of numbers.

    Attributes:
        name: of the table and its file.
        axes: what tells rows apart within a run, in the order of the array's axes.
        columns: unit and meaning by column. One column holds the whole array; several its last
            axis.
        part: where the array lies in a run; for tables of the year before, in a replication.
        sparse: whether rows of nothing are left out.
        unknown: whether a value may be no number, where there was no one to ask.
        signed: whether a value may be below 0.
    """

    name: str
    axes: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]
    part: Callable[[Any], Array]
    sparse: bool = False
    unknown: bool = False
    signed: bool = False


LARGEST = 2**53
"""The largest amount, in cents, or number that a table may hold."""
_CENTS = {"cents": ("cents", "booked; costs are negative; rows of nothing are left out")}
_LEDGER = ("segment_or_shared", "product_or_shared", "account")
OF_RUNS: tuple[Table, ...] = (
    Table("monthly", ("month",), MEANINGS, lambda run: run.figures, signed=True),
    Table("ledger", ("month", *_LEDGER), _CENTS, lambda run: run.cube, sparse=True, signed=True),
    Table(
        "segments",
        ("month", "segment"),
        {c.name.lower(): COUNTS[c.name.lower()] for c in Count},
        lambda run: run.observed.counts,
    ),
    Table(
        "promised",
        ("month", "segment"),
        {"promised": ("share", "value promised to a segment; empty where nobody is")},
        lambda run: run.observed.promised,
        unknown=True,
    ),
    Table(
        "delivered",
        ("month", "segment"),
        {"delivered": ("share", "mean value delivered at a moment of truth; empty where none was")},
        lambda run: run.observed.delivered,
        unknown=True,
    ),
    Table(
        "cohorts",
        ("quarter", "segment", "joined_quarter"),
        {"customers": ("people", "customers at the end of the quarter; none where left out")},
        lambda run: run.observed.cohorts,
        sparse=True,
    ),
    Table(
        "holders",
        ("year_end", "segment", "product"),
        {"holders": ("people", "customers who hold the product")},
        lambda run: run.observed.holders,
    ),
    Table(
        "kept_revenue",
        ("year", "segment"),
        {
            "before": ("currency a month", "paid by the customers of the year's start, then"),
            "at_most_as_before": ("currency a month", "paid at its end, at most as before by each"),
            "kept": ("currency a month", "paid at its end by those of them still there"),
        },
        lambda run: run.observed.kept_revenue,
    ),
    Table(
        "contribution",
        ("segment_or_all", "customers_ranked"),
        {
            "contribution": (
                "currency",
                "gross margin less contacts and complaints before recovery, added up; offers and "
                "cross-selling left out",
            )
        },
        lambda run: run.observed.contribution,
        signed=True,
    ),
    Table(
        "lifetimes",
        ("segment",),
        {
            "base": ("people-months", "discounted, that the customers at the end will still pay"),
            "joiners": ("people-months", "discounted, expected of who joined in the last year"),
        },
        lambda run: run.observed.lifetimes,
        unknown=True,
    ),
)
"""Tables with rows for each design and replication."""
OF_REPLICATIONS: tuple[Table, ...] = (
    Table("monthly_before", ("month_before",), MEANINGS, lambda r: r.starting_year, signed=True),
    Table(
        "ledger_before",
        ("month_before", *_LEDGER),
        _CENTS,
        lambda r: r.starting_ledger,
        sparse=True,
        signed=True,
    ),
)
"""Tables with rows for each replication: the year before, which all designs share."""
DECISIONS: dict[str, tuple[str, str]] = {
    "month": ("month", "month of the comparison in which it shipped"),
    "owner": ("name", "who decided"),
    "action": ("word", "move (another treatment) or harden (fewer failures)"),
    "touchpoint": ("name", "where"),
    "variant": ("name", "'shared', or the segment whose own variant it is"),
    "believed_gain": ("currency a month", "revenue made happy, as the owner expected"),
    "effort": ("effort", "effort spent"),
    "realised_gain": ("currency a month", "the same by the true needs"),
    "outcome": ("word", "works, nothing, harm, hardened, or rolled back"),
}
"""Unit and meaning of the columns of the table of decisions."""


FORMS: dict[str, tuple[str, str]] = {
    "form": ("word", "model form, by the answer that differs from the scenario's"),
    "design": KEYS["design"],
    "replication": KEYS["replication"],
    "npv": ("currency", "net present value, with terminal value, in this form"),
}
"""Unit and meaning of the columns of the table of other model forms."""
TWICE: dict[str, tuple[str, str]] = {
    "part": ("word", "part of the net present value: npv_cash within the horizon, npv_terminal"),
    "design": KEYS["design"],
    "replication": KEYS["replication"],
    "amount": ("currency", "the part, discounted, with twice as many months; parts add up to NPV"),
}
"""Unit and meaning of the columns of the table of twice as many months."""


def codebook(forms: bool = False, twice: bool = False) -> pd.DataFrame:
    """Every column of every table: `table`, `column`, `unit`, `meaning`.

    Args:
        forms: whether the comparison was repeated in other model forms.
        twice: whether it was with twice as many months.
    """
    own = {"design": KEYS["design"], "replication": KEYS["replication"]}
    rows = []
    for tables, keys in ((OF_RUNS, own), (OF_REPLICATIONS, {"replication": KEYS["replication"]})):
        for table in tables:
            axes = {column_of(axis): KEYS[axis] for axis in table.axes}
            described = {**keys, **axes, **table.columns}
            rows += [(table.name, name, *words) for name, words in described.items()]
    rows += [("decisions", name, *words) for name, words in {**own, **DECISIONS}.items()]
    rows += [("forms", name, *words) for name, words in FORMS.items() if forms]
    rows += [("twice", name, *words) for name, words in TWICE.items() if twice]
    return pd.DataFrame(rows, columns=["table", "column", "unit", "meaning"])


def column_of(axis: str) -> str:
    """What the column of an axis is called."""
    return axis.split("_or_")[0]


def labels(scenario: Scenario) -> dict[str, Sequence[Any]]:
    """What stands along each axis."""
    segments, products = [s.name for s in scenario.segments], [p.name for p in scenario.products]
    months = scenario.months
    return {
        "month": range(1, months + 1),
        "month_before": range(1 - min(YEAR, scenario.burn_in), 1),
        "segment": segments,
        "segment_or_shared": [*segments, "shared"],
        "segment_or_all": [*segments, "all"],
        "product": products,
        "product_or_shared": [*products, "shared"],
        "account": [account.key for account in Account],
        "quarter": range(1, months // QUARTER + 1),
        "joined_quarter": range(months // QUARTER + 1),
        "year": range(1, months // YEAR + 1),
        "year_end": range(-(-months // YEAR) + 1),
        "customers_ranked": range(WHALE_STEPS + 1),
    }


def frame_of(
    table: Table, arrays: Sequence[Array], keys: Mapping[str, Sequence[Any]], scenario: Scenario
) -> pd.DataFrame:
    """Arrays as one table with a row for each place, or for each that is not nothing.

    Args:
        table: which one.
        arrays: all of the table's shape.
        keys: what tells the arrays apart: by column, a value for each array.
        scenario: for the names along the axes.
    """
    along = labels(scenario)
    sizes = [len(along[axis]) for axis in table.axes]
    flat = np.array(arrays).reshape(len(arrays), *sizes, len(table.columns))
    chosen = flat.any(axis=-1) if table.sparse else np.ones(flat.shape[:-1], dtype=bool)
    which, *places = np.nonzero(chosen)
    columns: dict[str, Any] = {
        name: pd.Series(values).take(which).to_numpy() for name, values in keys.items()
    }
    for axis, place in zip(table.axes, places, strict=True):
        names = along[axis]
        columns[column_of(axis)] = (
            place + names.start
            if isinstance(names, range)
            else pd.Categorical.from_codes(place, pd.Index(names))
        )
    values = flat[chosen]
    columns |= {name: values[:, n] for n, name in enumerate(table.columns)}
    return pd.DataFrame(columns)


def arrays_of(
    table: Table, frame: pd.DataFrame, which: Array, number: int, scenario: Scenario
) -> Array:
    """The arrays that a table was made of.

    Args:
        table: which one.
        frame: as `frame_of` made it, its rows in the same order.
        which: the array that each row belongs to, counted from 0.
        number: how many arrays.
        scenario: for the names along the axes.

    Returns:
        [number, ...], each array of the table's shape.

    Raises:
        ValueError: rows are missing, doubled, unknown or out of order, or a value can be none.
    """
    along = labels(scenario)
    sizes = [len(along[axis]) for axis in table.axes]
    values = frame[list(table.columns)].to_numpy()
    _check_values(table, values)
    places = which
    for axis, size in zip(table.axes, sizes, strict=True):
        places = places * size + _along(frame[column_of(axis)], along[axis])
    total = number * int(np.prod(sizes))
    if table.sparse:
        if (np.diff(places) <= 0).any():
            raise ValueError("has rows that are doubled or out of order")
    elif not np.array_equal(places, np.arange(total)):
        raise ValueError("has rows that are missing, doubled or out of order")
    out = np.zeros((total, len(table.columns)), dtype=values.dtype)
    out[places] = values
    shape = (number, *sizes) if len(table.columns) == 1 else (number, *sizes, len(table.columns))
    return out.reshape(shape)


def _check_values(table: Table, values: Array) -> None:
    """Refuse values that no run has."""
    if np.isinf(values).any() or (np.isnan(values).any() and not table.unknown):
        raise ValueError("has values that are no numbers")
    if (np.abs(np.nan_to_num(values)) > LARGEST).any():
        raise ValueError("has values that are larger than any that can be counted")
    if not table.signed and (np.nan_to_num(values) < 0).any():
        raise ValueError("has values below 0")
    if table.sparse and not values.all():
        raise ValueError("has rows of nothing, which are left out")


def _along(column: pd.Series, names: Sequence[Any]) -> Array:
    """The place of each row along an axis."""
    if isinstance(names, range):
        places = column.to_numpy() - names.start
        known = (places >= 0) & (places < len(names))
    else:
        places = placed(column, names)
        known = places >= 0
    if not known.all():
        other = repr(column[~known].tolist()[0])[:60]
        raise ValueError(f"has {other} for a {column.name}, which there is not")
    return places


def placed(column: pd.Series, names: Sequence[Any]) -> Array:
    """The place of each text among some names; -1 for what is none of them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        of_words = pd.Index(names).get_indexer(pd.Index(column.cat.categories))
        codes = column.cat.codes.to_numpy()
        return (
            np.where(codes < 0, -1, of_words[codes]) if len(of_words) else np.full(len(codes), -1)
        )
    return np.asarray(pd.Index(names).get_indexer(pd.Index(column)))
