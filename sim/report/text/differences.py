"""What differs between two scenarios, as a terminal and a program read it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from ...scenario.scenario import Scenario
from ...scenario.writing.differences import NOT_STATED, Difference, differences
from ...text.letters import visible

LONGEST = 60
"""Characters of a text that a terminal shows."""


def answer(one: Scenario, other: Scenario, names: tuple[str, str]) -> str:
    """What a terminal shows: every difference with both values and what it does, by section.

    Args:
        one, other: the scenarios.
        names: what the user calls them.
    """
    found = differences(one, other)
    parts = [f"{names[0]} -> {names[1]}: {_summary(one, other, found)}"]
    for section, group in groupby(found, key=lambda each: each.section):
        parts.append("\n".join([section, *(_lines(each) for each in group)]))
    return visible("\n\n".join(parts))


def as_data(one: Scenario, other: Scenario) -> dict[str, Any]:
    """The same as one object of plain values."""
    found = differences(one, other)
    return {
        "scenarios": [one.name, other.name],
        "hashes": [one.hash, other.hash],
        "same": one.hash == other.hash,
        "differences": [{**each._asdict(), "section": each.section} for each in found],
    }


def _summary(one: Scenario, other: Scenario, found: list[Difference]) -> str:
    count = "1 value differs" if len(found) == 1 else f"{len(found)} values differ"
    if one.hash != other.hash:
        return f"{count}."
    same = f"the same scenario (hash {one.hash[:12]})"
    if not found:
        return f"{same}; nothing differs."
    return f"{same}, so results are the same; {count}, but only in facts, which no run uses."


def _lines(difference: Difference) -> str:
    inside = difference.path.removeprefix(f"{difference.section}.")
    if difference.role == "item":
        there = "removed" if difference.one else "added"
        return f"  {inside}: {there}\n      {difference.description}"
    one, other = (written(v, difference.unit) for v in (difference.one, difference.other))
    unit = difference.unit
    counted = "" if unit in ("share", "choice", "") or unit.startswith("share ") else f" ({unit})"
    return (
        f"  {inside}: {one} -> {other}{counted}   [{difference.role}]\n      "
        f"{difference.description}"
    )


def written(value: Any, unit: str) -> str:
    """A value as people read it: shares in percent, thousands apart.

    Args:
        value: plain value of a leaf.
        unit: as the schema declares it.
    """
    if value is NOT_STATED:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if unit.split()[:1] == ["share"]:
            rest = unit.removeprefix("share").strip()
            return f"{100 * value:.4g} %" + (f" {rest}" if rest else "")
        return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    text = ", ".join(value) if isinstance(value, list) else " ".join(str(value).split())
    return repr(text if len(text) <= LONGEST else text[: LONGEST - 3] + "...")
