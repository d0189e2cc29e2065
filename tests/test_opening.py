"""The first day: what people expect, and whose people they are."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market import blocks
from sim.market.population import Status
from sim.opening import first_day


def test_customers_expect_what_years_with_the_firm_have_taught_them(small_scenario):
    scenario = small_scenario()
    start = first_day(scenario, 1)
    people, given = start.market.people, scenario.experience
    customers = people.status == Status.CUSTOMER
    expectation = people.expectation[customers].astype(float)
    moment = 1 - np.exp(-people.contact_rate[customers].astype(float))
    delivered = start.firm.books.heard[people.need[customers]]
    learnt = given.expectation_learning * moment * (delivered - expectation)
    pulled = given.norm_pull * (scenario.market.norm_start - expectation)
    # a month moves nobody's expectation, on average over moments
    assert learnt + pulled == pytest.approx(0, abs=1e-6)
    assert (people.expectation[~customers] == np.float32(scenario.market.norm_start)).all()


def test_expectations_stay_where_nothing_moves_them(small_scenario):
    frozen = {"experience.expectation_learning": 0, "experience.norm_pull": 0}
    scenario = small_scenario(**frozen)
    people = first_day(scenario, 1).market.people
    assert (people.expectation == np.float32(scenario.market.norm_start)).all()


def test_the_first_day_does_not_depend_on_how_many_people_are_worked_on_at_a_time(
    small_scenario, monkeypatch
):
    whole = first_day(small_scenario(), 1).market
    monkeypatch.setattr(blocks, "BLOCK", 7)
    pieces = first_day(small_scenario(), 1).market
    assert all(np.array_equal(a, b) for a, b in zip(whole.people, pieces.people, strict=True))
