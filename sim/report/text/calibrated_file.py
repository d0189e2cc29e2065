"""A fitted scenario as a file: it extends what it began from and says where each value is from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...calibration.fitted import FittedScenario
from ...scenario.notation.paths import split
from ...scenario.writing.editing import LISTS
from .calibration import origin_reported, reported
from .client_file import COLUMN, number, printable, quoted


def calibrated_file(calibration: FittedScenario, extends: str) -> str:
    """The text of the file.

    Args:
        calibration: what was fitted.
        extends: how `extends` names the scenario it began from.
    """
    parts = _opening(calibration, extends), _values(calibration), _uncertain(calibration)
    return "\n".join(line for part in parts for line in part) + "\n"


def _opening(calibration: FittedScenario, extends: str) -> Iterator[str]:
    """What the file is, what it was fitted to and how well that forecasts."""
    yield f"# {printable(calibration.base.name)}, fitted to data by sim calibrate."
    for sentence in reported(calibration):
        yield f"# {printable(sentence)}"
    yield ""
    yield f"extends: {quoted(extends)}"
    yield f"name: {quoted(calibration.scenario.name)}"


def _values(calibration: FittedScenario) -> Iterator[str]:
    """Every value below its headings, with a comment that says where it comes from."""
    stated: list[tuple[str, float | None, str]] = [
        (value.path, value.now, origin_reported(value)) for value in calibration.values
    ]
    left_out = calibration.left_out
    facts = [fact for fact in calibration.facts if fact.path not in left_out]
    stated += [(fact.path, fact.typed, fact.origin) for fact in facts]
    stated += [(path, None, why) for path, why in left_out.items()]
    tree: dict[str, Any] = {}
    for path, value, comment in stated:
        *way, last = [part.text for part in split(path)]
        place = tree
        for part in way:
            place = place.setdefault(part, {})
        place[last] = (value, comment)
    for key, below in tree.items():
        yield f"{key}:"
        if key in LISTS:
            for name, item in below.items():
                yield f"  - name: {quoted(name)}"
                yield from _map(item, "    ")
        else:
            yield from _map(below, "  ")


def _uncertain(calibration: FittedScenario) -> Iterator[str]:
    """The intervals of what was fitted, for every replication to draw from."""
    known = [value for value in calibration.values if value.low is not None]
    if known:
        yield "uncertain:"
    for value in known:
        inside = ", ".join(
            f"{key}: {number(end) if isinstance(end, float) else quoted(end)}"
            for key, end in value.range.items()
        )
        yield f"  {quoted(value.path)}: {{{inside}}}"


def _map(items: dict[str, Any], indent: str) -> Iterator[str]:
    for key, item in items.items():
        if isinstance(item, dict):
            yield f"{indent}{key}:"
            yield from _map(item, f"{indent}  ")
        else:
            value, comment = item
            text = "null" if value is None else number(value)
            yield f"{f'{indent}{key}: {text}':<{COLUMN}}  # {printable(comment)}"
