"""What a month leaves behind: traced figures for the owners, bookings for the ledger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Account
from ..accounts.ledger import SHARED
from ..firm.firm import Firm
from ..market.rules import rules
from ..market.rules.compiled import kernel, scalar
from ..market.rules.tally import Count, Tally, Touched

Array = NDArray[np.float64]

OF_LEVERS: dict[Touched, Account] = {
    Touched.COMPLAINTS: Account.COMPLAINTS,
    Touched.OFFERS: Account.RETENTION_OFFERS,
    Touched.SATISFIED: Account.CROSS_SELLING,
    Touched.PROSPECTS: Account.RECRUITING,
}
"""The account of each lever's cost, by the people it touches, in the order of `Tally.touched`."""
FROM_CUSTOMERS = (Account.REVENUE, Account.COST_OF_SALES, Account.SERVICE, *OF_LEVERS.values())
"""The accounts that customers cause, in the order of `from_customers`."""
_PLACES = np.array(FROM_CUSTOMERS)
_REVENUE, _COST_OF_SALES, _SERVICE, _FIRST_LEVER = range(4)
_CUSTOMERS, _PAYING, _LEFT = int(Count.CUSTOMERS), int(Count.PAYING), int(Count.LEFT)
_MOMENTS, _CONTACTS, _COMPLAINTS = (
    int(count) for count in (Count.MOMENTS, Count.CONTACTS, Count.COMPLAINTS)
)


def keep_books(firm: Firm, tally: Tally, revenue: Array) -> None:
    """What owners see of the month: traced figures, smoothed.

    Margins are after expected losses, as books with provisions state them, not after those that
    happened to strike.

    Args:
        firm: whose books.
        tally: what happened to people.
        revenue: [S, P], what the simulated people paid, currency.
    """
    books, costs, scenario = firm.books, firm.scenario.costs, firm.scenario
    books.customers = np.maximum(tally.counts[:, _CUSTOMERS], firm.company.planned_customers)
    books.revenue = np.maximum(revenue.sum(axis=1), firm.company.planned_revenue)
    books.mix, (books.margin, books.churn, books.contact, books.heard) = traced(
        tally,
        revenue,
        firm.margins(firm.company.margins_by_segment),
        costs.contact,
        costs.complaint,
        books.mix,
        books.margin,
        books.churn,
        books.contact,
        books.heard,
        scenario.insight.trace_speed,
        scenario.levers.heard_speed,
    )


@kernel
def traced(
    tally: Tally,
    revenue: Array,
    margins: Array,
    contact_cost: float,
    complaint_cost: float,
    mix: Array,
    margin: Array,
    churn: Array,
    contact: Array,
    heard: Array,
    speed: float,
    heard_speed: float,
) -> tuple[Array, Array]:
    """A month's figures, smoothed into those of the months before; old ones where no one paid.

    Args:
        tally: `Tally`, what happened to people.
        revenue: [S, P], currency.
        margins: [S, P], gross margin after expected losses, share of revenue.
        contact_cost, complaint_cost: currency each.
        mix, margin, churn, contact, heard: as in `Books`, from the month before.
        speed, heard_speed: weight of the newest month; `heard` has its own.

    Returns:
        the mix of this month, [S, P], and margin, churn, contact and heard, [4, S].
    """
    counts, now, figures = tally.counts, mix.copy(), np.empty((4, len(mix)))
    for s in range(len(mix)):
        total = contribution = moments = value = 0.0
        for p in range(margins.shape[1]):
            total += revenue[s, p]
            contribution += revenue[s, p] * margins[s, p]
        for p in range(margins.shape[1]):
            now[s, p] = revenue[s, p] / total if total > 0 else mix[s, p]
        contribution -= contact_cost * counts[s, _CONTACTS]
        contribution -= complaint_cost * counts[s, _COMPLAINTS]
        for k in range(tally.met.shape[1]):
            moments += tally.met[s, k]
            value += tally.value[s, k]
        seen, paying = counts[s, _PAYING] > 0, max(counts[s, _PAYING], 1.0)
        figures[0, s] = smoothed(margin[s], contribution / paying, seen, speed)
        figures[1, s] = smoothed(churn[s], counts[s, _LEFT] / paying, seen, speed)
        figures[2, s] = smoothed(contact[s], counts[s, _MOMENTS] / paying, seen, speed)
        figures[3, s] = smoothed(heard[s], value / max(moments, 1.0), moments > 0, heard_speed)
    return now, figures


@scalar
def smoothed(old: float, new: float, known: bool, speed: float) -> float:
    """Exponential smoothing of a figure where there is news; the old one elsewhere."""
    return rules.moved_towards(old, new, speed) if known else old


def book_customers(firm: Firm, tally: Tally, revenue: Array) -> None:
    """Revenue, cost of sales, losses, service, complaints, offers, cross-selling, recruiting.

    Losses are booked when they strike; the expected ones are taken out of cost of sales.

    Args:
        firm: whose ledger.
        tally: what happened to people.
        revenue: [S, P], what the simulated people paid, currency.
    """
    costs, settings, size = firm.scenario.costs, firm.settings, firm.scenario.represents
    prices = np.array(
        [
            costs.complaint + settings.recovery,
            settings.offer,
            settings.cross_sell,
            settings.recruiting,
        ]
    )
    contacts = tally.counts[:, _CONTACTS] * costs.contact
    amounts = from_customers(
        revenue,
        firm.margins(firm.company.margins_before_losses),
        contacts,
        tally.met,
        firm.books.mix,
        tally.touched,
        prices,
    )
    cells = slice(0, firm.segments), slice(0, firm.products)
    firm.ledger.book(_PLACES, amounts * size, *cells)
    if tally.losses.size:
        firm.ledger.book(Account.LOSSES, -tally.losses * firm.company.loss * size, *cells)


@kernel
def from_customers(
    revenue: Array,
    margins: Array,
    contacts: Array,
    met: Array,
    mix: Array,
    touched: Array,
    prices: Array,
) -> Array:
    """What customers brought and cost, by segment, product and `FROM_CUSTOMERS`, [S, P, 7].

    The use of a product causes its own contacts; those at shared touchpoints, and what the levers
    cost, go by the product's share of the segment's revenue.

    Args:
        revenue: [S, P], currency.
        margins: [S, P], gross margin before losses, share of revenue.
        contacts: [S], cost of contacts, currency.
        met: [S, K], moments by touchpoint, products' first.
        mix: [S, P], revenue by product over the segment's.
        touched: [S, A, levers], people a lever touched.
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
            amounts[s, p, _COST_OF_SALES] = -revenue[s, p] * (1.0 - margins[s, p])
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
    costs, ledger, leaders = firm.scenario.costs, firm.ledger, firm.company.leadership
    base = firm.company.base_revenue
    ledger.book_every_month(Account.PLATFORM, -_platform(firm))
    product, segment = costs.leader_share * base, costs.segment_leader_ratio * base
    segment *= costs.leader_share
    products, segments = slice(0, firm.products), slice(0, firm.segments)
    there = leaders.product + costs.product_functions * (1 - leaders.product)
    ledger.book_every_month(Account.LEADERSHIP, -product * there, SHARED, products)
    ledger.book_every_month(Account.LEADERSHIP, -segment * leaders.segment, segments, SHARED)
    coordination = costs.coordination_share * leaders.pairs * base
    ledger.book_every_month(Account.COORDINATION, -coordination)


def book_growth(firm: Firm) -> None:
    """What the platform costs beyond its standing cost, or less, for the customers there are now.

    A newcomer's platform is as large as the customers it plans by.

    Args:
        firm: whose ledger.
    """
    costs, company = firm.scenario.costs, firm.company
    if costs.platform_growth == 0:
        return
    size = firm.books.customers.sum() / company.base_customers
    growth = platform_growth(float(size), costs.platform_growth)
    firm.ledger.book(Account.PLATFORM, -_platform(firm) * growth)


def platform_growth(size: float, exponent: float) -> float:
    """Change of platform cost with a firm's size: size^e - 1, as a share of the standing cost.

    Economies of scale: a plant's cost rises with its capacity to a power below 1 (Chilton 1950).

    Args:
        size: customers over starting customers.
        exponent: e.
    """
    return float(size**exponent - 1.0)


def _platform(firm: Firm) -> float:
    """Standing cost of platforms and of customer data, currency a month."""
    costs, visibility = firm.scenario.costs, firm.design.organisation.visibility
    share = costs.platform_share + costs.data_share * visibility
    return float(share * firm.company.base_revenue)


def book_incidents(firm: Firm) -> None:
    """Incidents, by share of the starting revenue.

    Args:
        firm: whose ledger.
    """
    cost = firm.scenario.costs.incident_share * firm.company.base_revenue * firm.month.incidents
    firm.ledger.book(Account.INCIDENTS, -cost)
