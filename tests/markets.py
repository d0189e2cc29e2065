"""The five test markets of the model's specification, as variants of one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario_file.loading import load
from sim.scenario_file.scenario import Scenario

BASE = Path(__file__).parent / "scenarios" / "base.yaml"

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


def market(name: str) -> Scenario:
    """One of the five test markets."""
    return load(BASE).override(VARIANTS[name])
