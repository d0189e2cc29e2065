"""Examples in docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "sim").rglob("*.py")
    if ">>> " in file.read_text(encoding="utf-8")
)


def test_the_face_has_examples():
    wanted = {
        "sim.experiment.compare",
        "sim.experiment.life",
        "sim.experiment.tournament",
        "sim.scenario.reading.loading",
        "sim.scenario.scenario",
        "sim.results.comparison",
    }
    assert wanted <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
