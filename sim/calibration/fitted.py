"""A scenario fitted to a firm's own data: what of it came from where, and how well it forecasts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..experiment.check.starting_year import Line, StartingYear
from ..scenario.scenario import Scenario
from .fit.hazards import SegmentHazard
from .fit.holdout import Holdout
from .tables.client_books import Fact

Source = str | Path


DISTRIBUTION = "lognormal"
"""How a fitted hazard is spread over its interval: its scatter is nearly even in logarithms."""


class Value(NamedTuple):
    """A value that calibration has put into a scenario.

    Attributes:
        path: where, dotted.
        before: what the scenario stated; None where it did not state it.
        now: what it states.
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
class FittedScenario:
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
        reported: what was read, and how it was taken, a sentence each.
    """

    base: Scenario
    scenario: Scenario
    values: list[Value]
    facts: list[Fact]
    left_out: dict[str, str]
    hazards: list[SegmentHazard]
    holdout: Holdout | None
    search: Search | None
    reported: list[str] = field(default_factory=list)
