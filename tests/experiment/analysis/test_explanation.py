"""The explanation: decisions added up by hand, and told in true sentences."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import RunError
from sim.experiment.analysis.explanation import traces
from sim.experiment.analysis.shipping import OUTCOMES
from sim.firm.decisions import Decision
from sim.results.comparison import compare


def decision(month, owner, outcome, effort=1.0, believed=10.0, brought=8.0, where="help"):
    return Decision(
        month,
        owner,
        "move",
        where,
        "shared",
        believed,
        effort,
        0.0 if outcome in ("nothing", "rolled back") else brought,
        outcome,
    )


RUN = [
    decision(1, "Ann", "works", effort=4.0, brought=12.0),
    decision(2, "Ann", "harm", effort=2.0, brought=-5.0),
    decision(3, "Ann", "rolled back", effort=0.0, believed=10.0),
    decision(4, "Bob", "harm", effort=3.0, brought=-7.0, where="bill"),
    decision(5, "Bob", "nothing", effort=1.0, where="bill"),
    decision(6, "Bob", "hardened", effort=2.0, brought=6.0),
]


def test_traces_by_hand():
    found = traces([RUN, []])
    assert found.shipped.tolist() == [5, 0]
    assert found.effort.tolist() == [12, 0]
    assert found.believed.tolist() == [50, 0]
    assert found.brought.tolist() == [12 - 7 + 6, 0], "what was rolled back brings nothing"
    assert found.dead_effort.tolist() == [6, 0]
    assert dict(zip(OUTCOMES, found.outcomes[0].tolist(), strict=True)) == {
        "works": 1,
        "hardened": 1,
        "nothing": 1,
        "harm": 2,
        "rolled back": 1,
    }


def test_only_the_item_that_was_rolled_back_is_undone():
    run = [
        decision(1, "Ann", "harm", brought=-5.0),
        decision(2, "Ann", "harm", brought=-3.0),
        decision(3, "Ann", "rolled back"),
        decision(4, "Bob", "rolled back"),  # of something from before the comparison
    ]
    assert traces([run]).brought.tolist() == [-5.0]


@pytest.fixture(scope="module")
def result(small_scenario):
    return compare(small_scenario(), replications=3, jobs=1)


@pytest.fixture
def reported(result, monkeypatch):
    """Ann and Bob under one design, nothing under today's."""
    for n, replication in enumerate(result.replications):
        for name, run in replication.runs.items():
            decisions = RUN[: 6 - n] if name == "product_led/perfection" else []
            monkeypatch.setitem(run.__dict__, "decisions", decisions)
    return result.explain("product_led/perfection")


def test_leaders_and_dead_ends_by_hand(reported):
    by_leader = reported.by_leader()
    assert list(by_leader.index) == ["Ann", "Bob", "All"]
    assert by_leader.loc["Bob", "shipped"] == pytest.approx((3 + 2 + 1) / 3)
    assert by_leader.loc["All", "effort"] == pytest.approx((12 + 10 + 9) / 3)
    dead = reported.dead_ends()
    assert dead[["owner", "touchpoint", "tries", "effort", "worked"]].to_numpy().tolist() == [
        ["Bob", "bill", 2, 4.0, False],
        ["Ann", "help", 1, 2.0, True],
    ]
    assert reported.estimates["dead_share"].mean == pytest.approx((6 + 6 + 5) / (12 + 10 + 9))
    assert reported.by_leader().loc["All", "dead_share"] == reported.estimates["dead_share"].mean
    assert np.isnan(reported.estimates["dead_share_gap"].mean), "today nothing was done"


def test_sentences_are_true(reported):
    text = str(reported)
    assert "Leaders shipped 4 items (95 % CI 2 to 6): 1.0 worked" in text
    assert (
        "2.0 did harm; 1.0 harmful items, including any shipped earlier, were rolled back." in text
    )
    assert (
        "Leaders expected an extra EUR 40.0 of monthly revenue to be served by offers that work and "
        "fit. They achieved EUR " in text
    )
    assert "54.8 % of their effort was wasted" in text
    assert "was wasted; under today's design no effort was spent." in text
    assert "Bob" in reported._repr_html_()


def test_the_log_is_that_of_the_replication_asked_for(result):
    reported = result.explain("segment_led/incremental", replication=2)
    run = result.replications[2].runs["segment_led/incremental"]
    assert reported.to_frame().to_dict("records") == [d.as_row() for d in run.decisions]
    assert reported.replication == 2
    total = sum(d.realised_gain for d in run.decisions if d.outcome != "harm")
    undone = sum(d.outcome == "harm" for d in run.decisions)
    assert undone or np.isclose(reported.firm_wide.brought[2], total)


def test_nothing_shipped_is_said(small_scenario):
    frozen = compare(small_scenario(**{"work.capacity": 0}), replications=2, jobs=1)
    text = str(frozen.explain("segment_led/perfection"))
    assert "Nothing was shipped" in text
    assert "None." in text


def test_mistakes_are_explained(result):
    with pytest.raises(RunError, match="replication 9 was not run; use 0 to 2"):
        result.explain("today", replication=9)
    with pytest.raises(RunError, match="no design is called"):
        result.explain("best")
