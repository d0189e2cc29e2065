"""Small multiples: panels of one scale, a key to what is drawn, one title a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from .layout import Room, fit
from .lines import months_axis
from .style import GREY, INK
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
        chart.text(
            (x + sample + gap) / chart.look.width,
            y / chart.look.height,
            text,
            fontsize=points,
            va="center",
            color=INK,
        )
        x += wide
    return room._replace(top=y - step)


def _sample(chart: Chart, x: float, y: float, wide: float, entry: Entry) -> None:
    """A piece of line, or of an area, this wide and centred on this height."""
    area = entry.style == "area"
    stroke: Literal["-", ":"] = ":" if entry.style == ":" else "-"
    width, height = chart.look.width, chart.look.height
    chart.add_artist(
        Line2D(
            [x / width, (x + wide) / width],
            [y / height] * 2,
            color=entry.colour,
            linestyle=stroke,
            alpha=SHADE if area else 1.0,
            linewidth=chart.points(0.8 if area else 0.2),
            solid_capstyle="butt",
        )
    )


def grid(chart: Chart, room: Room, count: int) -> list[list[Axes | None]]:
    """Panels of one scale in rows, labelled at the outer ones only; `fit_panels` places them."""
    columns = min(range(1, count + 1), key=lambda c: _misfit(room, count, c))
    rows = -(-count // columns)
    panels: list[list[Axes | None]] = [[None] * columns for _ in range(rows)]
    first = None
    for place in range(count):
        row, column = divmod(place, columns)
        axes = chart.add_axes((0, 0, 1, 1), label=f"panel {place}", sharex=first, sharey=first)
        first = first or axes
        axes.tick_params(labelleft=column == 0, labelbottom=place + columns >= count)
        panels[row][column] = axes
    return panels


def fit_panels(
    chart: Chart, panels: list[list[Axes | None]], titles: Sequence[str], room: Room, months: int
) -> None:
    """Give panels their places, and titles that are no wider than they.

    Args:
        chart, room: where.
        panels: as `grid` made them, with everything drawn.
        titles: one a panel.
        months: how many the horizontal axis has; there are as many ticks as have room.
    """
    points, gap = chart.points(0.95), 1.2 * chart.points() / 72
    for column in zip(*panels, strict=True):
        lowest = [axes for axes in column if axes is not None][-1]
        lowest.set_xlabel("Month", color=GREY)
    fit(chart, panels, room, (gap, 0.6 * gap))
    for _ in range(2):  # the second time in what the first one's lines have left
        _set_ticks(chart, flat(panels)[0], months)
        for axes, title in zip(flat(panels), titles, strict=True):
            wide = chart.look.width * float(axes.get_position().width)
            axes.set_title(
                wrapped(chart, title, wide, points, bold=True),
                loc="left",
                fontsize=points,
                color=INK,
                fontweight="bold",
            )
        fit(chart, panels, room, (gap, 0.6 * gap))


def say_no_customers(chart: Chart, axes: Axes) -> None:
    """Say why a panel is empty: there are no customers to draw anything of."""
    axes.text(
        0.5,
        0.5,
        "none",
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=GREY,
        fontsize=chart.points(0.9),
    )


def _set_ticks(chart: Chart, first: Axes, months: int) -> None:
    """As many ticks as the panels are large for; all panels share the axes of the first."""
    box, points = first.get_position(), chart.points()
    high, wide = 72 * chart.look.height * box.height, 72 * chart.look.width * box.width
    first.yaxis.set_major_locator(MaxNLocator(int(np.clip(high / (1.7 * points), 1, 5))))
    first.set_xlim(1, max(months, 2))
    months_axis(first, months, int(np.clip(wide / (3.5 * points), 1, 6)))


def _misfit(room: Room, count: int, columns: int) -> float:
    """How far panels in so many columns are from their best shape, and how many are missing."""
    rows = -(-count // columns)
    shape = (room.width / columns) / (room.height / rows)
    return max(shape / _SHAPE, _SHAPE / shape) + _EMPTY * (rows * columns - count)


def flat(panels: list[list[Axes | None]]) -> list[Axes]:
    """All panels in the order of reading."""
    return [axes for row in panels for axes in row if axes is not None]
