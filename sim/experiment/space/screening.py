"""Which parameters a verdict leans on: all moved at once between two ends, effects separated.

Moved one at a time (Morris 1991), each parameter would have only a few of all runs, and sampling
error would hide all but the largest effects. Here every run informs about every parameter: half of
the runs have it at its low end, half at its high end, in a pattern in which no two parameters move
together (Plackett & Burman 1946). Each pattern is also run mirrored (folded over: Box & Hunter
1961), so that no two-way interaction passes for an effect, and with its mirror's random numbers.
Interactions of three spread thinly over all columns, and each block of runs deals the columns anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ...scenario.scenario import Scenario
from ..figures.headlines import headlines
from ..requests import TODAY, different_designs
from ..run.parallel import in_parallel
from ..run.runner import one_replication
from ..statistics.estimates import estimate
from .influence import Effect, Influence, Influences
from .knobs import knobs, settings

Array = NDArray[np.float64]
HELD_AGAINST = "product_led/perfection"
FIGURES = ("npv", "nps")
AT_HOME = 30
"""Replications at the scenario's own values, which say who wins."""

FIRST_OF_SCREENING = 1_000_000
"""Numbers of the screening's replications begin here: its streams are not a comparison's."""


def screening(
    scenario: Scenario,
    name: str,
    *,
    blocks: int,
    people: int,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
) -> Influences:
    """How much every uncertain parameter moves who wins, and by how much.

    Args:
        scenario: around whose values.
        name: what it is called.
        blocks: how often the whole pattern is run, with other random numbers and other partners.
        people: simulated people of each market.
        seed, jobs, progress: as for `compare`.
    """
    moved, left = knobs(scenario)
    smaller = scenario.certain().override({"market.simulated": people})
    tasks = [(smaller, seed, number) for number in range(AT_HOME)]
    pattern = patterns(len(moved), blocks, seed)
    for row, signs in enumerate(pattern):
        for mirrored in (signs, -signs):
            values = settings(smaller, zip(moved, (mirrored > 0).tolist(), strict=True))
            tasks.append((smaller.override(values), seed, FIRST_OF_SCREENING + row))
    simulated = np.array(in_parallel(figures_of_designs, tasks, jobs, progress))
    home, pairs = simulated[:AT_HOME], simulated[AT_HOME:].reshape(-1, 2, *simulated.shape[1:])
    names = list(different_designs(scenario))
    first = int(np.argmax(home[:, :, 0].mean(axis=0)))
    against = names.index(HELD_AGAINST) if HELD_AGAINST in names else names.index(TODAY)
    lead, difference, nps = (
        effects(pattern, figure)
        for figure in (
            lead_of(first, pairs[..., 0]),
            pairs[..., first, 0] - pairs[..., against, 0],
            pairs[..., first, 1] - pairs[..., against, 1],
        )
    )
    found = [
        Influence(
            knob.path,
            {each.path: each[1:] for each in knob.ways},
            knob.declared,
            knob.source,
            knob.assumption,
            lead[n],
            difference[n],
            nps[n],
        )
        for n, knob in enumerate(moved)
    ]
    others = [names[n] for n in np.argsort(-home[:, :, 0], axis=1)[:, :2].ravel() if n != first]
    return Influences(
        name,
        scenario.hash,
        scenario.currency,
        names[first],
        max(others, key=others.count),
        names[against],
        Effect(*estimate(lead_of(first, home[..., 0]))),
        seed,
        len(tasks),
        people,
        sorted(found, key=lambda each: -abs(each.lead.mean)),
        left,
    )


def lead_of(design: int, npv: Array) -> Array:
    """NPV of a design less that of the best of the others in the same market, [...].

    Args:
        design: its position.
        npv: [..., designs].
    """
    return np.asarray(npv[..., design] - np.max(np.delete(npv, design, axis=-1), axis=-1))


def figures_of_designs(scenario: Scenario, seed: int, number: int) -> Array:
    """NPV and NPS of each design in one replication, [designs, 2]."""
    designs = different_designs(scenario)
    simulated = one_replication(scenario, designs, seed, number)
    stated = [headlines(scenario, simulated.runs[name]) for name in designs]
    return np.array([[each[figure] for figure in FIGURES] for each in stated])


def patterns(knobs: int, blocks: int, seed: int) -> NDArray[np.int64]:
    """Ends of each knob, -1 and 1, in each pair of runs, [pairs, knobs]; mirrors have the others.

    Columns are orthogonal within each block, and each block deals them anew.

    Args:
        knobs: how many.
        blocks: how many.
        seed: of the dealing.
    """
    whole, generator = plackett_burman(knobs), np.random.default_rng(seed)
    dealt = []
    for _ in range(blocks):
        columns = generator.permutation(whole.shape[1])[:knobs]
        dealt.append(whole[:, columns] * generator.choice([-1, 1], knobs))
    return np.concatenate(dealt)


def plackett_burman(columns: int) -> NDArray[np.int64]:
    """Orthogonal columns of -1 and 1 that each add up to 0, [q + 1, q], by Paley's construction.

    Row i has 1 in column j where j - i is a square modulo q, for the first prime q from `columns`
    on that leaves 3 when divided by 4; a row of -1 makes it whole.

    Args:
        columns: how many are needed.
    """
    q = max(columns, 3)
    while q % 4 != 3 or any(q % factor == 0 for factor in range(2, int(q**0.5) + 1)):
        q += 1
    squares = [number * number % q for number in range(q)]
    distance = (np.arange(q)[None, :] - np.arange(q)[:, None]) % q
    return np.vstack([np.where(np.isin(distance, squares), 1, -1), np.full((1, q), -1)])


def effects(pattern: NDArray[np.int64], pairs: Array, level: float = 0.95) -> list[Effect]:
    """What each knob's way from its low to its high end changes, with an interval by Student's t.

    effect_j = mean over pairs of sign_j (y - y'), y' the mirror's; the variance is that of what the
    effects together leave unexplained of the pairs' half differences.

    Args:
        pattern: [pairs, knobs], -1 or 1.
        pairs: [pairs, 2], the figure at the pattern and at its mirror.
        level: coverage of the interval.
    """
    half = (pairs[:, 0] - pairs[:, 1]) / 2
    slopes = pattern.T @ half / len(half)
    unexplained = half - pattern @ slopes
    freedom = len(half) - pattern.shape[1]
    error = 2 * np.sqrt(unexplained @ unexplained / freedom / len(half))
    reach = float(stdtrit(freedom, (1 + level) / 2)) * error
    return [Effect(float(e), float(e - reach), float(e + reach)) for e in 2 * slopes]
