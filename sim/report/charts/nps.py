"""Promoters and detractors by segment: a diverging bar instead of a gauge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgb

from ...experiment.analysis.customers import Recommendation, recommendation, score_difference
from ...experiment.requests import TODAY
from ...experiment.statistics.estimates import Band
from ...text.numbers import interval, points
from .chart import Chart
from .figure_columns import Column, columns_beside
from .layout import Room, fit
from .rows import label_rows, points_for
from .style import BAD, GOOD, GREY, INK, RULE, as_text, colours, readable_on
from .wording import called, header, names_of, sentence
from .words import brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...experiment.compared import ComparedDesigns

_PITCH = 2.3
"""Height of a segment's rows, its design's and today's and the space between."""


def nps_by_segment(result: ComparedDesigns, design: str) -> Chart:
    """Detractors to the left, promoters to the right, passives apart; last year, by segment.

    Today's bars stand below the design's, paler. Beside them the net promoter score with its 95 %
    interval, and the paired change.

    Args:
        result: a comparison.
        design: which design.

    Raises:
        RunError: the design is not in the comparison.
    """
    drawn = {name: recommendation(result, name) for name in dict.fromkeys((design, TODAY))}
    gap = score_difference(result, design, TODAY)
    names = [*(segment.name for segment in result.scenario.segments), "Firm"]
    colour = colours(result.designs)[design]

    def draw(chart: Chart, room: Room) -> None:
        axes = chart.add_axes((0, 0, 1, 1))
        pitch = 72 * 0.82 * room.height / len(names) / len(drawn)
        share = points_for(chart, pitch) / chart.points()
        tops = [-_PITCH * row for row in range(len(names))]
        heights = [top - lower for top in tops for lower in range(len(drawn))]
        most = max(float(np.max(np.nan_to_num(each.shares[:, 2]))) for each in drawn.values())
        passive = max(most, 0.2) + 0.06
        for lower, each in enumerate(drawn.values()):
            _bars(chart, axes, each, [top - lower for top in tops], passive, share, lower > 0)
        if not axes.patches:  # no customers: the words above still need their places
            axes.set_xlim(-0.3, 1)
        axes.axvline(0, color=INK, linewidth=chart.points(0.08))
        _titles(chart, axes, passive, share)
        middle = 0.5 * (len(drawn) - 1)
        label_rows(
            chart,
            axes,
            [top - middle for top in tops],
            names,
            0.22 * chart.look.width,
            pitch * len(drawn),
        )
        axes.set_ylim(min(heights) - 0.7, 0.7)
        axes.set_xticks([])
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        columns_beside(chart, axes, heights, _columns(drawn, gap, names, colour), share)
        fit(chart, [[axes]], room)

    months = result.scenario.months
    head = header(
        result,
        _message(result, gap, design),
        f"promoters and detractors of {called(design)} by segment",
        "per cent of customers and points",
        "NPS is promoters less detractors; paler bars are today's design",
        f"months {max(months - 11, 1)} to {months}",
    )
    return Chart(head, draw, [*names_of(result.scenario), design])


def _bars(
    chart: Chart,
    axes: Axes,
    each: Recommendation,
    heights: list[float],
    passive: float,
    share: float,
    pale: bool,
) -> None:
    """Three bars a row, the share written in each that has the room."""
    size = chart.points(0.95 * share)
    for part, start, full in ((0, 0.0, BAD), (1, passive, RULE), (2, 0.0, GOOD)):
        colour = _paler(full) if pale else to_rgb(full)
        for height, shares in zip(heights, each.shares, strict=True):
            if np.isnan(shares).any():
                continue
            size_of_bar = -shares[part] if part == 0 else shares[part]
            axes.barh(height, size_of_bar, left=start, height=0.86, color=colour)
            if shares[part] >= 0.07:
                axes.text(
                    start + size_of_bar / 2,
                    height,
                    f"{100 * shares[part]:.0f}",
                    ha="center",
                    va="center_baseline",
                    fontsize=size,
                    color=readable_on(colour),
                )


def _paler(colour: str) -> tuple[float, ...]:
    return tuple(1 - 0.5 * (1 - part) for part in to_rgb(colour))


def _titles(chart: Chart, axes: Axes, passive: float, share: float) -> None:
    """What each group of bars is, above them."""
    size = chart.points(share)
    for x, text, side, colour in (
        (-0.01, "Detractors", "right", BAD),
        (0.01, "Promoters", "left", GOOD),
        (passive, "Passives", "left", GREY),
    ):
        axes.annotate(
            text,
            xy=(x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 0.8 * size),
            textcoords="offset points",
            ha=side,
            va="baseline",
            fontsize=size,
            color=as_text(colour),
            annotation_clip=False,
        )


def _columns(
    drawn: dict[str, Recommendation], gap: Band, names: list[str], colour: str
) -> list[Column]:
    """Score, interval, and change to today; the first row of a segment is the design's."""
    scores, intervals, changes, hues = [], [], [], []
    for row in range(len(names)):
        for name, each in drawn.items():
            score, change = each.score.at(row), gap.at(row)
            known, own = np.isfinite(score.mean), name != TODAY
            scores.append(points(score.mean, True) if known else "none")
            intervals.append(interval(score, lambda value: points(value, True)) if known else "")
            changes.append(points(change.mean, True) if own and np.isfinite(change.mean) else "")
            hues.append(_hue(change.sign) if own else GREY)
    firm = tuple(range(len(scores) - len(drawn), len(scores)))
    columns = [
        Column("NPS", scores, None, firm),
        Column("95 % CI", intervals, [GREY] * len(scores)),
    ]
    if len(drawn) > 1:
        columns.append(Column("Change", changes, hues, firm))
    return columns


def _hue(sign: int) -> str:
    return {1: GOOD, -1: BAD, 0: INK}[sign]


def _message(result: ComparedDesigns, gap: Band, design: str) -> str:
    """What happens to the firm's score, and where most of those whose change is as clear."""
    who = sentence(called(design))
    score = recommendation(result, design).score.at(-1)
    if np.isnan(score.mean):
        return f"{who}: no customers in the last year"
    if result.designs[design] == result.designs[TODAY] or np.isnan(gap.mean[-1]):
        return f"{who}: NPS {points(score.mean, True)} in the last year"
    firm = gap.at(-1)
    if firm.sign == 0:
        return f"{who}: NPS {points(score.mean, True)}, neither clearly above nor below today's"
    side = "above" if firm.sign > 0 else "below"
    stated = (
        f"{who}: NPS {points(score.mean, True)}, {points(abs(firm.mean))} points {side} today's"
    )
    changes = {s.name: gap.at(place) for place, s in enumerate(result.scenario.segments)}
    clear = [name for name, change in changes.items() if change.sign == firm.sign]
    if len(changes) == 1 or not clear:
        return stated
    most = max(clear, key=lambda name: abs(changes[name].mean))
    return f"{stated}, most with {brief(most, 40)} ({points(changes[most].mean, True)})"
