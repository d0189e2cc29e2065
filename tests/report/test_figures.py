"""Numbers as people read them."""

from __future__ import annotations

import pytest

from sim.experiment.statistics import Estimate
from sim.report.figures import Unit, chance, interval, money, percent, points, share_tick, tick


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
        (99.96, False, "EUR 100"),
    ],
)
def test_money_has_three_digits(value, signed, text):
    assert money(value, "EUR", signed) == text


def test_chance_never_claims_certainty():
    assert chance(1.0) == "over 99.9 %"
    assert chance(0.0) == "under 0.1 %"
    assert chance(0.934) == "93.4 %"


def test_shares_points_and_intervals():
    assert percent(0.1404) == "14.0 %"
    assert points(-3.26, True) == "-3.3"
    assert interval(Estimate(1, 0.5, 1.5), points) == "0.5 to 1.5"
    assert "one replication" in interval(Estimate(1, float("-inf"), float("inf")), points)


def test_ticks_are_short():
    assert share_tick(0.14) == "14 %"
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
