"""What a firm is: all that follows once from its market, its design and today's customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..market.customer_base import CustomerBase
from ..market.market import (
    expected_customers,
    expected_revenue,
    loss_sizes,
    margins_before_losses,
    price_by_product,
)
from ..market.people.population import mean_frequency
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Basis, Design
from .books import Books
from .delivery import Habits
from .designs import Leadership, distance, leadership
from .levers import Response, response_of
from .stakes import in_loyalty, own_share

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Company:
    """A firm as no month changes it.

    Attributes:
        scenario, design, seed: the market, the point of the design space, the replication's seed.
        segments, products, touchpoints: how many there are.
        acts_on_segments: whether the firm tells segments apart.
        taken: [A, S], share of each need among the people taken for a segment; rows add up to 1.
        share_taken: [A, S], share of each need's people taken for a segment; columns add up to 1.
        frequency: [A, K], how often people taken for a segment meet each touchpoint.
        base_revenue: currency a month at the start, the anchor of company-wide costs.
        base_customers: simulated people at the start, of whom base_revenue is paid.
        margins: [P], gross margin, share of revenue, after expected losses.
        margins_by_segment: [S, P], the same for every segment.
        margins_before_losses: [S, P], what is left after cost of sales other than losses.
        loss: [S, P], what a loss costs of a customer with mean spend, currency.
        gross_margin: share of revenue, all products alike in number.
        margin_of_one_more: [S], currency a month, what a further product sold would earn.
        habits: the settings that planning and shipping read.
        cost_of_effort: currency per unit of effort.
        response: how people respond to the levers.
        loyalty: [S], share of a customer's margin that owners count, see `stakes.in_loyalty`.
        leadership: who leads.
        distance: from today's design, 0 for today's own.
        planned_customers, planned_revenue: [S], what a newcomer plans by until it has more.
        budgeted: effort a month that the budget of change pays for at the starting revenue.
        each_product: [P, P], in row p the share 1 of product p and 0 of the others.
        touchpoint_names, variant_names: as the decision log prints them.
    """

    scenario: Scenario
    design: Design
    seed: int
    segments: int
    products: int
    touchpoints: int
    acts_on_segments: bool
    taken: Array
    share_taken: Array
    frequency: Array
    base_revenue: float
    base_customers: float
    margins: Array
    margins_by_segment: Array
    margins_before_losses: Array
    loss: Array
    gross_margin: float
    margin_of_one_more: Array
    habits: Habits
    cost_of_effort: float
    response: Response
    loyalty: Array
    leadership: Leadership
    distance: float
    planned_customers: Array
    planned_revenue: Array
    budgeted: float
    each_product: Array
    touchpoint_names: list[str]
    variant_names: list[str]

    def staffed_at_first(self, staff: float) -> float:
        """Size of the teams when a design begins, which has a budget of its own.

        Args:
            staff: effort a month that today's budget of change pays for.
        """
        today = self.scenario.today.delivery.budget
        return staff * (self.design.delivery.budget / today) if today > 0 else self.budgeted


def company_of(
    scenario: Scenario,
    design: Design,
    seed: int,
    base: CustomerBase,
    books: Books,
    share: float = 1.0,
    newcomer: bool = False,
) -> Company:
    """The company that a design makes of a firm.

    Args:
        scenario, design, seed: as in `Company`.
        base: its customer base.
        books: what it starts from, its share already.
        share: its share of the starting revenue that company-wide costs are anchored to.
        newcomer: it has no customers yet, nothing to reorganise, and plans as if it had its share.
    """
    scenario = scenario.modelled
    segments, products = scenario.segments, scenario.products
    pairs = base.pairs()
    taken = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1e-12)
    base_revenue = share * expected_revenue(scenario)
    earned = sum(p.revenue * p.margin for p in products)
    return Company(
        scenario=scenario,
        design=design,
        seed=seed,
        segments=len(segments),
        products=len(products),
        touchpoints=len(scenario.touchpoint_names),
        acts_on_segments=design.organisation.basis is not Basis.NONE,
        taken=taken,
        share_taken=pairs / np.maximum(pairs.sum(axis=0), 1e-12),
        frequency=taken @ mean_frequency(scenario),
        base_revenue=base_revenue,
        base_customers=max(share * expected_customers(scenario), 1e-9),
        margins=np.array([p.margin for p in products]),
        margins_by_segment=np.tile([p.margin for p in products], (len(segments), 1)),
        margins_before_losses=np.tile(margins_before_losses(scenario), (len(segments), 1)),
        loss=price_by_product(scenario) * loss_sizes(scenario),
        gross_margin=earned / sum(p.revenue for p in products),
        margin_of_one_more=earned / len(products) * np.array([s.spend for s in segments]),
        habits=_habits(scenario, design),
        cost_of_effort=(
            scenario.costs.team_share * base_revenue / max(scenario.work.capacity, 1e-12)
        ),
        response=response_of(
            scenario.levers, scenario.experience, scenario.stakes, scenario.costs.contact
        ),
        loyalty=in_loyalty(
            own_share(scenario), design.organisation.incentive, scenario.stakes.common_good
        ),
        leadership=leadership(design.organisation.authority, len(products), len(segments)),
        distance=0.0 if newcomer else distance(design, scenario.today),
        planned_customers=books.customers * newcomer,
        planned_revenue=books.revenue * newcomer,
        budgeted=scenario.work.capacity * design.delivery.budget,
        each_product=np.eye(len(products)),
        touchpoint_names=scenario.touchpoint_names,
        variant_names=["shared", *(s.name for s in segments)],
    )


def _habits(scenario: Scenario, design: Design) -> Habits:
    """The habits of a design in its market."""
    return Habits(
        design.organisation,
        design.delivery,
        scenario.work,
        scenario.insight,
        scenario.market.needs_drift,
        scenario.market.taste_sd**2,
    )
