"""Prices: leaders of segments and of products move them towards what their KPI likes best."""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...market.rules import rules
from ...market.rules.tally import Count
from ...scenario.schema.magnitudes import LOWEST_PRICE, MOST_ELASTIC
from ..business import Business
from .mechanism import Mechanism

Array = NDArray[np.float64]
CONSIDERED = np.exp(np.linspace(log(LOWEST_PRICE), 0.6, 111))
"""Prices that an owner considers, relative to today's: a hundredth apart, today's among them."""


class Owned(NamedTuple):
    """What each owner of prices answers for, a customer or holder each: segments, then products.

    Attributes:
        bought: [O, P], monthly revenue at today's prices.
        service: [O], cost of contacts and complaints, a month.
        churn, joining: [O], share a month of those there are.
        part: [O], share of what a customer buys that the owner's price is about.
        price: [O], relative to today's.
    """

    bought: Array
    service: Array
    churn: Array
    joining: Array
    part: Array
    price: Array


class Market(NamedTuple):
    """How customers respond to prices, as owners know it.

    Attributes:
        margins, elasticity: [P], gross margin at today's prices, elasticity of volume.
        leaving, joining: elasticities.
        horizon, acquisition_horizon: months, of the owner and for newcomers.
    """

    margins: Array
    elasticity: Array
    leaving: float
    joining: float
    horizon: float
    acquisition_horizon: float


def margin(owned: Owned, prices: Array, market: Market) -> Array:
    """Monthly margin at each of some prices, [O, X]: sum bought (rho - (1 - m)) rho^-e - service.

    Args:
        owned: what owners answer for.
        prices: [X], rho.
        market: how customers respond.
    """
    cost = 1 - market.margins[:, None]
    each = (prices - cost) * prices ** -market.elasticity[:, None]
    return np.asarray(owned.bought @ each - owned.service[:, None])


def months(owned: Owned, prices: Array, market: Market) -> Array:
    """Months that a margin is earned at each of some prices, by customers and joiners, [O, X].

    LV(c r^eps) + H j r^-eps LV(c r^eps), with r the price over the one now, to the power of its
    part in what a customer buys, and LV the lifetime within the horizon.

    Args:
        owned, prices, market: as for `margin`.
    """
    dearer = (prices / owned.price[:, None]) ** owned.part[:, None]
    churn = np.minimum(owned.churn[:, None] * dearer**market.leaving, 1.0)
    joining = owned.joining[:, None] * dearer**-market.joining
    stay = _lifetime(churn, market.horizon)
    return stay + market.horizon * joining * _lifetime(churn, market.acquisition_horizon)


def _lifetime(churn: Array, horizon: float) -> Array:
    flat = [rules.lifetime_months(each, horizon) for each in churn.ravel().tolist()]
    return np.array(flat).reshape(churn.shape)


def best_price(owned: Owned, market: Market) -> Array:
    """The price of `CONSIDERED` with the highest margin times months, for each owner, [O].

    Owners of what nobody buys leave prices where they are.

    Args:
        owned, market: as for `margin`.
    """
    worth = margin(owned, CONSIDERED, market) * months(owned, CONSIDERED, market)
    best = CONSIDERED[worth.argmax(axis=1)]
    return np.where(owned.bought.sum(axis=1) > 0, best, owned.price)


def moved(price: Array, best: Array, fastest: float) -> Array:
    """A price after a month: rho exp(d), d = ln(best / rho) held to -f / 12 .. f / 12.

    Args:
        price, best: rho, and where the owner wants it.
        fastest: f, most that it moves in a year.
    """
    step = fastest / 12
    return np.asarray(price * np.exp(np.clip(np.log(best / price), -step, step)))


def content_elasticity(owned: Owned, market: Market, segments: int, authority: float) -> Array:
    """Elasticity of volume at which owners are content with today's prices, [P].

    The slope of ln(margin months) at rho = 1 is zero: u (1 - e m) = l margin, l the slope of
    -ln(months), u what is bought. Of each product where its own leader sets prices; one for all,
    the mean over segments, where segments' leaders do; blended by authority. From 0 to
    `MOST_ELASTIC`, beyond which no owner is content.

    Args:
        owned: what owners answer for, at today's prices.
        market: how customers respond; its elasticity of volume is not read.
        segments: how many owners are segments' leaders; products' come after them.
        authority: share of authority with segment leaders.
    """
    step = 1e-4
    free = market._replace(elasticity=np.zeros(len(market.margins)))
    below, above = np.log(months(owned, np.exp([-step, step]), free)).T
    lost = (below - above) / (2 * step) * margin(owned, np.ones(1), free)[:, 0]
    bought = np.maximum(owned.bought.sum(axis=1), 1e-12)
    gross = np.maximum(owned.bought @ market.margins / bought, 1e-6)
    content = np.clip((1 - lost / bought) / gross, 0.0, MOST_ELASTIC)
    return np.asarray(authority * content[:segments].mean() + (1 - authority) * content[segments:])


def part_counted(own: Array, incentive: float, siblings: float) -> Array:
    """Part in what a customer buys that a product's leader sets against leaving, [P].

    c + (1 - c) own, c = w + (1 - w) s: the product's price moves that of a basket, and so leaving,
    by the product's own part. Where the other products' loss counts, the whole basket does.

    Args:
        own: the product's part, weighted by where it is bought.
        incentive: w, weight of segments' results in what product leaders are paid for.
        siblings: s, how far leaders who are paid for products count the others' loss.
    """
    counted = incentive + (1 - incentive) * siblings
    return np.asarray(counted + (1 - counted) * own)


def owned_by(firm: Business, incentive: float) -> Owned:
    """What a firm's leaders answer for, from their books.

    A product's leader is paid for the product, and so minds leaving only by the product's part in
    what a customer buys; with incentives on segments the whole of it counts (`part_counted`).

    Args:
        firm: whose leaders.
        incentive: weight of segments' results in what product leaders are paid for.
    """
    books, company, prices = firm.books, firm.company, firm.prices()
    revenue = books.revenue[:, None] * books.mix
    taken = company.share_taken.T
    bought = revenue / np.maximum(taken @ (prices.price * prices.volume), 1e-12)
    customers = np.maximum(books.customers, 1.0)
    volume = bought * (taken @ prices.volume)
    gross = (revenue - (1 - company.margins) * volume).sum(axis=1)
    service = np.maximum(gross - books.margin * customers, 0.0)
    joining = books.churn if firm.tariff.joiners is None else firm.tariff.joiners / customers
    product, basket = bought.sum(axis=0), bought.sum(axis=1, keepdims=True)
    sold, basket = product > 0, bought / np.maximum(basket, 1e-12)
    product = np.maximum(product, 1e-12)
    weight = bought / product
    siblings = firm.scenario.pricing.siblings
    part = part_counted((weight * basket).sum(axis=0), incentive, siblings)
    return Owned(
        np.concatenate([bought / customers[:, None], np.diag(sold.astype(float))]),
        np.concatenate([service / customers, (service[:, None] * books.mix).sum(axis=0) / product]),
        np.concatenate([books.churn, books.churn @ weight]),
        np.concatenate([joining, joining @ weight]),
        np.concatenate([np.ones(firm.segments), part]),
        np.concatenate([_mean(prices.price, basket, axis=1), _mean(prices.price, weight, axis=0)]),
    )


def _mean(price: Array, weight: Array, axis: int) -> Array:
    """Mean price by weights that add up to 1, or to 0: then today's."""
    return np.asarray((weight * price).sum(axis=axis) + (1 - weight.sum(axis=axis)))


def market_of(firm: Business, horizon: float) -> Market:
    """How a firm's owners know that customers respond to prices.

    Args:
        firm: whose.
        horizon: the owners', months.
    """
    given, company, elasticity = firm.scenario.pricing, firm.company, firm.tariff.elasticity
    return Market(
        company.margins,
        np.zeros(firm.products) if elasticity is None else elasticity,
        given.churn_elasticity,
        given.joining_elasticity,
        horizon,
        company.response.acquisition_horizon,
    )


def set_prices(firm: Business) -> None:
    """Move prices towards the best ones, and customers' idea of the usual price after them.

    In the burn-in prices stay; the books learn how many people join.
    """
    given, tariff = firm.scenario.pricing, firm.tariff
    if given.fastest == 0:
        return
    _count_joiners(firm)
    if firm.month.number > 0 and tariff.elasticity is None:
        today = firm.scenario.today.organisation
        tariff.elasticity = content_elasticity(
            owned_by(firm, today.incentive),
            market_of(firm, today.horizon_months),
            firm.segments,
            today.authority,
        )
    if firm.month.number <= 0:
        return
    organisation = firm.design.organisation
    owned = owned_by(firm, organisation.incentive)
    best = best_price(owned, market_of(firm, organisation.horizon_months))
    tariff.segment = moved(tariff.segment, best[: firm.segments], given.fastest)
    tariff.product = moved(tariff.product, best[firm.segments :], given.fastest)
    price = tariff.price(organisation.authority)
    tariff.used_to = tariff.used_to + given.getting_used * (price - tariff.used_to)


def _count_joiners(firm: Business) -> None:
    """Smooth how many people join; as many as leave before a month has been lived."""
    tariff, counts = firm.tariff, firm.base.tally.counts
    if tariff.joiners is None:
        tariff.joiners = firm.books.churn * firm.books.customers
    elif counts[:, Count.PAYING].any():
        speed = firm.scenario.insight.trace_speed
        tariff.joiners = tariff.joiners + speed * (counts[:, Count.JOINED] - tariff.joiners)


PRICING = Mechanism("pricing", before={"levers_are_set": set_prices})
