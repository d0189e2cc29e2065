"""Firms that reorganise: HBR 2015's dip, Lee et al. 2015's contingencies, Day 2005's null."""

from __future__ import annotations

import numpy as np
import pytest

from sim.accounts.chart_of_accounts import Account
from sim.experiment.run.runner import Run
from sim.model.figures import FIGURES
from sim.scenario.schema.design import PRESETS
from sim.validation import information, reorganisation
from sim.validation.effort import Effort
from sim.validation.markets import VARIANTS, bank, market, reorganised
from sim.validation.published_facts import chosen


def shaped(*quarters):
    """The figures of a lead that is the same in two replications but for a hair."""
    lead = np.array([quarters, quarters]) + np.array([[-1e-9], [1e-9]])
    return [figure.simulated.mean for figure in reorganisation.shape_of(lead, 1)]


def test_the_shape_of_a_reorganisation_is_read_off_trough_regaining_and_last_year():
    trough, regained, after = shaped(-0.1, -0.4, -0.2, 0.05, -0.01, 0.1, 0.1, 0.1, 0.14)
    assert trough == pytest.approx(-0.4)
    assert regained == 6  # a quarter in between does not count
    assert after == pytest.approx(0.11)


def test_what_is_never_made_up_is_put_behind_the_last_quarter():
    assert shaped(-0.1, -0.4, -0.2, -0.1, -0.1)[1] == 6


def test_only_the_organisation_moves():
    today = bank().today
    assert reorganised(today).delivery == today.delivery
    assert reorganised(today).organisation == PRESETS["segment_led/perfection"].organisation


def leads(scenario):
    """Of profit before the charge, and of customers."""
    result = reorganisation.reorganising(scenario, Effort(jobs=1), 2)
    return [
        reorganisation.lead(result, measure)
        for measure in (reorganisation.quarterly_profit, reorganisation.quarterly_customers)
    ]


def test_a_lead_is_a_share_of_the_twins_and_does_not_hold_the_charge(monkeypatch):
    given = bank(**{"market.simulated": 1000, "months": 6, "transition.months": 6})
    cheap, dear = (
        given.override({"transition.restructuring_share": share}) for share in (0.0, 0.5)
    )
    for one, other in zip(leads(cheap), leads(dear), strict=True):
        assert one.shape == (2, 2)
        assert one == pytest.approx(other)
        assert (one != 0).any()
    monkeypatch.setattr(reorganisation, "reorganised", lambda today: today)
    assert np.array(leads(dear)) == pytest.approx(0)


def test_the_later_margin_is_of_years_three_to_five_and_holds_the_charge():
    months = 12 * 5
    cube = np.zeros((months, 1, 1, len(Account)), np.int64)
    cube[..., Account.REVENUE] = 1000_00
    figures = np.zeros((months, len(FIGURES)))
    figures[24:, FIGURES.index("profit")] = 150.0
    figures[:24, FIGURES.index("profit")] = -999.0
    assert reorganisation.later_margin(Run(figures, cube, [])) == pytest.approx(0.15)


@pytest.mark.slow
def test_profit_dips_as_in_the_hbr_study_of_37_firms():
    (fact,) = chosen(["V4a"])
    trough, *_ = fact.experiment(Effort(share=0.2))
    assert trough.verdict == "holds"


@pytest.fixture(scope="module")
def pair():
    """The bank and one rival in a small market."""
    scenario = bank(**{"market.simulated": 2000, "months": 12, "burn_in": 0})
    return reorganisation.Case(scenario, firms=2, leaders=1)


def test_those_that_reorganised_come_first(pair):
    leader, follower = reorganisation.simulated_together(pair, 1, 0)
    # Four segment leaders are six pairs who must agree, three product leaders three.
    assert leader[2] > 1.5 * follower[2] > 0


def test_a_benefit_is_the_difference_that_one_more_reorganised_firm_makes_to_itself(
    pair, monkeypatch
):
    def simulated_together(case, seed, number):
        reorganised_firms = case.leaders * [10.0 + case.leaders]
        others = (case.firms - case.leaders) * [float(case.leaders)]
        return np.repeat(np.array([*reorganised_firms, *others])[:, None], 3, axis=1)

    monkeypatch.setattr(reorganisation, "simulated_together", simulated_together)
    cases = {"first": pair, "second": pair._replace(leaders=2)}
    found = reorganisation.benefits(Effort(share=0.02, jobs=1), cases)
    assert (found["first"] == 11).all()  # 11 with, 0 without
    assert (found["second"] == 11).all()  # 12 with, 1 without


@pytest.mark.slow
def test_structure_satisfies_costs_coordination_and_is_worth_less_on_thin_margins_as_in_lee_2015():
    contingencies = {f.name: f.verdict for f in reorganisation.contingencies(Effort(share=0.25))}
    margins, satisfaction = list(contingencies.values())[-2:]
    assert "misses" not in (margins, satisfaction)
    (cost,) = reorganisation.cost_of_coordination(Effort(share=0.05))
    assert cost.verdict == "holds"
    if (margins, satisfaction) != ("holds", "holds"):
        pytest.xfail("visions are a lottery: a quarter of the replications tells too little now")


def test_what_leaders_get_wrong_is_measured_against_what_customers_like():
    given = market("base", **{"market.simulated": 1000, "months": 24, "burn_in": 0})
    # Without what keeps even those who research from knowing needs.
    given = given.override(
        {
            "insight.salience": 0.0,
            "insight.research_filter": 0.0,
            "insight.persistent_error": 0.0,
            "work.learning": 0.0,
        }
    )
    design = given.today
    blind = design.model_copy(
        update={"organisation": design.organisation.model_copy(update={"listening": 0.0})}
    )
    unread = blind.model_copy(
        update={"delivery": design.delivery.model_copy(update={"upfront_research": 0.0})}
    )
    same, again, deaf = information.knowing_and_earning(given, [design, design, unread], 3)
    assert (same == again).all()
    assert deaf[0] > 1.3 * same[0]


def test_a_null_is_a_case_in_which_leaders_know_more_and_profit_is_the_same(monkeypatch):
    def measured(name, effort):
        known = information.Estimate(-0.2, -0.3, -0.1)
        little = information.Estimate(-0.2, -0.5, 0.1)
        same = information.Estimate(0.0, -0.019, 0.019)
        more = information.Estimate(0.02, 0.0, 0.04)
        return {"a": (known, same if name == "base" else more), "b": (little, same)}

    monkeypatch.setattr(information, "against_product_led", measured)
    knowing, nulls = information.null_on_test_markets(Effort())
    # All cases may be such, those called "a" are for sure; where it is more, it may be the same.
    assert knowing.simulated == (len(VARIANTS), len(VARIANTS), 2 * len(VARIANTS))
    assert nulls.simulated == (1, 1, 2 * len(VARIANTS))
    monkeypatch.setattr(information, "EQUIVALENT", 0.001)
    _, nulls = information.null_on_test_markets(Effort())
    assert nulls.verdict == "too close to call"


@pytest.mark.xfail(
    strict=True,
    reason="segment-led incremental earns more than product-led where needs are alike, too; why is "
    "not known yet: the null is to be looked for anew",
)
@pytest.mark.slow
def test_leaders_who_know_more_and_earn_no_more_are_found_as_in_day_2005():
    found = information.against_product_led("needs alike, stable", Effort(share=0.5))
    error, profit = found["incremental"]
    assert error.high < 0
    assert max(-profit.low, profit.high) <= information.EQUIVALENT
