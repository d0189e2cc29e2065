"""How differences between scenarios read."""

from __future__ import annotations

import pytest

from sim.report.text.differences import answer, as_data, written


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.27, "share", "27 %"),
        (0.0005, "share of revenue / pair", "0.05 % of revenue / pair"),
        (0.16, "share / year", "16 % / year"),
        (2_000_000, "person", "2,000,000"),
        (12345.678, "currency / month", "12,345.7"),
        (0.0075, "hazard / month", "0.0075"),
        (True, "choice", "yes"),
        (False, "choice", "no"),
        (None, "points", "not stated"),
        ("need", "choice", "'need'"),
        (["a", "b"], "", "'a, b'"),
        ("x" * 61, "", "'" + "x" * 57 + "...'"),
        ("two\n  lines", "", "'two lines'"),
    ],
)
def test_values_are_written_as_people_read_them(value, unit, text):
    assert written(value, unit) == text


def test_differences_stand_under_their_section_with_what_they_do(small_scenario):
    other = small_scenario(**{"segments.1.spend": 2.5, "market.people": 3_000_000, "months": 12})
    stated = answer(small_scenario(), other, ("small", "other"))
    assert stated.splitlines()[0] == "small -> other: 3 values differ."
    assert stated.split("\n\n")[2] == (
        "market\n  people: 20,000 -> 3,000,000 (person)   [constant]\n"
        "      Real people in the market: customers, former and possible customers."
    )
    assert "segments\n  Families.spend: 1.2 -> 2.5 (ratio)" in stated


def test_the_same_scenario_is_said_to_be_the_same(small_scenario):
    small = small_scenario()
    assert answer(small, small, ("a", "b")) == (
        f"a -> b: the same scenario (hash {small.hash[:12]}); nothing differs."
    )
    stated = answer(small, small_scenario(**{"facts.nps": 2}), ("a", "b"))
    assert (
        "so results are the same; 1 value differs, but only in facts, which no run uses." in stated
    )
    assert as_data(small, small_scenario(**{"facts.nps": 2}))["same"] is True


def test_an_added_segment_is_said(small_scenario):
    shocked = small_scenario(shocks=[{"month": 3}])
    assert "shocks\n  0: added\n" in answer(small_scenario(), shocked, ("a", "b"))
    assert "shocks\n  0: removed\n" in answer(shocked, small_scenario(), ("a", "b"))
