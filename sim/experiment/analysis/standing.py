"""How designs stand by their NPVs where a comparison is repeated with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..compared import ComparedDesigns
from ..requests import TODAY
from ..statistics.estimates import Estimate
from ..statistics.winner import sure_winner

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """What a comparison says by some NPVs.

    The design of interest is the one that leads in the scenario as given.

    Attributes:
        leader: the design of the highest mean NPV.
        winner: the design that wins, None when it is too close to call.
        against_today: NPV of the design of interest less today's; None where it is today's.
        runner_up: the best of the other designs by these NPVs.
        against_runner_up: NPV of the design of interest less the runner-up's.
    """

    leader: str
    winner: str | None
    against_today: Estimate | None
    runner_up: str
    against_runner_up: Estimate


def standing(result: ComparedDesigns, npv: Mapping[str, Array]) -> Standing:
    """How designs stand by their NPVs.

    Args:
        result: the comparison in the scenario as given.
        npv: [replications] of every design that differs.
    """
    chosen = result.best
    means = {name: result.estimate(each).mean for name, each in npv.items()}
    ranking = sorted(means, key=lambda name: (np.isnan(means[name]), -means[name]))
    chances = result.chances(np.array(list(npv.values())))
    runner_up = next(name for name in ranking if name != chosen)
    return Standing(
        ranking[0],
        sure_winner(dict(zip(npv, chances, strict=True)), means, len(result.replications)),
        None if chosen == TODAY else result.estimate(npv[chosen] - npv[TODAY]),
        runner_up,
        result.estimate(npv[chosen] - npv[runner_up]),
    )
