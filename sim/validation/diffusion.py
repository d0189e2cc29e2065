"""Adoption spreads by advertising and by word of mouth, as Bass's equation says.

Everybody hears the average (`market.network.kind: mixed`), no one leaves, and everybody who joined
promotes and talks: the engine's hazard of joining, recruiting + reach * impact * ties * share of
people who promote, is then Bass's p + q F with p and q by the month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from ..experiment.statistics.estimates import Estimate, band, estimate
from ..market.rules.tally import Count
from . import laboratory
from .effort import Effort
from .fact import Fact, Figure

Array = NDArray[np.float64]


class Pair(NamedTuple):
    """Bass's coefficients of innovation and of imitation, per year."""

    p: float
    q: float

    @property
    def peak(self) -> float:
        """Years until most people adopt at once: ln(q/p) / (p + q)."""
        return log(self.q / self.p) / (self.p + self.q)


PAIRS = {
    "refrigerators": Pair(0.002617, 0.21566),
    "freezers": Pair(0.018119, 0.17110),
    "black and white TV": Pair(0.027877, 0.251105),
    "water softeners": Pair(0.017703, 0.29695),
    "room air conditioners": Pair(0.010399, 0.41861),
    "clothes dryers": Pair(0.01712, 0.35688),
    "lawnmowers": Pair(0.0091837, 0.33790),
    "electric bed coverings": Pair(0.005876, 0.24387),
    "coffee makers": Pair(0.017135, 0.30145),
    "steam irons": Pair(0.028632, 0.32791),
    "record players": Pair(0.024796, 0.65410),
}
"""Bass 1969: eleven durable goods."""


class Series(NamedTuple):
    """A published series of yearly adoptions.

    Attributes:
        first: its first year.
        adoptions: thousands of units a year.
        refit: p and q of a least-squares fit.
    """

    first: int
    adoptions: Sequence[float]
    refit: Pair


SERIES = {
    "room air conditioners": Series(
        1949,
        (96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500),
        Pair(0.00944, 0.375),
    ),
    "colour TV": Series(
        1963, (747, 1480, 2646, 5118, 5777, 5982, 5962, 4631), Pair(0.01847, 0.616)
    ),
    "clothes dryers": Series(
        1949,
        (106, 319, 492, 635, 737, 890, 1397, 1523, 1294, 1240, 1425, 1260, 1236),
        Pair(0.01360, 0.327),
    ),
}
"""Yearly adoptions in the United States as the Bass model's literature prints them."""


def adopted(pair: Pair, years: Array) -> Array:
    """Share of the market that has adopted by then: Bass's equation in continuous time."""
    fading = np.exp(-(pair.p + pair.q) * years)
    return np.asarray((1 - fading) / (1 + pair.q / pair.p * fading))


def recursion(pair: Pair, months: int) -> Array:
    """Share that has adopted by the end of each month: F += (p + q F) (1 - F) / 12."""
    share, shares = 0.0, []
    for _ in range(months):
        share += (pair.p + pair.q * share) * (1 - share) / 12
        shares.append(share)
    return np.array(shares)


TIES = 10
"""Ties of a person: the average is heard as often; q is spread over them."""


def simulated(pair: Pair, people: int, months: int, seed: int) -> Array:
    """Share that has adopted by the end of each month, on the engine.

    No one leaves because a retention offer that takes the whole hazard reaches everybody; everybody
    promotes because all are content, rate alike and meet offers that always work.

    Args:
        pair: p and q a year.
        people: of the market.
        months: how many.
        seed: the replication's seed.
    """
    everybody = {"name": "Everybody", "share": 1.0, "penetration": 0.0, "contacts": 0.01}
    given = laboratory.scenario(
        people,
        [everybody],
        **{
            "market.network.kind": "mixed",
            "market.network.strong_ties": TIES,
            "experience.reference": 0.95,
            "experience.rating_sd": 0.0,
            "levers.at_risk": 1.0,
            "advocacy.promoter_incidence": 1.0,
            "advocacy.promoter_reach": 1.0,
            "advocacy.strong_impact": pair.q / 12 / TIES,
        },
    )
    market = laboratory.opened(given, seed)
    firm = {"recruiting": pair.p / 12, "quality": 1.0, "offer_cut": 1.0}
    counts = [laboratory.simulated(market, month, **firm).counts for month in range(months)]
    return np.array([each[:, Count.CUSTOMERS].sum() for each in counts]) / people


def peak(shares: Array) -> float:
    """When most adopt at once, in years: the smoothed curve's, so that no single month decides.

    The vertex of a parabola through the months around the highest mean of twelve in which that mean
    is at least four fifths of it.

    Args:
        shares: adopted by the end of each month.
    """
    joining = np.diff(shares, prepend=0.0)
    smooth = np.convolve(joining, np.ones(12) / 12, mode="valid")
    high = np.flatnonzero(smooth >= 0.8 * np.max(smooth))
    # The mean of months i to i + 11 stands for the middle of the year that they are.
    square, slope, _ = np.polyfit((high + 6) / 12, smooth[high], 2)
    return float(-slope / (2 * square))


def replications(
    effort: Effort, pairs: Mapping[str, Pair], months: Mapping[str, int]
) -> dict[str, Array]:
    """Simulated shares by product, [replications, months]; all share the processes."""
    people, seeds = effort.people(1_000_000, 20_000), effort.seeds(effort.replications(20))
    tasks = [(pairs[name], people, months[name], seed) for name in pairs for seed in seeds]
    curves = effort.each(simulated, tasks)
    count = len(seeds)
    return {
        name: np.array(curves[place * count : (place + 1) * count])
        for place, name in enumerate(pairs)
    }


def curves(effort: Effort, pairs: Mapping[str, Pair] = PAIRS) -> list[Figure]:
    """Simulated adoption beside the monthly recursion, the continuous equation and its peak."""
    months = {name: 12 * ceil(2 * pair.peak) for name, pair in pairs.items()}
    figures = []
    for name, shares in replications(effort, pairs, months).items():
        pair, years = pairs[name], np.arange(1, months[name] + 1) / 12
        time = estimate(np.array([peak(curve) for curve in shares]))
        figures += [
            Figure(
                f"{name}: most off the monthly recursion",
                "points",
                "0 points",
                farthest(shares - recursion(pair, months[name])),
                -0.02,
                0.02,
            ),
            Figure(
                f"{name}: most off the continuous equation",
                "points",
                "0 points",
                farthest(shares - adopted(pair, years)),
                -0.03,
                0.03,
            ),
            Figure(
                f"{name}: peak",
                "years",
                f"{pair.peak:.2f} years",
                time,
                0.95 * pair.peak,
                1.05 * pair.peak,
            ),
        ]
    return figures


def farthest(gaps: Array) -> Estimate:
    """Mean gap where it is largest, with its interval.

    Args:
        gaps: [replications, months].
    """
    means = band(gaps)
    return means.at(int(np.argmax(np.abs(means.mean))))


def refitted(yearly: Array) -> tuple[float, float, float]:
    """p, q and m of a series by nonlinear least squares: x(t) = m (F(t) - F(t - 1)).

    Srinivasan & Mason 1986.

    Args:
        yearly: adoptions in years 1, 2, ...
    """
    years, total = np.arange(len(yearly) + 1.0), float(np.sum(yearly))

    def misfit(logs: Array) -> Array:
        p, q, m = (float(value) for value in np.exp(logs))
        return np.asarray(m * np.diff(adopted(Pair(p, q), years)) - yearly) / total

    best = least_squares(misfit, np.log([0.01, 0.4, 1.5 * total]), xtol=1e-12, ftol=1e-12)
    p, q, m = (float(value) for value in np.exp(best.x))
    return p, q, m


@lru_cache(maxsize=4)
def _printed_fits() -> dict[str, Pair]:
    return {n: Pair(*refitted(np.array(s.adoptions, float))[:2]) for n, s in SERIES.items()}


def refits(effort: Effort) -> list[Figure]:
    """The printed series refitted, and what the engine makes of that, sampled by year, refitted."""
    fits = _printed_fits()
    months = {name: 12 * len(series.adoptions) for name, series in SERIES.items()}
    simulated = replications(effort, fits, months)
    figures = []
    for name, series in SERIES.items():
        yearly = np.diff(simulated[name][:, 11::12], axis=1, prepend=0.0)
        again = np.array([refitted(each)[:2] for each in yearly])
        for place, what in enumerate(Pair._fields):
            printed, own = series.refit[place], fits[name][place]
            stated, allowed = f"{what} = {printed:g}", (0.9 * printed, 1.1 * printed)
            figures += [
                Figure(
                    f"{name}: {what} of the printed series",
                    "",
                    stated,
                    Estimate(own, own, own),
                    *allowed,
                ),
                Figure(
                    f"{name}: {what} of the simulated series",
                    "",
                    stated,
                    estimate(again[:, place]),
                    *allowed,
                ),
            ]
    return figures


FACTS = (
    Fact(
        "V2",
        "Bass's adoption curves, p and q of eleven products given",
        "input",
        "Bass 1969: p and q of eleven durable goods; the curve is then his equation's, so this "
        "checks the engine's word of mouth",
        "S",
        "within 2 points of the market of the monthly recursion, 3 of the continuous equation, the "
        "smoothed peak within 5 % of ln(q/p)/(p+q)",
        curves,
    ),
    Fact(
        "V3",
        "Three real adoption series, refitted",
        "fitted",
        "Yearly adoptions in the United States of room air conditioners 1949-61, colour TV 1963-70 "
        "and clothes dryers 1949-61, as the literature on the Bass model (Bass 1969) prints them; "
        "refitted by least squares",
        "C",
        "p and q within 10 %, of the printed series and of those that the engine makes of them",
        refits,
    ),
)
