"""Charts of segments, months and cohorts in which there is nobody: they are empty and say so."""

from __future__ import annotations

import numpy as np
import pytest
from pictured import DESIGN, SIZE_NAMES, faults, in_size, made, texts, words

from sim.experiment.analysis.customers import cohorts, promises, recommendation, score_difference
from sim.market.rules.tally import Count
from sim.report.charts import by_segment, nps_by_segment, promise_and_delivery, retention_cohorts

LED = "Product-led, incremental"
ALWAYS, NEVER = slice(None), slice(0)


def peopled(segments, months=ALWAYS):
    """Customers in some segments and months only: half promoters, a fifth detractors."""

    def fill(design, number, cube, seen, decisions):
        seen.promised[:], seen.delivered[:] = 0.8, np.nan
        seen.delivered[months, segments] = 0.9 + 0.001 * number
        for count, people in (
            (Count.CUSTOMERS, 1000),
            (Count.PAYING, 1000),
            (Count.LEFT, 20),
            (Count.DETRACTORS, 200),
            (Count.PROMOTERS, 500 + 10 * (design == DESIGN)),
        ):
            seen.counts[months, segments, count] = people

    return made(fill)


def nobodies(chart):
    return [t for t in texts(chart) if t.get_text() == "none"]


def test_months_without_customers_do_not_count():
    result = peopled([0, 1], slice(18, None))
    found = recommendation(result, DESIGN)
    assert found.shares[[0, 1, 3]] == pytest.approx(np.tile([0.2, 0.29, 0.51], (3, 1)))
    assert found.score.mean[[0, 1, 3]] == pytest.approx([31, 31, 31])
    assert np.isnan(found.shares[2]).all()
    assert score_difference(result, DESIGN, "today").mean[[0, 1, 3]] == pytest.approx([1, 1, 1])


def test_a_replication_without_customers_does_not_count():
    def fill(design, number, cube, seen, decisions):
        if number:
            seen.counts[:, :, Count.CUSTOMERS] = 1000
            seen.counts[:, :, Count.PROMOTERS] = 500 + number

    assert recommendation(made(fill), DESIGN).score.at(0).mean == pytest.approx(50.2)


def test_recommendation_of_an_empty_segment_is_no_bar():
    chart = nps_by_segment(peopled([0, 1]), DESIGN)
    widths = [bar.get_width() for bar in chart.axes[0].patches]
    assert len(widths) == 3 * 3 * 2, "three bars of two segments and the firm, of two designs"
    assert np.isfinite(widths).all()
    assert len(nobodies(chart)) == 2
    assert "nan" not in words(chart)
    assert (
        chart.header.message
        == f"{LED}: NPS +31.0, 1.0 points above today's, most with Young (+1.0)"
    )


def test_no_customers_at_all_is_said():
    chart = nps_by_segment(peopled([0], NEVER), DESIGN)
    assert chart.header.message == f"{LED}: no customers in the last year"
    chart = promise_and_delivery(peopled([0], NEVER), DESIGN)
    assert chart.header.message == f"In month 24, no customers meet the firm under {LED.lower()}"


def test_promises_to_nobody_are_an_empty_panel():
    result = peopled([0, 1])
    assert np.isnan(promises(result, DESIGN)[1].mean[:, 2]).all()
    chart = promise_and_delivery(result, DESIGN)
    assert len(nobodies(chart)) == 1
    assert not chart.axes[2].lines
    message = "delivers more than it promises to every segment"
    assert chart.header.message == f"In month 24, {LED.lower()} {message}"


def test_the_widest_gap_is_not_nobodys():
    def fill(design, number, cube, seen, decisions):
        seen.promised[:], seen.delivered[:] = 0.8, 0.7 + 0.001 * number
        seen.delivered[:, 2] = np.nan

    stated = promise_and_delivery(made(fill), DESIGN).header.message
    assert "falls furthest short of its promises with Young" in stated


@pytest.mark.parametrize("figure", ["nps", "churn"])
def test_a_segment_of_nobody_is_an_empty_panel(figure):
    chart = by_segment(peopled([0, 1]), figure)
    (stated,) = nobodies(chart)
    assert stated.axes is chart.axes[2]
    assert not any(np.isfinite(line.get_ydata()).any() for line in chart.axes[2].lines[-2:])
    assert np.isfinite(chart.axes[0].lines[-1].get_ydata()).all()


def test_contribution_says_where_shared_work_stands():
    chart = by_segment(peopled([0]), "contribution")
    assert "delivery and leadership are charged to their owners" in chart.header.basis


def joining(replications):
    """Customers from before throughout; 40 join in quarter 1 of some replications, half leave."""

    def fill(design, number, cube, seen, decisions):
        seen.counts[0, :, Count.CUSTOMERS] = 100
        seen.cohorts[:, :, 0] = 90
        if number in replications:
            seen.cohorts[:, 0, 1] = 40 * 0.5 ** np.arange(8)

    return made(fill)


def test_a_replication_without_joiners_does_not_count():
    found = cohorts(joining((1, 2, 3)), DESIGN)
    assert found.mean.mean == pytest.approx(0.5 ** np.arange(8))
    message = retention_cohorts(joining((1, 2, 3)), DESIGN).header.message
    assert message.startswith(f"{LED} keeps 6.2 % of its new customers for a year")


def test_nobody_joins():
    chart = retention_cohorts(joining(()), DESIGN)
    assert chart.header.message == f"No customers join under {LED.lower()}"
    assert "nan" not in words(chart)
    assert len(nobodies(chart)) == 8, "every quarter's joiners"
    assert words(chart).count("no joiners") == 2
    assert chart.axes[0].get_ylim() == (0, 1)


def test_joiners_of_the_last_quarter_cannot_be_followed():
    def fill(design, number, cube, seen, decisions):
        seen.counts[0, :, Count.CUSTOMERS] = 100
        seen.cohorts[:, :, 0] = 90
        seen.cohorts[7, :, 8] = 10

    assert retention_cohorts(made(fill), DESIGN).header.message == (
        f"No customers join early enough under {LED.lower()} to be followed for a quarter"
    )


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_words_of_nobody_neither_overlap_nor_are_cut(size):
    result = peopled([0, 1], slice(18, None))
    charts = [
        nps_by_segment(result, DESIGN),
        promise_and_delivery(result, DESIGN),
        by_segment(result, "churn"),
        retention_cohorts(joining(()), DESIGN),
        retention_cohorts(joining((1,)), DESIGN),
        nps_by_segment(peopled([0], NEVER), DESIGN),
    ]
    assert [faults(in_size(chart, size)) for chart in charts] == [[]] * len(charts)
