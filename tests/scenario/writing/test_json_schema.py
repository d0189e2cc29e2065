"""The schema for editors: it says what the program takes, and is the one in the repository."""

from __future__ import annotations

import jsonschema
import pytest
from bad_files import EDITS, GOOD
from conftest import HERE

from sim.errors import ScenarioError
from sim.scenario.reading.loading import SHIPPED, load, shipped
from sim.scenario.reading.tree import compose, data
from sim.scenario.writing.json_schema import json_schema, written

STORED = SHIPPED[-1] / "scenario.schema.json"
CHECK = jsonschema.Draft202012Validator(json_schema())
ELSEWHERE = {
    # kinds that a schema cannot see: sums, names and files, and what is no text or YAML at all
    "not a number",
    "shares that do not add up",
    "name twice",
    "unknown touchpoint",
    "unknown product",
    "segment named as what is shared",
    "segment named as all of them",
    "segment named as all of them in a statement",
    "segment named as the firm",
    "product named as what is shared",
    "product named as all of them",
    "product named as the firm",
    "touchpoint named as the use of a product",
    "two queues",
    "norm above its cap",
    "leaders without segments",
    "calls for help that cause as many",
    "calls that cause as many, without a help desk",
    "losses beyond the cost of sales",
    "more ideas that work or do harm than there are",
    "missing parent",
    "itself as parent",
    "folder as parent",
    "parent twice",
    "replace without extends",
    "remove without inheritance",
    "percentage beyond bounds",
    "standard tag",
    "own tag",
    "older YAML",
    "key twice",
    "key twice in braces",
    "name with letters of another width",
    "product in capitals",
    "name in capitals",
    "name with a no-break space",
    "name with a letter without width",
    "segment like a word of reports",
    "name with two spaces",
    "touchpoint like the use of a product",
    "name in decomposed letters",
    "holding with a space that is none",
    "need spelt otherwise",
    "name with a space behind",
    "touchpoint in capitals",
}


def read(text):
    root, remarks = compose(text, "market.yaml")
    return data(root), remarks


def test_the_schema_in_the_repository_is_what_the_code_says(golden):
    if golden.update:
        STORED.write_text(written(), encoding="utf-8")
    cure = "the schema has changed; run `make update-golden`"
    assert STORED.read_text(encoding="utf-8") == written(), cure


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "path", [*shipped().values(), *(HERE / "scenarios").glob("*.yaml")], ids=lambda path: path.stem
)
def test_scenarios_fit_the_schema(path):
    values, _ = read(path.read_text(encoding="utf-8"))
    assert list(CHECK.iter_errors(values)) == []
    assert list(CHECK.iter_errors(load(path).model_dump(mode="json"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "extends: retail_bank",
        "extends: [retail_bank, other.yaml]\nreplace: [products]\nproducts: [{name: Card}]",
        "extends: retail_bank\nsegments: [{name: Families, remove: true}, {name: Young starters}]",
        GOOD.replace("share: 0.4", "share: 40%").replace("Account: 0.9", "Account: 90 %"),
    ],
)
def test_files_that_build_on_others_and_percentages_fit_the_schema(text):
    assert list(CHECK.iter_errors(read(text)[0])) == []


def test_digits_in_groups_fit_the_schema_as_the_text_that_an_editor_sees():
    values = read(GOOD)[0]
    values["market"]["people"] = "2_000_000"
    assert list(CHECK.iter_errors(values)) == []
    values["months"] = "2_4"
    assert list(CHECK.iter_errors(values)) != []


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_bad_files_do_not_fit_the_schema(kind):
    old, new, lines = EDITS[kind]
    try:
        values, remarks = read(GOOD.replace(old, new, 1))
    except ScenarioError:  # no YAML: no question for a schema
        return
    fits = next(CHECK.iter_errors(values), None) is None
    assert fits == (kind in ELSEWHERE) or remarks, lines


def test_every_number_says_unit_bounds_and_meaning():
    sections = json_schema()["$defs"]
    share = sections["Segment"]["properties"]["share"]
    assert share["unit"] == "share"
    assert share["anyOf"][0] == {"type": "number", "minimum": 0.001, "maximum": 1}
    assert share["anyOf"][1]["pattern"]
    months = json_schema()["properties"]["months"]
    assert (months["type"], months["minimum"], months["maximum"]) == ("integer", 1, 600)
    assert (months["unit"], months["default"]) == ("month", 60)
    for name, section in sections.items():
        for field, declared in section.get("properties", {}).items():
            assert "description" in declared or "$ref" in declared, f"{name}.{field}"
            assert "witness" not in declared


@pytest.mark.parametrize("text", ["2", "x%", "2 percent"])
def test_a_share_in_words_does_not_fit_the_schema(text):
    values = read(GOOD)[0]
    values["segments"][0]["share"] = text
    assert list(CHECK.iter_errors(values)) != []
