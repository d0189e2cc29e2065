"""One firm: its design, its offers, what it believes, what it sees, and the people who run it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Account
from ..accounts.ledger import SHARED, Ledger
from ..market.customer_base import CustomerBase
from ..market.market import expected_revenue
from ..market.people.population import mean_frequency
from ..market.rules.draws import Purpose, normal_of, normals_of
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Basis, Design
from .agents import Executive, Leader, ProductLeader, PromiseMaker, RollBack, SegmentLeader
from .books import Books, Seen
from .decisions import Decision, Outcome
from .delivery import Habits, Item, Programme, months_worth
from .designs import distance, leadership
from .insight import Beliefs, believed_quality, report
from .levers import Settings, response_of
from .offers import SHARED as SHARED_VARIANT
from .offers import Offers
from .planning import Prospectus

Array = NDArray[np.float64]


@dataclass
class FirmState:
    """What a firm carries from one month to the next, whatever its design.

    Attributes:
        offers, beliefs, books: what it offers, believes and sees.
        promise: [S], what customers are told to expect.
        programmes, unchecked: work under way and harm to be found, by leader.
    """

    offers: Offers
    beliefs: Beliefs
    books: Books
    promise: Array
    programmes: dict[str, Programme]
    unchecked: dict[str, list[RollBack]]

    def copy(self) -> FirmState:
        """A state that can go on without touching this one."""
        return FirmState(
            self.offers.copy(),
            self.beliefs.copy(),
            self.books.copy(),
            self.promise.copy(),
            {name: replace(programme) for name, programme in self.programmes.items()},
            {name: list(harm) for name, harm in self.unchecked.items()},
        )


@dataclass
class FirmMonth:
    """What the firm did this month."""

    releases: int = 0
    incidents: int = 0
    rollbacks: int = 0
    idle: float = 0.0


class Firm:
    """A firm with a design, run by Mesa agents.

    Args:
        model: the Mesa model that its agents belong to.
        scenario, design, seed: the market, the point of the design space, the replication's seed.
        state: what it starts from; becomes this firm's own.
        base: its customer base.
        share: its share of the market's starting customers, and of the starting revenue that
            company-wide costs are anchored to.
        newcomer: it has no customers yet, nothing to reorganise, and plans as if it had its share.

    Attributes:
        taken: [A, S], share of each need among the people taken for a segment; rows add up to 1.
        share_taken: [A, S], share of each need's people taken for a segment; columns add up to 1.
        frequency: [A, K], how often people taken for a segment meet each touchpoint.
        base_revenue: currency a month at the start, the anchor of company-wide costs.
        cost_of_effort: currency per unit of effort.
        each_product: [P, P], in row p the share 1 of product p and 0 of the others.
        margins: [P], gross margin, share of revenue.
        response: how people respond to the levers.
        settings: where the levers stand.
        seen: what owners decide on this month.
        worth: months of revenue that a unit of delivered value is worth to whoever owns it.
        revenue: [S, P], what simulated people paid last month, currency.
        planned_customers, planned_revenue: [S], what a newcomer plans by until it has more.
    """

    def __init__(
        self,
        model: Any,
        scenario: Scenario,
        design: Design,
        seed: int,
        state: FirmState,
        base: CustomerBase,
        share: float = 1.0,
        newcomer: bool = False,
    ) -> None:
        self.scenario, self.design, self.seed, self.base = scenario, design, seed, base
        self.segments, self.products = len(scenario.segments), len(scenario.products)
        self.touchpoints = len(scenario.touchpoint_names)
        self.offers, self.beliefs, self.books = state.offers, state.beliefs, state.books
        self.acts_on_segments = design.organisation.basis is not Basis.NONE
        pairs = base.pairs()
        self.taken = pairs / np.maximum(pairs.sum(axis=1, keepdims=True), 1e-12)
        self.share_taken = pairs / np.maximum(pairs.sum(axis=0), 1e-12)
        self.frequency = self.taken @ mean_frequency(scenario)
        self.base_revenue = share * expected_revenue(scenario)
        self.ledger = Ledger(scenario.months + scenario.burn_in, self.segments, self.products)
        self.clock, self.norm = 0, 0.0
        self.true_ideal = np.zeros((self.segments, self.touchpoints))
        self.decisions: list[Decision] = []
        self.month = FirmMonth()
        self.settings = Settings(*(np.zeros(self.segments) for _ in range(4)))
        self.response = response_of(scenario.levers, scenario.experience)
        work = scenario.work
        unit_cost = scenario.costs.team_share * self.base_revenue / max(work.capacity, 1e-12)
        self.habits = Habits(
            design.organisation,
            design.delivery,
            work,
            scenario.market.taste_sd**2,
            unit_cost / scenario.represents,
            scenario.costs.idle_share,
        )
        self.distance = 0.0 if newcomer else distance(design, scenario.today)
        self.leadership = leadership(design.organisation.authority, self.products, self.segments)
        earned = sum(p.revenue * p.margin for p in scenario.products)
        self.gross_margin = earned / sum(p.revenue for p in scenario.products)
        price = earned / self.products
        self.margin_of_one_more = price * np.array([s.spend for s in scenario.segments])
        self.each_product = np.eye(self.products)
        self.margins = np.array([p.margin for p in scenario.products])
        self.cost_of_effort = self.habits.unit_cost * scenario.represents
        self.variant_names = ["shared", *(s.name for s in scenario.segments)]
        self._columns = np.arange(self.touchpoints)
        self._all_shared = np.full(self.touchpoints, SHARED_VARIANT)
        self.revenue = np.zeros((self.segments, self.products))
        self.books.customers *= share
        self.books.revenue *= share
        self.planned_customers = self.books.customers * newcomer
        self.planned_revenue = self.books.revenue * newcomer
        self._look_at_books()
        self._hire(model, state)
        if not self.acts_on_segments:
            self.offers.merge(self.books.revenue)

    def _hire(self, model: Any, state: FirmState) -> None:
        """Appoint leaders, with the work that is under way, promise maker and executive."""
        self.leaders: list[Leader] = [
            ProductLeader(model, self, product.name, number, SHARED_VARIANT)
            for number, product in enumerate(self.scenario.products)
        ]
        self.leaders += [
            SegmentLeader(model, self, segment.name, number, number + 1)
            for number, segment in enumerate(self.scenario.segments)
        ]
        for leader in self.leaders:
            leader.team.programme = state.programmes.get(_key(leader))
            if self.acts_on_segments or isinstance(leader, ProductLeader):
                leader.team.unchecked = state.unchecked.get(_key(leader), [])
        self.promise_maker = PromiseMaker(model, self, state.promise)
        self.executive = Executive(model, self)

    def state(self) -> FirmState:
        """A copy of what the firm carries on, for another run to depart from."""
        teams = {_key(leader): leader.team for leader in self.leaders}
        return FirmState(
            self.offers,
            self.beliefs,
            self.books,
            self.promise_maker.promise,
            {name: team.programme for name, team in teams.items() if team.programme},
            {name: team.unchecked for name, team in teams.items() if team.unchecked},
        ).copy()

    # The month, as the model calls it.

    def begin(self, clock: int, norm: float, ideal: Array) -> None:
        """Start a month.

        Args:
            clock: months since the burn-in began; part of the key of luck.
            norm: what people expect of any firm.
            ideal: [S, K], true ideals by need; what the firm acts on is a mixture of them.
        """
        self.clock, self.norm = clock, norm
        self.true_ideal = self.taken @ ideal
        self.month = FirmMonth()
        self.offers.outage[:] = 0.0
        self._look_at_books()

    def _look_at_books(self) -> None:
        """Take from the books what stays the same all month."""
        books = self.books
        self.seen = Seen(
            *books.with_firm(
                books.margin, books.churn, books.contact, books.heard, self.margin_of_one_more
            )
        )
        self.worth = months_worth(
            float(self.seen.churn[-1]),
            float(self.seen.contact[-1]),
            self.gross_margin,
            self.design.organisation.horizon_months,
            self.response,
        )
        self._stakes: dict[Leader, Array] = {}

    def hear(self) -> None:
        """Reports arrive, when it is time for a review."""
        organisation = self.design.organisation
        self.beliefs.fade(self.scenario.market.needs_drift)
        if self.clock % organisation.review_months:
            return
        noise = normals_of(
            self.seed, int(Purpose.REPORT), self.clock, self.segments, self.touchpoints
        )
        seen, variance = report(
            self.true_ideal,
            self.offers.met_position(),
            noise,
            organisation,
            self.scenario.insight,
        )
        self.beliefs.observe(seen, variance)

    def decide(self) -> None:
        """Promise, recruiting, recovery, offers, cross-selling."""
        self.promise_maker.decide()
        self.executive.set_levers()

    def deliver(self) -> None:
        """Capacity is split and every team works; what nobody could use is idle."""
        self.executive.split_capacity()
        for leader in self.leaders:
            leader.team.work()
        self.month.idle = sum(leader.team.idle for leader in self.leaders)
        given = sum(leader.capacity for leader in self.leaders)
        overhead = self.scenario.work.capacity - given
        idle = self.scenario.costs.idle_share * self.month.idle
        self.ledger.book(Account.DELIVERY, -self.cost_of_effort * (overhead + idle))

    def delivers(self) -> float:
        """Value delivered as the market hears it, averaged over customers."""
        return float(self.books.with_firm(self.books.heard)[0][-1])

    def age(self) -> None:
        """Capabilities age."""
        self.offers.age(self.scenario.work.decay)

    def capacity(self) -> float:
        """Effort for new work: after the dip of a move, coordination and upkeep of variants."""
        work, transition = self.scenario.work, self.scenario.transition
        elapsed = self.clock - self.scenario.burn_in
        fading = max(0.0, 1 - elapsed / transition.months) if elapsed >= 0 else 0.0
        gross = work.capacity * (1 - min(1.0, transition.dip * self.distance) * fading)
        gross /= 1 + work.coordination * self.leadership.pairs
        return max(0.0, gross - work.upkeep * self.offers.variants_live())

    # What leaders see.

    def blend(self, values: Array) -> Array:
        """Segment leaders' wishes [..., S] and, last, the firm-wide one, weighted by authority."""
        authority = self.design.organisation.authority
        return np.asarray(authority * values[..., :-1] + (1 - authority) * values[..., -1:])

    def editing(self, leader: Leader) -> NDArray[np.bool_]:
        """Which segments, at which touchpoints, this leader's variant serves or would, [S, K]."""
        if isinstance(leader, SegmentLeader):
            mask = np.zeros((self.segments, self.touchpoints), dtype=bool)
            mask[leader.number] = self.acts_on_segments
            return mask
        return self.offers.served == SHARED_VARIANT

    def base_variant(self, leader: Leader) -> NDArray[np.int64]:
        """The variant that a change by this leader starts from, [K]."""
        if isinstance(leader, SegmentLeader):
            return self.offers.served[leader.number]
        return self._all_shared

    def exposure(self, leader: Leader) -> Array:
        """Monthly revenue that meets each touchpoint and that the leader is credited with, [S, K].

        Revenue is what the books trace to the people taken for each segment: the same all month.
        """
        if leader not in self._stakes:
            revenue = self.share_taken @ self.books.revenue
            self._stakes[leader] = leader.credit() * revenue[:, None] * self.frequency
        return self._stakes[leader] * self.editing(leader)

    def prospectus(self, leader: Leader) -> Prospectus:
        """What a leader looks at when planning."""
        base, columns = self.base_variant(leader), self._columns
        quality = self.offers.quality[base, columns]
        further = base != leader.variant  # a variant of something that exists
        busy = np.zeros(self.touchpoints, dtype=bool)
        for other in self.leaders:
            if other.variant == leader.variant and other.team.programme is not None:
                for item in other.team.programme.items:
                    busy[item.touchpoint] = True
        return Prospectus(
            self.exposure(leader),
            self.offers.position[base, columns],
            believed_quality(quality, self.design.organisation, self.scenario.insight),
            quality,
            self.beliefs.mean,
            self.beliefs.variance,
            self.scenario.work.reuse * further,
            ~busy,
            leader.capacity,
            self.worth,
        )

    def research(self, item: Item, leader: Leader, number: int) -> None:
        """Learn more of the needs that an item is for, before it is built.

        Full research is an observation as good as what is known, so it halves the variance.

        Args:
            item: what is to be built.
            leader: who plans it.
            number: programmes begun this month, so that each meets luck of its own.
        """
        gain, k = 0.5 * self.design.delivery.upfront_research, item.touchpoint
        if gain < 1e-6:
            return
        for s in np.flatnonzero(self.exposure(leader)[:, k] > 0):
            row = int(s) + self.segments * leader.variant
            z = normal_of(self.seed, int(Purpose.RESEARCH), row, k + 64 * number, self.clock)
            variance = self.beliefs.variance[s, k]
            seen = self.true_ideal[s, k] + np.sqrt(variance * (1 / gain - 1)) * z
            self.beliefs.mean[s, k] += gain * (seen - self.beliefs.mean[s, k])
            self.beliefs.variance[s, k] *= 1 - gain

    # What the books and the log take down.

    def spend(self, programme: Programme, effort: float) -> None:
        """Book a month's work on a programme where it was caused."""
        release = programme.release_effort / max(programme.effort, 1e-12)
        cells = [self._cell(item.variant, item.touchpoint) for item in programme.items]
        share = self.cost_of_effort * effort / max(len(cells), 1)
        for cell in cells or [(SHARED, SHARED)]:
            self.ledger.book(Account.DELIVERY, -share * (1 - release), *cell)
            self.ledger.book(Account.RELEASES, -share * release, *cell)

    def _cell(self, variant: int, touchpoint: int) -> tuple[int, int]:
        """Segment and product that a variant at a touchpoint belongs to."""
        segment = variant - 1 if variant != SHARED_VARIANT else SHARED
        return segment, touchpoint if touchpoint < self.products else SHARED

    def log(self, owner: str, item: Item, effort: float, realised: float, outcome: Outcome) -> None:
        """Take down what shipped, or was rolled back."""
        represents = self.scenario.represents
        self.decisions.append(
            Decision(
                self.clock - self.scenario.burn_in + 1,
                owner,
                item.action,
                self.scenario.touchpoint_names[item.touchpoint],
                self.variant_names[item.variant],
                item.benefit * represents,
                effort,
                realised * represents,
                outcome,
            )
        )


def _key(leader: Leader) -> str:
    """A name that no other leader has, whatever products and segments are called."""
    return f"{type(leader).__name__} {leader.number}"
