"""Delivery: how many ideas work, and how the size of a delivery decides on its success."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..experiment.statistics.estimates import estimate
from ..firm.decisions import Outcome
from ..firm.delivery import Item, Programme
from ..firm.firm import Firm
from ..model.model import OrganisationModel
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario, validate
from ..scenario.schema.design import PRESETS, Design
from .effort import Effort
from .fact import Fact, Figure

IDEAS: tuple[Outcome, ...] = ("works", "nothing", "harm")
INCREMENTAL = PRESETS["segment_led/incremental"]
"""No research before building, so that ideas are as good as ideas are."""


def ideas(seed: int) -> list[float]:
    """Shares of the ideas shipped in the retail bank that work, do nothing, and do harm.

    Few people are simulated: an idea's random numbers are its own.

    Args:
        seed: the replication's seed.
    """
    bank = load("retail_bank").override({"market.simulated": 2000})
    model = OrganisationModel(bank, INCREMENTAL, seed).run()
    outcomes = [d.outcome for d in model.firm.decisions if d.action == "move"]
    counts = np.array([outcomes.count(outcome) for outcome in IDEAS])
    return [float(share) for share in counts / counts.sum()]


def ideas_that_work(effort: Effort) -> list[Figure]:
    """The three shares."""
    seeds = effort.seeds(effort.replications(200, 20))
    shares = np.array(effort.each(ideas, [(seed,) for seed in seeds]))
    return [
        Figure(
            f"ideas: {outcome}",
            "share",
            "about 1/3",
            estimate(shares[:, place]),
            1 / 3 - 0.05,
            1 / 3 + 0.05,
        )
        for place, outcome in enumerate(("work", "do nothing", "do harm"))
    ]


# Size and success


class Size(NamedTuple):
    """What Standish calls a delivery of so many items.

    Attributes:
        least, most: items.
        batch: items that a firm aims at.
        success: published share of successes.
    """

    least: int
    most: int
    batch: int
    success: float


SIZES = {
    "small": Size(1, 1, 1, 0.62),
    "large": Size(6, 10, 8, 0.06),
    "grand": Size(11, 24, 18, 0.02),
}
"""An item stands for what a million of dollars buys: Standish's limits are 1, 6 and 10 million."""

LATE, VALUABLE = 1.25, 0.5
"""A success takes at most so much of the planned effort, and such a share of its items pays."""


def deliveries(firm: Firm) -> list[tuple[Programme, list[float]]]:
    """Everything that a firm ships from now on, with what each item brings.

    The firm books every month's work on a programme and logs every item that ships; this looks on.

    Args:
        firm: whose books.

    Returns:
        programmes as they ship, filled while the firm lives on; realised gains in the order of
        the items.
    """
    under_way: dict[int, Programme] = {}
    brought: dict[int, float] = {}
    shipped: list[tuple[Programme, list[float]]] = []
    spend, log = firm.spend, firm.log

    def noted_spend(programme: Programme, effort: float) -> None:
        spend(programme, effort)
        for item in programme.items:
            under_way[id(item)] = programme

    def noted_log(owner: str, item: Item, effort: float, realised: float, outcome: Outcome) -> None:
        log(owner, item, effort, realised, outcome)
        programme = under_way.get(id(item))
        if programme is None or outcome == "rolled back":
            return
        brought[id(item)] = realised
        if item is programme.items[-1]:
            shipped.append((programme, [brought[id(each)] for each in programme.items]))

    firm.__dict__.update(spend=noted_spend, log=noted_log)
    return shipped


def market() -> Scenario:
    """Enough touchpoints for a grand delivery, and three segments whose needs run away from them.

    What exists works and stays as it is, so that deliveries are made of ideas, as projects are, and
    not of upkeep; everything else is by default.
    """
    names = ("Young", "Families", "Firms")
    good = {"quality": 0.95}
    return validate(
        {
            "name": "Deliveries",
            "burn_in": 0,
            "work": {"decay": 0.0},
            "market": {
                "people": 2000,
                "simulated": 2000,
                "needs_sd": 1.0,
                "needs_drift": 0.2,
            },
            "segments": [{"name": name, "share": 1 / len(names)} for name in names],
            "products": [{"name": f"Product {n}"} | good for n in range(1, 7)],
            "touchpoints": [{"name": f"touchpoint {n}"} | good for n in range(1, 13)],
        },
        "the laboratory",
    )


def habits_of(size: Size) -> Design:
    """The design of a firm that aims at this size; nothing else sets it apart from the others."""
    changes = {"batch_size": size.batch}
    habits = INCREMENTAL.delivery.model_copy(update=changes)
    return Design(organisation=INCREMENTAL.organisation, delivery=habits)


def successes(seeds: Sequence[int]) -> list[float]:
    """Share of successes among deliveries of each size, in five years of three firms.

    A delivery counts by the size that it has, whatever its firm aims at.

    Args:
        seeds: of the lives that are counted together: grand deliveries are rare.
    """
    scenario = market()
    seen: list[tuple[int, bool]] = []
    for seed in seeds:
        for size in SIZES.values():
            model = OrganisationModel(scenario, habits_of(size), seed)
            shipped = deliveries(model.firm)
            release = model.run().firm.habits.release_effort
            seen += [(len(p.items), _success(p, release, gains)) for p, gains in shipped]
    found = [
        [success for items, success in seen if size.least <= items <= size.most]
        for size in SIZES.values()
    ]
    return [float(np.mean(each)) for each in found]


def _success(programme: Programme, release: float, gains: list[float]) -> bool:
    """On time, and at least half of the items bring something."""
    planned = sum(item.effort for item in programme.items) + release
    valuable = sum(gain > 0 for gain in gains) / len(gains)
    return programme.effort <= LATE * planned and valuable >= VALUABLE


TOGETHER = 10
"""Lives that are counted together."""


def sizes(effort: Effort) -> list[Figure]:
    """How often large and grand deliveries succeed, relative to small ones and to each other."""
    groups = effort.replications(20, 4)
    seeds = effort.seeds(TOGETHER * groups)
    tasks = [(seeds[first : first + TOGETHER],) for first in range(0, len(seeds), TOGETHER)]
    small, large, grand = np.array(effort.each(successes, tasks)).T
    printed = {name: size.success for name, size in SIZES.items()}
    shares = {"large": large / small, "grand": grand / small}
    return [
        *(
            Figure(
                f"successes of {name} deliveries, as a share of small ones'",
                "share",
                f"{100 * printed[name] / printed['small']:.0f} %",
                estimate(share),
                -float("inf"),
                1 / 3,
            )
            for name, share in shares.items()
        ),
        Figure(
            "successes of large deliveries less grand ones'",
            "points",
            f"{100 * (printed['large'] - printed['grand']):+.0f} points",
            estimate(large - grand),
            0.0,
            float("inf"),
        ),
    ]


# Agile and waterfall

STYLES = {
    "agile": PRESETS["segment_led/incremental"],
    "waterfall": PRESETS["segment_led/perfection"],
}
"""Habits of delivery under one organisation."""


def successes_by_style(seeds: Sequence[int]) -> list[float]:
    """Share of successes among all deliveries in five years of a firm of each style.

    Args:
        seeds: of the lives that are counted together.
    """
    scenario, found = market(), []
    for design in STYLES.values():
        seen: list[bool] = []
        for seed in seeds:
            model = OrganisationModel(scenario, design, seed)
            shipped = deliveries(model.firm)
            release = model.run().firm.habits.release_effort
            seen += [_success(p, release, gains) for p, gains in shipped]
        found.append(float(np.mean(seen)))
    return found


def styles(effort: Effort) -> list[Figure]:
    """How often agile firms' deliveries succeed over waterfall firms'."""
    groups = effort.replications(20, 4)
    seeds = effort.seeds(TOGETHER * groups)
    tasks = [(seeds[first : first + TOGETHER],) for first in range(0, len(seeds), TOGETHER)]
    agile, waterfall = np.array(effort.each(successes_by_style, tasks)).T
    return [
        Figure(
            "Successes of agile deliveries over those of waterfall ones",
            "times",
            "about 4 times",
            estimate(agile / waterfall),
            2.0,
            float("inf"),
        )
    ]


FACTS = (
    Fact(
        "V12",
        "About a third of ideas work",
        "input",
        "Kohavi et al. 2013: about a third work, a third do nothing, a third do harm; 10-20 % work "
        "in products that are already optimised",
        "S",
        "within 5 points",
        ideas_that_work,
    ),
    Fact(
        "V13",
        "Small deliveries succeed, large and grand ones rarely do",
        "input",
        "Standish 2015 (contested): small 62 %, large 6 %, grand 2 % succeed; here on time (at "
        "most 1.25 of plan) with at least half of the items valuable, an item standing for a "
        "million of dollars (limits recalled), in a market whose needs run away and whose offers "
        "need no upkeep, so that deliveries are made of ideas and become large",
        "S",
        "in kind: large and grand succeed at most a third as often as small, grand no more often "
        "than large",
        sizes,
    ),
    Fact(
        "V27",
        "Agile deliveries succeed more often than waterfall ones",
        "input",
        "Standish 2015 (contested): about 4 times as often; here incremental against perfection "
        "under segments' leaders, in the market of V13 and by its definition of success; as that "
        "does, it follows from what size does to effort",
        "S",
        "in kind: at least twice as often",
        styles,
    ),
)
