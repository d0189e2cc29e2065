"""Rows of text as a plain HTML table: no script, no style sheet, readable anywhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from .letters import on_one_line


def table(rows: Sequence[Sequence[str]], caption: str = "", strong: Collection[str] = ()) -> str:
    """A table whose first row is its head and whose first column is to the left.

    Args:
        rows: text by row and column, any characters.
        caption: what stands above.
        strong: first cells of rows that are set in bold.
    """
    head, *body = rows
    lines = [_row(head, "th")]
    lines += [_row(row, "th" if row[0] in strong else "td") for row in body]
    above = f"<caption>{escape(on_one_line(caption))}</caption>" if caption else ""
    return f"<table>{above}{''.join(lines)}</table>"


def _row(cells: Sequence[str], tag: str) -> str:
    sides = ["left", *["right"] * (len(cells) - 1)]
    inside = "".join(
        f'<{tag} style="text-align:{side}">{escape(on_one_line(cell))}</{tag}>'
        for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{inside}</tr>"
