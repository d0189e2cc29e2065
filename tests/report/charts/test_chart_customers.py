"""Cohorts, recommendation, whale curve, promises and segments: numbers and messages by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pictured import DESIGN, made, small_result, words

from sim import RunError
from sim.experiment.analysis.customers import (
    BY_SEGMENT,
    cohorts,
    promises,
    recommendation,
    score_difference,
    whale,
)
from sim.experiment.tables.codebook import codebook
from sim.market.rules.tally import Count
from sim.model.figures import FIGURES
from sim.report.charts import (
    by_segment,
    nps_by_segment,
    promise_and_delivery,
    retention_cohorts,
    whale_curve,
)

LED = "Product-led, incremental"


def joined(design, number, cube, seen, decisions):
    """Of 125 from before 100 outlast quarter 1, then lose 5 a quarter; 1 and 2 bring 40 and 20."""
    half = 0.5 if design == DESIGN else 0.25
    for count, segments in (
        (Count.CUSTOMERS, (60, 69)),
        (Count.JOINED, (0, 9)),
        (Count.LEFT, (5, 0)),
    ):
        seen.counts[0, :2, count] = segments
    for quarter in range(8):
        seen.cohorts[quarter, 1, 0] = 100 - 5 * quarter
        for cohort, first in ((1, 40), (2, 20)):
            age = quarter + 1 - cohort
            if age >= 0:
                seen.cohorts[quarter, age % 3, cohort] = first * half**age


def test_cohorts_by_hand_over_all_segments():
    found = cohorts(made(joined), DESIGN)
    assert found.kept.shape == (9, 9)
    assert found.kept[0] == pytest.approx([1, *(0.8 - 0.04 * np.arange(8))])
    assert found.kept[1, :8] == pytest.approx(0.5 ** np.arange(8))
    assert found.kept[2, :7] == pytest.approx(0.5 ** np.arange(7))
    assert np.isnan([found.kept[1, 8], found.kept[2, 7]]).all()
    assert np.isnan(found.kept[3]).all()
    assert found.mean.mean == pytest.approx(0.5 ** np.arange(8))


def test_cohorts_draws_both_curves_and_says_a_year():
    chart = retention_cohorts(made(joined), DESIGN)
    own = [line.get_ydata() for line in chart.axes[0].lines]
    assert np.allclose(own[0], 0.25 ** np.arange(8))
    assert np.allclose(own[1], 0.5 ** np.arange(8))
    message = "keeps 6.2 % of its new customers for a year, today's design 0.4 %"
    assert chart.header.message == f"{LED} {message}"
    assert {"100", "80", "50"} < set(words(chart).split())
    assert "100 % is all customers at the start for those from before" in chart.header.basis


def test_customers_at_departure_are_those_of_the_market():
    result = small_result()
    kept, runs = cohorts(result, DESIGN).kept, [r.runs[DESIGN] for r in result.replications]
    departed = sum(r.starting_year[-1][FIGURES.index("customers")] for r in result.replications)
    stayed = sum(run.observed.cohorts[0, :, 0].sum() for run in runs)
    assert kept[0, :2] == pytest.approx([1, stayed / departed], rel=1e-12)
    assert stayed < departed


def test_cohorts_that_cannot_be_told_apart_are_too_close_to_call():
    def fill(design, number, cube, seen, decisions):
        joined(DESIGN, number, cube, seen, decisions)
        seen.cohorts[4, :, 1] *= 1 + (design == DESIGN) * (0.3 * (-1) ** number + 0.05)

    stated = retention_cohorts(made(fill), DESIGN).header.message
    assert stated == (
        f"{LED} keeps 6.5 % of its new customers for a year, today's design 6.2 %: "
        "too close to call"
    )


def test_a_comparison_too_short_for_cohorts_says_the_cure():
    result = small_result()
    short = replace(result, scenario=result.scenario.override({"months": 5}))
    with pytest.raises(RunError, match="set months to 6 or more"):
        retention_cohorts(short, DESIGN)


def recommended(better):
    def fill(design, number, cube, seen, decisions):
        seen.counts[:12] = 1e6  # the first year does not count
        for segment in range(3):
            more = better[segment] if design == DESIGN else 0
            seen.counts[12:, segment, Count.CUSTOMERS] = 1000
            seen.counts[12:, segment, Count.PROMOTERS] = 300 + more + number
            seen.counts[12:, segment, Count.DETRACTORS] = 200

    return made(fill)


def test_recommendation_by_hand():
    result = recommended((100, 0, 0))
    found = recommendation(result, DESIGN)
    assert found.shares[0] == pytest.approx([0.2, 0.3985, 0.4015])
    assert found.score.mean == pytest.approx([20.15, 10.15, 10.15, 13.4833333])
    assert score_difference(result, DESIGN, "today").at(0) == pytest.approx((10, 10, 10))


def test_the_firms_score_is_the_headline():
    result = small_result()
    firm = recommendation(result, DESIGN).score.at(-1)
    assert firm == pytest.approx(result.estimates(DESIGN)["nps"])


def test_bars_are_the_shares():
    chart = nps_by_segment(recommended((100, 0, 0)), DESIGN)
    widths = [bar.get_width() for bar in chart.axes[0].patches]
    assert widths[:4] == pytest.approx([-0.2] * 4)
    assert any(width == pytest.approx(0.4015) for width in widths)
    assert "+20.2" in words(chart) or "+20.1" in words(chart)


@pytest.mark.parametrize(
    ("better", "message"),
    [
        ((90, 30, 0), "NPS +14.2, 4.0 points above today's, most with Young (+9.0)"),
        ((0, 0, -60), "NPS +8.2, 2.0 points below today's, most with Firms (-6.0)"),
        ((60, 90, -120), "NPS +11.2, 1.0 points above today's, most with Families (+9.0)"),
    ],
)
def test_the_message_on_recommendation_is_true(better, message):
    stated = nps_by_segment(recommended(better), DESIGN).header.message
    for rounded in ("+14", "+8", "+11"):
        stated = stated.replace(f"{rounded}.1", f"{rounded}.2")
    assert stated == f"{LED}: {message}"


def swaying(design, number, cube, seen, decisions):
    """Young gain 9 points, Families some 10, give or take 20 that Firms make up for."""
    sway = 200 * (-1) ** number
    seen.counts[:, :, Count.CUSTOMERS] = 1000
    seen.counts[:, :, Count.PROMOTERS] = 300
    if design == DESIGN:
        seen.counts[:, :, Count.PROMOTERS] += [90, 100 + sway, -sway]


def test_the_message_on_recommendation_names_no_segment_whose_change_is_unclear():
    stated = nps_by_segment(made(swaying), DESIGN).header.message
    assert stated == f"{LED}: NPS +36.3, 6.3 points above today's, most with Young (+9.0)"


def test_intervals_are_over_the_means_of_markets():
    # four replications of two markets: 10.1 and 10.2, t(1, .975) = 12.706: half-width 0.635
    result = replace(recommended((0, 0, 0)), markets=2)
    score = recommendation(result, DESIGN).score.at(0)
    assert score == pytest.approx((10.15, 10.15 - 0.6353, 10.15 + 0.6353), rel=5e-3)
    assert "+9.5 to +10.8" in words(nps_by_segment(result, DESIGN))


def test_no_clear_change_of_recommendation_is_said():
    def fill(design, number, cube, seen, decisions):
        seen.counts[:, :, Count.CUSTOMERS] = 100
        seen.counts[:, :, Count.PROMOTERS] = 30 + (design == DESIGN) * (-1) ** number

    stated = nps_by_segment(made(fill), DESIGN).header.message
    assert stated == f"{LED}: NPS +30.0, neither clearly above nor below today's"


def earning(peak, end):
    def fill(design, number, cube, seen, decisions):
        rise = np.interp(np.arange(101), [0, peak, 100], [0, 50, end])
        seen.contribution[-1] = rise + (0.1 * number if end < 50 else 0) * (np.arange(101) > 0)

    return made(fill)


def test_whale_by_hand():
    found = whale(earning(80, 40), DESIGN)
    assert found.peak.mean == pytest.approx(0.8)
    assert found.lost == pytest.approx((10, 10, 10))
    message = whale_curve(earning(80, 40), DESIGN).header.message
    assert message == f"{LED}: 20.0 % of customers destroy EUR 10.0 a year (EUR 10.0 to EUR 10.0)"


def test_whale_marks_the_peak():
    chart = whale_curve(earning(80, 40), DESIGN)
    marks = [line for line in chart.axes[0].lines if line.get_marker() == "o"]
    assert [mark.get_xdata()[0] for mark in marks] == [80, 80]
    assert marks[0].get_ydata()[0] == pytest.approx(50.15)


def test_whale_without_losers_says_so():
    chart = whale_curve(earning(100, 50), DESIGN)
    assert chart.header.message == f"{LED}: no group of customers destroys value"


def test_contribution_says_what_it_leaves_out():
    meanings = codebook().set_index(["table", "column"])["meaning"]
    for stated in (
        whale_curve(earning(80, 40), DESIGN).header.basis,
        meanings["contribution", "contribution"],
    ):
        assert "gross margin less contacts and complaints before recovery" in stated
        assert "offers and cross-selling left out" in stated


def promising(gaps):
    def fill(design, number, cube, seen, decisions):
        seen.promised[:] = 0.8
        seen.delivered[:] = 0.8 + np.array(gaps) + 0.001 * number

    return made(fill)


def test_promises_are_the_observed_means():
    result = small_result()
    stated, done, gap = promises(result, DESIGN)
    runs = [r.runs[DESIGN].observed for r in result.replications]
    assert np.allclose(stated.mean, np.mean([run.promised for run in runs], axis=0))
    assert np.allclose(done.mean, np.mean([run.delivered for run in runs], axis=0))
    assert np.allclose(gap.mean, done.mean - stated.mean)
    panel = promise_and_delivery(result, DESIGN).axes[2]
    assert np.allclose(panel.lines[0].get_ydata(), stated.mean[:, 2])
    assert np.allclose(panel.lines[1].get_ydata(), done.mean[:, 2])


@pytest.mark.parametrize(
    ("gaps", "message"),
    [
        ((-0.05, 0.02, -0.10), "falls furthest short of its promises with Firms: 9.8 points"),
        ((0.05, 0.02, 0.10), "delivers more than it promises to every segment"),
        ((0.05, 0.02, -0.0015), "keeps its promises"),
    ],
)
def test_the_message_on_promises_is_true(gaps, message):
    stated = promise_and_delivery(promising(gaps), DESIGN).header.message
    assert stated.replace("9.9", "9.8") == f"In month 24, product-led, incremental {message}"


@pytest.mark.parametrize("figure", BY_SEGMENT)
def test_lines_by_segment_are_means_by_segment(figure):
    result = small_result()
    chart = by_segment(result, figure)
    runs = [r.runs[DESIGN] for r in result.replications]
    if figure == "contribution":
        wanted = np.mean([run.cube[:, 1].sum(axis=(1, 2)) for run in runs], axis=0) / 100
    else:
        counts = np.sum([run.observed.counts[:, 1] for run in runs], axis=0)
        wanted = by_hand(figure, counts) / (len(runs) if figure == "customers" else 1)
    curves = [line.get_ydata() for line in chart.axes[1].lines]
    assert any(len(c) == len(wanted) and np.allclose(c, wanted) for c in curves)


def by_hand(figure, counts):
    if figure == "customers":
        return counts[:, Count.CUSTOMERS]
    if figure == "nps":
        gap = counts[:, Count.PROMOTERS] - counts[:, Count.DETRACTORS]
        return 100 * gap / counts[:, Count.CUSTOMERS]
    monthly = [
        counts[max(m - 11, 0) : m + 1, Count.LEFT].sum()
        / counts[max(m - 11, 0) : m + 1, Count.PAYING].sum()
        for m in range(len(counts))
    ]
    return 1 - (1 - np.array(monthly)) ** 12


def test_panels_by_segment_have_one_scale_and_one_line_a_design():
    result = small_result()
    chart = by_segment(result, "nps")
    assert len({axes.get_ylim() for axes in chart.axes}) == 1
    assert len(chart.axes) == 3
    assert len(chart.axes[0].lines) == 1 + len(result.distinct)


def test_differences_by_segment_are_paired_and_nought_for_the_base():
    chart = by_segment(small_result(), "customers", base="today")
    assert "less that of today's design" in chart.header.subject
    assert (chart.axes[0].lines[1].get_ydata() == 0).all()


def test_the_message_by_segment_is_the_largest_clear_change():
    assert by_segment(promising((0, 0, 0)), "customers").header.message == (
        "No segment ends clearly above or below today under any design"
    )

    def fill(design, number, cube, seen, decisions):
        seen.counts[:, :, Count.CUSTOMERS] = 1000
        if design == DESIGN:
            seen.counts[-1, :, Count.CUSTOMERS] += [100, -700, 900 * (-1) ** number]

    assert by_segment(made(fill), "customers").header.message == (
        "The largest change to today is with Families under product-led, incremental: "
        "-700 customers in month 24"
    )


def test_unknown_figures_and_designs_say_what_is_known():
    result = small_result()
    with pytest.raises(RunError, match="use contribution, customers, nps, churn"):
        by_segment(result, "profit")
    for chart in (retention_cohorts, nps_by_segment, whale_curve, promise_and_delivery):
        with pytest.raises(RunError, match="no design is called 'nobody'"):
            chart(result, "nobody")
