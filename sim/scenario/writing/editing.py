"""Changing values in the text of a scenario file; its comments and its order stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from ..notation.paths import Part, positions, split


def edited(text: str, changes: Mapping[str, float]) -> str:
    """The text of a file with some of its values changed, or stated where they were inherited.

    Args:
        text: of a file that can be read, without aliases where it is changed.
        changes: numbers by dotted path, items of lists by name.
    """
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    root = yaml.load(text)
    for path, value in changes.items():
        *way, last = split(path)
        place = root
        for n, part in enumerate(way):
            place = _below(place, part, is_list=part.text in LISTS and n == 0)
        place[last.text] = value
    out = StringIO()
    yaml.dump(root, out)
    return out.getvalue()


LISTS = ("segments", "products", "touchpoints")
"""Lists whose items have names."""


def _below(place: Any, part: Part, is_list: bool) -> Any:
    """What stands below a key or the name of an item; made where it was inherited."""
    if isinstance(place, list):
        found = positions(place, part)
        if not found:
            place.append({"name": part.text})
            return place[-1]
        return place[found[0]]
    if part.text not in place:
        place[part.text] = [] if is_list else {}
    return place[part.text]
