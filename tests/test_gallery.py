"""docs/gallery.md says what was found, for the scenarios as they are shipped."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from sim.scenario.reading.loading import load, shipped

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "gallery.py"))
KEPT = json.loads((ROOT / "docs" / "gallery.json").read_text(encoding="utf-8"))


def test_the_page_is_what_was_found():
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert page == SCRIPT["page"](KEPT), "write it anew: make gallery"


def test_every_shipped_scenario_is_in_the_gallery():
    assert list(KEPT) == list(shipped())


@pytest.mark.parametrize("name", shipped())
def test_the_gallery_was_made_of_the_scenario_as_it_is(name):
    assert KEPT[name]["hash"] == load(name).hash, f"python scripts/gallery.py {name}"


@pytest.mark.parametrize("name", shipped())
def test_a_stated_region_is_one_in_which_a_design_wins_nine_times_of_ten(name):
    for region in filter(None, KEPT[name]["regions"].values()):
        assert region["chance"] >= 0.9
        assert region["volume"] >= 0.05
        assert region["won"] <= region["points"] >= 10
