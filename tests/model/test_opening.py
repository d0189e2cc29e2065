"""The first day: what people expect, and whose people they are."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market.people import blocks
from sim.market.people.population import Status, mean_frequency
from sim.model.opening import first_day


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


def test_the_books_of_the_first_day_by_hand(small_scenario):
    """What owners see before anybody has lived a month: as typed, half of the products held."""
    start = first_day(small_scenario(**{"segments.Families.churn_yearly": 0.3}), 1)
    books = start.firm.books
    # of 2,000 people 800, 700 and 500 are of the three segments, and .3, .4 and .25 customers
    assert books.customers.tolist() == [240, 280, 125]
    assert books.prospects.tolist() == [560, 420, 375]
    # 20 and 35 a month at a spend of .8, 1.2 and 2: one of the two products on average
    assert books.revenue.tolist() == pytest.approx([240 * 22, 280 * 33, 125 * 55])
    # margins .62 and .5: (12.4 + 17.5) / 2 times spend, less 6 for each of 1.2 and .9 contacts
    assert books.margin == pytest.approx([11.96 - 7.2, 17.94 - 5.4, 29.9 - 5.4])
    assert books.churn == pytest.approx(1 - np.array([0.82, 0.7, 0.82]) ** (1 / 12))
    assert books.contact == pytest.approx(1 - np.exp([-1.2, -0.9, -0.9]))
    assert books.mix.tolist() == [[0.5, 0.5]] * 3
    assert (start.clock, start.firm.promise.tolist()) == (0, books.heard.tolist())


def test_the_first_offer_stands_in_the_middle_of_what_revenue_wants_by_hand(small_scenario):
    """Segments weigh by people, penetration and spend: 96, 168 and 125 of 1,000.

    At the help desk Young want something else, and come there three times as often as others.
    """
    names = small_scenario().touchpoint_names
    wanted = np.array([[0.5, 0.5, 0.5, 1.5, 0.5], [-1.0] * 5, [2.0] * 5])
    needs = {
        f"segments.{segment.name}.needs": dict(zip(names, row.tolist(), strict=True))
        for segment, row in zip(small_scenario().segments, wanted, strict=True)
    }
    scenario = small_scenario(
        **needs,
        **{
            "segments.Young.frequency": {"help": 3.0},
            "products.Loan.quality": 0.7,
            "experience.contact_effort": 0.2,
            "market.taste_sd": 0.5,
        },
    )
    firm = first_day(scenario, 1).firm
    middle = np.full(5, (96 * 0.5 - 168 + 125 * 2.0) / 389)
    middle[3] = (3 * 96 * 1.5 - 168 + 125 * 2.0) / (3 * 96 + 168 + 125)
    assert firm.offers.position == pytest.approx(np.tile(middle, (4, 1)))
    quality = [0.9, 0.7, 0.9, 0.9, 0.9]
    assert firm.offers.quality.tolist() == [quality] * 4
    assert firm.beliefs.mean == pytest.approx(np.tile(middle, (3, 1)))
    assert firm.beliefs.variance == pytest.approx(np.full((3, 5), wanted.var() + 0.01))
    # what is heard: quality times fit, with tastes of variance .25, less a fifth for the effort
    fit = np.exp(-0.5 * (wanted - middle) ** 2 / 1.25) / 1.25**0.5
    heard = 0.8 * (mean_frequency(scenario) * quality * fit).sum(axis=1)
    assert firm.books.heard == pytest.approx(heard, rel=1e-6)


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
