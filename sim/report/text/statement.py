"""A statement as a CFO reads it: as text for a terminal, as HTML for a notebook."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...experiment.analysis.statement import MARGIN, Headline, Statement
from ...experiment.figures.customer_value import VALUE_LABELS
from ...experiment.requests import TODAY
from ...text.alignment import aligned
from ...text.html import table as html_table
from ...text.letters import visible
from ...text.numbers import NOT_KNOWN, interval, percent, written
from ...text.rounding import ROUNDED, misses
from .phrases import named

if TYPE_CHECKING:
    from collections.abc import Callable

NOTE = (
    "Simulated. Before tax, working capital and financing. Costs and leavers are negative, so a "
    "plus in Δ raises profit. Delivery and leadership are charged to the segment or product that "
    "owns them, otherwise to shared cost. Customer value covers the last twelve months, revenue "
    "retention the last full year."
)
STRONG = ("Gross margin", "Segment contribution", "Product contribution", "Operating profit")
"""Lines that are sums of those above them."""
_SCALES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))


def text(statement: Statement) -> str:
    """The statement for a terminal: costs in parentheses, one block a member, headlines below."""
    parts = [_title(statement)]
    for member, table in _blocks(statement):
        parts.append((member + "\n" if len(statement.members) > 1 else "") + aligned(table))
    parts += [aligned(table) for table in (_headlines(statement), _worth(statement)) if table]
    return visible("\n\n".join([*parts, _note(statement)]))


def html(statement: Statement) -> str:
    """The statement for a notebook: the same rows as plain HTML tables."""
    parts = [f"<p><b>{escape(_title(statement))}</b></p>"]
    for member, table in _blocks(statement):
        caption = member if len(statement.members) > 1 else ""
        parts.append(html_table(table, caption, STRONG))
    for table in (_headlines(statement), _worth(statement)):
        parts.append(html_table(table) if table else "")
    return "\n".join([*parts, f"<p>{_note(statement)}</p>"])


def _note(statement: Statement) -> str:
    """The note below, with a word on sums where some miss their parts as they are printed."""
    frame, (scale, _) = statement.to_frame(), _scale(statement)
    years = len(statement.periods)
    for member in statement.members:
        mine = frame if statement.by == "firm" else frame.xs(member)
        printed = mine.to_numpy(dtype=float)[:, : years + (1 if statement.design == TODAY else 2)]
        for total, parts in _sums([str(row) for row in mine.index]):
            people = parts[0] == 0
            amounts = printed[[*parts, total], : years + 1 if people else None]
            amounts = amounts if people else amounts / scale
            sums = [(list(column[:-1]), float(column[-1])) for column in amounts.T]
            flows = amounts[1:-1] if people else amounts
            sums += [(list(row[:years]), float(row[years])) for row in flows]
            if misses(sums, 0 if people else 1):
                return f"{NOTE} {ROUNDED}"
    return NOTE


def _sums(rows: list[str]) -> list[tuple[int, list[int]]]:
    """Positions of lines that are sums, each with those of the lines that it is the sum of."""
    people = next(n for n, row in enumerate(rows) if row.startswith("Closing"))
    sums, first = [(people, list(range(people)))], rows.index("Revenue")
    for n, row in enumerate(rows):
        if row in STRONG:
            sums.append((n, list(range(first, n))))
            first = n  # what is a sum is the first part of the next one
    return sums


def _title(statement: Statement) -> str:
    replications = len(statement.own["Revenue"])
    _, word = _scale(statement)
    unit = f"{statement.currency} {word}".strip()
    shared = "" if statement.by == "firm" else f"; shared cost by {statement.key}"
    return (
        f"{statement.firm}: profit and loss of {named(statement.design)}, {unit}, mean of "
        f"{replications} simulated replications{shared}."
        + ("" if statement.design == TODAY else " Δ: total less today's total.")
    )


def _scale(statement: Statement) -> tuple[float, str]:
    """One scale for all amounts of a statement, by the firm's revenue over all years."""
    most = float(np.max(statement.own["Revenue"][:, :, -1].mean(axis=0)))
    return next(((s, word) for s, word in _SCALES if most >= 10 * s), (1.0, ""))


def _blocks(statement: Statement) -> list[tuple[str, list[list[str]]]]:
    """For each member a table of text: head, then one row a line."""
    frame, (scale, _) = statement.to_frame(), _scale(statement)
    head = ["", *statement.periods, "total", "Δ to today", "95 % CI", "Δ %"]
    shown = len(head) - (3 if statement.design == TODAY else 0)
    blocks = []
    for member in statement.members:
        mine = frame if statement.by == "firm" else frame.xs(member)
        rows = [_line(str(line), values, scale) for line, values in mine.iterrows()]
        blocks.append((member, [row[:shown] for row in [head, *rows]]))
    return blocks


def _line(line: str, values: pd.Series, scale: float) -> list[str]:
    write, change = _writers(line, scale)
    years = [write(v) for v in values.iloc[:-4]]
    gap, low, high, share = values.iloc[-4:]
    spread = f"{change(low)} to {change(high)}" if pd.notna(low) else ""
    return [
        line,
        *years,
        change(gap),
        spread,
        f"{round(share, 1) + 0.0:+.1f}" if pd.notna(share) else "",
    ]


def _writers(line: str, scale: float) -> tuple[Callable[[float], str], Callable[[float], str]]:
    """How a line's amounts and their differences are written."""
    if line == MARGIN:
        return percent, lambda v: written(v, "share", "", True)
    people = line.split()[0] in ("Opening", "Closing", "Joined", "Left", "Net")
    digits = 0 if people else 2 if line.startswith("Revenue per") else 1
    by = 1.0 if people or digits == 2 else scale

    def amount(value: float) -> str:
        if isnan(value):
            return NOT_KNOWN
        size = f"{abs(value) / by:,.{digits}f}"
        return f"({size})" if value < -1e-9 else size

    def change(value: float) -> str:
        return NOT_KNOWN if isnan(value) else f"{round(value / by, digits) + 0.0:+,.{digits}f}"

    return amount, change


def _headlines(statement: Statement) -> list[list[str]]:
    """The figures below the statement, with a head."""
    head = ["", "design", "95 % CI", "today", "Δ", "95 % CI", ""]
    rows = [head, *(_headline(figure, statement.currency) for figure in statement.headlines)]
    return [row[:3] for row in rows] if statement.design == TODAY else rows


def _headline(figure: Headline, currency: str) -> list[str]:
    own, today, gap = figure.own, figure.today, figure.difference

    def write(value: float) -> str:
        return written(value, figure.unit, currency)

    def signed(value: float) -> str:
        return written(value, figure.unit, currency, True)

    return [
        figure.label,
        write(own.mean) if own else "" if figure.unit == "words" else NOT_KNOWN,
        interval(own, write) if own and own.low < own.high else "",
        write(today.mean) if today else "",
        signed(gap.mean) if gap else "",
        interval(gap, signed) if gap else "",
        figure.note,
    ]


def _worth(statement: Statement) -> list[list[str]]:
    """What customers are worth, a row a segment; with the difference to today in parentheses."""
    if statement.worth is None:
        return []
    means, gaps = statement.worth["mean"].to_dict(), statement.worth["Δ to today"].to_dict()
    rows = [["", *(label for label, _ in VALUE_LABELS.values())]]
    for member in statement.members:
        cells = [member]
        for label, unit in VALUE_LABELS.values():
            value, gap = means[member, label], gaps[member, label]
            cells.append(written(value, unit, statement.currency))
            if statement.design != TODAY and not isnan(gap):
                cells[-1] += f" ({written(gap, unit, statement.currency, True)})"
        rows.append(cells)
    return rows
