"""What the tables of data must have for columns, and a first look at them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...errors import RunError
from .data_table import Problems, table

COSTS = ("cost_of_sales", "service", "recruiting", "other")
"""Columns of costs, written without a minus; together they are all costs there are."""

PEOPLE = ("customers", "joined", "left")
"""Columns of people: customers at the end of the period, who joined and who left in it."""

HEADINGS: dict[str, tuple[list[str], list[str]]] = {
    "cohorts": (["cohort", "customers"], ["age", "month", "segment"]),
    "transactions": (["customer", "date", "amount"], ["segment", "joined", "ended"]),
    "pnl": (["revenue"], ["month", "year", "segment", *COSTS, *PEOPLE]),
    "nps": ([], ["month", "nps", "date", "score", "segment"]),
}
"""Columns that each table must have, and those that it may have."""


def first_look(files: Mapping[str, Path | str | None]) -> None:
    """Refuse what is no table, before it takes time to get ready to read one.

    Args:
        files: tables by their kind, a key of `HEADINGS`; None for what is not given.

    Raises:
        DataError: files that cannot be read or whose headings are wrong; says all of them.
        RunError: no file, or two that say the same.
    """
    problems = Problems()
    for kind, file in given(files).items():
        table(file, problems, *HEADINGS[kind], heading_only=True)
    problems.refuse()


def given(files: Mapping[str, Path | str | None]) -> dict[str, Path | str]:
    """The tables that are given.

    Args:
        files: tables by their kind; None for what is not given.

    Raises:
        RunError: none is given, or two that say the same.
    """
    found = {kind: file for kind, file in files.items() if file is not None}
    if {"cohorts", "transactions"} <= set(found):
        raise RunError("cohorts and transactions both state who left; give one of them")
    if not found:
        raise RunError(
            "there is nothing to fit to; give cohorts or transactions, a profit and loss (pnl), "
            "net promoter scores (nps), or several of them"
        )
    return found
