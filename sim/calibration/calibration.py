"""A scenario fitted to a firm's own data: what of it came from where, and how well it forecasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..experiment.check.starting_year import Line, StartingYear
from ..scenario.scenario import Scenario
from .fit.doubts import doubts
from .fit.hazards import SegmentHazard, paths_of
from .fit.holdout import Holdout
from .fit.left_out import FICTION
from .tables.books import Fact

Source = str | Path


DISTRIBUTION = "lognormal"
"""How a fitted hazard is spread over its interval: its scatter is nearly even in logarithms."""


class Value(NamedTuple):
    """A value that calibration has put into a scenario.

    Attributes:
        path: where, dotted.
        before: what the scenario said; None where it did not say it.
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

    @property
    def range(self) -> dict[str, Any]:
        """The interval as a scenario says what is not exactly known."""
        return {
            "low": self.low,
            "high": self.high,
            "distribution": DISTRIBUTION,
            "source": self.origin,
        }


class Search(NamedTuple):
    """What came of the search for the parameters that no table names.

    Attributes:
        year: the simulated starting year of what was found, beside the facts.
        aims: its lines that parameters were moved for; what the cohorts tell is compared only.
        before, after: distance from the aims with the hazards alone, and at the end.
    """

    year: StartingYear
    aims: list[Line]
    before: float
    after: float


@dataclass(frozen=True)
class Calibration:
    """A scenario and the data that it was fitted to.

    Attributes:
        base: the scenario as it was.
        scenario: with the values fitted, and with the data's facts but those left out.
        values: what was changed, and from what.
        facts: what the books say of the last year.
        left_out: facts that the scenario shall not have, by dotted path, with the reason.
        hazards: the segments' base hazards.
        holdout: how the fit forecasts months that were held back; None where none could be.
        search: how near the simulated year came to the facts; None without facts.
        told: what was read, and how it was taken, a sentence each.
    """

    base: Scenario
    scenario: Scenario
    values: list[Value]
    facts: list[Fact]
    left_out: dict[str, str]
    hazards: list[SegmentHazard]
    holdout: Holdout | None
    search: Search | None
    told: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What to mind about the fit, a sentence each."""
        known = {each.segment for each in self.hazards}
        left = [s.name for s in self.base.segments if s.name not in known]
        said = [note for each in self.hazards for note in each.notes]
        if left and known:
            moved = {value.path for value in self.values}
            still = not any(path in moved for name in left for path in paths_of(name))
            what = "is as it was" if still else "was moved for what is known of the firm's"
            said.append(f"No cohorts of {', '.join(left)}: their churn {what}.")
        fiction = [path for path, why in self.left_out.items() if why == FICTION]
        if fiction:
            said.append(
                f"Left out, and nothing was moved for them, because no table says them and the "
                f"shipped scenario's firm is not yours: {', '.join(fiction)}."
            )
        return [*said, *doubts(self)]

    def __str__(self) -> str:
        from ..report.text.calibration import answer

        return answer(self)

    def save(self, file: Source, extends: str, force: bool = False) -> Path:
        """Write the scenario as a file that extends the one it began from, whole or not at all.

        Args:
            file: the new file, as in `mine.yaml`.
            extends: name or path of the scenario that it began from.
            force: whether a file that is there may be replaced.

        Raises:
            RunError: it is there, or cannot be written; says the cure.
        """
        from ..report.folder.places import check_place
        from ..report.formats.files import write_whole
        from ..report.text.calibrated_file import calibrated_file
        from ..report.text.client_file import extended

        place = check_place(str(file), force)
        write_whole(calibrated_file(self, extended(extends, place)), place)
        return place
