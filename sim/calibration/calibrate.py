"""From tables to a fitted scenario: read, hold back, fit hazards and the rest in turn, search."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ..errors import RunError
from ..experiment.compare import checked_request
from ..experiment.starting_year import StartingYear, simulated_year
from ..observation import YEAR
from ..scenario_file.loading import load
from ..scenario_file.scenario import Scenario
from ..scenario_file.schema import Spec, targets
from .books import Fact
from .calibration import Calibration, Search, Source, Value
from .cohort_table import CohortTable, cohort_table
from .fit import distance, first_step, known_figures, optuna, searched
from .hazards import Carried, SegmentHazard, carried_over, rounded, segment_hazards, values_of
from .holdout import held_back, months_held_back
from .nps_table import nps_table
from .pnl_table import pnl_table
from .table import Problems

ROUNDS = 2
"""Times that hazards and the other parameters are fitted in turn: they move each other."""

Live = Callable[[Scenario], StartingYear]


class Data(NamedTuple):
    """What was read.

    Attributes:
        cohorts: who joined when and stayed how long; None when nobody said.
        facts: of the firm's last year.
        told: what was read and how it was taken.
    """

    cohorts: CohortTable | None
    facts: list[Fact]
    told: list[str]


def calibrate(
    scenario: Scenario | Source, *, cohorts: Source | None = None, pnl: Source | None = None,
    nps: Source | None = None, holdout: int | None = None, seed: int = 1, jobs: int | None = None,
    progress: bool = False,
) -> Calibration:  # fmt: skip
    """Fit a scenario to a firm's own data.

    Args:
        scenario: what to begin from; or its name or path.
        cohorts: CSV file of who joined when and how many of them were still there later.
        pnl: CSV file of the profit and loss.
        nps: CSV file of net promoter scores or answers.
        holdout: months held back to measure the forecast; the last quarter when missing, 0 for
            none.
        seed: the user's seed, of simulations, search and bootstrap.
        jobs: processes; all processors when missing.
        progress: show bars on standard error.

    Raises:
        DataError: tables that cannot be used; says every problem, with file, line and cure.
        RunError: a request that makes no sense; says the cure.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    _check(scenario, (cohorts, pnl, nps), seed, jobs)
    data = _read(scenario, cohorts, pnl, nps)
    if known_figures(_with_facts(scenario, data.facts)):
        optuna()  # whoever has to install it hears so before anything takes time
    held = months_held_back(data.cohorts, holdout) if data.cohorts else 0
    forecast = held_back(data.cohorts, held) if data.cohorts and held else None
    live = partial(simulated_year, seed=seed, jobs=jobs, progress=progress)
    now, carried, moved, search = _fitted(scenario, data, live, seed, jobs, progress)
    hazards = segment_hazards(data.cohorts, carried, seed) if data.cohorts else []
    values = [*_hazard_values(scenario, now, hazards), *_moved_values(scenario, now, moved)]
    return Calibration(scenario, now, values, data.facts, hazards, forecast, search, data.told)


def _check(
    scenario: Scenario, given: tuple[Source | None, ...], seed: int, jobs: int | None
) -> None:
    """Make sure that there is something to fit to, and a year to fit."""
    checked_request(2, None, seed, jobs, 1)
    if all(each is None for each in given):
        raise RunError(
            "there is nothing to fit to; give cohorts or transactions, a profit and loss (pnl), "
            "net promoter scores (nps), or several of them"
        )
    if scenario.burn_in < YEAR:
        raise RunError(
            f"{scenario.name}: burn_in is {scenario.burn_in} months, so that there is no year "
            f"before the comparison to look at; set burn_in to {YEAR} or more, best to 24"
        )


def _read(
    scenario: Scenario, cohorts: Source | None, pnl: Source | None, nps: Source | None
) -> Data:
    """Read every table, and refuse all that is wrong with them at once."""
    problems, names = Problems(), [s.name for s in scenario.segments]
    found = cohort_table(cohorts, names, problems) if cohorts is not None else None
    accounts = pnl_table(pnl, names, problems) if pnl is not None else None
    facts = list(accounts.facts) if accounts else []
    customers = {f.segment: f.value for f in facts if f.figure == "customers"}
    weights = {
        s.name: customers.get(s.name, s.share * s.penetration * scenario.market.people)
        for s in scenario.segments
    }
    scores = nps_table(nps, weights, problems) if nps is not None else None
    problems.refuse()
    read = [each for each in (found, accounts, scores) if each is not None]
    facts += scores.facts if scores else []
    return Data(found, facts, [sentence for each in read for sentence in each.told])


def _with_facts(scenario: Scenario, facts: list[Fact]) -> Scenario:
    """The scenario with what the books say; what they say takes the place of what stood there."""
    new = {fact.path: fact.typed for fact in facts}
    return scenario.override(new, "calibration") if new else scenario


def _fitted(
    base: Scenario, data: Data, live: Live, seed: int, jobs: int | None, progress: bool
) -> tuple[Scenario, dict[str, Carried], dict[str, str], Search | None]:
    """Fit hazards and what the facts speak of in turn, then search, then see what came of it.

    Returns:
        the scenario, its hazards, what every other value was moved for, and the search.
    """
    start, carried = _with_hazards(_with_facts(base, data.facts), data, seed, jobs)
    if not known_figures(start):
        return start, carried, {}, None
    now, moved, before = start, dict[str, str](), distance(live(start))
    for _ in range(ROUNDS):
        now, more = first_step(now, carried, live)
        moved |= more
        now, carried = _with_hazards(now, data, seed, jobs)
    found, more = searched(now, seed, jobs, progress)
    found, then = _with_hazards(found, data, seed, jobs)
    near, far = live(found), live(now)
    if distance(near) < distance(far):
        return found, then, moved | more, Search(near, before, distance(near))
    return now, carried, moved, Search(far, before, distance(far))


def _with_hazards(
    scenario: Scenario, data: Data, seed: int, jobs: int | None
) -> tuple[Scenario, dict[str, Carried]]:
    """The scenario with the cohorts' hazards, at the satisfaction that it gives today."""
    if data.cohorts is None:
        return scenario, {}
    carried = carried_over(data.cohorts, scenario, seed, jobs)
    new = values_of({name: each.hazard for name, each in carried.items()})
    return scenario.override(new, "calibration"), carried


def _hazard_values(base: Scenario, now: Scenario, hazards: list[SegmentHazard]) -> list[Value]:
    """Base hazards as values of a scenario."""
    values = []
    for each in hazards:
        origin = f"{each.counted:,} customers in cohorts, {each.lost:,} of them lost"
        for path, low, high in zip(each.paths, each.range.low, each.range.high, strict=True):
            before, after = _at(base, path), _at(now, path)
            low, high = min(rounded(low), after), max(rounded(high), after)
            values.append(Value(path, before, after, low, high, origin))
    return values


def _moved_values(base: Scenario, now: Scenario, moved: dict[str, str]) -> list[Value]:
    """What the simulation moved, where it is not as it was."""
    values = [
        Value(path, _at(base, path), _at(now, path), None, None, f"simulated, for {figure}")
        for path, figure in moved.items()
    ]
    return [value for value in values if value.now != value.before]


def _at(scenario: Scenario, path: str) -> float:
    """The value at a path."""
    data: Any = scenario.model_dump()
    ((steps, _),) = targets(data, Spec(Scenario), path)
    for step in steps:
        data = data[step]
    return float(data)
