"""Where a run departs from: a market and a firm that have run together for a while."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..firm.books import Books
from ..firm.insight import Beliefs
from ..firm.offers import Offers
from ..firm.state import FirmState
from ..firm.tariff import Tariff
from ..market.market import Market, MarketState
from ..market.people.blocks import blocks
from ..market.people.network import Ties
from ..market.people.population import Standing, Status, mean_frequency, touchpoint_frequency
from ..market.rules import rules
from ..market.rules.compiled import kernel
from ..scenario.scenario import Scenario


@dataclass
class Opening:
    """A market and a firm at the moment from which designs are compared.

    Attributes:
        market, firm: what they carry on.
        clock: months simulated so far.
        starting_year: the last twelve months before, as `FIGURES`, [12, figures].
        starting_ledger: cents, [12, segments + 1, products + 1, accounts].
    """

    market: MarketState
    firm: FirmState
    clock: int
    starting_year: NDArray[np.float64]
    starting_ledger: NDArray[np.int64]


def first_day(
    scenario: Scenario,
    seed: int,
    ties: Ties | None = None,
    before: Standing | None = None,
) -> Opening:
    """The market and the firm on the first day of the burn-in.

    Args:
        scenario: the market and the firm as it is today.
        seed: the replication's seed.
        ties: a given network instead of a generated one.
        before: how customers stand after years with the firm; content when missing.
    """
    market = Market.opened(scenario, seed, ties, before)
    firm = _first_state(scenario, market)
    _settle_expectations(scenario, market, firm)
    # Nothing else holds this market, so its people are handed over and not copied.
    return Opening(
        market.state(), firm, 0, np.empty((0, 0)), np.empty((0, 0, 0, 0), dtype=np.int64)
    )


def _first_state(scenario: Scenario, market: Market) -> FirmState:
    """The firm on the first day of the burn-in: one offer, in the middle of what people want."""
    segments = scenario.segments
    weight = np.array([s.share * s.penetration * s.spend for s in segments])
    weight = weight[:, None] * touchpoint_frequency(scenario) + 1e-12
    position = (weight * market.ideal).sum(axis=0) / weight.sum(axis=0)
    quality = [p.quality for p in scenario.products] + [t.quality for t in scenario.touchpoints]
    offers = Offers.shared_by_all(position, np.array(quality), len(segments))
    shape = market.ideal.shape
    customers = np.array(
        [round(s.share * s.penetration * scenario.market.simulated) for s in segments], dtype=float
    )
    size = np.array([s.share * scenario.market.simulated for s in segments])
    revenue = market.price.mean(axis=1) * customers
    margins = np.array([p.margin for p in scenario.products])
    margin = (market.price * margins).mean(axis=1) * len(margins) / 2
    margin -= scenario.costs.contact * np.array([s.contacts for s in segments])
    churn = 1 - (1 - np.array([s.churn_yearly for s in segments])) ** (1 / 12)
    contact = 1 - np.exp(-np.array([s.contacts for s in segments]))
    heard = _delivered(scenario, market, offers)
    books = Books(
        customers,
        size - customers,
        revenue,
        margin,
        churn,
        contact,
        heard,
        np.full((len(segments), len(margins)), 1 / len(margins)),
    )
    beliefs = Beliefs(np.tile(position, (shape[0], 1)), np.full(shape, market.ideal.var() + 0.01))
    staff = scenario.work.capacity * scenario.today.delivery.budget
    tariff = Tariff.of_today(len(segments), len(margins))
    return FirmState(offers, beliefs, books, heard.copy(), staff, {}, {}, tariff)


def _delivered(scenario: Scenario, market: Market, offers: Offers) -> NDArray[np.float64]:
    """Mean value that each segment's moments deliver on the first day, [S]."""
    value = offers.met_quality() * mean_fit(
        market.ideal - offers.met_position(), scenario.market.taste_sd**2
    )
    value *= 1 - scenario.experience.contact_effort
    return np.asarray((mean_frequency(scenario) * value).sum(axis=1))


@kernel
def mean_fit(distance: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
    """Mean fit by need and touchpoint, [S, K]; see `rules.expected_fit`.

    Args:
        distance: [S, K], from what is offered to the need's ideal.
        variance: scatter of tastes.
    """
    fit = np.empty(distance.shape)
    for s in range(len(distance)):
        for k in range(distance.shape[1]):
            fit[s, k] = rules.expected_fit(distance[s, k], variance)
    return fit


def _settle_expectations(scenario: Scenario, market: Market, firm: FirmState) -> None:
    """Let customers expect what years with the firm and the norm have taught them.

    E = (beta P d + eta norm) / (beta P + eta), the fixed point of the two pulls on expectation,
    with P the chance of a moment and d what the segment is delivered.
    """
    people, experience = market.people, scenario.experience
    pull = experience.norm_pull
    for part in blocks(len(people.need)):
        learning = experience.expectation_learning * (1 - np.exp(-people.contact_rate[part]))
        taught = learning * firm.books.heard[people.need[part]] + pull * market.norm
        customers = (people.status[part] == Status.CUSTOMER) & (learning + pull > 0)
        settled = taught / np.maximum(learning + pull, 1e-12)
        people.expectation[part][customers] = settled[customers]
