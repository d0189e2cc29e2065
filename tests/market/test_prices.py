"""What prices do to people, and what is sold at them: by hand, and in a market that lives by them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounts.chart_of_accounts import Account
from sim.market.prices import (
    Prices,
    of_baskets,
    of_today,
    payments,
    pressure,
    shortfall,
    side_by_side,
    tables,
    volume,
)
from sim.market.rules.tally import Count
from sim.model.model import OrganisationModel
from sim.scenario.schema.pricing import Pricing

NEARLY_STILL = {"forms.prices": "free", "pricing.fastest": 1e-9}
HELD = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
PAID = np.array([[30.0, 10.0]])


def prices(price, used_to=1.0, elasticity=0.0):
    price = np.array([price], dtype=float)
    return Prices(price, np.full(price.shape, used_to), volume(price, np.full(2, elasticity)))


def test_single_responses_by_hand():
    assert volume(np.array([4.0]), np.array([0.5])) == [0.5]
    assert pressure(np.array([4.0]), 0.5) == [2.0]
    assert shortfall(np.array([1.2]), np.array([1.0]), 0.5) == pytest.approx(0.5 * np.log(1.2))
    assert shortfall(np.array([1.2]), np.array([1.2]), 0.5) == 0


def test_a_basket_counts_by_what_its_products_cost():
    assert of_baskets(np.array([[2.0, 4.0]]), HELD, PAID).tolist() == [[0, 2, 4, 2.5]]


def test_tables_by_hand():
    given_ = Pricing(churn_elasticity=2.0, joining_elasticity=1.0, felt=0.5)
    found = tables(
        prices([2.0, 4.0], 0.5, 1.0), given_, HELD, PAID, np.array([0.6, 0.5]), np.array([[1, 0.5]])
    )
    assert found.pressure[0] == pytest.approx([1, 4, 16, 2.5**2])
    felt = 0.5 * np.log([4, 8])
    assert found.dearer[0] == pytest.approx([0, *felt, 0.75 * felt[0] + 0.25 * felt[1]])
    # 30 (2 - .4) / 2 instead of 18, 10 (4 - .5) / 4 instead of 5
    assert found.extra[0, 0] == pytest.approx([0, 6, 3.75, 9.75])
    assert found.ease == pytest.approx([35 / (30 * 2 + 5 * 4)])
    assert payments(prices([2.0, 4.0], 1, 1), HELD, PAID)[0, 0].tolist() == [0, 30, 10, 40]


@given(st.floats(0, 3), st.floats(0, 3), st.floats(0, 3), st.floats(0, 3))
def test_todays_prices_do_nothing_to_the_bit(churn, joining, felt, elasticity):
    given_ = Pricing(churn_elasticity=churn, joining_elasticity=joining, felt=felt)
    found = tables(
        prices([1, 1], 1, elasticity), given_, HELD, PAID, np.full(2, 0.5), np.ones((1, 2))
    )
    for one, other in zip(found, of_today(1, 4), strict=True):
        assert one.tolist() == other.tolist()


def test_firms_stand_side_by_side():
    joined = side_by_side([of_today(2, 4), of_today(2, 4)])
    assert [each.shape for each in joined] == [(4, 4), (4, 4), (2, 4, 4), (4,)]


def at_price(small_scenario, price, **changes):
    """A month's counts at a price that nobody is used to."""
    changes = {"market.simulated": 20_000, "burn_in": 0, **NEARLY_STILL} | changes
    model = OrganisationModel(small_scenario(**changes), seed=4)
    model.firm.tariff.product[:] = model.firm.tariff.segment[:] = price
    model.firm.tariff.elasticity = np.array([1.5, 0.5])
    return model


def test_leaving_and_joining_follow_their_elasticities(small_scenario):
    changes = {
        "pricing.felt": 0.0,
        "pricing.churn_elasticity": 2.0,
        "pricing.joining_elasticity": 2.0,
        "segments.*.churn_yearly": 0.5,
        "levers.recruiting_reach": 0.2,
    }
    plain, dear = (
        at_price(small_scenario, price, **changes).run(1).tally.counts.sum(axis=0)
        for price in (1.0, 1.3)
    )
    assert dear[Count.LEFT] / plain[Count.LEFT] == pytest.approx(1.3**2, rel=0.12)
    assert dear[Count.JOINED] / plain[Count.JOINED] == pytest.approx(1.3**-2, rel=0.12)


def test_a_price_that_people_are_not_used_to_lets_moments_fall_short(small_scenario):
    satisfied = [
        at_price(small_scenario, price, **{"pricing.felt": 1.0}).run(1).figures["satisfaction"]
        for price in (0.9, 1.0, 1.2)
    ]
    assert satisfied[0] > satisfied[1] > satisfied[2]


def test_what_customers_are_worth_adds_up_to_the_books_at_any_price(small_scenario):
    """The sum of people's contributions is what the ledger says that customers brought and cost."""
    model = at_price(small_scenario, 1.25, **{"market.need_accuracy": 0.6})
    model.firm.tariff.segment[:] = [1.4, 0.9, 1.1]
    before = model.market.people.contribution.astype(float).sum()
    model.step()
    earned = (model.market.people.contribution.astype(float).sum() - before) * (
        model.given.represents
    )
    cube = model.ledger.cube[0].sum(axis=(0, 1)) / 100
    complaints = model.tally.counts[:, Count.COMPLAINTS].sum() * model.given.costs.complaint
    booked = cube[Account.REVENUE] + cube[Account.COST_OF_SALES] + cube[Account.SERVICE]
    assert earned == pytest.approx(booked - complaints * model.given.represents, rel=1e-4)
    plain, dear = (
        m.ledger.cube[0].sum(axis=0)[:2, Account.REVENUE]
        for m in (at_price(small_scenario, 1.0).run(1), model)
    )
    assert dear[0] < 0.98 * plain[0]  # volume falls by more than the price rises
    assert dear[1] > 1.02 * plain[1]


def test_at_todays_prices_what_is_sold_is_what_the_tally_says(small_scenario):
    model = at_price(small_scenario, 1.0).run(2)
    sold = model.firm.base.sold
    counted = (model.tally.spend @ model.market.held) * model.market.price
    assert sold.paid == pytest.approx(counted)
    assert sold.bought == pytest.approx(counted)
