"""One firm's customer base: what it can count of the market, and how it treats people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..scenario.scenario import Scenario
from ..scenario.schema.design import Basis
from .people.population import People
from .prices import Prices, Sold, sold
from .rules.tally import Count, Sums, Tally

Array = NDArray[np.float64]


@dataclass
class Treatment:
    """How a firm treats people this month; see `World` for shapes and units.

    `heard` and `attract` are what rivals' customers hear: value delivered and attraction of the
    promise, [A]; `norm` is what the firm's people expect of any other; `prices` are missing where
    prices stay.
    """

    position: Array
    quality: Array
    scope: Array
    promise: Array
    recruiting: Array
    resolve: Array
    offer_cut: Array
    cross_sell: Array
    seen: float
    norm: float
    heard: Array
    attract: Array
    prices: Prices | None = None


class Place(Protocol):
    """What a customer base knows of its market.

    Attributes:
        scenario: who the people are and how they behave.
        price: [S, P], monthly revenue from a holder with mean spend, currency.
        held: [2^P, P], 1 where a basket of products holds a product.
    """

    scenario: Scenario
    price: Array
    held: Array

    @property
    def people(self) -> People:
        """Everybody's columns."""


class CustomerBase:
    """One firm in a market.

    Args:
        market: where it is.
        number: position among the firms.
        basis: which segments it acts on.
        standing: everybody as they stand.
        staffed: contacts a month that its help desk is staffed for; for the contacts that its
            customers make now when missing.

    Attributes:
        tally: what happened last month.
        sold: what this month's customers pay and buy; nothing where prices stay.
        waiting: [A, S] people without a firm, by the segment that this firm takes them for.
    """

    def __init__(
        self,
        market: Place,
        number: int,
        basis: Basis,
        standing: Sums,
        staffed: float | None = None,
    ) -> None:
        self.market, self.number, self.basis = market, number, basis
        self.scenario = market.scenario
        self.sold: Sold | None = None
        self._taken_by: dict[int, Array] = {}
        self._queue = [t.queue for t in self.scenario.touchpoints]
        self.begin(standing, staffed)

    def begin(self, sums: Sums, staffed: float | None = None) -> None:
        """Take stock of the customers there are, with a help desk staffed for their contacts."""
        self.count(sums)
        self.staffed = self.contacts if staffed is None else staffed

    def count(self, sums: Sums) -> None:
        """Take down what happened in a month."""
        self.tally: Tally = sums.of(self.number)
        self.waiting = sums.waiting[self.number].sum(axis=0).astype(float)
        self.contacts = float(self.tally.counts[:, Count.LOAD].sum())

    def acted(self) -> NDArray[np.uint8]:
        """The segment that the firm takes each person for."""
        people = self.market.people
        return {
            Basis.NEED: people.by_need,
            Basis.CIRCUMSTANCE: people.by_circumstance,
            Basis.NONE: people.need,
        }[self.basis]

    def pairs(self) -> Array:
        """Number of people by the segment they are taken for and their need, [A, S]."""
        segments = len(self.scenario.segments)
        cell = self.acted().astype(np.uint16) * np.uint16(segments) + self.market.people.need
        return np.bincount(cell, minlength=segments**2).reshape(segments, segments).astype(float)

    def taken_by(self, other: CustomerBase) -> Array:
        """Among people taken for a segment, the shares that another firm takes for each, [A, A].

        Who people are taken for never changes, so that it is counted once for each other firm.
        """
        if other.number not in self._taken_by:
            segments = len(self.scenario.segments)
            cell = self.acted().astype(np.uint16) * np.uint16(segments) + other.acted()
            both = np.bincount(cell, minlength=segments**2).reshape(segments, segments)
            everybody = np.maximum(both.sum(axis=1, keepdims=True), 1)
            self._taken_by[other.number] = both / everybody
        return self._taken_by[other.number]

    def revenue(self) -> Array:
        """This month's revenue by segment and product, simulated people, currency [S, P]."""
        if self.sold is not None:
            return self.sold.paid
        return np.asarray((self.tally.spend @ self.market.held) * self.market.price)

    def sell(self, prices: Prices | None) -> None:
        """Take down what customers pay in the month that begins.

        Args:
            prices: what they meet; nothing where prices stay.
        """
        if prices is not None:
            people, market = self.market.people, self.market
            self.sold = sold(people, self.acted(), self.number, prices, market.held, market.price)

    def load(self) -> float:
        """Contacts that customers make over those that the help desk is staffed for."""
        return self.contacts / max(self.staffed, 1e-9)

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
        self.staffed += speed * (self.contacts - self.staffed)

    def prospects(self) -> Array:
        """People who could join, by the segment that the firm takes them for, [A]."""
        return self.waiting
