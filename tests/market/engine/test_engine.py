"""The month of everybody: nobody gets lost, luck is keyed, and cohorts age as published."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from scipy.special import betaln

from sim.errors import RunError
from sim.market.agents.crowd import draws_of_all
from sim.market.customer_base import Treatment
from sim.market.market import Market
from sim.market.people.network import from_edges
from sim.market.people.population import Status, touchpoint_chances
from sim.market.rules import rules
from sim.market.rules.draws import RandomStream
from sim.market.rules.tally import Count
from sim.scenario.schema.design import Basis

SILENCE = {
    "advocacy.strong_impact": 0,
    "advocacy.weak_impact": 0,
    "advocacy.detractor_impact": 0,
}


def treatment(market, recruiting=0.0, quality=0.9, **changes):
    """A firm that offers everybody position 0, at this quality and recruiting hazard."""
    segments, touchpoints = market.ideal.shape
    everyone = np.ones(segments)
    values = {
        "position": np.zeros((segments, touchpoints)),
        "quality": np.full((segments, touchpoints), quality),
        "scope": np.ones((segments, touchpoints)),
        "promise": 0.85 * everyone,
        "recruiting": recruiting * everyone,
        "resolve": 0.5 * everyone,
        "offer_cut": 0.2 * everyone,
        "cross_sell": 0.05 * everyone,
        "seen": 0.8,
        "norm": market.norm,
        "heard": 0.8 * everyone,
        "attract": everyone,
    }
    return Treatment(**(values | changes))


def live(market, months=1, first=0, **changes):
    for month in range(first, first + months):
        market.move(month, month + 1)
        market.live(month, [treatment(market, **changes)])
    return market


def opened(scenario, seed, ties=None):
    """A market with one firm that acts on segments by need."""
    return Market(scenario, seed, Market.opened(scenario, seed, ties).state(), [Basis.NEED])


def tally(market):
    return market.bases[0].tally


COHORTS = {"Regular": (0.704, 1.182, 0.170), "High End": (0.668, 3.806, 0.378)}
"""Fader & Hardie 2007, Table 1: shapes of the two cohorts, what sBG predicts for year 12."""


@pytest.fixture(scope="module")
def cohorts_over_12_years(small_scenario):
    """Share still there after 0 to 12 years of people who all join in one month, and how many.

    Experience cannot matter (churn_sensitivity 0, no offers) and nobody comes back.
    """
    segments = [
        {
            "name": name,
            "share": 0.5,
            "penetration": 0,
            "churn_shape": a,
            "churn_yearly": a / (a + b),
        }
        for name, (a, b, _) in COHORTS.items()
    ]
    scenario = small_scenario(
        **SILENCE,
        **{
            "segments": segments,
            "market.simulated": 60_000,
            "experience.churn_sensitivity": 0,
            "levers.offer_effect": 0,
            "advocacy.winback": 0,
        },
    )
    market = live(opened(scenario, 12), recruiting=50.0, offer_cut=np.zeros(2))
    joined = tally(market).counts[:, Count.JOINED]
    there = [tally(market).counts[:, Count.CUSTOMERS] / joined]
    for year in range(12):
        live(market, 12, first=1 + 12 * year, offer_cut=np.zeros(2))
        there.append(tally(market).counts[:, Count.CUSTOMERS] / joined)
    return np.array(there), joined


@pytest.mark.parametrize("name", COHORTS)
def test_cohort_survives_as_the_shifted_beta_geometric_of_fader_and_hardie(
    cohorts_over_12_years, name
):
    there, joined = cohorts_over_12_years
    column = list(COHORTS).index(name)
    a, b, year_12 = COHORTS[name]
    expected = np.exp(betaln(a, b + np.arange(13)) - betaln(a, b))
    error = np.sqrt(expected * (1 - expected) / joined[column])
    assert joined[column] == 30_000
    assert (np.abs(there[:, column] - expected) <= 4 * error).all()
    assert there[12, column] == pytest.approx(year_12, abs=4 * error[12] + 0.0005)


def test_retention_of_a_cohort_rises_with_age_as_published_without_any_loyalty(
    cohorts_over_12_years,
):
    there, _ = cohorts_over_12_years
    retention = there[1:] / there[:-1]
    assert (retention[-1] > retention[0] + 0.05).all()


@pytest.fixture(scope="module")
def year_of_counts(neutral_scenario):
    """A market of many joiners and leavers; its counts and its people before and after a year."""
    market = opened(neutral_scenario(**{"advocacy.winback": 1}), 4)
    rows = []
    for month in range(12):
        before = market.people.copy()
        live(market, first=month, recruiting=0.05, quality=0.7)
        rows.append((before, market.people.copy(), tally(market)))
    return rows


def touchpoint_met(scenario, people, month, seed):
    """The touchpoint of each customer's moment of truth, -1 for none, from luck and rules alone."""
    draw = draws_of_all(len(people.need), np.uint32(seed), np.uint32(month)).astype(float)
    chances = touchpoint_chances(scenario)[people.need, people.holding].cumsum(axis=1)
    place = (draw[:, [RandomStream.TOUCHPOINT]] >= chances[:, :-1].astype("f4")).sum(axis=1)
    met = draw[:, RandomStream.MOMENT] < 1 - np.exp(-people.contact_rate.astype(float))
    return np.where(met & (people.status == Status.CUSTOMER), place, -1)


def by_segment(need, weights):
    return np.bincount(need, weights=weights, minlength=3)


def test_people_are_conserved_every_month_in_every_segment(year_of_counts):
    for before, after, tally in year_of_counts:
        counts = tally.counts
        was = by_segment(before.need, before.status == Status.CUSTOMER)
        expected = was + counts[:, Count.JOINED] - counts[:, Count.LEFT]
        assert counts[:, Count.CUSTOMERS].tolist() == expected.tolist()
        assert counts[:, Count.PAYING].tolist() == was.tolist()
        everybody = counts[:, Count.CUSTOMERS] + counts[:, Count.PROSPECTS]
        assert everybody.tolist() == np.bincount(after.need).tolist()
        is_now = by_segment(after.need, after.status == Status.CUSTOMER)
        assert counts[:, Count.CUSTOMERS].tolist() == is_now.tolist()


def test_joiners_and_leavers_are_those_whose_columns_say_so(year_of_counts):
    for before, after, tally in year_of_counts:
        joined = after.relationships > before.relationships
        left = (before.status == Status.CUSTOMER) & (after.status == Status.FORMER)
        returned = joined & (before.status == Status.FORMER)
        for flag, count in (
            (joined, Count.JOINED),
            (left, Count.LEFT),
            (returned, Count.RETURNED),
        ):
            assert by_segment(after.need, flag).tolist() == tally.counts[:, count].tolist()
    assert sum(t.counts[:, Count.RETURNED].sum() for _, _, t in year_of_counts) > 0


def test_spend_in_the_tally_is_that_of_paying_customers_and_their_products(year_of_counts):
    for before, _, tally in year_of_counts:
        paying = before.status == Status.CUSTOMER
        expected = np.zeros_like(tally.spend)
        np.add.at(
            expected,
            (before.need[paying], before.holding[paying]),
            before.spend[paying].astype(float),
        )
        assert tally.spend == pytest.approx(expected)


def test_contacts_moments_and_levels_in_the_tally_are_sums_of_columns(
    small_scenario, year_of_counts
):
    for month, (before, after, tally) in enumerate(year_of_counts):
        paying, customer = before.status == Status.CUSTOMER, after.status == Status.CUSTOMER
        place = touchpoint_met(small_scenario(), before, month, 4)
        met = place >= 0
        sums = {
            Count.CONTACTS: before.contact_rate * paying,
            Count.MOMENTS: met,
            Count.SATISFACTION: after.satisfaction * customer,
            Count.EXPECTATION: after.expectation * customer,
        }
        for count, weights in sums.items():
            expected = by_segment(after.need, weights.astype(float))
            assert tally.counts[:, count] == pytest.approx(expected)
        places = np.zeros_like(tally.met)
        np.add.at(places, (after.need[met], place[met]), 1)
        assert tally.met.tolist() == places.tolist()


def test_promoters_and_detractors_are_counted_by_their_ratings(year_of_counts):
    _, after, tally = year_of_counts[-1]
    customer = np.flatnonzero(after.status == Status.CUSTOMER)
    answers = np.array([rules.rating(after.satisfaction[i], after.style[i]) for i in customer])
    need = after.need[customer]
    promoters, detractors = by_segment(need, answers >= 9), by_segment(need, answers <= 6)
    assert promoters.tolist() == tally.counts[:, Count.PROMOTERS].tolist()
    assert detractors.tolist() == tally.counts[:, Count.DETRACTORS].tolist()


def test_a_product_is_dropped_only_by_those_who_used_it_and_hold_another(
    small_scenario, year_of_counts
):
    for month, (before, after, _) in enumerate(year_of_counts):
        place = touchpoint_met(small_scenario(), before, month, 4)
        stays = (before.status == Status.CUSTOMER) & (after.status == Status.CUSTOMER)
        for product in range(2):
            lost = stays & (before.holding & ~after.holding == 1 << product)
            assert (place[lost] == product).all()
            assert (before.holding[lost] != 1 << product).all()


def test_customers_hold_something_and_everybody_else_nothing(year_of_counts):
    for _, after, _ in year_of_counts:
        customer = after.status == Status.CUSTOMER
        assert (after.holding[customer] > 0).all()
        assert (after.holding[~customer] == 0).all()


def test_products_dropped_and_sold_are_those_that_holdings_lost_and_gained(year_of_counts):
    for before, after, tally in year_of_counts:
        stays = (before.status == Status.CUSTOMER) & (after.status == Status.CUSTOMER)
        lost = stays & (before.holding & ~after.holding != 0)
        gained = stays & (after.holding & ~before.holding != 0)
        for flag, count in ((lost, Count.DROPPED), (gained, Count.CROSS_SOLD)):
            assert by_segment(after.need, flag).tolist() == tally.counts[:, count].tolist()
    for count in (Count.DROPPED, Count.CROSS_SOLD):
        assert sum(t.counts[:, count].sum() for _, _, t in year_of_counts) > 0


def test_satisfaction_and_expectation_stay_within_0_and_1(year_of_counts):
    for _, after, _ in year_of_counts:
        for column in (after.satisfaction, after.expectation):
            assert column.min() >= 0
            assert column.max() <= 1


def test_moments_and_complaints_come_as_often_as_their_chances_say(small_scenario):
    scenario = small_scenario(**{"market.simulated": 40_000})
    market = opened(scenario, 8)
    rates = market.people.contact_rate[market.people.status == Status.CUSTOMER].astype(float)
    counts = live(market, quality=0.6).bases[0].tally.counts.sum(axis=0)
    chance = 1 - np.exp(-rates)
    error = np.sqrt((chance * (1 - chance)).sum())
    assert counts[Count.MOMENTS] == pytest.approx(chance.sum(), abs=4 * error)
    for part, whole, share in (
        (Count.FAILURES, Count.MOMENTS, 0.4),
        (Count.COMPLAINTS, Count.FAILURES, 0.35),
        (Count.RESOLVED, Count.COMPLAINTS, 0.5),
        (Count.RESOLVED_FAST, Count.COMPLAINTS, 0.25),
    ):
        error = np.sqrt(counts[whole] * share * (1 - share))
        assert counts[part] == pytest.approx(share * counts[whole], abs=4 * error)


def test_recruiting_alone_brings_people_at_its_hazard(small_scenario):
    scenario = small_scenario(**SILENCE, **{"market.simulated": 40_000})
    market = opened(scenario, 9)
    prospects = (market.people.status == Status.PROSPECT).sum()
    counts = live(market, recruiting=0.03).bases[0].tally.counts.sum(axis=0)
    chance = 1 - exp(-0.03)
    error = np.sqrt(prospects * chance * (1 - chance))
    assert counts[Count.JOINED] == pytest.approx(prospects * chance, abs=4 * error)
    assert counts[Count.ADVOCATED] == 0


def test_nobody_joins_a_firm_that_neither_recruits_nor_is_talked_about(small_scenario):
    market = live(opened(small_scenario(**SILENCE), 9), 6)
    assert tally(market).counts[:, Count.JOINED].sum() == 0


# People meet the offers of the segment they are taken for, whatever their need.


@pytest.fixture(scope="module")
def mistaken(small_scenario):
    """A big market in which the firm often takes people for somebody else."""
    changes = {"market.simulated": 40_000, "market.need_accuracy": 0.3, "market.taste_sd": 0}
    scenario = small_scenario(**SILENCE, **changes)

    def simulated(**treated):
        market = opened(scenario, 6)
        market.people.satisfaction[:] = 0.6  # at risk
        return live(market, **treated)

    return simulated


def one_differs(base, other):
    """[3] with the second segment's value different, and the same by touchpoint."""
    values = np.full(3, base)
    values[1] = other
    return values, np.repeat(values[:, None], 5, axis=1)


def changed_people(one, other, column):
    """Whether each paying customer's column differs, by the segment they are taken for."""
    people = one.people
    differs = getattr(people, column) != getattr(other.people, column)
    return {bool(differs[people.by_need == a].any()) for a in (0, 2)}, bool(
        differs[people.by_need == 1].any()
    )


@pytest.mark.parametrize(
    ("treated", "base", "other", "column"),
    [
        ("quality", 0.9, 0.2, "satisfaction"),
        ("position", 0.0, 1.5, "satisfaction"),
        ("resolve", 0.1, 0.9, "satisfaction"),
        ("offer_cut", 0.0, 1.0, "status"),
    ],
)
def test_a_segments_treatment_reaches_those_who_are_taken_for_it(
    mistaken, treated, base, other, column
):
    by_segment_only, by_touchpoint = one_differs(base, other)
    values = by_touchpoint if treated in ("quality", "position") else by_segment_only
    common = {"quality": np.full((3, 5), 0.6)} if treated == "resolve" else {}
    same = mistaken(**common, **{treated: np.full(values.shape, base)})
    changed = mistaken(**common, **{treated: values})
    assert changed_people(same, changed, column) == ({False}, True)


def test_cross_selling_reaches_those_who_are_taken_for_the_segment(small_scenario):
    scenario = small_scenario(**SILENCE, **{"market.need_accuracy": 0.3})
    simulated = []
    for chance in (np.zeros(3), one_differs(0.0, 1.0)[0]):
        market = opened(scenario, 6)
        market.people.satisfaction[:] = 0.95
        simulated.append(live(market, cross_sell=chance))
    assert changed_people(*simulated, "holding") == ({False}, True)


def test_recruiting_and_promises_reach_those_who_are_taken_for_the_segment(small_scenario):
    scenario = small_scenario(**SILENCE, **{"market.need_accuracy": 0.3})
    market = opened(scenario, 6)
    promise = np.array([0.5, 0.6, 0.7])
    newcomers = joiners(market, recruiting=np.array([0.0, 0.5, 0.2]), promise=promise)
    taken_for = market.people.by_need[newcomers]
    assert set(taken_for.tolist()) == {1, 2}
    assert set(market.people.need[newcomers].tolist()) == {0, 1, 2}
    assert market.people.expectation[newcomers] == pytest.approx(promise[taken_for], abs=1e-6)


def test_a_relationship_starts_and_ends_with_a_tenure_of_nothing(year_of_counts):
    for before, after, _ in year_of_counts:
        joined = after.relationships > before.relationships
        stays = (before.status == Status.CUSTOMER) & (after.status == Status.CUSTOMER)
        assert (after.tenure[joined | (after.status != Status.CUSTOMER)] == 0).all()
        assert (after.tenure[stays] == before.tenure[stays] + 1).all()


# Everybody lives on what was published the month before, so the order of people cannot matter.

TALKATIVE = {"advocacy.strong_impact": 0.3, "advocacy.promoter_incidence": 1}


def joiners(market, **changes):
    before = market.people.relationships.copy()
    return np.flatnonzero(live(market, first=1, **changes).people.relationships > before)


def test_who_joins_depends_on_what_was_published_and_not_on_what_friends_feel_now(small_scenario):
    as_it_was = joiners(live(opened(small_scenario(**TALKATIVE), 2)))
    market = live(opened(small_scenario(**TALKATIVE), 2))
    customers = market.people.status == Status.CUSTOMER
    for column in (market.people.satisfaction, market.people.expectation, market.people.style):
        column[customers] = 0.0
    assert len(as_it_was) > 20
    assert joiners(market).tolist() == as_it_was.tolist()


def test_who_joins_depends_on_who_talks(small_scenario):
    market = live(opened(small_scenario(**TALKATIVE), 2))
    market.people.talk[:] = 0
    market.standing()
    assert len(joiners(market)) == 0


def test_only_people_with_a_talking_friend_join_through_advocacy(small_scenario):
    market = live(opened(small_scenario(**TALKATIVE), 2))
    talking, ties = market.people.talk == 1, market.ties
    for person in joiners(market):
        row = ties.heard[ties.start[person] : ties.start[person + 1]]
        assert talking[row].any()


def test_in_a_mixed_market_word_reaches_people_without_ties(small_scenario):
    scenario = small_scenario(**TALKATIVE, **{"market.network.kind": "mixed"})
    none = from_edges(np.empty((0, 2), dtype=np.int64), scenario.market.simulated)
    market = live(opened(scenario, 2, none))
    promoting = (market.people.talk == 1).mean()
    detracting = (market.people.talk == 2).mean()
    prospects = (market.people.status == Status.PROSPECT).sum()
    # six strong ties at .3 and two weak ones at .0133; detractors take 15 % each, heard twice
    hazard = (6 * 0.3 + 2 * 0.0133) * promoting * 0.85 ** (2 * 8 * detracting)
    chance = 1 - exp(-hazard)
    error = np.sqrt(prospects * chance * (1 - chance))
    assert len(joiners(market)) == pytest.approx(prospects * chance, abs=4 * error)


def test_an_advocated_newcomer_expects_half_of_what_the_friends_tell(small_scenario):
    scenario = small_scenario(**TALKATIVE, **{"experience.norm_pull": 0})
    market = live(opened(scenario, 2))
    reported, talking, ties = market.people.expectation.copy(), market.people.talk == 1, market.ties
    promise = np.array([0.5, 0.6, 0.7])
    taken_for, need = market.people.by_need, market.people.need
    newcomers = joiners(market, promise=promise)
    for person in newcomers:
        row = ties.heard[ties.start[person] : ties.start[person + 1]]
        friends = reported[row[talking[row]]].mean()
        expected = 0.5 * (promise[taken_for[person]] + friends)
        assert market.people.expectation[person] == pytest.approx(expected, abs=1e-6)
    assert len(newcomers) > 20
    assert (taken_for[newcomers] != need[newcomers]).any()


def test_luck_is_keyed_so_one_segments_offer_leaves_the_others_bit_for_bit(small_scenario):
    changes = {"market.need_accuracy": 1, "experience.repeat_contacts": 0.5}
    scenario = small_scenario(**SILENCE, **changes)
    well, badly = (opened(scenario, 3) for _ in range(2))
    worse = np.full(well.ideal.shape, 0.9)
    worse[0] = 0.3
    well, badly = live(well, 6, recruiting=0.02), live(badly, 6, recruiting=0.02, quality=worse)
    others = well.people.need != 0
    for name, one, other in zip(well.people._fields, well.people, badly.people, strict=True):
        if len(one):  # not empty, as columns of mechanisms that are off
            assert np.array_equal(one[others], other[others]), name
    assert len(well.people.pending)
    assert not np.array_equal(well.people.satisfaction, badly.people.satisfaction)


def test_the_same_seed_lives_the_same_life_and_another_seed_another(small_scenario):
    once, again, other = (
        live(opened(small_scenario(), seed), 6, recruiting=0.02) for seed in (7, 7, 8)
    )
    assert all(np.array_equal(a, b) for a, b in zip(once.people, again.people, strict=True))
    assert not np.array_equal(once.people.satisfaction, other.people.satisfaction)


def test_a_copied_market_lives_on_without_touching_the_original(small_scenario):
    scenario = small_scenario()
    market = live(opened(scenario, 7))
    state = market.state()
    before = [column.copy() for column in state.people]
    live(Market(scenario, 7, state.copy(), [Basis.NEED]), 3, first=1, recruiting=0.1)
    assert all(np.array_equal(a, b) for a, b in zip(state.people, before, strict=True))


def test_help_queue_divides_quality_by_load_over_capacity(small_scenario):
    market = opened(small_scenario(**{"work.help_capacity": 0.5}), 1)
    quality = np.full(market.ideal.shape, 0.9)
    expected = quality.copy()
    expected[:, 3] = 0.45  # help is the second shared touchpoint after two products
    assert market.bases[0].load() == 1
    assert market.bases[0].queued_quality(quality) == pytest.approx(expected)


@pytest.mark.parametrize("speed", [0.0, 0.25, 1.0])
def test_staff_follows_the_contacts_that_come(neutral_scenario, speed):
    market = opened(neutral_scenario(**{"work.staffing_speed": speed}), 1)
    staffed = market.bases[0].staffed
    for month in range(3):
        live(market, first=month, recruiting=0.2)
        people = market.people
        contacts = people.contact_rate[people.status == Status.CUSTOMER].astype(float).sum()
        staffed += speed * (contacts - staffed)
        assert market.bases[0].staffed == pytest.approx(staffed)
        assert market.bases[0].load() == pytest.approx(contacts / staffed)
    assert contacts > 1.2 * opened(neutral_scenario(), 1).bases[0].staffed


def test_help_with_staff_to_spare_has_no_queue(small_scenario):
    market = opened(small_scenario(), 1)
    quality = np.full(market.ideal.shape, 0.9)
    assert market.bases[0].queued_quality(quality) == pytest.approx(quality)


def test_a_shock_moves_needs_and_takes_trust_from_customers_only(small_scenario):
    shock = {"month": 3, "needs": 1.0, "trust": 0.25}
    quiet = opened(small_scenario(**{"market.needs_drift": 0}), 5)
    struck = opened(small_scenario(**{"market.needs_drift": 0, "shocks": [shock]}), 5)
    for month in (2, 3):
        quiet.move(month, month)
        struck.move(month, month)
        moved = np.abs(struck.ideal - quiet.ideal)
        assert (moved.min() > 0) == (month == 3)
    customers = struck.people.status == Status.CUSTOMER
    ratio = struck.people.satisfaction / quiet.people.satisfaction
    assert ratio[customers] == pytest.approx(0.75)
    assert (ratio[~customers] == 1).all()


def test_needs_drift_as_a_random_walk_of_the_given_size(small_scenario):
    market = opened(small_scenario(**{"market.needs_drift": 0.03}), 5)
    steps = []
    for month in range(400):
        before = market.ideal.copy()
        market.move(month, month)
        steps.append(market.ideal - before)
    steps = np.array(steps).ravel()
    assert steps.std() == pytest.approx(0.03, abs=4 * 0.03 / np.sqrt(2 * len(steps)))
    assert steps.mean() == pytest.approx(0, abs=4 * 0.03 / np.sqrt(len(steps)))


def test_needs_that_revert_come_home(small_scenario):
    market = opened(small_scenario(**{"market.needs_drift": 0, "market.needs_reversion": 0.5}), 5)
    home = market.ideal.copy()
    market.ideal += 1.0
    for month in range(3):
        market.move(month, month)
    assert market.ideal == pytest.approx(home + 0.125)


def test_ties_for_another_number_of_people_are_refused(small_scenario):
    ties = from_edges(np.array([[0, 1]]), 100)
    with pytest.raises(RunError, match=r"market\.simulated"):
        opened(small_scenario(), 1, ties)
