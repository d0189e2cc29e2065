"""The move to another design by hand: what it takes of capacity, and what it costs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounts.chart_of_accounts import Account
from sim.accounts.ledger import SHARED, Ledger
from sim.firm.mechanisms.move import capacity_lost, pay, restructuring, slow_down
from sim.firm.state import FirmMonth
from sim.model.model import OrganisationModel
from sim.scenario.schema.transition import Transition

SHARES = st.floats(0, 1)
MONTHS = st.integers(1, 60)


def test_capacity_lost_by_hand_fades_from_the_first_month_of_the_move():
    # .3 for the whole distance, half of which is moved, over three months
    lost = [capacity_lost(0.3, 0.5, month, 3) for month in range(-1, 6)]
    assert lost == pytest.approx([0, 0, 0.15, 0.10, 0.05, 0, 0])


@given(SHARES, st.floats(0, 3), st.integers(-24, 120), MONTHS)
def test_capacity_lost_is_a_share_and_never_more_than_in_the_month_before(dip, distance, n, months):
    now = capacity_lost(dip, distance, n, months)
    assert 0 <= now <= 1
    assert n == 1 or now <= max(capacity_lost(dip, distance, n - 1, months), 0)


@given(SHARES, st.floats(0, 1e9), st.floats(0, 3), MONTHS)
def test_restructuring_adds_up_to_its_share_of_a_years_revenue(share, revenue, distance, months):
    paid = sum(restructuring(share, revenue, distance, n, months) for n in range(-5, months + 5))
    assert paid == pytest.approx(share * 12 * revenue * distance)


def firm_that_moves(months=6):
    return SimpleNamespace(
        scenario=SimpleNamespace(
            transition=Transition(months=3, restructuring_share=0.02, dip=0.3)
        ),
        company=SimpleNamespace(base_revenue=10_000.0, distance=0.5),
        ledger=Ledger(months, 3, 2),
        month=FirmMonth(),
    )


def test_restructuring_by_hand_is_spread_over_the_months_of_the_move():
    # 2 % of 120,000 a year for the whole distance, half of which is moved: 1,200 in three months
    firm = firm_that_moves()
    for row, number in enumerate(range(-1, 5)):
        firm.month = FirmMonth(number)
        pay(firm)
        firm.ledger.close(row)
    booked = firm.ledger.cube[:, SHARED, SHARED, Account.RESTRUCTURING]
    assert booked.tolist() == [0, 0, -40_000, -40_000, -40_000, 0]
    assert booked.sum() == firm.ledger.cube.sum()


def test_the_move_adds_to_what_others_take_of_the_month():
    firm = firm_that_moves()
    firm.month = FirmMonth(1, capacity_lost=0.2)
    slow_down(firm)
    assert firm.month.capacity_lost == pytest.approx(0.35)


def test_customers_feel_the_dip_by_hand():
    firm = firm_that_moves()
    firm.scenario.transition = Transition(months=3, dip=0.3, quality_dip=0.2, help_dip=0.6)
    firm.month = FirmMonth(2)
    slow_down(firm)  # .3 for the whole distance, half of it moved, two thirds of it left
    month = firm.month
    assert (month.capacity_lost, month.quality_lost, month.help_lost) == pytest.approx(
        (0.1, 0.02, 0.06)
    )


def test_what_a_move_takes_of_quality_and_of_help_is_not_met(small_scenario):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).firm
    usual = firm.working_quality()
    firm.month.quality_lost, firm.month.help_lost = 0.1, 0.5
    queue = firm.products + [t.queue for t in firm.scenario.touchpoints].index(True)
    share = firm.working_quality() / usual
    assert np.delete(share, queue, axis=1) == pytest.approx(0.9)
    assert share[:, queue] == pytest.approx(0.45)
