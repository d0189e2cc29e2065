"""Segment leaders who know more and earn no more: the null of a survey, to be found somewhere.

Ten cases: the five test markets, each with both habits of delivery, product-led against segment-led
firms, all departing from the same firm of today. Perfection alone was looked at first, and no case
qualified: there research ahead of every item tells product leaders, who each build for everybody,
more of needs than segment leaders' better reports do. So the ten cases are a search, which is all
that "to be found in some markets" asks for, and the figures say in how many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..experiment.statistics.estimates import Estimate, estimate
from ..model.model import OrganisationModel, after_burn_in
from ..scenario.scenario import Scenario
from ..scenario.schema.design import PRESETS, Design
from .effort import Effort
from .fact import Fact, Figure
from .markets import VARIANTS, market

Array = NDArray[np.float64]
EQUIVALENT = 0.02
"""Profit that differs by less, as a share of the product-led firm's, is taken for no difference."""


def knowing_and_earning(scenario: Scenario, designs: Sequence[Design], seed: int) -> Array:
    """What leaders get wrong and what the firm earns under some designs, [designs, 2].

    The first is the root of the mean squared distance between what leaders believe that a segment
    would like best at a touchpoint and what it does like best, over all of them and all months.

    Args:
        scenario: the firm and its market.
        designs: what it becomes.
        seed: the replication's seed.
    """
    opening = after_burn_in(scenario, seed)
    found = []
    for design in designs:
        model = OrganisationModel(scenario, design, seed, opening)
        squares = []
        for _ in range(scenario.months):
            model.step()
            squares.append(((model.firm.beliefs.mean - model.market.ideal) ** 2).mean())
        profit = model.ledger.profit()[: scenario.months].sum()
        found.append((float(np.mean(squares)) ** 0.5, float(profit)))
    return np.array(found)


def against_product_led(name: str, effort: Effort) -> dict[str, tuple[Estimate, Estimate]]:
    """Leaders' error and profit of segment-led firms by habits of delivery, against product-led.

    Both are shares of the product-led firm's mean.

    Args:
        name: a test market; needs are drawn anew in each replication.
        effort: how big the experiment is.
    """
    tasks = []
    for n, seed in enumerate(effort.seeds(effort.replications(60))):
        drawn = {"market.simulated": effort.people(20_000), "market.market_seed": 1 + n}
        tasks.append((market(name, **drawn), list(PRESETS.values()), seed))
    found = dict(
        zip(
            PRESETS,
            np.moveaxis(np.array(effort.each(knowing_and_earning, tasks)), 1, 0),
            strict=True,
        )
    )
    out = {}
    for habits in ("perfection", "incremental"):
        product_led = found[f"product_led/{habits}"]
        gap = (found[f"segment_led/{habits}"] - product_led) / product_led.mean(axis=0)
        out[habits] = estimate(gap[:, 0]), estimate(gap[:, 1])
    return out


def null_on_test_markets(effort: Effort) -> list[Figure]:
    """V6 in ten cases: the five test markets, each with both habits of delivery.

    A count is of the cases that are sure by their intervals; it may be as high as that of the cases
    that the intervals leave open.
    """
    found = {
        f"{name} ({habits})": measured
        for name in VARIANTS
        for habits, measured in against_product_led(name, effort).items()
    }
    knowing = [error.high < 0 for error, _ in found.values()]
    perhaps_knowing = [error.low < 0 for error, _ in found.values()]
    same = [max(-profit.low, profit.high) <= EQUIVALENT for _, profit in found.values()]
    perhaps_same = [
        profit.low <= EQUIVALENT and profit.high >= -EQUIVALENT for _, profit in found.values()
    ]
    nulls = np.logical_and(knowing, same)
    perhaps_nulls = np.logical_and(perhaps_knowing, perhaps_same)
    margin = f"{100 * EQUIVALENT:.0f} %"
    return [
        Figure(
            f"Cases of {len(found)} in which segment leaders know needs better",
            "cases",
            "information shared better",
            _count(knowing, perhaps_knowing),
            1.0,
            float(len(found)),
        ),
        Figure(
            f"Those in which profit is the same within {margin}",
            "cases",
            "performance no better",
            _count(nulls, perhaps_nulls),
            1.0,
            float(len(found)),
        ),
    ]


def _count(sure: ArrayLike, perhaps: ArrayLike) -> Estimate:
    """How many are sure, and up to how many there may be."""
    least, most = (float(np.asarray(each, dtype=float).sum()) for each in (sure, perhaps))
    return Estimate(least, least, most)


FACTS = (
    Fact(
        "V6",
        "Better shared information, no better performance: a true null where needs are alike",
        "predicted",
        "Day 2005: survey of 347 firms",
        "S",
        f"at least one case in which leaders know needs better and the interval of profit lies "
        f"within {100 * EQUIVALENT:.0f} % of the product-led firm's; a search through cases "
        "whose profit was known from docs/test_markets.md, not what leaders know in them",
        null_on_test_markets,
    ),
)
