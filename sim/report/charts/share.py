"""Market shares of a tournament's firms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...experiment.requests import known_designs
from ...experiment.statistics.estimates import band
from ...text.numbers import percent, points, share_tick
from ..text.phrases import named
from .chart import Chart, Header
from .layout import Room, fit
from .lines import End, line, months_axis, settle, write_ends
from .style import colours
from .wording import basis, names_of
from .words import brief

if TYPE_CHECKING:
    from ...experiment.tournament import ComparedFirms


def market_share(result: ComparedFirms) -> Chart:
    """Each firm's share of all customers by month, mean and 95 % interval.

    Args:
        result: a tournament.
    """
    palette = colours(result.firms)
    shares = {name: band(result.share(name)) for name in result.firms}
    months = result.scenario.months

    def draw(chart: Chart, room: Room) -> None:
        axes = chart.add_axes((0, 0, 1, 1))
        for name in result.firms:
            line(axes, np.arange(1.0, months + 1), shares[name], palette[name])
        axes.set_xlim(1, max(months, 2))
        axes.set_ylim(bottom=0)
        months_axis(axes, months)
        axes.set_xlabel("Month")
        axes.yaxis.set_major_locator(MaxNLocator(7))
        axes.yaxis.set_major_formatter(FuncFormatter(share_tick))
        ends = write_ends(
            chart,
            axes,
            [
                End(
                    float(shares[name].mean[-1]),
                    brief(name, 48),
                    _facts(result, name, float(shares[name].mean[-1])),
                    palette[name],
                )
                for name in result.firms
            ],
        )
        fit(chart, [[axes]], room)
        settle(chart, axes, ends, room)

    message = (
        f"{brief(result.winner, 48)} wins in competition"
        if result.winner
        else "Too close to call between the firms"
    )
    name = brief(result.scenario.name)
    head = Header(
        message,
        f"{name}: share of all firms' customers, per cent, months 1 to {months}.",
        basis(len(result.rounds), 1, "wins by net present value", paired=""),
    )
    return Chart(head, draw, [*names_of(result.scenario), *result.firms])


def _facts(result: ComparedFirms, name: str, share: float) -> str:
    """A firm's design where that has a name, when it enters, and where it ends."""
    entrant = result.firms[name]
    known = known_designs(result.scenario).items()
    design = next((n for n, d in known if d == entrant.design and n != name), None)
    parts = [named(design)] if design else []
    if entrant.month > 1:
        parts.append(f"from month {entrant.month}")
    nps = points(result.estimates(name)["nps"].mean, True)
    return ", ".join([*parts, f"{percent(share)}, NPS {nps}"])
