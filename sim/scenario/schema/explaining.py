"""What pydantic refuses, in plain words: reason and cure, with unit and bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from ..notation.habits import habit
from ..notation.paths import Steps, dotted
from ..notation.problems import Problem, shown, unknown_key
from ..notation.scalars import percentage, plain
from .consistency import contradictions
from .specification import Spec, settled

Written = Callable[[Steps, Any], str]
"""How a value is written where it comes from."""


def problems_of(
    error: ValidationError, root: type[BaseModel], data: Any, written: Written | None = None
) -> list[Problem]:
    """Every problem of data that were refused, with the contradictions between its values.

    Args:
        error: what pydantic raised.
        root: the section that the data were to be.
        data: the data.
        written: how a value is written; as Python shows it when missing.
    """
    found: dict[Steps, Problem] = {}
    for entry in error.errors(include_url=False):
        if entry["type"] != "value_error":  # those are reported below, with their own paths
            problem = _explained(entry, Spec(root), written or (lambda path, value: shown(value)))
            found.setdefault(problem.path, problem)
    refused = set(found)
    whole = data if isinstance(data, Mapping) else {}
    for problem in contradictions(whole, Spec(root), valid=not refused) if whole else []:
        involved = (problem.path, *problem.involved)
        if not any(path[:n] in refused for path in involved for n in range(len(path) + 1)):
            found.setdefault(problem.path, problem._replace(of_whole=True))
    return list(found.values())


def stated(problem: Problem, data: Any) -> str:
    """A problem with its path: "segments.Families.spend: is -2; use ..."."""
    path = dotted(problem.path, data)
    return f"{path}: {problem.message}" if path else problem.message


def _explained(entry: Any, spec: Spec, written: Written) -> Problem:
    """One of pydantic's errors."""
    kind, steps = entry["type"], []
    parent: Spec | None = spec
    for step in entry["loc"]:
        if step == "[key]" and parent and not parent.section:
            break
        parent = spec
        inside = spec.below(step)
        steps.append(step)
        if inside is None:
            break
        spec = inside
    path: Steps = tuple(steps)
    if kind == "extra_forbidden" and parent:
        return Problem(path, unknown_key(str(path[-1]), parent.keys()), at_key=True)
    if kind in ("invalid_key", "string_type") and "[key]" in entry["loc"]:
        return Problem(path, "a key must be text; write it in quotes", at_key=True)
    if kind == "missing":
        return Problem(path, f"is required; add it ({spec.wanted()})", of_whole=True)
    context = entry.get("ctx", {})
    if kind in ("too_long", "too_short") and isinstance(entry["input"], list):
        least = kind == "too_short"
        limit = context["min_length" if least else "max_length"]
        bound, cure = ("needs at least", "add one") if least else ("may have at most", "merge some")
        count = len(entry["input"])
        return Problem(path, f"has {count} items but {bound} {limit}; {cure}")
    if kind == "string_too_short":
        return Problem(path, "is empty; write text")
    if kind == "string_unicode":
        return Problem(path, "contains half a character; write it again")
    return Problem(path, _unfit(entry["input"], written(path, entry["input"]), spec))


def _unfit(value: Any, text: str, spec: Spec) -> str:
    """Why a value is none that the schema asks for."""
    cure = f"use {spec.wanted()}"
    if value is None:
        return f"has no value; {cure}"
    if isinstance(value, str) and spec.kind in (int, float):
        if percentage(value) is not None:
            return f"is {text}, but only a share may be a percentage; {cure}"
        if isinstance(plain(value), int | float) and not isinstance(plain(value), bool):
            return f"is {text}, a text in quotes; remove the quotes, and {cure}"
        found = habit(value)
        if found is not None:
            return f"is {text}, {found.reason}; {_instead(found.number, cure, spec)}"
    elif spec.kind in (int, float) and re.fullmatch(r"[1-9][0-9]{0,2}[.][0-9]{3}", text):
        whole = text.replace(".", "")
        if _fits(whole, spec):
            return (
                f"is {text}, with a decimal point; write {whole} if the point separates thousands"
            )
    return f"is {text}; {cure}"


def _instead(numbers: str, cure: str, spec: Spec) -> str:
    """What to write in place of a number that is written as elsewhere."""
    fit = [number for number in numbers.split(" or ") if _fits(number, spec)]
    if fit:
        return f"write {' or '.join(fit)}"
    if numbers.endswith("%") and not spec.is_share:
        return f"only a share may be a percentage: {cure}"
    return f"write {numbers}, and {cure}"


def _fits(number: str, spec: Spec) -> bool:
    """Whether the schema takes a number as it is written."""
    value = settled(plain(number), spec)
    known = isinstance(value, int if spec.kind is int else int | float)
    return known and spec.low <= value <= spec.high
