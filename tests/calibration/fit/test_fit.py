"""The distance from the facts, and what may be moved for which of them."""

from __future__ import annotations

import pytest

from sim.calibration.fit.fit import (
    FARTHEST,
    KNOBS,
    distance,
    first_step,
    known_figures,
    searched,
    small_year,
    without_churn_of,
)
from sim.experiment.check.starting_year import FIRM, Line
from sim.experiment.statistics.estimates import Estimate
from sim.scenario.scenario import Scenario
from sim.scenario.schema.specification import Spec, targets

NAMES = ("Young", "Families", "Firms")


def test_distance_is_the_sum_of_squared_tolerances_none_of_them_endless():
    def line(figure, simulated, typed):
        estimate = None if simulated is None else Estimate(simulated, simulated, simulated)
        return Line(FIRM, figure, estimate, typed)

    assert distance([line("nps", 20, 14)]) == pytest.approx((6 / 3) ** 2)
    assert distance([line("customers", 110, 100)]) == pytest.approx((10 / 5) ** 2)
    assert distance([line("gross_margin", 0.5, 0.6)] * 2) == pytest.approx(2 * 10**2)
    assert distance([line("nps", 90, -90)]) == FARTHEST**2
    assert distance([line("churn_yearly", None, 0.1)]) == FARTHEST**2


def test_churn_that_cohorts_tell_is_not_aimed_at(small_scenario):
    facts = {f"segments.{name}.facts.churn_yearly": 0.1 for name in NAMES}
    typed = small_scenario(**facts, **{"facts.churn_yearly": 0.1, "facts.nps": 10})
    assert known_figures(typed) == {"churn_yearly", "nps"}
    some = without_churn_of(["Young"], typed)
    assert [s.facts.churn_yearly for s in some.segments] == [None, 0.1, 0.1]
    assert some.facts.churn_yearly == 0.1
    assert known_figures(without_churn_of(NAMES, typed)) == {"nps"}


def test_search_lowers_the_distance_that_the_first_step_leaves(small_scenario):
    typed = small_scenario(
        **{"burn_in": 12, "facts.advocacy": 0.45, "facts.acquisition_cost": 60, "facts.nps": 20}
    )
    before = distance(small_year(typed, 1).judged)
    stepped, moved = first_step(typed, 1)
    found, more = searched(stepped, 1, progress=False)
    after, then = (distance(small_year(s, 1).judged) for s in (stepped, found))
    assert then <= after < before
    assert set(moved.values()) | set(more.values()) <= {"advocacy", "acquisition_cost", "nps"}
    again, _ = searched(stepped, 1, progress=False)
    assert again == found


def test_without_facts_nothing_is_searched(small_scenario):
    assert searched(small_scenario(), 1, progress=False) == (small_scenario(), {})


def test_every_knob_names_parameters(small_scenario):
    data = small_scenario().model_dump()
    for knob in KNOBS:
        for path in knob.paths:
            assert all(
                spec.role == "uncertainty" for _, spec in targets(data, Spec(Scenario), path)
            )
