"""What follows from a design: distances between settings, never between names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm.designs import WEIGHTS, distance, leadership
from sim.scenario.schema.design import PRESETS, Delivery, Design, Organisation


@st.composite
def designs(draw):
    authority = draw(st.floats(0, 1))
    basis = draw(st.sampled_from(["need", "circumstance"] if authority > 0 else ["none", "need"]))
    organisation = Organisation(
        authority=authority,
        incentive=draw(st.floats(0, 1)),
        horizon_months=draw(st.floats(1, 120)),
        layers=draw(st.floats(1, 12)),
        basis=basis,
    )
    delivery = Delivery(
        batch_size=draw(st.integers(1, 24)), quality_bar=draw(st.floats(0.5, 0.999))
    )
    return Design(organisation=organisation, delivery=delivery)


@given(designs(), designs(), designs())
def test_distance_is_a_metric(one, other, third):
    assert distance(one, one) == 0
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert distance(one, other) >= 0
    assert distance(one, third) <= distance(one, other) + distance(other, third) + 1e-9


def test_weights_of_what_the_presets_differ_in_add_up_to_1():
    corners = PRESETS["product_led/perfection"], PRESETS["segment_led/incremental"]
    one, other = (design.model_dump() for design in corners)
    differing = [
        weight
        for path, (weight, _) in WEIGHTS.items()
        for section, field in [path.split(".")]
        if one[section][field] != other[section][field]
    ]
    assert sum(differing) == pytest.approx(1)


def test_every_setting_of_a_design_has_a_weight():
    settings = {
        f"{section}.{field}"
        for section, part in (("organisation", Organisation), ("delivery", Delivery))
        for field in part.model_fields
    }
    assert set(WEIGHTS) == settings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("product_led/perfection", "segment_led/incremental"),
        ("product_led/incremental", "segment_led/perfection"),
    ],
)
def test_opposite_corners_are_1_apart(one, other):
    assert distance(PRESETS[one], PRESETS[other]) == pytest.approx(1)


def test_organisation_and_delivery_share_the_way_by_their_weights():
    today = PRESETS["product_led/perfection"]
    assert distance(PRESETS["segment_led/perfection"], today) == pytest.approx(0.8)
    assert distance(PRESETS["product_led/incremental"], today) == pytest.approx(0.2)


def test_a_design_built_from_the_numbers_of_a_preset_is_no_distance_from_it():
    for preset in PRESETS.values():
        assert distance(Design.model_validate(preset.model_dump()), preset) == 0


@pytest.mark.parametrize(
    ("authority", "product", "segment", "pairs"),
    [
        (0.0, 1, 0, 3),  # three product leaders
        (0.5, 1, 1, 21),  # a matrix of three and four: seven people
        (1.0, 0, 1, 6),  # four segment leaders
        (0.25, 1, 0.5, 3 + 0.5 * 6 + 0.5 * 12),
    ],
)
def test_leadership_of_three_products_and_four_segments_by_hand(authority, product, segment, pairs):
    assert leadership(authority, 3, 4) == pytest.approx((product, segment, pairs))


@given(st.floats(0, 1), st.integers(1, 6), st.integers(1, 16))
def test_a_matrix_has_the_most_pairs(authority, products, segments):
    matrix = leadership(0.5, products, segments)
    assert leadership(authority, products, segments).pairs <= matrix.pairs + 1e-9
    everybody = products + segments
    assert matrix.pairs == everybody * (everybody - 1) / 2
