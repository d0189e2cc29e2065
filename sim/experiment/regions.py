"""Where each design wins: boxes in the ranges of what is uncertain.

The patient rule induction method of Friedman & Fisher 1999, as scenario discovery uses it (Bryant &
Lempert 2010): of all points, peel off the thin slice that leaves the highest chance of winning
among what is left, again and again. A box is found in one half of the points and held to the other,
so that no chance is told that was chosen for being high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import RunError
from ..market.draws import replication_seed
from ..scenario_file.scenario import Scenario
from .compare import different_designs
from .comparison import SURE
from .headlines import headlines
from .parallel import in_parallel
from .runner import one_replication
from .surface import chances_best

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.1
"""Share of the box's points that one peeling takes off."""
LEAST = 15
"""Points that a box must hold in each half: fewer tell no chance near `SURE`."""
ASPIRED = 0.95
"""Mean chance of winning at the points that a box is found in, above `SURE`: finding flatters."""


@dataclass(frozen=True)
class Region:
    """A box of the ranges in which a design wins.

    Attributes:
        limits: lowest and highest value by dotted path; paths that are not named do not matter.
        volume: share of all points that lie in it.
        chance: mean chance of winning at the points inside that it was not found in.
        points: how many those are.
    """

    limits: dict[str, tuple[float, float]]
    volume: float
    chance: float
    points: int


@dataclass(frozen=True)
class Exploration:
    """What designs are worth at many points of the ranges of what is uncertain.

    Attributes:
        scenario, seed: what was drawn from.
        drawn: the values, [points, paths].
        worth: mean net present value over the lives at each point, [points, designs]; designs that
            differ.
        best: share of all lives in which each design was worth most.
    """

    scenario: Scenario
    seed: int
    drawn: pd.DataFrame
    worth: pd.DataFrame
    best: dict[str, float]

    @property
    def chances(self) -> pd.DataFrame:
        """Chance of each design to have the highest mean at each point, see `surface`."""
        return self._chances(slice(None))

    @property
    def regions(self) -> dict[str, Region | None]:
        """For each design the box in which it wins with a probability of at least `SURE`, if any.

        Found in the even points, by a surface through them alone, and held to the odd ones, by a
        surface of their own.
        """
        points, paths = self.drawn.to_numpy(), [str(path) for path in self.drawn]
        chances = np.empty(self.worth.shape)
        for half in (slice(0, None, 2), slice(1, None, 2)):
            chances[half] = self._chances(half).to_numpy()
        return {str(d): region(points, chances[:, n], paths) for n, d in enumerate(self.worth)}

    def _chances(self, which: slice) -> pd.DataFrame:
        luck = np.random.default_rng(np.random.SeedSequence([self.seed, 5]))
        found = chances_best(self.drawn.to_numpy()[which], self.worth.to_numpy()[which], luck)
        return pd.DataFrame(found, columns=self.worth.columns)


def explored(
    scenario: Scenario, points: int, lives: int = 2, seed: int = 1, jobs: int | None = None,
    progress: bool = False,
) -> Exploration:  # fmt: skip
    """Live a scenario at many points of its ranges with today's design and the presets.

    Args:
        scenario: with `uncertain` values; point n is what replication n of `compare` draws.
        points: how many.
        lives: replications at each point, with the same values and their own luck.
        seed: the user's seed.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.

    Raises:
        RunError: nothing is uncertain, or there are too few points to find and check a box.
    """
    if not scenario.uncertain:
        raise RunError(f"{scenario.name}: nothing is uncertain; declare ranges")
    if points < 4 * LEAST:
        raise RunError(f"{points} points; a region takes {4 * LEAST} or more")
    if lives < 1:
        raise RunError(f"{lives} lives a point; use 1 or more")
    tasks = [(scenario, seed, point, lives) for point in range(points)]
    worth = np.array(in_parallel(worth_at, tasks, jobs, progress))
    names = list(different_designs(scenario))
    won = worth == worth.max(axis=1, keepdims=True)
    drawn = [scenario.drawn_values(replication_seed(seed, point)) for point in range(points)]
    return Exploration(
        scenario, seed, pd.DataFrame(drawn), pd.DataFrame(worth.mean(axis=2), columns=names),
        dict(zip(names, map(float, won.mean(axis=(0, 2))), strict=True)),
    )  # fmt: skip


def worth_at(scenario: Scenario, seed: int, point: int, lives: int) -> Array:
    """Net present value of each design in each life at one point, [designs, lives].

    Args:
        scenario: with its ranges.
        seed: the user's seed.
        point: which.
        lives: how many, each with the luck of a replication of its own.
    """
    there, designs = scenario.drawn(replication_seed(seed, point)), different_designs(scenario)
    worth = []
    for number in range(point * lives, (point + 1) * lives):
        lived = one_replication(there, designs, seed, number)
        worth.append([headlines(there, lived.runs[name])["npv"] for name in designs])
    return np.array(worth).T


def region(points: Array, chances: Array, paths: list[str]) -> Region | None:
    """The largest box found in which the chance of winning is at least `SURE`.

    Args:
        points: what was drawn, [points, paths].
        chances: chance of winning at each, [points].
        paths: names of the columns.
    """
    found_in = np.arange(len(points)) % 2 == 0
    box = _box(points[found_in], chances[found_in])
    if box is None:
        return None
    inside = _inside(points, box)
    checked = inside & ~found_in
    if checked.sum() < LEAST or chances[checked].mean() < SURE:
        return None
    limits = {
        path: (float(max(low, np.min(points[:, n]))), float(min(high, np.max(points[:, n]))))
        for n, (path, (low, high)) in enumerate(zip(paths, box, strict=True))
        if low > -np.inf or high < np.inf
    }
    return Region(limits, float(inside.mean()), float(chances[checked].mean()), int(checked.sum()))


def _box(points: Array, chances: Array) -> Array | None:
    """The largest box on the way of peeling with a mean chance of `ASPIRED`, [paths, 2]."""
    box = np.tile([-np.inf, np.inf], (points.shape[1], 1))
    while _chance(points, chances, box) < ASPIRED:
        slices = [_peeled(points, box, n, end) for n in range(len(box)) for end in (0, 1)]
        slices = [each for each in slices if _inside(points, each).sum() >= LEAST]
        if not slices:
            return None
        gains = [_gain(points, chances, box, each) for each in slices]
        if max(gains) <= 0:
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
    lost = _inside(points, box).sum() - _inside(points, smaller).sum()
    return float((_chance(points, chances, smaller) - _chance(points, chances, box)) / max(lost, 1))


def _without_needless(points: Array, chances: Array, box: Array) -> Array:
    """The box without limits that it can do without, the least needed first."""
    while True:
        wider = []
        for column, end in np.argwhere(np.isfinite(box)):
            each = box.copy()
            each[column, end] = (-np.inf, np.inf)[end]
            wider.append(each)
        shares = [_chance(points, chances, each) for each in wider]
        if not shares or max(shares) < ASPIRED:
            return box
        box = wider[int(np.argmax(shares))]


def _inside(points: Array, box: Array) -> Flags:
    return np.asarray(((points >= box[:, 0]) & (points <= box[:, 1])).all(axis=1))


def _chance(points: Array, chances: Array, box: Array) -> float:
    return float(chances[_inside(points, box)].mean())
