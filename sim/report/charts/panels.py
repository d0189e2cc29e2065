"""Small multiples: panels of one scale, a key to what is drawn, one title a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from matplotlib.lines import Line2D

from ..style import GREY, INK
from .layout import Room
from .words import width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .chart import Chart

SHADE = 0.3
"""How strong an area between lines is."""
_SHAPE = 1.6
"""How much wider than high a panel should be."""
_EMPTY = 0.3
"""How bad an empty place is, beside panels so many times too wide or too high."""


class Entry(NamedTuple):
    """One entry of a key: what a line or a mark means."""

    name: str
    colour: str
    style: Literal["-", ":", "area"] = "-"


def write_key(chart: Chart, room: Room, entries: Sequence[Entry]) -> Room:
    """Write a key along the top of a room, on as many lines as it takes; return what is left.

    Args:
        chart, room: where.
        entries: in the order of reading.
    """
    points = chart.points(0.95)
    sample, gap, step = 1.6 * points / 72, 0.5 * points / 72, 1.7 * points / 72
    x, y = room.left, room.top - step / 2
    for entry in entries:
        text = wrapped(chart, entry.name, 0.45 * room.width, points, lines=1)
        wide = sample + gap + width(chart, text, points) + 2.4 * gap
        if x > room.left and x + wide > room.right:
            x, y = room.left, y - step
        _sample(chart, x, y, sample, entry)
        chart.text((x + sample + gap) / chart.look.width, y / chart.look.height, text,
                   fontsize=points, va="center", color=INK)  # fmt: skip
        x += wide
    return room._replace(top=y - step)


def _sample(chart: Chart, x: float, y: float, wide: float, entry: Entry) -> None:
    """A piece of line, or of an area, this wide and centred on this height."""
    area = entry.style == "area"
    stroke: Literal["-", ":"] = ":" if entry.style == ":" else "-"
    width, height = chart.look.width, chart.look.height
    chart.add_artist(Line2D(
        [x / width, (x + wide) / width], [y / height] * 2, color=entry.colour,
        linestyle=stroke, alpha=SHADE if area else 1.0,
        linewidth=chart.points(0.8 if area else 0.2), solid_capstyle="butt",
    ))  # fmt: skip


def grid(chart: Chart, room: Room, titles: Sequence[str]) -> list[list[Axes | None]]:
    """Panels of one scale in rows, each with its title; labels stand at the outer ones only.

    Args:
        chart, room: where; the caller fits them.
        titles: one a panel.
    """
    count = len(titles)
    columns = min(range(1, count + 1), key=lambda c: _misfit(room, count, c))
    rows = -(-count // columns)
    panels: list[list[Axes | None]] = [[None] * columns for _ in range(rows)]
    first = None
    points = chart.points(0.95)
    for place, title in enumerate(titles):
        row, column = divmod(place, columns)
        axes = chart.add_axes((0, 0, 1, 1), label=f"panel {place}", sharex=first, sharey=first)
        first = first or axes
        text = wrapped(chart, title, 0.85 * room.width / columns, points)
        axes.set_title(text, loc="left", fontsize=points, color=INK, fontweight="bold")
        axes.tick_params(labelleft=column == 0, labelbottom=place + columns >= count)
        panels[row][column] = axes
    return panels


def _misfit(room: Room, count: int, columns: int) -> float:
    """How far panels in so many columns are from their best shape, and how many are missing."""
    rows = -(-count // columns)
    shape = (room.width / columns) / (room.height / rows)
    return max(shape / _SHAPE, _SHAPE / shape) + _EMPTY * (rows * columns - count)


def flat(panels: list[list[Axes | None]]) -> list[Axes]:
    """All panels in the order of reading."""
    return [axes for row in panels for axes in row if axes is not None]


def label_months(panels: list[list[Axes | None]]) -> None:
    """Write "Month" below the lowest panel of each column."""
    for column in zip(*panels, strict=True):
        lowest = [axes for axes in column if axes is not None][-1]
        lowest.set_xlabel("Month", color=GREY)
