"""Headline figures of a run, worked by hand on months that differ."""

from __future__ import annotations

import numpy as np
import pytest

from sim.accounts.chart_of_accounts import Account
from sim.accounts.valuation import net_present_value
from sim.experiment.figures.headlines import LABELS, STARTING_YEAR, headlines, starting_year
from sim.experiment.run.runner import Run
from sim.model.figures import FIGURES

MONTHS = 15
M = np.arange(1.0, MONTHS + 1)  # 1, 2, ..., 15: 120 together, 114 in the last twelve


def run_of(series, amounts, months=MONTHS):
    """A run of two segments and two products: monthly figures, and currency by account."""
    figures = np.zeros((months, len(FIGURES)))
    for name, values in series.items():
        figures[:, FIGURES.index(name)] = values
    cube = np.zeros((months, 3, 3, len(Account)), dtype=np.int64)
    for account, values in amounts.items():
        cents = np.rint(100 * np.asarray(values)).astype(np.int64)
        cube[:, 0, 0, account] = cents // 4
        cube[:, 1, 1, account] = cents - cents // 4 - 7
        cube[:, -1, -1, account] = 7
    return Run(figures, cube, [])


RESTRUCTURING = np.where(M == 14, -3.0, 0.0)
LIVED = run_of(
    {
        "profit": 10 * M,
        "structure": M,
        "paying": 100 + M,
        "joined": M,
        "advocated": M / 4,
        "left": M / 2,
        "nps": M,
        "customers": 200 + M,
        "delivered": 0.5 + M / 100,
        "moments": 50 + 0 * M,
        "idle": M,
    },
    {
        Account.REVENUE: 40 * M,
        Account.COST_OF_SALES: -20 * M,
        Account.SERVICE: -2 * M,
        Account.COMPLAINTS: -M,
        Account.RETENTION_OFFERS: -M / 2,
        Account.CROSS_SELLING: -3 * M,
        Account.RECRUITING: -M,
        Account.RESTRUCTURING: RESTRUCTURING,
    },
)


@pytest.mark.parametrize(
    ("figure", "wanted"),
    [
        ("operating_profit", 1200),
        ("operating_profit_gross", 1200 + 120),
        ("revenue", 4800),
        ("margin", 1200 / 4800),
        # 60 leave in 1,620 months that somebody paid: 1 in 27 a month
        ("retention", (26 / 27) ** 12),
        # weighted by the customers of the last twelve months
        ("nps", sum(m * (200 + m) for m in range(4, 16)) / sum(200 + m for m in range(4, 16))),
        ("advocacy", 30 / 120),
        # service, complaints and retention offers: 3.5 times 120
        ("cost_to_serve", 420 / 1620),
        ("customers", 215),
        ("delivered", 0.5 + 8 / 100),
        ("idle", 8),
    ],
)
def test_headlines_by_hand(small_scenario, figure, wanted):
    assert headlines(small_scenario(), LIVED)[figure] == pytest.approx(wanted)


def test_value_leaves_out_of_the_later_years_what_restructuring_cost(small_scenario):
    scenario = small_scenario(**{"costs.discount_yearly": 0.07, "costs.terminal_fade": 0.3})
    found = headlines(scenario, LIVED)
    assert found["npv"] == pytest.approx(net_present_value(10 * M, 0.07, 0.3, RESTRUCTURING))
    assert found["npv_gross"] == pytest.approx(net_present_value(11 * M, 0.07, 0.3))


def test_value_is_cash_within_the_horizon_and_a_terminal_value_and_nothing_else(small_scenario):
    scenario = small_scenario(**{"costs.discount_yearly": 0.07, "costs.terminal_fade": 0.3})
    found = headlines(scenario, LIVED)
    assert found["npv_cash"] == pytest.approx(sum(10 * m / 1.07 ** (m / 12) for m in M))
    assert found["npv_cash"] + found["npv_terminal"] == found["npv"]
    # restructuring of 3 in month 14 comes once: the last twelve months are worth 1,143
    later = 1143 * 0.7 / 0.37 * 0.07 / (12 * (1.07 ** (1 / 12) - 1))
    assert found["npv_terminal"] == pytest.approx(later / 1.07 ** (15 / 12))


def test_headlines_of_a_firm_without_anybody_are_not_known(small_scenario):
    found = headlines(small_scenario(), run_of({}, {}))
    for name in ("margin", "advocacy", "cost_to_serve", "retention", "nps", "delivered"):
        assert np.isnan(found[name]), name
    assert (found["npv"], found["customers"]) == (0, 0)


def test_every_headline_has_its_label_and_unit(small_scenario):
    found = headlines(small_scenario(), LIVED)
    units = {
        "npv": "currency",
        "npv_cash": "currency",
        "npv_terminal": "currency",
        "npv_gross": "currency",
        "operating_profit": "currency",
        "operating_profit_gross": "currency",
        "revenue": "currency",
        "margin": "share",
        "retention": "share",
        "nps": "points",
        "advocacy": "share",
        "cost_to_serve": "currency",
        "customers": "people",
        "delivered": "share",
        "idle": "effort / month",
    }
    assert {name: unit for name, (_, unit) in LABELS.items()} == units
    assert list(found) == list(units)


def facts_of(year):
    totals = starting_year(year.figures, year.cube)
    return {name: float(figure(totals)) for name, figure in STARTING_YEAR.items()}


def test_facts_of_the_year_before_by_hand():
    """12 months, 78 together."""
    month = M[:12]
    year = run_of(
        {
            "paying": 100 + month,
            "left": month / 2,
            "nps": month,
            "joined": month,
            "advocated": month / 4,
            "customers": 200 + month,
        },
        {Account.REVENUE: 40 * month, Account.COST_OF_SALES: -30 * month},
        12,
    )
    months = range(1, 13)
    nps = sum(m * (200 + m) for m in months) / sum(200 + m for m in months)
    assert facts_of(year) == {
        "churn": pytest.approx(1 - (1 - 39 / 1278) ** 12),
        "nps": pytest.approx(nps),
        "margin": pytest.approx(0.25),
        "advocacy": pytest.approx(0.25),
    }


def test_facts_of_a_year_of_nobody_are_not_known():
    assert np.isnan(list(facts_of(run_of({}, {}, 12)).values())).all()
