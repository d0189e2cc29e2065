"""A scenario file as JSON Schema, for editors that check and complete while one types."""

from __future__ import annotations

import json
from typing import Any

from ..notation.scalars import GROUPED, PERCENT
from ..scenario import Scenario

_TEXT = {"type": "string", "minLength": 1}
_NAMES = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_INHERITED: dict[str, Any] = {
    "extends": {
        **_NAMES,
        "description": "A shipped scenario, or a file relative to this one, that this file builds "
        "on; or a list of them, of which later ones win.",
    },
    "replace": {
        **_NAMES,
        "description": "Lists or maps, by dotted path, that are taken from this file alone.",
    },
}
LARGE = 1000
"""Numbers from here on may have their digits in groups."""
_REMOVE = {"const": True, "description": "Drops the inherited item of this name."}


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file: units, bounds, defaults, descriptions.

    Shares may be percentages. Where a file extends another, nothing but the names of items is
    required of it.
    """
    schema = Scenario.model_json_schema()
    sections = schema["$defs"]
    for section in [schema, *sections.values()]:
        if "description" in section:  # of a docstring, the sentence without the example
            section["description"] = section["description"].split("\n\n")[0]
        for field in section.get("properties", {}).values():
            _tidy(field)
    alone: dict[str, Any] = {"required": schema.pop("required"), "properties": {}}
    for label, field in schema["properties"].items():
        item = sections.get(field.get("items", {}).get("$ref", "").rpartition("/")[2], {})
        if "name" in item.get("properties", {}):
            alone["properties"][label] = {"items": {"required": item["required"]}}
            item["required"] = ["name"]
            item["properties"]["remove"] = _REMOVE
    schema["properties"] = {**_INHERITED, **schema["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Scenario of the segment P&L simulator",
        "if": {"required": ["extends"]},
        "else": alone,
    }


def written() -> str:
    """The JSON Schema as the text of a file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _tidy(field: dict[str, Any]) -> None:
    """Drop what is for tests only; let a share be a percentage and a large number be grouped."""
    field.pop("witness", None)
    field.pop("title", None)
    if "$ref" in field and isinstance(field.get("default"), dict):
        del field["default"]  # the section's own fields say theirs
    number = field.get("additionalProperties", field)
    unknown = []  # a fact may be left empty
    for kind in number.pop("anyOf", []):
        if kind == {"type": "null"}:
            unknown.append(kind)
        else:
            number |= kind
    if number.get("type") not in ("number", "integer"):
        return
    spellings = [PERCENT] if str(field.get("unit", "")).startswith("share") else []
    if number.get("maximum", LARGE) >= LARGE:
        spellings.append(GROUPED)  # which YAML 1.2 takes for text, and so do editors
    if spellings or unknown:
        bounds = {key: number.pop(key) for key in ("type", "minimum", "maximum") if key in number}
        texts = [{"type": "string", "pattern": f"^(?:{spelling})$"} for spelling in spellings]
        number["anyOf"] = [bounds, *texts, *unknown]
