"""The tool that holds results to golden files, held to what it promises."""

from __future__ import annotations

import json

import pytest


def test_golden_writes_what_it_then_accepts(golden_kind, tmp_path):
    golden_kind(tmp_path, update=True)("figures", {"nps": [1.5, 2], "name": "A"})
    assert json.loads((tmp_path / "figures.json").read_text()) == {"nps": [1.5, 2], "name": "A"}
    golden_kind(tmp_path, update=False)("figures", {"name": "A", "nps": [1.5 + 1e-12, 2]})


def test_golden_names_the_place_and_the_command_where_a_value_differs(golden_kind, tmp_path):
    golden_kind(tmp_path, update=True)("figures", {"nps": [1.5, 2]})
    with pytest.raises(pytest.fail.Exception) as failure:
        golden_kind(tmp_path, update=False)("figures", {"nps": [1.6, 2]})
    assert "nps.0: 1.5 in the file, 1.6 now" in str(failure.value)
    assert "make update-golden" in str(failure.value)


def test_golden_without_a_file_fails_with_the_command(golden_kind, tmp_path):
    with pytest.raises(pytest.fail.Exception, match="make update-golden"):
        golden_kind(tmp_path, update=False)("nothing", 1)


def test_small_scenario_is_the_size_that_tests_count_on(small_scenario):
    small = small_scenario()
    assert (small.market.simulated, small.burn_in, small.months) == (2000, 6, 24)
    assert (len(small.segments), len(small.products), len(small.touchpoints)) == (3, 2, 3)
    assert small_scenario(**{"work.capacity": 4}).work.capacity == 4
