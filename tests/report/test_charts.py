"""The chart: readable, honest about being simulated, nothing overlapping or cut."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from conftest import HERE

from sim import compare, load
from sim.experiment.comparison import Comparison
from sim.report.charts import cumulative_profit, spread_apart


@pytest.fixture(scope="module", params=["short", "long"])
def result(request) -> Comparison:
    small = load(HERE / "scenarios" / "small.yaml")
    if request.param == "long":
        small = small.override({"name": "Ein sehr langer Name für einen Markt in Österreich"})
    return compare(small, replications=3, jobs=1)


@pytest.fixture
def drawn(result):
    figure = cumulative_profit(result)
    figure.canvas.draw()
    return figure


def boxes(figure):
    renderer = figure.canvas.get_renderer()
    axes = figure.axes[0]
    labels = [t for t in axes.texts if t.get_text()]
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    ticks = [t for t in axes.get_xticklabels() if low <= t.get_position()[0] <= high]
    ticks += [t for t in axes.get_yticklabels() if bottom <= t.get_position()[1] <= top]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in (*figure.texts, *labels, *ticks)]


def test_no_text_overlaps_another(drawn):
    for (one, a), (other, b) in combinations(boxes(drawn), 2):
        assert not a.overlaps(b), (one, other)


def test_no_text_is_cut_by_the_edge(drawn):
    width, height = drawn.canvas.get_width_height()
    for text, box in boxes(drawn):
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text


def test_says_simulated_who_what_unit_and_period(drawn, result):
    words = " ".join(t.get_text() for t in drawn.texts)
    for part in ("Simulated", result.scenario.name, "EUR", "months 1 to 24", "95 % interval"):
        assert part in words


def test_lines_are_the_mean_leads(drawn, result):
    names = [d for d in result.designs if result.designs[d] != result.designs["today"]]
    curves = [line.get_ydata() for line in drawn.axes[0].lines]
    for name in names:
        mean = np.concatenate([[0.0], result.lead(name).mean(axis=0)])
        assert any(len(c) == len(mean) and np.allclose(c, mean) for c in curves), name


@pytest.mark.parametrize("wanted", [[0.0, 1.0, 2.0], [5.0, 5.1, 5.2, 5.3], [9.8, 9.9, 10.0], [3.0]])
def test_labels_stay_near_their_lines_and_apart(wanted):
    heights = spread_apart(wanted, 1.0, 0.0, 10.0)
    assert np.diff(heights).min(initial=1.0) >= 1.0 - 1e-12
    assert heights[-1] <= 10.0
    assert np.abs(np.subtract(heights, wanted)).max() <= 2.0
