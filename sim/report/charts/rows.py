"""Names of rows: as large and on as many lines as the rows are high."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .style import INK
from .words import plain, width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .chart import Chart

_LINE = 1.3
"""Height of a line of text, in its points."""
_SMALLEST = 0.65
"""Share of ordinary text down to which names become smaller rather than shorter."""


def points_for(chart: Chart, pitch: float, share: float = 0.9) -> float:
    """Points of a line of text in a row this high.

    Args:
        chart: where.
        pitch: height of a row, points.
        share: what is wanted, as a share of ordinary text.
    """
    return min(chart.points(share), pitch / _LINE)


def label_rows(
    chart: Chart,
    axes: Axes,
    heights: Sequence[float],
    names: Sequence[str],
    room: float,
    pitch: float,
) -> None:
    """Write the name of each row to the left of the axes.

    Args:
        chart, axes: where.
        heights: of the rows, in the unit of the vertical axis.
        names: one a row.
        room: inches that a name may be wide.
        pitch: height of a row, points.
    """
    points, lines = points_for(chart, pitch, 0.95), 1
    half = pitch / 2 / _LINE
    if half >= _SMALLEST * chart.points() and any(
        width(chart, plain(name), points) > room for name in names
    ):
        points, lines = min(points, half), 2
    texts = [wrapped(chart, name, room, points, lines=lines) for name in names]
    axes.set_yticks(heights, texts, fontsize=points, color=INK)
    axes.tick_params(axis="y", length=0)
