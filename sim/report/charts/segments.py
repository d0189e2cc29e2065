"""One figure in every segment, as small multiples."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import FuncFormatter

from ...errors import RunError
from ...experiment.analysis.customers import monthly
from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Band, Estimate
from ...measures import BY_SEGMENT
from ...text.numbers import money, points, share_tick, tick
from .chart import Chart
from .layout import Room
from .lines import line
from .panels import Entry, fit_panels, flat, grid, say_no_customers, write_key
from .style import GREY, colours
from .wording import called, header, names_of, sentence
from .words import brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...experiment.compared import ComparedDesigns


class Kind(NamedTuple):
    """How a figure is written.

    Attributes:
        unit: "currency" stands for the scenario's.
        note: what else has to be known to read it.
        tick: writes it on an axis.
        change: writes a difference in a sentence, given the currency.
    """

    unit: str
    note: str
    tick: Callable[[float], str]
    change: Callable[[float, str], str]


KINDS = {
    "contribution": Kind(
        "currency",
        "delivery and leadership are charged to their owners",
        tick,
        lambda value, currency: f"{money(value, currency, True)} a month",
    ),
    "customers": Kind("people", "", tick, lambda value, _: f"{value:+,.0f} customers"),
    "nps": Kind(
        "points",
        "",
        lambda value: f"{value:g}",
        lambda value, _: f"{points(value, True)} NPS points",
    ),
    "churn": Kind(
        "per cent",
        "",
        share_tick,
        lambda value, _: f"{points(100 * value, True)} points of yearly churn",
    ),
}


def by_segment(
    result: ComparedDesigns, figure: str = "contribution", base: str | None = None
) -> Chart:
    """One figure in every segment by month, one line a design, with 95 % bands.

    Args:
        result: a comparison.
        figure: "contribution" (profit before shared cost), "customers", "nps" or "churn".
        base: when given, the differences to this design are shown, paired.

    Raises:
        RunError: another figure, or a design that is not in the comparison.
    """
    if figure not in BY_SEGMENT:
        raise RunError(f"no figure by segment is called {figure!r}; use {', '.join(BY_SEGMENT)}")
    kind, scenario = KINDS[figure], result.scenario
    bands = {name: monthly(result, name, figure, base) for name in result.distinct}
    ends = {
        name: Band(*(part[-1] for part in monthly(result, name, figure, TODAY)))
        for name in bands
        if name != TODAY
    }
    palette = colours(result.designs)
    titles = [segment.name for segment in scenario.segments]

    def draw(chart: Chart, room: Room) -> None:
        room = write_key(
            chart, room, [Entry(sentence(called(name)), palette[name]) for name in bands]
        )
        panels = grid(chart, room, len(titles))
        for segment, axes in enumerate(flat(panels)):
            if figure != "churn" or base is not None:
                axes.axhline(0, color=GREY, linewidth=chart.points(0.1))
            for name, values in bands.items():
                of_segment = Band(*(part[:, segment] for part in values))
                line(axes, np.arange(1.0, scenario.months + 1), of_segment, palette[name])
            if not any(np.isfinite(each.mean[:, segment]).any() for each in bands.values()):
                say_no_customers(chart, axes)
        flat(panels)[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: kind.tick(value)))
        fit_panels(chart, panels, titles, room, scenario.months)

    unit = scenario.currency + " a month" if kind.unit == "currency" else kind.unit
    what = f"{BY_SEGMENT[figure].label.lower()} by segment"
    what = what if base is None else f"{what}, less that of {called(base)}"
    note = "; ".join(part for part in ("all panels have one scale", kind.note) if part)
    head = header(result, _message(result, ends, kind), what, unit, note)
    return Chart(head, draw, [*names_of(scenario), *result.designs])


def _message(result: ComparedDesigns, ends: dict[str, Band], kind: Kind) -> str:
    """The largest change to today in the last month, among those that are clear."""
    clear: list[tuple[Estimate, str, str]] = []
    for name, gaps in ends.items():
        for place, segment in enumerate(result.scenario.segments):
            gap = gaps.at(place)
            if gap.sign:
                clear.append((gap, name, segment.name))
    if not clear:
        return "No segment ends clearly above or below today under any design"
    gap, name, where = max(clear, key=lambda found: abs(found[0].mean))
    change = kind.change(gap.mean, result.scenario.currency)
    return (
        f"The largest change to today is with {brief(where, 40)} under {called(name)}: {change} "
        f"in month {result.scenario.months}"
    )
