"""The full month of one firm's market in plain NumPy: what the columns are measured against.

The rules, their order and what is counted are those of `sim.market`; only the luck differs, which
comes from NumPy's own generator. It is written the way NumPy is quickest: single precision, whole
arrays of the people concerned (never everybody where a few will do), small tables looked up by
index, and talkers who tell their friends instead of everybody asking theirs (`np.add.reduceat` over
all rows of ties takes four times as long).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.market.engine import changes
from sim.market.people.network import Ties
from sim.market.people.population import QUANTILES, People, Status
from sim.market.people.world import Behaviour, World
from sim.market.rules.tally import Count, Tally, Touched

Single = NDArray[np.float32]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]
ONE = np.float32(1)

WORDS_OF_CUSTOMER, WORDS_OF_STRANGER, WORDS_OF_ANYBODY = 12, 4, 4
"""Numbers that the columns draw a month: four for each call of Philox. A customer's taste, which
they draw anew and NumPy keeps in a table, is not counted."""


class Served(NamedTuple):
    """This month's customers after they met the firm or did not.

    Attributes:
        who: [customers], positions in ascending order.
        cell: [customers], the segment that the firm takes each for.
        satisfaction: [customers], after the month.
        met: positions in `who` of those who had a moment of truth.
        used: [met], the touchpoint.
        felt: [met], satisfaction that the moment alone would lead to.
    """

    who: Index
    cell: NDArray[np.uint8]
    satisfaction: Single
    met: Index
    used: NDArray[np.int64]
    felt: Single


class NumPyMarket:
    """A market with one firm, whose months are lived in NumPy.

    Args:
        people: where everybody starts; copied.
        ties: who hears whom.
        behaviour: constants of people's behaviour.
        world: what people meet; only its shapes and its basis matter here.
        seed: seed of the generator.
        sparing: draw a number only where a rule looks at one. Otherwise as many are drawn as the
            columns draw, whose rare rules have their number whether they come to it or not; this
            is what comparing designs under the same luck takes.
        asking: everybody asks all friends, as the rules read, instead of being told by talkers.

    Attributes:
        waiting: [S, S], people without a firm by need and by the segment they are taken for.
    """

    def __init__(
        self,
        people: People,
        ties: Ties,
        behaviour: Behaviour,
        world: World,
        seed: int,
        sparing: bool = True,
        asking: bool = False,
    ) -> None:
        self.asking = asking
        self.people, self.ties, self.behaviour = people.copy(), ties, behaviour
        self.sparing, self.drawn = sparing, 0
        self.generator = np.random.Generator(np.random.SFC64(seed))  # NumPy's quickest
        self.segments, self.baskets, self.touchpoints = world.touch.shape
        self.size = len(people.need)
        self.acted = {
            changes.BY_NEED: self.people.by_need,
            changes.BY_CIRCUMSTANCE: self.people.by_circumstance,
            changes.BY_NOTHING: self.people.need,
        }[int(world.basis[0])]
        self.pair = self.people.need * np.uint8(self.segments) + self.acted
        self.everybody = self._by_pair(self.pair)
        needs = np.arange(self.segments, dtype=np.uint8)
        self.ends = np.searchsorted(self.people.need, needs, side="right")
        # A taste is a person's for ever: kept as a table, since NumPy has no keyed luck.
        self.deviation = self.generator.standard_normal(
            self.size * self.touchpoints, dtype=np.float32
        )
        self.waiting = self._waiting(np.flatnonzero(self.people.status == Status.CUSTOMER))

    def live(self, world: World) -> Tally:
        """Let everybody live one month.

        Args:
            world: what people meet.

        Returns:
            what happened, as the engines count it.
        """
        tally = Tally(
            np.zeros((self.segments, len(Count))),
            np.zeros((self.segments, self.baskets)),
            np.zeros((self.segments, self.segments, len(Touched))),
            np.zeros((self.segments, self.touchpoints)),
            np.zeros((self.segments, self.touchpoints)),
        )
        customers = np.flatnonzero(self.people.status == Status.CUSTOMER)
        self._hear(world, tally)
        self._retain(self._serve(customers, world, tally), world, tally)
        self._speak(tally)
        if not self.sparing:
            self._draw_the_rest(len(customers))
        return tally

    def _draw_the_rest(self, customers: int) -> None:
        """As many more numbers as it takes to have drawn what the columns draw."""
        drawn = WORDS_OF_CUSTOMER * customers + WORDS_OF_STRANGER * (self.size - customers)
        drawn += WORDS_OF_ANYBODY * self.size
        self.generator.random(max(0, drawn - self.drawn), dtype=np.float32)
        self.drawn = 0

    # Hearing and joining

    def _hear(self, world: World, tally: Tally) -> None:
        """Strangers hear of the firm, and join or do not; former customers forget."""
        people, b = self.people, self.behaviour
        tally.touched[..., Touched.PROSPECTS] = self.waiting
        former = np.flatnonzero(people.status == Status.FORMER)
        people.satisfaction[former] += b.norm_pull * (b.reference - people.satisfaction[former])
        strangers = np.flatnonzero(people.status != Status.CUSTOMER)
        cell, ease = self.acted[strangers], np.where(people.status == Status.FORMER, b.winback, ONE)
        hazard, ease = world.recruiting[cell], ease[strangers]
        if world.mixed:
            promoting, warning = world.rumour[0, 0], world.rumour[0, 1]
            strong, weak = world.ties[0] * promoting, world.ties[1] * promoting
            against = world.ties[2] * warning
        else:
            reported = self._asked() if self.asking else self._reported()
            strong, weak, against = (np.float32(n) for n in reported[:, strangers])
        advocacy = b.promoter_reach * (b.strong_impact * strong + b.weak_impact * weak)
        hazard = hazard + advocacy
        kept = b.detractor_reach * np.log(np.maximum(ONE - b.detractor_impact, np.float32(1e-30)))
        chance = -np.expm1(-ease * hazard * np.exp(kept * against))
        joins = np.flatnonzero(self._luck(strangers) < chance)
        share = np.broadcast_to(advocacy, hazard.shape)[joins] / np.maximum(hazard[joins], 1e-30)
        self._join(strangers[joins], share, world, tally)

    def _reported(self) -> NDArray[np.int64]:
        """How many friends promote by strong and by weak ties, and warn, [3, people]."""
        ties, talk = self.ties, self.people.talk
        talkers = np.flatnonzero(talk)
        start = ties.start[talkers].astype(np.intp)
        number = ties.start[talkers + 1] - start
        teller = np.repeat(np.arange(len(talkers)), number)
        place = np.arange(len(teller)) - np.repeat(number.cumsum() - number, number)
        friend = ties.heard[start[teller] + place]
        plane = np.where(place < ties.strong[talkers][teller], 0, 1)
        plane[talk[talkers][teller] == 2] = 2
        reported = np.bincount(plane * self.size + friend, minlength=3 * self.size)
        return reported.reshape(3, self.size)

    def _asked(self) -> NDArray[np.int64]:
        """The same as `_told`, by looking at every friend of everybody."""
        ties = self.ties
        stated, out = self.people.talk[ties.heard], np.empty((3, self.size), np.int64)
        place = np.arange(len(stated)) - np.repeat(ties.start[:-1], np.diff(ties.start))
        near = place < np.repeat(ties.strong, np.diff(ties.start))
        for plane, talks in enumerate(((stated == 1) & near, (stated == 1) & ~near, stated == 2)):
            before = np.concatenate([[0], np.cumsum(talks)])
            out[plane] = np.diff(before[ties.start])
        return out

    def _join(self, who: Index, share: Single, world: World, tally: Tally) -> None:
        """Some people become customers, from the end of the month on."""
        people, b, number = self.people, self.behaviour, len(who)
        advocated = self._uniform(number) < share
        friends = world.rumour[0, 2] if world.mixed else self._expected_by_friends(who)
        promise = world.promise[self.acted[who]]
        people.expectation[who] = promise + np.float32(0.5) * advocated * (friends - promise)
        people.advocated[who] = advocated
        need, level = people.need[who], self._uniform(number)
        people.holding[who] = (level[:, None] >= world.baskets[need, :-1]).sum(axis=1)
        place = self._uniform(number) * np.float32(QUANTILES)
        step = np.minimum(place.astype(np.int32), QUANTILES - 1)
        low, high = world.hazards[need, step], world.hazards[need, step + 1]
        people.base_intensity[who] = -np.log(ONE - (low + (place - step) * (high - low))) / 12
        returned = people.status[who] == Status.FORMER
        people.status[who], people.tenure[who] = Status.JOINING, 0
        people.satisfaction[who] = b.reference
        people.relationships[who] += np.uint8(1)
        tally.counts[:, Count.JOINED] = self._by_need(who)
        tally.counts[:, Count.ADVOCATED] = self._by_need(who, share)
        tally.counts[:, Count.RETURNED] = self._by_need(who[returned])

    def _expected_by_friends(self, who: Index) -> Single:
        """Mean expectation of each person's friends who promote the firm; 0 when none does."""
        start = self.ties.start[who].astype(np.intp)
        number = self.ties.start[who + 1] - start
        asker = np.repeat(np.arange(len(who)), number)
        first = np.repeat(number.cumsum() - number, number)
        friend = self.ties.heard[start[asker] + np.arange(len(asker)) - first]
        promotes = self.people.talk[friend] == 1
        asker, reported = asker[promotes], self.people.expectation[friend[promotes]]
        total = np.bincount(asker, reported, len(who))
        return (total / np.maximum(np.bincount(asker, minlength=len(who)), 1)).astype(np.float32)

    # Being a customer

    def _serve(self, who: Index, world: World, tally: Tally) -> Served:
        """Customers pay, and have a moment of truth or none."""
        people, b = self.people, self.behaviour
        cell, need, held = self.acted[who], people.need[who], people.holding[who]
        contacts, spend = people.contact_rate[who], people.spend[who]
        basket = need * np.intp(self.baskets) + held
        satisfaction, expectation = people.satisfaction[who], people.expectation[who]
        met = np.flatnonzero(self._luck(who) < -np.expm1(-contacts))
        used = self._touchpoints(basket[met], world)
        value, works = self._experience(who[met], need[met], cell[met], used, world)
        before, expected = satisfaction[met], expectation[met]
        felt = self._target(value - expected)
        after = before + b.satisfaction_speed * (felt - before)
        failed = np.flatnonzero(~works)
        after[failed], complained = self._recover(
            who[met[failed]], after[failed], before[failed], world.resolve[cell[met[failed]]], tally
        )
        satisfaction[met] = after
        expectation[met] += b.expectation_learning * (value - expected)
        expectation += b.norm_pull * (world.norm[cell] - expectation)
        profit = spend * world.margin.ravel()[basket] - contacts * world.costs[0]
        profit[met[failed[complained]]] -= world.costs[1]
        people.satisfaction[who], people.expectation[who] = satisfaction, expectation
        people.contribution[who] += profit
        people.tenure[who] += np.uint16(1)
        place = need[met] * np.intp(self.touchpoints) + used
        cells = self.segments * self.touchpoints
        tally.met[:] = np.bincount(place, minlength=cells).reshape(tally.met.shape)
        tally.value[:] = np.bincount(place, value, cells).reshape(tally.value.shape)
        tally.spend[:] = np.bincount(basket, spend, tally.spend.size).reshape(tally.spend.shape)
        tally.counts[:, Count.PAYING] = self._in_order(who)
        tally.counts[:, Count.CONTACTS] = self._in_order(who, contacts)
        tally.counts[:, Count.MOMENTS] = tally.met.sum(axis=1)
        return Served(who, cell, satisfaction, met, used, felt)

    def _touchpoints(self, basket: Index, world: World) -> NDArray[np.int64]:
        """Where each moment takes place: as many touchpoints on as cumulative chances passed."""
        chances, draw = world.touch.reshape(-1, self.touchpoints), self._luck(basket)
        used = np.zeros(len(basket), np.int64)
        for k in range(self.touchpoints - 1):
            used += draw >= chances[:, k][basket]
        return used

    def _experience(
        self,
        who: Index,
        need: NDArray[np.uint8],
        cell: NDArray[np.uint8],
        used: NDArray[np.int64],
        world: World,
    ) -> tuple[Single, Mask]:
        """Value that moments deliver, and whether they work."""
        b, offer = self.behaviour, cell * np.intp(self.touchpoints) + used
        ideal = world.ideal.ravel()[need * np.intp(self.touchpoints) + used]
        liked = ideal + b.taste_sd * self.deviation[who * self.touchpoints + used]
        distance = world.position.ravel()[offer] - liked
        works = self._luck(who) < world.quality.ravel()[offer]
        value = works * (ONE - b.contact_effort) * np.exp(np.float32(-0.5) * distance * distance)
        value = value * world.scope.ravel()[offer]
        return value, works

    def _target(self, gap: Single) -> Single:
        """Satisfaction that a gap between delivered and expected leads to."""
        b, better = self.behaviour, gap >= 0
        size = np.where(better, gap, -b.loss_aversion * gap)
        room = np.where(better, ONE - b.reference, b.reference)
        shift = room * size / np.maximum(size + room, np.float32(1e-12))
        return b.reference + np.where(better, shift, -shift)

    def _recover(
        self, who: Index, after: Single, before: Single, resolve: Single, tally: Tally
    ) -> tuple[Single, Mask]:
        """Satisfaction of those whom a moment failed, once answered, and who complained."""
        b = self.behaviour
        complained = self._luck(who) < b.complaint_rate
        draw = self._luck(who)
        outcome = complained * (1 + (draw < resolve) + (draw < resolve * resolve))
        shares = np.array(
            [b.recovered_silent, b.recovered_unresolved, b.recovered_resolved, b.recovered_fast]
        )
        for count, least in (
            (Count.FAILURES, 0),
            (Count.COMPLAINTS, 1),
            (Count.RESOLVED, 2),
            (Count.RESOLVED_FAST, 3),
        ):
            tally.counts[:, count] = self._by_need(who[outcome >= least])
        tally.touched[..., Touched.COMPLAINTS] = self._by_pair(self.pair[who[complained]])
        return after + shares[outcome] * np.maximum(0, before - after), complained

    def _retain(self, served: Served, world: World, tally: Tally) -> None:
        """Customers leave, or stay and perhaps drop or take a product."""
        people, b, who, cell = self.people, self.behaviour, served.who, served.cell
        happy, base = served.satisfaction, people.base_intensity[who]
        intensity = base.copy()
        risk = np.flatnonzero(happy < b.at_risk)
        offered = risk[self._luck(risk) < world.seen[cell[risk]]]
        intensity[offered] *= ONE - world.offer_cut[cell[offered]]
        left = self._luck(who) < self._leaving_chance(intensity, happy)
        satisfied = np.flatnonzero((happy > b.reference) & ~left)
        busy = left.copy()
        busy[self._drop(served, base, left, tally)] = True
        free = satisfied[~busy[satisfied]]
        self._sell(who[free[self._luck(free) < world.cross_sell[cell[free]]]], world, tally)
        gone = who[left]
        people.status[gone], people.holding[gone], people.tenure[gone] = Status.FORMER, 0, 0
        tally.counts[:, Count.OFFERS] = self._by_need(who[offered])
        tally.counts[:, Count.LEFT] = self._by_need(gone)
        tally.touched[..., Touched.OFFERS] = self._by_pair(self.pair[who[offered]])
        tally.touched[..., Touched.SATISFIED] = self._by_pair(self.pair[who[satisfied]])

    def _leaving_chance(self, intensity: Single, happy: Single) -> Single:
        b = self.behaviour
        return -np.expm1(-intensity * np.exp(-b.churn_sensitivity * (happy - b.reference)))

    def _drop(self, served: Served, base: Single, left: Mask, tally: Tally) -> Index:
        """Who drops the product just used: where several are held, and the customer stays."""
        met, used, holding = served.met, served.used, self.people.holding
        products = self.baskets.bit_length() - 1
        possible = np.flatnonzero((used < products) & ~left[met])
        met, used, felt = met[possible], used[possible], served.felt[possible]
        only = np.left_shift(np.uint8(1), used.astype(np.uint8))
        chance = self._leaving_chance(self.behaviour.product_drop * base[met], felt)
        drops = (self._luck(met) < chance) & (holding[served.who[met]] != only)
        who = served.who[met[drops]]
        holding[who] &= ~only[drops]
        tally.counts[:, Count.DROPPED] = self._by_need(who)
        return met[drops]

    def _sell(self, who: Index, world: World, tally: Tally) -> None:
        """Satisfied customers take a further product, if they do not hold it already."""
        people = self.people
        chances = world.baskets[people.need[who], :-1]
        wanted = (self._luck(who)[:, None] >= chances).sum(axis=1).astype(np.uint8)
        wanted |= people.holding[who]
        tally.counts[:, Count.CROSS_SOLD] = self._by_need(who[wanted != people.holding[who]])
        people.holding[who] = wanted

    # Talking and counting

    def _speak(self, tally: Tally) -> None:
        """Newcomers start, everybody who knows the firm rates it, some will talk next month."""
        people, b = self.people, self.behaviour
        people.status[people.status == Status.JOINING] = Status.CUSTOMER
        knows = np.flatnonzero(people.status != Status.PROSPECT)
        customer = people.status[knows] == Status.CUSTOMER
        satisfaction, draw = people.satisfaction[knows], self._luck(knows)
        answer = np.float32(10) * (satisfaction + people.style[knows]) + np.float32(0.5)
        promoter, detractor = (answer >= 9) & customer, answer < 7
        people.talk.fill(0)
        people.talk[knows[promoter & (draw < b.promoter_incidence)]] = 1
        people.talk[knows[detractor & (draw < b.detractor_incidence)]] = 2
        who, counts = knows[customer], tally.counts
        counts[:, Count.CUSTOMERS] = self._in_order(who)
        counts[:, Count.PROMOTERS] = self._in_order(knows[promoter])
        counts[:, Count.DETRACTORS] = self._in_order(knows[detractor & customer])
        counts[:, Count.SATISFACTION] = self._in_order(who, satisfaction[customer])
        counts[:, Count.EXPECTATION] = self._in_order(who, people.expectation[who])
        counts[:, Count.LOAD] = self._in_order(who, people.contact_rate[who])
        self.waiting = self._waiting(who)
        counts[:, Count.PROSPECTS] = self.waiting.sum(axis=1)

    def _waiting(self, customers: Index) -> NDArray[np.int64]:
        return self.everybody - self._by_pair(self.pair[customers])

    def _luck(self, who: NDArray[np.integer[Any]]) -> Single:
        """One number from 0 to 1 for each of some people."""
        return self._uniform(len(who))

    def _uniform(self, number: int) -> Single:
        """Some numbers from 0 to 1."""
        self.drawn += number
        return self.generator.random(number, dtype=np.float32)

    def _by_need(self, who: Index, amounts: Single | None = None) -> NDArray[np.float64]:
        """Some people, or their amounts, by need, [S]."""
        return np.bincount(self.people.need[who], amounts, self.segments).astype(float)

    def _in_order(self, who: Index, amounts: Single | None = None) -> NDArray[np.float64]:
        """The same for many people in order: slices of an array are summed quicker than bins."""
        ends = np.searchsorted(who, self.ends)
        if amounts is None:
            return np.diff(ends, prepend=0).astype(float)
        starts = [0, *ends[:-1]]
        return np.array([amounts[a:z].sum() for a, z in zip(starts, ends, strict=True)], float)

    def _by_pair(self, pair: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Some people by need and by the segment that they are taken for, [S, S]."""
        counted = np.bincount(pair, minlength=self.segments**2)
        return counted.reshape(self.segments, self.segments)
