"""Customers won by a friend's word, against customers who were bought in the same months.

The shipped bank and the shipped mobile operator as they are today, but for whom recruiting wins: in
a bank those who spend little, in telecommunications those who spend much. Who joins in the first
ten months of the comparison is followed to the end of the 33rd, or until they leave for the first
time, as in Schmitt, Skiera & Van den Bulte 2011. Both kinds are compared within the month of
joining and within what the firm can see of them, the segment that their circumstances (age,
income, stage of life) tell: the paper's "similar demographics and time of acquisition". Referred
customers' mix of both is what both kinds are weighted by.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..experiment.statistics.estimates import estimate
from ..market.people.population import Status
from ..model.model import OrganisationModel
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from . import matching
from .effort import Effort
from .fact import Fact, Figure
from .markets import bank

Array = NDArray[np.float64]
JOINING, WINDOW, YEAR = 10, 33, 12
"""Months in which people join, months that are watched."""

PRONE, HALF = 0.25, "first half year"
"""How much easier a bank's recruiting wins people who spend little; an operator's, harder."""

EARLY, LATE = slice(0, 6), slice(18, 24)
"""Months with the firm, from 0: the first half year, and the last that every joiner has."""


class Joiners(NamedTuple):
    """People who joined in the months watched. J people, M months of `WINDOW`.

    Attributes:
        referred: [J], whether a friend's word brought them.
        stratum: [J], month of joining and segment that circumstances tell, as one number.
        earned: [J, M], contribution by month with the firm, currency; 0 once they left.
        there: [J, M + 1], whether they are customers after so many months with the firm; from where
            the window ends on, they are not.
        known: [J, M], whether that month with the firm lies within the window.
    """

    referred: NDArray[np.bool_]
    stratum: NDArray[np.intp]
    earned: Array
    there: NDArray[np.bool_]
    known: NDArray[np.bool_]


def followed(scenario: Scenario, seed: int) -> Joiners:
    """Everybody who joins the firm of today in the months watched.

    Args:
        scenario: the firm and its market.
        seed: the replication's seed.
    """
    model = OrganisationModel(scenario, seed=seed)
    before = model.market.people.copy()
    number = np.full(len(before.need), -1)  # month of joining
    referred = np.zeros(len(before.need), bool)
    earned = np.zeros((len(before.need), WINDOW), np.float32)
    there = np.zeros((len(before.need), WINDOW + 1), bool)
    staying = np.zeros(len(before.need), bool)
    for month in range(WINDOW):
        model.step()
        people = model.market.people
        who = np.flatnonzero(staying)
        age = month - number[who] - 1
        earned[who, age] = people.contribution[who] - before.contribution[who]
        staying[who] = people.status[who] == Status.CUSTOMER  # who comes back was away a month
        there[who, age + 1] = staying[who]
        if month < JOINING:
            new = (people.relationships > before.relationships) & (number < 0)
            number[new], referred[new], staying[new] = month, people.advocated[new] == 1, True
            there[new, 0] = True
        before = people.copy()
    joined = np.flatnonzero(number >= 0)
    circumstance = before.by_circumstance[joined].astype(np.intp)
    stratum = number[joined] * len(scenario.segments) + circumstance
    known = number[joined, None] + 1 + np.arange(WINDOW) < WINDOW
    return Joiners(referred[joined], stratum, earned[joined].astype(float), there[joined], known)


def sums(scenario: Scenario, seed: int) -> Array:
    """What referred customers do and what like bought ones do, [2, 8], referred first.

    Columns: people and their contribution over the window; contribution, months paid for and such
    months after which they stayed, of the early months and again of the late ones.

    Args:
        scenario, seed: as for `followed`.
    """
    joiners = followed(scenario, seed)
    weight = like_referred(joiners)
    out = []
    for kind in (joiners.referred, ~joiners.referred):
        w = np.where(kind, weight, 0.0)
        row = [w.sum(), w @ joiners.earned.sum(axis=1)]
        for months in (EARLY, LATE):
            paying = joiners.there[:, :-1][:, months] & joiners.known[:, months]
            stays = paying & joiners.there[:, 1:][:, months]
            row += [
                w @ joiners.earned[:, months].sum(axis=1),
                w @ paying.sum(axis=1),
                w @ stays.sum(axis=1),
            ]
        out.append(row)
    return np.array(out)


def like_referred(joiners: Joiners) -> Array:
    """Weights that give bought customers the strata of referred ones, [J]; see `matching`."""
    return matching.weights(joiners.referred, joiners.stratum)


def edges(found: Array) -> Array:
    """Of many replications the edges of referred customers over bought ones, [replications, 5].

    Value over the window, monthly margin early and late, as shares of the bought ones' mean over
    all replications; chance of leaving within a year early and late, less the bought ones'.

    Args:
        found: [replications, 2, 8], see `sums`.
    """
    value = found[..., 1] / found[..., 0]
    columns = [(value[:, 0] - value[:, 1]) / value[:, 1].mean()]
    for first in (2, 5):
        margin = found[..., first] / found[..., first + 1]
        columns.append((margin[:, 0] - margin[:, 1]) / margin[:, 1].mean())
    for first in (2, 5):
        leaving = 1 - (found[..., first + 2] / found[..., first + 1]) ** YEAR
        columns.append(leaving[:, 0] - leaving[:, 1])
    return np.stack(columns, axis=1)


def found_in(scenario: Scenario, effort: Effort) -> Array:
    """The edges of referred customers in a market, [replications, 5].

    Args:
        scenario: the firm and its market.
        effort: how big the experiment is.
    """
    watched = {"market.simulated": effort.people(100_000, 20_000), "months": WINDOW}
    given = scenario.override(watched)
    tasks = [(given, seed) for seed in effort.seeds(effort.replications(60))]
    return edges(np.array(effort.each(sums, tasks)))


@lru_cache(maxsize=4)
def in_bank(effort: Effort) -> Array:
    """Edges in the bank, whose recruiting wins people who spend little: two facts read them."""
    return found_in(bank(**{"levers.deal_proneness": PRONE}), effort)


@lru_cache(maxsize=4)
def in_telecom(effort: Effort) -> Array:
    """Edges in the mobile operator, whose recruiting wins people who spend much."""
    return found_in(
        load("mobile_telecom").certain().override({"levers.deal_proneness": -PRONE}), effort
    )


def margin_in_bank(effort: Effort) -> list[Figure]:
    """V11's worth and margin."""
    value, early, late, *_ = in_bank(effort).T
    return [
        Figure(
            "Worth over 33 months against like bought customers",
            "share",
            "at least +16 %",
            estimate(value),
            0.16,
            np.inf,
        ),
        Figure(
            f"Monthly margin against bought customers, {HALF}",
            "share",
            "higher",
            estimate(early),
            0.0,
            np.inf,
        ),
        Figure(
            "That edge in months 19 to 24 less in the first six",
            "share",
            "fades",
            estimate(late - early),
            -np.inf,
            0.0,
        ),
    ]


def loyalty_in_bank(effort: Effort) -> list[Figure]:
    """V11's leaving."""
    *_, leaving, leaving_late = in_bank(effort).T
    return [
        _less_leaving(leaving, HALF, "lower"),
        _less_leaving(leaving_late, "months 19 to 24", "lower still"),
    ]


def margin_in_telecom(effort: Effort) -> list[Figure]:
    """V18's margin."""
    _, early, *_ = in_telecom(effort).T
    return [
        Figure(
            f"Monthly margin against bought customers, {HALF}",
            "share",
            "lower",
            estimate(early),
            -np.inf,
            0.0,
        )
    ]


def loyalty_in_telecom(effort: Effort) -> list[Figure]:
    """V18's leaving."""
    *_, leaving, _ = in_telecom(effort).T
    return [_less_leaving(leaving, HALF, "lower")]


def _less_leaving(edge: Array, when: str, published: str) -> Figure:
    """Yearly leaving of referred customers less that of bought ones."""
    return Figure(
        f"Yearly leaving against bought customers, {when}",
        "points",
        published,
        estimate(edge),
        -np.inf,
        0.0,
    )


_SCHMITT = "Schmitt, Skiera & Van den Bulte 2011: a bank's 10,000 customers over 33 months"
_WOLTERS = "Wolters & Gedenk 2019: the same study again in a telecommunications firm"
FACTS = (
    Fact(
        "V11a",
        "Referred customers of a bank are worth more, and their margin edge fades",
        "fitted",
        f"{_SCHMITT}. Here the bank's recruiting wins people who spend little (deal proneness "
        f"{PRONE:g}), a level that a prototype was tuned with",
        "S",
        "worth at least 16 % more; the signs of the others",
        margin_in_bank,
    ),
    Fact(
        "V11b",
        "Referred customers of a bank stay longer, and go on doing so",
        "predicted",
        _SCHMITT,
        "S",
        "the signs",
        loyalty_in_bank,
    ),
    Fact(
        "V18a",
        "Referred customers of a mobile operator have smaller margins",
        "fitted",
        f"{_WOLTERS}. Here the operator's recruiting wins people who spend much (deal proneness "
        f"{-PRONE:g}), chosen for the sign",
        "S",
        "the sign",
        margin_in_telecom,
    ),
    Fact(
        "V18b",
        "Referred customers of a mobile operator leave less, too",
        "predicted",
        _WOLTERS,
        "S",
        "the sign",
        loyalty_in_telecom,
    ),
)
