"""Every value says where it came from."""

from __future__ import annotations

import pytest
from bad_files import GOOD
from conftest import HERE

from sim.errors import ScenarioError
from sim.scenario.reading.loading import load
from sim.scenario.scenario import Scenario


@pytest.fixture
def child(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(
        "extends: base.yaml\n"
        "segments:\n"
        "  - {name: Families, spend: 2, frequency: {}}\n"
        "  - name: Young\n"
        "    share: &all 40%\n"
        "    penetration: *all\n",
        encoding="utf-8",
    )
    return load("child.yaml")


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("name", "base.yaml:1"),
        ("segments.Families.name", "child.yaml:3"),
        ("segments.Families.spend", "child.yaml:3"),
        ("segments.1.spend", "child.yaml:3"),
        ("segments.Families.share", "base.yaml:10"),
        ("segments.Families.holdings.Account", "base.yaml:11"),
        ("segments.Families.contacts", "default"),
        ("segments.Families.frequency", "child.yaml:3"),
        ("segments.Young.frequency", "default"),
        ("segments.Young.share", "child.yaml:5"),
        ("segments.Young.penetration", "child.yaml:6"),
        ("market.network.kind", "default"),
        ("today.delivery.batch_size", "base.yaml:23"),
        ("shocks", "default"),
    ],
)
def test_a_value_says_the_line_it_stands_in_or_that_it_is_a_default(child, path, origin):
    assert child.origin(path) == origin


def test_an_override_marks_what_it_changes_and_keeps_the_rest(child):
    changed = child.override({"segments.*.spend": 3, "shocks": [{"month": 2}]}, "--set")
    again = changed.override({"work.capacity": 1, "segments.Young": child.segments[0]})
    assert changed.origin("segments.Families.spend") == "--set"
    assert changed.origin("shocks.0.month") == "--set"
    assert again.origin("segments.Families.spend") == "--set"
    assert again.origin("segments.Young.spend") == "override"
    assert again.origin("work.capacity") == "override"
    assert child.origin("work.capacity") == "base.yaml:19"
    assert child.override({"work": {"legacy": 1}}).origin("work.capacity") == "default"
    same = {
        path for path, origin in child.origins().items() if changed.origins().get(path) == origin
    }
    assert set(child.origins()) - same == {
        "segments.Young.spend",
        "segments.Families.spend",
        "shocks",
    }


def test_every_leaf_has_an_origin(child):
    def count(value):
        inside = value.values() if isinstance(value, dict) else value
        if not isinstance(value, dict | list) or not value:
            return 1
        return sum(count(v) for v in inside)

    assert len(child.origins()) == count(child.model_dump())
    assert set(load("retail_bank").origins().values()) >= {"retail_bank.yaml:5", "default"}


def test_what_is_made_in_python_says_so():
    made = Scenario.model_validate(load(HERE / "scenarios" / "small.yaml").model_dump())
    assert made.origin("months") == "given in Python"
    assert made.override({"months": 12}).origin("months") == "override"


@pytest.mark.parametrize("path", ["work", "segments.*.spend", "segments"])
def test_only_one_value_has_an_origin(child, path):
    with pytest.raises(ScenarioError, match="is not a single value; name one"):
        child.origin(path)
    with pytest.raises(ScenarioError, match="did you mean 'work'"):
        child.origin("wrok")
