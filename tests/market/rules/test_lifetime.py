"""Discounted lifetimes of customers who differ: closed forms, and the year that a survey holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaln, hyp2f1
from scipy.stats import beta

from sim.market.rules.lifetime import discounted_months, pace

MONTHLY = (1 + 0.10) ** (-1 / 12)


def intensities(a, b, count=200_000):
    """Base intensities of newcomers whose yearly hazards are Beta(a, b), evenly by quantile."""
    theta = beta.ppf((np.arange(count) + 0.5) / count, a, b)
    return -np.log1p(-theta) / 12


def by_survival(a, b, discount, months=6_000):
    """Sum of discounted survival, S(t) = B(a, b + t) / B(a, b) with t in years."""
    k = np.arange(months)
    return float((np.exp(betaln(a, b + k / 12) - betaln(a, b)) * discount ** (k + 1)).sum())


@pytest.mark.parametrize(("a", "b"), [(1.6, 8.4), (0.668, 3.806), (5.0, 20.0)])
def test_newcomers_have_the_lifetime_of_the_shifted_beta_geometric(a, b):
    months = discounted_months(intensities(a, b), 1.0, MONTHLY)
    assert months == pytest.approx(by_survival(a, b, MONTHLY), rel=1e-3)


@pytest.mark.parametrize(("a", "b", "years"), [(1.6, 8.4, 0), (1.6, 8.4, 5), (0.668, 3.806, 3)])
def test_in_years_it_is_the_published_closed_form(a, b, years):
    """Fader & Hardie 2010: sum_t S(t) / (1 + d)^t = 2F1(1, b + n; a + b + n; 1 / (1 + d))."""
    discount, count = 1 / 1.1, 200_000
    theta = beta.ppf((np.arange(count) + 0.5) / count, a, b + years)
    months = discounted_months(-np.log1p(-theta), 1.0, discount)
    closed = hyp2f1(1, b + years, a + b + years, discount)
    assert months == pytest.approx(discount * closed, rel=1e-3)


def test_customers_who_all_leave_alike_have_the_lifetime_of_a_constant_churn():
    intensity = np.full(10, -np.log(1 - 0.02))
    assert discounted_months(intensity, 1.0, 0.99) == pytest.approx(0.99 / (1 - 0.98 * 0.99))


def test_the_pace_is_the_one_at_which_as_many_leave():
    intensity = intensities(1.6, 8.4, 1_000)
    churn = -np.expm1(-1.7 * intensity).mean()
    assert pace(intensity, float(churn)) == pytest.approx(1.7, rel=1e-9)
    assert pace(intensity, 0.0) == 0.0
    assert pace(np.zeros(3), 0.1) == 1e6
    assert discounted_months(intensity, 1e6, 0.99) == pytest.approx(0.99, abs=1e-3)


def test_one_churn_for_all_flatters_newcomers_and_wrongs_the_base():
    """a = 1.6, mean .16, a base of all tenures up to 30 years that keeps its size."""
    a, b, ages = 1.6, 8.4, np.arange(360)
    weight = np.exp(betaln(a, b + ages / 12) - betaln(a, b))
    weight /= weight.sum()
    base = np.concatenate([intensities(a, b + t / 12, 400) for t in ages])
    share = np.repeat(weight / 400, 400)
    churn = float(share @ -np.expm1(-base))
    constant = MONTHLY / (1 - (1 - churn) * MONTHLY)
    newcomer = discounted_months(intensities(a, b), 1.0, MONTHLY)
    residual = float(share @ (MONTHLY / (1 - np.exp(-base) * MONTHLY)))
    assert constant / newcomer == pytest.approx(1.11, abs=0.005)
    assert constant / residual == pytest.approx(0.85, abs=0.005)


def test_without_a_discount_rate_no_lifetime_is_known():
    assert np.isnan(discounted_months(np.ones(3), 1.0, 1.0))
    assert np.isnan(discounted_months(np.array([]), 1.0, 0.99))
