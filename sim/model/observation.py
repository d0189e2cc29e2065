"""What is observed of a firm's customers, by segment, beside its monthly figures and its books.

Everything is scaled to the real market. Persons are looked at one by one only at the ends of
quarters and years, so that observing costs little.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..market.people.population import People, Status, hazard_quantiles
from ..market.prices import payments
from ..market.rules.lifetime import discounted_months, pace
from ..market.rules.tally import Count
from ..measures import ratio
from .model import OrganisationModel

Array = NDArray[np.float64]
QUARTER, YEAR = 3, 12
WHALE_STEPS = 100
"""Steps of a whale curve: one for each hundredth of the customers."""


class Observations(NamedTuple):
    """What was observed. S segments, P products, years the last of which may be shorter.

    Attributes:
        counts: [months, S, len(Count)], what each month was counted by, people.
        promised: [months, S], value promised to the people of a segment; not a number where there
            is no one.
        delivered: [months, S], mean value delivered at a moment of truth; not a number in a month
            in which there was none.
        cohorts: [quarters, S, 1 + quarters], customers at the end of each whole quarter by the
            quarter in which they joined; those from before the comparison stand first.
        holders: [years + 1, S, P], customers who hold each product, at the start and at the end of
            each year.
        kept_revenue: [whole years, S, 3], monthly revenue, currency: of the customers at the start
            of a year, of those of them still there at its end but at most as much from each as
            before, and all that those still there pay.
        contribution: [S + 1, WHALE_STEPS + 1], whale curves of the last twelve months, the firm's
            last: gross margin less contacts and complaints before recovery, currency, of the most
            profitable 0, 1, ..., 100 % of those who were customers. What recovery spends on top of
            a complaint, offers to those who would leave and cross-selling are left out: they are
            not booked to persons.
        lifetimes: [S, 2], expected discounted months paid (`market.lifetime`), people-months: those
            that the customers at the end will still pay, and those that everybody who joined in the
            last twelve months could be expected to pay when joining. Not a number without a
            discount rate.
    """

    counts: Array
    promised: Array
    delivered: Array
    cohorts: Array
    holders: Array
    kept_revenue: Array
    contribution: Array
    lifetimes: Array


class Observer:
    """Watches the first firm of a model live a comparison.

    Args:
        model: at the moment of departure; `look` after each of its months.
    """

    def __init__(self, model: OrganisationModel) -> None:
        self._model, self._size = model, model.given.represents
        self._months, self._simulated = model.given.months, 0
        segments, products = len(model.given.segments), len(model.given.products)
        self._segments, quarters = segments, self._months // QUARTER
        years = self._months // YEAR
        self.seen = Observations(
            counts=np.zeros((self._months, segments, len(Count))),
            promised=np.zeros((self._months, segments)),
            delivered=np.zeros((self._months, segments)),
            cohorts=np.zeros((quarters, segments, 1 + quarters)),
            holders=np.zeros((1 + -(-self._months // YEAR), segments, products)),
            kept_revenue=np.zeros((years, segments, 3)),
            contribution=np.zeros((segments + 1, WHALE_STEPS + 1)),
            lifetimes=np.zeros((segments, 2)),
        )
        people = model.market.people
        self._begin_year(people, _customers(people))
        self._contribution_before = people.contribution.copy()

    def look(self) -> None:
        """Take down the month that has just been simulated."""
        firm, tally = self._model.firm, self._model.tally
        row = self._simulated
        self._simulated += 1
        self.seen.counts[row] = tally.counts * self._size
        somebody = firm.company.share_taken.any(axis=0)
        promised = firm.company.share_taken.T @ firm.promise_maker.promise
        self.seen.promised[row] = np.where(somebody, promised, np.nan)
        self.seen.delivered[row] = ratio(tally.value.sum(axis=1), tally.met.sum(axis=1))
        last, last_year = self._simulated == self._months, self._simulated == self._months - YEAR
        if self._simulated % QUARTER == 0 or last or last_year:
            self._look_at_persons(self._model.market.people, last, last_year)

    def _look_at_persons(self, people: People, last: bool, last_year: bool) -> None:
        """Take down what is seen of persons at the end of a quarter or a year.

        Args:
            people: everybody.
            last: whether this is the last month.
            last_year: whether the last twelve months begin now.
        """
        who = _customers(people)
        if self._simulated % QUARTER == 0:
            self._count_cohorts(people, who)
        if self._simulated % YEAR == 0:
            self._end_year(people, who)
        if self._simulated % YEAR == 0 or last:
            self._begin_year(people, who)
        if last_year:
            self._contribution_before = people.contribution.copy()
        if last:
            self._rank_customers(people)
            self._expect_lifetimes(people, who)

    def _count_cohorts(self, people: People, who: NDArray[np.intp]) -> None:
        """Customers by segment and quarter of joining."""
        tenure = people.tenure[who].astype(np.intp)
        cohort = np.maximum(-(-(self._simulated - tenure) // QUARTER), 0)
        width = self.seen.cohorts.shape[2]
        counts = np.bincount(
            people.need[who].astype(np.intp) * width + cohort, minlength=self._segments * width
        )
        self.seen.cohorts[self._simulated // QUARTER - 1] = (
            counts.reshape(self._segments, width) * self._size
        )

    def _begin_year(self, people: People, who: NDArray[np.intp]) -> None:
        """Note who holds what, and what each customer pays."""
        market, year = self._model.market, -(-self._simulated // YEAR)
        baskets = len(market.held)
        cell = people.need[who].astype(np.intp) * baskets + people.holding[who]
        held = np.bincount(cell, minlength=self._segments * baskets)
        self.seen.holders[year] = held.reshape(self._segments, baskets) @ market.held * self._size
        self._paying, self._paid = who, self._payments(people, who)

    def _end_year(self, people: People, who: NDArray[np.intp]) -> None:
        """What those pay now who were customers when the year began."""
        stayed = who[people.tenure[who] >= YEAR]
        now = np.zeros(len(people.need))
        now[stayed] = self._payments(people, stayed)
        before, now = self._paid, now[self._paying]
        need, year = people.need[self._paying], self._simulated // YEAR - 1
        for column, amount in enumerate((before, np.minimum(now, before), now)):
            total = np.bincount(need, amount, minlength=self._segments) * self._size
            self.seen.kept_revenue[year, :, column] = total

    def _payments(self, people: People, who: NDArray[np.intp]) -> Array:
        """Monthly revenue from each of some customers, currency."""
        market, firm = self._model.market, self._model.firm
        need, held = people.need[who], people.holding[who]
        if firm.scenario.pricing.fastest > 0:
            each = payments(firm.prices(), market.held, market.price)
            return np.asarray(people.spend[who] * each[need, firm.base.acted()[who], held])
        price = market.price @ market.held.T
        return np.asarray(people.spend[who] * price[need, held])

    def _expect_lifetimes(self, people: People, who: NDArray[np.intp]) -> None:
        """How long those who are there, and those who joined, could be expected to pay."""
        given, year = self._model.given, self.seen.counts[-YEAR:].sum(axis=0)
        discount = (1 + given.costs.discount_yearly) ** (-1 / 12)
        hazards = hazard_quantiles(given)
        newcomers = -np.log1p(-(hazards[:, 1:] + hazards[:, :-1]) / 2) / 12
        for s in range(self._segments):
            base = people.base_intensity[who[people.need[who] == s]].astype(float)
            left, paying, joined = year[s, [Count.LEFT, Count.PAYING, Count.JOINED]]
            here = pace(base, left / paying) if paying > 0 and len(base) else 1.0
            for column, (intensity, number) in enumerate(
                ((base, len(base) * self._size), (newcomers[s], joined))
            ):
                if number > 0:
                    months = discounted_months(intensity, here, discount)
                    self.seen.lifetimes[s, column] = number * months

    def _rank_customers(self, people: People) -> None:
        """Whale curves: cumulative contribution from the most profitable customer down."""
        earned = people.contribution.astype(float) - self._contribution_before
        were = earned != 0
        for s in range(self._segments + 1):
            chosen = earned[were & (people.need == s)] if s < self._segments else earned[were]
            ranked = np.concatenate([[0.0], np.cumsum(-np.sort(-chosen))])
            share = np.linspace(0, len(chosen), WHALE_STEPS + 1)
            self.seen.contribution[s] = np.interp(share, np.arange(len(ranked)), ranked)
        self.seen.contribution[:] *= self._size


def _customers(people: People) -> NDArray[np.intp]:
    """Positions of the customers."""
    return np.flatnonzero(people.status == np.uint8(Status.CUSTOMER))


def observed(model: OrganisationModel) -> Observations:
    """Let a model live all the months of its scenario, watching its first firm's customers.

    Args:
        model: at the moment of departure.
    """
    observer = Observer(model)
    for _ in range(model.given.months):
        model.step()
        observer.look()
    return observer.seen
