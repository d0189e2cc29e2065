"""A market: its people and ties, its needs and norm, and how a month passes over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..scenario_file.design import Basis
from ..scenario_file.scenario import Scenario
from . import network, population
from .draws import Purpose, normals_of
from .engine import contacts_of, prospects_of, publish, recruit, retain, serve
from .objects import Crowd
from .population import People, Status
from .rules import norm_level
from .world import Behaviour, Tally, World, empty_tally

Array = NDArray[np.float64]


@dataclass
class MarketState:
    """What a market carries from one month to the next.

    Attributes:
        people: columns.
        ties: who hears whom; never changes, so copies share it.
        ideal: [S, K], what each need likes best.
        staffed: contacts a month that the help desk is staffed for.
    """

    people: People
    ties: network.Ties
    ideal: Array
    staffed: float

    def copy(self) -> MarketState:
        """A market that can live on without touching this one."""
        return MarketState(self.people.copy(), self.ties, self.ideal.copy(), self.staffed)


@dataclass
class Treatment:
    """How a firm treats people this month; see `World` for shapes and units."""

    position: Array
    quality: Array
    promise: Array
    recruiting: Array
    resolve: Array
    offer_cut: Array
    cross_sell: Array
    seen: float


class Market:
    """The market of one run. People live in columns, or as agents when a `crowd` is set.

    Args:
        scenario: who the people are and how they behave.
        seed: the replication's seed.
        state: what it starts from; becomes this market's own.
    """

    def __init__(self, scenario: Scenario, seed: int, state: MarketState) -> None:
        self.scenario, self.seed = scenario, np.uint32(seed)
        self.people, self.ties, self.ideal = state.people, state.ties, state.ideal
        self.home = population.starting_needs(scenario)
        self.behaviour = _behaviour(scenario)
        self.norm = scenario.market.norm_start
        self._touch = np.cumsum(population.touchpoint_chances(scenario), axis=2)
        self._baskets = np.cumsum(population.holding_chances(scenario), axis=1)
        self._hazards = population.hazard_quantiles(scenario)
        self.price = price_by_product(scenario)
        products = len(scenario.products)
        self._held = (np.arange(2**products)[:, None] >> np.arange(products) & 1).astype(float)
        margins = np.array([p.margin for p in scenario.products])
        self._margin = (self.price * margins) @ self._held.T
        self._queue = [t.queue for t in scenario.touchpoints]
        self.staffed = state.staffed
        self.tally = self._new_tally()
        self.crowd: Crowd | None = None

    @classmethod
    def opened(
        cls,
        scenario: Scenario,
        seed: int,
        ties: network.Ties | None = None,
        before: population.Standing | None = None,
    ) -> Market:
        """A market as it is when the burn-in starts.

        Args:
            scenario, seed: as for the class.
            ties: a given network; generated when missing.
            before: how customers stand after years with the firm; content when missing.

        Raises:
            RunError: ties for another number of people than the scenario simulates.
        """
        generator = population.population_generator(seed)
        people = population.drawn(scenario, generator, before)
        given = scenario.market.network
        if ties is None:
            ties = network.generated(
                people.need, given.strong_ties, given.weak_ties, given.homophily, generator
            )
        if len(ties.start) != len(people.need) + 1:
            raise RunError(
                f"the given network has {len(ties.start) - 1} people but market.simulated is "
                f"{len(people.need)}; make them equal"
            )
        ideal = population.starting_needs(scenario)
        market = cls(scenario, seed, MarketState(people, ties, ideal, _contacts(people)))
        never = np.uint32(2**32 - 1)  # a month that no run lives
        publish(people, market.behaviour, market.seed, never, market.tally.counts)
        return market

    def state(self) -> MarketState:
        """A copy of what the market carries on."""
        return MarketState(self.people, self.ties, self.ideal, self.staffed).copy()

    def move(self, clock: int, month: int) -> None:
        """Needs drift, shocks strike, the norm rises.

        Args:
            clock: months since the burn-in began.
            month: month of the comparison; 0 and below are the burn-in.
        """
        given = self.scenario.market
        drift = normals_of(self.seed, int(Purpose.NEEDS_DRIFT), clock, *self.ideal.shape)
        self.ideal += given.needs_reversion * (self.home - self.ideal) + given.needs_drift * drift
        self.norm = norm_level(
            float(max(month, 0)), given.norm_start, given.norm_cap, given.norm_rate
        )
        for shock in self.scenario.shocks:
            if shock.month == month:
                jump = normals_of(self.seed, int(Purpose.SHOCK), clock, *self.ideal.shape)
                self.ideal += shock.needs * jump
                customers = self.people.status == Status.CUSTOMER
                self.people.satisfaction[customers] *= np.float32(1 - shock.trust)

    def acted(self, basis: Basis) -> NDArray[np.uint8]:
        """The segment that a firm with this basis takes each person for."""
        people = self.people
        return {
            Basis.NEED: people.by_need,
            Basis.CIRCUMSTANCE: people.by_circumstance,
            Basis.NONE: people.need,
        }[basis]

    def pairs(self, basis: Basis) -> Array:
        """Number of people by the segment they are taken for and their need, [A, S]."""
        segments = len(self.scenario.segments)
        pairs = np.zeros((segments, segments))
        np.add.at(pairs, (self.acted(basis), self.people.need), 1.0)
        return pairs

    def frequency(self) -> Array:
        """How often people of a need meet each touchpoint, averaged over baskets, [S, K]."""
        chances = population.touchpoint_chances(self.scenario)
        weights = population.holding_chances(self.scenario)
        return np.asarray(np.einsum("smk,sm->sk", chances, weights))

    def live(self, clock: int, basis: Basis, treatment: Treatment) -> Tally:
        """Let everybody live one month and say next month's word.

        Args:
            clock: months since the burn-in began.
            basis: which segments the firm acts on.
            treatment: what people meet.
        """
        self.tally = self._new_tally()
        world = self._world(treatment)
        acted = self.acted(basis)
        if self.crowd is not None:
            self.crowd.live(acted, self.behaviour, world, clock, self.tally)
        else:
            self._live_in_columns(acted, world, np.uint32(clock))
        self.staff_up()
        return self.tally

    def _live_in_columns(self, acted: NDArray[np.uint8], world: World, now: np.uint32) -> None:
        people, behaviour, seed = self.people, self.behaviour, self.seed
        recruit(people, self.ties, acted, behaviour, world, seed, now, self.tally)
        serve(people, acted, behaviour, world, seed, now, self.tally)
        retain(people, acted, behaviour, world, seed, now, self.tally)
        publish(people, behaviour, seed, now, self.tally.counts)

    def revenue(self) -> Array:
        """This month's revenue by segment and product, simulated people, currency [S, P]."""
        return np.asarray((self.tally.spend @ self._held) * self.price)

    def load(self) -> float:
        """Contacts that customers make over those that the help desk is staffed for."""
        return _contacts(self.people) / max(self.staffed, 1e-9)

    def queued_quality(self, quality: Array) -> Array:
        """Quality with the help desk's queue: q / max(1, load / capacity) where people queue.

        Args:
            quality: [A, K].
        """
        if not any(self._queue):
            return quality
        out = quality.copy()
        waiting = max(1.0, self.load() / self.scenario.work.help_capacity)
        out[:, len(self.scenario.products) + self._queue.index(True)] /= waiting
        return out

    def staff_up(self) -> None:
        """Let staffing follow the contacts that come: a queue is what a surge leaves behind."""
        speed = self.scenario.work.staffing_speed
        self.staffed += speed * (_contacts(self.people) - self.staffed)

    def prospects(self, basis: Basis) -> Array:
        """People who could join, by the segment that a firm with this basis takes them for, [A]."""
        counts = np.zeros(len(self.scenario.segments))
        prospects_of(self.people.status, self.acted(basis), counts)
        return counts

    def _new_tally(self) -> Tally:
        segments, baskets, touchpoints = self._touch.shape
        return empty_tally(segments, touchpoints, baskets)

    def _world(self, treatment: Treatment) -> World:
        given, costs = self.scenario.market.network, self.scenario.costs
        return World(
            self.ideal, self._touch, self._baskets, self._hazards, self._margin,
            treatment.position, self.queued_quality(treatment.quality), treatment.promise,
            treatment.recruiting, treatment.resolve, treatment.offer_cut, treatment.cross_sell,
            float(treatment.seen), float(self.norm), float(costs.contact), float(costs.complaint),
            int(given.kind == "mixed"), given.strong_ties, given.weak_ties,
        )  # fmt: skip


def _contacts(people: People) -> float:
    """Contacts that the customers make in a month."""
    return float(contacts_of(people.status, people.contact_rate))


def price_by_product(scenario: Scenario) -> Array:
    """Monthly revenue from a holder with mean spend by segment and product, [S, P]."""
    revenue = np.array([p.revenue for p in scenario.products])
    return np.array([s.spend for s in scenario.segments])[:, None] * revenue


def expected_revenue(scenario: Scenario) -> float:
    """Monthly revenue of the real market at the start: the anchor of company-wide costs."""
    products = len(scenario.products)
    held = (np.arange(2**products)[:, None] >> np.arange(products) & 1).astype(float)
    per_customer = (population.holding_chances(scenario) @ held * price_by_product(scenario)).sum(1)
    customers = np.array([s.share * s.penetration for s in scenario.segments])
    return float(customers @ per_customer * scenario.market.people)


def _behaviour(scenario: Scenario) -> Behaviour:
    """The constants that the engine reads, from wherever the schema keeps them."""
    sources = (scenario.experience, scenario.advocacy, scenario.market, scenario.levers)
    values = {}
    for name in Behaviour._fields:
        values[name] = float(next(getattr(s, name) for s in sources if hasattr(s, name)))
    # As people's columns hold it: who stands exactly at the reference is neither above nor below.
    values["reference"] = float(np.float32(values["reference"]))
    return Behaviour(**values)
