"""What a month leaves behind: traced figures for the owners, bookings for the ledger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .firm.books import smoothed
from .firm.firm import Firm
from .ledger import SHARED, Account
from .market.market import Market
from .market.world import Count, Tally, Touched

Array = NDArray[np.float64]


def keep_books(firm: Firm, market: Market, tally: Tally) -> None:
    """What owners see of the month: traced figures, smoothed.

    Args:
        firm: whose books.
        market, tally: the people, and what happened to them.
    """
    counts, costs, scenario = tally.counts, firm.scenario.costs, firm.scenario
    books, speed = firm.books, scenario.insight.trace_speed
    revenue = market.revenue()
    paying = np.maximum(counts[:, Count.PAYING], 1.0)
    contribution = revenue @ _margins(firm) - costs.contact * counts[:, Count.CONTACTS]
    contribution -= costs.complaint * counts[:, Count.COMPLAINTS]
    seen = counts[:, Count.PAYING] > 0
    moments = tally.met.sum(axis=1)
    value = tally.value.sum(axis=1) / np.maximum(moments, 1.0)
    books.customers = counts[:, Count.CUSTOMERS].copy()
    books.revenue = revenue.sum(axis=1)
    share = revenue / np.maximum(books.revenue[:, None], 1e-12)
    books.mix = np.where(books.revenue[:, None] > 0, share, books.mix)
    books.margin = smoothed(books.margin, contribution / paying, seen, speed)
    books.churn = smoothed(books.churn, counts[:, Count.LEFT] / paying, seen, speed)
    books.contact = smoothed(books.contact, counts[:, Count.MOMENTS] / paying, seen, speed)
    books.heard = smoothed(books.heard, value, moments > 0, scenario.levers.heard_speed)


def book_customers(firm: Firm, market: Market, tally: Tally) -> None:
    """Revenue, cost of sales, service, complaints, offers, cross-selling, recruiting.

    Args:
        firm: whose ledger.
        market, tally: the people, and what happened to them.
    """
    ledger, counts, costs = firm.ledger, tally.counts, firm.scenario.costs
    settings, size = firm.settings, firm.scenario.represents
    cells = slice(0, firm.segments), slice(0, firm.products)
    revenue = market.revenue() * size
    ledger.book(Account.REVENUE, revenue, *cells)
    ledger.book(Account.COST_OF_SALES, -revenue * (1 - _margins(firm)), *cells)
    contacts = counts[:, Count.CONTACTS] * costs.contact * size
    mix = firm.books.mix
    ledger.book(Account.SERVICE, -_by_cause(tally, mix) * contacts[:, None], *cells)
    touched = tally.touched
    by_segment = {
        Account.COMPLAINTS: touched[:, :, Touched.COMPLAINTS]
        @ (costs.complaint + settings.recovery),
        Account.RETENTION_OFFERS: touched[:, :, Touched.OFFERS] @ settings.offer,
        Account.CROSS_SELLING: touched[:, :, Touched.SATISFIED] @ settings.cross_sell,
        Account.RECRUITING: touched[:, :, Touched.PROSPECTS] @ settings.recruiting,
    }
    for account, amount in by_segment.items():
        ledger.book(account, -mix * amount[:, None] * size, *cells)


def book_company(firm: Firm, month: int) -> None:
    """Platform, leadership, coordination, restructuring, incidents: by share of revenue.

    Args:
        firm: whose ledger.
        month: month of the comparison; 0 and below are the burn-in.
    """
    costs, ledger, leaders = firm.scenario.costs, firm.ledger, firm.leadership
    base, transition = firm.base_revenue, firm.scenario.transition
    platform = costs.platform_share + costs.data_share * firm.design.organisation.visibility
    ledger.book(Account.PLATFORM, -platform * base)
    product, segment = costs.leader_share * base, costs.segment_leader_ratio * base
    segment *= costs.leader_share
    products, segments = slice(0, firm.products), slice(0, firm.segments)
    ledger.book(Account.LEADERSHIP, -product * leaders.product, SHARED, products)
    ledger.book(Account.LEADERSHIP, -segment * leaders.segment, segments, SHARED)
    ledger.book(Account.COORDINATION, -costs.coordination_share * leaders.pairs * base)
    ledger.book(Account.INCIDENTS, -costs.incident_share * base * firm.month.incidents)
    if 1 <= month <= transition.months:
        yearly = transition.restructuring_share * 12 * base * firm.distance
        ledger.book(Account.RESTRUCTURING, -yearly / transition.months)


def _by_cause(tally: Tally, mix: Array) -> Array:
    """Share of a segment's contacts that each product causes, [S, P].

    The use of a product is its own; shared touchpoints go by the product's share of revenue.
    """
    products = mix.shape[1]
    total = tally.met.sum(axis=1, keepdims=True)
    used = np.where(total > 0, tally.met[:, :products] / np.maximum(total, 1.0), 0.0)
    return np.asarray(used + (1 - used.sum(axis=1, keepdims=True)) * mix)


def _margins(firm: Firm) -> Array:
    return np.array([p.margin for p in firm.scenario.products])
