"""Retention of customers by quarter of joining."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from ...experiment.analysis.customers import Cohorts, cohorts, cohorts_difference
from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Band
from ...text.numbers import percent, share_tick
from .chart import Chart
from .layout import Room, fit
from .lines import End, line, settle, write_ends
from .style import GREY, colours, readable_on
from .wording import called, header, names_of, sentence
from .words import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from ...experiment.compared import ComparedDesigns

Array = NDArray[np.float64]
_SMALLEST = 4.5
"""Points below which a number in a cell is not read."""


def retention_cohorts(result: ComparedDesigns, design: str) -> Chart:
    """Who is still a customer, by quarter of joining and quarters since; above, the mean curve.

    100 % are, of those from before, all customers at departure, and of a quarter's joiners those
    still there at its end. The curve is over all who joined during the comparison, with its 95 %
    band, beside today's.

    Args:
        result: a comparison.
        design: which design.

    Raises:
        RunError: the design is not in the comparison, or it is too short for two quarters.
    """
    drawn = {name: cohorts(result, name) for name in dict.fromkeys((TODAY, design))}
    gap = cohorts_difference(result, design, TODAY)
    palette = colours(result.designs)

    def draw(chart: Chart, room: Room) -> None:
        upper, lower = room.rows(0.62 * room.height, chart.points(0.8) / 72)
        curves = chart.add_axes((0, 0, 1, 1), label="curves")
        for name, each in drawn.items():
            line(curves, np.arange(len(each.mean.mean), dtype=float), each.mean, palette[name])
        curves.set_xlim(-0.5, len(drawn[design].kept) - 0.5)
        curves.xaxis.set_major_locator(MaxNLocator(10, integer=True))
        if not any(np.isfinite(each.mean.mean).any() for each in drawn.values()):
            curves.set_ylim(0, 1)
        curves.tick_params(labelbottom=False)
        curves.yaxis.set_major_locator(MaxNLocator(4))
        curves.yaxis.set_major_formatter(FuncFormatter(share_tick))
        ends = write_ends(
            chart,
            curves,
            [_end(name, each.mean.mean, palette[name]) for name, each in drawn.items()],
        )
        cells = chart.add_axes((0, 0, 1, 1), label="cells")
        image = _cells(cells, drawn[design], palette[design])
        cells.set_xlabel("Quarters since first counted")
        fit(chart, [[curves]], upper)
        fit(chart, [[cells]], lower)
        _align(curves, cells)
        _write(chart, cells, image)
        settle(chart, curves, ends, upper)

    head = header(
        result,
        _message(result, drawn, gap, design),
        f"customers of {called(design)} still present, by quarter of joining",
        "per cent",
        "100 % is all customers at the start for those from before, and all present at the end of "
        "their quarter for joiners; the curve is over all joiners",
    )
    return Chart(head, draw, [*names_of(result.scenario), design])


def _cells(axes: Axes, each: Cohorts, colour: str) -> AxesImage:
    """The heat map, the darker the more are still present."""
    shades = LinearSegmentedColormap.from_list("of the design", ["white", colour])
    kept: Any = np.ma.masked_invalid(each.kept)
    lowest = min(kept.compressed(), default=0.0)
    image = axes.imshow(kept, aspect="auto", cmap=shades, vmin=lowest - 0.1, vmax=1.1)
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
    """Write each share into its cell, where cells are large enough, or that there is none."""
    kept: Any = np.ma.asarray(image.get_array())
    rows, columns = kept.shape
    place = axes.get_position()
    wide = chart.look.width * float(place.width) / columns
    high = 72 * chart.look.height * float(place.height) / rows
    points = min(chart.points(0.8), 10 * 0.8 * wide / width(chart, "100", 10), high / 1.3)
    if points < _SMALLEST:
        return
    for row in range(rows):
        if kept[row, 0] is np.ma.masked:
            axes.text(-0.4, row, "none", va="center", fontsize=points, color=GREY)
        for column in range(columns):
            if kept[row, column] is not np.ma.masked:
                shade = image.to_rgba(kept[row, column : column + 1])[0][:3]
                axes.text(
                    column,
                    row,
                    f"{100 * kept[row, column]:.0f}",
                    ha="center",
                    va="center",
                    fontsize=points,
                    color=readable_on(tuple(shade)),
                )


def _align(upper: Axes, lower: Axes) -> None:
    """Give both panels the same left and right edges, so that quarters stand below quarters."""
    one, other = upper.get_position(), lower.get_position()
    left, right = max(one.x0, other.x0), min(one.x1, other.x1)
    for axes, box in ((upper, one), (lower, other)):
        axes.set_position((left, box.y0, right - left, box.height))


def _end(name: str, kept: Array, colour: str) -> End:
    """What is left of joiners at last, or that there are none."""
    known = kept[np.isfinite(kept)]
    facts = f"{percent(float(known[-1]))} still present" if len(known) else "no joiners"
    return End(float(known[-1]) if len(known) else 0.0, sentence(called(name)), facts, colour)


def _message(result: ComparedDesigns, drawn: dict[str, Cohorts], gap: Band, design: str) -> str:
    """What is left of joiners after a year, or of those seen for less, against today."""
    own, base = drawn[design].mean, drawn[TODAY].mean
    seen = [age for age in range(5) if age < len(own.mean) and np.isfinite(own.mean[age])]
    if not seen:
        return f"No customers join under {called(design)}"
    age = seen[-1]
    if age == 0:
        return f"No customers join early enough under {called(design)} to be followed for a quarter"
    after = "a year" if age == 4 else f"{age} quarters" if age > 1 else "a quarter"
    stated = f"{sentence(called(design))} keeps {percent(own.at(age).mean)} of its new customers"
    if result.designs[design] == result.designs[TODAY]:
        return f"{stated} for {after}"
    if np.isnan(base.mean[age]):
        return f"{stated} for {after}; under {called(TODAY)} no customers join in time"
    stated = f"{stated} for {after}, {called(TODAY)} {percent(base.at(age).mean)}"
    return stated if gap.at(age).sign else f"{stated}: too close to call"
