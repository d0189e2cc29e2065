"""Lines over months: bands, the axis of months, and labels where lines end."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator
from numpy.typing import NDArray

from ...experiment.statistics.estimates import Band
from .layout import Room, spread_apart
from .style import as_text
from .words import tied, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from .chart import Chart

Array = NDArray[np.float64]


class End(NamedTuple):
    """What is written where a line ends.

    Attributes:
        height: where it ends, in the unit of the axis.
        name, facts: what it is, and what there is to say of it.
        colour: the line's.
    """

    height: float
    name: str
    facts: str
    colour: str


def line(axes: Axes, x: Array, values: Band, colour: str, strength: float = 0.2) -> None:
    """Draw a mean, and its interval as a band of this strength."""
    axes.fill_between(x, values.low, values.high, color=colour, alpha=strength, linewidth=0)
    axes.plot(x, values.mean, color=colour)


def months_axis(axes: Axes, months: int, wanted: int = 8) -> None:
    """Ticks at whole years, or at whole months where there are fewer than two years."""
    if months < 24:
        axes.xaxis.set_major_locator(MaxNLocator(wanted, integer=True))
    else:
        years = next((y for y in (1, 2, 3, 5, 10, 20) if months / (12 * y) <= wanted), 50)
        axes.xaxis.set_major_locator(MultipleLocator(12 * years))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))


def write_ends(chart: Chart, axes: Axes, ends: list[End], share: float = 0.24) -> list[Text]:
    """Write what lines are at their ends, right of the axes; `settle` then moves them apart.

    Args:
        chart, axes: where.
        ends: one a line.
        share: how much of the chart's width they may take.
    """
    room, points = share * chart.look.width, chart.points(0.9)
    written: list[Text] = []
    for end in sorted(ends):
        name = wrapped(chart, end.name, room, points, bold=False)
        facts = wrapped(chart, tied(end.facts), room, points, lines=3) if end.facts else ""
        written.append(
            axes.annotate(
                "\n".join(part for part in (name, facts) if part),
                xy=(1, end.height),
                xycoords=("axes fraction", "data"),
                xytext=(chart.points(0.8), 0),
                textcoords="offset points",
                color=as_text(end.colour),
                fontsize=points,
                va="center",
                annotation_clip=False,
            )
        )
    return written


def settle(chart: Chart, axes: Axes, written: list[Text], room: Room) -> None:
    """Move labels of line ends apart, once the axes have their place; they stay within the room."""
    renderer = chart.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [text.get_window_extent(renderer) for text in written]
    gap = 0.35 * chart.points() * float(chart.dpi) / 72
    wanted = [(box.y0 + box.y1) / 2 for box in boxes]
    dots = float(chart.dpi)
    inner = axes.get_window_extent(renderer)
    needed = sum(box.height + gap for box in boxes)
    low, high = inner.y0, inner.y1
    if needed > high - low:
        low, high = room.bottom * dots, room.top * dots
    settled = spread_apart(wanted, [box.height + gap for box in boxes], low, high)
    for text, was, now in zip(written, wanted, settled, strict=True):
        shift = (now - was) * 72 / dots
        text.set_position((chart.points(0.8), shift))  # points beside the end of the line
