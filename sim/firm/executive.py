"""The executive and the promise maker, as Mesa agents: capacity, levers and the promise."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from . import levers
from .business import Business
from .leaders import Leader, SegmentLeader
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
        """Give each leader a share: authority to segment leaders, the rest to product leaders."""
        firm = self.firm
        authority = firm.design.organisation.authority
        total = firm.capacity()
        for leader in self.leaders:
            if isinstance(leader, SegmentLeader):
                leader.capacity = authority * total / firm.segments
            else:
                leader.capacity = (1 - authority) * total / firm.products

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
