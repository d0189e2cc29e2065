"""What shipped when, and what it brought."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from ...experiment.analysis.shipping import OUTCOMES, outcomes, shipped
from ...experiment.statistics.estimates import Band
from ...firm.decisions import Decision, Outcome
from ...text.numbers import money
from .chart import Chart
from .layout import Room, fit
from .lines import months_axis
from .rows import label_rows
from .style import BAD, BLUE, GOOD, GREY, INK, RULE
from .wording import called, header, names_of, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiment.compared import ComparedDesigns


class Mark(NamedTuple):
    """How an outcome is drawn and named."""

    shape: str
    colour: str
    words: str


MARKS: dict[Outcome, Mark] = {
    "works": Mark("o", GOOD, "Works"),
    "nothing": Mark("D", GREY, "Changes nothing"),
    "harm": Mark("X", BAD, "Does harm"),
    "hardened": Mark("s", BLUE, "More reliable"),
    "rolled back": Mark("<", INK, "Rolled back"),
}


def what_shipped(result: ComparedDesigns, design: str) -> Chart:
    """One life's items by touchpoint and month, and how many there are of each outcome on average.

    A mark's area goes by what the item brought; it is hollow where it took away.

    Args:
        result: a comparison; its first replication is drawn.
        design: which design.

    Raises:
        RunError: the design is not in the comparison.
    """
    counts = outcomes(result, design)
    replication = result.replications[0]
    items = shipped(replication.runs[design])
    largest = max((abs(item.realised_gain) for item in items), default=0.0)
    scenario = result.scenario

    def draw(chart: Chart, room: Room) -> None:
        left, right = room.columns(0.30 * room.width, 0.02 * room.width)
        axes = chart.add_axes((0, 0, 1, 1), label="items")
        names = scenario.touchpoint_names
        pitch = 72 * 0.8 * room.height / len(names)
        label_rows(chart, axes, range(len(names)), names, 0.18 * chart.look.width, pitch)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(0, scenario.months + 1)
        months_axis(axes, scenario.months)
        axes.set_xlabel("Month")
        axes.grid(False, axis="x")
        fit(chart, [[axes]], left)
        _scatter(chart, axes, items, names, largest)
        _count(chart, right, counts)

    brought = f"largest {money(largest, scenario.currency)}" if items else "nothing shipped"
    head = header(
        result,
        _message(counts, design, scenario.months),
        f"what {called(design)} ships, by touchpoint, in replication {replication.number}; at the "
        "right items of each outcome",
        "number",
        "a mark's area is the monthly revenue of customers made happier "
        f"({brought}), hollow where they are less happy",
    )
    return Chart(head, draw, [*names_of(scenario), design])


def _scatter(
    chart: Chart, axes: Axes, items: list[Decision], names: list[str], largest: float
) -> None:
    """Draw the items; those of one touchpoint and month stand one above the other."""
    together: dict[tuple[int, str], list[Decision]] = defaultdict(list)
    for item in items:
        together[item.month, item.touchpoint].append(item)
    row = 72 * chart.look.height * float(axes.get_position().height) / len(names)
    smallest, widest = 0.35 * chart.points(), min(1.7 * chart.points(), 0.8 * row)
    for (month, touchpoint), group in sorted(together.items()):
        for place, item in enumerate(group):
            mark = MARKS[item.outcome]
            share = abs(item.realised_gain) / largest if largest else 0.0
            size = max(smallest, widest * share**0.5)
            y = names.index(touchpoint) + 0.7 * ((place + 0.5) / len(group) - 0.5)
            hollow = item.realised_gain < 0
            axes.plot(
                month,
                y,
                mark.shape,
                markersize=size,
                alpha=0.8,
                zorder=3 + (1 - share),
                markerfacecolor="white" if hollow else mark.colour,
                markeredgecolor=mark.colour,
                markeredgewidth=chart.points(0.11 if hollow else 0.03),
            )


def _count(chart: Chart, room: Room, counts: Band) -> None:
    """Bars of how many items had each outcome, which are also the key to the marks."""
    axes = chart.add_axes((0, 0, 1, 1), label="counts")
    points = chart.points(0.9)
    rows = np.arange(len(OUTCOMES))
    wide = float(np.max(counts.high[:-1])) or 1.0
    for row, outcome in enumerate(OUTCOMES):
        mark, count = MARKS[outcome], counts.at(row)
        axes.barh(row + 0.16, count.mean, height=0.3, color=mark.colour)
        axes.plot(
            [max(count.low, 0), count.high],
            [row + 0.16] * 2,
            color=INK,
            linewidth=chart.points(0.11),
        )
        axes.plot(
            0.05 * wide,
            row - 0.25,
            mark.shape,
            color=mark.colour,
            clip_on=False,
            markersize=chart.points(0.75),
        )
        axes.text(
            0.13 * wide,
            row - 0.25,
            f"{mark.words}: {count.mean:.1f}",
            va="center",
            fontsize=points,
            color=INK,
        )
    axes.set_ylim(len(OUTCOMES) - 0.4, -0.7)
    axes.set_xlim(0, 1.04 * wide)
    axes.set_yticks(rows, [""] * len(rows))
    axes.tick_params(axis="y", length=0)
    axes.grid(False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.set_xlabel("Items, mean of replications")
    axes.spines["left"].set_color(RULE)
    fit(chart, [[axes]], room)


def _message(counts: Band, design: str, months: int) -> str:
    number = dict(zip(OUTCOMES, counts.mean, strict=False))
    total = float(counts.mean[-1])
    who = sentence(called(design))
    if total == 0:
        return f"{who} ships nothing in {months} months"
    return (
        f"{who} ships on average {_items(total)} items in {months} months: "
        f"{_items(number['works'])} work, {_items(number['hardened'])} make things more reliable, "
        f"{_items(number['harm'])} do harm"
    )


def _items(number: float) -> str:
    """A mean number of items; with a decimal where one is much."""
    return f"{number:.0f}" if number >= 20 else f"{number:.1f}"
