"""The profit and loss as a table: revenue, costs and customers by month or year, and by segment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from .client_books import FIRM, Books, Fact
from .data_table import MONTHS, Problems, Row, Table, month_name, segments_known, table
from .headings import COSTS, HEADINGS, PEOPLE

ROUNDING = 0.001
"""Share by which a total may differ from its parts."""


class Period(NamedTuple):
    """One line of the table.

    Attributes:
        begins: its first month, months since the year 0.
        figures: by column, where the line says it.
        row: the line.
    """

    begins: int
    figures: dict[str, float]
    row: Row


def pnl_table(path: Path | str, segments: Sequence[str], problems: Problems) -> Books | None:
    """Read a profit and loss: `month` or `year`, `revenue`, and what else is known.

    Args:
        path: the CSV file: optional columns are `segment` (empty for what is the whole firm's),
            `COSTS` and `PEOPLE`.
        segments: those of the scenario.
        problems: where what is wrong is taken down.

    Returns:
        the facts of the last year; None where something is wrong.
    """
    before = len(problems.stated)
    found = table(path, problems, *HEADINGS["pnl"])
    if found.rows and ("month" in found.columns) == ("year" in found.columns):
        has = "both columns month and year" if "month" in found.columns else "no column month"
        problems.add(found.name, 1, f"has {has}; give month (2024-05) or year (2024)")
    if len(problems.stated) > before:
        return None
    segments_known(found, segments, FIRM)
    yearly = "year" in found.columns
    periods = _periods(found, yearly)
    _check_row(periods, found, 1 if not yearly else MONTHS)
    _check_sums(periods)
    if len(problems.stated) > before:
        return None
    return _last_year(periods, found, yearly, segments)


def _periods(found: Table, yearly: bool) -> dict[str, list[Period]]:
    """Lines by segment, in the order of time."""
    periods: dict[str, list[Period]] = {}
    for row in found.rows:
        begins = _year(row) if yearly else row.month("month")
        figures = {}
        for column in ("revenue", *COSTS, *PEOPLE):
            value = row.number(column)
            if value is not None:
                figures[column] = value
                if value < 0:
                    cure = "write costs without a minus" if column in COSTS else "correct it"
                    row.wrong(f"{column} is {row.text(column)}, below zero; {cure}")
        if begins is not None:
            periods.setdefault(row.text("segment"), []).append(Period(begins, figures, row))
    return {
        key: sorted(each, key=lambda p: (p.begins, p.row.line)) for key, each in periods.items()
    }


def _year(row: Row) -> int | None:
    text = row.text("year")
    if text.isdecimal() and len(text) == 4:
        return MONTHS * int(text)
    row.wrong(f"year is {text!r}, no year; write it as in 2024")
    return None


def _check_row(periods: dict[str, list[Period]], found: Table, length: int) -> None:
    """Say what is there twice, what is missing between, and what ends early."""
    ends = max((each[-1].begins for each in periods.values()), default=0)
    for segment, each in periods.items():
        whose = f" of {segment}" if segment else ""
        for one, other in pairwise(each):
            name = month_name(other.begins) if length == 1 else str(other.begins // MONTHS)
            if other.begins == one.begins:
                reported = (
                    f"{name}{whose} stands in line {one.row.line} already; remove one of them"
                )
                other.row.wrong(reported)
            elif other.begins - one.begins > length:
                missing = month_name(one.begins + length)
                missing = missing if length == 1 else missing[:4]
                other.row.wrong(f"{missing}{whose} is missing before this line; add it")
        if each[-1].begins < ends:
            each[-1].row.wrong(
                f"this is the last line{whose}, and others go on to {month_name(ends)}; "
                "end all with the same period"
            )


def _check_sums(periods: dict[str, list[Period]]) -> None:
    """Say which lines without a segment are totals: they would count everything twice."""
    named = [period for segment, each in periods.items() if segment != FIRM for period in each]
    for whole in periods.get(FIRM, []):
        parts = [period.figures for period in named if period.begins == whole.begins]
        for column in ("revenue", "customers"):
            own, total = whole.figures.get(column), sum(part.get(column, 0.0) for part in parts)
            if own and abs(own - total) <= ROUNDING * total:
                whole.row.wrong(
                    f"{column} is the sum of the segments'; remove this total: a line without a "
                    "segment is for what no segment caused alone"
                )
                break


def _last_year(
    periods: dict[str, list[Period]], found: Table, yearly: bool, segments: Sequence[str]
) -> Books:
    """Facts of the last twelve months, or of the months there are."""
    months = MONTHS if yearly else 1
    ends = max(each[-1].begins for each in periods.values())
    since = ends + months - MONTHS
    last = {segment: [p for p in each if p.begins >= since] for segment, each in periods.items()}
    begins = min(each[0].begins for each in last.values())
    span = f"{month_name(begins)} to {month_name(ends + months - 1)}"
    origin, facts = f"{Path(found.name).name}, {span}", list[Fact]()
    for segment, each in last.items():
        if segment != FIRM:
            facts += _facts(segment, [p.figures for p in each], months, origin)
    reported = [f"{found.name}: profit and loss; {span} counts as the last year."]
    named = set(last) - {FIRM}
    left = [name for name in segments if named and name not in named]
    if left:
        reported.append(f"No lines of {', '.join(left)}: the firm's total is not known.")
    else:
        facts += _facts_of_firm(_summed(last), months, origin)
    if begins > since:
        reported.append(
            "That is less than a year: yearly churn is not known from it, and other figures are of "
            "the months given."
        )
    return Books(facts, reported)


def _summed(last: dict[str, list[Period]]) -> list[dict[str, float]]:
    """Figures of the firm by period.

    A cost is the sum of the lines that say it; revenue and people are known where every segment
    says them. A line without a segment holds what no segment caused alone.
    """
    by_period: dict[int, list[tuple[str, dict[str, float]]]] = {}
    for segment, each in last.items():
        for period in each:
            by_period.setdefault(period.begins, []).append((segment, period.figures))
    out = []
    for begins in sorted(by_period):
        lines, sums = by_period[begins], dict[str, float]()
        named = [figures for segment, figures in lines if segment != FIRM]
        for column in ("revenue", *COSTS, *PEOPLE):
            stated = [figures[column] for _, figures in lines if column in figures]
            if stated and (column in COSTS or all(column in figures for figures in named)):
                sums[column] = sum(stated)
        out.append(sums)
    return out


def _total(periods: list[dict[str, float]], name: str) -> float | None:
    """A figure's sum over the periods; None where one of them does not say it."""
    if any(name not in figures for figures in periods):
        return None
    return sum(figures[name] for figures in periods)


def _facts(segment: str, periods: list[dict[str, float]], months: int, origin: str) -> list[Fact]:
    """Customers, revenue for each of them, and churn, of a segment or of the firm."""
    found: dict[str, float] = {}
    revenue, customers = _total(periods, "revenue"), _total(periods, "customers")
    if customers is not None:
        found["customers"] = periods[-1]["customers"]
    if revenue is not None and customers:
        found["revenue_per_customer"] = revenue / (customers * months)
    left, joined = _total(periods, "left"), periods[0].get("joined")
    if left is not None and joined is not None and customers and len(periods) * months == MONTHS:
        start = periods[0]["customers"] - joined + periods[0]["left"]
        if start > 0:
            found["churn_yearly"] = min(left / start, 1.0)
    return [Fact(segment, figure, value, origin) for figure, value in found.items()]


def _facts_of_firm(periods: list[dict[str, float]], months: int, origin: str) -> list[Fact]:
    """What of the firm's facts the sums of a year say."""
    facts = _facts(FIRM, periods, months, origin)
    revenue, joined = _total(periods, "revenue"), _total(periods, "joined")
    costs = {name: _total(periods, name) for name in COSTS}
    sales, recruiting = costs["cost_of_sales"], costs["recruiting"]
    if revenue and sales is not None:
        facts.append(Fact(FIRM, "gross_margin", 1 - sales / revenue, origin))
    if recruiting is not None and joined:
        facts.append(Fact(FIRM, "acquisition_cost", recruiting / joined, origin))
    known = [cost for cost in costs.values() if cost is not None]
    if revenue and len(known) == len(COSTS):
        facts.append(Fact(FIRM, "operating_margin", 1 - sum(known) / revenue, origin))
    return facts
