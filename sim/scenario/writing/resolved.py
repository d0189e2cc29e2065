"""A scenario as YAML that reads again as the same scenario, with the origin of each value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ...text.letters import in_double_quotes
from ..notation.paths import Steps
from ..notation.problems import printable
from ..notation.scalars import plain
from ..scenario import Scenario
from ..schema.specification import Spec, targets

_PLAIN = re.compile(r"[^\W\d_][\w %()/.;+'-]*(?<! )")
_WIDEST = 48
"""Column from which origins are written behind the values."""


def text_of(scenario: Scenario, only: str | None = None, origins: bool = False) -> str:
    """A scenario as YAML, every value stated.

    Args:
        scenario: what is written.
        only: dotted path of the part that is written alone, within its headings.
        origins: whether a comment behind each value says where it came from.

    Raises:
        ScenarioError: `only` leads nowhere.
    """
    data = scenario.model_dump(mode="json")
    asked: list[Steps] = [()]
    if only is not None:
        asked = [steps for steps, _ in targets(scenario.model_dump(), Spec(Scenario), only)]
    lines = []
    for line, steps in _lines(data, (), asked):
        origin = f"# {printable(scenario._provenance.of(steps))}" if origins and steps else ""
        lines.append(f"{line:{_WIDEST}}  {origin}" if origin else line)
    return "\n".join(lines) + "\n"


def _is_asked(steps: Steps, asked: list[Steps]) -> bool:
    """Whether a place is asked for, leads there, or names an item on the way there."""
    naming = len(steps) > 1 and steps[-1] == "name" and isinstance(steps[-2], int)
    item = steps[:-1] if naming else steps
    return any(steps[: len(path)] == path or path[: len(item)] == item for path in asked)


def _lines(value: Any, path: Steps, asked: list[Steps]) -> Iterator[tuple[str, Steps]]:
    """Lines of a map or list; with the path where a line holds a value, else with none."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inside:
        steps = (*path, key)
        if not _is_asked(steps, asked):
            continue
        head = f"{_scalar(key)}:" if isinstance(key, str) else "-"
        if not isinstance(item, dict | list) or not item:
            yield f"{head} {_scalar(item)}", steps
            continue
        below = _lines(item, steps, asked)
        if isinstance(key, str):
            yield head, ()
            yield from ((f"  {line}", where) for line, where in below)
        else:
            mark = "- "
            for line, where in below:
                yield mark + line, where
                mark = "  "


def _scalar(value: Any) -> str:
    """A single value, or an empty map or list."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and plain(value) == value:
        return value
    return in_double_quotes(json.dumps(value, ensure_ascii=False))
