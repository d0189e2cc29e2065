"""The executive and the promise maker, as Mesa agents: capacity, levers and the promise."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from . import levers
from .business import Business
from .leaders import Leader, ProductLeader, SegmentLeader
from .levers import Settings

Array = NDArray[np.float64]


class PromiseMaker(mesa.Agent):
    """Decides what customers are promised.

    Attributes:
        promise: [S], value promised to each segment's people, 0 to 1.
    """

    def __init__(self, model: Any, firm: Business, promise: Array) -> None:
        super().__init__(model)
        self.firm, self.promise = firm, promise

    def decide(self) -> None:
        """Move part of the way to the promise that the KPI likes best."""
        firm, seen = self.firm, self.firm.view.seen
        best = levers.best_promise(
            seen.heard,
            seen.churn,
            seen.contact,
            firm.design.organisation.horizon_months,
            firm.norm,
            firm.company.response,
        )
        wanted = firm.blend(best)
        self.promise = self.promise + firm.scenario.levers.promise_speed * (wanted - self.promise)


class Executive(mesa.Agent):
    """Splits capacity between leaders and agrees the commercial levers with them."""

    def __init__(
        self, model: Any, firm: Business, leaders: list[Leader], promise_maker: PromiseMaker
    ) -> None:
        super().__init__(model)
        self.firm, self.leaders, self.promise_maker = firm, leaders, promise_maker

    def split_capacity(self) -> None:
        """Give each leader a share: authority to segment leaders, the rest to product leaders.

        Within a kind by credited value^focus: by head at focus 0, by value at 1.
        """
        authority, total = self.firm.design.organisation.authority, self.firm.capacity()
        for kind, share in ((ProductLeader, 1 - authority), (SegmentLeader, authority)):
            alike = [leader for leader in self.leaders if isinstance(leader, kind)]
            value = [self._value(leader) for leader in alike]
            together = sum(value)
            for leader, own in zip(alike, value, strict=True):
                leader.capacity = share * total * own / together

    def _value(self, leader: Leader) -> float:
        """What a leader's share of capacity is in proportion to."""
        focus = self.firm.design.organisation.focus
        return 1.0 if focus == 0 else max(leader.value(), 1e-9) ** focus

    def set_levers(self) -> None:
        """Recovery, retention offers, cross-selling and recruiting, each by the owners' KPI.

        Recruiting spends no more than its share of revenue.
        """
        firm, books = self.firm, self.firm.books
        budget = firm.scenario.levers.recruiting_budget * float(books.revenue.sum())
        wishes = levers.wishes(
            firm.view.seen,
            self.promise_maker.promise,
            books.heard,
            firm.norm,
            books.prospects,
            budget,
            firm.design.organisation.horizon_months,
            firm.company.response,
        )
        firm.settings = Settings(*firm.blend(wishes))
