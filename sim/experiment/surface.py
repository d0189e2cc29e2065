"""What designs are worth as a smooth function of what is uncertain: a response surface.

Few lives at many points tell more than many lives at few: luck, which is new in every life,
averages out over the neighbourhood (Box & Wilson 1951; ridge regression: Hoerl & Kennard 1970).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PENALTIES = np.geomspace(1e-2, 1e4, 25)
"""Ridge penalties to choose from, for columns between -1 and 1."""
SAMPLES = 500
"""Draws of the surface: enough for a chance to two points."""


def chances_best(points: Array, worth: Array, generator: np.random.Generator) -> Array:
    """Chance of each design to have the highest mean worth at each point.

    worth_d(x) - mean of all designs = b_d . f(x) + luck, f of the values, their squares and
    products by twos, each value scaled to -1..1 over the points. The penalty is the one with the
    least generalised cross-validation error; b is drawn from its posterior, N(A^-1 F'y, A^-1 x S),
    A = F'F + penalty, S the covariance over designs of what the surface leaves unexplained.

    Args:
        points: values, [points, paths].
        worth: mean over the lives at each point, [points, designs].
        generator: random numbers of the draws.

    Returns:
        [points, designs], adding up to 1 at each point.
    """
    features = _features(points)
    gap = worth - worth.mean(axis=1, keepdims=True)
    scale = max(float(np.abs(gap).max()), 1e-300)
    penalty = _penalty(features, gap / scale)
    inverse = np.linalg.inv(features.T @ features + penalty)
    slopes = inverse @ features.T @ (gap / scale)
    left = gap / scale - features @ slopes
    freedom = max(len(points) - float(np.trace(inverse @ features.T @ features)), 1.0)
    root, mixing = np.linalg.cholesky(inverse), _root(left.T @ left / freedom)
    wins = np.zeros_like(worth)
    for _ in range(SAMPLES):
        noise = generator.standard_normal(slopes.shape)
        drawn = features @ (slopes + root @ noise @ mixing.T)
        wins[np.arange(len(points)), drawn.argmax(axis=1)] += 1
    return wins / SAMPLES


def _features(points: Array) -> Array:
    """One, the values, and their squares and products by twos, [points, features]."""
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = 2 * (points - low) / np.where(high > low, high - low, 1.0) - 1
    one, other = np.triu_indices(scaled.shape[1])
    return np.column_stack([np.ones(len(points)), scaled, scaled[:, one] * scaled[:, other]])


def _penalty(features: Array, gap: Array) -> Array:
    """The diagonal penalty with the least generalised cross-validation error; none on the mean."""
    kept = np.eye(features.shape[1])
    kept[0, 0] = 0.0
    errors = []
    for size in PENALTIES:
        hat = features @ np.linalg.solve(features.T @ features + size * kept, features.T)
        left = gap - hat @ gap
        errors.append(float((left**2).sum()) / (1 - np.trace(hat) / len(gap)) ** 2)
    return np.asarray(PENALTIES[int(np.argmin(errors))] * kept)


def _root(covariance: Array) -> Array:
    """A matrix whose square it is; designs' gaps add up to 0, so that it has no Cholesky root."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
