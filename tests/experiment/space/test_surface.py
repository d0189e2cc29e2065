"""Response surfaces: who is worth most where, out of few replications at many points."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.space.surface import surface


def world(count, seed, noise=8.0):
    """Points, what three designs are worth there on average, and what few replications showed."""
    draw = np.random.default_rng(seed)
    points = draw.random((count, 10))
    x, y, z = points[:, 0], points[:, 1], points[:, 2]
    truth = np.stack([20 * (x - 0.5) + 30 * (y - 0.5) * (z - 0.5), 0 * x, 0 * x - 30], axis=1)
    shared = draw.normal(0, 50, (count, 1))  # luck that designs share says nothing of who is best
    return points, truth, truth + shared + draw.normal(0, noise, truth.shape)


def chances(points, seen, seed=1):
    return surface(points, seen).chances_best(points, np.random.default_rng(seed))


def test_chances_add_up_to_one_everywhere():
    points, _, seen = world(200, 1)
    assert chances(points, seen).sum(axis=1) == pytest.approx(np.ones(200))


@pytest.mark.parametrize("seed", range(4))
def test_who_is_called_best_is_best_as_often_as_was_said(seed):
    points, truth, seen = world(300, seed)
    found = chances(points, seen)
    right = found.argmax(axis=1) == truth.argmax(axis=1)
    sure = found.max(axis=1) >= 0.9
    assert sure.mean() > 0.3
    assert right[sure].mean() >= 0.9
    assert right.mean() == pytest.approx(found.max(axis=1).mean(), abs=0.12)


def test_where_nobody_lived_it_is_read_off_the_surface():
    points, _, seen = world(300, 3)
    elsewhere, truth, _ = world(2000, 11)
    found = surface(points, seen).chances_best(elsewhere, np.random.default_rng(1))
    sure = found.max(axis=1) >= 0.9
    assert sure.mean() > 0.25
    assert (found.argmax(axis=1) == truth.argmax(axis=1))[sure].mean() >= 0.9


def test_beyond_the_points_lived_it_is_as_at_their_ends():
    points, _, seen = world(300, 3)
    fitted = surface(points, seen)
    end, beyond = points.copy(), points.copy()
    end[:, 0], beyond[:, 0] = points[:, 0].max(), 5.0
    one, other = (fitted.chances_best(p, np.random.default_rng(1)) for p in (end, beyond))
    assert one.tolist() == other.tolist()


def test_products_of_two_values_are_seen():
    points, truth, seen = world(400, 5, noise=2.0)
    found = chances(points, seen)
    assert (found.argmax(axis=1) == truth.argmax(axis=1)).mean() > 0.93


def test_where_nothing_matters_nobody_is_sure():
    draw = np.random.default_rng(6)
    found = chances(draw.random((300, 10)), draw.normal(0, 1, (300, 2)))
    assert (found.max(axis=1) < 0.9).mean() > 0.7


def test_a_design_that_is_always_far_ahead_is_sure_everywhere():
    draw = np.random.default_rng(7)
    worth = draw.normal(0, 1, (100, 2)) + np.array([100.0, 0.0])
    assert chances(draw.random((100, 5)), worth)[:, 0].min() == 1.0


def test_the_unit_of_money_changes_nothing():
    points, _, seen = world(200, 8)
    assert chances(points, 1e6 * seen) == pytest.approx(chances(points, seen))
