"""What a firm's people find and leave behind: its offers, books, month, ledger and log."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from ..accounts.chart_of_accounts import Account
from ..accounts.ledger import SHARED, Ledger
from ..market.customer_base import CustomerBase
from ..market.prices import Prices
from ..market.rules.draws import Purpose, normals_of
from .books import Seen
from .company import Company
from .decisions import Decision, Outcome
from .delivery import Item, Programme, months_worth
from .insight import MONTHS_OF_ERROR, learnt_share, report, with_error
from .levers import Settings
from .offers import SHARED as SHARED_VARIANT
from .staffing import staffed
from .stakes import of_gains
from .state import FirmMonth, FirmState, View

Array = NDArray[np.float64]
LEAST_MARGIN = 0.02
"""Share of revenue that leaders take for the margin of customers who bring less (assumption)."""


class Business:
    """A firm without the people who run it: what they, and mechanisms, act upon.

    Args:
        company: what never changes.
        state: what it starts from; becomes this firm's own.
        base: its customer base.

    Attributes:
        scenario, design, habits, segments, products, touchpoints: the company's.
        offers, beliefs, books: what it offers, believes and sees.
        ledger, decisions: what it booked, and what it shipped.
        settings: where the levers stand.
        staff: effort a month that the delivery teams are paid for.
        tariff: its prices.
        view: what its people see this month.
        month: what it did this month.
        revenue: [S, P], what simulated people paid last month, currency.
    """

    def __init__(self, company: Company, state: FirmState, base: CustomerBase) -> None:
        self.company, self.base = company, base
        self.scenario, self.design, self.habits = company.scenario, company.design, company.habits
        self.segments, self.products = company.segments, company.products
        self.touchpoints = company.touchpoints
        self.offers, self.beliefs, self.books = state.offers, state.beliefs, state.books
        self.tariff = state.tariff
        months = company.scenario.months + company.scenario.burn_in
        self.ledger = Ledger(months, company.segments, company.products)
        self.decisions: list[Decision] = []
        self.staff = company.staffed_at_first(state.staff)
        self.settings = Settings(*(np.zeros(company.segments) for _ in range(4)))
        self.revenue = np.zeros((company.segments, company.products))
        self.month = FirmMonth()
        self.view = self._view(0, 0.0, np.zeros((company.segments, company.touchpoints)))

    @property
    def clock(self) -> int:
        """Months since the burn-in began."""
        return self.view.clock

    @property
    def norm(self) -> float:
        """What people expect of any firm."""
        return self.view.norm

    # The month, as the model calls it.

    def begin(self, clock: int, norm: float, ideal: Array) -> None:
        """Start a month.

        Args:
            clock: months since the burn-in began; part of the key of the random draws.
            norm: what people expect of any firm.
            ideal: [S, K], true ideals by need; what the firm acts on is a mixture of them.
        """
        self.month = FirmMonth(clock - self.scenario.burn_in + 1)
        self.offers.outage[:] = 0.0
        self.view = self._view(clock, norm, self.company.taken @ ideal)

    def _view(self, clock: int, norm: float, true_ideal: Array) -> View:
        """The month as people see it, with what the books say all month."""
        books, company = self.books, self.company
        columns = books.margin, books.churn, books.contact, books.heard
        staked = books.margin * company.loyalty
        seen = Seen(*books.with_firm(*columns, staked, company.margin_of_one_more))
        kept = company.scenario.stakes.margin_kept
        weights = np.ones(company.segments)
        if kept > 0:
            paid = books.revenue / np.maximum(books.customers, 1e-9)
            share = np.clip(books.margin / np.maximum(paid, 1e-9), LEAST_MARGIN, 1.0)
            own = [self._worth(seen, s, float(share[s])) for s in range(company.segments)]
            mean, incentive = company.gross_margin, company.design.organisation.incentive
            weights = of_gains(np.array(own), self._worth(seen, -1, mean), incentive, kept)
        return View(clock, norm, true_ideal, seen, weights)

    def _worth(self, seen: Seen, owner: int, margin: float) -> float:
        """Months of revenue that a unit of delivered value is worth, to a segment or the firm."""
        horizon = self.company.design.organisation.horizon_months
        churn, contact = float(seen.churn[owner]), float(seen.contact[owner])
        return months_worth(churn, contact, margin, horizon, self.company.response)

    def weighed(self) -> Array:
        """Monthly revenue traced to people taken for each segment, by its weight, [S, 1]."""
        view = self.view
        if view.weighed is None:
            revenue = self.company.share_taken @ self.books.revenue
            view.weighed = (revenue * view.weights)[:, None]
        return view.weighed

    def hear(self) -> None:
        """Reports arrive, when it is time for a review."""
        company, organisation = self.company, self.design.organisation
        self.beliefs.fade(self.scenario.market.needs_drift)
        if self.clock % organisation.review_months:
            return
        shape = company.segments, company.touchpoints
        noise = normals_of(company.seed, int(Purpose.REPORT), self.clock, *shape)
        share = self.scenario.insight.persistent_error
        if share > 0:
            years = self.clock // MONTHS_OF_ERROR
            error = normals_of(company.seed, int(Purpose.PERSISTENT_ERROR), years, *shape)
            noise = with_error(noise, error, share)
        seen, variance = report(
            self.view.true_ideal,
            self.offers.met_position(),
            noise,
            organisation,
            self.scenario.insight,
            self.beliefs.shown,
        )
        self.beliefs.observe(seen, variance)

    def learn(self, item: Item, before: float, weight: Array) -> None:
        """A moved offer works: leaders see how far it had to go.

        Args:
            item: what shipped.
            before: position of the offer before.
            weight: [S], revenue of those whom it serves, as credited.
        """
        true_ideal = self.view.true_ideal[:, item.touchpoint]
        found = float(weight @ (true_ideal - before)) / max(float(weight.sum()), 1e-12)
        speed = self.scenario.insight.learning_speed
        self.beliefs.shown = learnt_share(self.beliefs.shown, item.position - before, found, speed)

    def delivers(self) -> float:
        """Value delivered as the market hears it, averaged over customers."""
        return float(self.books.with_firm(self.books.heard)[0][-1])

    def age(self) -> None:
        """Capabilities age, and so does what was learnt of needs."""
        work = self.scenario.work
        self.offers.age(work.decay, work.frontier)
        self.offers.known *= exp(-self.habits.ageing)

    def prices(self) -> Prices:
        """What people meet of its prices, relative to today's."""
        return self.tariff.met(self.design.organisation.authority)

    def margins(self, at_first: Array) -> Array:
        """Margins of what was sold last month at its prices, share of revenue, [S, P].

        Args:
            at_first: [S, P], the same at the prices of the start.
        """
        if self.base.sold is None:
            return at_first
        paid, bought = self.base.sold
        cost = (1 - at_first) * bought / np.maximum(paid, 1e-12)
        return np.where(paid > 0, 1 - cost, at_first)

    def capacity(self) -> float:
        """Effort for new work: after what mechanisms take, coordination and upkeep of variants."""
        work = self.scenario.work
        gross = self.staff * (1 - self.month.capacity_lost)
        gross /= 1 + work.coordination * self.company.leadership.pairs
        return max(0.0, gross - work.upkeep * self.offers.variants_live())

    def blend(self, values: Array) -> Array:
        """Segment leaders' wishes [..., S] and, last, the firm-wide one, weighted by authority."""
        authority = self.design.organisation.authority
        return np.asarray(authority * values[..., :-1] + (1 - authority) * values[..., -1:])

    def hire(self, backlog: float) -> None:
        """The size of the teams follows the work that there is, see `staffing.staffed`.

        Args:
            backlog: effort still to spend on what is under way.
        """
        speed = self.scenario.work.hiring_speed
        if speed > 0:
            earned = float(self.books.revenue.sum()) * self.scenario.represents
            most = self.company.budgeted * earned / max(self.company.base_revenue, 1e-9)
            self.staff = staffed(self.staff, self.staff - self.month.idle, backlog, most, speed)

    def working_quality(self) -> Array:
        """Quality that people meet this month, [S, K]: after outages and what a move disturbs."""
        quality, month = self.offers.working_quality(), self.month
        if month.quality_lost > 0 or month.help_lost > 0:
            quality = quality * (1 - month.quality_lost)
            for place, touchpoint in enumerate(self.scenario.touchpoints):
                if touchpoint.queue:
                    quality[:, self.products + place] *= 1 - month.help_lost
        return quality

    # What the ledger and the log take down.

    def pay_staff(self, given: float) -> None:
        """Book what teams cost that no programme took: overhead, and the idle as far as it is due.

        Args:
            given: effort that leaders had for new work.
        """
        idle = self.scenario.costs.idle_share * self.month.idle
        cost = self.company.cost_of_effort * (self.staff - given + idle)
        self.ledger.book(Account.DELIVERY, -cost)

    def spend(self, programme: Programme, effort: float) -> None:
        """Book a month's work on a programme where it was caused."""
        release = programme.release_effort / max(programme.effort, 1e-12)
        cells = [self._cell(item.variant, item.touchpoint) for item in programme.items]
        share = self.company.cost_of_effort * effort / max(len(cells), 1)
        built, released = -share * (1 - release), -share * release
        delivery, releases, book = Account.DELIVERY, Account.RELEASES, self.ledger.book
        for segment, product in cells or [(SHARED, SHARED)]:
            book(delivery, built, segment, product)
            book(releases, released, segment, product)

    def _cell(self, variant: int, touchpoint: int) -> tuple[int, int]:
        """Segment and product that a variant at a touchpoint belongs to."""
        segment = variant - 1 if variant != SHARED_VARIANT else SHARED
        return segment, touchpoint if touchpoint < self.products else SHARED

    def log(self, owner: str, item: Item, effort: float, realised: float, outcome: Outcome) -> None:
        """Take down what shipped, or was rolled back."""
        represents = self.scenario.represents
        self.decisions.append(
            Decision(
                self.month.number,
                owner,
                item.action,
                self.company.touchpoint_names[item.touchpoint],
                self.company.variant_names[item.variant],
                item.benefit * represents,
                effort,
                realised * represents,
                outcome,
            )
        )
