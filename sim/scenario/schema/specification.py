"""What the schema says of the value at a path: its kind, its bounds, its unit."""

from __future__ import annotations

import math
import types
from collections.abc import Sequence
from enum import Enum
from numbers import Integral, Real
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ...text.letters import distinguished
from ..notation.paths import Part, Steps, positions, split
from ..notation.problems import listed, nearest, refusal, unknown_key
from ..notation.scalars import percentage


class Spec(NamedTuple):
    """What a value is declared to be.

    Attributes:
        kind: its type: a section, list[...], dict[str, ...], int, float, bool, str, choices.
        unit: what a number counts; empty for what is no number.
        low, high: bounds, both allowed.
        role: what the value is to the firm (see `parameter`); empty for what is no number.
    """

    kind: Any
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf
    role: str = ""

    @property
    def section(self) -> type[BaseModel] | None:
        """The section that it is, if it is one."""
        known = isinstance(self.kind, type) and issubclass(self.kind, BaseModel)
        return self.kind if known and not isinstance(self.kind, types.GenericAlias) else None

    @property
    def is_share(self) -> bool:
        """Whether a percentage may be written."""
        return self.unit.startswith("share")

    def below(self, step: Any) -> Spec | None:
        """What is declared below a key or position; None where nothing can be."""
        section = self.section
        if section is not None:
            field = section.model_fields.get(step) if isinstance(step, str) else None
            return _field(field) if field else None
        inside = get_args(self.kind)
        if get_origin(self.kind) is dict:
            return _annotated(inside[1], self.unit, self.role)
        return (
            _annotated(inside[0], self.unit, self.role) if get_origin(self.kind) is list else None
        )

    def keys(self) -> list[str]:
        """The keys that a section has."""
        return list(self.section.model_fields) if self.section else []

    def wanted(self) -> str:
        """What to write instead of something else: "a whole number from 1 to 600 (month)"."""
        if "name" in self.keys():
            return "settings that begin with a name, as in {name: ...}"
        if self.section:
            return "settings below it, each as key: value on its own line"
        if get_origin(self.kind) is list:
            inner = self.below(0)
            items = "names with settings" if inner and inner.section else "texts"
            return f"a list of {items}, with '- ' before each item"
        if get_origin(self.kind) is dict:
            return f"names with a number each ({self.unit}), as in {{help: 0.5}}"
        if self.kind is str:
            return "text"
        if self.kind is bool:
            return "true or false"
        if self.kind in (int, float):
            noun = "a whole number" if self.kind is int else "a number"
            percent = ", or a percentage" if self.is_share else ""
            return f"{noun}{self._bounds()} ({self.unit}){percent}"
        return f"one of {listed(self.choices())}"

    def choices(self) -> list[str]:
        """The words to choose from."""
        if isinstance(self.kind, type) and issubclass(self.kind, Enum):
            return [str(member.value) for member in self.kind]
        return [str(choice) for choice in get_args(self.kind)]

    def _bounds(self) -> str:
        low, high = (f"{bound:,.12g}".replace(",", "_") for bound in (self.low, self.high))
        if self.high == math.inf:
            return "" if self.low == -math.inf else f" from {low} up"
        return f" from {low} to {high}"


def _field(field: FieldInfo) -> Spec:
    extra = field.json_schema_extra
    stated = extra if isinstance(extra, dict) else {}
    kind, metadata = field.annotation, list(field.metadata)
    if type(None) in get_args(kind):  # a fact, which may be left out
        kind = next(inner for inner in get_args(kind) if inner is not type(None))
    return Spec(kind, str(stated.get("unit", "")), *_range(metadata), str(stated.get("role", "")))


def _annotated(annotation: Any, unit: str, role: str) -> Spec:
    if get_origin(annotation) is Annotated:
        kind, *metadata = get_args(annotation)
        return Spec(kind, unit, *_range(metadata), role)
    return Spec(annotation, unit, role=role)


def _range(metadata: list[Any]) -> tuple[float, float]:
    low, high = -math.inf, math.inf
    for mark in metadata:
        if isinstance(mark, FieldInfo):
            return _range(mark.metadata)
        low, high = getattr(mark, "ge", low), getattr(mark, "le", high)
    return low, high


def settled(value: Any, spec: Spec | None) -> Any:
    """A value as the schema takes it: "2%" as 0.02 where a share is asked, 24.0 as 24 in months.

    What cannot be taken stays as it is, to be refused.

    Args:
        value: maps, lists and single values; also NumPy's numbers and sections of a scenario.
        spec: what the schema declares there; None where it declares nothing.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, dict):
        return {k: settled(v, spec.below(k) if spec else None) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [settled(v, spec.below(n) if spec else None) for n, v in enumerate(value)]
    if spec is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        share = percentage(value) if spec.is_share and spec.kind is float else None
        return value if share is None else share
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return int(number) if spec.kind is int and number.is_integer() else number
    return value


def targets(data: Any, spec: Spec, path: str) -> list[tuple[Steps, Spec]]:
    """The values that a dotted path names, with what the schema declares there.

    Args:
        data: a whole scenario as maps and lists.
        spec: the scenario's.
        path: dotted path; items of lists by name, position, or `*` for all.

    Raises:
        ScenarioError: there is no such place.
    """
    try:
        parts = split(path)
    except ValueError as error:
        raise refusal([f"{path!r} {error}"]) from None
    found: list[tuple[Steps, Any, Spec]] = [((), data, spec)]
    for part in parts:
        found = [
            ((*steps, step), inside, declared)
            for steps, value, here in found
            for step, inside, declared in _inside(value, here, part, path)
        ]
    return [(steps, declared) for steps, _, declared in found]


def _inside(value: Any, spec: Spec, part: Part, path: str) -> list[tuple[str | int, Any, Spec]]:
    """What one part of a path leads to: step, value and declaration, one or more."""
    steps: Sequence[str | int] = [part.text]
    if isinstance(value, list):
        steps = positions(value, part)
        if not steps:
            raise refusal([f"{path}: {_no_item(value, part)}"])
    elif not isinstance(value, dict):
        raise refusal([f"{path}: there is nothing below this value; shorten the path"])
    elif spec.section and part.text not in spec.section.model_fields:
        message = f"unknown key {part.text!r}{unknown_key(part.text, spec.keys())[11:]}"
        raise refusal([f"{path}: {message}"])
    found = []
    for step in steps:
        inside = value.get(step) if isinstance(value, dict) else value[int(step)]
        found.append((step, inside, spec.below(step) or Spec(str)))
    return found


def _no_item(items: list[Any], part: Part) -> str:
    """Why a part of a path names no item of a list."""
    if not items:
        return "this list is empty; set the whole list"
    names = [str(item["name"]) for item in items if isinstance(item, dict) and "name" in item]
    close = nearest(part.text, names)
    asked, *near = distinguished(part.text, close) if close else [repr(part.text)]
    meant = f", did you mean {near[0]}?" if near else ""
    what = "neither a position nor a name" if names else "not a position"
    use = f"use 0 to {len(items) - 1}, * for all{', or ' if names else ''}{listed(names)}"
    return f"{asked} is {what} in this list of {len(items)}{meant}; {use}"
