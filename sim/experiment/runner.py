"""Runs replications, in parallel, each exactly repeatable from its own number.

A replication is one market lived by every design: the same people, the same luck, one burn-in that
all designs depart from. Its seed follows from the user's seed and its number alone, so neither the
number of jobs nor the order of finishing can change a bit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ..errors import RunError
from ..figures import FIGURES
from ..firm.decisions import Decision
from ..market.draws import replication_seed
from ..model import OrganisationModel, after_burn_in, settled_day
from ..observation import Observations, observed
from ..opening import Opening
from ..scenario_file.design import Design
from ..scenario_file.scenario import Scenario

Array = NDArray[np.float64]
Done = TypeVar("Done")


@dataclass(frozen=True)
class Run:
    """What one design did in one replication.

    Attributes:
        figures: [months, len(FIGURES)], monthly figures.
        cube: int64 cents [months, segments + 1, products + 1, accounts].
        decisions: what was shipped.
    """

    figures: Array
    cube: NDArray[np.int64]
    decisions: list[Decision]

    def series(self, name: str) -> Array:
        """One monthly figure, [months]."""
        return self.figures[:, FIGURES.index(name)]


@dataclass(frozen=True)
class ObservedRun(Run):
    """A run whose customers were watched.

    Attributes:
        observed: what was seen of them, by segment.
    """

    observed: Observations


@dataclass(frozen=True)
class Replication:
    """One market lived by every design.

    Attributes:
        number: which replication.
        starting_year: [12, len(FIGURES)], the last year of the burn-in.
        starting_ledger: int64 cents of that year.
        runs: what each design did.
    """

    number: int
    starting_year: Array
    starting_ledger: NDArray[np.int64]
    runs: dict[str, ObservedRun]


def replicate(
    scenario: Scenario,
    designs: Mapping[str, Design],
    seed: int,
    numbers: range,
    jobs: int | None = None,
    progress: bool = False,
    markets: int = 1,
) -> list[Replication]:
    """Run some replications.

    Args:
        scenario: the market and the firm as it is today.
        designs: designs by name.
        seed: the user's seed.
        numbers: which replications, e.g. range(0, 30).
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        markets: how many markets to draw the replications from; replication r uses market
            r modulo `markets`, drawn by `market_seed` plus that number.

    Returns:
        replications in order of their number.
    """
    tasks = [
        (_drawn_market(scenario, number % markets), dict(designs), seed, number)
        for number in numbers
    ]
    return in_parallel(
        one_replication, tasks, jobs, progress, lambda: settled_day(scenario, seed % 2**32)
    )


def in_parallel(
    function: Callable[..., Done],
    tasks: Sequence[tuple[Any, ...]],
    jobs: int | None,
    progress: bool,
    prepare: Callable[[], object] | None = None,
) -> list[Done]:
    """Call a function for each task, in processes of their own.

    Processes, because the firm's decisions are Python and hold the interpreter's lock. Where it is
    safe they are forks, which begin with everything that is imported, compiled and prepared;
    elsewhere new ones, which begin from nothing.

    Args:
        function: what to call, with a task's values as arguments.
        tasks: in the order of the answers.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        prepare: done once before forking, for what every task needs.

    Raises:
        RunError: a process was killed, e.g. for want of memory.
    """
    jobs = min(jobs or os.cpu_count() or 1, max(len(tasks), 1))
    if jobs == 1:
        return list(_shown((function(*task) for task in tasks), len(tasks), progress))
    if not _may_fork():
        from joblib import Parallel, delayed

        calls = (delayed(function)(*task) for task in tasks)
        done = Parallel(n_jobs=jobs, return_as="generator")(calls)
        return list(_shown(done, len(tasks), progress))
    if prepare is not None:
        prepare()
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        waiting = [pool.submit(function, *task) for task in tasks]
        try:
            return list(_shown((each.result() for each in waiting), len(tasks), progress))
        except BrokenProcessPool:
            raise RunError(
                "a process was killed, perhaps for want of memory; lower --jobs or market.simulated"
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _shown(done: Iterable[Done], total: int, progress: bool) -> Iterable[Done]:
    bar: Iterable[Done] = tqdm(
        done, total=total, unit="replication", disable=not progress, file=sys.stderr, leave=False
    )
    return bar


def _may_fork() -> bool:
    """Whether this process has one thread: a fork keeps no other, but the locks they hold."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:  # not Linux
        return False


def one_replication(
    scenario: Scenario, designs: Mapping[str, Design], seed: int, number: int
) -> Replication:
    """Live one market with every design, from one shared opening.

    Designs that are equal are run once: equal parameters are the same design, whatever the name.
    """
    own_seed = replication_seed(seed, number)
    opening = after_burn_in(scenario, own_seed)
    lived: list[tuple[Design, ObservedRun]] = []
    runs: dict[str, ObservedRun] = {}
    for name, design in designs.items():
        run = next((run for other, run in lived if other == design), None)
        if run is None:
            run = _run(scenario, design, own_seed, opening)
            lived.append((design, run))
        runs[name] = run
    return Replication(number, opening.starting_year, opening.starting_ledger, runs)


def _run(scenario: Scenario, design: Design, seed: int, opening: Opening) -> ObservedRun:
    model = OrganisationModel(scenario, design, seed, opening)
    seen = observed(model)
    cube = model.ledger.cube[: scenario.months]
    return ObservedRun(model.series(), cube, model.firm.decisions, seen)


def _drawn_market(scenario: Scenario, number: int) -> Scenario:
    if number == 0:
        return scenario
    return scenario.override({"market.market_seed": scenario.market.market_seed + number})
