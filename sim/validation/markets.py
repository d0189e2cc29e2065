"""The markets that facts are looked for in: the shipped bank, and the specification's test markets.

They were written down before any fact was looked for in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from ..scenario.schema.design import SEGMENT_LED, Design

BASE = Path(__file__).parent / "base.yaml"

ALIKE_AND_STABLE = {"market.needs_sd": 0.2, "market.needs_drift": 0.01}
VARIANTS: dict[str, dict[str, Any]] = {
    "base": {},
    "needs apart": {"market.needs_sd": 1.0},
    "needs alike, stable": ALIKE_AND_STABLE,
    "alike, stable, releases dear": {**ALIKE_AND_STABLE, "work.release_effort": 15},
    "apart, stable, releases break": {
        "market.needs_sd": 1.0,
        "market.needs_drift": 0.01,
        "work.release_effort": 8,
        "work.capacity": 24,
        "work.change_failure": 0.4,
        "work.outage": 1,
        "work.hit_rate": 0.6,
    },
}
"""Settings by market; the last one's needs apart and stable are read as 1.0 and 0.01."""


def market(name: str, **changes: Any) -> Scenario:
    """One of the five test markets.

    Args:
        name: a key of `VARIANTS`.
        changes: further values by dotted path.
    """
    return load(BASE).override({**VARIANTS[name], **changes})


def bank(**changes: Any) -> Scenario:
    """The shipped retail bank, to which no fact was ever fitted, every value as it stands.

    What the file declares to be uncertain is not drawn: intervals are those of chance alone.

    Args:
        changes: values by dotted path.
    """
    return load("retail_bank").certain().override(changes)


def reorganised(today: Design) -> Design:
    """Today's firm led by segments: the organisation moves, habits of delivery stay.

    Args:
        today: the design that the firm departs from.
    """
    return Design(organisation=SEGMENT_LED, delivery=today.delivery)
