"""The simulated starting year: worked by hand, and the same year that a comparison departs from."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import year_of

from sim.accounts.chart_of_accounts import Account
from sim.errors import RunError
from sim.experiment.check.starting_year import (
    FIRM,
    TOLERANCES,
    Line,
    StartingYear,
    amounts_of,
    people_of,
    simulated_year,
)
from sim.experiment.figures.headlines import STARTING_YEAR, starting_year
from sim.experiment.figures.year import FIGURES_OF_YEAR, figures_of_year, growth, totals_of_year
from sim.experiment.statistics.estimates import Estimate
from sim.market.rules.tally import Count
from sim.model.figures import FIGURES
from sim.results.comparison import compare


@pytest.fixture
def year_of_two_segments():
    """Twelve equal months of two segments; one simulated person stands for ten."""
    counts = np.zeros((12, 2, len(Count)))
    for count, values in {
        Count.CUSTOMERS: (100, 300),
        Count.PAYING: (100, 300),
        Count.LEFT: (2, 3),
        Count.JOINED: (1, 4),
        Count.ADVOCATED: (0.5, 1.0),
        Count.PROMOTERS: (50, 90),
        Count.DETRACTORS: (10, 60),
    }.items():
        counts[:, :, count] = values
    ledger = np.zeros((12, 3, 2, len(Account)), np.int64)  # two segments, one product, and shared
    ledger[:, 0, 0, Account.REVENUE] = 2_000_000  # cents a month
    ledger[:, 1, 0, Account.REVENUE] = 3_000_000
    ledger[:, 0, 0, Account.COST_OF_SALES] = -500_000
    ledger[:, 1, 0, Account.COST_OF_SALES] = -1_500_000
    ledger[:, 0, 0, Account.RECRUITING] = -100_000
    ledger[:, 1, 0, Account.RECRUITING] = -200_000
    ledger[:, -1, -1, Account.PLATFORM] = -1_000_000
    return figures_of_year(people_of(counts * 10.0), amounts_of(ledger))


@pytest.mark.parametrize(
    ("figure", "firm", "first", "second"),
    [
        ("customers", 4000, 1000, 3000),
        # 50,000 a month from 4,000 who pay; 20,000 from 1,000; 30,000 from 3,000
        ("revenue_per_customer", 12.5, 20, 10),
        ("gross_margin", 30 / 50, 15 / 20, 15 / 30),
        # 60 leave in the year, 24 and 36; a month ends with 100 of whom 1 joined and after 2 left,
        # so that it began with 101; with 299 in the other segment
        ("churn_yearly", 60 / 400, 24 / 101, 36 / 299),
        ("nps", 100 * (140 - 70) / 400, 40, 10),
        # 3,000 a month for 50 joiners, 1,000 for 10, 2,000 for 40
        ("acquisition_cost", 60, 100, 50),
        ("advocacy", 1.5 / 5, 0.5, 0.25),
    ],
)
def test_figures_are_those_worked_by_hand(year_of_two_segments, figure, firm, first, second):
    assert year_of_two_segments[figure] == pytest.approx([firm, first, second])


def test_operating_margin_takes_what_is_shared(year_of_two_segments):
    # 50,000 - 20,000 cost of sales - 3,000 recruiting - 10,000 platform
    assert year_of_two_segments["operating_margin"][0] == pytest.approx(17 / 50)


def test_customers_are_counted_at_the_end_and_nothing_is_divided_by_nobody():
    counts = np.zeros((12, 1, len(Count)))
    counts[:, 0, Count.CUSTOMERS] = np.arange(12)
    ledger = np.zeros((12, 2, 2, len(Account)), np.int64)
    figures = figures_of_year(people_of(counts * 3.0), amounts_of(ledger))
    assert figures["customers"].tolist() == [33, 33]
    assert np.isnan(figures["churn_yearly"]).all()


def test_the_year_is_the_one_that_a_comparison_departs_from(small_scenario):
    scenario = small_scenario(burn_in=15, months=1)
    year = simulated_year(scenario, replications=3, seed=4, jobs=1)
    known = compare(scenario, {}, replications=3, seed=4, jobs=1).starting_year()
    names = {"nps": "nps", "operating_margin": "margin", "advocacy": "advocacy"}
    firm = {line.figure: line.simulated for line in year.lines if line.who == FIRM}
    for figure, name in names.items():
        assert tuple(firm[figure]) == pytest.approx(tuple(known[name])), figure


def test_segments_add_up_to_the_firm(small_scenario):
    year = simulated_year(small_scenario(burn_in=12), replications=2, jobs=1)
    customers = year.totals["at_end"]
    assert customers[:, 1:].sum(axis=1) == pytest.approx(customers[:, 0])
    assert {line.who for line in year.lines} == {FIRM, "Young", "Families", "Firms"}
    assert not [x for x in year.lines if x.who != FIRM and x.figure == "operating_margin"]


def test_churn_and_growth_are_over_the_customers_at_the_start():
    """A base of 100 that wins 10 and loses 4 a month; who pays in a month was there before it."""
    months = np.arange(12)
    counts = np.zeros((12, 1, len(Count)))
    counts[:, 0, Count.CUSTOMERS] = 106 + 6 * months
    counts[:, 0, Count.PAYING] = 100 + 6 * months
    counts[:, 0, Count.JOINED], counts[:, 0, Count.LEFT] = 10, 4
    people = people_of(counts)
    totals = totals_of_year(people, np.zeros((2, len(Account))))
    assert FIGURES_OF_YEAR["churn_yearly"](totals) == pytest.approx([0.48, 0.48])
    assert growth(totals) == pytest.approx([0.72, 0.72])


def test_without_joiners_churn_is_what_the_customer_base_loses(small_scenario):
    alone = {"levers.recruiting_reach": 0, "advocacy.strong_impact": 0, "advocacy.weak_impact": 0}
    left = simulated_year(small_scenario(burn_in=12, **alone), replications=2, jobs=1)
    assert -left.growth.mean == pytest.approx(left.simulated["churn_yearly"].mean[0], rel=1e-12)


def test_who_leaves_in_the_year_of_joining_counts_and_no_file_says_more_than_all():
    counts = np.zeros((12, 1, len(Count)))
    counts[:, 0, Count.CUSTOMERS], counts[:, 0, Count.JOINED] = 10, 5
    counts[:, 0, Count.LEFT] = 5
    totals = totals_of_year(people_of(counts), np.zeros((2, len(Account))))
    assert FIGURES_OF_YEAR["churn_yearly"](totals) == pytest.approx([6, 6])
    made = {name: np.tile(values, (2, 1)) for name, values in totals.items()}
    facts = StartingYear(None, made).facts()
    assert (facts.customers, facts.churn_yearly) == (10, None)


def test_a_comparisons_yearly_churn_is_the_chance_to_leave_within_a_year():
    figures = np.zeros((12, len(FIGURES)))
    for name, value in {"customers": 1000, "paying": 1000, "joined": 10, "left": 10}.items():
        figures[:, FIGURES.index(name)] = value
    totals = starting_year(figures, np.zeros((12, 2, 2, len(Account)), np.int64))
    facts = {name: float(figure(totals)) for name, figure in STARTING_YEAR.items()}
    assert facts["churn"] == pytest.approx(1 - 0.99**12)
    assert (facts["nps"], facts["advocacy"]) == (0, 0)
    assert np.isnan(facts["margin"]), "nobody paid anything"


def test_a_segment_without_customers_has_no_churn_and_no_verdict(small_scenario):
    empty = small_scenario(
        **{
            "burn_in": 12,
            "segments.0.penetration": 0,
            "levers.recruiting_reach": 0,
            "advocacy.strong_impact": 0,
            "advocacy.weak_impact": 0,
            "segments.0.facts.churn_yearly": 0.1,
        }
    )
    year = simulated_year(empty, replications=2, jobs=1)
    (line,) = [x for x in year.lines if x.who == "Young" and x.figure == "churn_yearly"]
    assert (line.simulated, line.difference, line.verdict) == (None, None, "none")


@pytest.mark.parametrize(
    ("typed", "half", "verdict"),
    [
        (0.165, 0.01, "as typed"),  # within 0.01, and the interval holds it
        (0.165, 0.001, "close"),  # within 0.01, but surely not the same
        (0.1615, 0.0001, "as typed"),  # within a fifth of 0.01
        (0.18, 0.03, "unsure"),
        (0.18, 0.01, "off"),
        (0.14, 0.01, "off"),
        (None, 0.01, None),
    ],
)
def test_verdict_follows_the_rule_that_is_printed(typed, half, verdict):
    simulated = Estimate(0.16, 0.16 - half, 0.16 + half)
    assert Line(FIRM, "churn_yearly", simulated, typed).verdict == verdict


def test_tolerance_of_amounts_is_relative_to_what_was_typed():
    assert TOLERANCES["customers"].around(2000) == 100
    assert TOLERANCES["nps"].around(2000) == 3
    close = Estimate(1904, 1903, 1905), Estimate(1896, 1895, 1897)
    assert [Line(FIRM, "customers", e, 2000).verdict for e in close] == ["close", "off"]


@pytest.mark.parametrize("months", [0, 11])
def test_a_burn_in_shorter_than_a_year_is_refused_with_the_cure(small_scenario, months):
    with pytest.raises(RunError, match=f"burn_in is {months} months.*set burn_in to 12"):
        simulated_year(small_scenario(burn_in=months), replications=2)


def test_one_replication_is_refused(small_scenario):
    with pytest.raises(RunError, match="at least 2"):
        simulated_year(small_scenario(burn_in=12), replications=1)


def test_simulated_facts_are_the_firms_means():
    figures = {name: np.array([[n + 1, 9], [n + 3, 9]]) / 100 for n, name in enumerate(TOLERANCES)}
    facts = year_of(None, figures).facts()
    assert facts.customers == pytest.approx(0.02)
    assert facts.advocacy == pytest.approx(0.09)
