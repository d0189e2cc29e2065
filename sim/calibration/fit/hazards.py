"""Base hazards of segments: fitted to cohorts, and carried over to the reference satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...scenario.notation.paths import name_in_path
from ...scenario.scenario import Scenario
from ..tables.client_books import FIRM
from ..tables.cohort_table import CohortTable
from ..tables.data_table import MONTHS
from .exposure import exposures
from .interval import Range, range_of
from .survival import Array, Counts, Hazard, fitted

ROUNDS = 4
"""Most times that exposures are simulated with the hazards that were fitted with them."""

SETTLED = 0.02
"""Change of every exposure below which they are as they were: what sampling error moves them by."""


class Carried(NamedTuple):
    """A hazard at the reference satisfaction.

    Attributes:
        hazard: what was fitted.
        simulated: X that it was fitted with, see `exposures`.
    """

    hazard: Hazard
    simulated: Array


class SegmentHazard(NamedTuple):
    """The base hazard of one segment.

    Attributes:
        segment: whose.
        hazard: at the reference satisfaction, as the scenario has it.
        observed: as the table has it, at today's satisfaction.
        exposure: how much faster than at the reference satisfaction customers leave, mean over
            the ages of the table.
        range: 95 % intervals of `hazard`, the exposure taken as known.
        counted: customers of its cohorts when they were counted first.
        lost: those who were lost.
    """

    segment: str
    hazard: Hazard
    observed: Hazard
    exposure: float
    range: Range
    counted: int
    lost: int

    @property
    def paths(self) -> tuple[str, str]:
        """Where mean and shape stand in the scenario."""
        return paths_of(self.segment)

    @property
    def notes(self) -> list[str]:
        """Notes on the fit."""
        stated = []
        if self.hazard.none_leaves:
            stated.append(f"{self.segment}: no customer leaves, so base churn stands at its lowest")
        elif self.hazard.all_leave:
            stated.append(f"{self.segment}: all leave at once, so base churn stands at its highest")
        if self.hazard.unlike:
            stated.append(
                f"{self.segment}: newcomers differ as much as possible, so the shape stands at its "
                "lowest"
            )
        elif self.hazard.alike and not self.hazard.none_leaves:
            stated.append(
                f"{self.segment}: newcomers look alike, so the shape stands at its highest"
            )
        little = "an interval at a bound carries little information; longer cohorts carry more"
        return [f"{each}: {little}." for each in stated]


def carried_over(cohorts: CohortTable, scenario: Scenario, seed: int) -> dict[str, Carried]:
    """Fit every segment of a table, until hazards and exposures belong together.

    A segment that the table does not have is left as it is; a table without segments gives all of
    them one hazard.

    Args:
        cohorts: the table.
        scenario: with the other values of the firm, every one as it stands.
        seed: the user's seed.
    """
    names = [s.name for s in scenario.segments]
    counts = {
        name: Counts.of(cohorts.of(_source(name, cohorts))) for name in reported(cohorts, names)
    }
    oldest = max(int(cohort.ages[-1]) for cohort in cohorts.cohorts)
    now, before = dict[str, Hazard](), np.zeros((len(names), oldest + 1))
    for _ in range(ROUNDS):
        found = exposures(scenario.override(values_of(now)), oldest, seed)
        now = {name: fitted(each, found[names.index(name)]) for name, each in counts.items()}
        settled = bool(np.all(np.abs(before[:, -1] / found[:, -1] - 1) < SETTLED))
        before = found
        if settled:
            break
    return {name: Carried(now[name], before[names.index(name)]) for name in counts}


def segment_hazards(
    cohorts: CohortTable, carried: dict[str, Carried], seed: int
) -> list[SegmentHazard]:
    """The hazards with their intervals.

    Args:
        cohorts: the table.
        carried: the fits, at the reference satisfaction.
        seed: the user's seed.
    """
    generator = np.random.default_rng(seed)
    out = []
    for name, (hazard, simulated) in carried.items():
        mine = [c for c in cohorts.of(_source(name, cohorts)) if len(c.ages) > 1]
        counts = Counts.of(mine)
        interval = range_of(mine, hazard, simulated, generator)
        exposure = float(simulated[-1]) * MONTHS / (len(simulated) - 1)
        counted, lost = sum(int(c.customers[0]) for c in mine), int(counts.lost.sum())
        out.append(SegmentHazard(name, hazard, fitted(counts), exposure, interval, counted, lost))
    return out


def reported(cohorts: CohortTable, names: Sequence[str]) -> list[str]:
    """The segments that a table holds."""
    all_alike = FIRM in cohorts.segments
    return [name for name in names if all_alike or name in cohorts.segments]


def _source(name: str, cohorts: CohortTable) -> str:
    return FIRM if FIRM in cohorts.segments else name


def values_of(hazards: dict[str, Hazard]) -> dict[str, float]:
    """Hazards by dotted path, of four digits."""
    found: dict[str, float] = {}
    for name, hazard in hazards.items():
        mean, shape = paths_of(name)
        found |= {mean: rounded(hazard.mean), shape: rounded(hazard.shape)}
    return found


def paths_of(segment: str) -> tuple[str, str]:
    """Where mean and shape of a segment stand in a scenario."""
    where = f"segments.{name_in_path(segment)}"
    return f"{where}.churn_yearly", f"{where}.churn_shape"


def rounded(value: float) -> float:
    """A number of four digits."""
    return float(f"{value:.4g}")
