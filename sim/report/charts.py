"""Charts of a comparison: one small function each, returning a matplotlib figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from ..experiment.statistics import estimate
from .figures import money
from .style import GREY, INK, SETTINGS, colours
from .verdict import named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ..experiment.comparison import Comparison


class Charts:
    """The charts of one comparison.

    Args:
        result: what is drawn.
    """

    def __init__(self, result: Comparison) -> None:
        self.result = result

    def profit(self) -> Figure:
        """Cumulative profit against today's, with 95 % bands and crossovers."""
        return cumulative_profit(self.result)


def cumulative_profit(result: Comparison) -> Figure:
    """Cumulative operating profit less today's, by month.

    Lines are means over replications, bands their 95 % intervals, dots the months from which on a
    design is ahead of today for good.

    Args:
        result: a comparison.
    """
    designs = [d for d in result.designs if result.designs[d] != result.designs["today"]]
    palette = colours(result.designs)
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(10, 6.2))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.10, 0.12, 0.62, 0.68))
        ends = []
        for name in designs:
            ends.append((_line(result, axes, name, palette[name]), name))
        axes.axhline(0, color=GREY, linewidth=1.5)
        months = result.scenario.months
        axes.set_xlim(0, months)
        axes.xaxis.set_major_locator(MultipleLocator(12 if months <= 120 else 60))
        axes.set_xlabel("Month")
        axes.yaxis.set_major_formatter(FuncFormatter(_amount))
        _label_ends(axes, ends, palette, result)
        _head(figure, result)
    return figure


def _line(result: Comparison, axes: Axes, name: str, colour: str) -> float:
    """Draw one design; return the height at which its line ends."""
    lead = result.lead(name)
    months = np.arange(lead.shape[1] + 1)
    bands = np.array([(0.0, 0.0, 0.0), *(estimate(lead[:, m]) for m in range(lead.shape[1]))])
    axes.fill_between(months, bands[:, 1], bands[:, 2], color=colour, alpha=0.2, linewidth=0)
    axes.plot(months, bands[:, 0], color=colour, linewidth=2.2)
    crossing = result.crossover(name)
    if crossing.month is not None and crossing.month > 1:
        until = crossing.high if crossing.high is not None else lead.shape[1]
        axes.plot([crossing.low or until, until], [0, 0], color=colour, linewidth=4, zorder=4,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([crossing.month], [0], "o", color=colour, markersize=8,
                  markeredgecolor="white", zorder=5)  # fmt: skip
    return float(bands[-1, 0])


def _label_ends(
    axes: Axes, ends: list[tuple[float, str]], palette: dict[str, str], result: Comparison
) -> None:
    """Name each line where it ends, far enough apart to be read."""
    low, high = axes.get_ylim()
    ends = sorted(ends)
    heights = spread_apart([end for end, _ in ends], (high - low) * 0.105, low, high)
    for (end, name), height in zip(ends, heights, strict=True):
        crossing = result.crossover(name).month
        passes = "never ahead for good" if crossing is None else f"ahead from month {crossing}"
        axes.annotate(
            f"{named(name)}\n{money(end, result.scenario.currency, True)}, {passes}",
            xy=(1.015, height), xycoords=("axes fraction", "data"),
            color=palette[name], fontsize=9.5, va="center", annotation_clip=False,
        )  # fmt: skip


def spread_apart(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Heights near the wanted ones, which are sorted, at least a gap apart, within low and high.

    The mean of pushing upwards from the lowest and downwards from the highest keeps every gap.
    """
    up, down = list(wanted), list(wanted)
    for i in range(1, len(up)):
        up[i] = max(up[i], up[i - 1] + gap)
    for i in reversed(range(len(down) - 1)):
        down[i] = min(down[i], down[i + 1] - gap)
    heights = [(u + d) / 2 for u, d in zip(up, down, strict=True)]
    if heights:
        shift = max(low - heights[0], 0.0) - max(heights[-1] - high, 0.0)
        heights = [height + shift for height in heights]
    return heights


def _head(figure: Figure, result: Comparison) -> None:
    """Message, and who, what, unit and period below it."""
    scenario = result.scenario
    winner = result.winner
    if len(result.distinct) < 2:
        message = "Every design compared is the same as today's"
    elif winner is None:
        first, second = result.ranking()[:2]
        message = f"Too close to call between {named(first)} and {named(second)}"
    elif winner == "today":
        message = "Staying as today is worth the most"
    else:
        gain = result.differences(winner)["npv"].mean
        amount = money(gain, scenario.currency)
        message = f"{named(winner).capitalize()}: NPV {amount} above staying as today"
    figure.text(0.02, 0.945, message, fontsize=15, fontweight="bold", color=INK)
    figure.text(
        0.02, 0.87,
        f"{scenario.name}: cumulative operating profit less that of today's design, "
        f"{scenario.currency}, months 1 to {scenario.months}.\nSimulated: mean and 95 % interval of"
        f" {len(result.replications)} paired replications; dots mark crossovers, bars their "
        "intervals; NPV with terminal value.",
        fontsize=10, color=GREY, linespacing=1.5,
    )  # fmt: skip


def _amount(value: float, _: int) -> str:
    """An amount on an axis: short, the currency is in the subtitle."""
    for scale, suffix in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= scale:
            return f"{value / scale:g}{suffix}"
    return f"{value:g}"
