"""A market with nothing in it but what an experiment puts there, run by the real engine.

The firm's leaders would answer what happens, so experiments on people alone treat them by hand: the
same `Market`, the same rulebook, and a `Treatment` that stays as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..market.customer_base import Treatment
from ..market.market import Market
from ..market.people.network import from_edges
from ..market.rules.tally import Tally
from ..scenario.scenario import Scenario, validate

BARE: dict[str, Any] = {
    "name": "Laboratory",
    "description": "One product, no offers, no word of mouth: only what an experiment adds.",
    "market": {
        "needs_sd": 0.0,
        "needs_drift": 0.0,
        "taste_sd": 0.0,
        "need_accuracy": 1.0,
        "network": {"strong_ties": 0, "weak_ties": 0},
    },
    "products": [{"name": "Product"}],
    "advocacy": {
        "strong_impact": 0.0,
        "weak_impact": 0.0,
        "detractor_impact": 0.0,
        "winback": 0.0,
    },
}
"""Everything else is as the schema has it."""


def scenario(people: int, segments: list[dict[str, Any]], **changes: Any) -> Scenario:
    """A bare market.

    Args:
        people: how many, each one simulated.
        segments: as a scenario file has them.
        changes: further values by dotted path.
    """
    bare = validate(BARE | {"segments": segments}, "the laboratory")
    return bare.override({"market.people": people, "market.simulated": people, **changes})


def opened(given: Scenario, seed: int, tied: bool = False) -> Market:
    """The market of a scenario as it is on the first day, with one firm.

    Args:
        given: the scenario.
        seed: the replication's seed.
        tied: whether people have ties, as the scenario says, or no one knows anyone.
    """
    none = from_edges(np.zeros((0, 2), np.int64), given.market.simulated)
    return Market(given, seed, Market.opened(given, seed, None if tied else none).state())


def treatment(market: Market, **changes: Any) -> Treatment:
    """What a firm does that offers everybody position 0 and pulls no lever.

    Args:
        market: whose segments and touchpoints.
        changes: what it does otherwise; a number stands for every segment and touchpoint.
    """
    segments, touchpoints = market.ideal.shape
    usual = {
        "position": 0.0,
        "quality": 0.9,
        "scope": 1.0,
        "promise": 0.85,
        "recruiting": 0.0,
        "resolve": 0.0,
        "offer_cut": 0.0,
        "cross_sell": 0.0,
        "heard": 0.0,
        "attract": 1.0,
    }
    done: dict[str, Any] = {"seen": 1.0, "norm": market.norm} | usual | changes
    for name in usual:
        everywhere = (
            (segments, touchpoints) if name in ("position", "quality", "scope") else (segments,)
        )
        done[name] = np.broadcast_to(np.asarray(done[name], float), everywhere)
    return Treatment(**done)


def simulated(market: Market, month: int, **changes: Any) -> Tally:
    """Let everybody live one month.

    Args:
        market: the market.
        month: months since the first day, from 0; random numbers are keyed by it.
        changes: as for `treatment`.

    Returns:
        what happened.
    """
    market.move(month, month + 1)
    market.live(month, [treatment(market, **changes)])
    return market.bases[0].tally
