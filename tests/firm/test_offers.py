"""Offers by variant: who is served with what, how it ages, how it breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm.offers import SHARED, Offers


@pytest.fixture
def offers():
    """Three segments, two touchpoints; the second segment has its own first touchpoint."""
    out = Offers.shared_by_all(np.array([0.1, 0.2]), np.array([0.9, 0.8]), 3)
    out.position[2, 0], out.quality[2, 0], out.served[1, 0] = 1.5, 0.6, 2
    return out


def test_a_firm_starts_with_one_offer_for_all():
    offers = Offers.shared_by_all(np.array([0.1, 0.2]), np.array([0.9, 0.8]), 3)
    assert offers.position.shape == (4, 2)
    assert offers.met_position().tolist() == [[0.1, 0.2]] * 3
    assert offers.met_quality().tolist() == [[0.9, 0.8]] * 3
    assert (offers.served == SHARED).all()
    assert offers.variants_live() == 2  # the shared variant of each touchpoint


def test_people_meet_the_variant_that_serves_them(offers):
    assert offers.met_position().tolist() == [[0.1, 0.2], [1.5, 0.2], [0.1, 0.2]]
    assert offers.met_quality().tolist() == [[0.9, 0.8], [0.6, 0.8], [0.9, 0.8]]


def test_a_variant_is_live_while_somebody_is_served_with_it(offers):
    assert offers.live().tolist() == [[True, True], [False] * 2, [True, False], [False] * 2]
    assert offers.variants_live() == 3
    offers.served[:, 0] = 2
    assert offers.variants_live() == 2


def test_an_outage_lowers_the_quality_of_what_it_touched_only(offers):
    offers.outage[2, 0] = 0.1
    assert offers.working_quality().tolist() == [[0.9, 0.8], [pytest.approx(0.54), 0.8], [0.9, 0.8]]
    assert offers.met_quality()[1, 0] == 0.6


@given(st.floats(0, 0.9999), st.floats(0, 0.5), st.integers(1, 48))
def test_failures_grow_by_the_same_factor_every_month(quality, decay, months):
    offers = Offers.shared_by_all(np.zeros(1), np.array([quality]), 1)
    for _ in range(months):
        offers.age(decay, 0.0)
    expected = max(0.0, 1 - (1 - quality) * np.exp(decay * months))
    assert offers.quality[0, 0] == pytest.approx(expected, abs=1e-9)
    assert offers.quality[1, 0] == quality  # nobody is served with it


def test_variants_that_nobody_is_served_with_do_not_age(offers):
    before = offers.quality.copy()
    live = offers.live()
    offers.age(0.5, 0.0)
    aged = 1 - (1 - before) * np.exp(0.5)
    assert offers.quality[live] == pytest.approx(aged[live])
    assert offers.quality[~live].tolist() == before[~live].tolist()


@pytest.mark.parametrize(
    ("weight", "position", "quality"),
    [
        ([2.0, 3.0, 2.0], [0.1, 0.2], [0.9, 0.8]),  # 4 meet the shared variant, 3 the second's
        ([2.0, 5.0, 2.0], [1.5, 0.2], [0.6, 0.8]),  # 4 against 5
        ([0.0, 0.0, 0.0], [0.1, 0.2], [0.9, 0.8]),  # two segments against one
    ],
)
def test_merging_keeps_the_variant_that_carries_most_weight(offers, weight, position, quality):
    offers.merge(np.array(weight))
    assert (offers.served == SHARED).all()
    assert offers.met_position().tolist() == [position] * 3
    assert offers.met_quality().tolist() == [quality] * 3
    assert offers.variants_live() == 2


def test_merging_decides_at_each_touchpoint_apart():
    offers = Offers.shared_by_all(np.array([0.1, 0.2]), np.array([0.9, 0.8]), 3)
    offers.position[1:], offers.quality[1:] = [[1, 4], [2, 5], [3, 6]], [[0.1], [0.2], [0.3]]
    offers.served[:] = [[1, 1], [2, 3], [1, 3]]
    offers.merge(np.array([1.0, 4.0, 2.0]))
    assert offers.met_position().tolist() == [[2.0, 6.0]] * 3
    assert offers.met_quality().tolist() == [[0.2, 0.3]] * 3


def test_copied_offers_do_not_touch_the_original(offers):
    copy = offers.copy()
    copy.age(0.5, 0.0)
    copy.merge(np.array([0.0, 1.0, 0.0]))
    copy.position += 1
    copy.attempts += 1
    copy.outage += 0.5
    assert offers.met_quality().tolist() == [[0.9, 0.8], [0.6, 0.8], [0.9, 0.8]]
    assert offers.met_position()[1, 0] == 1.5
    assert offers.attempts.sum() == 0
    assert offers.outage.sum() == 0
