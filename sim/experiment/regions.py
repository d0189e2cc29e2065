"""Where each design wins: boxes in the ranges of what is uncertain.

The patient rule induction method of Friedman & Fisher 1999, as scenario discovery uses it (Bryant &
Lempert 2010): of all draws, peel off the thin slice that leaves the most wins among what is left,
again and again. A box is found in one half of the draws and held to the other, so that no share is
told that was chosen for being high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import RunError
from ..scenario_file.design import PRESETS
from ..scenario_file.scenario import Scenario
from .comparison import SURE, TODAY, Comparison
from .runner import replicate
from .statistics import share_best
from .stopping import Stopping

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.1
"""Share of the box's draws that one peeling takes off."""
LEAST = 20
"""Draws that a box must hold in each half: fewer tell no share near `SURE`."""
TOGETHER = 50
"""Draws whose runs are in memory at once."""
ASPIRED = 0.95
"""Wins among the draws that a box is found in, above `SURE`, because finding flatters."""


@dataclass(frozen=True)
class Region:
    """A box of the ranges in which a design wins.

    Attributes:
        limits: lowest and highest value by dotted path; paths that are not named do not matter.
        volume: share of all draws that lie in it.
        wins, draws: wins and draws inside, among those that it was not found in.
    """

    limits: dict[str, tuple[float, float]]
    volume: float
    wins: int
    draws: int

    @property
    def share(self) -> float:
        """Share of the draws that it was not found in that the design won."""
        return self.wins / self.draws


@dataclass(frozen=True)
class Exploration:
    """What designs are worth in many draws of what is uncertain.

    Attributes:
        scenario, seed: what was drawn from.
        drawn: the values, [draws, paths].
        worth: net present value by design, [draws, designs]; designs that differ.
    """

    scenario: Scenario
    seed: int
    drawn: pd.DataFrame
    worth: pd.DataFrame

    @property
    def chances(self) -> dict[str, float]:
        """Chance of each design to be best in one more draw."""
        names = [str(design) for design in self.worth]
        return dict(zip(names, map(float, share_best(self.worth.to_numpy().T)), strict=True))

    @property
    def regions(self) -> dict[str, Region | None]:
        """For each design the box in which it wins with a probability of at least `SURE`, if any.

        Found in the even draws and held to the odd ones.
        """
        points, worth = self.drawn.to_numpy(), self.worth.to_numpy()
        won = worth == worth.max(axis=1, keepdims=True)
        paths = [str(path) for path in self.drawn]
        return {str(d): region(points, won[:, n], paths) for n, d in enumerate(self.worth)}


def explored(
    scenario: Scenario, draws: int, seed: int = 1, jobs: int | None = None, progress: bool = False
) -> Exploration:
    """Live a scenario in many draws with today's design and the presets.

    Draws are the replications of `compare` with the same seed; of each only its worth is kept.

    Args:
        scenario: with `uncertain` values.
        draws: how many.
        seed: the user's seed.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.

    Raises:
        RunError: nothing is uncertain, or there are too few draws to find and check a box.
    """
    if not scenario.uncertain:
        raise RunError(f"{scenario.name}: nothing is uncertain; declare ranges")
    if draws < 4 * LEAST:
        raise RunError(f"{draws} draws; a region takes {4 * LEAST} or more")
    designs = {TODAY: scenario.today, **PRESETS}
    drawn, worth = [], []
    for first in range(0, draws, TOGETHER):
        numbers = range(first, min(first + TOGETHER, draws))
        lived = replicate(scenario, designs, seed, numbers, jobs, progress)
        part = Comparison(scenario, seed, designs, lived, Stopping(None, 0.0, len(lived)))
        drawn.append(part.draws())
        worth.append(pd.DataFrame({name: part.values(name)["npv"] for name in part.distinct}))
    return Exploration(scenario, seed, pd.concat(drawn), pd.concat(worth))


def region(points: Array, won: Flags, paths: list[str]) -> Region | None:
    """The largest box found in which nine draws of ten are won.

    Args:
        points: what was drawn, [draws, paths].
        won: whether each draw was won, [draws].
        paths: names of the columns.
    """
    found_in = np.arange(len(points)) % 2 == 0
    box = _box(points[found_in], won[found_in])
    if box is None:
        return None
    inside = _inside(points, box)
    checked = inside & ~found_in
    wins, draws = int(won[checked].sum()), int(checked.sum())
    if draws < LEAST or wins < SURE * draws:
        return None
    limits = {
        path: (float(max(low, np.min(points[:, n]))), float(min(high, np.max(points[:, n]))))
        for n, (path, (low, high)) in enumerate(zip(paths, box, strict=True))
        if low > -np.inf or high < np.inf
    }
    return Region(limits, float(inside.mean()), wins, draws)


def _box(points: Array, won: Flags) -> Array | None:
    """The largest box on the way of peeling in which `ASPIRED` of the draws are won, [paths, 2]."""
    box = np.tile([-np.inf, np.inf], (points.shape[1], 1))
    while _share(points, won, box) < ASPIRED:
        slices = [_peeled(points, box, n, end) for n in range(len(box)) for end in (0, 1)]
        slices = [each for each in slices if _inside(points, each).sum() >= LEAST]
        if not slices:
            return None
        gains = [_gain(points, won, box, each) for each in slices]
        if max(gains) <= 0:
            return None
        box = slices[int(np.argmax(gains))]
    return _without_needless(points, won, box)


def _peeled(points: Array, box: Array, column: int, end: int) -> Array:
    """The box with a slice taken off the low (0) or high (1) end of a column."""
    values = points[_inside(points, box), column]
    out = box.copy()
    out[column, end] = np.quantile(values, (PEEL, 1 - PEEL)[end])
    return out


def _gain(points: Array, won: Flags, box: Array, smaller: Array) -> float:
    """How much the share of wins rises for each draw that is given up."""
    lost = _inside(points, box).sum() - _inside(points, smaller).sum()
    return float((_share(points, won, smaller) - _share(points, won, box)) / max(lost, 1))


def _without_needless(points: Array, won: Flags, box: Array) -> Array:
    """The box without limits that it can do without, the least needed first."""
    while True:
        wider = []
        for column, end in np.argwhere(np.isfinite(box)):
            each = box.copy()
            each[column, end] = (-np.inf, np.inf)[end]
            wider.append(each)
        shares = [_share(points, won, each) for each in wider]
        if not shares or max(shares) < ASPIRED:
            return box
        box = wider[int(np.argmax(shares))]


def _inside(points: Array, box: Array) -> Flags:
    return np.asarray(((points >= box[:, 0]) & (points <= box[:, 1])).all(axis=1))


def _share(points: Array, won: Flags, box: Array) -> float:
    return float(won[_inside(points, box)].mean())
