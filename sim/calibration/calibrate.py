"""From tables to a fitted scenario: read, hold back, fit hazards and the rest in turn, search."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import RunError
from ..experiment.check.starting_year import FIRM, Line, simulated_year
from ..experiment.requests import checked_request
from ..model.observation import YEAR
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from ..scenario.schema.specification import Spec, targets
from .fit.fit import (
    ORIGIN,
    distance,
    first_step,
    known_figures,
    optuna,
    searched,
    small_year,
    without_churn_of,
)
from .fit.hazards import Carried, SegmentHazard, carried_over, rounded, segment_hazards, values_of
from .fit.holdout import held_back, months_held_back
from .fit.left_out import fictional, reported_by_cohorts
from .fitted import FittedScenario, Search, Source, Value
from .tables.client_books import Fact
from .tables.cohort_table import CohortTable, cohort_table
from .tables.data_table import Problems
from .tables.headings import given
from .tables.nps_table import nps_table
from .tables.pnl_table import pnl_table
from .tables.transaction_log import transaction_log

ROUNDS = 2
"""Times that hazards and the other parameters are fitted in turn: they move each other."""


class Files(NamedTuple):
    """The tables that a user gives; see `calibrate`."""

    cohorts: Source | None
    transactions: Source | None
    pnl: Source | None
    nps: Source | None


class Data(NamedTuple):
    """What was read.

    Attributes:
        cohorts: who joined when and stayed how long; None when not given.
        facts: of the firm's last year.
        reported: what was read and how it was taken.
    """

    cohorts: CohortTable | None
    facts: list[Fact]
    reported: list[str]


def calibrate(
    scenario: Scenario | Source,
    *,
    cohorts: Source | None = None,
    transactions: Source | None = None,
    pnl: Source | None = None,
    nps: Source | None = None,
    holdout: int | None = None,
    silence: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
) -> FittedScenario:
    """Fit a scenario to a firm's own data.

    Args:
        scenario: what to begin from; or its name or path.
        cohorts: CSV file of who joined when and how many of them were still there later.
        transactions: CSV file of payments, from which cohorts are made; instead of `cohorts`.
        pnl: CSV file of the profit and loss.
        nps: CSV file of net promoter scores or answers.
        holdout: months held back to measure the forecast; the last quarter when missing, 0 for
            none.
        silence: months without a payment after which a customer of `transactions` has left; found
            out from the log when missing, where it is one of contracts.
        seed: the user's seed, of simulations, search and bootstrap.
        jobs: processes; all processors when missing.
        progress: show bars on standard error.

    Raises:
        DataError: tables that cannot be used; says every problem, with file, line and cure.
        RunError: a request that makes no sense; says the cure.
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    files = Files(cohorts, transactions, pnl, nps)
    given(files._asdict())
    _check(scenario, files, silence, seed, jobs)
    data = _read(scenario, files, silence)
    left_out = fictional(scenario, data.facts)
    own = scenario.override(dict.fromkeys(left_out), ORIGIN) if left_out else scenario
    if known_figures(_with_facts(own, data.facts)):
        optuna()  # whoever has to install it hears so before anything takes time
    held = months_held_back(data.cohorts, holdout) if data.cohorts else 0
    forecast = held_back(data.cohorts, held) if data.cohorts and held else None
    fitted = _fitted(own, data, seed, progress)
    hazards = segment_hazards(data.cohorts, fitted.carried, seed) if data.cohorts else []
    values = [
        *_hazard_values(scenario, fitted.scenario, hazards),
        *_moved_values(scenario, fitted.scenario, _but_hazards(fitted.moved, hazards)),
    ]
    new = _whole(own, values, data.facts)
    search = None
    if fitted.before is not None:
        year = simulated_year(new.certain(), seed=seed, jobs=jobs, progress=progress)
        aims = _aims(year.judged, fitted.scenario)
        search = Search(year, aims, fitted.before, distance(aims))
    left_out |= reported_by_cohorts(fitted.carried, new, data.facts)
    return FittedScenario(
        scenario,
        without_churn_of(fitted.carried, new),
        values,
        data.facts,
        left_out,
        hazards,
        forecast,
        search,
        data.reported,
    )


def _aims(lines: list[Line], scenario: Scenario) -> list[Line]:
    """The lines whose facts a scenario holds."""
    typed = {FIRM: scenario.facts, **{s.name: s.facts for s in scenario.segments}}
    return [line for line in lines if getattr(typed[line.who], line.figure, None) is not None]


def _whole(base: Scenario, values: list[Value], facts: list[Fact]) -> Scenario:
    """The scenario as its file will say it: values, facts, and what is not exactly known."""
    new: dict[str, Any] = {"name": f"{base.name}, calibrated"}
    new |= {value.path: value.now for value in values}
    new |= {fact.path: fact.typed for fact in facts}
    whole = base.override(new, ORIGIN)
    ranges = {value.path: value.range for value in values if value.low is not None}
    if not ranges:
        return whole
    return whole.override({"uncertain": {**whole.model_dump()["uncertain"], **ranges}}, ORIGIN)


def _check(
    scenario: Scenario, files: Files, silence: int | None, seed: int, jobs: int | None
) -> None:
    """Make sure that there is something to fit to, and a year to fit."""
    checked_request(2, None, seed, jobs, 1)
    if silence is not None and (files.transactions is None or silence < 1):
        reason = "is of transactions; give them" if silence > 0 else "give 1 month or more"
        raise RunError(f"silence {silence}: {reason}")
    if scenario.burn_in < YEAR:
        raise RunError(
            f"{scenario.name}: burn_in is {scenario.burn_in} months, so there is no year "
            f"before the comparison to look at; set burn_in to {YEAR} or more, preferably 24"
        )


def _read(scenario: Scenario, files: Files, silence: int | None) -> Data:
    """Read every table, and refuse all that is wrong with them at once."""
    problems, names = Problems(), [s.name for s in scenario.segments]
    found = None
    if files.cohorts is not None:
        found = cohort_table(files.cohorts, names, problems)
    elif files.transactions is not None:
        found = transaction_log(files.transactions, names, problems, silence)
    accounts = pnl_table(files.pnl, names, problems) if files.pnl is not None else None
    facts = list(accounts.facts) if accounts else []
    customers = {f.segment: f.value for f in facts if f.figure == "customers"}
    weights = {
        s.name: customers.get(s.name, s.share * s.penetration * scenario.market.people)
        for s in scenario.segments
    }
    scores = nps_table(files.nps, weights, problems) if files.nps is not None else None
    problems.refuse()
    read = [each for each in (found, accounts, scores) if each is not None]
    facts += scores.facts if scores else []
    return Data(found, facts, [sentence for each in read for sentence in each.reported])


def _with_facts(scenario: Scenario, facts: list[Fact]) -> Scenario:
    """The scenario with what the books say; what they say takes the place of what stood there."""
    new = {fact.path: fact.typed for fact in facts}
    return scenario.override(new, ORIGIN) if new else scenario


class Fitted(NamedTuple):
    """What was fitted.

    Attributes:
        scenario: every value as it stands, with the facts that were aimed at.
        carried: hazards, by segment.
        moved: what every other value was moved for, by dotted path.
        before: distance with the hazards alone; None where no facts are known.
    """

    scenario: Scenario
    carried: dict[str, Carried]
    moved: dict[str, str]
    before: float | None


def _fitted(base: Scenario, data: Data, seed: int, progress: bool) -> Fitted:
    """Fit hazards and what the facts speak of in turn, then search, then see what came of it."""
    start = _with_facts(base.certain(), data.facts)
    start, carried = _with_hazards(start, data, seed)
    now = without_churn_of(carried, start)
    if not known_figures(now):
        return Fitted(now, carried, {}, None)
    moved, before = dict[str, str](), distance(small_year(now, seed).judged)
    for _ in range(ROUNDS):
        now, more = first_step(now, seed)
        moved |= more
        now, carried = _with_hazards(now, data, seed)
    found, more = searched(now, seed, progress)
    found, then = _with_hazards(found, data, seed)
    if distance(small_year(found, seed).judged) < distance(small_year(now, seed).judged):
        now, carried, moved = found, then, moved | more
    return Fitted(now, carried, moved, before)


def _with_hazards(scenario: Scenario, data: Data, seed: int) -> tuple[Scenario, dict[str, Carried]]:
    """The scenario with the cohorts' hazards, at the satisfaction that it gives today."""
    if data.cohorts is None:
        return scenario, {}
    carried = carried_over(data.cohorts, scenario, seed)
    new = values_of({name: each.hazard for name, each in carried.items()})
    return scenario.override(new, ORIGIN), carried


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


def _but_hazards(moved: dict[str, str], hazards: list[SegmentHazard]) -> dict[str, str]:
    """What was moved, without what cohorts took back: the firm's churn moves every segment's."""
    fitted = {path for each in hazards for path in each.paths}
    return {path: figure for path, figure in moved.items() if path not in fitted}


def _at(scenario: Scenario, path: str) -> float:
    """The value at a path."""
    data: Any = scenario.model_dump()
    ((steps, _),) = targets(data, Spec(Scenario), path)
    for step in steps:
        data = data[step]
    return float(data)
