"""A scenario fitted to a firm's own data: what of it came from where, and how well it forecasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import RunError
from ..experiment.compare import checked_request
from ..observation import YEAR
from ..scenario_file.loading import load
from ..scenario_file.scenario import Scenario
from .cohort_table import CohortTable, cohort_table
from .hazards import SegmentHazard, changed, segment_hazards
from .holdout import Holdout, held_back, months_held_back
from .table import Problems

if TYPE_CHECKING:
    pass


class Value(NamedTuple):
    """A value that calibration has put into a scenario.

    Attributes:
        path: where, dotted.
        before: what the scenario said.
        now: what it says.
        low, high: 95 % interval; None where none is known.
        origin: what it comes from, in words.
    """

    path: str
    before: float | None
    now: float
    low: float | None
    high: float | None
    origin: str


@dataclass(frozen=True)
class Calibration:
    """A scenario and the data that it was fitted to.

    Attributes:
        base: the scenario as it was.
        scenario: with the values fitted, and with the data's facts.
        values: what was changed, and from what.
        hazards: the segments' base hazards.
        holdout: how the fit forecasts months that were held back; None where none could be.
        told: what was read, and how it was taken, a sentence each.
    """

    base: Scenario
    scenario: Scenario
    values: list[Value]
    hazards: list[SegmentHazard]
    holdout: Holdout | None
    told: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What to mind about the fit, a sentence each."""
        return [note for each in self.hazards for note in each.notes]

    def __str__(self) -> str:
        from ..report.calibration import answer

        return answer(self)

    def text(self, extends: str) -> str:
        """The scenario as a file that extends another.

        Args:
            extends: the name of a shipped scenario, or a path from the file's folder.
        """
        from ..report.calibrated_file import calibrated_file

        return calibrated_file(self, extends)


def calibrate(
    scenario: Scenario | str | Path,
    *,
    cohorts: str | Path | None = None,
    holdout: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
) -> Calibration:
    """Fit a scenario to a firm's own data.

    Args:
        scenario: what to begin from; or its name or path.
        cohorts: CSV file of who joined when and how many of them were still there later.
        holdout: months held back to measure the forecast; the last quarter when missing, 0 for
            none.
        seed: the user's seed, of simulations and of the bootstrap.
        jobs: processes; all processors when missing.

    Raises:
        DataError: tables that cannot be used; says every problem, with file, line and cure.
        RunError: a request that makes no sense; says the cure.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    checked_request(2, None, seed, jobs, 1)
    if cohorts is None:
        raise RunError("nothing to fit to; give cohorts or transactions")
    if scenario.burn_in < YEAR:
        raise RunError(
            f"{scenario.name}: burn_in is {scenario.burn_in} months, so that there is no year "
            f"before the comparison to look at; set burn_in to {YEAR} or more, best to 24"
        )
    problems = Problems()
    table = cohort_table(cohorts, [s.name for s in scenario.segments], problems)
    problems.refuse()
    assert table is not None
    held = months_held_back(table, holdout)
    forecast = held_back(table, held) if held else None
    hazards = segment_hazards(table, scenario, seed, jobs)
    new = changed(hazards)
    return Calibration(
        scenario, scenario.override(new, "calibration"), _values(hazards, new, scenario, table),
        hazards, forecast, table.told,
    )  # fmt: skip


def _values(
    hazards: list[SegmentHazard], new: dict[str, float], scenario: Scenario, table: CohortTable
) -> list[Value]:
    """Base hazards as values of a scenario."""
    before = {s.name: s for s in scenario.segments}
    values = []
    for each in hazards:
        mean, shape = each.paths
        origin = f"{each.counted:,} customers in cohorts, {each.lost:,} lost"
        low, high, was = each.range.low, each.range.high, before[each.segment]
        values += [
            Value(mean, was.churn_yearly, new[mean], low.mean, high.mean, origin),
            Value(shape, was.churn_shape, new[shape], low.shape, high.shape, origin),
        ]
    return values
