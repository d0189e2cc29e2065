"""The shipped bank as its values stand: its starting year, its standing still, and how little the
number of simulated people matters."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim import compare, load
from sim.experiment.run.runner import Run, replicate
from sim.experiment.statistics.estimates import Estimate, estimate
from sim.results.comparison import Comparison

REPLICATIONS = 16


@cache
def standing_still() -> list[Run]:
    """Today's design for 24 months without shocks."""
    bank = load("retail_bank").certain().override({"months": 24, "shocks": []})
    return [r.runs["today"] for r in replicate(bank, {"today": bank.today}, 1, range(60))]


def figure(name: str) -> list[np.ndarray]:
    """A monthly figure by replication: yearly churn, NPS, margin."""
    if name == "churn":
        return [12 * r.series("left") / r.series("paying") for r in standing_still()]
    if name == "margin":
        accounts = [r.cube.sum(axis=(1, 2)) for r in standing_still()]
        return [cents.sum(axis=1) / cents[:, 0] for cents in accounts]
    return [r.series(name) for r in standing_still()]


def trend(series: list[np.ndarray]) -> Estimate:
    """Change over 24 months of a straight line through each replication's months."""
    slopes = [np.polyfit(np.arange(len(s)), s, 1)[0] * (len(s) - 1) for s in series]
    return estimate(np.array(slopes))


@cache
def compared(simulated: int) -> Comparison:
    bank = load("retail_bank").certain().override({"market.simulated": simulated})
    return compare(bank, replications=REPLICATIONS)


def test_starting_year_is_believable_before_any_lever_moves():
    start = compared(20_000).starting_year()
    assert 0.10 <= start["churn"].low <= start["churn"].high <= 0.18
    assert 10 <= start["nps"].low <= start["nps"].high <= 35
    assert 0.10 <= start["margin"].low <= start["margin"].high <= 0.30
    assert 0.10 <= start["advocacy"].low <= start["advocacy"].high <= 0.40


@pytest.mark.xfail(
    strict=True,
    reason="in two years NPS falls by 1.7, churn rises by .7 points and margin falls by .4 points; "
    "why is not known yet, 24 months of burn-in may be too few",
)
@pytest.mark.parametrize(("name", "bound"), [("churn", 0.015), ("nps", 2.0), ("margin", 0.01)])
def test_today_shows_no_trend_over_24_months(name, bound):
    """The change is not told from nought, and sure to be smaller than the bound.

    Bounds: 1.5 points of yearly churn, 2 NPS points, a point of margin.
    """
    found = trend(figure(name))
    assert found.sign == 0, found
    assert max(-found.low, found.high) < bound, found


@pytest.mark.slow
@pytest.mark.parametrize("simulated", [10_000, 80_000])
def test_number_of_simulated_people_changes_neither_verdict_nor_figures(simulated):
    usual, other = compared(20_000), compared(simulated)
    named = {other.winner, usual.winner} - {None}  # near a tie fewer people may leave it open
    assert len(named) <= 1
    for design in usual.designs:
        for name in ("npv", "retention", "nps", "margin", "advocacy", "cost_to_serve"):
            one, two = usual.estimates(design)[name], other.estimates(design)[name]
            gap = abs(one.mean - two.mean)
            assert gap <= np.hypot(one.half_width, two.half_width), (design, name, one, two)
