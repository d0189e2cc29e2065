"""What becomes of what ships: ideas that work or harm, releases that break, harm taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..market.rules import rules
from ..market.rules.compiled import kernel
from ..market.rules.draws import Purpose, uniforms_of
from .decisions import Outcome
from .delivery import Habits, Item
from .offers import SCOPE_TODAY, Offers
from .planning import diluted

Array = NDArray[np.float64]


def outcome_of(
    item: Item, attempt: int, habits: Habits, seed: int, age: float = 0.0, known: float = 0.0
) -> Outcome:
    """What becomes of an idea: works, does nothing or harms; hardening always works.

    The random number is keyed by variant, touchpoint and attempt: two firms that try the same
    thing for the same time meet the same result.

    Args:
        item: what ships.
        attempt: how many ideas were tried there before.
        habits: design and work.
        seed: key of the random number.
        age: months since it was specified.
        known: what checked releases have taught of the needs there, 0 to 1.
    """
    if item.action == "harden":
        return "hardened"
    draw = uniforms_of(seed, int(Purpose.IDEA), item.variant, item.touchpoint, attempt)[0]
    hit_rate = habits.hit_rate(age, known)
    if draw < hit_rate:
        return "works"
    return "harm" if draw >= 1 - min(habits.work.harm_rate, 1 - hit_rate) else "nothing"


def harm_is_seen(item: Item, attempt: int, habits: Habits, seed: int) -> bool:
    """Whether a reality check finds a harmful item in the month after."""
    draw = uniforms_of(seed, int(Purpose.CHECK), item.variant, item.touchpoint, attempt)[0]
    return bool(draw < habits.delivery.reality_check)


def release_fails(items: list[Item], habits: Habits, seed: int, month: int, number: int) -> bool:
    """Whether a release breaks: 1 - (1 - cfr)^size.

    The random number is keyed by touchpoint, month, variant and the release's number within the
    month.

    Args:
        items: what ships.
        habits: design and work.
        seed, month: key of the random number.
        number: how many releases the team made before in this month.
    """
    chance = 1 - (1 - habits.change_failure) ** (habits.size(items) / len(items))
    keys = [(item.touchpoint, month, item.variant + 64 * number) for item in items]
    return any(uniforms_of(seed, int(Purpose.RELEASE), *key)[0] < chance for key in keys)


class Landing(NamedTuple):
    """Where an offer stands.

    Attributes:
        position: what kind of treatment it is.
        quality: how often it works.
        scope: share of what the state of the art could do.
    """

    position: float
    quality: float
    scope: float = SCOPE_TODAY


@kernel
def true_gain(
    weight: Array, ideal: Array, taste_variance: float, before: Landing, after: Landing
) -> float:
    """What a change brought: sum over segments of weight * change of quality * scope * true fit.

    Args:
        weight, ideal: [S], credited revenue and true ideals at the touchpoint.
        taste_variance: scatter of tastes.
        before, after: `Landing`; scope counts by its value, see `offers.value_of_scope`.
    """
    gain = 0.0
    working = before.quality * sqrt(before.scope / SCOPE_TODAY)
    works = after.quality * sqrt(after.scope / SCOPE_TODAY)
    for s in range(len(weight)):
        now = working * rules.expected_fit(ideal[s] - before.position, taste_variance)
        then = works * rules.expected_fit(ideal[s] - after.position, taste_variance)
        gain += weight[s] * (then - now)
    return gain


FARTHEST = 1_000.0
"""Position beyond which no offer moves: long before, it reaches no customers any more."""

SCOPES = 0.05, 0.999
"""Least and most scope of an offer: it can always do something, and never all (assumption)."""


def landed(
    item: Item,
    outcome: Outcome,
    before: Landing,
    habits: Habits,
    gain: Callable[[Landing], float],
    age: float = 0.0,
) -> Landing:
    """Where an offer stands after an item shipped.

    Args:
        item: what shipped.
        outcome: what became of it.
        before: where it stood.
        habits: design and work; a harmful idea goes `work.harm_size` of the way planned.
        gain: what another place would truly bring those who are served.
        age: months since it was specified.
    """
    if outcome == "hardened":
        return before._replace(quality=max(item.quality, before.quality))
    if item.action == "extend":
        return _extended(before, habits, extension(item, outcome, habits, age))
    if outcome == "works":
        return before._replace(position=item.position, quality=item.quality)
    if outcome == "harm":
        return min(_worse(item, before, habits.work.harm_size), key=gain)
    return before


def extension(item: Item, outcome: Outcome, habits: Habits, age: float) -> float:
    """What an extension multiplies the gap to the state of the art by.

    Works: r^fresh; harms: r^(-fresh harm_size); else 1. A specification that is no longer fresh
    builds what is no longer wanted.

    Args:
        item: what shipped; r is its `ratio`.
        outcome: what became of it.
        habits: design and work.
        age: months since it was specified.
    """
    power = {"works": 1.0, "harm": -habits.work.harm_size}.get(outcome, 0.0)
    return float(item.ratio ** (power * habits.fresh(age)))


def _extended(before: Landing, habits: Habits, gap: float) -> Landing:
    """The offer with its gap multiplied; what is new ships at the bar."""
    least, most = SCOPES
    scope = min(max(1 - (1 - before.scope) * gap, least), most)
    quality = diluted(before.quality, habits.delivery.quality_bar, before.scope, scope)
    return before._replace(quality=quality, scope=scope)


def _worse(item: Item, before: Landing, harm_size: float) -> list[Landing]:
    """Where a harmful idea may lead: either way by its size, or nowhere; never to better quality.

    Harm is what customers meet, not what was planned: of these places it leads to the one that
    serves them worst, so that nothing harmful can be among what brought most.
    """
    quality = min(item.quality, before.quality)
    step = harm_size * abs(item.position - before.position)
    ways = (before.position - step, before.position + step, before.position)
    return [
        before._replace(position=min(max(way, -FARTHEST), FARTHEST), quality=quality)
        for way in ways
    ]


@dataclass(frozen=True)
class RollBack:
    """How to undo a harmful item, unless something else has taken its place since.

    Attributes:
        item: what did harm.
        before, after: what was there, and what it led to.
        served: [S], the variant that each segment was served with.
    """

    item: Item
    before: Landing
    after: Landing
    served: NDArray[np.int64]

    def undo(self, offers: Offers) -> bool:
        """Restore what was there, and the variants served; False where there is nothing to undo."""
        v, k = self.item.variant, self.item.touchpoint
        if offers.position[v, k] != self.after.position:
            return False
        if self.item.action == "extend":  # what was built, and has aged, since stays
            gap = (1 - self.before.scope) / (1 - self.after.scope)
            offers.scope[v, k] = max(1 - (1 - offers.scope[v, k]) * gap, SCOPES[0])
        else:
            offers.position[v, k], offers.quality[v, k] = self.before[:2]
        moved = (offers.served[:, k] == v) & (self.served != v)
        offers.served[moved, k] = self.served[moved]
        return True
