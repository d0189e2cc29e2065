"""In how many model forms a comparison recommends the same design."""

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
AS_GIVEN = "as given"
"""What the form of the scenario itself is called."""


@dataclass(frozen=True)
class InForm:
    """What a comparison says in one model form.

    The design of interest is the one that leads in the scenario's own form.

    Attributes:
        form: `AS_GIVEN`, or the answer that differs, e.g. "overrun: fat_tailed".
        leader: the design of the highest mean NPV.
        winner: the design that wins, None when it is too close to call.
        against_today: NPV of the design of interest less today's; None where it is today's.
        runner_up: the best of the other designs in this form.
        against_runner_up: NPV of the design of interest less the runner-up's.
    """

    form: str
    leader: str
    winner: str | None
    against_today: Estimate | None
    runner_up: str
    against_runner_up: Estimate


def in_forms(result: ComparedDesigns) -> list[InForm]:
    """What a comparison says in each model form, the scenario's own first.

    Args:
        result: a comparison that was repeated in other forms.
    """
    own = {name: result.totals(name)["npv"] for name in result.distinct}
    return [_row(result, form, npv) for form, npv in {AS_GIVEN: own, **result.in_forms}.items()]


def _row(result: ComparedDesigns, form: str, npv: Mapping[str, Array]) -> InForm:
    chosen = result.best
    means = {name: result.estimate(each).mean for name, each in npv.items()}
    ranking = sorted(means, key=lambda name: (np.isnan(means[name]), -means[name]))
    chances = result.chances(np.array(list(npv.values())))
    runner_up = next(name for name in ranking if name != chosen)
    return InForm(
        form,
        ranking[0],
        sure_winner(dict(zip(npv, chances, strict=True)), means, len(result.replications)),
        None if chosen == TODAY else result.estimate(npv[chosen] - npv[TODAY]),
        runner_up,
        result.estimate(npv[chosen] - npv[runner_up]),
    )
