"""What designs are worth as a smooth function of what is uncertain: a response surface.

Few replications at many points show more than many replications at few: chance, which is new in
every replication, averages out over the neighbourhood (Box & Wilson 1951; ridge regression: Hoerl &
Kennard 1970).

scikit-learn's models predict no better. In the made-up markets of `test_surface.py` (240 points of
10 values, 1000 fresh ones, root mean square error, mean of three seeds), with the noise of few or
many replications and, in the last two rows, steps and bumps that no square has:

| | this | `RidgeCV`, same features | Gaussian process, a length a value |
|---|---|---|---|
| noise 8 | 1.81 | 2.08 | 2.05 |
| noise 20 | 3.16 | 3.09 | 5.08 |
| noise 8, curved | 3.85 | 4.05 | 2.76 |
| noise 20, curved | 5.40 | 5.94 | 6.08 |

`RidgeCV` has one penalty for slopes, squares and products, where this has two; the process takes
80 to 100 times as long. Neither draws designs jointly from a posterior, to read chances from.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PENALTIES = np.geomspace(1e-2, 1e4, 13)
"""Ridge penalties to choose from, for columns between -1 and 1."""
SAMPLES = 400
"""Draws of the surface: enough for a chance to two points."""


class Surface(NamedTuple):
    """What each design is worth less the mean of all, by what is uncertain.

    worth_d(x) - mean of all designs = b_d . f(x) + noise, f of the values, their squares and
    products by twos, each value scaled to -1..1 over the simulated points. Two penalties, on values
    and on squares and products, are those with the least generalised cross-validation error; the
    posterior of b is N(A^-1 F'y, A^-1 x S), A = F'F + penalties, S the covariance over designs of
    what the surface leaves unexplained.

    Attributes:
        low, high: ends of the simulated points, [paths].
        slopes: mean of b, [features, designs], in `scale`.
        root: lower root of A^-1.
        mixing: a root of S.
    """

    low: Array
    high: Array
    slopes: Array
    root: Array
    mixing: Array

    def chances_best(self, points: Array, generator: np.random.Generator) -> Array:
        """Chance of each design to have the highest mean worth, [points, designs].

        Args:
            points: values, [points, paths]; beyond the simulated points as at their ends.
            generator: random numbers of the draws from the posterior.
        """
        features = _features(points, self.low, self.high)
        wins = np.zeros((len(points), self.slopes.shape[1]))
        for _ in range(SAMPLES):
            noise = generator.standard_normal(self.slopes.shape)
            drawn = features @ (self.slopes + self.root @ noise @ self.mixing.T)
            wins[np.arange(len(points)), drawn.argmax(axis=1)] += 1
        return wins / SAMPLES


def surface(points: Array, worth: Array) -> Surface:
    """The surface through what was simulated.

    Args:
        points: values, [points, paths].
        worth: mean over the replications at each point, [points, designs].
    """
    low, high = points.min(axis=0), points.max(axis=0)
    features = _features(points, low, high)
    gap = worth - worth.mean(axis=1, keepdims=True)
    gap = gap / max(float(np.abs(gap).max()), 1e-300)
    inverse = np.linalg.inv(features.T @ features + _penalty(features, gap, points.shape[1]))
    slopes = inverse @ features.T @ gap
    left = gap - features @ slopes
    freedom = max(len(points) - float(np.trace(inverse @ features.T @ features)), 1.0)
    mixing = _root(left.T @ left / freedom)
    return Surface(low, high, slopes, np.linalg.cholesky(inverse), mixing)


def _features(points: Array, low: Array, high: Array) -> Array:
    """One, the values, and their squares and products by twos, [points, features]."""
    scaled = np.clip(2 * (points - low) / np.where(high > low, high - low, 1.0) - 1, -1, 1)
    one, other = np.triu_indices(scaled.shape[1])
    return np.column_stack([np.ones(len(points)), scaled, scaled[:, one] * scaled[:, other]])


def _penalty(features: Array, gap: Array, values: int) -> Array:
    """The diagonal of penalties with the least generalised cross-validation error."""
    count, square = features.shape[1], features.T @ features
    best: tuple[float, Array] = (np.inf, np.eye(count))
    for single, double in product(PENALTIES, PENALTIES):
        if double < single:
            continue
        sizes = np.concatenate(
            [[0.0], np.full(values, single), np.full(count - 1 - values, double)]
        )
        solved = np.linalg.solve(square + np.diag(sizes), features.T)
        left = gap - features @ (solved @ gap)
        freedom = 1 - float(np.einsum("ij,ji->", features, solved)) / len(gap)
        best = min(best, (float((left**2).sum()) / freedom**2, np.diag(sizes)), key=lambda b: b[0])
    return best[1]


def _root(covariance: Array) -> Array:
    """A matrix whose square it is; designs' gaps add up to 0, so that it has no Cholesky root."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
