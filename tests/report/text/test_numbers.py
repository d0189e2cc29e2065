"""Numbers as people read them."""

from __future__ import annotations

import pytest

from sim.experiment.statistics.estimates import Estimate
from sim.text.numbers import (
    Unit,
    chance,
    finite,
    interval,
    money,
    percent,
    plain,
    points,
    ratio,
    share_tick,
    tick,
    written,
)


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (12_345_678, False, "EUR 12.3m"),
        (-1_204_000, False, "-EUR 1.20m"),
        (450_200, True, "+EUR 450k"),
        (3.2e9, False, "EUR 3.20bn"),
        (4.5, True, "+EUR 4.50"),
        (0, False, "EUR 0.00"),
        (999_999, False, "EUR 1.00m"),
        (999_500, False, "EUR 1.00m"),
        (99.96, False, "EUR 100"),
        (99.94, False, "EUR 99.9"),
        (9.996, False, "EUR 10.0"),
        (9.994, False, "EUR 9.99"),
        (999.6, False, "EUR 1.00k"),
        (999.4, True, "+EUR 999"),
        (-999_400, True, "-EUR 999k"),
        (0, True, "+EUR 0.00"),
    ],
)
def test_money_has_three_digits(value, signed, text):
    assert money(value, "EUR", signed) == text


def test_chance_never_claims_certainty():
    assert chance(1.0) == "over 99.9 %"
    assert chance(0.0) == "under 0.1 %"
    assert chance(0.934) == "93.4 %"
    assert (chance(0.999), chance(0.9991)) == ("99.9 %", "over 99.9 %")
    assert (chance(0.001), chance(0.0009)) == ("0.1 %", "under 0.1 %")


@pytest.mark.parametrize(
    ("value", "unit", "plainly", "signed"),
    [
        (0.9, "share", "90.0 %", "+90.0 points"),
        (-0.031, "share", "-3.1 %", "-3.1 points"),
        (2.414, "ratio", "2.41", "+2.41"),
        (1_250_000, "currency", "EUR 1.25m", "+EUR 1.25m"),
        (12_345.4, "people", "12,345", "+12,345"),
        (-7.25, "points", "-7.2", "-7.2"),
        (7.26, "points", "7.3", "+7.3"),
        (0.5, "effort / month", "0.5", "+0.5"),
    ],
)
def test_a_figure_is_written_in_its_unit_and_as_a_difference_with_its_sign(
    value, unit, plainly, signed
):
    assert written(value, unit, "EUR") == plainly
    assert written(value, unit, "EUR", True) == signed


def test_estimates_as_plain_values_have_none_for_what_is_endless():
    one = Estimate(2.0, float("-inf"), float("inf"))
    assert plain(one) == {"mean": 2.0, "low": None, "high": None}
    assert plain(Estimate(2.0, 1.0, 3.5)) == {"mean": 2.0, "low": 1.0, "high": 3.5}
    assert finite(float("nan")) is None


def test_shares_points_and_intervals():
    assert percent(0.1404) == "14.0 %"
    assert (percent(0.9), percent(0.9, True)) == ("90.0 %", "+90.0 %")
    assert (points(3.26), points(3.26, True)) == ("3.3", "+3.3")
    assert (ratio(2.414), ratio(0.5, True)) == ("2.41", "+0.50")
    assert points(-3.26, True) == "-3.3"
    assert interval(Estimate(1, 0.5, 1.5), points) == "0.5 to 1.5"
    assert "one replication" in interval(Estimate(1, float("-inf"), float("inf")), points)


def test_ticks_are_short():
    assert (share_tick(0.14), share_tick(0.9)) == ("14 %", "90 %")
    assert [tick(v) for v in (0, -500, 2500, 1e6, -1.25e9)] == [
        "0",
        "-500",
        "2.5k",
        "1m",
        "-1.25bn",
    ]


def test_one_unit_for_a_whole_table():
    unit = Unit.of(72_900_000)
    assert unit.name("EUR") == "EUR m"
    assert unit.write(72_900_000) == "72.9"
    assert unit.write(5_000_000, signed=True) == "+5.0"
    assert unit.write(-40_000, signed=True) == "0.0"
    assert unit.statement(-1_234_500_000) == "(1,234.5)"
    assert unit.statement(-40_000) == "0.0"
    assert Unit.of(1.1e9, 20).write(-1.1e9) == "-1,100"
    assert Unit.of(0).write(0) == "0.00"
    assert Unit.of(0).name("EUR") == "EUR"


def test_a_unit_leaves_three_digits_of_the_largest_amount():
    for largest, written_as in (
        (999_400, ("EUR k", "999")),
        (99_940_000, ("EUR m", "99.9")),
        (9_990_000_000, ("EUR bn", "9.99")),
        (7.0, ("EUR", "7.00")),
    ):
        unit = Unit.of(largest)
        assert (unit.name("EUR"), unit.write(largest)) == written_as
    thousands = Unit.of(1_000_000, 10)
    assert (thousands.name("EUR"), thousands.write(1_000_000)) == ("EUR k", "1,000")
    assert Unit.of(1000.0).statement(-4.0) == "0.00"
    assert Unit.of(1000.0).statement(-6.0) == "(0.01)"
    assert Unit.of(1000.0).write(-6.0, signed=True) == "-0.01"
    assert Unit.of(-2_500_000).statement(2_500_000) == "2.50"
