"""Where each design wins: boxes in the ranges of what is uncertain.

The patient rule induction method of Friedman & Fisher 1999, as scenario discovery uses it (Bryant &
Lempert 2010): of all points, peel off the thin slice that leaves the highest chance of winning
among what is left, again and again. Chances are read off a response surface, at points that were
not simulated; what was simulated inside the box is reported beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...errors import RunError
from ...scenario.scenario import Scenario
from ..figures.headlines import headlines
from ..requests import different_designs
from ..run.parallel import in_parallel
from ..run.runner import one_replication
from ..run.stopping import MOST
from ..statistics.winner import SURE
from .surface import surface

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.05
"""Share of the box's points that one peeling takes off."""
SMALLEST = 0.05
"""Share of the ranges that a box must hold."""
LEAST = 10
"""Simulated points that a box must hold: fewer say nothing of it."""
ANYWHERE = 4000
"""Points of the ranges at which chances are read off the surface."""


@dataclass(frozen=True)
class Region:
    """A box of the ranges in which a design wins.

    Attributes:
        limits: lowest and highest value by dotted path; paths that are not named do not matter.
        volume: share of the ranges that lies in it.
        chance: mean chance of having the highest mean there.
        points: how many of the simulated points lie in it.
        won: at how many of these the design was worth most in the replications simulated there.
    """

    limits: dict[str, tuple[float, float]]
    volume: float
    chance: float
    points: int
    won: int


@dataclass(frozen=True)
class Exploration:
    """What designs are worth at many points of the ranges of what is uncertain.

    Attributes:
        scenario, seed: what was drawn from.
        drawn: the values, [points, paths].
        worth: mean net present value over the replications at each point, [points, designs];
            designs that differ.
        best: share of all replications in which each design was worth most.
        anywhere: further draws, which were not simulated, [`ANYWHERE`, paths].
    """

    scenario: Scenario
    seed: int
    drawn: pd.DataFrame
    worth: pd.DataFrame
    best: dict[str, float]
    anywhere: pd.DataFrame

    @cached_property
    def chances(self) -> pd.DataFrame:
        """Chance of each design to have the highest mean, anywhere in the ranges; see `Surface`."""
        fitted = surface(self.drawn.to_numpy(), self.worth.to_numpy())
        draw = np.random.default_rng(np.random.SeedSequence([self.seed, 5]))
        found = fitted.chances_best(self.anywhere.to_numpy(), draw)
        return pd.DataFrame(found, columns=self.worth.columns)

    @property
    def regions(self) -> dict[str, Region | None]:
        """For each design the box in which its chance is at least `SURE` on average, if any."""
        worth = self.worth.to_numpy()
        won = worth == worth.max(axis=1, keepdims=True)
        return {
            str(d): region(self.anywhere, self.chances[d].to_numpy(), self.drawn, won[:, n])
            for n, d in enumerate(self.worth)
        }


def explored(
    scenario: Scenario,
    points: int,
    replications: int = 2,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
) -> Exploration:
    """Simulate a scenario at many points of its ranges with today's design and the presets.

    Args:
        scenario: with `uncertain` values; point n is what replication n of `compare` draws.
        points: how many.
        replications: at each point, with the same values and their own random numbers.
        seed: the user's seed.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.

    Raises:
        RunError: nothing is uncertain, or there are too few points, or too many.
    """
    if not scenario.uncertain:
        raise RunError(f"{scenario.name}: nothing is uncertain; declare ranges")
    if points < 4 * LEAST:
        raise RunError(f"{points} points; a region takes {4 * LEAST} or more")
    if replications < 1:
        raise RunError(f"{replications} replications a point; use 1 or more")
    if points * replications > MOST:
        raise RunError(
            f"{points} points with {replications} replications each are too many to wait for; "
            f"use fewer, so that points times replications is {MOST} at most"
        )
    tasks = ((scenario, seed, point, replications) for point in range(points))
    worth = np.array(in_parallel(worth_at, tasks, jobs, progress, total=points))
    names = list(different_designs(scenario))
    won = worth == worth.max(axis=1, keepdims=True)
    return Exploration(
        scenario,
        seed,
        drawn_at(scenario, seed, range(points)),
        pd.DataFrame(worth.mean(axis=2), columns=names),
        dict(zip(names, map(float, won.mean(axis=(0, 2))), strict=True)),
        drawn_at(scenario, seed, range(points, points + ANYWHERE)),
    )


def drawn_at(scenario: Scenario, seed: int, points: range) -> pd.DataFrame:
    """The values that some points have, one row each."""
    return pd.DataFrame([scenario.drawn_values(seed, point) for point in points])


def worth_at(scenario: Scenario, seed: int, point: int, replications: int) -> Array:
    """Net present value of each design in each replication at one point, [designs, replications].

    Args:
        scenario: with its ranges.
        seed: the user's seed.
        point: which.
        replications: how many, each with random numbers of its own.
    """
    there, designs = scenario.drawn(seed, point), different_designs(scenario)
    worth = []
    for number in range(point * replications, (point + 1) * replications):
        simulated = one_replication(there, designs, seed, number)
        worth.append([headlines(there, simulated.runs[name])["npv"] for name in designs])
    return np.array(worth).T


def region(
    anywhere: pd.DataFrame, chances: Array, simulated: pd.DataFrame, won: Flags
) -> Region | None:
    """The largest box found in which the chance of winning is at least `SURE`.

    Args:
        anywhere: points of the ranges, [points, paths].
        chances: chance of winning at each, [points].
        simulated: the simulated points, [simulated, paths].
        won: whether the design was worth most at each of these, [simulated].
    """
    points = anywhere.to_numpy()
    box = _box(points, chances)
    if box is None:
        return None
    inside, there = _inside(points, box), _inside(simulated.to_numpy(), box)
    if there.sum() < LEAST:
        return None
    limits = {
        str(path): (float(max(low, np.min(points[:, n]))), float(min(high, np.max(points[:, n]))))
        for n, (path, (low, high)) in enumerate(zip(anywhere, box, strict=True))
        if low > -np.inf or high < np.inf
    }
    return Region(
        limits,
        float(inside.mean()),
        float(chances[inside].mean()),
        int(there.sum()),
        int(won[there].sum()),
    )


def _box(points: Array, chances: Array) -> Array | None:
    """The largest box on the way of peeling with a mean chance of `SURE`, [paths, 2]."""
    box = np.tile([-np.inf, np.inf], (points.shape[1], 1))
    least = SMALLEST * len(points)
    while _chance(points, chances, box) < SURE:
        slices = [_peeled(points, box, n, end) for n in range(len(box)) for end in (0, 1)]
        slices = [each for each in slices if _inside(points, each).sum() >= least]
        gains = [_gain(points, chances, box, each) for each in slices]
        if not slices or max(gains) <= 0:
            return None
        box = slices[int(np.argmax(gains))]
    return _without_needless(points, chances, box)


def _peeled(points: Array, box: Array, column: int, end: int) -> Array:
    """The box with a slice taken off the low (0) or high (1) end of a column."""
    values = points[_inside(points, box), column]
    out = box.copy()
    out[column, end] = np.quantile(values, (PEEL, 1 - PEEL)[end])
    return out


def _gain(points: Array, chances: Array, box: Array, smaller: Array) -> float:
    """How much the mean chance rises for each point that is given up."""
    lost = int(_inside(points, box).sum()) - int(_inside(points, smaller).sum())
    return (_chance(points, chances, smaller) - _chance(points, chances, box)) / max(lost, 1)


def _without_needless(points: Array, chances: Array, box: Array) -> Array:
    """The box without limits that it can do without, the least needed first."""
    while True:
        wider = []
        for column, end in np.argwhere(np.isfinite(box)):
            each = box.copy()
            each[column, end] = (-np.inf, np.inf)[end]
            wider.append(each)
        shares = [_chance(points, chances, each) for each in wider]
        if not shares or max(shares) < SURE:
            return box
        box = wider[int(np.argmax(shares))]


def _inside(points: Array, box: Array) -> Flags:
    return np.asarray(((points >= box[:, 0]) & (points <= box[:, 1])).all(axis=1))


def _chance(points: Array, chances: Array, box: Array) -> float:
    return float(chances[_inside(points, box)].mean())
