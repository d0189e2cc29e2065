"""Retention of customers by quarter of joining."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...experiment.comparison import TODAY
from ...experiment.customers import Cohorts, cohorts
from ..figures import percent, share_tick
from ..style import colours, readable_on
from .chart import Chart
from .layout import Room, fit
from .lines import End, line, settle, write_ends
from .wording import called, header, names_of, sentence
from .words import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from ...experiment.comparison import Comparison

_SMALLEST = 4.5
"""Points below which a number in a cell is not read."""


def retention_cohorts(result: Comparison, design: str) -> Chart:
    """Who is still a customer, by quarter of joining and quarters since; above, the mean curve.

    A cohort is first counted at the end of its quarter of joining. The curve is over all who joined
    during the comparison, with its 95 % band, beside today's.

    Args:
        result: a comparison.
        design: which design.

    Raises:
        RunError: the design is not in the comparison, or it is too short for two quarters.
    """
    drawn = {name: cohorts(result, name) for name in dict.fromkeys((TODAY, design))}
    palette = colours(result.designs)

    def draw(chart: Chart, room: Room) -> None:
        upper, lower = room.rows(0.62 * room.height, chart.points(0.8) / 72)
        curves = chart.add_axes((0, 0, 1, 1), label="curves")
        for name, each in drawn.items():
            line(curves, np.arange(len(each.mean.mean), dtype=float), each.mean, palette[name])
        quarters = len(drawn[design].mean.mean)
        curves.set_xlim(-0.5, quarters - 0.5)
        curves.xaxis.set_major_locator(MaxNLocator(10, integer=True))
        curves.tick_params(labelbottom=False)
        curves.yaxis.set_major_locator(MaxNLocator(4))
        curves.yaxis.set_major_formatter(FuncFormatter(share_tick))
        ends = write_ends(chart, curves, [
            End(float(_last(each)), sentence(called(name)), f"{percent(_last(each))} still there",
                palette[name])
            for name, each in drawn.items()
        ])  # fmt: skip
        cells = chart.add_axes((0, 0, 1, 1), label="cells")
        image = _cells(cells, drawn[design], palette[design])
        cells.set_xlabel("Quarters since the end of the quarter of joining")
        fit(chart, [[curves]], upper)
        fit(chart, [[cells]], lower)
        _align(curves, cells)
        _write(chart, cells, image)
        settle(chart, curves, ends, upper)

    head = header(
        result, _message(drawn, design),
        f"customers of {called(design)} still there by quarter of joining", "per cent",
        "the curve is over all cohorts that joined during the comparison",
    )  # fmt: skip
    return Chart(head, draw, [*names_of(result.scenario), design])


def _cells(axes: Axes, each: Cohorts, colour: str) -> AxesImage:
    """The heat map, the darker the more are still there."""
    shades = LinearSegmentedColormap.from_list("of the design", ["white", colour])
    kept: Any = np.ma.masked_invalid(each.kept)
    image = axes.imshow(kept, aspect="auto", cmap=shades, vmin=float(kept.min()) - 0.1, vmax=1.1)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    rows = len(each.kept)
    step = max(1, -(-rows // 11))
    shown = [0, *range(step, rows, step)]
    axes.set_yticks(shown, ["before" if row == 0 else f"quarter {row}" for row in shown])
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    return image


def _write(chart: Chart, axes: Axes, image: AxesImage) -> None:
    """Write each share into its cell, where cells are large enough to be read."""
    kept: Any = np.ma.asarray(image.get_array())
    rows, columns = kept.shape
    place = axes.get_position()
    wide = chart.look.width * float(place.width) / columns
    high = 72 * chart.look.height * float(place.height) / rows
    points = min(chart.points(0.8), 10 * 0.8 * wide / width(chart, "100", 10), high / 1.3)
    if points < _SMALLEST:
        return
    for row in range(rows):
        for column in range(columns):
            if kept[row, column] is not np.ma.masked:
                shade = image.to_rgba(kept[row, column : column + 1])[0][:3]
                axes.text(column, row, f"{100 * kept[row, column]:.0f}", ha="center", va="center",
                          fontsize=points, color=readable_on(tuple(shade)))  # fmt: skip


def _align(upper: Axes, lower: Axes) -> None:
    """Give both panels the same left and right edges, so that quarters stand below quarters."""
    one, other = upper.get_position(), lower.get_position()
    left, right = max(one.x0, other.x0), min(one.x1, other.x1)
    for axes, box in ((upper, one), (lower, other)):
        axes.set_position((left, box.y0, right - left, box.height))


def _last(each: Cohorts) -> float:
    known = each.mean.mean[np.isfinite(each.mean.mean)]
    return float(known[-1]) if len(known) else 0.0


def _message(drawn: dict[str, Cohorts], design: str) -> str:
    """What is left of joiners after a year, or at the end where there is less, against today."""
    each = drawn[design].mean
    age = min(4, len(each.mean) - 1)
    after = "a year" if age == 4 else f"{age} quarters" if age > 1 else "a quarter"
    own, base = each.at(age), drawn[TODAY].mean.at(age)
    who = sentence(called(design))
    said = f"{who} keeps {percent(own.mean)} of its new customers for {after}"
    return said if design == TODAY else f"{said}, today's design {percent(base.mean)}"
