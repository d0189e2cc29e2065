"""Regions where a design wins: found where there is one, held to draws they were not found in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.errors import RunError
from sim.experiment.space.regions import LEAST, Exploration, drawn_at, explored, region, worth_at

PATHS = [f"work.p{n}" for n in range(8)]


def draws(count, seed):
    points = np.random.default_rng(seed).random((count, len(PATHS)))
    return pd.DataFrame(points, columns=PATHS)


def found_in(chances_of, count=4000):
    """The region of a design with these chances, which won wherever they are above a half."""
    anywhere, simulated = draws(count, 1), draws(200, 2)
    return region(anywhere, chances_of(anywhere), simulated, chances_of(simulated) > 0.5)


def test_a_box_that_is_there_is_found_with_its_limits():
    def chances(points):
        return np.where((points["work.p2"] > 0.6) & (points["work.p5"] < 0.5), 0.95, 0.2)

    found = found_in(chances)
    assert found is not None
    assert {"work.p2", "work.p5"} <= set(found.limits)
    assert found.limits["work.p2"][0] == pytest.approx(0.6, abs=0.04)
    assert found.limits["work.p5"][1] == pytest.approx(0.5, abs=0.04)
    assert found.volume == pytest.approx(0.2, abs=0.03)
    assert 0.9 <= found.chance <= 0.95
    assert found.points == pytest.approx(40, abs=15)
    assert found.won >= 0.85 * found.points


def test_what_always_wins_wins_everywhere():
    found = found_in(lambda points: np.full(len(points), 0.97))
    assert found is not None
    assert (found.limits, found.volume, found.points, found.won) == ({}, 1.0, 200, 200)
    assert found.chance == pytest.approx(0.97)


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.6, 0.85])
def test_where_no_part_of_the_ranges_is_sure_there_is_no_region(chance):
    assert found_in(lambda points: np.full(len(points), chance)) is None


def test_a_box_smaller_than_a_twentieth_is_not_told():
    small = found_in(lambda points: 1.0 * (points < 0.65).all(axis=1).to_numpy())
    assert small is None


def test_a_box_in_which_hardly_anybody_lived_is_not_told():
    anywhere, simulated = draws(4000, 1), draws(20, 2)
    chances = np.where(anywhere["work.p2"] < 0.2, 0.95, 0.1)
    assert region(anywhere, chances, simulated, np.ones(20, bool)) is None


def test_each_design_has_the_region_where_it_is_worth_more():
    points, draw = draws(300, 4), np.random.default_rng(5).normal(0, 2, (300, 3))
    dear = 10 * (points["work.p3"] - 0.5)
    worth = pd.DataFrame({"a": -dear, "b": dear, "never": 0 * dear - 20}) + draw
    found = Exploration(None, 1, points, worth, {}, draws(4000, 6)).regions
    assert found["never"] is None
    assert found["a"].limits["work.p3"] == pytest.approx((0, 0.5), abs=0.06)
    assert found["b"].limits["work.p3"] == pytest.approx((0.5, 1), abs=0.06)


@pytest.fixture(scope="module")
def scenario(small_scenario):
    return small_scenario(
        **{
            "uncertain": {"costs.segment_leader_ratio": {"low": 0, "high": 10}},
            "costs.leader_share": 0.05,
            "months": 2,
            "burn_in": 0,
            "market.simulated": 300,
        }
    )


def test_points_are_the_draws_of_a_comparison_each_lived_with_luck_of_its_own(scenario):
    designs = {name: d for name, d in sim.PRESETS.items() if d != scenario.today}
    worth = worth_at(scenario, 3, 1, 3)
    assert worth.shape == (1 + len(designs), 3)
    ratio = sim.compare(scenario, replications=2, seed=3, jobs=1).draws().iloc[1, 0]
    there = scenario.override({"costs.segment_leader_ratio": ratio})
    compared = sim.compare(there, designs, replications=6, seed=3, jobs=1)
    for row, name in enumerate(["today", *designs]):
        assert worth[row] == pytest.approx(compared.values(name)["npv"].to_numpy()[3:])


def test_an_exploration_tells_who_is_best_where(scenario):
    found = explored(scenario, 4 * LEAST, seed=3, jobs=1)
    assert found.drawn.shape == (4 * LEAST, 1)
    first = worth_at(scenario, 3, 0, 2).mean(axis=1)
    assert found.worth.iloc[0].to_numpy() == pytest.approx(first)
    assert sum(found.best.values()) == pytest.approx(1)
    assert found.anywhere.head(2).equals(drawn_at(scenario, 3, range(4 * LEAST, 4 * LEAST + 2)))
    assert found.chances.sum(axis=1).to_numpy() == pytest.approx(1)
    dear = found.anywhere["costs.segment_leader_ratio"] > 3
    led_by_segments = [name for name in found.chances if "product" not in name]
    assert found.chances.loc[dear, led_by_segments].to_numpy().max() < 0.05
    assert set(found.regions) == set(found.chances)


def test_a_certain_scenario_has_no_regions(small_scenario):
    with pytest.raises(RunError, match="nothing is uncertain; declare ranges"):
        explored(small_scenario(), 100)


def test_too_few_draws_are_refused(small_scenario):
    scenario = small_scenario(uncertain={"work.hit_rate": {"low": 0.1, "high": 0.5}})
    with pytest.raises(RunError, match="2 points; a region takes 40 or more"):
        explored(scenario, 2)


def test_too_many_replications_are_refused(scenario):
    with pytest.raises(RunError, match="100 points with 101 replications each are too many"):
        explored(scenario, 100, replications=101)


def test_a_point_without_a_life_is_refused(scenario):
    with pytest.raises(RunError, match="0 replications a point; use 1 or more"):
        explored(scenario, 100, replications=0)
