"""What a comparison knows, worked by hand on made-up figures that differ between replications."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_up import MadeUp

from sim.accounts.chart_of_accounts import Account
from sim.errors import RunError
from sim.experiment.figures.headlines import LABELS
from sim.experiment.run.runner import Replication, Run
from sim.experiment.run.stopping import Stopping
from sim.experiment.statistics.winner import sure_winner
from sim.model.figures import FIGURES
from sim.scenario.schema.design import PRESETS

PP, SP = "product_led/perfection", "segment_led/perfection"


def compared(scenario, figures, runs=None, markets=1):
    """A comparison of made-up figures: values by design and name, one a replication."""
    designs = {"today": scenario.today} | {n: PRESETS[n] for n in figures if n != "today"}
    count = len(next(iter(figures["today"].values())))
    done = [
        Replication(n, np.empty((0, 0)), np.empty(0), runs[n] if runs else {}) for n in range(count)
    ]
    result = MadeUp(scenario, 1, designs, done, Stopping(None, 0.0, count), markets)
    for name, values in figures.items():
        frame = pd.DataFrame(0.5, range(count), list(LABELS))
        result._values[name] = frame.assign(**values)
    return result


def run_of(profit, booked=(), segments=3, products=2):
    """A run of some months, with cents at (month, segment, product, account)."""
    figures = np.zeros((len(profit), len(FIGURES)))
    figures[:, FIGURES.index("profit")] = profit
    cube = np.zeros((len(profit), segments + 1, products + 1, len(Account)), dtype=np.int64)
    for place, cents in booked:
        cube[place] = cents
    return Run(figures, cube, [])


@pytest.mark.parametrize(
    ("chances", "replications", "winner"),
    [
        ({"today": 0.1, PP: 0.9}, 10, PP),
        ({"today": 0.9, PP: 0.1}, 10, "today"),
        ({"today": 0.101, PP: 0.899}, 10, None),
        ({"today": 0.05, PP: 0.95}, 9, None),
        ({"today": 0.04, PP: 0.03, SP: 0.93}, 320, SP),
        ({"today": 1.0}, 10, None),
    ],
)
def test_nine_in_ten_from_ten_replications_wins(chances, replications, winner):
    assert sure_winner(chances, chances, replications) == winner


def test_who_is_best_in_most_draws_but_not_on_average_does_not_win():
    """Ahead by 1 in 95 of 100 draws and behind by 50 in the others: nobody is surely worth more."""
    chances, means = {"today": 0.05, PP: 0.95}, {"today": 10.0, PP: 10.0 + 0.95 - 0.05 * 50}
    assert sure_winner(chances, means, 100) is None
    assert sure_winner(chances, means | {PP: 10.5}, 100) == PP


def test_differences_and_ranking_by_hand(small_scenario):
    # PP less today: 3, 1, 2 of NPV: 2, sd 1, t(2, .975) = 4.3027: 2.4842 to each side
    result = compared(
        small_scenario(),
        {
            "today": {"npv": [10.0, 20.0, 60.0], "nps": [1.0, 2.0, 6.0]},
            PP: {"npv": [13.0, 21.0, 62.0], "nps": [0.0, 1.0, 5.0]},
            SP: {"npv": [9.0, 21.0, 61.0], "nps": [8.0, 8.0, 8.0]},
        },
    )
    gap = result.differences(PP)["npv"]
    assert tuple(gap) == pytest.approx((2, 2 - 2.4842, 2 + 2.4842), abs=1e-4)
    assert result.difference(PP, SP).mean == pytest.approx((4 + 0 + 1) / 3)
    assert result.difference(SP, PP, "nps").mean == pytest.approx(6)
    assert result.ranking() == [PP, SP, "today"]
    assert result.ranking("nps") == [SP, "today", PP]
    assert result.best == PP
    assert result.summary().loc[PP, "npv"] == pytest.approx(32)
    row = result.to_frame().loc[PP, "npv"]
    assert row[["mean", "Δ to today", "Δ low", "Δ high"]].to_list() == pytest.approx([32, *gap])
    own = result.estimates(PP)["npv"]
    assert row[["low", "high"]].to_list() == pytest.approx([own.low, own.high])
    pairing = result.pairing(PP, "today")
    assert (pairing.paired, pairing.unpaired) == pytest.approx((1, 691 + 700))


def test_probabilities_and_crossovers_are_of_markets_where_there_are_several(small_scenario):
    """Within each of two markets a bad and a good replication: by market there is no doubt."""
    figures = {"today": {"npv": [0.0] * 4}, PP: {"npv": [10.0, -1.0, -9.0, 2.0]}}
    one, two = (compared(small_scenario(), figures, markets=markets) for markets in (1, 2))
    assert two.probability_best() == {"today": 0.0, PP: 1.0}
    assert 0.5 < one.probability_best()[PP] < 0.9
    lead = np.array([[-1.0, 5, 5], [-2, -8, 9], [-1, -3, -3], [-1, 10, -7]])
    for result, wanted in ((two, (2, 2, 2, 1.0)), (one, (2, 2, None, None))):
        object.__setattr__(result, "lead", lambda design: lead)
        found = result.crossover(PP)
        assert (found.month, found.low, found.high) == wanted[:3]
        assert found.chance == wanted[3] or found.chance < 1


def test_intervals_of_three_markets_by_hand(small_scenario):
    """Six replications of three markets: market m has m and m + 3, which are 1.5, 2.5 and 3.5."""
    values = np.arange(6.0)
    result = compared(small_scenario(), {"today": {"npv": values.tolist()}}, markets=3)
    wanted = (2.5, 2.5 - 2.4842, 2.5 + 2.4842)  # sd 1, t(2, .975) = 4.3027
    assert tuple(result.estimate(values)) == pytest.approx(wanted, abs=1e-4)
    assert tuple(result.band(values).at(())) == pytest.approx(wanted, abs=1e-4)
    some = np.where(values == 4, np.nan, values)  # market 1 knows 1 only
    assert result.band(some).mean == pytest.approx((1.5 + 1 + 3.5) / 3)


def test_equal_designs_have_one_chance_together(small_scenario):
    figures = {"today": {"npv": [0.0, 2.0, 1.0]}, PP: {"npv": [1.0, 3.0, 2.0]}}
    single = compared(small_scenario(), figures)
    designs = {**single.designs, "twin": PRESETS[PP]}
    result = MadeUp(single.scenario, 1, designs, single.replications, single.stopping)
    result._values.update(single._values | {"twin": single._values[PP]})
    assert result.distinct == {"today": ["today"], PP: [PP, "twin"]}
    assert result.probability_best() == {"today": 0.0, PP: 1.0, "twin": 1.0}


def test_lead_is_cumulative_profit_less_todays(small_scenario):
    runs = [
        {"today": run_of([5.0, 5, 5]), PP: run_of([1.0, 7, 9])},
        {"today": run_of([4.0, 6, 5]), PP: run_of([4.0, 3, 9])},
    ]
    result = compared(small_scenario(), {"today": {"npv": [0, 0]}, PP: {"npv": [0, 0]}}, runs)
    assert result.lead(PP).tolist() == [[-4, -2, 2], [0, -3, 1]]
    assert result.shortfall(PP).depth.mean == pytest.approx(-3.5)
    assert result.shortfall(PP).month == 1.5
    assert result.payback(PP) == (3.0, 1.0, 0.0)


def test_profit_and_loss_by_segment_and_by_product_by_hand(small_scenario):
    """Means of two replications, in currency, over two months."""
    revenue, platform = Account.REVENUE, Account.PLATFORM
    first = run_of(
        [0.0, 0],
        [
            ((0, 0, 0, revenue), 9000),
            ((1, 0, 1, revenue), 1000),
            ((1, 2, 1, revenue), 5000),
            ((0, -1, -1, platform), -700),
            ((0, 1, -1, Account.LEADERSHIP), -300),
        ],
    )
    second = run_of([0.0, 0], [((1, 0, 0, revenue), 1000), ((1, -1, -1, platform), -100)])
    nothing = {"today": {"npv": [0.0, 0.0]}}
    result = compared(small_scenario(), nothing, [{"today": first}, {"today": second}])
    by_segment, by_product = result.pnl("today"), result.pnl("today", by="product")
    assert list(by_segment) == ["Young", "Families", "Firms", "shared", "firm"]
    assert list(by_product) == ["Account", "Loan", "shared", "firm"]
    assert by_segment.loc["Revenue"].to_list() == [55, 0, 25, 0, 80]
    assert by_segment.loc["Leadership"].to_list() == [0, -1.5, 0, 0, -1.5]
    assert by_segment.loc["Operating profit"].to_list() == [55, -1.5, 25, -4, 74.5]
    assert by_product.loc["Revenue"].to_list() == [50, 30, 0, 80]
    assert by_product.loc["Operating profit"].to_list() == [50, 30, -5.5, 74.5]


def test_replications_are_named_by_their_number(small_scenario):
    result = compared(small_scenario(), {"today": {"npv": [0.0, 0.0]}})
    with pytest.raises(RunError, match="replication 2 was not run; use 0 to 1"):
        result.explain("today", replication=2)


def test_without_a_burn_in_there_is_no_starting_year(small_scenario):
    assert compared(small_scenario(burn_in=0), {"today": {"npv": [0.0, 0.0]}}).starting_year() == {}
