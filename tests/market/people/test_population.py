"""The people of a market: shares, tenure, hazards and habits as the scenario asks."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln

from sim.market.people import blocks, population
from sim.market.people.population import Status

WIDE = {"market.simulated": 60_000, "market.people": 60_000}


def drawn(scenario, seed=1):
    return population.drawn(scenario, population.population_generator(seed))


def standard_error(values):
    return np.std(values) / np.sqrt(len(values))


@given(
    st.lists(st.floats(0.001, 1), min_size=1, max_size=16),
    st.integers(0, 1_000_000),
)
def test_whole_numbers_add_up_and_miss_their_share_by_less_than_one(shares, total):
    numbers = population.whole_numbers(np.array(shares), total)
    assert numbers.sum() == total
    assert numbers.min() >= 0
    exact = np.array(shares) / sum(shares) * total
    assert np.abs(numbers - exact).max() < 1 + 1e-6


def test_whole_numbers_by_hand():
    assert population.whole_numbers(np.array([0.5, 0.3, 0.2]), 7).tolist() == [4, 2, 1]


def test_people_are_in_the_segments_by_their_shares(small_scenario):
    people = drawn(small_scenario())
    assert np.bincount(people.need).tolist() == [800, 700, 500]


def test_customers_are_the_penetration_of_each_segment(small_scenario):
    people = drawn(small_scenario())
    customers = people.status == Status.CUSTOMER
    assert np.bincount(people.need[customers]).tolist() == [240, 280, 125]
    assert (people.status[~customers] == Status.PROSPECT).all()


def test_only_customers_hold_products_and_have_a_past(small_scenario):
    people = drawn(small_scenario())
    customers = people.status == Status.CUSTOMER
    assert (people.holding[customers] > 0).all()
    assert (people.relationships[customers] == 1).all()
    for column in (people.holding, people.relationships, people.tenure, people.base_intensity):
        assert (column[~customers] == 0).all()


def test_the_same_seed_draws_the_same_people(small_scenario):
    once, again, other = (drawn(small_scenario(), seed) for seed in (5, 5, 6))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once.spend, other.spend)


@pytest.mark.parametrize(("mean", "shape"), [(0.18, 0.9), (0.3733, 0.704), (0.1493, 0.668)])
def test_beta_shapes_have_the_mean_that_was_asked_for(mean, shape):
    a, b = population.beta_shapes(mean, shape)
    assert a == shape
    assert a / (a + b) == pytest.approx(mean)


def test_newcomers_have_the_mean_yearly_hazard_of_their_segment(small_scenario):
    scenario = small_scenario(
        **{"segments.0.churn_yearly": 0.3733, "segments.1.churn_shape": 0.668}
    )
    table = population.hazard_quantiles(scenario)
    mean = (table[:, 1:] + table[:, :-1]).mean(axis=1) / 2
    asked = [s.churn_yearly for s in scenario.segments]
    assert mean == pytest.approx(np.array(asked), abs=1e-3)
    assert (np.diff(table, axis=1) >= 0).all()


@pytest.fixture(scope="module")
def old_customers(small_scenario):
    """Tenure in months and yearly base hazard of many customers of one segment, with (a, b)."""
    scenario = small_scenario(
        **WIDE,
        **{
            "segments.0.penetration": 0.95,
            "segments.0.churn_shape": 0.704,
            "segments.0.churn_yearly": 0.704 / (0.704 + 1.182),
        },
    )
    people = drawn(scenario, 3)
    chosen = (people.need == 0) & (people.status == Status.CUSTOMER)
    return people.tenure[chosen], 1 - np.exp(-12.0 * people.base_intensity[chosen]), 0.704, 1.182


@pytest.mark.parametrize(("first", "last"), [(0, 12), (12, 36), (36, 84), (84, 180), (180, 360)])
def test_hazard_given_tenure_is_the_posterior_of_fader_and_hardie(old_customers, first, last):
    tenure, theta, a, b = old_customers
    band = (tenure >= first) & (tenure < last)
    posterior = a / (a + b + tenure[band] / 12)
    assert theta[band].mean() == pytest.approx(
        posterior.mean(), abs=4 * standard_error(theta[band])
    )


def test_tenure_follows_the_survival_curve_up_to_the_age_of_the_firm(old_customers):
    tenure, _, a, b = old_customers
    months = np.arange(360)
    survival = np.exp(betaln(a, b + months / 12) - betaln(a, b))
    expected = (months * survival).sum() / survival.sum()
    assert tenure.mean() == pytest.approx(expected, abs=4 * standard_error(tenure))
    assert tenure.max() < 360


def test_firm_age_limits_tenure(small_scenario):
    people = drawn(small_scenario(**{"market.firm_age_years": 3}))
    assert 24 < people.tenure.max() < 36


def test_habits_have_the_means_and_scatters_of_the_scenario(small_scenario):
    scenario = small_scenario(**WIDE)
    people = drawn(scenario)
    assert people.style.mean() == pytest.approx(0, abs=4 * standard_error(people.style))
    assert people.style.std() == pytest.approx(0.15, rel=0.02)
    assert np.log(people.spend).std() == pytest.approx(0.9, rel=0.02)
    assert np.log(people.contact_rate[people.need == 0]).std() == pytest.approx(1.2, rel=0.02)
    for s, segment in enumerate(scenario.segments):
        contacts, spend = people.contact_rate[people.need == s], people.spend[people.need == s]
        assert contacts.mean() == pytest.approx(segment.contacts, abs=4 * standard_error(contacts))
        assert spend.mean() == pytest.approx(1, abs=4 * standard_error(spend))


def test_contacts_and_spend_are_independent_which_makes_the_whale_curve(small_scenario):
    people = drawn(small_scenario(**WIDE))
    together = np.corrcoef(np.log(people.spend), np.log(people.contact_rate))[0, 1]
    # segments differ in contacts, not in this relative spend, so they bring no correlation
    assert together == pytest.approx(0, abs=4 / np.sqrt(len(people.spend)))


@pytest.mark.parametrize("accuracy", [0.0, 0.6, 1.0])
def test_the_firm_recognises_as_many_needs_as_the_accuracy_says(small_scenario, accuracy):
    people = drawn(small_scenario(**WIDE, **{"market.need_accuracy": accuracy}))
    by_chance = (np.bincount(people.need) / len(people.need)) @ np.array([0.4, 0.35, 0.25])
    right = (people.by_need == people.need).mean()
    assert right == pytest.approx(accuracy + (1 - accuracy) * by_chance, abs=0.01)


def test_who_is_not_recognised_is_taken_for_anybody(small_scenario):
    scenario = small_scenario(**WIDE, **{"market.need_accuracy": 0.3})
    people = drawn(scenario)
    shares = np.array([s.share for s in scenario.segments])
    for s in range(3):
        taken = np.bincount(people.by_need[people.need == s], minlength=3)
        expected = 0.7 * shares + 0.3 * (np.arange(3) == s)
        error = np.sqrt(expected * (1 - expected) / taken.sum())
        assert (np.abs(taken / taken.sum() - expected) < 4 * error).all()


def test_either_basis_errs_by_itself(small_scenario):
    accuracy = {"market.need_accuracy": 0.5, "market.circumstance_accuracy": 0.5}
    people = drawn(small_scenario(**WIDE, **accuracy))
    one, other = people.by_need == people.need, people.by_circumstance == people.need
    for s in range(3):
        members = people.need == s
        together = np.corrcoef(one[members], other[members])[0, 1]
        assert together == pytest.approx(0, abs=4 / np.sqrt(members.sum()))


def test_within_a_need_nothing_depends_on_where_people_are_stored(small_scenario):
    """So the stored order is as good a ring as a random one, and neighbours on it are strangers."""
    people = drawn(small_scenario(**WIDE, **{"market.need_accuracy": 0.7}))
    for s in range(3):
        members = people.need == s
        for name in ("by_need", "spend", "contact_rate", "style", "status", "tenure", "holding"):
            values = getattr(people, name)[members].astype(float)
            for other in (np.arange(len(values)), np.roll(values, 1), np.roll(values, 2)):
                together = np.corrcoef(values, other)[0, 1]
                assert together == pytest.approx(0, abs=4.5 / np.sqrt(len(values))), name


def test_people_do_not_depend_on_how_many_are_worked_on_at_a_time(small_scenario, monkeypatch):
    whole = drawn(small_scenario())
    monkeypatch.setattr(blocks, "BLOCK", 7)
    pieces = drawn(small_scenario())
    assert all(np.array_equal(a, b) for a, b in zip(whole, pieces, strict=True))


def test_drawing_people_takes_little_memory_beyond_their_columns(small_scenario):
    drawn(small_scenario())
    scenario = small_scenario(**{"market.simulated": 1_000_000})
    tracemalloc.start()
    people = drawn(scenario)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    beyond = peak - sum(column.nbytes for column in people)
    assert beyond < 5 * len(people.need)  # bytes


def test_bounds_say_where_the_people_of_a_segment_are_stored():
    need = np.array([0, 0, 0, 2, 2, 3], dtype=np.uint8)
    assert population.bounds_of(need, 5).tolist() == [0, 3, 3, 5, 6, 6]
    assert population.bounds_of(np.array([254, 255], dtype=np.uint8), 256)[-3:].tolist() == [
        0,
        1,
        2,
    ]


def test_holding_chances_by_hand(small_scenario):
    scenario = small_scenario(**{"segments.2.holdings": {"Account": 0.5, "Loan": 0.2}})
    chances = population.holding_chances(scenario)
    # sets in order: nothing, Account, Loan, both; given that something is held
    assert chances[2] == pytest.approx(np.array([0, 0.4, 0.1, 0.1]) / 0.6)
    assert chances[0] == pytest.approx(np.array([0, 1, 1, 1]) / 3)


def test_who_would_hold_nothing_holds_the_first_product(small_scenario):
    scenario = small_scenario(**{"segments.2.holdings": {"Account": 0, "Loan": 0}})
    assert population.holding_chances(scenario)[2].tolist() == [0, 1, 0, 0]


@given(data=st.data())
def test_chances_of_holdings_and_touchpoints_add_up_to_one(small_scenario, data):
    share, weight = st.floats(0, 1), st.floats(0, 100)
    holdings = {"Account": data.draw(share), "Loan": data.draw(share)}
    frequency = {n: data.draw(weight) for n in ("use Account", "use Loan", "onboard", "help")}
    scenario = small_scenario(
        **{"segments.1.holdings": holdings, "segments.1.frequency": frequency}
    )
    held, met = population.holding_chances(scenario), population.touchpoint_chances(scenario)
    assert held.sum(axis=1) == pytest.approx(np.ones(3))
    assert met.sum(axis=2) == pytest.approx(np.ones((3, 4)))
    assert held.min() >= 0
    assert met.min() >= 0


def test_touchpoint_chances_by_hand_count_only_products_that_are_held(small_scenario):
    chances = population.touchpoint_chances(small_scenario())
    # weights: use Account 1, use Loan 1, onboard .5, help 1, bill 1
    assert chances[0, 1] == pytest.approx(np.array([1, 0, 0.5, 1, 1]) / 3.5)
    assert chances[0, 3] == pytest.approx(np.array([1, 1, 0.5, 1, 1]) / 4.5)


def test_needs_that_the_scenario_names_stand_and_the_rest_is_drawn(small_scenario):
    names = small_scenario().touchpoint_names
    one = population.starting_needs(small_scenario())
    other = population.starting_needs(small_scenario(**{"market.market_seed": 2}))
    assert one[1, names.index("help")] == other[1, names.index("help")] == 0.8
    assert (one != other).sum() == one.size - 1
    alike = population.starting_needs(small_scenario(**{"market.needs_sd": 0}))
    assert np.count_nonzero(alike) == 1
