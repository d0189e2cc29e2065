"""How large a scenario's amounts may become, so that they are counted exactly.

A person's figures are summed in fixed point, the books in whole cents. What could leave either is
refused here, when a scenario is loaded, with every uncertain value at its highest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp, log
from statistics import NormalDist
from typing import Any, NamedTuple

from ...text.numbers import percent
from ..notation.paths import Steps
from ..notation.problems import Problem
from .forms import Prices
from .worst_ends import MOST_REPEATED

MOST_OF_A_PERSON = 2047.0
"""Most that one person may spend or call, in units of a segment's mean spend or in contacts a
month: 2^31 / 2^20, less one, which is what fixed point holds. No person is drawn beyond it."""

MOST_CUT_OFF = 0.01
"""Most of a segment's spend or contacts that may lie beyond `MOST_OF_A_PERSON`, a share."""

EXACT = 2**53 / 100
"""Currency: the most that a number of double precision holds to the cent, 9.0e13."""

MOST_A_MONTH = 4.5e13
"""Currency: the most that an account may come to in a month if everyone were a customer. Chance
may double it, and the books stay exact."""

LONGEST_MEMORY = 120 * 240
"""Months by months: the longest horizon of an owner times the longest of an acquisition."""

LOWEST_PRICE, MOST_ELASTIC = exp(-0.5), 5.0
"""Lowest price that an owner considers, relative to today's, and the highest elasticity of volume:
together they say how much more customers may pay where prices fall."""

MOST_RELEASES = 24
"""Releases that one team makes in a month at the most."""

MOST_BUDGET = 3
"""Most that a design may spend on change, in units of `costs.team_share`."""


class Amount(NamedTuple):
    """What an account may come to in a month.

    Attributes:
        what: the product that it is, in words.
        most: currency.
        path: the value that is best looked at first.
        involved: further values that have a part in it.
    """

    what: str
    most: float
    path: Steps
    involved: tuple[Steps, ...]


def excesses(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What may grow beyond what can be counted.

    Args:
        data: a whole and valid scenario as maps and lists, uncertain values at their highest.
    """
    yield from _beyond_a_person(data)
    largest = max(_amounts(data), key=lambda amount: amount.most)
    if largest.most > MOST_A_MONTH:
        currency = data["currency"]
        message = (
            f"{largest.what} can reach {largest.most:.1e} {currency} a month, but amounts are "
            f"exact to the cent only up to {MOST_A_MONTH:.1e}; correct the value, or write all "
            f"amounts, including those of levers and costs, in thousands or millions of {currency}"
        )
        yield Problem(largest.path, message, involved=largest.involved)


def _beyond_a_person(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Spend or contacts that scatter too far: lognormal with mean m and s the sd of the logarithm.

    Beyond L lies the share Phi(s / 2 - ln(L / m) / s) of their total.
    """
    contact_sd: Steps = ("experience", "contact_sd")
    for n, segment in enumerate(data["segments"]):
        spend, contacts = ("segments", n, "spend_sd"), ("segments", n, "contacts")
        for path, mean, sd, what, cure in (
            (
                spend,
                1.0,
                segment["spend_sd"],
                "people who spend more than {} times the mean would make {} of all spend",
                "lower spend_sd",
            ),
            (
                contacts,
                segment["contacts"],
                data["experience"]["contact_sd"],
                "people with more than {} contacts a month would make {} of all contacts",
                "lower contacts, or experience.contact_sd",
            ),
        ):
            cut_off = share_beyond(MOST_OF_A_PERSON, mean, sd)
            if cut_off > MOST_CUT_OFF:
                reason = what.format(f"{MOST_OF_A_PERSON:,.0f}", percent(cut_off))
                message = f"{reason}, above the limit of {percent(MOST_CUT_OFF)}; {cure}"
                yield Problem(path, message, involved=(contact_sd,) if path == contacts else ())


def share_beyond(limit: float, mean: float, log_sd: float) -> float:
    """Share of a lognormal amount's total that lies beyond a limit: Phi(s / 2 - ln(L / m) / s).

    Args:
        limit, mean: L and m, in the same unit.
        log_sd: s, standard deviation of the logarithm.
    """
    if log_sd == 0:
        return float(mean > limit)
    return NormalDist().cdf(log_sd / 2 - log(limit / mean) / log_sd)


def _amounts(data: Mapping[str, Any]) -> Iterator[Amount]:
    """What each account may come to in a month, if everyone were a customer."""
    segments, products, costs = data["segments"], data["products"], data["costs"]
    people: Steps = ("market", "people")
    count = data["market"]["people"]
    paid = [_basket(segment, products) * segment["spend"] for segment in segments]
    each = list(zip(segments, paid, strict=True))
    revenue = count * sum(s["share"] * pays for s, pays in each)
    if data["forms"]["prices"] == Prices.FREE and data["pricing"]["fastest"] > 0:
        revenue *= LOWEST_PRICE ** (1 - MOST_ELASTIC)
    base = count * sum(s["share"] * s["penetration"] * pays for s, pays in each)
    highest_priced = max(range(len(products)), key=lambda n: products[n]["revenue"])
    price: Steps = ("products", highest_priced, "revenue")
    yield Amount("people times share, spend and revenue", revenue, price, (people,))
    yield Amount(
        "people times share, spend, revenue and team_share, at the highest budget of change",
        revenue * costs["team_share"] * MOST_BUDGET,
        ("costs", "team_share"),
        (people, price),
    )
    for name, share in _company_wide(data).items():
        path: Steps = ("transition" if name == "restructuring_share" else "costs", name)
        yield Amount(f"starting revenue times {name}", base * share, path, (people, price))
    losing = max(range(len(products)), key=lambda n: products[n]["loss_size"])
    yield Amount(
        "people times share, spend, revenue and loss_size",
        revenue * products[losing]["loss_size"],
        ("products", losing, "loss_size"),
        (people, price),
    )
    contacts = sum(s["share"] * s["contacts"] for s in segments) * _caused(data)
    yield Amount(
        "people times contacts and costs.contact",
        count * contacts * costs["contact"],
        ("costs", "contact"),
        (people,),
    )
    yield Amount(
        "people times costs.complaint",
        count * costs["complaint"],
        ("costs", "complaint"),
        (people,),
    )
    worth = max(paid) * LONGEST_MEMORY
    for name in ("recovery_scale", "offer_scale", "cross_sell_scale"):
        scale = data["levers"][name]
        most = scale * log(max(worth / scale, 1.0))  # as far as a lever can be worth pulling
        yield Amount(
            f"people times what levers.{name} allows",
            count * most,
            ("levers", name),
            (people, price),
        )


def _caused(data: Mapping[str, Any]) -> float:
    """How many times as many contacts there may be as without trouble that causes others."""
    experience = data["experience"]
    return 1 + float(experience["repeat_contacts"]) / (1 - MOST_REPEATED)


def _basket(segment: Mapping[str, Any], products: list[Any]) -> float:
    """What a customer of mean spend may be expected to pay: at least the most expensive product."""
    held = sum(p["revenue"] * segment["holdings"].get(p["name"], 0.5) for p in products)
    return float(max(held, max(p["revenue"] for p in products)))


def _company_wide(data: Mapping[str, Any]) -> dict[str, float]:
    """What company-wide accounts may come to in a month, as shares of the revenue, by parameter."""
    costs, transition = data["costs"], data["transition"]
    products, segments = len(data["products"]), len(data["segments"])
    leaders = products + segments
    customers = sum(s["share"] * s["penetration"] for s in data["segments"])
    most_customers = 1 / max(customers, 1e-9)  # over those there are at the start
    return {
        "platform_share": (costs["platform_share"] + costs["data_share"])
        * most_customers ** costs["platform_growth"],
        "leader_share": costs["leader_share"]
        * (products + costs["segment_leader_ratio"] * segments),
        "coordination_share": costs["coordination_share"] * leaders * (leaders - 1) / 2,
        "incident_share": costs["incident_share"] * leaders * MOST_RELEASES,
        "restructuring_share": transition["restructuring_share"] * 12 / transition["months"],
    }
