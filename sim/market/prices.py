"""Prices that have moved: what they do to people, and what is sold at them.

A price is relative to today's: 1 is today's. People stay, join and feel by the price of all that
they hold, of which each product has its part by what it costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..scenario.schema.pricing import Pricing
from .people.population import People, Status
from .rules.tally import SCALE

Array = NDArray[np.float64]


class Prices(NamedTuple):
    """Prices that people taken for a segment meet, [A, P] each.

    Attributes:
        price: rho, relative to today's.
        used_to: the price that they are used to, relative to today's.
        volume: bought at this price, relative to what is bought at today's.
    """

    price: Array
    used_to: Array
    volume: Array


def volume(price: Array, elasticity: Array) -> Array:
    """What customers buy of a product at a price, relative to today: rho^-e.

    Args:
        price: rho, relative to today's.
        elasticity: e, of the product's volume.
    """
    return np.asarray(price**-elasticity)


def pressure(price: Array, elasticity: float) -> Array:
    """By what a price multiplies the hazard of leaving: rho^eps; that of joining is divided by it.

    Args:
        price: rho, relative to today's.
        elasticity: eps.
    """
    return np.asarray(price**elasticity)


def shortfall(price: Array, used_to: Array, felt: float) -> Array:
    """By what a price above the usual one lets a moment fall short: chi ln(rho / rho_ref).

    Below the usual price it is a gain. Reference prices after Winer 1986 (R).

    Args:
        price, used_to: rho and rho_ref, relative to today's.
        felt: chi, delivered value.
    """
    return np.asarray(felt * np.log(price / used_to))


def of_baskets(each: Array, held: Array, paid: Array) -> Array:
    """A number of each product, [A, P], as the mean over each set of products, [A, M].

    Args:
        each: by segment acted on and product.
        held: [M, P], 1 where a basket holds a product.
        paid: [A, P], what each product costs, the weight of the mean.
    """
    weight = held[None] * paid[:, None, :]
    total = np.maximum(weight.sum(axis=2), 1e-12)
    return np.asarray((weight * each[:, None, :]).sum(axis=2) / total)


class Tables(NamedTuple):
    """What one firm's prices do, by segment taken for and basket, see `World`.

    Attributes:
        pressure, dearer: [A, M], on leaving; shortfall that is felt.
        extra: [S, A, M], margin a month beyond that at today's prices, currency.
        ease: [A], of joining, for the basket that newcomers usually take.
    """

    pressure: Array
    dearer: Array
    extra: Array
    ease: Array


def tables(
    prices: Prices, given: Pricing, held: Array, paid: Array, margins: Array, usual: Array
) -> Tables:
    """What people meet of a firm's prices.

    Args:
        prices: what they are.
        given: how people respond.
        held: [M, P], 1 where a basket holds a product.
        paid: [S, P], monthly revenue from a holder with mean spend at today's prices, currency.
        margins: [P], gross margin at today's prices, share of revenue.
        usual: [S, P], chance that a newcomer takes each product.
    """
    nothing = held.sum(axis=1) == 0
    basket = np.where(nothing, 1.0, of_baskets(prices.price, held, paid))
    felt = of_baskets(shortfall(prices.price, prices.used_to, given.felt), held, paid)
    earned = (prices.price - (1 - margins)) * prices.volume - margins  # [A, P], of today's revenue
    extra = np.einsum("mp,sp,ap->sam", held, paid, earned)
    weight = usual * paid
    newcomers = (weight * prices.price).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    ease = 1 / pressure(newcomers, given.joining_elasticity)
    return Tables(pressure(basket, given.churn_elasticity), felt, extra, ease)


def of_today(segments: int, baskets: int, cells: int | None = None) -> Tables:
    """What today's prices do: nothing.

    Args:
        segments, baskets: S and M.
        cells: A, as many as segments when missing.
    """
    acted = segments if cells is None else cells
    nothing = np.zeros((segments, acted, baskets))
    return Tables(np.ones((acted, baskets)), np.zeros((acted, baskets)), nothing, np.ones(acted))


def side_by_side(each: Sequence[Tables]) -> Tables:
    """The tables of a market, the cells of one firm after those of the other."""
    pressure, dearer, extra, ease = zip(*each, strict=True)
    return Tables(
        np.concatenate(pressure),
        np.concatenate(dearer),
        np.concatenate(extra, axis=1),
        np.concatenate(ease),
    )


def in_single(tables: Tables) -> dict[str, NDArray[np.float32]]:
    """Tables by name, as the engines read them."""
    return {k: np.ascontiguousarray(v, np.float32) for k, v in tables._asdict().items()}


def payments(prices: Prices, held: Array, paid: Array) -> Array:
    """Monthly revenue from a holder with mean spend, [S, A, M], currency.

    Args:
        prices: what people meet.
        held, paid: as for `tables`.
    """
    return np.asarray(np.einsum("mp,sp,ap->sam", held, paid, prices.price * prices.volume))


class Sold(NamedTuple):
    """What a firm's customers paid this month and bought, [S, P], currency.

    Attributes:
        paid: at the prices that they meet.
        bought: the same at today's prices.
    """

    paid: Array
    bought: Array


def sold(
    people: People, acted: NDArray[np.uint8], firm: int, prices: Prices, held: Array, paid: Array
) -> Sold:
    """What the customers of a firm pay in the month that begins.

    Spend is summed in fixed point, as the tally sums it, so that nothing depends on an order.

    Args:
        people: everybody's columns.
        acted: the segment that the firm takes each person for.
        firm: its number.
        prices: what they meet.
        held, paid: as for `tables`.
    """
    segments, baskets = len(paid), len(held)
    who = np.flatnonzero((people.status == Status.CUSTOMER) & (people.firm == firm))
    cell = people.need[who].astype(np.int64) * segments + acted[who]
    place = cell * baskets + people.holding[who]
    amounts = np.floor(people.spend[who].astype(float) * SCALE + 0.5)
    spend = np.bincount(place, amounts, segments * segments * baskets) / SCALE
    by_cell = spend.reshape(segments, segments, baskets) @ held  # [S, A, P]
    bought = np.einsum("sap,ap->sp", by_cell, prices.volume) * paid
    received = np.einsum("sap,ap->sp", by_cell, prices.volume * prices.price) * paid
    return Sold(received, bought)
