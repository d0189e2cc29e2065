"""Cumulative profit against today's: who is ahead, by how much, from when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Band, Crossover
from ...experiment.statistics.winner import ENOUGH
from ...text.numbers import money, tick
from ..text.verdict import contenders
from .chart import Chart
from .layout import Room, fit
from .lines import End, line, months_axis, settle, write_ends
from .style import GREY, colours
from .wording import called, header, names_of, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiment.compared import ComparedDesigns


def cumulative_profit(result: ComparedDesigns) -> Chart:
    """Cumulative operating profit less today's, by month.

    Lines are means over replications, bands their 95 % intervals, dots the months from which on a
    design is ahead of today for good, bars the intervals of those months.

    Args:
        result: a comparison.
    """
    designs = [d for d in result.designs if result.designs[d] != result.designs[TODAY]]
    palette = colours(result.designs)
    months = result.scenario.months
    leads = {name: _from_zero(result.band(result.lead(name))) for name in designs}
    crossings = {name: result.crossover(name) for name in designs}

    def draw(chart: Chart, room: Room) -> None:
        axes = chart.add_axes((0, 0, 1, 1))
        axes.axhline(0, color=GREY, linewidth=chart.points(0.14))
        for name in designs:
            line(axes, np.arange(months + 1.0), leads[name], palette[name])
            _mark(axes, crossings[name], months, palette[name])
        axes.set_xlim(0, months)
        months_axis(axes, months)
        axes.set_xlabel("Month")
        axes.yaxis.set_major_locator(MaxNLocator(7))
        axes.yaxis.set_major_formatter(FuncFormatter(tick))
        ends = write_ends(
            chart,
            axes,
            [
                End(
                    float(leads[name].mean[-1]),
                    sentence(called(name)),
                    _facts(float(leads[name].mean[-1]), crossings[name], result.scenario.currency),
                    palette[name],
                )
                for name in designs
            ],
        )
        fit(chart, [[axes]], room)
        settle(chart, axes, ends, room)

    head = header(
        result,
        _message(result),
        "cumulative operating profit less that of today's design",
        result.scenario.currency,
        "dots mark crossovers, bars their intervals; NPV with terminal value",
    )
    return Chart(head, draw, [*names_of(result.scenario), *designs])


def _from_zero(lead: Band) -> Band:
    """Before month 1 no design is ahead."""
    return Band(*(np.concatenate([[0.0], values]) for values in lead))


def _mark(axes: Axes, crossing: Crossover, months: int, colour: str) -> None:
    """Mark a crossover and its interval on the line of zero."""
    if crossing.month is None or crossing.month <= 1:
        return
    until = crossing.high if crossing.high is not None else months
    (bar,) = axes.plot(
        [crossing.low or until, until], [0, 0], color=colour, zorder=4, solid_capstyle="butt"
    )
    bar.set_linewidth(2 * bar.get_linewidth())
    axes.plot([crossing.month], [0], "o", color=colour, markeredgecolor="white", zorder=5)


def _facts(end: float, crossing: Crossover, currency: str) -> str:
    passes = (
        "never ahead for good" if crossing.month is None else f"ahead from month {crossing.month}"
    )
    return f"{money(end, currency, True)}, {passes}"


def _message(result: ComparedDesigns) -> str:
    if len(result.distinct) < 2:
        return "Every design compared equals today's"
    winner = result.winner
    if winner is None:
        first, second = (called(name) for name in contenders(result)[:2])
        if len(result.replications) < ENOUGH:
            return f"Too few replications to call between {first} and {second}"
        return f"Too close to call between {first} and {second}"
    if winner == TODAY:
        return "Today's design has the highest NPV"
    gain = money(result.differences(winner)["npv"].mean, result.scenario.currency)
    message = f"{sentence(called(winner))}: NPV {gain} above today's design"
    if result.ranking("operating_profit")[0] != winner:
        message += f"; its lead comes after month {result.scenario.months}"
    return message
