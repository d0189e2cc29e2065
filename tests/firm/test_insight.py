"""What leaders believe: reports that shrink on their way up, and a Kalman filter on top."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from neutral import neutral

from sim.firm.insight import (
    LEAST_SHOWN,
    Beliefs,
    believed_quality,
    believed_scope,
    hidden_failures,
    kept,
    learnt_share,
    noticed,
    report,
    researched,
    with_error,
)
from sim.scenario.schema.design import Organisation
from sim.scenario.schema.insight import Insight

variances = st.floats(1e-3, 10)
positions = st.floats(-5, 5)


def plain(**settings):
    """Reports of which layers pass on a share of every gap, however small."""
    return Insight(**(neutral("insight") | settings))


def belief(mean, variance):
    return Beliefs(np.array([[mean]], dtype=float), np.array([[variance]], dtype=float))


@given(positions, variances, positions, variances)
def test_observing_is_the_update_of_kalman(mean, variance, seen, error):
    believed = belief(mean, variance)
    believed.observe(np.array([[seen]]), error)
    # precisions add up, and the mean is weighted by them
    precision = 1 / variance + 1 / error
    expected = (mean / variance + seen / error) / precision
    assert believed.variance[0, 0] == pytest.approx(1 / precision)
    assert believed.mean[0, 0] == pytest.approx(expected, abs=1e-9)


def test_two_observations_by_hand():
    believed = belief(0.0, 1.0)
    believed.observe(np.array([[1.0]]), 1.0)
    assert (believed.mean[0, 0], believed.variance[0, 0]) == (0.5, 0.5)
    believed.observe(np.array([[1.0]]), 0.5)
    assert (believed.mean[0, 0], believed.variance[0, 0]) == (0.75, 0.25)


@given(variances, st.floats(0, 0.5))
def test_fading_adds_the_drift_to_the_variance_and_leaves_the_mean(variance, drift):
    believed = belief(0.3, variance)
    believed.fade(drift)
    assert believed.mean[0, 0] == 0.3
    assert believed.variance[0, 0] == pytest.approx(variance + drift**2)


def test_copied_beliefs_do_not_touch_the_original():
    believed = belief(0.0, 1.0)
    believed.copy().observe(np.array([[1.0]]), 1.0)
    assert (believed.mean[0, 0], believed.variance[0, 0]) == (0.0, 1.0)


@pytest.mark.parametrize(("layers", "share"), [(1, 1.0), (2, 0.8), (4, 0.512)])
def test_each_layer_but_the_first_passes_on_its_share_of_bad_news(layers, share):
    organisation = Organisation(layers=layers)
    assert kept(organisation, plain(passed_per_layer=0.8)) == pytest.approx(share)


def many_reports(organisation, insight, gap=1.5, count=40_000):
    """Mean and sd of what reports seem to say of an ideal `gap` away from position 1."""
    noise = np.random.default_rng(1).standard_normal((count, 1))
    position = np.ones((count, 1))
    seen, variance = report(position + gap, position, noise, organisation, insight)
    return seen.mean(), seen.std(), variance


def test_a_reported_gap_shrinks_by_what_layers_and_listening_keep():
    organisation = Organisation(layers=4, listening=0.5, visibility=0.3)
    mean, sd, _ = many_reports(organisation, plain(passed_per_layer=0.7))
    expected = 1 + 0.5 * 0.7**3 * 1.5
    assert mean == pytest.approx(expected, abs=4 * sd / 200)


@pytest.mark.parametrize("debias", [0.0, 0.5, 1.0])
def test_the_stated_variance_is_the_true_variance_of_the_error(debias):
    organisation = Organisation(layers=3, visibility=0.25, debias=debias)
    _, sd, variance = many_reports(organisation, plain(observation_sd=0.8))
    correction = 0.8 ** (2 * debias)
    assert variance == pytest.approx(0.8**2 / 0.25 / correction**2)
    assert sd == pytest.approx(np.sqrt(variance), rel=0.02)


def test_full_debias_recovers_the_truth_in_expectation():
    organisation = Organisation(layers=4, debias=1.0)
    mean, sd, _ = many_reports(organisation, plain(passed_per_layer=0.6))
    assert mean == pytest.approx(2.5, abs=4 * sd / 200)


def test_beliefs_of_naive_leaders_settle_at_the_shrunken_gap():
    organisation = Organisation(layers=4, visibility=1.0)
    insight, ideal, position = plain(), np.array([[2.0]]), np.array([[0.0]])
    believed, generator = belief(0.0, 1.0), np.random.default_rng(2)
    for _ in range(4000):
        noise = generator.standard_normal((1, 1))
        believed.observe(*report(ideal, position, noise, organisation, insight))
    error = 0.8 / np.sqrt(4000)
    assert believed.mean[0, 0] == pytest.approx(2 * 0.8**3, abs=4 * error)
    assert believed.variance[0, 0] == pytest.approx(error**2, rel=0.01)


def test_what_leaders_learn_by_hand():
    # they moved by 1 and customers show that 2 was needed: half of a gap is shown
    assert learnt_share(1.0, 1.0, 2.0, 0.2) == pytest.approx(0.9)
    assert learnt_share(0.5, 2.0, 2.0, 0.2) == 0.5  # as believed: nothing to learn
    assert learnt_share(0.8, -1.0, 2.0, 0.5) == pytest.approx(0.8 + 0.5 * (LEAST_SHOWN - 0.8))
    assert learnt_share(0.5, 3.0, 0.0, 0.5) == pytest.approx(0.5 + 0.5 * (LEAST_SHOWN - 0.5))


@given(st.floats(LEAST_SHOWN, 1), positions, positions, st.floats(0, 1))
def test_what_leaders_learn_is_a_share_and_naive_leaders_learn_nothing(
    shown, believed, found, speed
):
    assert LEAST_SHOWN - 1e-12 <= learnt_share(shown, believed, found, speed) <= 1 + 1e-12
    assert learnt_share(shown, believed, found, 0.0) == shown


@given(positions, positions, st.integers(1, 12))
def test_a_report_that_shows_all_is_what_it_was_to_the_bit(ideal, position, layers):
    given_ = np.array([[ideal]]), np.array([[position]]), np.array([[0.3]])
    organisation = Organisation(layers=layers, debias=0.4)
    naive = report(*given_, organisation, plain())
    assert report(*given_, organisation, plain(), 1.0) == naive
    (seen, variance), half = naive, report(*given_, organisation, plain(), 0.5)
    assert half[0] - position == pytest.approx(2 * (seen - position))
    assert half[1] == pytest.approx(4 * variance)


@pytest.mark.parametrize(("speed", "settles"), [(0.0, 0.512), (0.2, 1.0)])
def test_leaders_who_learn_end_at_the_truth_and_naive_ones_at_the_shrunken_gap(speed, settles):
    """Offers that stay behind are moved again and again; each time customers show the gap."""
    organisation, insight = Organisation(layers=4), plain(learning_speed=speed)
    shown, generator = 1.0, np.random.default_rng(4)
    for _ in range(60):
        gap, position = np.array([[generator.normal()]]), np.array([[0.0]])
        seen, _ = report(gap, position, np.zeros((1, 1)), organisation, insight, shown)
        shown = learnt_share(shown, seen[0, 0], gap[0, 0], insight.learning_speed)
    seen, _ = report(np.array([[2.0]]), position, np.zeros((1, 1)), organisation, insight, shown)
    assert seen[0, 0] / 2 == pytest.approx(settles, rel=1e-3)


@given(st.floats(0, 1), st.integers(1, 12), st.floats(0.05, 1))
def test_failures_shrink_like_all_bad_news(quality, layers, passed):
    organisation, insight = Organisation(layers=layers), plain(passed_per_layer=passed)
    keep = kept(organisation, insight)
    believed = believed_quality(quality, keep, hidden_failures(organisation, insight))
    assert 1 - believed == pytest.approx(passed ** (layers - 1) * (1 - quality))
    assert quality - 1e-12 <= believed <= 1


# What layers leave out, and errors that stay


def test_layers_pass_on_only_what_is_large():
    gap = np.array([0.5, 0.1, -0.1, -0.5])
    three, one = Organisation(layers=3), Organisation(layers=1)
    assert noticed(gap, 0.1, three) == pytest.approx([0.3, 0, 0, -0.3])
    assert noticed(gap, 0.1, one).tolist() == gap.tolist()
    assert noticed(gap, 0.0, three).tolist() == gap.tolist()


def test_a_small_gap_is_never_heard_of_through_many_layers():
    insight = Insight(salience=0.05, passed_per_layer=0.8)
    ideal, none = np.array([[0.2]]), np.zeros((1, 1))
    seen, _ = report(ideal, none, none, Organisation(layers=4), insight)
    assert seen[0, 0] == 0  # .8^3 of .2 is less than the .15 that three layers leave out
    seen, _ = report(5 * ideal, none, none, Organisation(layers=4), insight)
    assert seen[0, 0] == pytest.approx(0.8**3 - 0.15)


def test_failures_that_no_layer_finds_worth_passing_on():
    organisation = Organisation(layers=3)
    insight = Insight(salience_of_failures=0.01, passed_per_layer=0.8)
    keep, hidden = kept(organisation, insight), hidden_failures(organisation, insight)
    believed = [believed_quality(quality, keep, hidden) for quality in (0.9, 0.98, 1.0)]
    assert believed == pytest.approx([1 - (0.064 - 0.02), 1 - 1e-4, 1.0])


def test_the_gap_to_the_state_of_the_art_shrinks_on_its_way_up():
    organisation, insight = Organisation(layers=3), Insight(passed_per_layer=0.8)
    assert believed_scope(0.8, kept(organisation, insight)) == pytest.approx(1 - 0.128)


@pytest.mark.parametrize(
    ("share", "found"), [(0.0, 1.0), (1.0, 0.8**2 - 0.1), (0.5, (1 + 0.54) / 2)]
)
def test_research_may_pass_through_the_same_layers(share, found):
    insight = Insight(research_filter=share, salience=0.05, passed_per_layer=0.8)
    assert researched(1.5, 0.5, Organisation(layers=3), insight) == pytest.approx(0.5 + found)


def test_an_error_that_stays_is_a_share_of_the_variance():
    generator = np.random.default_rng(5)
    noise, error = generator.standard_normal((2, 200, 100))
    mixed = with_error(noise, error, 0.3)
    assert mixed.std() == pytest.approx(1, abs=0.02)
    assert np.corrcoef(mixed.ravel(), error.ravel())[0, 1] ** 2 == pytest.approx(0.3, abs=0.02)
    assert with_error(noise, error, 0.0).tolist() == noise.tolist()
