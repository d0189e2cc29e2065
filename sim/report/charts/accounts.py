"""Segments and accounts: who earns and who costs what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ...experiment.analysis.bridge import GROUPS, by_segment_and_group
from ...experiment.statistics.estimates import Band
from ...text.numbers import Unit, money
from .chart import Chart
from .layout import Room, fit
from .rows import label_rows
from .style import BAD, GOOD, INK, PALE, readable_on
from .wording import called, header, names_of
from .words import brief, width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiment.compared import ComparedDesigns

Array = NDArray[np.float64]
PROFIT = "Profit"
_FINER = 20
"""How much smaller amounts are still to be distinguished than the largest of the table."""


def segment_accounts(result: ComparedDesigns, design: str, base: str | None = None) -> Chart:
    """The profit and loss over the horizon by segment and group of accounts, as a heat map.

    Cells are means over replications; the last column has the half-width of its 95 % interval
    below. Costs stand in parentheses. `Shared` is what no segment caused alone.

    Args:
        result: a comparison.
        design: whose profit and loss.
        base: when given, the differences to this design are shown, paired.

    Raises:
        RunError: a design that is not in the comparison.
    """
    values = result.each(design, by_segment_and_group)
    if base is not None:
        values = values - result.each(base, by_segment_and_group)
    cells = result.band(_with_totals(values))
    scenario = result.scenario
    unit = Unit.of(float(np.abs(cells.mean).max()) / _FINER)
    rows = [*(segment.name for segment in scenario.segments), "Shared", "Firm"]

    def draw(chart: Chart, room: Room) -> None:
        axes = chart.add_axes((0, 0, 1, 1))
        labels, pitch = 0.21 * chart.look.width, 72 * 0.8 * room.height / len(rows)
        label_rows(chart, axes, [row + 0.5 for row in range(len(rows))], rows, labels, pitch)
        wide = 0.95 * (room.width - labels) / (len(GROUPS) + 1)
        heads = (*GROUPS, PROFIT)
        longest = max(width(chart, word, 10) for head in heads for word in head.split())
        small = min(chart.points(0.8), 9.9 * wide / longest)
        axes.set_xticks(
            np.arange(len(GROUPS) + 1) + 0.5,
            [wrapped(chart, name, wide, small, lines=3) for name in heads],
            fontsize=small,
            color=INK,
        )
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlim(0, len(GROUPS) + 1)
        axes.set_ylim(len(rows), 0)
        fit(chart, [[axes]], room)
        _fill(chart, axes, cells, unit, signed=base is not None)

    what = f"profit and loss of {called(design)} by segment"
    if base is not None:
        what += f", less that of {called(base)}"
    head = header(
        result,
        _message(result, values, base),
        what,
        unit.name(scenario.currency),
        "± is half the interval; darker cells are larger (by the square root); Shared is what no "
        "segment caused alone",
    )
    return Chart(head, draw, [*names_of(scenario), design, base or ""])


def _with_totals(values: Array) -> Array:
    """[replications, segments + 1, groups] with a last column of sums and a last row of sums."""
    wider = np.concatenate([values, values.sum(axis=2, keepdims=True)], axis=2)
    return np.concatenate([wider, wider.sum(axis=1, keepdims=True)], axis=1)


def _fill(chart: Chart, axes: Axes, cells: Band, unit: Unit, signed: bool) -> None:
    """Colour the cells and write what they hold, small enough for the narrowest."""
    rows, columns = cells.mean.shape
    largest = max(float(np.abs(cells.mean[:-1, :-1]).max()), 1e-9)
    texts = [
        [(unit.write(v, True) if signed else unit.statement(v)) if v else "–" for v in row]
        for row in cells.mean
    ]
    room = chart.look.width * float(axes.get_position().width) / columns
    widest = max(width(chart, text, 10, bold=True) for row in texts for text in row)
    high = 72 * chart.look.height * float(axes.get_position().height) / rows
    points = min(chart.points(0.9), 10 * 0.9 * room / widest, high / 2.6)
    for row in range(rows):
        for column in range(columns):
            value = float(cells.mean[row, column])
            total = row == rows - 1 or column == columns - 1
            colour = PALE if total else _shade(value, largest)
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="white"))
            text = texts[row][column]
            if column == columns - 1:
                text += f"\n±{unit.write(cells.at((row, column)).half_width)}"
            axes.text(
                column + 0.5,
                row + 0.5,
                text,
                ha="center",
                va="center",
                fontsize=points,
                color=readable_on(colour),
                fontweight="bold" if total else "normal",
                linespacing=1.1,
            )


def _shade(value: float, largest: float) -> tuple[float, ...]:
    """From white to green for what raises profit, to red for what lowers it."""
    strength = float(np.sqrt(min(abs(value) / largest, 1.0)))
    full = to_rgb(GOOD if value >= 0 else BAD)
    return tuple(1 - strength * (1 - part) for part in full)


def _message(result: ComparedDesigns, values: Array, base: str | None) -> str:
    """Which segment earns most or loses least and which loses money, or which gains."""
    currency = result.scenario.currency
    names = [brief(segment.name, 40) for segment in result.scenario.segments]
    own = values[:, :-1].sum(axis=2)
    profits = result.band(own)
    most, least = int(np.argmax(profits.mean)), int(np.argmin(profits.mean))
    alike = [
        segment
        for segment in range(len(names))
        if segment != most and result.band(own[:, most] - own[:, segment]).at(()).sign == 0
    ]
    highest = float(profits.mean[most])
    if base is not None:
        if not values.any():
            return "No segment's profit and loss changes"
        if profits.at(most).sign <= 0:
            return "No segment clearly earns more"
        best = f"Largest gain: {names[most]}, {money(highest, currency, True)}"
    elif highest < 0:
        loss = "Smallest loss" if len(names) > 1 else "Loss"
        best = f"{loss}: {names[most]}, {money(-highest, currency)}"
    elif highest == 0:
        best = "No segment earns anything"
    else:
        best = f"Highest profit: {names[most]}, {money(highest, currency)}"
    stated = f"{best} before shared cost"
    if alike and highest != 0:
        others = names[alike[0]] if len(alike) == 1 else f"{len(alike)} other segments"
        stated += f", too close to call with {others}"
    distinguished = highest >= 0 or least not in (most, *alike)
    if base is None and distinguished and profits.at(least).sign < 0:
        stated += f"; largest loss: {names[least]}, {money(-profits.mean[least], currency)}"
    return stated
