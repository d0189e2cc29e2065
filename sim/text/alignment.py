"""Rows of text as aligned columns of a terminal."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from .letters import on_one_line


def aligned(rows: list[list[str]]) -> str:
    """Rows of cells as lines, the first column to the left, the others to the right."""
    rows = [[on_one_line(cell) for cell in row] for row in rows]
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *others = (
            " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        cells = [row[0] + first]
        cells += [space + cell for space, cell in zip(others, row[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: wide characters two, marks on others none."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(category(letter) in ("Mn", "Me") for letter in text)
