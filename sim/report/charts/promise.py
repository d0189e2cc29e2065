"""Promise against delivery, segment by segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter

from ...experiment.analysis.customers import promises
from ...experiment.statistics.estimates import Band
from ...text.numbers import percent, share_tick
from .chart import Chart
from .layout import Room
from .lines import line
from .panels import SHADE, Entry, fit_panels, flat, grid, say_no_customers, write_key
from .style import BAD, GOOD, INK, colours
from .wording import called, header, names_of
from .words import brief

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns


def promise_and_delivery(result: ComparedDesigns, design: str) -> Chart:
    """Value promised to the people of each segment, and value delivered to them, by month.

    Lines are means, bands their 95 % intervals; the gap is red where less is delivered than
    promised and green where more is.

    Args:
        result: a comparison.
        design: which design.

    Raises:
        RunError: the design is not in the comparison.
    """
    promised, delivered, gap = promises(result, design)
    scenario = result.scenario
    colour = colours(result.designs)[design]
    titles = [segment.name for segment in scenario.segments]

    def draw(chart: Chart, room: Room) -> None:
        room = write_key(
            chart,
            room,
            [
                Entry("Promised", INK, ":"),
                Entry("Delivered", colour),
                Entry("Less than promised", BAD, "area"),
                Entry("More than promised", GOOD, "area"),
            ],
        )
        panels = grid(chart, room, len(titles))
        months = np.arange(1.0, scenario.months + 1)
        for segment, axes in enumerate(flat(panels)):
            stated, done = (
                Band(*(part[:, segment] for part in each)) for each in (promised, delivered)
            )
            if np.isnan(done.mean).all():
                say_no_customers(chart, axes)
                continue
            for shade, where in ((BAD, stated.mean > done.mean), (GOOD, stated.mean <= done.mean)):
                axes.fill_between(
                    months,
                    stated.mean,
                    done.mean,
                    where=where,
                    interpolate=True,
                    color=shade,
                    alpha=SHADE,
                    linewidth=0,
                )
            line(axes, months, stated, INK, 0.1)
            axes.lines[-1].set_linestyle(":")
            line(axes, months, done, colour)
        low, high = flat(panels)[0].get_ylim()
        flat(panels)[0].set_ylim(max(low, 0.0), min(high, 1.0))
        flat(panels)[0].yaxis.set_major_formatter(FuncFormatter(share_tick))
        fit_panels(chart, panels, titles, room, scenario.months)

    head = header(
        result,
        _message(result, gap, design),
        f"value promised and delivered by {called(design)} at a moment of truth",
        "per cent of the best possible",
        "all panels have one scale",
    )
    return Chart(head, draw, [*names_of(scenario), design])


def _message(result: ComparedDesigns, gap: Band, design: str) -> str:
    """The widest clear gap in the last month."""
    names = [segment.name for segment in result.scenario.segments]
    everywhere = [gap.at((-1, segment)) for segment in range(len(names))]
    last = {s: each for s, each in enumerate(everywhere) if np.isfinite(each.mean)}
    short = [s for s, each in last.items() if each.sign < 0]
    who, month = called(design), result.scenario.months
    if not last:
        return f"In month {month}, no customers meet the firm under {who}"
    if short:
        worst = min(short, key=lambda segment: last[segment].mean)
        size = percent(-last[worst].mean).removesuffix(" %")
        return (
            f"In month {month}, {who} falls furthest short of its promises with "
            f"{brief(names[worst], 40)}: {size} points"
        )
    over = all(each.sign > 0 for each in last.values())
    stated = "delivers more than it promises to every segment" if over else "keeps its promises"
    return f"In month {month}, {who} {stated}"
