"""Everybody as agents: the object engine, which lives a month as the columns do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from ..engine import columns, rulebook
from ..people.network import Ties
from ..people.population import People, Status
from ..people.world import Behaviour, World
from ..rules.compiled import kernel, rule_in_single
from ..rules.draws import (
    RandomStream,
    philox,
    relationship_uniform,
    single_uniform,
    taste_deviation,
)
from ..rules.tally import Count, Sums, Touched, fixed
from .customer import CustomerAgent

CALLS = max(RandomStream) // 4 + 1
"""Calls of Philox that a person's month takes."""


class Crowd:
    """Everybody as agents.

    Args:
        model: the Mesa model that the agents belong to.
        people: the columns they start from.
        ties: the friends that each person hears.
        seed: key of everybody's random numbers.
        basis: which segments each firm acts on.
        rules: the rulebook's module, as the columns use it.

    Attributes:
        rule: every rule in single precision, as the columns calculate.
        open: firms that are in the market this month.
        world, behaviour: this month's, in plain lists and numbers.
        causing: whether earlier trouble causes contacts.
        contagious: whether leaving is.
        average: what everybody hears of each firm where ties are mixed.
        counts, spend, touched, value, met, waiting, caused, losses: see `Sums`; plain lists, by
            firm.
    """

    counts: Any
    spend: Any
    touched: Any
    value: Any
    met: Any
    waiting: Any
    caused: Any
    losses: Any
    average: list[Any]

    def __init__(
        self,
        model: Any,
        people: People,
        ties: Ties,
        seed: int,
        basis: NDArray[np.uint8],
        rules: Any,
    ) -> None:
        self.model, self.seed, self.size = model, seed, len(people.need)
        self.basis = basis.tolist()
        self.rule = in_single_precision(rules)
        self.nothing = ((0, 0, 0),) * len(self.basis)
        self._reached: list[CustomerAgent] = []
        self.agents = [CustomerAgent(self, number) for number in range(self.size)]
        self.read(people)
        heard, start = ties.heard.tolist(), ties.start.tolist()
        for number, agent in enumerate(self.agents):
            row = heard[start[number] : start[number + 1]]
            agent.friends = [self.agents[friend] for friend in row]
            agent.strong = int(ties.strong[number])
            agent.contacts_fixed = self.rule.fixed(agent.contact_rate)
            agent.spend_fixed = self.rule.fixed(agent.spend)
        self._spread()

    def read(self, people: People) -> None:
        """Give every agent what the columns say."""
        self.causing, self.contagious = len(people.pending) > 0, len(people.left) > 0
        for name, column in people._asdict().items():
            values = column.tolist() if len(column) else [0.0] * self.size
            for agent, value in zip(self.agents, values, strict=True):
                setattr(agent, name, value)

    def write(self, people: People) -> None:
        """Write what the agents are into the columns."""
        for name, column in people._asdict().items():
            if len(column):
                column[:] = [getattr(agent, name) for agent in self.agents]

    def live(self, behaviour: Behaviour, world: World, clock: int, sums: Sums) -> Sums:
        """Let everybody live one month; the arguments are those of the columns' kernels.

        Returns:
            what happened.
        """
        self._meet(behaviour, world, sums)
        draw = draws_of_all(self.size, np.uint32(self.seed), np.uint32(clock)).tolist()
        for agent, own in zip(self.agents, draw, strict=True):
            agent.draw = own
        customers = [agent for agent in self.agents if agent.status == Status.CUSTOMER]
        for agent in self.agents:
            if agent.status != Status.CUSTOMER:
                agent.hear()
        if self.contagious:
            for agent in self.agents:
                agent.left = 0
            for agent in customers:
                agent.remember()
        for agent in customers:
            agent.meet_the_firm()
        for agent in customers:
            agent.stay_or_leave()
        for agent in self.agents:
            agent.speak()
        self._spread()
        return self._summed(sums)

    def new_word(self, agent: CustomerAgent) -> list[list[int]]:
        """Room for the word of friends to somebody who has heard nothing yet this month."""
        self._reached.append(agent)
        return [[0, 0, 0] for _ in self.basis]

    def _spread(self) -> None:
        """Forget last month's word, and let everybody who talks tell their friends."""
        for agent in self._reached:
            agent.reported = self.nothing
        self._reached = []
        for agent in self.agents:
            if agent.talk:
                agent.tell_friends()
        if self.contagious:
            for agent in self.agents:
                agent.gone = 0
            for agent in self.agents:
                if agent.left:
                    agent.tell_of_leaving()

    def touch(self, firm: int, need: int, cell: int, kind: Touched) -> None:
        """Take down that a lever touched somebody."""
        self.touched[firm][need][cell - firm * self.segments][kind] += 1

    def _meet(self, behaviour: Behaviour, world: World, sums: Sums) -> None:
        """Lay out this month's world in plain lists, which are quicker one person at a time."""
        self.behaviour = SimpleNamespace(**{k: float(v) for k, v in behaviour._asdict().items()})
        self.world = SimpleNamespace(
            mixed=world.mixed, priced=world.priced, help_desk=world.help_desk
        )
        for name in set(world._fields) - {"mixed", "priced", "help_desk", "hazards"}:
            setattr(self.world, name, getattr(world, name).tolist())
        self.world.touch = world.touch[:, :, :-1].tolist()
        self.world.baskets = world.baskets[:, :-1].tolist()
        self.hazards = world.hazards
        self.segments, self.products = len(world.ideal), len(world.baskets[0]).bit_length() - 1
        self.open = [f for f, present in enumerate(world.open_) if present]
        for name, values in sums._asdict().items():
            setattr(self, name, values.tolist())
        strong, weak, every = self.world.ties
        rumour = self.world.rumour
        self.average = [
            tuple(
                np.float32(n) * np.float32(share)
                for n, share in ((strong, r[0]), (weak, r[0]), (every, r[1]))
            )
            for r in rumour
        ]

    def _summed(self, sums: Sums) -> Sums:
        for agent in self.agents:
            if agent.status != Status.CUSTOMER:
                for f in range(len(self.basis)):
                    taken = agent.cell(f) - f * self.segments
                    self.waiting[f][agent.need][taken] += 1
                    self.counts[f][agent.need][Count.PROSPECTS] += 1
        for name, values in sums._asdict().items():
            values[...] = getattr(self, name)
        return sums


def in_single_precision(rules: Any) -> SimpleNamespace:
    """Every rule, compiled to take and return single precision whatever it is given.

    With them come the random numbers that are drawn one by one, and `fixed`.

    Args:
        rules: a rulebook's module.
    """
    names = rulebook.names()
    kept = rules is columns.rules
    compiled: dict[str, Any] = {n: rule_in_single(getattr(rules, n).py_func, kept) for n in names}
    draws: tuple[Any, ...] = taste_deviation, relationship_uniform
    for draw in draws:
        compiled[draw.__name__] = rule_in_single(draw.py_func, True, takes=numba.uint32)
    rounded: Any = fixed
    compiled["fixed"] = rule_in_single(rounded.py_func, True, gives=numba.int32)
    return SimpleNamespace(**compiled)


@kernel
def draws_of_all(people: int, seed: np.uint32, clock: np.uint32) -> NDArray[np.float32]:
    """This month's random numbers of everybody, [people, 4 * CALLS]: one a `RandomStream`."""
    out = np.empty((people, 4 * CALLS), np.float32)
    for i in range(people):
        for call in range(CALLS):
            a, b, c, d = philox(i, clock, 0, 0, seed, call)
            out[i, 4 * call], out[i, 4 * call + 1] = single_uniform(a), single_uniform(b)
            out[i, 4 * call + 2], out[i, 4 * call + 3] = single_uniform(c), single_uniform(d)
    return out
