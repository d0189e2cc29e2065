"""Failure demand, overruns and prices, small, against print."""

from __future__ import annotations

import numpy as np
import pytest

from sim.validation import elasticity, failure_demand, overruns
from sim.validation.effort import Effort
from sim.validation.markets import bank

QUICK = Effort(0.01, jobs=1)


@pytest.fixture(scope="module")
def usual():
    return bank(**{"market.simulated": 10_000, "months": 12, "burn_in": 0})


def test_half_the_failures_are_half_of_each(usual):
    better = usual.override(failure_demand.half_the_failures(usual))
    for before, after in zip(
        [*usual.products, *usual.touchpoints], [*better.products, *better.touchpoints], strict=True
    ):
        assert 1 - after.quality == pytest.approx((1 - before.quality) / 2)


def test_cost_to_serve_falls_with_quality_as_seddon_says(usual):
    """Where four moments in five work, leaders do not make up for it within the year."""
    worse = usual.override({"products.*.quality": 0.8, "touchpoints.*.quality": 0.8})
    better = worse.override(failure_demand.half_the_failures(worse))
    before, after = (
        np.mean([failure_demand.year_of(firm, seed) for seed in range(2)], axis=0)
        for firm in (worse, better)
    )
    assert (after < before).all()


def test_where_trouble_causes_no_contacts_quality_saves_none(usual):
    quiet = usual.override({"experience.repeat_contacts": 0, "experience.onboarding_contacts": 0})
    better = quiet.override(failure_demand.half_the_failures(quiet))
    before, after = (
        np.mean([failure_demand.year_of(firm, seed) for seed in range(4)], axis=0)
        for firm in (quiet, better)
    )
    assert before[0] == after[0] == 0
    assert after[1] == pytest.approx(before[1], rel=0.005)


def test_the_worst_sixth_of_programmes_overruns_by_far_only_where_tails_are_fat():
    given = bank(**{"market.simulated": 2000})
    fat = given.override({"forms.overrun": "fat_tailed"})
    usual, found = (
        np.mean([overruns.overrun(firm, seed) for seed in range(3)], axis=0)
        for firm in (given, fat)
    )
    assert found[0] == pytest.approx(usual[0], abs=0.1)  # the mean stays
    assert found[1] > 2 * usual[1]


def test_demand_is_about_as_elastic_as_in_tellis_1988():
    given = bank(**elasticity.HELD, **{"market.simulated": 10_000, "months": 13})
    found = np.mean([elasticity.demand(given, seed) for seed in range(4)])
    assert elasticity.BIJMOLT < found < elasticity.TELLIS + 0.3


def test_demand_is_less_elastic_where_nobody_minds_but_buys_less():
    given = bank(**elasticity.HELD, **{"market.simulated": 10_000, "months": 13})
    calm = given.override(
        {"pricing.churn_elasticity": 0, "pricing.joining_elasticity": 0, "pricing.felt": 0}
    )
    usual, found = (
        np.mean([elasticity.demand(firm, seed) for seed in range(3)]) for firm in (given, calm)
    )
    assert usual < found - 0.05


def test_a_short_horizon_prices_higher_and_loses_customers():
    assert [figure.verdict for figure in elasticity.short_sight(QUICK)] == 2 * ["holds"]


def test_equal_horizons_price_alike(monkeypatch):
    monkeypatch.setattr(elasticity, "HORIZONS", (12, 12))
    given = bank(**elasticity.FREE, **{"market.simulated": 2000, "months": 24})
    one, other = elasticity.far_and_near(given, 1)
    assert (one == other).all()
