"""What was asked of a comparison: all that its tables do not say themselves."""

from __future__ import annotations

from dataclasses import dataclass

from ...scenario.scenario import Scenario
from ...scenario.schema.design import Design
from ..run.stopping import Stopping


@dataclass(frozen=True)
class Asked:
    """What was asked of a comparison, beside its tables.

    Attributes:
        scenario, seed, designs, stopping, markets: as in `Comparison`.
        numbers: which replications.
        forms: other model forms in which it was repeated.
        twice: whether it was repeated with twice as many months.
    """

    scenario: Scenario
    seed: int
    designs: dict[str, Design]
    numbers: list[int]
    stopping: Stopping
    markets: int
    forms: tuple[str, ...] = ()
    twice: bool = False
