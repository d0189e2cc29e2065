"""Regions where a design wins: found where there is one, held to draws they were not found in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import RunError
from sim.experiment.regions import LEAST, Exploration, explored, region

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
    dear = points["work.p3"]
    worth = pd.DataFrame({"a": 1 - dear, "b": dear, "never": 0 * dear - 1})
    found = Exploration(None, 1, points, worth).regions
    assert found["never"] is None
    assert found["a"].limits["work.p3"] == pytest.approx((0, 0.5), abs=0.06)
    assert found["b"].limits["work.p3"] == pytest.approx((0.5, 1), abs=0.06)
    chances = Exploration(None, 1, points, worth).chances
    assert chances["a"] == pytest.approx((dear < 0.5).mean(), abs=0.01)


def test_draws_are_the_replications_of_a_comparison(small_scenario):
    scenario = small_scenario(
        **{
            "uncertain": {"costs.segment_leader_ratio": {"low": 1, "high": 10}},
            "months": 3,
            "burn_in": 0,
            "market.simulated": 600,
        }
    )
    found = explored(scenario, 4 * LEAST, seed=3, jobs=1)
    result = sim.compare(scenario, replications=2, seed=3, jobs=1)
    assert found.drawn.head(2).equals(result.draws())
    assert len(found.worth) == 4 * LEAST
    assert set(found.worth) == set(found.regions) == set(result.distinct)
    for name in found.worth:
        assert found.worth[name].head(2).equals(result.values(name)["npv"].rename(name))


def test_a_certain_scenario_has_no_regions(small_scenario):
    with pytest.raises(RunError, match="nothing is uncertain; declare ranges"):
        explored(small_scenario(), 100)


def test_too_few_draws_are_refused(small_scenario):
    scenario = small_scenario(uncertain={"work.hit_rate": {"low": 0.1, "high": 0.5}})
    with pytest.raises(RunError, match="2 draws; a region takes 80 or more"):
        explored(scenario, 2)
