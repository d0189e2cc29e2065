"""Where things stand on a chart: rooms in inches, and panels fitted into them with their labels."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .chart import Chart

Array = NDArray[np.float64]
_ROUNDS = 3
"""Tick labels change with the size of the axes, which changes with the labels: this settles."""


class Room(NamedTuple):
    """A rectangle on a chart, in inches from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Inches from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Inches from bottom to top."""
        return self.top - self.bottom

    def rows(self, lower: float, gap: float) -> tuple[Room, Room]:
        """An upper and a lower part, the lower one this high, with a gap between them."""
        border = self.bottom + lower
        return self._replace(bottom=border + gap), self._replace(top=border)

    def columns(self, right: float, gap: float) -> tuple[Room, Room]:
        """A left and a right part, the right one this wide, with a gap between them."""
        border = self.right - right
        return self._replace(right=border - gap), self._replace(left=border)


def fit(
    chart: Chart, panels: list[list[Axes | None]], room: Room, gap: tuple[float, float] = (0, 0)
) -> None:
    """Give panels of equal size as much of a room as their labels leave.

    Args:
        chart: what they stand on.
        panels: rows of panels from the top, None where there is none.
        room: what they and all their labels stay within.
        gap: inches between columns and between rows, labels apart.
    """
    rows, columns = len(panels), len(panels[0])
    spare = np.zeros((rows, columns, 4))
    for _ in range(_ROUNDS):
        _place(chart, panels, room, gap, spare)
        spare = np.maximum(_overhang(chart, panels), 0.0)
    _place(chart, panels, room, gap, spare)


def _place(
    chart: Chart,
    panels: list[list[Axes | None]],
    room: Room,
    gap: tuple[float, float],
    spare: Array,
) -> None:
    """Set positions, leaving rows and columns what their labels take: left, bottom, right, top."""
    rows, columns = len(panels), len(panels[0])
    left, right = spare[..., 0].max(axis=0), spare[..., 2].max(axis=0)
    bottom, top = spare[..., 1].max(axis=1), spare[..., 3].max(axis=1)
    wide = (room.width - left.sum() - right.sum() - gap[0] * (columns - 1)) / columns
    high = (room.height - bottom.sum() - top.sum() - gap[1] * (rows - 1)) / rows
    wide, high = max(wide, 0.2), max(high, 0.2)
    y = room.top
    for row in range(rows):
        y -= top[row] + high
        x = room.left
        for column in range(columns):
            x += left[column]
            axes = panels[row][column]
            if axes is not None:
                axes.set_position(chart.share_of(Room(x, y, x + wide, y + high)))
            x += wide + right[column] + gap[0]
        y -= bottom[row] + gap[1]


def _overhang(chart: Chart, panels: list[list[Axes | None]]) -> Array:
    """Inches by which labels stand out of each panel: left, bottom, right, top."""
    renderer = chart.canvas.get_renderer()  # type: ignore[attr-defined]
    out = np.zeros((len(panels), len(panels[0]), 4))
    for row, line in enumerate(panels):
        for column, axes in enumerate(line):
            if axes is None:
                continue
            box, inner = axes.get_tightbbox(renderer), axes.get_window_extent(renderer)
            if box is not None:
                out[row, column] = (
                    inner.x0 - box.x0,
                    inner.y0 - box.y0,
                    box.x1 - inner.x1,
                    box.y1 - inner.y1,
                )
    return out / float(chart.dpi)


def spread_apart(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Centres near the wanted ones, which are sorted, so that none overlaps, within low and high.

    The mean of pushing upwards from the lowest and downwards from the highest keeps every gap.

    Args:
        wanted: where they would stand best.
        sizes: how much room each takes.
        low, high: the ends of the room.
    """
    gaps = [(one + other) / 2 for one, other in pairwise(sizes)]
    up, down = list(wanted), list(wanted)
    for i in range(1, len(up)):
        up[i] = max(up[i], up[i - 1] + gaps[i - 1])
    for i in reversed(range(len(down) - 1)):
        down[i] = min(down[i], down[i + 1] - gaps[i])
    places = [(u + d) / 2 for u, d in zip(up, down, strict=True)]
    if places:
        below = max(low + sizes[0] / 2 - places[0], 0.0)
        above = max(places[-1] + sizes[-1] / 2 - high, 0.0)
        places = [place + below - above for place in places]
    return places
