"""What differs between two scenarios, leaf by leaf, and what each leaf does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..notation.paths import name_in_path
from ..scenario import Scenario

NOT_STATED = None
"""Value of a leaf that a scenario leaves open: a fact not typed, a need not named."""


class Difference(NamedTuple):
    """One leaf that differs, or one list item that only one scenario has.

    Attributes:
        path: where, list items by name, e.g. "segments.Families.spend".
        one, other: the two values; `NOT_SAID` where a scenario leaves it open.
        unit: of both; empty for words.
        description: what the leaf does.
        role: uncertainty, lever, constant or fact; "words" for names and texts, "item" for a list
            item that is only in one of them, whose values say where.
    """

    path: str
    one: Any
    other: Any
    unit: str
    description: str
    role: str

    @property
    def section(self) -> str:
        """The part of the file it stands in; values at the top are of the scenario."""
        head, dot, _ = self.path.partition(".")
        return head if dot else "scenario"


def differences(one: Scenario, other: Scenario) -> list[Difference]:
    """What differs, in the order of the schema.

    Args:
        one, other: the scenarios.
    """
    return list(_sections("", one, other))


def _sections(prefix: str, one: BaseModel, other: BaseModel) -> Iterator[Difference]:
    for name, field in type(one).model_fields.items():
        yield from _values(f"{prefix}{name}", getattr(one, name), getattr(other, name), field)


def _values(path: str, one: Any, other: Any, field: FieldInfo) -> Iterator[Difference]:
    if one == other:
        return
    if isinstance(one, BaseModel):
        yield from _sections(f"{path}.", one, other)
    elif isinstance(one, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            place, mine, theirs = f"{path}.{name_in_path(key)}", one.get(key), other.get(key)
            if _of_sections([mine, theirs]) and None in (mine, theirs):
                yield _only_in_one(place, mine, theirs)
            else:
                yield from _values(place, mine, theirs, field)
    elif isinstance(one, list) and _of_sections(one + other):
        yield from _lists(path, one, other)
    else:
        stated: Any = field.json_schema_extra or {}
        unit, role = str(stated.get("unit", "")).partition(" by ")[0], stated.get("role", "words")
        yield Difference(path, _plain(one), _plain(other), unit, field.description or "", role)


def _of_sections(items: list[Any]) -> bool:
    return any(isinstance(item, BaseModel) for item in items)


def _lists(path: str, one: list[BaseModel], other: list[BaseModel]) -> Iterator[Difference]:
    """Items of the same name are compared; others are only in one of the lists."""
    mine, theirs = _by_name(one), _by_name(other)
    for name in [*mine, *(name for name in theirs if name not in mine)]:
        if name in mine and name in theirs:
            yield from _sections(f"{path}.{name}.", mine[name], theirs[name])
        else:
            yield _only_in_one(f"{path}.{name}", mine.get(name), theirs.get(name))
    common = [name for name in mine if name in theirs], [name for name in theirs if name in mine]
    if common[0] != common[1]:
        why = "The order of a list decides which random numbers its items draw."
        mine_first, theirs_first = (", ".join(names) for names in common)
        yield Difference(f"{path}.order", mine_first, theirs_first, "", why, "words")


def _only_in_one(path: str, one: BaseModel | None, other: BaseModel | None) -> Difference:
    """An item that the other scenario does not have."""
    what = str(type(other if one is None else one).__doc__).splitlines()[0]
    return Difference(path, one is not None, other is not None, "", what, "item")


def _by_name(items: list[BaseModel]) -> Mapping[str, BaseModel]:
    """List items by their part of a path: their name, or their position where they have none."""
    names = [getattr(item, "name", None) for item in items]
    parts = [str(n) if name is None else name_in_path(name) for n, name in enumerate(names)]
    return dict(zip(parts, items, strict=True))


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
