"""Imports go one way: the written list of layers, held against every import of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx

ROOT = Path(__file__).resolve().parents[1]

LAYERS = [
    "sim.errors",
    "sim.version",
    "sim.text",
    "sim.measures",
    "sim.scenario.notation",
    "sim.scenario.schema",
    "sim.scenario",
    "sim.scenario.reading",
    "sim.scenario.writing",
    "sim.market.rules",
    "sim.market.people",
    "sim.market.engine",
    "sim.market.agents",
    "sim.market",
    "sim.accounts",
    "sim.firm",
    "sim.experiment.statistics",
    "sim.model",
    "sim.head_start",
    "sim.experiment.run",
    "sim.experiment.figures",
    "sim.experiment.requests",
    "sim.experiment.paired",
    "sim.experiment.compared",
    "sim.experiment.compare",
    "sim.experiment.single_run",
    "sim.experiment.tournament",
    "sim.experiment.tables",
    "sim.experiment.analysis",
    "sim.experiment.space",
    "sim.experiment.check",
    "sim.installation",
    "sim.calibration.tables",
    "sim.calibration.fit",
    "sim.calibration",
    "sim.validation",
    "sim.report.formats",
    "sim.report.text",
    "sim.report.charts",
    "sim.report.folder",
    "sim.results",
    "sim.cli",
    "sim",
]
"""From the bottom up. A file belongs to the longest name that its own begins with; it may import what
stands above it in this list, and its own room."""

LARGEST_CIRCLE = 5
"""Files of one room that may know each other by type, e.g. a firm and its leaders."""


def modules() -> dict[str, Path]:
    found = {}
    for file in (ROOT / "sim").rglob("*.py"):
        parts = file.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imported(name: str, file: Path, known: dict[str, Path]) -> Iterator[tuple[str, bool]]:
    """Modules of the package that a file imports, and whether only for types."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for_types = {
        inside
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inside in ast.walk(node)
    }
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")
            home = ".".join(above[: len(above) - node.level + 1]) if node.level else ""
            home = ".".join(part for part in (home, node.module) if part)
            inner = [f"{home}.{each.name}" for each in node.names]
            names = [each if each in known else home for each in inner]
        yield from ((each, node in for_types) for each in names if each in known and each != name)


def layer_of(module: str) -> int:
    fits = [each for each in LAYERS if module == each or module.startswith(f"{each}.")]
    if module in ("sim", "sim.__main__"):
        fits = ["sim"]
    return LAYERS.index(max(fits, key=len))


def every_import() -> list[tuple[str, str, bool]]:
    known = modules()
    return [
        (name, other, for_types)
        for name, file in known.items()
        for other, for_types in imported(name, file, known)
    ]


def test_every_layer_is_there_and_no_file_is_without_one():
    used = {layer_of(name) for name in modules()}
    assert used == set(range(len(LAYERS)))
    top = {name for name, file in modules().items() if LAYERS[layer_of(name)] == "sim"}
    assert top - {name for name in top if _only_says_what_it_is(modules()[name])} == {
        "sim",
        "sim.__main__",
    }


def _only_says_what_it_is(file: Path) -> bool:
    return len(ast.parse(file.read_text(encoding="utf-8")).body) == 1


def test_no_import_steps_up_not_even_within_a_function_or_for_types():
    steps = [
        f"{name} imports {other}, which is above it"
        for name, other, _ in every_import()
        if layer_of(other) > layer_of(name)
    ]
    assert sorted(steps) == []


def test_no_circle_of_imports_that_run():
    graph = networkx.DiGraph((name, other) for name, other, types in every_import() if not types)
    circles = [sorted(each) for each in networkx.strongly_connected_components(graph)]
    assert [each for each in circles if len(each) > 1] == []


def test_files_that_know_each_other_by_type_are_few_and_of_one_room():
    graph = networkx.DiGraph((name, other) for name, other, _ in every_import())
    circles = [c for c in networkx.strongly_connected_components(graph) if len(c) > 1]
    assert all(len(each) <= LARGEST_CIRCLE for each in circles), circles
    assert all(len({layer_of(name) for name in each}) == 1 for each in circles), circles


def test_a_step_up_and_a_circle_would_be_found(tmp_path):
    text = tmp_path / "made.py"
    text.write_text("def f():\n    from ..report.charts import chart\n", encoding="utf-8")
    known = modules()
    assert list(imported("sim.model.made", text, known)) == [("sim.report.charts.chart", False)]
    assert layer_of("sim.report.charts.chart") > layer_of("sim.model.made")
