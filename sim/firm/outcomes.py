"""What becomes of what ships: ideas that work or harm, releases that break, harm taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel
from ..market.rules.draws import Purpose, uniforms_of
from .decisions import Outcome
from .delivery import Habits, Item
from .offers import Offers

Array = NDArray[np.float64]


def outcome_of(item: Item, attempt: int, habits: Habits, seed: int) -> Outcome:
    """What becomes of an idea: works, does nothing or harms; hardening always works.

    The random number is keyed by variant, touchpoint and attempt: two firms that try the same
    thing for the same time meet the same result.
    """
    if item.action == "harden":
        return "hardened"
    draw = uniforms_of(seed, int(Purpose.IDEA), item.variant, item.touchpoint, attempt)[0]
    if draw < habits.hit_rate:
        return "works"
    return "harm" if draw >= 1 - min(habits.work.harm_rate, 1 - habits.hit_rate) else "nothing"


def harm_is_seen(item: Item, attempt: int, habits: Habits, seed: int) -> bool:
    """Whether a reality check finds a harmful item in the month after."""
    draw = uniforms_of(seed, int(Purpose.CHECK), item.variant, item.touchpoint, attempt)[0]
    return bool(draw < habits.delivery.reality_check)


def release_fails(items: list[Item], habits: Habits, seed: int, month: int, number: int) -> bool:
    """Whether a release breaks: 1 - (1 - cfr)^items.

    The random number is keyed by touchpoint, month, variant and the release's number within the
    month.

    Args:
        items: what ships.
        habits: design and work.
        seed, month: key of the random number.
        number: how many releases the team made before in this month.
    """
    return any(
        uniforms_of(seed, int(Purpose.RELEASE), item.touchpoint, month, item.variant + 64 * number)[
            0
        ]
        < habits.change_failure
        for item in items
    )


@kernel
def true_gain(
    weight: Array, ideal: Array, taste_variance: float, before: Landing, after: Landing
) -> float:
    """What a change brought: sum over segments of weight * change of quality * mean true fit.

    Args:
        weight, ideal: [S], credited revenue and true ideals at the touchpoint.
        taste_variance: scatter of tastes.
        before, after: (position, quality).
    """
    gain = 0.0
    for s in range(len(weight)):
        now = before[1] * rules.expected_fit(ideal[s] - before[0], taste_variance)
        then = after[1] * rules.expected_fit(ideal[s] - after[0], taste_variance)
        gain += weight[s] * (then - now)
    return gain


Landing = tuple[float, float]
"""Position and quality of an offer."""

FARTHEST = 1_000.0
"""Position beyond which no offer moves: long before, it reaches no customers any more."""


def landed(
    item: Item,
    outcome: Outcome,
    before: Landing,
    harm_size: float,
    gain: Callable[[Landing], float],
) -> Landing:
    """Where an offer stands after an item shipped.

    Args:
        item: what shipped.
        outcome: what became of it.
        before: where it stood.
        harm_size: how far a harmful idea moves, as a share of the move that was planned.
        gain: what another place would truly bring those who are served.
    """
    if outcome == "hardened":
        return before[0], max(item.quality, before[1])
    if outcome == "works":
        return item.position, item.quality
    if outcome == "harm":
        return min(_worse(item, before, harm_size), key=gain)
    return before


def _worse(item: Item, before: Landing, harm_size: float) -> list[Landing]:
    """Where a harmful idea may lead: either way by its size, or nowhere; never to better quality.

    Harm is what customers meet, not what was planned: of these places it leads to the one that
    serves them worst, so that nothing harmful can be among what brought most.
    """
    quality = min(item.quality, before[1])
    step = harm_size * abs(item.position - before[0])
    ways = (before[0] - step, before[0] + step, before[0])
    return [(min(max(way, -FARTHEST), FARTHEST), quality) for way in ways]


@dataclass(frozen=True)
class RollBack:
    """How to undo a harmful item, unless something else has taken its place since.

    Attributes:
        item: what did harm.
        before: position and quality of what was there.
        harmful: position that it led to.
        served: [S], the variant that each segment was served with.
    """

    item: Item
    before: Landing
    harmful: float
    served: NDArray[np.int64]

    def undo(self, offers: Offers) -> bool:
        """Restore what was there, and the variants served; False where there is nothing to undo."""
        v, k = self.item.variant, self.item.touchpoint
        if offers.position[v, k] != self.harmful:
            return False
        offers.position[v, k], offers.quality[v, k] = self.before
        moved = (offers.served[:, k] == v) & (self.served != v)
        offers.served[moved, k] = self.served[moved]
        return True
