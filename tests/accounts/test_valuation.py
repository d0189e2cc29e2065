"""Net present value, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounts.valuation import net_present_value, present_value


def test_net_present_value_of_two_years_by_hand():
    # 100 at the end of each year, then 60 left of 100 after a fade of 40 %, falling 40 % a year
    profit = np.zeros(24)
    profit[11] = profit[23] = 100.0
    by_month = 0.1 / (12 * (1.1 ** (1 / 12) - 1))  # what comes later comes by month
    terminal = 100 * 0.6 / (0.1 + 0.4) * by_month
    expected = 100 / 1.1 + (100 + terminal) / 1.1**2
    assert net_present_value(profit, 0.1, 0.4) == pytest.approx(expected)


def test_a_constant_profit_is_worth_an_annuity_and_a_fading_perpetuity():
    """100 a month for 60 months, 8 % a year, 15 % less each year after."""
    monthly = 1.08 ** (1 / 12) - 1
    cash = 100 * (1 - 1.08**-5) / monthly  # the annuity of 60 payments
    first_later = 100 * 0.85 * (1 - 1.08**-1) / monthly  # the sixth year, at its beginning
    terminal = first_later / (1 - 0.85 / 1.08) / 1.08**5
    found = present_value(np.full(60, 100.0), 0.08, 0.15)
    assert found == (pytest.approx(cash), pytest.approx(terminal))
    assert found.total == pytest.approx(cash + terminal)


@given(
    st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=120),
    st.floats(0, 0.5),
    st.floats(0.01, 1),
)
def test_the_parts_add_up_to_the_net_present_value(profit, discount, fade):
    found = present_value(np.array(profit), discount, fade)
    assert found.cash + found.terminal == net_present_value(np.array(profit), discount, fade)


@given(st.integers(13, 60), st.floats(-1e6, 1e6), st.floats(0, 0.5), st.floats(0.01, 1))
def test_without_profit_in_the_last_year_nothing_is_terminal(months, profit, discount, fade):
    lived = np.full(months, profit)
    lived[-12:] = 0.0
    found = present_value(lived, discount, fade)
    assert (found.terminal, found.total) == (0, found.cash)


def test_terminal_value_is_the_sum_of_all_later_months():
    """Each later year has 85 % of the one before's profit, in twelve parts at months' ends."""
    profit = np.zeros(12)
    profit[11] = 120.0
    later = sum(
        10 * 0.85 ** ((month - 1) // 12) / 1.1 ** (month / 12) for month in range(13, 12 * 500)
    )
    assert net_present_value(profit, 0.1, 0.15) == pytest.approx(120 / 1.1 + later)


def test_a_horizon_more_or_less_changes_nothing_where_profit_fades_by_year():
    """Months before and after the horizon are worth the same: one convention."""
    yearly = 100 * 0.9 ** np.arange(40)
    profit = np.repeat(yearly / 12, 12)
    short, long = (net_present_value(profit[: 12 * years], 0.08, 0.1) for years in (5, 30))
    assert short == pytest.approx(long, rel=1e-12)


def test_without_discount_and_after_a_whole_fade_it_is_the_plain_sum():
    profit = np.array([5.0, -3.0, 10.0])
    assert net_present_value(profit, 0.0, 1.0) == pytest.approx(12)


def test_less_than_a_year_is_taken_for_a_year_in_the_terminal_value():
    profit = np.full(6, 10.0)
    assert net_present_value(profit, 0.0, 0.5) == pytest.approx(60 + 120 * 0.5 / 0.5)


@pytest.mark.parametrize("month", [3, 20])
def test_what_will_not_come_again_costs_its_present_value_and_no_more(month):
    """Also in the last year, which later years are taken to be like."""
    steady, once = np.linspace(80.0, 120.0, 24), np.zeros(24)
    once[month - 1] = -50.0
    cost = net_present_value(steady + once, 0.1, 0.2, once) - net_present_value(steady, 0.1, 0.2)
    assert cost == pytest.approx(-50 / 1.1 ** (month / 12))


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60),
    st.floats(0, 0.5),
    st.floats(0.01, 1),
    st.floats(-10, 10),
)
def test_net_present_value_is_proportional_to_profit(profit, discount, fade, factor):
    value = net_present_value(np.array(profit), discount, fade)
    scaled = net_present_value(factor * np.array(profit), discount, fade)
    assert scaled == pytest.approx(factor * value, rel=1e-9, abs=1e-3)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.floats(0, 0.5), st.floats(0, 0.5))
def test_future_profit_is_worth_less_at_a_higher_rate(profit, low, high):
    low, high = sorted((low, high))
    patient = net_present_value(np.array(profit), low, 0.15)
    assert net_present_value(np.array(profit), high, 0.15) <= patient * (1 + 1e-9)
