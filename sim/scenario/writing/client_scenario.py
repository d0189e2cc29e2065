"""A client's own scenario: what of a scenario only the client knows, all else taken from a base."""

from __future__ import annotations

from typing import Any

from ..scenario import Scenario, validate

LISTS = ("segments", "products")
"""Lists that a client's file gives itself; nothing in them is taken from the base."""

OWN: dict[str, tuple[str, ...]] = {
    "segments": (
        "name",
        "share",
        "penetration",
        "spend",
        "churn_yearly",
        "contacts",
        "churn_shape",
        "spend_sd",
    ),
    "products": ("name", "revenue", "margin", "use", "quality"),
    "organisation": ("authority", "basis", "incentive", "horizon_months", "layers", "visibility"),
    "delivery": ("batch_size", "quality_bar"),
}
"""What a client's file says of a segment, a product, and today's organisation; holdings come on
top. The last two of a segment and a product are there to be kept: with the schema's defaults it
would be another market."""

BURN_IN = 24
"""Burn-in for a base that has none long enough to show a starting year, months."""


def client_scenario(base: Scenario, name: str) -> Scenario:
    """What a client's file says before anything in it is changed.

    Segments and products keep what a client knows; whatever else of them is the schema's default,
    and needs are drawn. All other sections are the base's, without its facts.

    Args:
        base: the scenario that the file extends.
        name: the title.

    Raises:
        ScenarioError: never for a base that is valid.
    """
    data: dict[str, Any] = base.model_dump(mode="json", exclude={"facts"})
    for key in LISTS:
        data[key] = [{field: item[field] for field in OWN[key]} for item in data[key]]
    for segment, known in zip(data["segments"], base.segments, strict=True):
        segment["holdings"] = {p.name: known.holdings.get(p.name, 0.5) for p in base.products}
    data["name"], data["description"], data["sources"] = name, description(base), []
    if base.burn_in < 12:
        data["burn_in"] = BURN_IN
    return validate(data, name)


def description(base: Scenario) -> str:
    """The description of a file that has none yet."""
    return f"A client's market, based on {base.name}."
