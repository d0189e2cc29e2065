"""Numbers as people read them."""

from __future__ import annotations

import pytest

from sim.experiment.statistics import Estimate
from sim.report.figures import chance, interval, money, percent, points


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
