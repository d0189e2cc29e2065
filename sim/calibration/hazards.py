"""Base hazards of segments: fitted to cohorts, and carried over to the reference satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..scenario_file.paths import name_in_path
from ..scenario_file.scenario import Scenario
from .cohort_table import WHOLE_FIRM, CohortTable
from .exposure import exposures
from .interval import Range, range_of
from .survival import Counts, Hazard, fitted

ROUNDS = 4
"""Most times that exposures are simulated with the hazards that were fitted with them."""

SETTLED = 0.02
"""Change of every exposure below which they are as they were: what luck moves them by."""


class SegmentHazard(NamedTuple):
    """The base hazard of one segment.

    Attributes:
        segment: whose.
        hazard: at the reference satisfaction, as the scenario has it.
        observed: as the table has it, at today's satisfaction.
        exposure: how much faster than at the reference satisfaction customers leave.
        range: 95 % intervals of `hazard`, the exposure taken as known.
        counted: customers of its cohorts when they were counted first.
        lost: those who were lost.
        shared: whether the table tells no segments apart, so that this is the hazard of all.
    """

    segment: str
    hazard: Hazard
    observed: Hazard
    exposure: float
    range: Range
    counted: int
    lost: int
    shared: bool

    @property
    def paths(self) -> tuple[str, str]:
        """Where mean and shape stand in the scenario."""
        where = f"segments.{name_in_path(self.segment)}"
        return f"{where}.churn_yearly", f"{where}.churn_shape"

    @property
    def notes(self) -> list[str]:
        """What to mind about the fit."""
        said = []
        if self.observed.nobody_leaves:
            said.append(f"{self.segment}: nobody leaves, so base churn stands at its lowest.")
        elif self.observed.alike:
            said.append(
                f"{self.segment}: newcomers look all alike, so the shape stands at its highest; "
                "longer cohorts would tell more."
            )
        return said


def segment_hazards(
    cohorts: CohortTable, scenario: Scenario, seed: int, jobs: int | None
) -> list[SegmentHazard]:
    """Fit every segment of a table, until hazards and exposures belong together.

    A segment that the table does not have is left as it is; a table without segments gives all of
    them one hazard.

    Args:
        cohorts: the table.
        scenario: with the other values of the firm.
        seed: the user's seed.
        jobs: processes; all processors when missing.
    """
    names = [s.name for s in scenario.segments]
    told = [name for name in names if name in cohorts.segments or WHOLE_FIRM in cohorts.segments]
    counts = {name: Counts.of(cohorts.of(_source(name, cohorts))) for name in told}
    oldest = max(int(cohort.ages[-1]) for cohort in cohorts.cohorts)
    observed = {name: fitted(counts[name]) for name in told}
    now, before = dict(observed), np.ones(len(names))
    for _ in range(ROUNDS):
        found = exposures(scenario.override(_values(now)), oldest, seed, jobs)
        now = {name: fitted(counts[name], float(found[names.index(name)])) for name in told}
        settled = bool(np.all(np.abs(found / before - 1) < SETTLED))
        before = found
        if settled:
            break
    generator = np.random.default_rng(seed)
    out = []
    for name in told:
        exposure, mine = float(before[names.index(name)]), cohorts.of(_source(name, cohorts))
        interval = range_of(mine, now[name], exposure, generator)
        counted = sum(int(c.customers[0]) for c in mine if len(c.ages) > 1)
        shared, lost = WHOLE_FIRM in cohorts.segments, int(counts[name].lost.sum())
        out.append(
            SegmentHazard(
                name, now[name], observed[name], exposure, interval, counted, lost, shared
            )
        )
    return out


def _source(name: str, cohorts: CohortTable) -> str:
    return WHOLE_FIRM if WHOLE_FIRM in cohorts.segments else name


def _values(hazards: dict[str, Hazard]) -> dict[str, float]:
    """Hazards by dotted path."""
    found: dict[str, float] = {}
    for name, hazard in hazards.items():
        where = f"segments.{name_in_path(name)}"
        found |= {f"{where}.churn_yearly": hazard.mean, f"{where}.churn_shape": hazard.shape}
    return found


def changed(hazards: Sequence[SegmentHazard]) -> dict[str, float]:
    """What the fits change in a scenario, by dotted path, of four digits."""
    found = _values({each.segment: each.hazard for each in hazards})
    return {path: rounded(value) for path, value in found.items()}


def rounded(value: float) -> float:
    """A number of four digits."""
    return float(f"{value:.4g}")
