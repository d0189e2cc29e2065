"""The same month, one Mesa agent a person: to read, to teach, and to check the columns against.

Every rule is the rulebook's own function, so both engines give the same people the same lives, bit
by bit; only the loop differs. Numbers are kept in single precision, as the columns keep them.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from . import rules
from .draws import Purpose, normal, philox, uniform
from .engine import pick, quantile, undone
from .network import Ties
from .population import People, Status
from .world import Behaviour, Count, Tally, Touched, World

NO_MOMENT = 255
SILENT, PROMOTES, DETRACTS = 0, 1, 2
single = np.float32


class CustomerAgent(mesa.Agent):
    """One person: a customer, a former one, or somebody who could become one.

    Attributes:
        number: position in the population, and the key of this person's luck.
        friends: agents whom this person hears; the first `strong` of them are strong ties.

    All others are the columns of `People`, one value each.
    """

    need: Any
    status: Any
    holding: Any
    relationships: Any
    tenure: Any
    advocated: Any
    satisfaction: Any
    expectation: Any
    contribution: Any
    base_intensity: Any
    contact_rate: Any
    spend: Any
    style: Any
    talk: Any
    told: Any
    met: Any
    felt: Any

    def __init__(self, model: Any, number: int, people: People) -> None:
        super().__init__(model)
        self.number = number
        self.friends: list[CustomerAgent] = []
        self.strong = 0
        self.joining = False
        for column, values in people._asdict().items():
            setattr(self, column, values[number])

    def words(self, purpose: Purpose, second: int) -> tuple[int, int, int, int]:
        """This person's luck for one purpose."""
        found: tuple[int, int, int, int] = philox(
            self.number, second, 0, 0, self.model.crowd.seed, int(purpose)
        )
        return found

    def consider_joining(
        self, a: int, clock: int, behaviour: Behaviour, world: World, rumour: Any, tally: Tally
    ) -> None:
        """Somebody who is no customer hears of the firm, and joins or does not."""
        former = self.status == Status.FORMER
        tally.touched[self.need, a, Touched.PROSPECTS] += 1.0
        if former:
            self.satisfaction = single(
                rules.moved_towards(self.satisfaction, behaviour.reference, behaviour.norm_pull)
            )
        strong, weak, detractors, told = self.heard() if rumour is None else rumour
        advocacy = rules.advocacy_hazard(
            strong, weak, behaviour.strong_impact, behaviour.weak_impact, behaviour.promoter_reach
        )
        hazard = world.recruiting[a] + advocacy
        probability = rules.joining_probability(
            hazard, detractors, behaviour.detractor_impact, behaviour.detractor_reach,
            behaviour.winback if former else 1.0,
        )  # fmt: skip
        joins, origin, basket, _ = self.words(Purpose.JOINING, clock)
        if uniform(joins) >= probability:
            return
        counts = tally.counts[self.need]
        counts[Count.JOINED] += 1.0
        counts[Count.ADVOCATED] += advocacy / hazard
        counts[Count.RETURNED] += former
        self.advocated = int(uniform(origin) < advocacy / hazard)
        promise = world.promise[a]
        self.expectation = single(0.5 * (promise + told) if self.advocated else promise)
        self.joining, self.tenure = True, 0
        self.satisfaction = single(behaviour.reference)
        self.holding = pick(world.baskets[self.need], uniform(basket))
        self.relationships = int(self.relationships) + 1
        word, _, _, _ = self.words(Purpose.BASE_HAZARD, self.relationships)
        theta = quantile(world.hazards[self.need], uniform(word))
        self.base_intensity = single(rules.base_intensity_of(theta))

    def heard(self) -> tuple[float, float, float, float]:
        """Talking promoters among strong and weak ties, detractors, and what promoters expect."""
        strong = weak = detractors = told = 0.0
        for place, friend in enumerate(self.friends):
            if friend.talk == DETRACTS:
                detractors += 1.0
            elif friend.talk == PROMOTES:
                told += float(friend.told)
                strong += place < self.strong
                weak += place >= self.strong
        return strong, weak, detractors, told / max(strong + weak, 1.0)

    def meet_the_firm(
        self, a: int, clock: int, behaviour: Behaviour, world: World, tally: Tally
    ) -> None:
        """A customer pays, and has a moment of truth or none."""
        s, held, counts = self.need, self.holding, tally.counts[self.need]
        counts[Count.PAYING] += 1.0
        counts[Count.CONTACTS] += float(self.contact_rate)
        tally.spend[s, held] += float(self.spend)
        profit = float(self.spend) * world.margin[s, held]
        profit -= float(self.contact_rate) * world.contact_cost
        moment, which, luck, _ = self.words(Purpose.EXPERIENCE, clock)
        self.met = NO_MOMENT
        if uniform(moment) < rules.moment_probability(self.contact_rate):
            k = pick(world.touch[s, held], uniform(which))
            works = bool(uniform(luck) < world.quality[a, k])
            z0, z1, _, _ = self.words(Purpose.TASTE, k)
            ideal = world.ideal[s, k] + behaviour.taste_sd * normal(z0, z1)
            value = rules.delivered(world.position[a, k], ideal, works, behaviour.contact_effort)
            target = rules.satisfaction_target(
                value - float(self.expectation), behaviour.reference, behaviour.loss_aversion
            )
            before = self.satisfaction
            after = rules.moved_towards(before, target, behaviour.satisfaction_speed)
            if not works:
                after, cost = self.complain(a, after, clock, behaviour, world, tally)
                profit -= cost
            self.satisfaction = single(after)
            self.expectation = single(
                rules.moved_towards(self.expectation, value, behaviour.expectation_learning)
            )
            self.met, self.felt = k, single(target)
            counts[Count.MOMENTS] += 1.0
            tally.met[s, k] += 1.0
            tally.value[s, k] += value
        self.expectation = single(
            rules.moved_towards(self.expectation, world.norm, behaviour.norm_pull)
        )
        self.contribution = single(float(self.contribution) + profit)
        self.tenure = int(self.tenure) + 1

    def complain(
        self, a: int, after: float, clock: int, behaviour: Behaviour, world: World, tally: Tally
    ) -> tuple[float, float]:
        """After a failure: satisfaction once it is answered, and what answering cost."""
        counts = tally.counts[self.need]
        counts[Count.FAILURES] += 1.0
        complains, resolved, _, _ = self.words(Purpose.RECOVERY, clock)
        complained = uniform(complains) < behaviour.complaint_rate
        step = rules.recovery_step(uniform(resolved), world.resolve[a]) if complained else -1
        if complained:
            counts[Count.COMPLAINTS] += 1.0
            tally.touched[self.need, a, Touched.COMPLAINTS] += 1.0
            counts[Count.RESOLVED] += step >= 1
            counts[Count.RESOLVED_FAST] += step == 2
        answered = rules.recovered(after, self.satisfaction, undone(step, behaviour))
        return answered, world.complaint_cost if complained else 0.0

    def stay_or_leave(
        self, a: int, clock: int, behaviour: Behaviour, world: World, tally: Tally
    ) -> None:
        """A customer leaves, or stays and perhaps drops or takes a product."""
        s, counts, happy = self.need, tally.counts[self.need], self.satisfaction
        leaves, seen, sells, _ = self.words(Purpose.LEAVING, clock)
        intensity = float(self.base_intensity)
        if float(happy) < behaviour.at_risk and uniform(seen) < world.seen:
            counts[Count.OFFERS] += 1.0
            tally.touched[s, a, Touched.OFFERS] += 1.0
            intensity *= 1.0 - world.offer_cut[a]
        if uniform(leaves) < rules.leaving_probability(
            intensity, happy, behaviour.reference, behaviour.churn_sensitivity
        ):
            self.status, self.holding, self.tenure = Status.FORMER, 0, 0
            counts[Count.LEFT] += 1.0
            return
        satisfied = float(happy) > behaviour.reference
        tally.touched[s, a, Touched.SATISFIED] += satisfied
        held, used, baskets = int(self.holding), int(self.met), world.touch.shape[1]
        several = (1 << used) < baskets and held != (1 << used)
        which, drops, _, _ = self.words(Purpose.BASKET, clock)
        if several and uniform(drops) < rules.dropping_probability(
            self.base_intensity, self.felt, behaviour.reference, behaviour.churn_sensitivity,
            behaviour.product_drop,
        ):  # fmt: skip
            self.holding = held & ~(1 << used)
            counts[Count.DROPPED] += 1.0
        elif satisfied and uniform(sells) < world.cross_sell[a]:
            wanted = held | pick(world.baskets[s], uniform(which))
            counts[Count.CROSS_SOLD] += wanted != held
            self.holding = wanted

    def speak(self, clock: int, behaviour: Behaviour, tally: Tally) -> None:
        """The month ends: be counted, rate the firm, perhaps talk about it next month."""
        counts = tally.counts[self.need]
        self.talk, self.told = SILENT, self.expectation
        if self.joining:
            self.status, self.joining = Status.CUSTOMER, False
        customer = self.status == Status.CUSTOMER
        counts[Count.CUSTOMERS if customer else Count.PROSPECTS] += 1.0
        if self.status == Status.PROSPECT:
            return
        answer = rules.rating(self.satisfaction, self.style)
        promoter, detractor = answer >= 9.0, answer <= 6.0
        if customer:
            counts[Count.SATISFACTION] += float(self.satisfaction)
            counts[Count.EXPECTATION] += float(self.expectation)
            counts[Count.PROMOTERS] += promoter
            counts[Count.DETRACTORS] += detractor
        luck = uniform(self.words(Purpose.TALK, clock)[0])
        if promoter and customer and luck < behaviour.promoter_incidence:
            self.talk = PROMOTES
        elif detractor and luck < behaviour.detractor_incidence:
            self.talk = DETRACTS


class Crowd:
    """Everybody as agents; lives a month as the columns do.

    Args:
        model: the Mesa model that the agents belong to.
        people: the columns they start from, and that are kept up to date for whoever reads them.
        ties: who hears whom.
        seed: key of everybody's luck.
    """

    def __init__(self, model: Any, people: People, ties: Ties, seed: int) -> None:
        self.people, self.seed = people, np.uint32(seed)
        model.crowd = self
        self.agents = [CustomerAgent(model, i, people) for i in range(len(people.status))]
        for i, agent in enumerate(self.agents):
            row = ties.heard[ties.start[i] : ties.start[i + 1]]
            agent.friends = [self.agents[j] for j in row]
            agent.strong = int(ties.strong[i])

    def live(
        self, acted: NDArray[np.uint8], behaviour: Behaviour, world: World, clock: int, tally: Tally
    ) -> None:
        """Let everybody live one month; arguments as for the columns' loops."""
        rumour = self._rumour(world) if world.mixed else None
        customers = [x for x in self.agents if x.status == Status.CUSTOMER]
        for person in self.agents:
            if person.status != Status.CUSTOMER:
                a = int(acted[person.number])
                person.consider_joining(a, clock, behaviour, world, rumour, tally)
        for person in customers:
            person.meet_the_firm(int(acted[person.number]), clock, behaviour, world, tally)
        for person in customers:
            person.stay_or_leave(int(acted[person.number]), clock, behaviour, world, tally)
        for person in self.agents:
            person.speak(clock, behaviour, tally)
        for column, values in self.people._asdict().items():
            values[:] = [getattr(person, column) for person in self.agents]

    def _rumour(self, world: World) -> tuple[float, float, float, float]:
        """What everybody hears where ties are mixed: average talk times the number of ties."""
        promoters = [x for x in self.agents if x.talk == PROMOTES]
        share = len(promoters) / len(self.agents)
        against = sum(x.talk == DETRACTS for x in self.agents) / len(self.agents)
        told = sum((float(x.told) for x in promoters), 0.0)
        ties = world.strong_ties + world.weak_ties
        mean = told / len(promoters) if promoters else 0.0
        return world.strong_ties * share, world.weak_ties * share, ties * against, mean
