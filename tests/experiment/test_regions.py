"""Regions where a design wins: found where there is one, held to draws they were not found in."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import RunError
from sim.experiment.regions import LEAST, region, regions

PATHS = [f"work.p{n}" for n in range(8)]


def draws(count, seed):
    return np.random.default_rng(seed).random((count, len(PATHS)))


def test_a_box_that_is_there_is_found_with_its_limits():
    points = draws(1000, 1)
    won = (points[:, 2] > 0.6) & (points[:, 5] < 0.5)
    found = region(points, won, PATHS)
    assert found is not None
    assert {"work.p2", "work.p5"} <= set(found.limits)
    assert found.limits["work.p2"][0] == pytest.approx(0.6, abs=0.06)
    assert found.limits["work.p5"][1] == pytest.approx(0.5, abs=0.06)
    assert found.volume == pytest.approx(0.2, abs=0.05)
    assert found.share >= 0.9


def test_what_always_wins_wins_everywhere():
    points = draws(200, 2)
    found = region(points, np.ones(200, bool), PATHS)
    assert found is not None
    assert (found.limits, found.volume, found.wins, found.draws) == ({}, 1.0, 100, 100)


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.6, 0.8])
def test_no_region_is_found_in_luck_alone(chance):
    found = [
        region(draws(400, seed), np.random.default_rng(seed + 99).random(400) < chance, PATHS)
        for seed in range(25)
    ]
    assert sum(each is not None for each in found) <= 1


def test_a_box_too_small_to_be_checked_is_not_told():
    points = draws(400, 3)
    won = (points < 0.5).all(axis=1)
    assert won.any()
    assert region(points, won, PATHS) is None


def test_each_design_has_the_region_of_its_own_wins():
    points = pd.DataFrame(draws(400, 4), columns=PATHS)
    cheap, dear = 1 - points["work.p3"], points["work.p3"]
    worth = {"a": cheap, "b": dear, "never": 0 * dear - 1}
    result = SimpleNamespace(
        scenario=SimpleNamespace(name="made up", uncertain=dict.fromkeys(PATHS)),
        replications=range(400),
        distinct=dict.fromkeys(worth),
        draws=lambda: points,
        values=lambda name: pd.DataFrame({"npv": worth[name]}),
    )
    found = regions(result)
    assert found["never"] is None
    assert found["a"].limits["work.p3"] == pytest.approx((0, 0.5), abs=0.06)
    assert found["b"].limits["work.p3"] == pytest.approx((0.5, 1), abs=0.06)


def test_a_comparison_of_uncertain_values_has_regions(small_scenario):
    scenario = small_scenario(
        **{
            "uncertain": {"costs.segment_leader_ratio": {"low": 1, "high": 10}},
            "costs.leader_share": 0.02,
            "months": 3,
            "burn_in": 0,
            "market.simulated": 600,
        }
    )
    designs = {"products": sim.PRESETS["product_led/incremental"]}
    result = sim.compare(scenario, designs, replications=4 * LEAST, jobs=1)
    assert set(regions(result)) == {"today", "products"}


def test_a_certain_scenario_has_no_regions(small_scenario):
    result = sim.compare(small_scenario(months=6), replications=2, jobs=1)
    with pytest.raises(RunError, match="nothing is uncertain; declare ranges"):
        regions(result)


def test_too_few_draws_are_refused(small_scenario):
    ranges = {"work.hit_rate": {"low": 0.1, "high": 0.5}}
    result = sim.compare(small_scenario(months=6, uncertain=ranges), replications=2, jobs=1)
    with pytest.raises(RunError, match="2 draws; a region takes 80 or more"):
        regions(result)
