"""What a month leaves behind: traced figures for the owners, bookings for the ledger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .firm.books import smoothed
from .firm.firm import Firm
from .ledger import SHARED, Account
from .market.compiled import kernel
from .market.tally import Count, Tally

Array = NDArray[np.float64]

FROM_CUSTOMERS = slice(Account.REVENUE, Account.RECRUITING + 1)
"""The accounts that customers cause; the levers' come last, in the order of `Tally.touched`."""
_REVENUE, _COST_OF_SALES = int(Account.REVENUE), int(Account.COST_OF_SALES)
_SERVICE, _FIRST_LEVER = int(Account.SERVICE), int(Account.COMPLAINTS)


def keep_books(firm: Firm, tally: Tally, revenue: Array) -> None:
    """What owners see of the month: traced figures, smoothed.

    Args:
        firm: whose books.
        tally: what happened to people.
        revenue: [S, P], what the simulated people paid, currency.
    """
    counts, costs, scenario = tally.counts, firm.scenario.costs, firm.scenario
    books, speed = firm.books, scenario.insight.trace_speed
    paying = np.maximum(counts[:, Count.PAYING], 1.0)
    contribution = revenue @ firm.margins - costs.contact * counts[:, Count.CONTACTS]
    contribution -= costs.complaint * counts[:, Count.COMPLAINTS]
    seen = counts[:, Count.PAYING] > 0
    moments = tally.met.sum(axis=1)
    value = tally.value.sum(axis=1) / np.maximum(moments, 1.0)
    books.customers = np.maximum(counts[:, Count.CUSTOMERS], firm.planned_customers)
    total = revenue.sum(axis=1)
    books.revenue = np.maximum(total, firm.planned_revenue)
    share = revenue / np.maximum(total[:, None], 1e-12)
    books.mix = np.where(total[:, None] > 0, share, books.mix)
    books.margin = smoothed(books.margin, contribution / paying, seen, speed)
    books.churn = smoothed(books.churn, counts[:, Count.LEFT] / paying, seen, speed)
    books.contact = smoothed(books.contact, counts[:, Count.MOMENTS] / paying, seen, speed)
    books.heard = smoothed(books.heard, value, moments > 0, scenario.levers.heard_speed)


def book_customers(firm: Firm, tally: Tally, revenue: Array) -> None:
    """Revenue, cost of sales, service, complaints, offers, cross-selling, recruiting.

    Args:
        firm: whose ledger.
        tally: what happened to people.
        revenue: [S, P], what the simulated people paid, currency.
    """
    costs, settings, size = firm.scenario.costs, firm.settings, firm.scenario.represents
    prices = np.array(
        [costs.complaint + settings.recovery, settings.offer, settings.cross_sell,
         settings.recruiting]
    )  # fmt: skip
    contacts = tally.counts[:, Count.CONTACTS] * costs.contact
    amounts = from_customers(
        revenue, firm.margins, contacts, tally.met, firm.books.mix, tally.touched, prices
    )
    cells = slice(0, firm.segments), slice(0, firm.products)
    firm.ledger.book(FROM_CUSTOMERS, amounts * size, *cells)


@kernel
def from_customers(revenue, margins, contacts, met, mix, touched, prices):  # type: ignore[no-untyped-def]
    """What customers brought and cost, by segment, product and account, [S, P, 7].

    The use of a product causes its own contacts; those at shared touchpoints, and what the levers
    cost, go by the product's share of the segment's revenue.

    Args:
        revenue: [S, P], currency.
        margins: [P], gross margin, share of revenue.
        contacts: [S], cost of contacts, currency.
        met: [S, K], moments by touchpoint, products' first.
        mix: [S, P], revenue by product over the segment's.
        touched: [S, A, levers], people whom a lever touched.
        prices: [levers, A], what a lever costs a person touched, currency.
    """
    segments, products = mix.shape
    levers = len(prices)
    amounts = np.empty((segments, products, _FIRST_LEVER + levers))
    for s in range(segments):
        moments = used = 0.0
        for k in range(met.shape[1]):
            moments += met[s, k]
            used += met[s, k] if k < products else 0.0
        moments = max(moments, 1.0)
        for p in range(products):
            caused = met[s, p] / moments + (1.0 - used / moments) * mix[s, p]
            amounts[s, p, _REVENUE] = revenue[s, p]
            amounts[s, p, _COST_OF_SALES] = -revenue[s, p] * (1.0 - margins[p])
            amounts[s, p, _SERVICE] = -caused * contacts[s]
            for lever in range(levers):
                spent = 0.0
                for a in range(segments):
                    spent += touched[s, a, lever] * prices[lever, a]
                amounts[s, p, _FIRST_LEVER + lever] = -mix[s, p] * spent
    return amounts


def book_standing_costs(firm: Firm) -> None:
    """Platform, leadership and coordination, by share of the starting revenue: due every month.

    Args:
        firm: whose ledger.
    """
    costs, ledger, leaders = firm.scenario.costs, firm.ledger, firm.leadership
    base = firm.base_revenue
    platform = costs.platform_share + costs.data_share * firm.design.organisation.visibility
    ledger.book_every_month(Account.PLATFORM, -platform * base)
    product, segment = costs.leader_share * base, costs.segment_leader_ratio * base
    segment *= costs.leader_share
    products, segments = slice(0, firm.products), slice(0, firm.segments)
    ledger.book_every_month(Account.LEADERSHIP, -product * leaders.product, SHARED, products)
    ledger.book_every_month(Account.LEADERSHIP, -segment * leaders.segment, segments, SHARED)
    coordination = costs.coordination_share * leaders.pairs * base
    ledger.book_every_month(Account.COORDINATION, -coordination)


def book_company(firm: Firm, month: int) -> None:
    """Incidents and restructuring, by share of the starting revenue.

    Args:
        firm: whose ledger.
        month: month of the comparison; 0 and below are the burn-in.
    """
    costs, ledger, transition = firm.scenario.costs, firm.ledger, firm.scenario.transition
    base = firm.base_revenue
    ledger.book(Account.INCIDENTS, -costs.incident_share * base * firm.month.incidents)
    if 1 <= month <= transition.months:
        yearly = transition.restructuring_share * 12 * base * firm.distance
        ledger.book(Account.RESTRUCTURING, -yearly / transition.months)
