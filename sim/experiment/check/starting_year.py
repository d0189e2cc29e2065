"""The year before the comparison, simulated: what the firm's books would say of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from math import inf, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import RunError
from ...market.rules.draws import replication_seed
from ...market.rules.tally import Count
from ...measures import ratio
from ...model.model import OrganisationModel, settled_day
from ...model.observation import YEAR
from ...scenario.reading.loading import load
from ...scenario.scenario import Scenario
from ...scenario.schema.facts import Facts, SegmentFacts
from ..figures.headlines import starting_year
from ..figures.year import FIGURES_OF_YEAR, PEOPLE, bounds_of_year, growth, totals_of_year
from ..requests import checked_request
from ..run.parallel import in_parallel
from ..run.runner import drawn_for, prepared
from ..statistics.estimates import Band, Estimate
from ..statistics.sample import Sample

if TYPE_CHECKING:
    from ..compared import ComparedDesigns

Array = NDArray[np.float64]

FIRM = ""
"""Name of the firm among the segments."""


class Tolerance(NamedTuple):
    """How far a simulated figure may be from the one typed and still be called close.

    Attributes:
        size: half-width, in the figure's unit or relative to what was typed.
        relative: whether it is relative.
    """

    size: float
    relative: bool

    def around(self, typed: float) -> float:
        """Half-width in the figure's own unit."""
        return self.size * abs(typed) if self.relative else self.size


TOLERANCES: dict[str, Tolerance] = {
    "customers": Tolerance(0.05, True),
    "revenue_per_customer": Tolerance(0.05, True),
    "gross_margin": Tolerance(0.01, False),
    "churn_yearly": Tolerance(0.01, False),
    "nps": Tolerance(3.0, False),
    "acquisition_cost": Tolerance(0.10, True),
    "operating_margin": Tolerance(0.02, False),
    "advocacy": Tolerance(0.03, False),
}
"""By figure, in the order in which reports print them."""

EXACT = 0.2
"""Share of a tolerance within which a figure is as typed, however sure the simulation is."""


class Line(NamedTuple):
    """One figure of the firm or of a segment.

    Attributes:
        who: a segment's name, or `FIRM`.
        figure: key of `TOLERANCES`.
        simulated: mean with its interval; None where there is nothing to divide by, e.g. the churn
            of a segment without customers.
        typed: what the facts say, or None.
    """

    who: str
    figure: str
    simulated: Estimate | None
    typed: float | None

    @property
    def difference(self) -> float | None:
        """Simulated less typed."""
        if self.simulated is None or self.typed is None:
            return None
        return self.simulated.mean - self.typed

    @property
    def tolerances_off(self) -> float:
        """Distance from what was typed in tolerances; infinite where there is no figure."""
        if self.typed is None or self.difference is None:
            return inf
        return abs(self.difference) / max(TOLERANCES[self.figure].around(self.typed), 1e-9)

    @property
    def verdict(self) -> str | None:
        """`as typed`, `close`, `off`, or `unsure` when sampling error alone may be the difference.

        Close is within the tolerance. As typed is a fifth of it, or close and within the interval.
        Beyond the tolerance a figure is off, unless its interval still holds what was typed.
        `none` where nothing was simulated to compare with, None where nothing was typed.
        """
        if self.typed is None:
            return None
        if self.simulated is None or self.difference is None:
            return "none"
        reach, gap = TOLERANCES[self.figure].around(self.typed), abs(self.difference)
        likely = self.simulated.low <= self.typed <= self.simulated.high
        if gap <= reach:
            return "as typed" if likely or gap <= EXACT * reach else "close"
        return "unsure" if likely else "off"


@dataclass(frozen=True)
class StartingYear:
    """The simulated year before the comparison, under today's design.

    Attributes:
        scenario: whose.
        totals: what the figures are worked out from, see `totals_of_year`,
            [replications, 1 + segments] each, the firm first.
        seed: the user's seed.
    """

    scenario: Scenario
    totals: dict[str, Array]
    seed: int = 1

    @cached_property
    def simulated(self) -> dict[str, Band]:
        """Figures by name of `TOLERANCES` with 95 % intervals, [1 + segments], the firm first."""
        return {
            name: self._sample.of_means(
                FIGURES_OF_YEAR[name], self.totals, bounds=bounds_of_year(name)
            )
            for name in TOLERANCES
        }

    @property
    def growth(self) -> Estimate:
        """Customers at the end over those at the start of the year, less 1."""
        firm = {name: values[:, 0] for name, values in self.totals.items()}
        return self._sample.estimate(growth, firm, bounds=(-1.0, inf))

    @property
    def replications(self) -> int:
        """How many were simulated."""
        return len(self.totals["at_end"])

    @property
    def _sample(self) -> Sample:
        return Sample(range(self.replications), seed=self.seed)

    @property
    def lines(self) -> list[Line]:
        """The firm's figures, then each segment's, beside what was typed."""
        facts: list[tuple[str, SegmentFacts]] = [(FIRM, self.scenario.facts)]
        facts += [(s.name, s.facts) for s in self.scenario.segments]
        return [
            Line(who, figure, _known(band.at(n)), getattr(typed, figure, None))
            for n, (who, typed) in enumerate(facts)
            for figure, band in self.simulated.items()
            if who == FIRM or figure != "operating_margin"
        ]

    @property
    def judged(self) -> list[Line]:
        """The lines that have a verdict."""
        return [line for line in self.lines if line.verdict is not None]

    @property
    def misfits(self) -> list[Line]:
        """The lines whose verdict is neither `as typed` nor `close`."""
        return [line for line in self.judged if line.verdict not in ("as typed", "close")]

    def facts(self) -> Facts:
        """The firm's simulated figures as facts, for a file that has none yet.

        What has no figure is left out, and so is what no file may state: a churn above 1.
        """
        known = {f: float(b.mean[0]) for f, b in self.simulated.items() if isfinite(b.mean[0])}
        if known.get("churn_yearly", 0.0) > 1:
            del known["churn_yearly"]
        return Facts(**known)


def simulated_year(
    scenario: Scenario | str | Path,
    *,
    replications: int = 10,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
) -> StartingYear:
    """Simulate the burn-in and take down its last year.

    The replications are those of `compare` with the same seed: the year is the one that its designs
    depart from.

    Args:
        scenario: the market and the firm as it is today; or its name or path.
        replications: how many.
        seed: the user's seed.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.

    Raises:
        RunError: a burn-in shorter than a year, or numbers that make no sense; says the cure.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    checked_request(replications, None, seed, jobs, 1)
    if scenario.burn_in < YEAR:
        raise RunError(
            f"{scenario.name}: burn_in is {scenario.burn_in} months, so there is no year "
            f"before the comparison to look at; set burn_in to {YEAR} or more, preferably 24"
        )
    tasks = (
        (drawn_for(scenario, seed, number), replication_seed(seed, number))
        for number in range(replications)
    )
    years = in_parallel(
        _year_simulated, tasks, jobs, progress, partial(prepared, scenario, seed), replications
    )
    return StartingYear(
        scenario, {name: np.array([year[name] for year in years]) for name in years[0]}, seed
    )


def _year_simulated(scenario: Scenario, seed: int) -> dict[str, Array]:
    """Live one burn-in; what the figures of its last year are worked out from."""
    start = settled_day(scenario, seed)
    model = OrganisationModel(scenario, scenario.today, seed, start, keep_opening=False)
    model.run(scenario.burn_in - YEAR)
    counts = []
    for _ in range(YEAR):
        model.step()
        counts.append(model.tally.counts)
    people = people_of(np.array(counts) * scenario.represents)
    ledger = model.ledger.cube[scenario.burn_in - YEAR : scenario.burn_in]
    return totals_of_year(people, amounts_of(ledger))


def people_of(counts: Array) -> dict[str, Array]:
    """Monthly figures of the firm, then of each segment, [months, 1 + S]; keys of `PEOPLE`.

    Args:
        counts: real people [months, S, len(Count)].
    """
    people = np.concatenate([counts.sum(axis=1, keepdims=True), counts], axis=1)
    score = people[..., Count.PROMOTERS] - people[..., Count.DETRACTORS]
    return {
        "nps": 100 * ratio(score, people[..., Count.CUSTOMERS]),
        **{name: people[..., Count[name.upper()]] for name in PEOPLE if name != "nps"},
    }


def amounts_of(ledger: NDArray[np.int64]) -> Array:
    """What a year's ledger sums up to, for the firm, then each segment, [1 + S, accounts].

    What no segment caused alone is the firm's only.
    """
    segments_and_shared = ledger.sum(axis=(0, 2)) / 100
    firm = segments_and_shared.sum(axis=0, keepdims=True)
    return np.concatenate([firm, segments_and_shared[:-1]])


def firm_lines(result: ComparedDesigns) -> list[Line]:
    """The firm's figures in the year before a comparison, beside those that the facts hold.

    Args:
        result: a comparison; without a burn-in, or without facts, there are none.
    """
    given = {name: getattr(result.scenario.facts, name) for name in TOLERANCES}
    if result.scenario.burn_in == 0 or not any(value is not None for value in given.values()):
        return []
    years = [starting_year(r.starting_year, r.starting_ledger) for r in result.replications]
    found = {name: np.array([year[name] for year in years]) for name in years[0]}
    return [
        Line(
            FIRM,
            name,
            _known(
                result.sample.estimate(FIGURES_OF_YEAR[name], found, bounds=bounds_of_year(name))
            ),
            value,
        )
        for name, value in given.items()
        if value is not None
    ]


def _known(estimate: Estimate) -> Estimate | None:
    return estimate if isfinite(estimate.mean) else None
