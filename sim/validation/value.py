"""What loyalty is worth: retention against margin and acquisition, and five points more of it.

The shipped bank lives with customers who all leave at one constant rate, whatever they feel: no
word of mouth, no offers that hold anybody, nothing sold or dropped later. What it decides every
month is taken down and played again, treatment for treatment and price for price, to the same
people with common random numbers and another rate. Value is gross margin less service and
complaints, less recruiting, discounted, with what the customers of the last month are still worth.
Fixed costs are left out, as in print. What was printed is about firms that acquire as they did: so
must these.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Account
from ..accounts.valuation import net_present_value
from ..experiment.statistics.estimates import estimate
from ..firm.levers import Settings
from ..firm.treatment import treatment_of
from ..market.customer_base import Treatment
from ..market.market import Market
from ..market.people.population import Status
from ..market.rules import rules
from ..market.rules.tally import Count, Tally
from ..model.booking import FROM_CUSTOMERS, from_customers
from ..model.model import OrganisationModel, after_burn_in
from ..model.month import PHASES, Living, people_live
from ..model.opening import Opening
from ..scenario.scenario import Scenario
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
DISCOUNT_YEARLY, MONTHS, YEAR = 0.12, 120, 12
"""Discount rate of Gupta, Lehmann & Stuart; months that are simulated."""

CONSTANT = {
    "burn_in": 0,
    "months": MONTHS,
    "segments.*.churn_shape": 50.0,  # the most alike that the schema knows
    "experience.churn_sensitivity": 0.0,
    "experience.product_drop": 0.0,
    "experience.repeat_contacts": 0.0,
    "experience.onboarding_contacts": 0.0,
    "levers.offer_effect": 0.0,
    "levers.cross_sell_reach": 0.0,
    "advocacy.strong_impact": 0.0,
    "advocacy.weak_impact": 0.0,
    "advocacy.winback": 0.0,
}
"""Nothing but one rate decides how long customers stay, and nothing but recruiting brings them.
What one costs does not follow quality, which a firm whose customers stay anyhow would let go."""

FIRMS = (0.80, 0.85, 0.90)
"""Yearly retention of the firms whose value is measured."""

CUSTOMERS = (0.85, 0.90, 0.93)
"""Yearly retention of the customers; five in a hundred more of them are kept."""

RETENTION, MARGIN, ACQUISITION = (3.0, 7.0), (0.9, 1.3), (0.02, 0.32)
"""Per cent of firm value by 1 %: about the figures of the paper's single firms (recalled)."""

REICHHELD = (0.35, 0.85)


class Decision(NamedTuple):
    """What the firm decided in a month.

    Attributes:
        treatment: what people met.
        settings: what the levers cost.
    """

    treatment: Treatment
    settings: Settings


class Diarist(OrganisationModel):
    """A model that takes down what its firm decides.

    Attributes:
        diary: a decision for each month simulated.
    """

    def __init__(self, scenario: Scenario, seed: int, opening: Opening) -> None:
        super().__init__(scenario, seed=seed, opening=opening)
        self.diary: list[Decision] = []
        at = PHASES.index(people_live)
        self.phases = (*PHASES[:at], self.note, *PHASES[at:])

    def note(self, _: Living) -> None:
        """Take down what people are about to meet."""
        self.diary.append(deepcopy(Decision(treatment_of(self.firm), self.firm.settings)))


def constant(retention: float, people: int) -> Scenario:
    """The bank with customers of one yearly retention."""
    return bank(
        **CONSTANT, **{"segments.*.churn_yearly": 1 - retention, "market.simulated": people}
    )


class Life(NamedTuple):
    """What customers brought, month by month.

    Attributes:
        earned: gross margin less service and complaints, [months], currency.
        recruiting: what winning customers cost, [months], currency.
        joined: people, [months].
        retention: yearly.
    """

    earned: Array
    recruiting: Array
    joined: Array
    retention: float

    @property
    def value(self) -> float:
        """What the customers are worth, net of what they cost to win, currency."""
        return present(self.earned, self.retention) - present(self.recruiting, 0.0)


def present(monthly: Array, retention: float) -> float:
    """Present value of a stream, of which this share goes on each year after the last month."""
    if retention == 0:
        return net_present_value(monthly, DISCOUNT_YEARLY, 1.0)
    return net_present_value(monthly, DISCOUNT_YEARLY, 1 - retention)


def replayed(
    scenario: Scenario,
    seed: int,
    opening: Opening,
    diary: list[Decision],
    retention: float,
    recruiting_months: int = MONTHS,
) -> Life:
    """The same people and decisions with another yearly retention.

    Args:
        scenario: the firm and its market.
        seed: the replication's seed.
        opening: everybody on the first day; left as it is.
        diary: what the firm decided.
        retention: share of customers who are still there a year later.
        recruiting_months: how long the firm recruits.
    """
    start = opening.market.copy()
    customers = start.people.status == Status.CUSTOMER
    start.people.base_intensity[customers] = rules.base_intensity_of(1 - retention)
    given = scenario.override({"segments.*.churn_yearly": 1 - retention})
    market = Market(given, seed, start, [given.today.organisation.basis])
    earned, recruiting, joined = np.zeros((3, len(diary)))
    none = np.zeros(len(given.segments))
    for month, (treatment, settings) in enumerate(diary):
        if month >= recruiting_months:
            treatment = replace(treatment, recruiting=none)
            settings = replace(settings, recruiting=none)
        market.move(month, month + 1)
        market.live(month, [treatment])
        tally = market.bases[0].tally
        accounts = booked(given, tally, market.bases[0].revenue(), settings)
        recruiting[month] = -accounts[FROM_CUSTOMERS.index(Account.RECRUITING)]
        earned[month] = accounts.sum() + recruiting[month]
        joined[month] = tally.counts[:, Count.JOINED].sum()
    return Life(earned, recruiting, joined, retention)


def booked(scenario: Scenario, tally: Tally, revenue: Array, settings: Settings) -> Array:
    """What customers brought and cost in a month by `FROM_CUSTOMERS`, of the simulated people."""
    prices = np.array(
        [
            scenario.costs.complaint + settings.recovery,
            settings.offer,
            settings.cross_sell,
            settings.recruiting,
        ]
    )
    contacts = tally.counts[:, Count.CONTACTS] * scenario.costs.contact
    mix = revenue / np.maximum(revenue.sum(axis=1, keepdims=True), 1e-12)
    margins = np.tile([p.margin for p in scenario.products], (len(scenario.segments), 1))
    amounts = from_customers(revenue, margins, contacts, tally.met, mix, tally.touched, prices)
    return np.asarray(amounts.sum(axis=(0, 1)))


def opened(retention: float, people: int, seed: int) -> tuple[Scenario, Opening, list[Decision]]:
    """The bank with one retention, its first day, and all that it decides.

    Args:
        retention: yearly.
        people: simulated ones.
        seed: the replication's seed.
    """
    scenario = constant(retention, people)
    opening = after_burn_in(scenario, seed)
    model = Diarist(scenario, seed, opening)
    model.run()
    return scenario, opening, model.diary


def elasticities(retention: float, people: int, seed: int) -> Array:
    """By how many per cent the firm's value grows with 1 % of retention, margin, acquisition, [3].

    1 % more of each customer's retention and margin, 1 % less of what recruiting costs.

    Args:
        retention, people, seed: as for `opened`.
    """
    start = opened(retention, people, seed)
    usual, kept = (replayed(start[0], seed, *start[1:], r) for r in (retention, 1.01 * retention))
    dearer = usual._replace(earned=1.01 * usual.earned)
    cheaper = usual._replace(recruiting=0.99 * usual.recruiting)
    return np.array([100 * (life.value / usual.value - 1) for life in (kept, dearer, cheaper)])


def five_points(retention: float, people: int, seed: int) -> float:
    """By what share a customer is worth more when five more in a hundred stay each year.

    Of those who join in the first year, net of what they cost to win: the life with recruiting in
    that year less the same life without.

    Args:
        retention, people, seed: as for `opened`.
    """
    start = opened(retention, people, seed)
    worth = []
    for kept in (retention, retention + 0.05):
        won, none = (replayed(start[0], seed, *start[1:], kept, months) for months in (YEAR, 0))
        worth.append((won.value - none.value) / won.joined.sum())
    return worth[1] / worth[0] - 1


def firm_value(effort: Effort) -> list[Figure]:
    """V9 at three levels of retention."""
    people, seeds = effort.people(20_000), effort.seeds(effort.replications(40))
    tasks = [(retention, people, seed) for retention in FIRMS for seed in seeds]
    found = np.array(effort.each(elasticities, tasks)).reshape(len(FIRMS), len(seeds), 3)
    named = (
        ("retention", "about 5 %", *RETENTION),
        ("margin", "about 1 %", *MARGIN),
        ("lower cost of acquisition", "about .1 %", *ACQUISITION),
    )
    return [
        Figure(
            f"Firm value by 1 % of {what}, {100 * retention:.0f} % kept a year",
            "%",
            published,
            estimate(found[level, :, column]),
            low,
            high,
        )
        for column, (what, published, low, high) in enumerate(named)
        for level, retention in enumerate(FIRMS)
    ]


def loyalty(effort: Effort) -> list[Figure]:
    """V15 at three levels of retention."""
    people, seeds = effort.people(20_000), effort.seeds(effort.replications(40))
    tasks = [(retention, people, seed) for retention in CUSTOMERS for seed in seeds]
    found = np.array(effort.each(five_points, tasks)).reshape(len(CUSTOMERS), len(seeds))
    return [
        Figure(
            f"Worth of a customer, {100 * retention:.0f} % kept a year and five points more",
            "share",
            "+35 to +85 %",
            estimate(found[level]),
            *REICHHELD,
        )
        for level, retention in enumerate(CUSTOMERS)
    ]


FACTS = (
    Fact(
        "V9",
        "Firm value responds far more to retention than to margin or cost of acquisition",
        "predicted",
        "Gupta, Lehmann & Stuart 2004: five firms",
        "S",
        "3 to 7, 0.9 to 1.3 and 0.02 to 0.32 %, about as the paper's single firms (recalled)",
        firm_value,
    ),
    Fact(
        "V15",
        "Five points more retention, and how much more a customer is worth",
        "predicted",
        "Reichheld: bank deposits +85 %, insurance +84, cards +75, distribution +45, software +35",
        "S",
        "within that range",
        loyalty,
    ),
)
