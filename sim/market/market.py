"""A market: its people and ties, its needs and norm, and how a month passes over them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Basis
from .agents.crowd import Crowd
from .customer_base import CustomerBase, Treatment
from .engine import changes, columns, rulebook
from .engine.scratch import BLOCK, blocks_of, new_bench
from .engine.word_of_mouth import average_word, share_out
from .people import network, population
from .people.population import People, Status
from .people.world import Behaviour, World
from .prices import Prices, Tables, in_single, of_today, side_by_side, tables
from .rules.draws import Purpose, normals_of
from .rules.rules import norm_level, weight_of_size, weight_of_the_rest
from .rules.tally import Count, Sums, nothing

Array = NDArray[np.float64]
BASES = {
    Basis.NEED: changes.BY_NEED,
    Basis.CIRCUMSTANCE: changes.BY_CIRCUMSTANCE,
    Basis.NONE: changes.BY_NOTHING,
}
NEVER = np.uint32(2**32 - 1)
"""A month that no run lives."""


@dataclass
class MarketState:
    """What a market carries from one month to the next.

    Attributes:
        people: columns.
        ties: the friends that each person hears; never changes, so copies share it.
        ideal: [S, K], what each need likes best.
        staffed: contacts a month that the (first) firm's help desk is staffed for.
    """

    people: People
    ties: network.Ties
    ideal: Array
    staffed: float | None

    def copy(self) -> MarketState:
        """A market that can live on without touching this one."""
        return MarketState(self.people.copy(), self.ties, self.ideal.copy(), self.staffed)


class Market:
    """The market of one run. People live in columns, or as agents when a `crowd` is set.

    Args:
        scenario: who the people are and how they behave.
        seed: the replication's seed.
        state: what it starts from; becomes this market's own.
        bases: which segments each firm acts on; the first is the one of `state.staffed`.
        rules: rules that take the place of the rulebook's, by name.
        threads: how many processors share the people; the bits are the same.
        block: most people of a block; the bits are the same.

    Attributes:
        bases: customer base of each firm.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        state: MarketState,
        bases: Sequence[Basis] = (Basis.NONE,),
        rules: rulebook.Rules | None = None,
        threads: int = 1,
        block: int = BLOCK,
    ) -> None:
        scenario = scenario.modelled
        self.scenario, self.seed = scenario, np.uint32(seed)
        self._people = state.people.equipped(scenario)
        self.ties, self.ideal = state.ties, state.ideal
        self.engine = rulebook.engine(rules)
        self.crowd: Crowd | None = None
        self.home = population.starting_needs(scenario)
        self.behaviour = _behaviour(scenario)
        self.norm = scenario.market.norm_start
        self.price = price_by_product(scenario)
        products = len(scenario.products)
        self.held = (np.arange(2**products)[:, None] >> np.arange(products) & 1).astype(float)
        self._always = _what_never_changes(scenario, self.price, self.held)
        self._no_choice = {"size": np.ones(1, np.float32), "rest": np.float32(1.0)}
        self._away = _away(*self.ideal.shape)
        none = of_today(len(self.ideal), len(self.held), cells=0)
        none = none._replace(ease=np.ones(len(bases) * len(self.ideal)))
        self._unpriced = {"priced": 0, **in_single(none)}
        self._basis = np.array([BASES[basis] for basis in bases], np.uint8)
        blocks = blocks_of(self._people.need, block)
        self._shares = np.array_split(blocks, min(threads, max(len(blocks), 1)))
        self._benches = [new_bench() for _ in self._shares]
        # Waiting threads sleep: a thread that spins takes a shared core from the one that works.
        self._threads = ThreadPoolExecutor(len(self._shares))
        self._word = np.zeros((len(bases), 3, len(self._people.need)), self.ties.counter)
        self._gone = np.zeros(len(self._people.left), self.ties.counter)
        self.bases: list[CustomerBase] = []
        standing, staffed = self.standing(), state.staffed if len(bases) == 1 else None
        self.bases = [
            CustomerBase(self, number, basis, standing, staffed)
            for number, basis in enumerate(bases)
        ]

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
        market = cls(scenario, seed, MarketState(people, ties, ideal, None))
        market.run(columns.SPEAKING | columns.SPREADING, market._world([None]), NEVER)
        return market

    def share_out(self, incumbents: Sequence[int]) -> None:
        """Share today's customers, and those who left, among firms by lot.

        Args:
            incumbents: positions of the firms that share them.

        Raises:
            RunError: no firm is there from the start.
        """
        if not incumbents:
            raise RunError("no firm is in the market in month 1; let one enter then")
        if list(incumbents) == [0]:
            return
        people = self._people
        share_out(people, np.array(incumbents, np.uint8), self.seed)
        standing = self.standing()
        for base in self.bases:
            base.begin(standing)

    def become_agents(self, model: Any) -> None:
        """Let everybody live on as a `CustomerAgent` of a Mesa model."""
        self.crowd = Crowd(
            model, self._people, self.ties, int(self.seed), self._basis, self.engine.rules
        )

    @property
    def people(self) -> People:
        """Everybody's columns."""
        if self.crowd is not None:
            self.crowd.write(self._people)
        return self._people

    def state(self) -> MarketState:
        """What the market carries on: not a copy."""
        return MarketState(self.people, self.ties, self.ideal, self.bases[0].staffed)

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
                people = self.people
                customers = people.status == Status.CUSTOMER
                people.satisfaction[customers] *= np.float32(1 - shock.trust)
                if self.crowd is not None:
                    self.crowd.read(people)

    def live(self, clock: int, treatments: Sequence[Treatment | None]) -> None:
        """Let everybody live one month and say next month's word; the customer bases count it.

        Args:
            clock: months since the burn-in began.
            treatments: what people meet at each firm; None for one that is not in the market.
        """
        world = self._world(treatments)
        for base, treatment in zip(self.bases, treatments, strict=True):
            base.sell(treatment.prices if treatment else None)
        if self.crowd is not None:
            sums = self.crowd.live(self.behaviour, world, clock, self._nothing())
        else:
            sums = self.run(columns.WHOLE_MONTH, world, np.uint32(clock))
        for base in self.bases:
            base.count(sums)
            base.staff_up()

    def standing(self) -> Sums:
        """Everybody counted as they stand, and their word carried on, without letting time pass."""
        parts = columns.COUNTING | columns.SPREADING
        return self.run(parts, self._world([None] * len(self._basis)), NEVER)

    def run(self, parts: int, world: World, clock: np.uint32) -> Sums:
        """Let everybody live parts of a month in columns.

        Args:
            parts: sum of `columns.HEARING` and the others.
            world: what people meet.
            clock: months since the burn-in began.

        Returns:
            what happened.
        """
        each = [self._nothing() for _ in self._shares]
        rivals = len(self._basis) - 1 or None
        tasks = [
            (
                self._people,
                self.ties,
                self._word,
                self._gone,
                self.behaviour,
                world,
                self.seed,
                clock,
                rivals,
                *own,
            )
            for own in zip(self._shares, self._benches, each, strict=True)
        ]
        if len(tasks) == 1:
            self.engine.month(*tasks[0], parts)
            return each[0]
        for together in columns.TOGETHER:
            these = [(*task, parts & together) for task in tasks]
            list(self._threads.map(lambda task: self.engine.month(*task), these))
        for sums in each[1:]:
            for total, more in zip(each[0], sums, strict=True):
                total += more
        return each[0]

    def _nothing(self) -> Sums:
        segments, baskets, touchpoints = self._always["touch"].shape
        causing, losing = len(self._people.pending) > 0, self._always["loss_chance"].shape[1]
        return nothing(len(self._basis), segments, touchpoints, baskets, causing, losing)

    def _world(self, treatments: Sequence[Treatment | None]) -> World:
        """What everybody meets this month, the cells of one firm after those of the other."""
        away = self._away
        given = [t or away for t in treatments]
        quality = [
            t.quality if t is away else self.bases[f].queued_quality(t.quality)
            for f, t in enumerate(given)
        ]
        segments = len(self.ideal)
        by_cell: Any = {name: _cells([getattr(t, name) for t in given]) for name in BY_CELL}
        return World(
            ideal=self.ideal.astype("f4"),
            basis=self._basis,
            open_=np.array([t is not away for t in given], np.uint8),
            quality=_cells(quality),
            seen=np.array([t.seen for t in given], "f4").repeat(segments),
            norm=np.array([t.norm for t in given], "f4").repeat(segments),
            rumour=self._rumour(),
            departed=self._departed(),
            **self._choices(),
            **self._priced(given),
            **by_cell,
            **self._always,
        )

    def _choices(self) -> dict[str, Any]:
        """What customers who leave choose by besides what firms do: their sizes, and the rest.

        Where there is one firm, nobody chooses.
        """
        if len(self._basis) == 1:
            return self._no_choice
        given, people = self.scenario.rivalry, len(self._people.need)
        share = [float(b.tally.counts[:, Count.CUSTOMERS].sum()) / people for b in self.bases]
        share = share or [0.0] * len(self._basis)  # nobody chooses before all are counted
        rest = weight_of_the_rest(
            given.outside_option,
            1.0 - sum(share),
            self.norm,
            given.choice_sensitivity,
            given.weight_of_size,
        )
        size = [weight_of_size(each, given.weight_of_size) for each in share]
        return {"size": np.array(size, np.float32), "rest": np.float32(rest)}

    def _priced(self, given: Sequence[Treatment]) -> dict[str, Any]:
        """What prices do to people; tables without cells where all of them stay."""
        shape = len(self.ideal), len(self.held)
        if all(t.prices is None for t in given):
            return self._unpriced
        each = [of_today(*shape) if t.prices is None else self._tables(t.prices) for t in given]
        return {"priced": 1, **in_single(side_by_side(each))}

    def _tables(self, prices: Prices) -> Tables:
        """What one firm's prices do to people."""
        given = self.scenario
        margins = np.array([p.margin for p in given.products])
        usual = population.holding_chances(given) @ self.held
        return tables(prices, given.pricing, self.held, self.price, margins, usual)

    def _rumour(self) -> NDArray[np.float32]:
        """Shares of people who promote and warn of each firm, and its promoters' expectation.

        Only counted where everybody hears the average instead of own ties.
        """
        out = np.zeros((len(self._basis), 3), np.float32)
        if self.scenario.market.network.kind == "mixed":
            people = self.people
            for f in range(len(out)):
                out[f] = average_word(people.talk, people.expectation, f)
        return out

    def _departed(self) -> NDArray[np.float32]:
        """Friends of a person who left each firm last month, where everybody has average ones."""
        firms, given = len(self._basis), self.scenario.market.network
        left = self.people.left if given.kind == "mixed" else self._people.left[:0]
        number = np.bincount(left, minlength=firms + 1)[1:]
        ties = given.strong_ties + given.weak_ties
        return (ties * number / max(len(self._people.need), 1)).astype(np.float32)


BY_CELL = (
    "position",
    "scope",
    "promise",
    "recruiting",
    "resolve",
    "offer_cut",
    "cross_sell",
    "heard",
    "attract",
)
"""What a treatment says by segment acted on, and the world by cell."""


def _cells(each: Sequence[Array]) -> NDArray[np.float32]:
    """What firms do to cells, one firm's after those of the other, in single precision."""
    together = each[0] if len(each) == 1 else np.concatenate(each)
    return together.astype("f4")


def _away(segments: int, touchpoints: int) -> Treatment:
    """What people meet of a firm that is not in the market."""
    by_segment, by_offer = np.zeros(segments), np.zeros((segments, touchpoints))
    nothing_done: Any = [by_offer] * 3 + [by_segment] * 5 + [0.0] * 2 + [by_segment] * 2
    return Treatment(*nothing_done)


def _what_never_changes(scenario: Scenario, price: Array, held: Array) -> dict[str, Any]:
    """The parts of the world that no month changes, in single precision."""
    given, costs = scenario.market.network, scenario.costs
    queues = [t.queue for t in scenario.touchpoints]
    spread = np.array([s.spend_sd for s in scenario.segments])
    gamma = scenario.levers.deal_proneness
    return {
        "touch": np.cumsum(population.touchpoint_chances(scenario), axis=2).astype("f4"),
        "baskets": np.cumsum(population.holding_chances(scenario), axis=1).astype("f4"),
        "hazards": population.hazard_quantiles(scenario).astype("f4"),
        "margin": ((price * margins_before_losses(scenario)) @ held.T).astype("f4"),
        "loss_chance": _loss_chances(scenario, held).astype("f4"),
        "loss": (price * loss_sizes(scenario)).astype("f4"),
        "bought": np.exp(spread**2 * gamma * (1 + gamma) / 2).astype("f4"),
        "costs": np.array([costs.contact, costs.complaint], np.float32),
        "ties": np.array(
            [given.strong_ties, given.weak_ties, given.strong_ties + given.weak_ties], np.float32
        ),
        "mixed": int(given.kind == "mixed"),
        "help_desk": len(scenario.products) + queues.index(True) if any(queues) else -1,
    }


def loss_sizes(scenario: Scenario) -> Array:
    """What a loss costs by product, in months of the customer's revenue from it, [P]."""
    return np.array([p.loss_size for p in scenario.products])


def margins_before_losses(scenario: Scenario) -> Array:
    """Gross margin by product before losses, share of revenue, [P]: m + rate * size.

    Cost of sales as books state it contains the usual losses. Where these are booked when they
    strike, the expected ones are taken out of it, so that margins stay as they are on average.
    """
    margins = np.array([p.margin for p in scenario.products])
    return margins + np.array([p.loss_rate * p.loss_size for p in scenario.products])


def _loss_chances(scenario: Scenario, held: Array) -> Array:
    """Cumulative chance by product that a holder of a basket causes a loss in a month, [M, P].

    At most one loss a month; no products where no product has losses.
    """
    rates = np.array([p.loss_rate * (p.loss_size > 0) for p in scenario.products])
    return np.cumsum(held * rates, axis=1) if rates.any() else np.zeros((len(held), 0))


def price_by_product(scenario: Scenario) -> Array:
    """Monthly revenue from a holder with mean spend by segment and product, [S, P]."""
    revenue = np.array([p.revenue for p in scenario.products])
    return np.array([s.spend for s in scenario.segments])[:, None] * revenue


def expected_customers(scenario: Scenario) -> float:
    """Simulated customers at the start, who pay the `expected_revenue`."""
    share = sum(s.share * s.penetration for s in scenario.segments)
    return scenario.market.simulated * share


def expected_revenue(scenario: Scenario) -> float:
    """Monthly revenue of the real market at the start: the anchor of company-wide costs."""
    products = len(scenario.products)
    held = (np.arange(2**products)[:, None] >> np.arange(products) & 1).astype(float)
    per_customer = (population.holding_chances(scenario) @ held * price_by_product(scenario)).sum(1)
    customers = np.array([s.share * s.penetration for s in scenario.segments])
    return float(customers @ per_customer * scenario.market.people)


def _behaviour(scenario: Scenario) -> Behaviour:
    """The constants that the engine reads, from wherever the schema keeps them."""
    sources = (
        scenario.experience,
        scenario.advocacy,
        scenario.rivalry,
        scenario.market,
        scenario.levers,
    )
    values = {"recovery_on_hazard": float(scenario.experience.recovery_on == "hazard")}
    for name in set(Behaviour._fields) - set(values):
        values[name] = next(getattr(s, name) for s in sources if hasattr(s, name))
    return Behaviour(**{name: np.float32(value) for name, value in values.items()})
