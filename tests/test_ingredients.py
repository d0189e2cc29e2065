"""docs/ingredients.md and docs/anchor.md say what was found, for the scenarios as they are shipped."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from sim.scenario.reading.loading import load, shipped
from sim.scenario.schema.design import PRESETS, Design

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = {n: runpy.run_path(str(ROOT / "scripts" / f"{n}.py")) for n in ("ingredients", "anchor")}
KEPT = {n: json.loads((ROOT / "docs" / f"{n}.json").read_text(encoding="utf-8")) for n in SCRIPTS}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_page_is_what_was_found(name):
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert page == SCRIPTS[name]["page"](KEPT[name]), f"write it anew: python scripts/{name}.py"


@pytest.mark.parametrize(("name", "scenario"), [(n, s) for n in SCRIPTS for s in KEPT[n]])
def test_it_was_found_for_the_scenario_as_it_is(name, scenario):
    assert KEPT[name][scenario]["hash"] == load(scenario).hash, f"scripts/{name}.py {scenario}"


def test_the_pages_are_of_the_markets_they_speak_of():
    assert list(KEPT["anchor"]) == list(shipped())
    assert list(KEPT["ingredients"]) == list(SCRIPTS["ingredients"]["SCENARIOS"])


def test_every_setting_of_a_design_is_changed_alone_from_both_corners():
    swaps = SCRIPTS["ingredients"]["swaps"]
    settings = {
        f"{section}.{field}"
        for section in ("organisation", "delivery")
        for field in type(getattr(Design(), section)).model_fields
    }
    one, other = "segment_led/incremental", "product_led/perfection"
    for start, opposite in ((one, other), (other, one)):
        assert set(swaps(start, opposite)) == settings - {"delivery.budget"}


def test_a_swap_changes_its_setting_and_nothing_else():
    changed = SCRIPTS["ingredients"]["changed"]
    start = PRESETS["segment_led/incremental"]
    found = changed(start, {"delivery.batch_size": 6})
    assert found.delivery.batch_size == 6
    assert changed(found, {"delivery.batch_size": start.delivery.batch_size}) == start


def test_the_best_budgets_are_those_whose_interval_overlaps_that_of_the_highest_mean():
    npv = {"0": [-0.5, 0.1], "0.5": [0.05, 0.02], "2": [-0.04, 0.01]}
    best, holds = SCRIPTS["anchor"]["best"], SCRIPTS["anchor"]["holds"]
    assert best({"npv": npv}) == [0.5]
    assert best({"npv": npv | {"0.5": [0.05, 0.06]}}) == [0.5, 1.0]
    assert holds({"npv": npv, "below": [6, 7]}) == "no; yes"
    assert holds({"npv": npv | {"0.5": [-0.05, 0.06]}, "below": None}) == "yes; no"
