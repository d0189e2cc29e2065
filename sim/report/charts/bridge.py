"""The bridge from one operating profit to another: what makes the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...experiment.analysis.bridge import GROUPS, Bridge, bridge
from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Estimate
from ...text.numbers import Unit, money, percent
from ...text.rounding import ROUNDED, misses
from .chart import Chart
from .figure_columns import Column, columns_beside
from .layout import Room, fit
from .rows import label_rows
from .style import BAD, GOOD, GREY, INK, as_text, colours
from .wording import called, header, names_of, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiment.compared import ComparedDesigns


def profit_bridge(result: ComparedDesigns, design: str, base: str = TODAY) -> Chart:
    """From one design's operating profit over the horizon to another's, by groups of accounts.

    Bars are mean paired differences, green where they raise profit and red where they lower it,
    whiskers their 95 % intervals. Groups without any effect are left out.

    Args:
        result: a comparison.
        design: where the bridge ends.
        base: where it starts.

    Raises:
        RunError: a design that is not in the comparison.
    """
    whole = bridge(result, design, base)
    changes = [whole.changes.at(group) for group in range(len(GROUPS))]
    unit = Unit.of(max(abs(change.mean) for change in changes), 20)
    palette = colours(result.designs)
    names = [sentence(called(base)), sentence(called(design))]
    shown = [
        group
        for group, change in enumerate(changes)
        if any(unit.write(value).strip("-0.,") for value in change)
    ]

    def draw(chart: Chart, room: Room) -> None:
        axes = chart.add_axes((0, 0, 1, 1))
        rows = len(shown) + 2
        heights = [float(rows - row) for row in range(rows)]
        level = whole.start.mean
        _level(axes, level, heights[0], heights[1], palette[base])
        for group, height in zip(shown, heights[1:], strict=False):
            _bar(chart, axes, level, changes[group], height)
            level += changes[group].mean
        _level(axes, level, heights[-1], heights[-1], palette[design])
        labels = [names[0], *(list(GROUPS)[group] for group in shown), names[1]]
        pitch = 72 * 0.8 * room.height / rows
        label_rows(chart, axes, heights, labels, 0.24 * chart.look.width, pitch)
        axes.set_ylim(0.4, rows + 0.6)
        axes.use_sticky_edges = False  # or the mark of the first level is cut in half
        axes.margins(x=0.05)
        axes.spines["left"].set_visible(False)
        axes.grid(False, axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v / unit.divisor:,g}"))
        axes.set_xlabel(f"Operating profit, {unit.name(result.scenario.currency)}")
        columns_beside(chart, axes, heights, _columns(whole, shown, unit))
        fit(chart, [[axes]], room)

    silent = [name for group, name in enumerate(GROUPS) if group not in shown]
    note = "green raises profit, red lowers it, whiskers are the intervals; % of the first column"
    note += f"; {ROUNDED[0].lower()}{ROUNDED[1:-1]}" if _misses(whole, shown, unit) else ""
    note += f"; without effect: {', '.join(silent)}" if silent else ""
    head = header(
        result,
        _message(result, whole, design, base),
        f"operating profit of {called(base)} and of {called(design)}",
        unit.name(result.scenario.currency),
        note,
    )
    return Chart(head, draw, [*names_of(result.scenario), design, base])


def _level(axes: Axes, level: float, height: float, until: float, colour: str) -> None:
    """An operating profit as a line, not as a bar: the axis need not start at zero."""
    (mark,) = axes.plot(
        [level, level], [height - 0.36, height + 0.36], color=colour, solid_capstyle="butt"
    )
    mark.set_linewidth(3 * mark.get_linewidth())
    axes.plot([level, level], [height, until], color=GREY, linewidth=0.8, linestyle=":")


def _bar(chart: Chart, axes: Axes, level: float, change: Estimate, height: float) -> None:
    colour = GOOD if change.mean >= 0 else BAD
    axes.barh(height, change.mean, left=level, height=0.62, color=colour)
    end = level + change.mean
    axes.plot(
        [level + change.low, level + change.high],
        [height, height],
        color=INK,
        linewidth=chart.points(0.11),
        solid_capstyle="butt",
    )
    axes.plot([end, end], [height, height - 1], color=GREY, linewidth=0.8, linestyle=":")


def _columns(whole: Bridge, shown: list[int], unit: Unit) -> list[Column]:
    """The figures beside the rows: amounts of the base, changes, their intervals and shares."""
    changes = [whole.changes.at(group) for group in shown] + [whole.difference]
    amounts = [float(whole.amounts[group]) for group in shown] + [whole.start.mean]
    signs = [as_text(INK), *(as_text(GOOD if c.mean >= 0 else BAD) for c in changes)]
    first = [whole.start.mean, *amounts[:-1], whole.end.mean]
    last = len(shown) + 1
    return [
        Column("Amount", [unit.statement(value) for value in first], None, (0, last)),
        Column("Change", ["", *(unit.write(c.mean, True) for c in changes)], signs, (last,)),
        Column(
            "95 % CI",
            ["", *(f"{unit.write(c.low, True)} to {unit.write(c.high, True)}" for c in changes)],
            [GREY] * (last + 1),
        ),
        Column(
            "in %",
            [
                "",
                *(
                    percent(c.mean / abs(amount), True).removesuffix(" %") if amount else "-"
                    for c, amount in zip(changes, amounts, strict=True)
                ),
            ],
            signs,
            (last,),
        ),
    ]


def _misses(whole: Bridge, shown: list[int], unit: Unit) -> bool:
    """Whether the printed changes miss one of the printed sums that they lead to."""
    changes = [float(whole.changes.mean[group]) / unit.divisor for group in shown]
    start, end = whole.start.mean / unit.divisor, whole.end.mean / unit.divisor
    return misses(
        [(changes, whole.difference.mean / unit.divisor), ([start, *changes], end)], unit.decimals
    )


def _message(result: ComparedDesigns, whole: Bridge, design: str, base: str) -> str:
    change, currency = whole.difference, result.scenario.currency
    one, other = sentence(called(design)), called(base)
    if result.designs[design] == result.designs[base]:
        return f"{one} and {other} are the same design"
    if change.sign == 0:
        return f"{one} earns neither clearly more nor clearly less than {other}"
    word = "more" if change.sign > 0 else "less"
    driving = np.asarray(whole.changes.mean) * change.sign
    most = int(np.argmax(driving))
    name = list(GROUPS)[most]
    amount = money(float(whole.changes.mean[most]), currency, True)
    return (
        f"{one} earns {money(abs(change.mean), currency)} {word} than {other}, "
        f"most by {name[0].lower()}{name[1:]} ({amount})"
    )
