"""Notebooks: paired with their script, committed with outputs, and still running."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "notebooks").glob("*.py"))
CURE = "run `make notebooks`"


def notebook(source):
    return json.loads(source.with_suffix(".ipynb").read_text(encoding="utf-8"))


def code_of(source):
    """The code cells of a percent script, as text without comments and blank lines."""
    cells = source.read_text(encoding="utf-8").split("\n# %%")[1:]
    return [
        ast.dump(ast.parse(cell.split("\n", 1)[1]))
        for cell in cells
        if not cell.startswith(" [markdown]")
    ]


def test_there_is_a_first_notebook():
    assert "quickstart" in [source.stem for source in SOURCES]


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_notebook_is_its_script_executed(source):
    cells = [c for c in notebook(source)["cells"] if c["cell_type"] == "code"]
    assert [ast.dump(ast.parse("".join(c["source"]))) for c in cells] == code_of(source), CURE
    assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1)), CURE


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_outputs_are_pictures_tables_and_text_alone(source):
    book = notebook(source)
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in book["metadata"]
    outputs = [o for c in book["cells"] if c["cell_type"] == "code" for o in c["outputs"]]
    assert sum("image/png" in o.get("data", {}) for o in outputs) >= 3
    assert sum("text/html" in o.get("data", {}) for o in outputs) >= 2
    for output in outputs:
        assert output["output_type"] in ("execute_result", "display_data", "stream"), output
        assert output.get("name", "stdout") == "stdout", output
        assert not any("widget" in kind for kind in output.get("data", {}))
        assert "<script" not in str(output)


@pytest.mark.slow
def test_quickstart_tells_what_the_simulator_says_today():
    """The outputs are no older than the engine: the verdict is the one of a run now."""
    outputs = [
        c["outputs"]
        for c in notebook(ROOT / "notebooks" / "quickstart.py")["cells"]
        if c["cell_type"] == "code"
    ]
    reported = "".join(next(o for cell in outputs for o in cell if "text" in o)["text"]).strip()
    assert reported == sim.compare("retail_bank", replications=30).verdict, CURE


@pytest.mark.slow
def test_every_notebook_runs(tmp_path):
    words = [sys.executable, str(ROOT / "scripts" / "notebooks.py"), "--fast"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    for source in SOURCES:
        assert f"{source.name}: {len(code_of(source)) + 1} cells executed" in done.stdout
