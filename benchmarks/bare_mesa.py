"""A bare Mesa agent loop: what an ordinary Mesa model of these people costs, compiling nothing.

One `mesa.Agent` a person with the same state as the simulator's agents (every column of `People`,
and a list of friends), looped with `model.agents.do("step")` or `shuffle_do("step")`.

It does, in plain Python: draw a number with `self.random.random()` wherever the object engine
looks at one for a person in this state (dropping a product apart); loop over friends and count who
promotes and who warns; join or not; have a moment at a touchpoint that works or fails; complain;
smooth satisfaction and expectation; be made an offer; leave or stay; rate and talk.

It leaves out: products (dropping, taking, baskets), personal taste, recovery after a complaint,
what newcomers expect, the base hazard of a new relationship, all money but the contribution, every
count by segment, touchpoint and basket, several firms, and luck that does not depend on the order
of people. Word is heard as soon as it is said, so one pass is enough. All this makes it cheaper:
it is the floor under an agent loop, not a second simulator.
"""

from __future__ import annotations

from bisect import bisect_right
from math import exp, expm1

import mesa

from sim.market.people.network import Ties
from sim.market.people.population import People, Status
from sim.market.people.world import Behaviour, World

PROSPECT, CUSTOMER, FORMER = int(Status.PROSPECT), int(Status.CUSTOMER), int(Status.FORMER)


class Person(mesa.Agent):
    """A customer, a former one, or somebody who could become one; see `People` for the units."""

    need: int
    status: int
    holding: int
    relationships: int
    tenure: int
    advocated: int
    talk: int
    satisfaction: float
    expectation: float
    contribution: float
    base_intensity: float
    contact_rate: float
    spend: float
    style: float

    def __init__(self, model: BareMarket, state: dict[str, float]) -> None:
        super().__init__(model)
        self.__dict__.update(state)
        self.friends: list[Person] = []
        self.strong = 0

    def step(self) -> None:
        """One month."""
        if self.status == CUSTOMER:
            self.be_customer()
        else:
            self.hear()
        if self.status != PROSPECT:
            self.speak()

    def hear(self) -> None:
        """Hear friends, and join or not."""
        b, ease = self.model.behaviour, 1.0
        if self.status == FORMER:
            self.satisfaction += b["norm_pull"] * (b["reference"] - self.satisfaction)
            ease = b["winback"]
        strong = weak = against = 0
        for place, friend in enumerate(self.friends):
            if friend.talk == 1:
                if place < self.strong:
                    strong += 1
                else:
                    weak += 1
            elif friend.talk == 2:
                against += 1
        advocacy = b["promoter_reach"] * (b["strong_impact"] * strong + b["weak_impact"] * weak)
        hazard = self.model.recruiting[self.need] + advocacy
        kept = (1.0 - b["detractor_impact"]) ** (b["detractor_reach"] * against)
        if self.random.random() < -expm1(-ease * hazard * kept):
            self.advocated = int(self.random.random() < advocacy / hazard)
            self.holding, self.relationships = 1, self.relationships + 1
            self.status, self.tenure, self.satisfaction = CUSTOMER, 0, b["reference"]

    def be_customer(self) -> None:
        """Meet the firm or not, pay, and leave or stay."""
        model, b, complained = self.model, self.model.behaviour, False
        if self.random.random() < -expm1(-self.contact_rate):
            k = bisect_right(model.touch[self.need][self.holding], self.random.random())
            value = 0.0
            if self.random.random() < model.quality[self.need][k]:
                distance = model.position[self.need][k] - model.ideal[self.need][k]
                value = (1.0 - b["contact_effort"]) * exp(-0.5 * distance * distance)
                value *= model.scope[self.need][k]
            else:
                complained = self.random.random() < b["complaint_rate"]
                model.resolved += self.random.random() < model.resolve[self.need]
            gap = value - self.expectation
            better = gap >= 0.0
            size = gap if better else -b["loss_aversion"] * gap
            room = 1.0 - b["reference"] if better else b["reference"]
            shift = room * size / (size + room)
            target = b["reference"] + (shift if better else -shift)
            self.satisfaction += b["satisfaction_speed"] * (target - self.satisfaction)
            self.expectation += b["expectation_learning"] * gap
        self.expectation += b["norm_pull"] * (model.norm - self.expectation)
        self.contribution += (
            self.spend * model.margin[self.need][self.holding]
            - self.contact_rate * model.costs[0]
            - complained * model.costs[1]
        )
        self.tenure += 1
        intensity = self.base_intensity
        if self.satisfaction < b["at_risk"] and self.random.random() < model.seen:
            intensity *= 1.0 - model.offer_cut[self.need]
        unhappy = exp(-b["churn_sensitivity"] * (self.satisfaction - b["reference"]))
        if self.random.random() < -expm1(-intensity * unhappy):
            self.status, self.holding, self.tenure = FORMER, 0, 0
        elif self.satisfaction > b["reference"]:
            model.taken += self.random.random() < model.cross_sell[self.need]

    def speak(self) -> None:
        """Rate the firm, and perhaps talk about it."""
        answer = int(min(10.0, max(0.0, 10.0 * (self.satisfaction + self.style) + 0.5)))
        draw, b = self.random.random(), self.model.behaviour
        self.talk = 0
        if answer >= 9 and self.status == CUSTOMER and draw < b["promoter_incidence"]:
            self.talk = 1
        elif answer <= 6 and draw < b["detractor_incidence"]:
            self.talk = 2


class BareMarket(mesa.Model):
    """A market with one firm that treats all alike, as ordinary Mesa agents.

    Args:
        people, ties: where everybody starts, and who hears whom.
        behaviour, world: what people are like, and what they meet.
        seed: seed of Mesa's own generator.
    """

    def __init__(
        self, people: People, ties: Ties, behaviour: Behaviour, world: World, seed: int
    ) -> None:
        super().__init__(rng=int(seed))
        self.behaviour = {name: float(value) for name, value in behaviour._asdict().items()}
        for name in (
            "recruiting",
            "touch",
            "quality",
            "position",
            "scope",
            "ideal",
            "resolve",
            "margin",
            "costs",
            "offer_cut",
            "cross_sell",
        ):
            setattr(self, name, getattr(world, name).tolist())
        self.touch = world.touch[:, :, :-1].tolist()
        self.norm, self.seen = float(world.norm[0]), float(world.seen[0])
        self.resolved = self.taken = 0
        columns = {name: c.tolist() for name, c in people._asdict().items() if len(c)}
        names, rows = list(columns), zip(*columns.values(), strict=True)
        crowd = [Person(self, dict(zip(names, row, strict=True))) for row in rows]
        heard, start, strong = ties.heard.tolist(), ties.start.tolist(), ties.strong.tolist()
        for number, person in enumerate(crowd):
            person.friends = [crowd[friend] for friend in heard[start[number] : start[number + 1]]]
            person.strong = strong[number]

    def step(self) -> None:
        """One month, everybody in the same order."""
        self.agents.do("step")

    def shuffled_step(self) -> None:
        """One month, everybody in a new order."""
        self.agents.shuffle_do("step")
