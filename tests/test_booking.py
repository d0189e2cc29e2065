"""What a month leaves behind: traced figures for owners, costs where they were caused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.firm.books import Books, smoothed
from sim.ledger import Account
from sim.market.world import Count
from sim.model import OrganisationModel


@pytest.fixture(scope="module")
def month(small_scenario):
    """A model that has just lived a month, and its books of the month before."""
    model = OrganisationModel(small_scenario(), seed=2)
    model.run(3)
    books = model.firm.books.copy()
    model.step()
    return model, books


def test_owners_see_the_smoothed_figures_of_their_segments(month):
    model, before = month
    books, counts = model.firm.books, model.tally.counts
    paying = counts[:, Count.PAYING]
    for name, count in (("churn", Count.LEFT), ("contact", Count.MOMENTS)):
        old = getattr(before, name)
        expected = old + 0.1 * (counts[:, count] / paying - old)
        assert getattr(books, name) == pytest.approx(expected)
    assert books.customers.tolist() == counts[:, Count.CUSTOMERS].tolist()
    assert books.prospects.tolist() == counts[:, Count.PROSPECTS].tolist()


def test_the_margin_owners_see_is_gross_margin_less_service_of_a_customer(month):
    model, before = month
    counts = model.tally.counts
    margins = np.array([p.margin for p in model.given.products])
    contribution = model.market.revenue() @ margins
    contribution -= 6 * counts[:, Count.CONTACTS] + 12 * counts[:, Count.COMPLAINTS]
    news = contribution / counts[:, Count.PAYING]
    expected = before.margin + 0.1 * (news - before.margin)
    assert model.firm.books.margin == pytest.approx(expected)


def test_the_market_hears_what_was_delivered(month):
    model, before = month
    delivered = model.tally.value.sum(axis=1) / model.tally.met.sum(axis=1)
    expected = before.heard + 0.1 * (delivered - before.heard)
    assert model.firm.books.heard == pytest.approx(expected)


def test_the_mix_is_the_share_of_each_product_in_revenue(month):
    model, _ = month
    revenue = model.market.revenue()
    assert model.firm.books.mix == pytest.approx(revenue / revenue.sum(axis=1, keepdims=True))


def test_service_is_charged_to_the_product_used_and_by_revenue_at_shared_touchpoints(month):
    model, _ = month
    row = model.clock - model.first_clock - 1
    booked = -model.ledger.cube[row, :3, :2, Account.SERVICE] / 100
    met, mix = model.tally.met, model.firm.books.mix
    shared = met[:, 2:].sum(axis=1, keepdims=True)
    cause = (met[:, :2] + shared * mix) / met.sum(axis=1, keepdims=True)
    cost = 6 * model.tally.counts[:, [Count.CONTACTS]] * model.given.represents
    assert booked == pytest.approx(cause * cost, abs=0.02)
    assert not np.allclose(cause, mix, atol=0.01)


def test_complaints_cost_their_handling_and_the_effort_of_recovery(month):
    model, _ = month
    row = model.clock - model.first_clock - 1
    booked = -model.ledger.cube[row, :3, :, Account.COMPLAINTS].sum(axis=1) / 100
    effort = model.firm.acted_by_need @ model.firm.settings.recovery
    complaints = model.tally.counts[:, Count.COMPLAINTS] * model.given.represents
    assert booked == pytest.approx(complaints * (12 + effort), abs=0.04)


def test_smoothing_waits_for_news():
    old, new = np.array([1.0, 1.0]), np.array([2.0, 2.0])
    assert smoothed(old, new, np.array([True, False]), 0.25).tolist() == [1.25, 1.0]


def test_the_firm_sees_the_mean_over_customers():
    column = np.array([1.0, 3.0])
    books = Books(np.array([30.0, 10.0]), *(column for _ in range(6)), np.ones((2, 1)))
    assert books.with_firm(column).tolist() == [1.0, 3.0, 1.5]
