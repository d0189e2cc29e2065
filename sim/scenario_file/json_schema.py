"""A scenario file as JSON Schema, for editors that check and complete while one types."""

from __future__ import annotations

import json
from typing import Any

from .scalars import PERCENT
from .scenario import Scenario

_NAMES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
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
_REMOVE = {"const": True, "description": "Drops the inherited item of this name."}


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file: units, bounds, defaults, descriptions.

    Shares may be percentages. Where a file extends another, nothing but the names of items is
    required of it.
    """
    schema = Scenario.model_json_schema()
    sections = schema["$defs"]
    for section in [schema, *sections.values()]:
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
    """Drop what is for tests only, and let a share be a percentage."""
    field.pop("witness", None)
    field.pop("title", None)
    if "$ref" in field and isinstance(field.get("default"), dict):
        del field["default"]  # the section's own fields say theirs
    if str(field.get("unit", "")).startswith("share"):
        number = field.get("additionalProperties", field)
        bounds = {key: number.pop(key) for key in ("type", "minimum", "maximum") if key in number}
        number["anyOf"] = [bounds, {"type": "string", "pattern": f"^{PERCENT}$"}]
