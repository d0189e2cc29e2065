"""Trials on firms whose figures follow their parameters by a formula, quickly and without luck."""

from __future__ import annotations

from math import log

import made_up
import numpy as np
import pytest

from sim.experiment.check.starting_year import TOLERANCES
from sim.experiment.check.trial import ROUNDS, trial


def year_of(scenario):
    """A firm whose churn follows base churn by a root, and whose customers follow churn."""
    segments = scenario.segments
    churn = np.array([0.5 * s.churn_yearly**0.5 * s.churn_shape**0.2 for s in segments])
    customers = np.array([20_000 * s.share * s.penetration for s in segments]) * (1.1 - churn)
    firm = {
        "customers": (customers.sum(), customers),
        "churn_yearly": (float(churn @ customers) / customers.sum(), churn),
        "nps": (10 - 60 * log(scenario.market.norm_start / 0.7) - 40 * churn.mean(), 0 * churn),
        "acquisition_cost": (144 * (scenario.levers.recruiting_budget / 0.08) ** 7, 1 + 0 * churn),
        "operating_margin": (0.35 - scenario.costs.platform_share, np.full(len(churn), np.nan)),
    }
    figures = {
        name: np.tile(np.concatenate([[firm[name][0]], firm[name][1]]), (2, 1))
        if name in firm
        else np.full((2, 1 + len(churn)), 0.5)
        for name in TOLERANCES
    }
    return made_up.year_of(scenario, figures)


@pytest.fixture
def tried(small_scenario):
    """What came of a trial when this is typed, and how many years it simulated."""

    def run(**typed):
        simulated = []

        def live(scenario):
            simulated.append(year_of(scenario))
            return simulated[-1]

        facts = {path.replace("__", "."): value for path, value in typed.items()}
        return trial(year_of(small_scenario(**facts)), live), simulated

    return run


def test_figures_that_move_each_other_are_reached_together(tried):
    found, simulated = tried(
        facts__customers=3000,
        facts__churn_yearly=0.35,
        facts__nps=-10,
        facts__acquisition_cost=400,
        facts__operating_margin=0.2,
    )
    assert found.year.misfits == []
    assert len(simulated) <= 7
    assert {figure for _, figure in found.changes} == {
        "customers",
        "churn_yearly",
        "nps",
        "acquisition_cost",
        "operating_margin",
    }


def test_the_values_said_are_those_that_were_tried_from_the_file_as_it_is(tried, small_scenario):
    found, _ = tried(facts__churn_yearly=0.35)
    every = [c for changes in found.changes.values() for c in changes]
    assert {c.now for c in every if c.path.endswith("churn_yearly")} == {0.18}
    again = small_scenario(**{"facts.churn_yearly": 0.35}).override({c.path: c.to for c in every})
    assert again == found.year.scenario


def test_base_churn_and_its_shape_move_together(tried):
    found, _ = tried(segments__1__facts__churn_yearly=0.35)
    base, shape = found.changes["Families", "churn_yearly"]
    assert (base.path, shape.path) == (
        "segments.Families.churn_yearly",
        "segments.Families.churn_shape",
    )
    assert shape.to / 0.9 == pytest.approx((base.to / 0.18) ** 2, rel=0.01)


def test_a_parameter_is_left_to_the_segments_own_figure(tried):
    found, _ = tried(facts__churn_yearly=0.3, segments__1__facts__churn_yearly=0.15)
    assert found.year.misfits == []
    every = [c.path for changes in found.changes.values() for c in changes]
    assert len(every) == len(set(every))
    firm = [c.path for c in found.changes["", "churn_yearly"]]
    assert "segments.Families.churn_yearly" not in firm
    assert "segments.Young.churn_yearly" in firm


def test_of_figures_that_contradict_each_other_no_change_is_advised(tried):
    segments = {f"segments__{n}__facts__churn_yearly": 0.2079 for n in range(3)}
    found, simulated = tried(facts__churn_yearly=0.3, **segments)
    assert found.changes == {}
    assert [line.who for line in found.year.misfits] == [""]
    assert [line.who for line in simulated[-1].misfits] == [""]  # a segment's own goes before it


def test_the_nearest_year_is_kept(small_scenario):
    before = year_of(small_scenario(**{"facts.customers": 1000, "facts.churn_yearly": 0.35}))
    simulated = []

    def worse_and_worse(scenario):
        simulated.append(year_of(scenario) if not simulated else before)
        return simulated[-1]

    found = trial(before, worse_and_worse)
    assert len(simulated) > 1
    assert found.year is simulated[0]
    assert {c.to for c in found.changes["", "churn_yearly"]} != {0.18}


def test_what_cannot_be_reached_is_tried_as_far_as_it_goes_and_says_so(tried):
    found, simulated = tried(facts__customers=21_000, facts__nps=-90)
    assert len(simulated) < ROUNDS
    assert {line.figure for line in found.year.misfits} == {"customers", "nps"}
    assert {c.to for c in found.changes["", "nps"]} == {1.0}
    assert {c.why for c in found.changes["", "nps"]} == {"the most allowed"}
    for change in found.changes["", "customers"]:
        assert change.to == 0.95
        assert "raise the segment's share or market.people" in change.why


def test_nothing_is_tried_where_all_fits_or_nothing_is_typed(tried):
    assert tried() == (None, [])
    assert tried(facts__operating_margin=0.125) == (None, [])
