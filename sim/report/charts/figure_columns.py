"""Columns of figures beside the rows of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .style import GREY, INK
from .words import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .chart import Chart


class Column(NamedTuple):
    """One column.

    Attributes:
        title: stands above.
        cells: one a row.
        colours: one a row; ink when missing.
        bold: rows in bold, by position.
    """

    title: str
    cells: list[str]
    colours: list[str] | None = None
    bold: tuple[int, ...] = ()


def columns_beside(
    chart: Chart, axes: Axes, heights: list[float], columns: list[Column], share: float = 0.9
) -> None:
    """Write columns of figures to the right of the axes, each cell at the height of its row.

    Args:
        chart, axes: where.
        heights: of the rows, in the unit of the vertical axis.
        columns: from left to right; figures stand flush right.
        share: size of the text, as a share of ordinary text.
    """
    points = chart.points(share)
    gap = 1.1 * points
    right = 0.0
    for column in columns:
        wide = max(
            [width(chart, column.title, points)]
            + [
                width(chart, cell, points, row in column.bold)
                for row, cell in enumerate(column.cells)
            ]
        )
        right += gap + 72 * wide
        axes.annotate(
            column.title,
            xy=(1, 1),
            xycoords="axes fraction",
            xytext=(right, 0.8 * points),
            textcoords="offset points",
            ha="right",
            va="baseline",
            color=GREY,
            fontsize=points,
            annotation_clip=False,
        )
        for row, (height, cell) in enumerate(zip(heights, column.cells, strict=True)):
            axes.annotate(
                cell,
                xy=(1, height),
                xycoords=("axes fraction", "data"),
                xytext=(right, 0),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=points,
                color=column.colours[row] if column.colours else INK,
                fontweight="bold" if row in column.bold else "normal",
                annotation_clip=False,
            )
