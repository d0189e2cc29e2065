"""Prices by hand and by their properties: what owners want, and how fast they get there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm.mechanisms.pricing import (
    CONSIDERED,
    Market,
    Owned,
    best_price,
    content_elasticity,
    margin,
    months,
    moved,
    owned_by,
    part_counted,
)
from sim.market.rules.rules import lifetime_months
from sim.model.model import OrganisationModel, after_burn_in
from sim.scenario.schema.design import PRESETS

ONE = np.ones(1)


def owner(bought=(1.0,), service=0.0, churn=0.01, joining=0.0, part=1.0, price=1.0):
    """One owner."""
    rest = (np.array([each]) for each in (service, churn, joining, part, price))
    return Owned(np.array([bought], dtype=float), *rest)


def market(margins=(0.5,), elasticity=(0.0,), leaving=1.1, joining=1.1, horizon=12.0):
    return Market(np.array(margins), np.array(elasticity), leaving, joining, horizon, 24.0)


def test_margin_by_hand():
    # 10 at a margin of .4 and 20 at .5; at twice the price half and a quarter of it is bought:
    # 10 (2 - .6) / 2 + 20 (2 - .5) / 4 = 14.5, less 3 of service
    found = margin(owner((10, 20), service=3.0), np.array([1.0, 2.0]), market((0.4, 0.5), (1, 2)))
    assert found[0] == pytest.approx([4 + 10 - 3, 7 + 7.5 - 3])


def test_months_by_hand():
    # twice the price, but of half of what is bought: churn of .02 times the root of 4
    given_ = market(leaving=2.0, joining=1.0, horizon=6.0)
    found = months(owner(churn=0.02, joining=0.03, part=0.5, price=2.0), np.array([4.0]), given_)
    joined = 6 * 0.03 / 2**0.5 * lifetime_months(0.04, 24.0)
    assert found[0, 0] == pytest.approx(lifetime_months(0.04, 6.0) + joined)


@pytest.mark.parametrize("elasticity", [1.5, 1.8, 2.5])
def test_where_only_volume_responds_the_mark_up_is_that_of_Lerner_1934(elasticity):
    cost = 0.5
    alone = market((1 - cost,), (elasticity,), leaving=0.0, joining=0.0)
    wanted = cost * elasticity / (elasticity - 1)
    assert best_price(owner(), alone) == pytest.approx(wanted, rel=0.006)


def test_a_longer_horizon_prices_lower():
    prices = [
        best_price(owner(joining=0.01), market((0.6,), (1.2,), horizon=horizon))[0]
        for horizon in (1.0, 6.0, 30.0)
    ]
    assert prices[0] > prices[1] > prices[2]


def test_a_product_leader_counts_its_part_or_the_whole_basket():
    own = np.array([0.25, 1.0])
    assert part_counted(own, 0.0, 0.0).tolist() == own.tolist()
    assert part_counted(own, 1.0, 0.0).tolist() == [1, 1]
    assert part_counted(own, 0.0, 1.0).tolist() == [1, 1]
    assert part_counted(own, 0.5, 0.5) == pytest.approx([0.25 + 0.75 * 0.75, 1])


def test_leaders_who_count_what_siblings_lose_price_lower():
    prices = [
        best_price(owner(churn=0.02, part=part), market((0.6,), (1.2,)))[0]
        for part in part_counted(np.full(3, 0.4), 0.0, np.array([0.0, 0.5, 1.0]))
    ]
    assert prices[0] > prices[1] > prices[2]


def test_siblings_count_where_leaders_are_paid_for_products_only(small_scenario):
    def parts(incentive, siblings):
        changes = {"forms.prices": "free", "pricing.siblings": siblings}
        firm = OrganisationModel(small_scenario(burn_in=0, **changes), seed=1).firm
        return owned_by(firm, incentive).part[firm.segments :]

    assert (parts(0.0, 0.0) < parts(0.0, 1.0)).all()
    assert (parts(0.0, 1.0) == 1).all()
    assert (parts(1.0, 0.0) == 1).all()


@given(st.floats(0.5, 2), st.floats(0.5, 2), st.floats(0, 1))
def test_a_price_moves_towards_the_best_and_no_faster_than_it_may(price, best, fastest):
    now = moved(price * ONE, best * ONE, fastest)[0]
    assert abs(np.log(now / price)) <= fastest / 12 + 1e-12
    assert min(price, best) - 1e-12 <= now <= max(price, best) + 1e-12
    if abs(np.log(best / price)) < fastest / 12:
        assert now == pytest.approx(best)


@given(
    st.floats(0.3, 0.9),
    st.floats(0, 0.1),
    st.floats(0.002, 0.05),
    st.floats(0, 0.05),
    st.floats(0.2, 1),
    st.floats(1, 36),
)
def test_todays_owners_are_content_with_todays_prices(
    gross, service, churn, joining, part, horizon
):
    one = owner((1.0,), service, churn, joining, part)
    both = Owned(*(np.concatenate([each, each]) for each in one))  # a segment's and a product's
    unknown = market((gross,), (9.0,), horizon=horizon)
    for authority in (0.0, 1.0):
        elasticity = content_elasticity(both, unknown, 1, authority)
        known = unknown._replace(elasticity=elasticity)
        near = np.exp([-1e-4, 1e-4])
        below, above = np.log(margin(both, near, known) * months(both, near, known))[0]
        if 0 < elasticity[0] < 5:
            assert (above - below) / 2e-4 == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("horizon", [4.0, 12.0, 30.0])
@pytest.mark.parametrize("churn", [0.008, 0.02])
def test_usual_owners_earn_less_at_any_other_price(horizon, churn):
    both = Owned(*(np.concatenate([each, each]) for each in owner((1.0,), 0.02, churn, churn)))
    unknown = market((0.63,), (9.0,), horizon=horizon)
    known = unknown._replace(elasticity=content_elasticity(both, unknown, 1, 1.0))
    prices = np.exp([-0.2, -0.05, 0.0, 0.05, 0.2])
    worth = (margin(both, prices, known) * months(both, prices, known))[0]
    assert worth.argmax() == 2


def test_owners_of_what_nobody_buys_leave_prices_where_they_are():
    assert best_price(owner((0.0,), price=1.25), market()) == [1.25]


def test_todays_price_is_considered():
    assert np.abs(CONSIDERED - 1).min() < 1e-12


QUICK = {"months": 12, "burn_in": 6, "market.simulated": 2000}


def test_prices_stay_by_default_and_in_the_burn_in(small_scenario):
    stays = OrganisationModel(small_scenario(**QUICK), seed=1).run(9).firm
    scenario = small_scenario(**QUICK, **{"forms.prices": "free", "pricing.fastest": 0.3})
    opening = after_burn_in(scenario, 1)
    before = opening.firm.tariff
    assert (before.price(0.5) == 1).all()
    assert before.elasticity is None
    moves = OrganisationModel(scenario, None, 1, opening).run(3)
    assert (moves.firm.prices().price != 1).any()
    assert stays.base.sold is None
    assert (stays.prices().price == 1).all()


def test_the_bank_of_today_is_content_at_an_elasticity_as_Tellis_1988_found(bank):
    """Mean elasticity of 367 brands and markets: 1.76."""
    model = OrganisationModel(bank, None, 1, after_burn_in(bank, 1)).run(1)
    assert model.firm.tariff.elasticity == pytest.approx(1.76, rel=0.3)
    assert model.firm.prices().price == pytest.approx(1, abs=0.011)
    model.run(11)
    assert model.firm.prices().price == pytest.approx(1, abs=0.04)


def test_where_leaders_look_further_ahead_prices_fall_at_the_speed_that_is_set(bank):
    opening = after_burn_in(bank, 1)
    model = OrganisationModel(bank, PRESETS["segment_led/incremental"], 1, opening).run(12)
    price = model.firm.prices().price
    assert (price < 0.99).all()
    assert (price >= np.exp(-0.06) - 1e-9).all()
    assert (model.firm.tariff.used_to > price).all()  # customers get used to it later
    # all of a segment's products move together where only its leader decides
    assert price == pytest.approx(np.tile(price[:, :1], 3))


@pytest.fixture(scope="module")
def bank():
    from sim.scenario.reading.loading import load

    changes = {"market.simulated": 4000, "months": 24, "forms.prices": "free"}
    return load("retail_bank").certain().override(changes)
