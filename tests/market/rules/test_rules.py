"""The rulebook: bounds and directions for any numbers, hand-worked values, published models."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta as beta_function
from scipy.stats import norm as normal_distribution

from sim.market.rules import rules
from sim.scenario.schema.experience import Experience

shares = st.floats(0, 1)
gaps = st.floats(-1, 1)
references = st.floats(0.2, 0.95)
aversions = st.floats(1, 6)
positions = st.floats(-5, 5)
intensities = st.floats(0, 0.3)
SLACK = 1e-12  # rounding of floating-point numbers, nothing else


@given(st.floats(0, 60), st.floats(0, 60))
def test_moments_grow_with_contacts_and_are_a_chance(few, many):
    few, many = sorted((few, many))
    assert 0 <= rules.moment_probability(few) <= rules.moment_probability(many) <= 1


def test_moment_probability_by_hand():
    assert rules.moment_probability(0.0) == 0
    assert rules.moment_probability(log(2.0)) == pytest.approx(0.5)


@given(positions, positions, st.floats(0, 0.5))
def test_delivered_value_is_a_share_and_a_failure_delivers_nothing(position, ideal, effort):
    assert 0 <= rules.delivered(position, ideal, 1.0, effort, 1.0) <= 1 - effort
    assert rules.delivered(position, ideal, 0.0, effort, 1.0) == 0


@given(positions, st.floats(0, 5), st.floats(0, 5))
def test_delivered_value_falls_with_distance_on_either_side(ideal, near, far):
    near, far = sorted((near, far))
    nearer = rules.delivered(ideal + near, ideal, 1.0, 0.0, 1.0)
    assert nearer + SLACK >= rules.delivered(ideal - far, ideal, 1.0, 0.0, 1.0)


def test_delivered_value_by_hand():
    assert rules.delivered(1.0, 0.0, 1.0, 0.1, 1.0) == pytest.approx(0.9 * exp(-0.5))
    assert rules.delivered(0.3, 0.3, 1.0, 0.0, 1.0) == 1
    assert rules.delivered(0.3, 0.3, 1.0, 0.0, 0.5) == 0.5


@given(gaps, references, aversions)
def test_satisfaction_target_stays_within_0_and_1(gap, reference, aversion):
    assert 0 <= rules.satisfaction_target(gap, reference, aversion) <= 1


@given(gaps, gaps, references, aversions)
def test_satisfaction_target_rises_with_the_gap(low, high, reference, aversion):
    low, high = sorted((low, high))
    lower = rules.satisfaction_target(low, reference, aversion)
    assert lower <= rules.satisfaction_target(high, reference, aversion) + SLACK


@given(references, aversions)
def test_satisfaction_target_has_slope_1_above_and_loss_aversion_below_the_reference(
    reference, aversion
):
    step = 1e-7
    here = rules.satisfaction_target(0.0, reference, aversion)
    above = (rules.satisfaction_target(step, reference, aversion) - here) / step
    below = (here - rules.satisfaction_target(-step, reference, aversion)) / step
    assert here == pytest.approx(reference)
    assert above == pytest.approx(1, rel=1e-4)
    assert below == pytest.approx(aversion, rel=1e-4)


@given(references)
def test_without_loss_aversion_a_small_loss_weighs_as_much_as_a_small_gain(reference):
    gain = rules.satisfaction_target(1e-6, reference, 1.0) - reference
    loss = reference - rules.satisfaction_target(-1e-6, reference, 1.0)
    assert gain == pytest.approx(loss, rel=1e-4)


@given(references, st.floats(1.01, 6), st.floats(0.01, 1))
def test_shortfalls_weigh_more_than_gains_as_anderson_and_sullivan_found(
    reference, aversion, shortfall
):
    lost = reference - rules.satisfaction_target(-shortfall, reference, aversion)
    gentler = reference - rules.satisfaction_target(-shortfall, reference, 1.0)
    assert lost > gentler


def test_satisfaction_target_by_hand():
    assert rules.satisfaction_target(0.2, 0.8, 2.0) == pytest.approx(0.9)
    assert rules.satisfaction_target(-0.4, 0.8, 2.0) == pytest.approx(0.4)


@given(shares, shares, shares)
def test_moved_towards_ends_between_value_and_target(value, target, speed):
    low, high = sorted((value, target))
    assert low - SLACK <= rules.moved_towards(value, target, speed) <= high + SLACK


def test_moved_towards_by_hand():
    assert rules.moved_towards(0.8, 0.4, 0.25) == pytest.approx(0.7)


@given(shares, shares, shares)
def test_recovery_undoes_but_never_delights(after, before, share):
    result = rules.recovered(after, before, 2.0, 0.0, 0.0, share, 1.0)
    assert after <= result <= max(after, before) + SLACK


def test_recovery_climbs_the_steps_of_tarp():
    shares = (0.0, 0.15, 0.5, 0.9)
    ladder = [rules.recovered(0.5, 0.8, outcome, *shares) for outcome in (0.0, 1.0, 2.0, 3.0)]
    assert ladder == pytest.approx([0.5, 0.545, 0.65, 0.77])


@given(shares, st.floats(0, 3), shares)
def test_only_a_fast_resolution_delights_and_never_beyond_full_satisfaction(before, outcome, lift):
    outcome = float(int(outcome))
    after = rules.delighted(before, outcome, lift)
    assert before <= after <= 1 + SLACK
    assert outcome == 3 or after == before
    assert rules.delighted(before, outcome, 0.0) == before


def test_delight_by_hand():
    assert rules.delighted(0.6, 3.0, 0.15) == pytest.approx(0.66)
    assert rules.delighted(0.6, 2.0, 0.15) == 0.6


def test_the_recovery_paradox_holds_after_mild_failures_only_as_magnini_and_others_found():
    """Fast resolution of a failure, with the shares of TARP and the lift of the schema."""

    def ends(before, after):
        answered = rules.recovered(after, before, 3.0, 0.0, 0.15, 0.5, 0.9)
        return rules.delighted(answered, 3.0, Experience().recovery_lift)

    assert ends(0.8, 0.7) > 0.8
    assert ends(0.8, 0.3) < 0.8
    # a failed moment as the model has it moves a content customer by about a seventh of the way
    failed = rules.satisfaction(0.8, 0.0, 0.8, 0.8, 2.0, 0.3)
    assert 0 < ends(0.8, failed) - 0.8 < 0.03


sensitivities = st.floats(0, 30)


@given(shares, shares, shares, sensitivities)
def test_recovery_of_loyalty_undoes_but_never_delights(after, before, share, sensitivity):
    result = rules.loyalty_recovered(after, before, share, sensitivity)
    assert after - SLACK <= result <= max(after, before) + SLACK


@given(shares, shares, shares, st.floats(0.1, 30))
def test_recovery_of_loyalty_undoes_its_share_of_the_added_hazard(after, before, share, b):
    assume(after <= before)
    result = rules.loyalty_recovered(after, before, share, b)
    whole, rest = exp(-b * (after - before)) - 1, exp(-b * (result - before)) - 1
    assert rest == pytest.approx((1 - share) * whole, rel=1e-6, abs=1e-9)


def test_recovery_of_loyalty_by_hand():
    # half of the added hazard e^2.4 - 1 is left: 1 + 5.012 = e^1.794
    result = rules.loyalty_recovered(0.5, 0.8, 0.5, 8.0)
    assert result == pytest.approx(0.8 - log(0.5 + 0.5 * exp(8 * 0.3)) / 8)
    assert result == pytest.approx(0.5758, abs=1e-4)
    assert result < rules.recovered(0.5, 0.8, 2.0, 0, 0, 0.5, 0)
    assert rules.loyalty_recovered(0.9, 0.8, 0.5, 8.0) == pytest.approx(0.9)


@given(shares, shares, shares)
def test_recovery_of_loyalty_is_that_of_satisfaction_where_churn_hardly_feels_it(a, b, share):
    linear = rules.recovered(a, b, 2.0, 0, 0, share, 0)
    assert rules.loyalty_recovered(a, b, share, 0.0) == pytest.approx(linear)
    assert rules.loyalty_recovered(a, b, share, 2e-3) == pytest.approx(linear, abs=1e-3)


def test_the_share_undone_is_that_of_the_answer():
    steps = (0.01, 0.15, 0.5, 0.9)
    assert [rules.undone_share(float(n), *steps) for n in range(4)] == list(steps)


@given(shares, shares)
def test_expectation_learns_the_rest_of_what_an_answer_undid(speed, share):
    assert 0 <= rules.unanswered_learning(speed, share) <= speed
    assert rules.unanswered_learning(0.2, 0.75) == pytest.approx(0.05)


# Contacts that failures cause


contacts = st.floats(0, 2047)


@given(contacts, st.floats(0, 60))
def test_pending_contacts_add_to_the_usual_ones_up_to_what_can_be_counted(usual, pending):
    found = rules.contacts_of(usual, pending)
    assert usual <= found <= 2047
    assert rules.pending_share(min(pending, found), found) <= 1 + SLACK
    assert rules.contacts_of(0.9, 0.5) == pytest.approx(1.4)
    assert rules.pending_share(0.5, 1.4) == pytest.approx(0.5 / 1.4)


@given(shares, st.floats(0, 0.99))
def test_a_number_beyond_a_share_is_a_number_again(draw, share):
    assume(draw >= share)
    assert 0 <= rules.draw_beyond(draw, share) <= 1 + SLACK
    assert rules.draw_beyond(0.6, 0.2) == pytest.approx(0.5)


@given(shares, shares, st.floats(0, 0.5), shares)
def test_what_a_moment_leaves_open_is_a_share(failed, fit, effort, misfit):
    short = rules.shortness(round(failed), fit * (1 - effort), effort, misfit)
    assert -SLACK <= short <= 1 + SLACK


def test_what_a_moment_leaves_open_by_hand():
    assert rules.shortness(1.0, 0.0, 0.1, 0.0) == 1
    assert rules.shortness(0.0, 0.45, 0.1, 0.6) == pytest.approx(0.3)
    assert rules.shortness(0.0, 0.9, 0.1, 1.0) == pytest.approx(0)


@given(contacts, shares, shares, st.floats(0, 1.5))
def test_further_contacts_are_bounded_and_none_where_nothing_is_left(rate, short, draw, repeat):
    found = rules.further_contacts(rate, short, 0.0, repeat)
    assert 0 <= found <= 60
    assert rules.further_contacts(rate, short, 1.0, repeat) == 0
    assert rules.further_contacts(rate, 0.0, 0.0, repeat) == 0
    assert rules.further_contacts(rate, short, 0.0, 0.0) == 0


@given(st.floats(0.01, 30), shares, st.floats(0, 1.5))
def test_each_contact_causes_its_share_of_others_on_average(rate, short, repeat):
    assume(repeat * rate * short < 30)
    moments = rules.moment_probability(rate)
    assume(repeat * rate / moments * short < 60)
    found = moments * rules.further_contacts(rate, short, 0.0, repeat)
    assert found == pytest.approx(repeat * rate * short)


# Leaving that is contagious


@given(st.floats(0, 100), st.integers(0, 20), shares)
def test_friends_who_left_fade_and_are_never_fewer_than_those_who_have_just_left(
    before, gone, decay
):
    found = rules.departures_felt(before, float(gone), decay)
    assert gone - SLACK <= found <= gone + before + SLACK
    assert rules.departures_felt(1.5, 2.0, 0.2) == pytest.approx(3.2)


@given(shares, st.floats(0, 100), st.floats(0, 5))
def test_friends_who_left_raise_the_hazard_and_more_than_two_count_as_two(hazard, mind, contagion):
    found = rules.contagious_intensity(hazard, mind, contagion)
    assert hazard <= found <= hazard * (1 + 2 * contagion) + SLACK
    assert rules.contagious_intensity(hazard, 0.0, contagion) == hazard
    assert rules.contagious_intensity(hazard, mind, 0.0) == hazard


def test_one_friend_who_has_just_left_raises_the_hazard_by_80_per_cent():
    assert rules.contagious_intensity(0.01, 1.0, 0.8) == pytest.approx(0.018)
    assert rules.contagious_intensity(0.01, 5.0, 0.8) == pytest.approx(0.026)


# Who is bought


@given(st.floats(-0.5, 0.5), st.floats(0, 1.5))
def test_recruiting_wins_as_many_whomever_it_wins_more_easily(proneness, sd):
    """The mean of spend^-gamma over a lognormal spend with mean 1, by quadrature."""
    mean = exp(sd**2 * proneness * (1 + proneness) / 2)

    def density(z):
        spend = exp(sd * z - sd**2 / 2)
        return rules.bought_hazard(1.0, spend, proneness, mean) * normal_distribution.pdf(z)

    assert quad(density, -8, 8)[0] == pytest.approx(1, rel=1e-6)


def test_recruiting_wins_low_spenders_more_easily_where_they_are_prone_to_deals():
    assert rules.bought_hazard(0.01, 4.0, 0.5, 1.0) == pytest.approx(0.005)
    assert rules.bought_hazard(0.01, 4.0, -0.5, 2.0) == pytest.approx(0.01)
    assert rules.bought_hazard(0.01, 4.0, 0.0, 1.0) == pytest.approx(0.01)


def test_a_loss_is_taken_from_what_a_customer_has_brought():
    assert rules.contribution_after_loss(100.0, 2.0, 30.0) == pytest.approx(40)
    assert rules.contribution_after_loss(100.0, 2.0, 0.0) == 100


@given(shares)
def test_complaints_end_as_often_as_their_chances_say(resolve):
    draw = (np.arange(1000) + 0.5) / 1000
    outcomes = [rules.complaint_outcome(1.0, u, resolve) for u in draw]
    assert outcomes.count(1) / 1000 == pytest.approx(1 - resolve, abs=0.002)
    assert outcomes.count(3) / 1000 == pytest.approx(resolve**2, abs=0.002)
    assert {rules.complaint_outcome(0.0, u, resolve) for u in draw} == {0.0}


@given(shares, shares, shares, references, st.floats(1, 5), shares)
def test_satisfaction_moves_towards_what_the_gap_leads_to(
    before, value, expected, reference, aversion, speed
):
    target = rules.satisfaction_target(value - expected, reference, aversion)
    after = rules.satisfaction(before, value, expected, reference, aversion, speed)
    assert after == pytest.approx(before + speed * (target - before))


@given(shares, shares, st.floats(0, 3))
def test_nobody_goes_over_to_a_rival_who_is_heard_to_deliver_less(heard, satisfaction, impact):
    chance = rules.poaching_probability(heard, satisfaction, impact)
    assert 0 <= chance <= 1
    if heard <= satisfaction:
        assert chance == 0


def test_poaching_by_hand():
    assert rules.poaching_probability(0.9, 0.4, 0.2) == pytest.approx(1 - exp(-0.1))


def test_a_rival_attracts_by_what_it_delivers_what_it_promises_and_what_friends_say():
    def attraction(*of):
        return rules.attraction_of_rival(*of, 3.0)

    plain = attraction(1.0, 0.7, 1.0, 0.0, 0.0)
    assert plain == pytest.approx(exp(3 * 0.7))
    assert attraction(0.2, 0.7, 1.0, 0.0, 0.0) == pytest.approx(0.2 * plain)
    assert attraction(1.0, 0.8, 1.0, 0.0, 0.0) > plain
    assert attraction(1.0, 0.7, 1.2, 0.0, 0.0) > plain
    assert attraction(1.0, 0.7, 1.0, 2.0, 0.0) == pytest.approx(plain * exp(2))
    assert attraction(1.0, 0.7, 1.0, 0.0, 2.0) == pytest.approx(plain * exp(-2))


@given(shares, st.floats(0, 1000), st.floats(0, 20))
def test_size_does_not_count_where_its_exponent_is_zero_to_the_bit(share, outside, sensitivity):
    assert rules.weight_of_size(share, 0.0) == 1.0
    assert rules.weight_of_the_rest(outside, share, 0.85, sensitivity, 0.0) == outside


def test_weights_of_size_by_hand():
    assert rules.weight_of_size(0.16, 1.0) == 0.16
    assert rules.weight_of_size(0.16, 0.5) == pytest.approx(0.4)
    # the rest, 64 % of the people, delivers the norm of .5: e with a sensitivity of 2
    assert rules.weight_of_the_rest(9.0, 0.64, 0.5, 2.0, 1.0) == pytest.approx(0.64 * exp(1))
    half = 3 * 0.8 * exp(0.5)
    assert rules.weight_of_the_rest(9.0, 0.64, 0.5, 2.0, 0.5) == pytest.approx(half)


@given(shares, st.floats(0, 1), st.floats(0, 10))
def test_the_rest_weighs_as_a_firm_of_its_size_that_delivers_the_norm(share, norm, sensitivity):
    firm = rules.attraction_of_rival(share, norm, 1.0, 0.0, 0.0, sensitivity)
    rest = rules.weight_of_the_rest(2.0, share, norm, sensitivity, 1.0)
    assert rest == pytest.approx(firm, rel=1e-5)


@given(st.floats(0, 1), st.floats(0.001, 1))
def test_a_clock_that_rings_does_so_within_the_month(draw, chance):
    moment = rules.moment_of_ringing(draw, chance)
    assert (moment < 1) == (draw < chance)


@given(shares, shares)
def test_a_newcomer_expects_between_the_promise_and_what_friends_expect(promise, friends):
    assert rules.first_expectation(promise, friends, 0.0) == promise
    assert rules.first_expectation(promise, friends, 1.0) == pytest.approx((promise + friends) / 2)


@given(intensities, shares, shares, references, st.floats(0, 30))
def test_leaving_is_a_chance_and_falls_with_satisfaction(
    intensity, low, high, reference, sensitivity
):
    low, high = sorted((low, high))
    unhappy = rules.leaving_probability(intensity, low, reference, sensitivity)
    happy = rules.leaving_probability(intensity, high, reference, sensitivity)
    assert 0 <= happy <= unhappy <= 1


@given(st.floats(0.001, 0.95), shares, references, st.floats(0, 12))
def test_leaving_is_the_yearly_base_hazard_in_months(theta, satisfaction, reference, sensitivity):
    exponent = exp(-sensitivity * (satisfaction - reference)) / 12
    probability = rules.leaving_probability(
        rules.base_intensity_of(theta), satisfaction, reference, sensitivity
    )
    assert probability == pytest.approx(1 - (1 - theta) ** exponent, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("a", "b"), [(0.704, 1.182), (0.668, 3.806), (2.0, 5.0)])
@pytest.mark.parametrize("satisfaction", [0.7, 0.8, 0.9])
@pytest.mark.parametrize("years", [1, 5, 12])
def test_survival_at_constant_satisfaction_is_the_sbg_of_fader_and_hardie(
    a, b, satisfaction, years
):
    def surviving(theta: float) -> float:
        intensity = rules.base_intensity_of(min(theta, 1 - 1e-15))
        monthly = rules.leaving_probability(intensity, satisfaction, 0.8, 8.0)
        return (1 - monthly) ** (12 * years)

    integral, _ = quad(surviving, 0, 1, weight="alg", wvar=(a - 1, b - 1))
    exponent = exp(-8.0 * (satisfaction - 0.8))
    expected = beta_function(a, b + exponent * years) / beta_function(a, b)
    assert integral / beta_function(a, b) == pytest.approx(expected, abs=1e-6)


@given(st.floats(-1, 2), st.floats(-1, 1))
def test_rating_is_a_whole_number_from_0_to_10(satisfaction, style):
    answer = rules.rating(satisfaction, style)
    assert answer in range(11)
    assert answer <= rules.rating(satisfaction + 0.1, style) <= 10


@pytest.mark.parametrize(
    ("satisfaction", "answer"),
    [(0.0, 0), (0.64, 6), (0.66, 7), (0.84, 8), (0.86, 9), (0.94, 9), (0.96, 10), (1.0, 10)],
)
def test_rating_by_hand(satisfaction, answer):
    assert rules.rating(satisfaction, 0.0) == answer


def test_satisfaction_of_08_with_a_style_of_015_gives_an_nps_of_about_21():
    styles = 0.15 * normal_distribution.ppf((np.arange(20_000) + 0.5) / 20_000)
    answers = np.array([rules.rating(0.8, style) for style in styles])
    assert 100 * ((answers >= 9).mean() - (answers <= 6).mean()) == pytest.approx(21, abs=0.5)


ties = st.integers(0, 40).map(float)


@given(ties, ties, st.floats(0, 1), st.floats(0, 1), st.floats(0, 10))
def test_advocacy_adds_up_over_ties(strong, weak, strong_impact, weak_impact, reach):
    both = rules.advocacy_hazard(strong, weak, strong_impact, weak_impact, reach)
    apart = rules.advocacy_hazard(strong, 0.0, strong_impact, weak_impact, reach)
    apart += rules.advocacy_hazard(0.0, weak, strong_impact, weak_impact, reach)
    assert both == pytest.approx(apart)
    assert both >= 0


def test_advocacy_by_hand():
    assert rules.advocacy_hazard(3.0, 2.0, 0.01, 0.005, 2.0) == pytest.approx(0.08)


@given(st.floats(0, 5), st.floats(0, 5), ties, shares, st.floats(0, 10), st.floats(0, 2))
def test_joining_is_a_chance_and_grows_with_the_hazard(low, high, detractors, impact, reach, ease):
    low, high = sorted((low, high))
    less = rules.joining_probability(low, detractors, impact, reach, ease)
    assert 0 <= less <= rules.joining_probability(high, detractors, impact, reach, ease) <= 1


@given(st.floats(0, 5), ties, ties, shares, st.floats(0, 10))
def test_detractors_never_bring_anybody(hazard, few, many, impact, reach):
    few, many = sorted((few, many))
    more = rules.joining_probability(hazard, few, impact, reach, 1.0)
    assert more + SLACK >= rules.joining_probability(hazard, many, impact, reach, 1.0)


def test_ease_of_joining_by_hand():
    assert rules.ease_of_joining(0.0, 0.3, 0.5) == 1.0
    assert rules.ease_of_joining(1.0, 0.3, 0.5) == pytest.approx(0.3)
    assert rules.ease_of_joining(2.0, 0.3, 0.5) == pytest.approx(0.65)


@given(st.floats(0, 2, width=32))
def test_another_firms_former_customers_are_prospects_or_the_firms_own_to_the_bit(winback):
    assert rules.ease_of_joining(2.0, winback, 0.0) == 1.0
    assert rules.ease_of_joining(2.0, winback, 1.0) == rules.ease_of_joining(1.0, winback, 0.0)


def test_joining_by_hand():
    # hazard .1, two detractors who take 20 % each, a former customer at 30 %
    expected = 1 - exp(-0.3 * 0.1 * 0.8**2)
    assert rules.joining_probability(0.1, 2.0, 0.2, 1.0, 0.3) == pytest.approx(expected)
    assert rules.joining_probability(0.1, 0.0, 0.2, 1.0, 0.0) == 0


@given(intensities, shares, references, st.floats(0, 12), st.floats(0, 5))
def test_dropping_is_leaving_at_another_intensity(intensity, target, reference, sensitivity, ratio):
    dropping = rules.dropping_probability(intensity, target, reference, sensitivity, ratio)
    leaving = rules.leaving_probability(ratio * intensity, target, reference, sensitivity)
    assert dropping == leaving


@given(st.floats(1e-6, 1), st.integers(1, 240))
def test_lifetime_is_the_sum_of_the_chances_to_be_there(churn, horizon):
    there = (1 - churn) ** np.arange(horizon)
    assert rules.lifetime_months(churn, float(horizon)) == pytest.approx(there.sum(), rel=1e-6)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 120), st.floats(1, 120))
def test_lifetime_falls_with_churn_and_grows_with_the_horizon(low, high, short, long):
    low, high = sorted((low, high))
    short, long = sorted((short, long))
    value = rules.lifetime_months(low, short)
    assert value <= rules.lifetime_months(low, long) * (1 + 1e-6)
    assert value * (1 + 1e-6) >= rules.lifetime_months(high, short)


def test_lifetime_by_hand():
    assert rules.lifetime_months(0.1, 2.0) == pytest.approx(1.9)
    assert rules.lifetime_months(0.0, 30.0) == 30


@given(st.floats(-3, 3), st.floats(0.01, 3))
def test_expected_fit_is_the_mean_over_scattered_ideals(distance, variance):
    def weighted(z: float) -> float:
        x = distance + variance**0.5 * z
        return exp(-0.5 * x * x) * normal_distribution.pdf(z)

    mean, _ = quad(weighted, -12, 12, points=[0.0, -distance / variance**0.5], limit=200)
    assume(mean > 1e-12)
    assert rules.expected_fit(distance, variance) == pytest.approx(mean, abs=1e-7)


@given(st.floats(-5, 5))
def test_expected_fit_without_scatter_is_the_fit(distance):
    assert rules.expected_fit(distance, 0.0) == pytest.approx(exp(-0.5 * distance**2))


@given(st.floats(0.2, 0.9), st.floats(0.001, 0.1), st.floats(0, 0.5), st.floats(0, 600))
def test_norm_rises_from_its_start_to_its_cap(start, room, rate, month):
    level = rules.norm_level(month, start, start + room, rate)
    assert start - SLACK <= level <= start + room + SLACK
    assert rules.norm_level(0.0, start, start + room, rate) == pytest.approx(start)
    assert level <= rules.norm_level(month + 1, start, start + room, rate) + SLACK


def test_base_intensity_by_hand():
    assert rules.base_intensity_of(0.18) == pytest.approx(-log(0.82) / 12)
    assert 1 - exp(-12 * rules.base_intensity_of(0.3)) == pytest.approx(0.3)
