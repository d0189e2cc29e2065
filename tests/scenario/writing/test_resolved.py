"""A written scenario reads as the same one, whatever its names and values."""

from __future__ import annotations

import pytest
from conftest import HERE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario.reading.loading import load, shipped
from sim.scenario.writing.resolved import text_of

SMALL = load(HERE / "scenarios" / "small.yaml")


def read_again(scenario, folder, **how):
    file = folder / "again.yaml"
    file.write_bytes(text_of(scenario, **how).encode())
    return load(file)


@pytest.mark.parametrize("name", [*shipped(), *map(str, (HERE / "scenarios").glob("*.yaml"))])
@pytest.mark.parametrize("origins", [False, True])
def test_a_written_scenario_is_the_same_one(name, origins, tmp_path):
    scenario = load(name)
    again = read_again(scenario, tmp_path, origins=origins)
    assert again == scenario
    assert again.hash == scenario.hash
    assert "default" not in again.origins().values()


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])  # a name is one line
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["\n", "\t", "\0", "\x85\u2028\ufeff\ufffe"]
)
NAMES = st.text(LETTERS, min_size=1, max_size=30) | st.sampled_from(
    [
        "no",
        "null",
        "true",
        "12",
        "1_0",
        "2%",
        "a: b",
        "a #b",
        "- x",
        "'",
        '"',
        "\\",
        "*",
        "&a",
        "x ",
        "\ufeff\ufffe",
        "<<",
        "{a}",
        "[a]",
        "a,b",
        "%",
        "@",
        "\U0001f600",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=NAMES,
    segment=NAMES,
    product=NAMES,
    spend=st.floats(0.01, 1000),
    chance=st.floats(0, 1),
    people=st.integers(200, 10**9),
    queue=st.booleans(),
    text=TEXTS,
)
def test_any_names_and_numbers_are_read_as_they_were_written(
    name, segment, product, spend, chance, people, queue, text, tmp_path
):
    scenario = SMALL.override(
        {
            "name": name,
            "description": text + product,
            "sources": [segment, text],
            "products": [{"name": product}],
            "segments": [
                {
                    "name": segment,
                    "share": 1,
                    "spend": spend,
                    "holdings": {product: chance},
                    "needs": {f"use {product}": -chance},
                }
            ],
            "touchpoints": [{"name": "help", "queue": queue}],
            "market.people": people,
            "shocks": [{"month": 3, "trust": chance}, {"month": 4}],
        }
    )
    assert read_again(scenario, tmp_path, origins=True) == scenario


def test_a_part_is_written_within_its_headings_and_names():
    assert text_of(SMALL, "segments.Families.needs") == (
        "segments:\n  - name: Families\n    needs:\n      help: 0.8\n"
    )
    assert text_of(SMALL, "products.*.margin") == (
        "products:\n  - name: Account\n    margin: 0.62\n  - name: Loan\n    margin: 0.5\n"
    )
    assert text_of(SMALL, "shocks") == "shocks: []\n"
    assert text_of(SMALL, "segments.1.name") == "segments:\n  - name: Families\n"
    assert text_of(SMALL, "name") == "name: Small market\n"


def test_a_part_can_be_built_on(tmp_path):
    text = f"extends: {HERE / 'scenarios' / 'small.yaml'}\n" + text_of(SMALL, "segments.*.share")
    (tmp_path / "child.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "child.yaml") == SMALL


def test_every_value_says_its_origin_where_asked():
    lines = text_of(SMALL.override({"work.capacity": 3}, "--set"), origins=True).splitlines()
    headings = [line for line in lines if line.endswith(":") or line.endswith("-")]
    reported = [line for line in lines if "  # " in line]
    assert len(headings) + len(reported) == len(lines)
    assert "  capacity: 3.0                                   # --set" in lines
    assert any(line.endswith("small.yaml:6") for line in lines)
    assert "  legacy: 0.0                                     # default" in lines
