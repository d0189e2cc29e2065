"""What shipped: a mark for each item, counts by outcome over replications."""

from __future__ import annotations

import numpy as np
import pytest
from pictured import DESIGN, made, small_result, words

from sim import RunError
from sim.experiment.analysis.shipping import OUTCOMES, outcomes, shipped
from sim.firm.decisions import Decision
from sim.report.charts import what_shipped
from sim.report.charts.shipped import MARKS


def item(month, outcome, gain=10.0, touchpoint="help"):
    return Decision(month, "Loan", "move", touchpoint, "shared", 1.0, 1.0, gain, outcome)


def fill(design, number, cube, seen, decisions):
    decisions.append(item(0, "works"))  # in the burn-in
    if design == DESIGN:
        decisions += [item(3, "works", 40.0), item(3, "harm", -10.0), item(9, "hardened")]
        decisions += [item(12, "hardened", touchpoint="use Loan")] * number


def test_every_outcome_has_a_mark_of_its_own():
    assert set(MARKS) == set(OUTCOMES)
    assert len({mark.shape for mark in MARKS.values()}) == len(OUTCOMES)


def test_counts_by_hand():
    counts = outcomes(made(fill), DESIGN)
    by_name = dict(zip((*OUTCOMES, "items"), counts.mean, strict=True))
    assert by_name["works"] == by_name["harm"] == 1
    assert by_name["hardened"] == 2.5  # 1 + mean of 0, 1, 2, 3
    assert by_name["items"] == 4.5 - by_name["rolled back"]


def test_counts_are_those_of_the_logs():
    result = small_result()
    logs = [r.runs[DESIGN].decisions for r in result.replications]
    wanted = [
        np.mean([sum(d.outcome == outcome and d.month > 0 for d in log) for log in logs])
        for outcome in OUTCOMES
    ]
    assert outcomes(result, DESIGN).mean[:-1] == pytest.approx(wanted)


def test_marks_are_the_items_of_the_first_replication():
    result = small_result()
    chart = what_shipped(result, DESIGN)
    items = shipped(result.replications[0].runs[DESIGN])
    marks = [(line.get_marker(), line.get_xdata()[0]) for line in chart.axes[0].lines]
    assert sorted(marks) == sorted((MARKS[i.outcome].shape, i.month) for i in items)
    assert items
    assert "in replication 0" in chart.header.subject


def test_size_goes_by_gain_and_loss_is_hollow():
    chart = what_shipped(made(fill), DESIGN)
    marks = {line.get_marker(): line for line in chart.axes[0].lines}
    works, harm = marks[MARKS["works"].shape], marks[MARKS["harm"].shape]
    assert works.get_markersize() == pytest.approx(2 * harm.get_markersize())
    assert works.get_ydata()[0] != harm.get_ydata()[0]
    assert harm.get_markerfacecolor() == "white"


def test_messages_are_true():
    assert what_shipped(made(fill), DESIGN).header.message == (
        "Product-led, incremental ships on average 4.5 items in 24 months: 1.0 work, 2.5 make "
        "things more reliable, 1.0 do harm"
    )
    nothing = what_shipped(made(fill), "today")
    assert nothing.header.message == "Today's design ships nothing in 24 months"
    assert "nothing shipped" in words(nothing)


def test_unknown_designs_say_which_are_known():
    with pytest.raises(RunError, match="no design is called 'nobody'"):
        what_shipped(small_result(), "nobody")
