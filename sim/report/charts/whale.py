"""The whale curve: which customers earn profit, and which lose it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...experiment.analysis.customers import Whale, whale
from ...experiment.requests import TODAY
from ...text.numbers import interval, money, percent, tick
from .chart import Chart
from .layout import Room, fit
from .lines import End, line, settle, write_ends
from .style import BAD, GREY, colours
from .wording import called, header, names_of, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiment.compared import ComparedDesigns


def whale_curve(result: ComparedDesigns, design: str) -> Chart:
    """Cumulative contribution of customers in the last twelve months, the most profitable first.

    The dot is the peak: customers to its right lose what others have earned. Today's curve stands
    beside. Contribution is gross margin less contacts and complaints before recovery; offers and
    cross-selling are left out.

    Args:
        result: a comparison.
        design: which design.

    Raises:
        RunError: the design is not in the comparison.
    """
    drawn = {name: whale(result, name) for name in dict.fromkeys((TODAY, design))}
    palette, currency = colours(result.designs), result.scenario.currency

    def draw(chart: Chart, room: Room) -> None:
        axes = chart.add_axes((0, 0, 1, 1))
        axes.axhline(0, color=GREY, linewidth=chart.points(0.1))
        for name, each in drawn.items():
            share = np.linspace(0, 100, len(each.curve.mean))
            line(axes, share, each.curve, palette[name])
            _mark(axes, each, share, palette[name])
        axes.set_xlim(0, 100)
        if all(each.curve.mean[-1] >= 0 for each in drawn.values()):
            axes.set_ylim(bottom=0)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} %"))
        axes.set_xlabel("Customers, the most profitable first")
        axes.yaxis.set_major_locator(MaxNLocator(6))
        axes.yaxis.set_major_formatter(FuncFormatter(tick))
        ends = write_ends(
            chart,
            axes,
            [
                End(
                    float(each.curve.mean[-1]),
                    sentence(called(name)),
                    _facts(each, currency),
                    palette[name],
                )
                for name, each in drawn.items()
            ],
        )
        fit(chart, [[axes]], room)
        settle(chart, axes, ends, room)

    months = result.scenario.months
    head = header(
        result,
        _message(drawn[design], design, result),
        "cumulative contribution of customers",
        currency,
        "contribution is gross margin less contacts and complaints before recovery; offers and "
        "cross-selling left out; dots mark the peaks, red is what customers beyond them lose",
        f"months {max(months - 11, 1)} to {months}",
    )
    return Chart(head, draw, [*names_of(result.scenario), design])


def _mark(axes: Axes, each: Whale, share: np.ndarray, colour: str) -> None:
    """Mark the peak, and what is lost after it."""
    top = int(np.argmax(each.curve.mean))
    peak = float(each.curve.mean[top])
    axes.fill_between(share[top:], each.curve.mean[top:], peak, color=BAD, alpha=0.45, linewidth=0)
    axes.plot([share[top]], [peak], "o", color=colour, markeredgecolor="white", zorder=5)


def _facts(each: Whale, currency: str) -> str:
    total = money(float(each.curve.mean[-1]), currency)
    return f"{total}; {percent(1 - each.peak.mean)} of customers lose {_lost(each, currency)}"


def _lost(each: Whale, currency: str) -> str:
    return money(each.lost.mean, currency)


def _message(each: Whale, design: str, result: ComparedDesigns) -> str:
    who, currency = sentence(called(design)), result.scenario.currency
    if each.lost.mean <= 0:
        return f"{who}: no group of customers destroys value"
    losing = percent(1 - each.peak.mean)
    bounds = interval(each.lost, lambda value: money(value, currency))
    months = result.scenario.months
    span = "a year" if months >= 12 else f"in {months} months"
    return f"{who}: {losing} of customers destroy {_lost(each, currency)} {span} ({bounds})"
