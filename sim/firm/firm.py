"""One firm: a business, and the people who run it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..market.customer_base import CustomerBase
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Design
from .business import Business
from .company import company_of
from .delivery import Programme
from .executive import Executive, PromiseMaker
from .leaders import Leader, ProductLeader, SegmentLeader
from .offers import SHARED as SHARED_VARIANT
from .planning import Lane
from .pooling import work_together
from .state import FirmState


class Firm(Business):
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
        leaders, promise_maker, executive: who runs it. All else is a business's.
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
        books = state.books
        books.customers *= share
        books.revenue *= share
        if state.tariff.joiners is not None:
            state.tariff.joiners *= share
        company = company_of(scenario, design, seed, base, books, share, newcomer)
        super().__init__(company, state, base)
        self.leaders = self._appointed(model, state)
        self.promise_maker = PromiseMaker(model, self, state.promise)
        self.executive = Executive(model, self, self.leaders, self.promise_maker)
        if not company.acts_on_segments:
            self.offers.merge(books.revenue)

    def _appointed(self, model: Any, state: FirmState) -> list[Leader]:
        """Leaders of products and of segments, with the work that is under way."""
        leaders: list[Leader] = []
        for number, product in enumerate(self.scenario.products):
            leaders.append(ProductLeader(model, self, leaders, product.name, number))
        for number, segment in enumerate(self.scenario.segments):
            leaders.append(SegmentLeader(model, self, leaders, segment.name, number))
        told_apart = self.company.acts_on_segments
        for each in leaders:
            programmes = state.programmes.get(_key(each), {})
            if not told_apart and isinstance(each, ProductLeader):
                programmes = _for_everybody(programmes)
            each.team.programmes = programmes
            unchecked = state.unchecked.get(_key(each), [])
            shared = [harm for harm in unchecked if harm.item.variant == SHARED_VARIANT]
            each.team.unchecked = unchecked if told_apart else shared
        return leaders

    def state(self) -> FirmState:
        """A copy of what the firm carries on, for another run to depart from."""
        teams = {_key(leader): leader.team for leader in self.leaders}
        return FirmState(
            self.offers,
            self.beliefs,
            self.books,
            self.promise_maker.promise,
            self.staff,
            {name: team.programmes for name, team in teams.items() if team.programmes},
            {name: team.unchecked for name, team in teams.items() if team.unchecked},
            self.tariff,
        ).copy()

    def decide(self) -> None:
        """Promise, recruiting, recovery, offers, cross-selling."""
        self.promise_maker.decide()
        self.executive.set_levers()

    def deliver(self) -> None:
        """Capacity is split and every team works; what no team could use is idle."""
        work = self.scenario.work
        self.executive.split_capacity()
        for leader in self.leaders:
            leader.team.work((1 - work.vision_share) * leader.capacity)
        for kind in (ProductLeader, SegmentLeader):
            alike = [leader for leader in self.leaders if isinstance(leader, kind)]
            committed = work.vision_share * sum(leader.capacity for leader in alike)
            work_together(alike, committed, work.lending)
        self.month.staff = self.staff
        self.month.idle = sum(leader.team.idle for leader in self.leaders)
        given = sum(leader.capacity for leader in self.leaders)
        self.pay_staff(given)
        self.hire(sum(leader.team.backlog for leader in self.leaders if leader.capacity > 0))


def _for_everybody(programmes: dict[Lane, Programme]) -> dict[Lane, Programme]:
    """What is under way, without the versions for segments that are no longer told apart."""
    kept = {}
    for lane, programme in programmes.items():
        items = [item for item in programme.items if item.variant == SHARED_VARIANT]
        if items or not programme.items:
            kept[lane] = replace(programme, items=items)
    return kept


def _key(leader: Leader) -> str:
    """A name that no other leader has, whatever products and segments are called."""
    return f"{type(leader).__name__} {leader.number}"
