"""The parameters that no table names: simulated until the starting year is the firm's.

The distance of a scenario from the firm is

    D = sum over the figures that are known of ((simulated - known) / tolerance)^2,

with the tolerances of `sim check`. First every parameter that moves one figure is moved by what the
figure lacks (`sim.experiment.check.trial`); then all of them together are searched around that
place for a lower D (Optuna: Akiba et al. 2019, doi:10.1145/3292500.3330701; tree-structured Parzen
estimator, seeded, one trial after another, so that the same data give the same file).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from math import exp
from typing import Any, NamedTuple

from tqdm import tqdm

from ...errors import RunError
from ...experiment.check.starting_year import Line, StartingYear, simulated_year
from ...experiment.check.trial import trial
from ...scenario.notation.paths import dotted, name_in_path
from ...scenario.scenario import Scenario
from ...scenario.schema.specification import Spec, targets
from .hazards import rounded

TRIALS = 60
"""Places that the search looks at."""

SMALL = 10_000
"""Most simulated people while fitting; the year that is shown at the end has them all."""

REPLICATIONS = 8
"""Lives of a place that is looked at; at the end there are as many as in `sim check`."""

FARTHEST = 10.0
"""Tolerances by which a figure counts as off at the most, also when there are no customers: one
that no parameter reaches shall not outweigh all others."""

REACH = 0.4
"""Farthest that the search moves a parameter, as a logarithm."""


ORIGIN = "calibration"
"""Where a value comes from, as the scenario says it."""


class Knob(NamedTuple):
    """Parameters that are moved together.

    Attributes:
        paths: which, dotted, `*` for all of a list.
        figure: what they are moved for; there is no search along it where that is not known.
    """

    paths: tuple[str, ...]
    figure: str


KNOBS = (
    Knob(("levers.recruiting_reach",), "customers"),
    Knob(("levers.recruiting_scale",), "acquisition_cost"),
    Knob(("market.norm_start", "market.norm_cap"), "nps"),
    Knob(("advocacy.strong_impact", "advocacy.weak_impact"), "advocacy"),
    Knob(("costs.platform_share",), "operating_margin"),
)
"""What is searched: parameters that move several figures. What moves one alone, and in proportion,
the first step has found already."""


def distance(lines: Iterable[Line]) -> float:
    """D of some lines of a simulated year whose facts are known."""
    return sum(min(line.tolerances_off, FARTHEST) ** 2 for line in lines)


def small_year(scenario: Scenario, seed: int) -> StartingYear:
    """The starting year while fitting: few people, every value as it stands, in this process.

    Args:
        scenario: with the values to look at.
        seed: the user's seed: common random numbers for every place that is looked at.
    """
    people = min(scenario.market.simulated, SMALL)
    there = scenario.override({"market.simulated": people})
    year = simulated_year(there, replications=REPLICATIONS, seed=seed, jobs=1)
    return StartingYear(scenario, year.totals, year.seed)


def optuna() -> Any:
    """The library that searches.

    Raises:
        RunError: it is not installed; says how to.
    """
    try:
        import optuna as found
    except ImportError:
        raise RunError(
            "fitting to a profit and loss or to scores needs Optuna, which is not installed: in a "
            'checkout make setup, elsewhere pip install "segment-pnl-simulator[calibrate]"'
        ) from None
    found.logging.set_verbosity(found.logging.WARNING)
    return found


def first_step(scenario: Scenario, seed: int) -> tuple[Scenario, dict[str, str]]:
    """Move each figure's own parameters by what the figure lacks.

    Args:
        scenario: with the fitted hazards, and the facts to be reached.
        seed: the user's seed.

    Returns:
        the scenario with the values that came nearest, and what each was moved for by its path.
    """
    tried = trial(small_year(scenario, seed), lambda other: small_year(other, seed))
    changes = {
        change.path: (change.to, figure)
        for (_, figure), several in (tried.changes if tried else {}).items()
        for change in several
        if change.to is not None
    }
    moved = {path: figure for path, (_, figure) in changes.items()}
    new = {path: to for path, (to, _) in changes.items()}
    return scenario.override(new, ORIGIN) if new else scenario, moved


def searched(scenario: Scenario, seed: int, progress: bool) -> tuple[Scenario, dict[str, str]]:
    """Search around a scenario for a lower distance.

    Args:
        scenario: where the first step has led, with the facts to be reached.
        seed: the user's seed, of the lives and of the search.
        progress: show a bar on standard error.

    Returns:
        the scenario with the values that came nearest, and what each was moved for by its path.
    """
    figures = known_figures(scenario)
    knobs = [knob for knob in KNOBS if knob.figure in figures]
    if not knobs:
        return scenario, {}
    library = optuna()
    study = library.create_study(sampler=library.samplers.TPESampler(seed=seed % 2**32))
    study.enqueue_trial({knob.paths[0]: 0.0 for knob in knobs})

    def looked_at(place: Any) -> float:
        moves = [place.suggest_float(knob.paths[0], -REACH, REACH) for knob in knobs]
        return distance(small_year(scenario.override(_moved(scenario, knobs, moves)), seed).judged)

    with tqdm(
        total=TRIALS, unit="place", disable=not progress, file=sys.stderr, leave=False
    ) as bar:
        study.optimize(looked_at, TRIALS, callbacks=[lambda *_: bar.update()])
    best = [study.best_params[knob.paths[0]] for knob in knobs]
    new, moved = _moved(scenario, knobs, best), dict[str, str]()
    for knob, move in zip(knobs, best, strict=True):
        moved |= dict.fromkeys(_moved(scenario, [knob], [move]), knob.figure)
    return scenario.override(new, ORIGIN), moved


def without_churn_of(segments: Iterable[str], scenario: Scenario) -> Scenario:
    """The scenario without facts of the churn that cohorts tell: nothing is moved for it.

    Args:
        segments: those whose hazards come from cohorts.
        scenario: with all facts.
    """
    paths = churn_facts(segments, scenario)
    return scenario.override(dict.fromkeys(paths), ORIGIN) if paths else scenario


def churn_facts(segments: Iterable[str], scenario: Scenario) -> list[str]:
    """Where the facts stand that speak of the churn that cohorts tell.

    The firm's is among them where cohorts tell of every segment.

    Args:
        segments: those whose hazards come from cohorts.
        scenario: with these segments.
    """
    known = set(segments)
    paths = [f"segments.{name_in_path(name)}.facts.churn_yearly" for name in sorted(known)]
    if all(segment.name in known for segment in scenario.segments):
        paths.append("facts.churn_yearly")
    return paths


def known_figures(scenario: Scenario) -> set[str]:
    """Figures of which the firm or a segment has a fact."""
    facts = [scenario.facts, *(segment.facts for segment in scenario.segments)]
    return {figure for typed in facts for figure, value in typed if value is not None}


def _moved(scenario: Scenario, knobs: Sequence[Knob], moves: Sequence[float]) -> dict[str, float]:
    """Parameters times the exponential of their moves, of four digits, within their bounds."""
    data: Any = scenario.model_dump()
    found = {}
    for knob, move in zip(knobs, moves, strict=True):
        for pattern in knob.paths:
            for steps, spec in targets(data, Spec(Scenario), pattern):
                value = data
                for step in steps:
                    value = value[step]
                to = rounded(value * exp(move)) if move else value
                found[dotted(steps, data)] = min(max(to, spec.low), spec.high)
    return found
