"""Dotted paths to the values of a scenario: "segments.Families.spend", "segments.*.share".

An item of a list is named by its position, counted from 0, by `*` for every item, or by its name.
A part in double quotes is taken as it stands, so that a name may hold a dot or look like a
position: `segments."St. Gallen".spend`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Steps = tuple[str | int, ...]
"""Keys of maps and positions in lists, from the top."""

_PART = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\.|$)|([^."][^.]*)(?=\.|$)')


class Part(NamedTuple):
    """One part of a dotted path.

    Attributes:
        text: the part without its quotes.
        quoted: whether it stood in quotes: then it is a name or key and nothing else.
    """

    text: str
    quoted: bool = False


def split(path: str) -> list[Part]:
    """The parts of a dotted path.

    Raises:
        ValueError: an empty part, or a quote that is not closed.
    """
    parts, position = [], 0
    while True:
        found = _PART.match(path, position)
        if not found:
            raise ValueError("is not a path; separate names by dots, as in market.people")
        quoted = found[1] is not None
        parts.append(Part(re.sub(r"\\(.)", r"\1", found[1]) if quoted else found[2], quoted))
        position = found.end() + 1
        if found.end() == len(path):
            return parts


def dotted(path: Steps, data: Any = None) -> str:
    """A path as messages show it, with items of lists by their names where they have one.

    Args:
        path: keys and positions.
        data: the values that the path leads through, to find the names of items in.
    """
    words = []
    for part in path:
        inside = _below(data, part)
        if isinstance(part, int):
            name = inside.get("name") if isinstance(inside, Mapping) else None
            unique = isinstance(name, str) and name and _names(data).count(name) == 1
            words.append(name_in_path(str(name)) if unique else str(part))
        else:
            words.append(_quoted(part) if "." in part or part.startswith('"') else part)
        data = inside
    return ".".join(words)


def name_in_path(text: str) -> str:
    """The name of a list's item as it stands in a path, in quotes where it needs them."""
    alone = text.isdecimal() or text == "*" or "." in text or text.startswith('"')
    return _quoted(text) if alone else text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _below(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _names(items: Any) -> list[Any]:
    return [item.get("name") for item in items if isinstance(item, Mapping)]


def positions(items: list[Any], part: Part) -> list[int]:
    """Positions in a list that a part names: one, all for `*`, none where it names nothing."""
    if part.text == "*" and not part.quoted:
        return list(range(len(items)))
    if part.text.isascii() and part.text.isdecimal() and not part.quoted:
        return [int(part.text)] if len(part.text) < 10 and int(part.text) < len(items) else []
    named = [
        n
        for n, item in enumerate(items)
        if isinstance(item, Mapping) and item.get("name") == part.text
    ]
    return named[:1]


def leaves(data: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value that is no map or list, or an empty one, with its path."""
    inside: Any = ()
    if isinstance(data, dict):
        inside = data.items()
    elif isinstance(data, list):
        inside = enumerate(data)
    if not inside or not data:
        yield path, data
        return
    for key, value in inside:
        yield from leaves(value, (*path, key))
