"""Facts that a calibrated file leaves out, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...scenario.notation.paths import dotted, leaves
from ...scenario.reading.loading import shipped
from ...scenario.scenario import Scenario
from ..tables.client_books import Fact
from .fit import churn_facts

FICTION = "of the shipped scenario's firm, not of yours"
"""Why a fact is left out that no table states."""


def fictional(scenario: Scenario, facts: list[Fact]) -> dict[str, str]:
    """Facts of a shipped scenario that no table states: they are of another firm.

    Args:
        scenario: what to begin from; what its own file states is the user's.
        facts: what the tables state.

    Returns:
        the reason by dotted path.
    """
    files = {path.name for path in shipped().values()}
    known = {fact.path for fact in facts}
    found = {}
    for path, origin in scenario.origins().items():
        file = origin.rpartition(":")[0]
        if _is_fact(path) and path not in known and file in files and not Path(file).exists():
            found[path] = FICTION
    return found


def reported_by_cohorts(
    segments: Iterable[str], scenario: Scenario, facts: list[Fact]
) -> dict[str, str]:
    """Facts of churn that follow from cohorts: for them `sim check` would move what was fitted.

    Args:
        segments: those whose hazards come from cohorts.
        scenario: with all facts.
        facts: what the tables state.

    Returns:
        the reason by dotted path, of those that are typed.
    """
    stated = {fact.path: f"; {fact.origin}, states {fact.typed:g}" for fact in facts}
    data = scenario.model_dump()
    typed = {dotted(steps, data) for steps, value in leaves(data) if value is not None}
    return {
        path: f"it follows from the cohorts{stated.get(path, '')}"
        for path in churn_facts(segments, scenario)
        if path in typed
    }


def _is_fact(path: str) -> bool:
    return path.startswith("facts.") or ".facts." in path
