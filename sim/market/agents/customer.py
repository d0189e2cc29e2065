"""The same month, one Mesa agent a person: to read, to teach, and to check the columns against.

Every rule is the rulebook's own function, in single precision as in the columns, so both engines
give the same people the same lives, bit by bit; only the loop differs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import IntEnum
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from ..engine.changes import BY_CIRCUMSTANCE, BY_NEED, destination_of, quantile
from ..people import population
from ..rules import draws, tally
from ..rules.tally import mean_of_fixed

if TYPE_CHECKING:
    from .crowd import Crowd


def _plain(enumeration: type[IntEnum]) -> Any:
    """The same names for plain numbers: an enumeration's members take longer to look up."""
    return SimpleNamespace(**{member.name: int(member) for member in enumeration})


Status, RandomStream = _plain(population.Status), _plain(draws.RandomStream)
Count, Touched = _plain(tally.Count), _plain(tally.Touched)


class CustomerAgent(mesa.Agent):
    """One person: a customer, a former one, or somebody who could become one.

    Attributes:
        number: position in the population, and the key of this person's random numbers.
        friends: agents that this person hears; the first `strong` of them are strong ties.
        draw: this month's random numbers, one from 0 to 1 for each `RandomStream`.
        reported: by firm, how many friends promote it by strong and by weak ties, and warn of it.
        gone: friends who left this person's firm last month, where leaving is contagious.

    All others are the columns of `People`, one value each.
    """

    need: int
    by_need: int
    by_circumstance: int
    status: int
    firm: int
    holding: int
    relationships: int
    tenure: int
    advocated: int
    satisfaction: float
    expectation: float
    contribution: float
    base_intensity: float
    contact_rate: float
    spend: float
    style: float
    talk: int
    pending: float
    departures: float
    left: int

    def __init__(self, crowd: Crowd, number: int) -> None:
        super().__init__(crowd.model)
        self.crowd, self.number = crowd, number
        self.friends: list[CustomerAgent] = []
        self.strong = self.gone = 0
        self.draw: list[float] = []
        self.reported: Sequence[Any] = crowd.nothing

    def cell(self, firm: int) -> int:
        """Which of a firm's treatments this person meets: by the segment that it takes them for."""
        basis = self.crowd.basis[firm]
        taken = self.by_need if basis == BY_NEED else self.need
        if basis == BY_CIRCUMSTANCE:
            taken = self.by_circumstance
        return firm * self.crowd.segments + taken

    # Hearing and joining

    def hear(self) -> None:
        """Somebody who is no customer hears of the firms, and joins one or none."""
        crowd, rule, b, world = self.crowd, self.crowd.rule, self.crowd.behaviour, self.crowd.world
        if self.status == Status.FORMER:
            self.satisfaction = rule.forgetting(self.satisfaction, b.reference, b.norm_pull)
        chosen, soonest = None, 2.0
        for f in crowd.open:
            cell, (strong, weak, against) = self.cell(f), self.talkers(f)
            crowd.touch(f, self.need, cell, Touched.PROSPECTS)
            advocacy = rule.advocacy_hazard(
                strong, weak, b.strong_impact, b.weak_impact, b.promoter_reach
            )
            hazard = rule.joining_hazard(self.recruited(world.recruiting[cell]), advocacy)
            left = self.status == Status.FORMER and (1 if self.firm == f else 2)
            ease = rule.ease_of_joining(left, b.winback, b.winback_of_any)
            ease = rule.priced_ease(ease, world.ease[cell])
            chance = rule.joining_probability(
                hazard, against, b.detractor_impact, b.detractor_reach, ease
            )
            draw = self.draw[RandomStream.JOINS + f]
            if draw < chance:
                moment = rule.moment_of_ringing(draw, chance)
                if moment < soonest:
                    chosen, soonest = (f, cell, advocacy, hazard, left == 1), moment
        if chosen is not None:
            self.join(*chosen)

    def recruited(self, hazard: float) -> float:
        """Hazard of joining through recruiting, which wins some people more easily than others."""
        crowd, proneness = self.crowd, self.crowd.behaviour.deal_proneness
        if not proneness:
            return hazard
        mean = crowd.world.bought[self.need]
        return float(crowd.rule.bought_hazard(hazard, self.spend, proneness, mean))

    def talkers(self, f: int) -> Sequence[float]:
        """Friends who promote a firm, by strong and by weak ties, and friends who warn of it."""
        crowd = self.crowd
        return crowd.average[f] if crowd.world.mixed else self.reported[f]

    def join(self, f: int, cell: int, advocacy: float, hazard: float, back: bool) -> None:
        """Become a customer of a firm, from the end of the month on."""
        crowd, rule = self.crowd, self.crowd.rule
        share = rule.advocated_share(advocacy, hazard)
        self.advocated = int(self.draw[RandomStream.ORIGIN] < share)
        friends = self.expected_by_friends(f)
        self.start(f)
        if crowd.causing and not self.advocated:
            self.pending = float(crowd.behaviour.onboarding_contacts)
        self.expectation = rule.first_expectation(
            crowd.world.promise[cell], friends, self.advocated
        )
        counts = crowd.counts[f][self.need]
        counts[Count.JOINED] += 1
        counts[Count.ADVOCATED] += rule.fixed(share)
        counts[Count.RETURNED] += back

    def expected_by_friends(self, f: int) -> float:
        """What the friends who promote a firm expect of it, on average; 0 when none does."""
        if self.crowd.world.mixed:
            return float(self.crowd.world.rumour[f][2])
        reported = [
            self.crowd.rule.fixed(x.expectation) for x in self.friends if x.talk == 1 + 2 * f
        ]
        return float(mean_of_fixed(sum(reported), len(reported)))

    def start(self, f: int) -> None:
        """A relationship begins: products, patience and satisfaction are those of a newcomer."""
        crowd, world = self.crowd, self.crowd.world
        self.status, self.firm, self.tenure = Status.JOINING, f, 0
        self.satisfaction = float(crowd.behaviour.reference)
        self.holding = bisect_right(world.baskets[self.need], self.draw[RandomStream.FIRST_BASKET])
        self.relationships += 1
        draw = crowd.rule.relationship_uniform(self.number, self.relationships, crowd.seed)
        theta = quantile(crowd.hazards[self.need], np.float32(draw))
        self.base_intensity = crowd.rule.base_intensity_of(theta)

    # Being a customer

    def remember(self) -> None:
        """Have in mind which friends have left the firm, the recent ones most."""
        crowd = self.crowd
        gone = crowd.world.departed[self.firm] if crowd.world.mixed else self.gone
        self.departures = float(
            crowd.rule.departures_felt(self.departures, gone, crowd.behaviour.contagion_decay)
        )

    def meet_the_firm(self) -> None:
        """A customer pays, and has a moment of truth or none."""
        crowd, rule, b, world = self.crowd, self.crowd.rule, self.crowd.behaviour, self.crowd.world
        s, f, held, cell = self.need, self.firm, self.holding, self.cell(self.firm)
        counts, self.met, complained = crowd.counts[f][s], False, False
        contacts, pending = self.contacts(), 0.0
        counts[Count.PAYING] += 1
        counts[Count.CONTACTS] += self.contacts_fixed if not crowd.causing else rule.fixed(contacts)
        crowd.spend[f][s][held] += self.spend_fixed
        if self.draw[RandomStream.MOMENT] < rule.moment_probability(contacts):
            self.met = True
            self.used = k = self.meeting_place(contacts)
            works = self.draw[RandomStream.WORKS] < world.quality[cell][k]
            liked = rule.taste(
                world.ideal[s][k], b.taste_sd, rule.taste_deviation(self.number, k, crowd.seed)
            )
            value = rule.delivered(
                world.position[cell][k], liked, works, b.contact_effort, world.scope[cell][k]
            )
            before, expected = self.satisfaction, self.expectation
            if world.priced:
                expected = rule.priced_expectation(expected, world.dearer[cell][held])
            after = rule.satisfaction(
                before, value, expected, b.reference, b.loss_aversion, b.satisfaction_speed
            )
            outcome, learning = 0.0, b.expectation_learning
            if not works:
                counts[Count.FAILURES] += 1
                complained = self.draw[RandomStream.COMPLAINS] < b.complaint_rate
                outcome = self.complain(complained, cell)
                after, learning = self.answered(outcome, after)
            if crowd.causing:
                pending = self.left_open(not works, value, contacts, outcome)
            self.satisfaction = after
            self.felt = value, expected
            self.expectation = rule.expectation(self.expectation, value, learning)
            counts[Count.MOMENTS] += 1
            crowd.met[f][s][k] += 1
            crowd.value[f][s][k] += crowd.rule.fixed(value)
        self.expectation = rule.expectation_of_anybody(
            self.expectation, world.norm[cell], b.norm_pull
        )
        if crowd.causing:
            crowd.caused[f][s] += rule.fixed(self.pending)
            self.pending = pending
        margin = world.margin[s][held]
        if world.priced:
            margin = rule.priced_margin(margin, world.extra[s][cell][held])
        self.contribution = rule.contribution(
            self.contribution,
            self.spend,
            margin,
            contacts,
            world.costs[0],
            complained,
            world.costs[1],
        )
        self.lose()
        self.tenure += 1

    def contacts(self) -> float:
        """Contacts a month, those that earlier trouble causes included."""
        if not self.crowd.causing:
            return self.contact_rate
        return float(self.crowd.rule.contacts_of(self.contact_rate, self.pending))

    def meeting_place(self, contacts: float) -> int:
        """The touchpoint of this month's moment; calls for help reach the help desk."""
        crowd, rule, draw = self.crowd, self.crowd.rule, self.draw[RandomStream.TOUCHPOINT]
        if crowd.causing and crowd.world.help_desk >= 0:
            share = rule.pending_share(self.pending, contacts)
            if draw < share:
                return int(crowd.world.help_desk)
            draw = rule.draw_beyond(draw, share)
        return bisect_right(crowd.world.touch[self.need][self.holding], draw)

    def left_open(self, failed: bool, value: float, contacts: float, outcome: float) -> float:
        """Contacts that stay pending after a moment and what followed it."""
        rule, b = self.crowd.rule, self.crowd.behaviour
        short = rule.shortness(failed, value, b.contact_effort, b.misfit_contacts)
        return float(rule.further_contacts(contacts, short, outcome >= 2, b.repeat_contacts))

    def lose(self) -> None:
        """Perhaps cause a loss in one of the products held."""
        crowd, world, s = self.crowd, self.crowd.world, self.need
        chances = world.loss_chance[self.holding]
        product = bisect_right(chances, self.draw[RandomStream.LOSES])
        if product < len(chances):
            crowd.losses[self.firm][s][product] += self.spend_fixed
            self.contribution = crowd.rule.contribution_after_loss(
                self.contribution, self.spend, world.loss[s][product]
            )

    def complain(self, complained: bool, cell: int) -> float:
        """After a failure: complain or not; what becomes of it."""
        crowd = self.crowd
        outcome = crowd.rule.complaint_outcome(
            complained, self.draw[RandomStream.RESOLVED], crowd.world.resolve[cell]
        )
        if complained:
            counts = crowd.counts[self.firm][self.need]
            counts[Count.COMPLAINTS] += 1
            counts[Count.RESOLVED] += outcome >= 2
            counts[Count.RESOLVED_FAST] += outcome >= 3
            crowd.touch(self.firm, self.need, cell, Touched.COMPLAINTS)
        return float(outcome)

    def answered(self, outcome: float, after: float) -> tuple[float, float]:
        """Satisfaction once a failure is answered or swallowed; how fast expectation learns it."""
        rule, b, before = self.crowd.rule, self.crowd.behaviour, self.satisfaction
        steps = (
            b.recovered_silent,
            b.recovered_unresolved,
            b.recovered_resolved,
            b.recovered_fast,
        )
        learning = b.expectation_learning
        if b.recovery_on_hazard:
            share = rule.undone_share(outcome, *steps)
            after = rule.loyalty_recovered(after, before, share, b.churn_sensitivity)
            learning = rule.unanswered_learning(learning, share)
        else:
            after = rule.recovered(after, before, outcome, *steps)
        return rule.delighted(after, outcome, b.recovery_lift), learning

    def stay_or_leave(self) -> None:
        """A customer leaves, or stays and perhaps drops or takes a product."""
        crowd, rule, b, world = self.crowd, self.crowd.rule, self.crowd.behaviour, self.crowd.world
        s, f, happy, cell = self.need, self.firm, self.satisfaction, self.cell(self.firm)
        counts, self.intensity = crowd.counts[f][s], self.base_intensity
        if crowd.contagious:
            self.intensity = rule.contagious_intensity(self.intensity, self.departures, b.contagion)
        if world.priced:
            self.intensity = rule.priced_intensity(
                self.intensity, world.pressure[cell][self.holding]
            )
        intensity = self.intensity
        if happy < b.at_risk and self.draw[RandomStream.SEEN] < world.seen[cell]:
            counts[Count.OFFERS] += 1
            crowd.touch(f, s, cell, Touched.OFFERS)
            intensity = rule.offered_intensity(intensity, world.offer_cut[cell])
        chance = rule.leaving_probability(intensity, happy, b.reference, b.churn_sensitivity)
        draw, leaves, to = (
            self.draw[RandomStream.LEAVES],
            self.draw[RandomStream.LEAVES] < chance,
            None,
        )
        if len(crowd.basis) > 1:
            moment = rule.moment_of_ringing(draw, chance) if leaves else 2.0
            to = self.poached(moment)
        if leaves or to is not None:
            self.leave(to)
            return
        satisfied = happy > b.reference
        if satisfied:
            crowd.touch(f, s, cell, Touched.SATISFIED)
        if self.met and self.drops():
            self.holding &= ~(1 << self.used)
            counts[Count.DROPPED] += 1
        elif satisfied and self.draw[RandomStream.SELLS] < world.cross_sell[cell]:
            wanted = self.holding | bisect_right(world.baskets[s], self.draw[RandomStream.BASKET])
            counts[Count.CROSS_SOLD] += wanted != self.holding
            self.holding = wanted

    def drops(self) -> bool:
        """Whether the product just used is dropped; the last one is not."""
        crowd, b = self.crowd, self.crowd.behaviour
        if self.used >= crowd.products or self.holding == 1 << self.used:
            return False
        gap = crowd.rule.disconfirmation(*self.felt)
        target = crowd.rule.satisfaction_target(gap, b.reference, b.loss_aversion)
        chance = crowd.rule.dropping_probability(
            self.intensity, target, b.reference, b.churn_sensitivity, b.product_drop
        )
        return bool(self.draw[RandomStream.DROPS] < chance)

    def poached(self, moment: float) -> int | None:
        """The rival who wins this customer over before anything else does, or None."""
        crowd, to = self.crowd, None
        for g in crowd.open:
            if g != self.firm:
                chance = crowd.rule.poaching_probability(
                    crowd.world.heard[self.cell(g)], self.satisfaction, crowd.behaviour.poaching
                )
                draw = self.draw[RandomStream.POACHED + g]
                if draw < chance and crowd.rule.moment_of_ringing(draw, chance) < moment:
                    to, moment = g, crowd.rule.moment_of_ringing(draw, chance)
        return to

    def leave(self, to: int | None) -> None:
        """Leave: for the rival who won this customer over, one of their choice, or none."""
        crowd, s, left = self.crowd, self.need, self.firm
        self.status, self.holding, self.tenure, self.pending = Status.FORMER, 0, 0, 0.0
        self.left, self.departures = left + 1, 0.0
        crowd.counts[left][s][Count.LEFT] += 1
        if to is None and len(crowd.basis) > 1:
            to = self.choose(left)
        if to is not None:
            self.start(to)
            if crowd.causing:
                self.pending = float(crowd.behaviour.onboarding_contacts)
            self.advocated, self.expectation = 0, crowd.world.promise[self.cell(to)]
            crowd.counts[left][s][Count.LOST] += 1
            crowd.counts[to][s][Count.GAINED] += 1
            crowd.counts[to][s][Count.JOINED] += 1

    def choose(self, left: int) -> int | None:
        """Where somebody goes who has just left a firm: a rival, or none of them."""
        crowd, b = self.crowd, self.crowd.behaviour
        weights = np.zeros(len(crowd.basis), np.float32)
        for g in crowd.open:
            if g != left:
                strong, weak, against = self.talkers(g)
                cell = self.cell(g)
                weights[g] = crowd.rule.attraction_of_rival(
                    crowd.rule.priced_ease(crowd.world.size[g], crowd.world.ease[cell]),
                    crowd.world.heard[cell],
                    crowd.world.attract[cell],
                    strong + weak,
                    against,
                    b.choice_sensitivity,
                )
        draw = np.float32(self.draw[RandomStream.DESTINATION])
        to = destination_of(weights, np.float32(crowd.world.rest), draw)
        return None if to < 0 else int(to)

    # Talking

    def speak(self) -> None:
        """The month ends: be counted, rate the firm, perhaps talk about it next month."""
        crowd, b = self.crowd, self.crowd.behaviour
        if self.status == Status.JOINING:
            self.status = Status.CUSTOMER
        self.talk = 0
        if self.status == Status.PROSPECT:
            return
        customer = self.status == Status.CUSTOMER
        answer = crowd.rule.rating(self.satisfaction, self.style)
        draw = self.draw[RandomStream.TALKS]
        if customer:
            counts = crowd.counts[self.firm][self.need]
            counts[Count.CUSTOMERS] += 1
            counts[Count.PROMOTERS] += answer >= 9
            counts[Count.DETRACTORS] += answer <= 6
            counts[Count.SATISFACTION] += crowd.rule.fixed(self.satisfaction)
            counts[Count.EXPECTATION] += crowd.rule.fixed(self.expectation)
            load = self.contacts_fixed
            counts[Count.LOAD] += load if not crowd.causing else crowd.rule.fixed(self.contacts())
        if answer >= 9 and customer and draw < b.promoter_incidence:
            self.talk = 1 + 2 * self.firm
        elif answer <= 6 and draw < b.detractor_incidence:
            self.talk = 2 + 2 * self.firm

    def tell_friends(self) -> None:
        """Promote the firm or warn of it: a tie is heard from both its ends."""
        firm, warns = (self.talk - 1) >> 1, self.talk % 2 == 0
        for place, friend in enumerate(self.friends):
            if friend.reported is self.crowd.nothing:
                friend.reported = self.crowd.new_word(friend)
            friend.reported[firm][2 if warns else 0 if place < self.strong else 1] += 1

    def tell_of_leaving(self) -> None:
        """Let friends who are still with the firm know of having left it."""
        for friend in self.friends:
            friend.gone += friend.status == Status.CUSTOMER and friend.firm == self.left - 1
