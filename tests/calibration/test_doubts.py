"""What a fit says of itself when the market described is not the firm's."""

from __future__ import annotations

from types import SimpleNamespace

import made_up
import numpy as np
import pytest

from sim.calibration.fit.survival import Hazard
from sim.calibration.fitted import Search, Value
from sim.calibration.tables.client_books import FIRM, Fact
from sim.experiment.check.starting_year import TOLERANCES
from sim.results.calibration import Calibration


def year_of(scenario, churn, growth):
    figures = {name: np.full((4, 4), 0.5) for name in TOLERANCES}
    figures["churn_yearly"] = np.full((4, 4), churn)
    return made_up.year_of(scenario, figures, growth)


def notes_of(scenario, *, values=(), facts=(), hazards=(), year=None, aims=()):
    search = year and Search(year, list(aims), 1.0, 1.0)
    return Calibration(
        scenario, scenario, list(values), list(facts), {}, list(hazards), None, search
    ).notes


def market(scenario):
    return scenario.market.people * sum(s.share * s.penetration for s in scenario.segments)


@pytest.mark.parametrize(
    ("factor", "warned"),
    [(0.4, True), (0.66, True), (0.67, False), (1.49, False), (1.51, True), (2, True)],
)
def test_books_of_another_size_name_the_people_that_keep_the_penetration(
    small_scenario, factor, warned
):
    scenario = small_scenario()
    stated = notes_of(scenario, facts=[Fact(FIRM, "customers", factor * market(scenario), "pnl")])
    people = float(f"{factor * scenario.market.people:.3g}")
    assert bool(stated) == warned
    if warned:
        assert f"Set market.people to {people:,.0f} (now {scenario.market.people:,})" in stated[0]


def test_customers_of_some_segments_are_compared_with_theirs(small_scenario):
    scenario = small_scenario()
    first = scenario.segments[0]
    own = first.share * first.penetration * scenario.market.people
    assert not notes_of(scenario, facts=[Fact(first.name, "customers", own, "pnl")])
    assert notes_of(scenario, facts=[Fact(first.name, "customers", 3 * own, "pnl")])


def test_growth_of_the_simulated_firm_is_always_said(small_scenario):
    scenario = small_scenario()
    stated = notes_of(scenario, year=year_of(scenario, 0.1, 1.84))
    assert stated[0].startswith("The customer base grows by 184.0 % in the year. If yours does not")
    stated = notes_of(scenario, year=year_of(scenario, 0.1, -0.02))
    assert stated == ["The customer base shrinks by 2.0 % in the year."]


def test_churn_off_the_books_that_was_compared_only_is_said(small_scenario):
    scenario = small_scenario(**{"segments.Young.facts.churn_yearly": 0.1})
    year = year_of(scenario, 0.3, 0.0)
    (line,) = year.judged
    assert (
        "Young: 30.0 % of customers leave in the simulated year and 10.0 % by the books"
        in (notes_of(scenario, year=year)[1])
    )
    assert len(notes_of(scenario, year=year, aims=[line])) == 1


@pytest.mark.parametrize(("churn", "warned"), [(0.4, True), (0.1, False)])
def test_churn_above_that_of_newcomers_is_said(small_scenario, churn, warned):
    scenario = small_scenario()
    hazard = SimpleNamespace(segment="Young", observed=Hazard(0.2, 1.0), notes=[])
    stated = notes_of(scenario, year=year_of(scenario, churn, 0.0), hazards=[hazard])
    reported = [note for note in stated if note.startswith("Young: 40.0 % of customers leave")]
    assert bool(reported) == warned
    assert all(
        "but only 20.0 % of the cohorts' newcomers in their first year, when churn is highest."
        in note
        for note in reported
    )


def test_a_parameter_that_was_moved_to_its_bound_is_said(small_scenario):
    def value(now):
        return Value("costs.platform_share", 0.2, now, None, None, "simulated")

    assert not notes_of(small_scenario(), values=[value(0.1)])
    (stated,) = notes_of(small_scenario(), values=[value(0.0)])
    assert stated.startswith("costs.platform_share stands at 0, the least allowed")
