"""Who wins a comparison or a tournament, if anybody does."""

from __future__ import annotations

from collections.abc import Mapping

SURE, ENOUGH = 0.9, 10
"""A design wins when its probability of being best is at least the first, from at least as many
replications as the second: fewer cannot tell."""


def sure_winner(
    chances: Mapping[str, float], means: Mapping[str, float], replications: int
) -> str | None:
    """Who wins, or None when it is too close to call.

    Whoever wins is surely the best and the best on average: where few draws that are very bad turn
    the order of the means, no design wins.

    Args:
        chances: probability of being best, by name.
        means: mean of what is compared, by name.
        replications: how many both rest on.
    """
    if replications < ENOUGH or len(chances) < 2:
        return None
    best = max(chances, key=lambda name: chances[name])
    sure = chances[best] >= SURE and means[best] >= max(means.values())
    return best if sure else None
