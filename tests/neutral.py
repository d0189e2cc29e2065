"""Settings that switch mechanisms off, for tests of one rule that others would only blur."""

from __future__ import annotations

from typing import Any

NEUTRAL: dict[str, Any] = {
    # what offers can do, and how they are built
    "work.frontier": 0.0,
    "work.vision_share": 0.0,
    "work.learning": 0.0,
    "work.staleness": 0.0,
    "work.item_effort": 0.0,
    "work.sharing": 0.0,
    "work.maintenance_share": 0.0,
    "work.lending": 0.0,
    "work.hiring_speed": 0.0,
    # what leaders know and have at stake
    "insight.optimism": 1.0,
    "insight.salience": 0.0,
    "insight.salience_of_failures": 0.0,
    "insight.research_filter": 0.0,
    "insight.persistent_error": 0.0,
    "stakes.margin_kept": 0.0,
    "stakes.common_good": 0.0,
    "stakes.common_horizon": 0.0,
    "today.organisation.focus": 0.0,
    # contacts that contacts cause, and what recovery undoes
    "experience.recovery_on": "satisfaction",
    "experience.repeat_contacts": 0.0,
    "experience.misfit_contacts": 0.0,
    "experience.onboarding_contacts": 0.0,
    # rivals, and what growth and a reorganisation cost
    "rivalry.weight_of_size": 0.0,
    "rivalry.winback_of_any": 0.0,
    "rivalry.share_of_voice": 0.0,
    "costs.product_functions": 0.0,
    "costs.platform_growth": 0.0,
    "transition.quality_dip": 0.0,
    "transition.help_dip": 0.0,
}
"""The value at which each mechanism that can be switched off is off; for today's design alone."""


def neutral(section: str) -> dict[str, Any]:
    """Those of one section, by their names there: `Experience(**neutral("experience"))`.

    Args:
        section: path of the section in a scenario.
    """
    start = f"{section}."
    return {path.removeprefix(start): v for path, v in NEUTRAL.items() if path.startswith(start)}
