"""Examples in docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import sim
import sim.results
from sim.experiment.statistics.estimates import Estimate
from sim.report.charts import Chart, Charts

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "sim").rglob("*.py")
    if ">>> " in file.read_text(encoding="utf-8")
)


def held_by_users() -> set[type]:
    """Classes of `sim.__all__` and `sim.results`, and those of charts and estimates."""
    named = [getattr(sim, name) for name in sim.__all__]
    for module in pkgutil.iter_modules(sim.results.__path__, "sim.results."):
        own = vars(importlib.import_module(module.name)).values()
        named += [each for each in own if getattr(each, "__module__", "") == module.name]
    classes = {each for each in named if isinstance(each, type)}
    protocols = {each for each in classes if getattr(each, "_is_protocol", False)}
    return (classes - protocols) | {Chart, Charts, Estimate}


def test_the_face_has_examples():
    wanted = {
        "sim.experiment.compare",
        "sim.experiment.single_run",
        "sim.experiment.tournament",
        "sim.scenario.reading.loading",
        "sim.scenario.scenario",
        "sim.results.comparison",
    }
    assert wanted <= set(MODULES)
    classes = held_by_users()
    assert {"Scenario", "Comparison", "Statement", "Explanation"} <= {c.__name__ for c in classes}
    assert [c.__name__ for c in classes if ">>> " not in (c.__doc__ or "")] == []
    assert {c.__module__ for c in classes} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
