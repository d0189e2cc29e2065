"""The bridge: from one profit to another without a gap, coloured by effect, a true message."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from pictured import DESIGN, made, small_result, words

from sim import RunError
from sim.accounts.chart_of_accounts import Account
from sim.experiment.analysis.bridge import GROUPS, bridge, by_segment_and_group
from sim.experiment.run.runner import Run
from sim.report.charts import profit_bridge
from sim.report.charts.style import BAD, GOOD


def booked(revenue, cost, draw=0.0):
    """A design that books more revenue than today's 1000 and more cost of sales than 400."""

    def fill(design, number, cube, *_):
        own = design == DESIGN
        noise = draw * (-1) ** number if own else 0.0
        cube[0, 0, 0, Account.REVENUE] = 100 * (1000 + (revenue + noise if own else 0.0))
        cube[1, 2, 1, Account.COST_OF_SALES] = 100 * (-400 - (cost if own else 0.0))

    return made(fill)


def test_every_account_is_in_one_group():
    members = [account for group in GROUPS.values() for account in group]
    assert sorted(members) == sorted(Account)


def test_profit_and_loss_by_segment_and_group_by_hand():
    """Two months of a segment, one product and what is shared; cents into currency."""
    cube = np.zeros((2, 2, 2, len(Account)), dtype=np.int64)
    cube[:, 0, 0, Account.REVENUE] = 90_000, 110_000
    cube[:, 0, -1, Account.REVENUE] = 500
    cube[:, 0, 0, Account.SERVICE], cube[:, 0, 0, Account.COMPLAINTS] = -700, -300
    cube[:, -1, -1, Account.PLATFORM], cube[0, -1, -1, Account.INCIDENTS] = -4000, -50
    cube[0, -1, 0, Account.LEADERSHIP] = -250
    found = by_segment_and_group(Run(np.empty((2, 0)), cube, []))
    wanted = {
        "Revenue": (2010, 0),
        "Cost to serve": (-20, 0),
        "Platform and incidents": (0, -80.5),
        "Leadership and coordination": (0, -2.5),
    }
    assert found.shape == (2, len(GROUPS))
    for place, group in enumerate(GROUPS):
        assert found[:, place].tolist() == list(wanted.get(group, (0, 0))), group


def test_groups_add_up_to_the_difference_of_the_statements():
    result = small_result()
    whole = bridge(result, DESIGN)
    own, base = (result.pnl(name)["firm"] for name in (DESIGN, "today"))
    assert whole.start.mean == pytest.approx(base["Operating profit"])
    assert whole.end.mean == pytest.approx(own["Operating profit"])
    assert whole.difference.mean == pytest.approx(whole.end.mean - whole.start.mean)
    assert whole.changes.mean.sum() == pytest.approx(whole.difference.mean)
    for place, accounts in enumerate(GROUPS.values()):
        labels = [account.label for account in accounts]
        assert whole.changes.mean[place] == pytest.approx((own[labels] - base[labels]).sum())


def test_bars_stand_end_to_end_and_are_coloured_by_their_effect_on_profit():
    chart = profit_bridge(booked(revenue=300, cost=50), DESIGN)
    bars = chart.axes[0].patches
    starts, widths = [b.get_x() for b in bars], [b.get_width() for b in bars]
    assert (starts, widths) == ([600, 900], [300, -50])
    assert [to_hex(b.get_facecolor()).upper() for b in bars] == [GOOD.upper(), BAD.upper()]


def test_figures_stand_beside_with_costs_in_parentheses():
    stated = words(profit_bridge(booked(revenue=300, cost=50), DESIGN))
    assert "Amount 600 1,000 (400) 850 Change +300 -50 +250" in stated
    assert "in % +30.0 -12.5 +41.7" in stated


@pytest.mark.parametrize(
    ("revenue", "cost", "missed"),
    [(300, 50, False), (30.4, 20.4, False), (30.44, 20.44, False), (30.26, 20.31, True)],
)
def test_changes_that_miss_their_sum_as_printed_are_said_to_be_rounded(revenue, cost, missed):
    note = profit_bridge(booked(revenue, cost), DESIGN).header.basis
    words = "figures are rounded separately, so sums may differ by one in the last digit"
    assert note.count(words) == missed


def test_groups_without_effect_are_named_and_not_drawn():
    chart = profit_bridge(booked(revenue=300, cost=0), DESIGN)
    assert len(chart.axes[0].patches) == 1
    assert "without effect: Cost of sales, Cost to serve" in chart.header.basis


@pytest.mark.parametrize(
    ("revenue", "cost", "draw", "message"),
    [
        (300, 50, 1, "earns EUR 250 more than today's design, most by revenue (+EUR 300)"),
        (20, 50, 1, "earns EUR 30.0 less than today's design, most by cost of sales (-EUR 50.0)"),
        (20, 20, 9, "earns neither clearly more nor clearly less than today's design"),
    ],
)
def test_the_message_is_true(revenue, cost, draw, message):
    chart = profit_bridge(booked(revenue, cost, draw), DESIGN)
    assert chart.header.message == f"Product-led, incremental {message}"


def test_intervals_are_paired():
    def fill(design, number, cube, *_):
        cube[0, 0, 0, Account.REVENUE] = 100 * (1000 + 500 * number + 3 * (design == DESIGN))

    whole = bridge(made(fill), DESIGN)
    assert np.allclose(whole.changes.at(0), 3)


def test_a_design_against_itself_and_unknown_designs():
    assert "are the same design" in profit_bridge(small_result(), DESIGN, DESIGN).header.message
    with pytest.raises(RunError, match="no design is called 'nobody'"):
        profit_bridge(small_result(), "nobody")
