"""The books: every cent once, whatever is booked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.accounts.chart_of_accounts import (
    STRUCTURE,
    Account,
    Group,
    Line,
    amount_of,
    amount_without,
)
from sim.accounts.ledger import SHARED, Ledger

amounts = st.floats(-1e9, 1e9)


@st.composite
def bookings(draw):
    """A ledger's shape, and what is booked in each of two months."""
    segments, products = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    booking = st.tuples(
        st.sampled_from(Account),
        amounts,
        st.integers(-1, segments - 1),
        st.integers(-1, products - 1),
    )
    months = draw(st.lists(st.lists(booking, max_size=30), min_size=2, max_size=2))
    return segments, products, months


@given(bookings())
def test_cells_add_up_to_what_was_booked_to_the_cent(booked):
    segments, products, months = booked
    ledger = Ledger(2, segments, products)
    for month, entries in enumerate(months):
        exact = np.zeros((segments + 1, products + 1, len(Account)))
        for account, amount, segment, product in entries:
            ledger.book(account, amount, segment, product)
            exact[segment, product, account] += amount
        ledger.close(month)
        cents = ledger.cube[month]
        assert cents.sum(axis=(0, 1)).tolist() == ledger.control[month].tolist()
        # an account is rounded once, as a whole; a cell to one of the cents around it
        total = exact.sum(axis=(0, 1)) * 100
        assert np.abs(ledger.control[month] - total).max() <= 0.5 + 1e-3
        assert np.abs(cents - exact * 100).max() <= 1 + 1e-3


@given(bookings())
def test_sums_by_segment_by_product_and_of_the_firm_are_the_same(booked):
    segments, products, months = booked
    ledger = Ledger(2, segments, products)
    for month, entries in enumerate(months):
        for account, amount, segment, product in entries:
            ledger.book(account, amount, segment, product)
        ledger.close(month)
    by_segment, by_product = ledger.cube.sum(axis=(2, 3)), ledger.cube.sum(axis=(1, 3))
    assert by_segment.sum(axis=1).tolist() == by_product.sum(axis=1).tolist()
    assert ledger.profit() * 100 == pytest.approx(ledger.control.sum(axis=1), abs=1e-3)


def test_thirds_of_a_cent_add_up_to_a_cent():
    ledger = Ledger(1, 3, 1)
    ledger.book(Account.REVENUE, np.full((3, 1), 0.01 / 3), slice(0, 3), slice(0, 1))
    ledger.close(0)
    assert ledger.cube[0, :3, 0, Account.REVENUE].tolist() == [1, 0, 0]
    assert ledger.control[0, Account.REVENUE] == 1


def test_the_largest_remainder_gets_the_cent():
    ledger = Ledger(1, 3, 1)
    for segment, amount in enumerate((-0.012, -0.016, -0.022)):
        ledger.book(Account.SERVICE, amount, segment, 0)
    ledger.close(0)
    # -1.2, -1.6 and -2.2 cents are -5 together
    assert ledger.cube[0, :3, 0, Account.SERVICE].tolist() == [-1, -2, -2]


def test_a_month_starts_with_nothing():
    ledger = Ledger(2, 1, 1)
    ledger.book(Account.REVENUE, 5.0, 0, 0)
    ledger.close(0)
    ledger.close(1)
    assert ledger.profit().tolist() == [5, 0]


def test_what_nobody_caused_alone_is_shared_on_both_axes():
    ledger = Ledger(1, 2, 2)
    ledger.book(Account.PLATFORM, -7.5)
    ledger.close(0)
    assert ledger.cube[0, SHARED, SHARED, Account.PLATFORM] == -750
    assert ledger.cube.sum() == -750


def test_structure_is_leadership_coordination_and_restructuring():
    ledger = Ledger(1, 1, 1)
    for account in Account:
        ledger.book(account, -(10.0**-2) * 2 ** int(account))
    ledger.close(0)
    assert [a.name for a in STRUCTURE] == ["LEADERSHIP", "COORDINATION", "RESTRUCTURING"]
    assert ledger.structure()[0] == pytest.approx(sum(2 ** int(a) for a in STRUCTURE) / 100)


def test_accounts_are_numbered_without_gaps_and_have_readable_names():
    assert [int(a) for a in Account] == list(range(len(Account)))
    assert Account.COST_OF_SALES.label == "Cost of sales"


def test_what_is_due_every_month_is_booked_in_every_month_from_now_on():
    ledger = Ledger(3, 1, 1)
    ledger.book(Account.PLATFORM, -1.0)
    ledger.close(0)
    ledger.book_every_month(Account.PLATFORM, -2.5)
    ledger.book_every_month(Account.LEADERSHIP, -0.5, slice(0, 1), SHARED)
    ledger.book(Account.PLATFORM, -1.0)
    ledger.close(1)
    ledger.close(2)
    assert ledger.cube[:, SHARED, SHARED, Account.PLATFORM].tolist() == [-100, -350, -250]
    assert ledger.cube[:, 0, SHARED, Account.LEADERSHIP].tolist() == [0, -50, -50]


def test_several_accounts_are_booked_along_the_last_axis():
    ledger = Ledger(1, 2, 1)
    ledger.book(tuple(Account)[:3], np.arange(6.0).reshape(2, 1, 3), slice(0, 2), slice(0, 1))
    ledger.close(0)
    assert ledger.cube[0, :2, 0, :3].tolist() == [[0, 100, 200], [300, 400, 500]]
    assert ledger.control[0, :4].tolist() == [300, 500, 700, 0]


def test_amounts_are_asked_for_by_account_by_group_and_by_line():
    ledger = Ledger(2, 1, 1)
    for account in Account:
        ledger.book(account, 10.0 ** int(account) / 100, 0, 0)
    ledger.close(1)
    serving = Account.SERVICE, Account.COMPLAINTS, Account.RETENTION_OFFERS
    wanted = sum(10 ** int(a) for a in serving)
    assert ledger.amount(Account.SERVICE).tolist() == [0, 10 ** int(Account.SERVICE) / 100]
    assert ledger.amount(Group.COST_TO_SERVE).tolist() == [0, wanted / 100]
    assert ledger.amount(Line.COST_TO_SERVE).tolist() == [0, wanted / 100]


def test_what_is_left_out_and_what_is_asked_for_are_everything():
    cents = np.arange(2.0 * len(Account)).reshape(2, len(Account))
    for wanted in (*Account, *Group, *Line):
        both = amount_of(cents, wanted) + amount_without(cents, wanted)
        assert both.tolist() == cents.sum(axis=1).tolist(), wanted


def test_every_account_belongs_to_exactly_one_line_and_one_group():
    for members in (Line, Group):
        accounts = [account for member in members for account in member.accounts]
        assert sorted(accounts) == list(Account), "each once"
        assert all(member.accounts for member in members), "no line without accounts"
    assert len({account.label for account in Account}) == len(Account)
