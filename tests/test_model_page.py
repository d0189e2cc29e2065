"""docs/model.md says what the code does: its month, its functions, their equations, its paths."""

from __future__ import annotations

import ast
import importlib
import re
from functools import reduce
from pathlib import Path

import pytest

from sim.firm import delivery, insight, levers, outcomes
from sim.market.rules import rules
from sim.model.month import MONTH, name_of
from sim.scenario.writing.declared import declared

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
SPANS = [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", PAGE)]
FUNCTIONS = sorted({span for span in SPANS if re.fullmatch(r"sim(\.\w+){2,}", span)})
PATHS = {each.path for each in declared()}
SECTIONS = {path.split(".")[0] for path in PATHS if "." in path}
ROW = re.compile(r"^\| `(sim\.[\w.]+)` \| (.+?) \| [^|]+ \|$", re.MULTILINE)


def named(path):
    """What a dotted name of the package stands for."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[length:], module)
    raise AssertionError(path)


def docstring(path):
    """A function's own words, also of one that is compiled."""
    found = named(path)
    return getattr(found, "py_func", getattr(found, "__wrapped__", found)).__doc__


def functions_of(module):
    """Names of the public functions that a file defines."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {f"{module.__name__}.{name}" for name in names if not name.startswith("_")}


def equations():
    """Each equation of a table, with the function of its row."""
    for function, cell in ROW.findall(PAGE.replace("\\|", "¦")):
        for span in re.findall(r"`([^`]+)`", cell):
            if span not in PATHS:
                yield function, span.replace("¦", "|")


def bare(text):
    return re.sub(r"\s|`", "", text)


def test_the_schedule_is_that_of_the_model():
    section = PAGE.split("## 3. ")[1].split("## 4. ")[0]
    numbered = re.findall(r"^(\d)\. `(\w+)`:", section, re.MULTILINE)
    assert tuple(name for _, name in numbered) == tuple(name_of(phase) for phase in MONTH)
    assert [int(number) for number, _ in numbered] == list(range(1, len(MONTH) + 1))


def test_the_form_is_that_of_the_protocol():
    heads = re.findall(r"^## (\d)\. (.+)$", PAGE, re.MULTILINE)
    assert [head for _, head in heads[:7]] == [
        "Purpose and patterns",
        "Entities, state variables and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialisation",
        "Input data",
        "Submodels",
    ]
    concepts = re.findall(
        r"^\*\*([A-Z][a-z ]+)\.\*\*", PAGE.split("## 4. ")[1].split("## 5. ")[0], re.M
    )
    assert concepts == [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ]


@pytest.mark.parametrize("path", FUNCTIONS)
def test_what_is_named_exists(path):
    assert named(path) is not None


@pytest.mark.parametrize(
    "module", [rules, levers, delivery, outcomes, insight], ids=lambda m: m.__name__
)
def test_every_submodel_is_named(module):
    unstated = functions_of(module) - set(FUNCTIONS) - {"sim.firm.levers.response_of"}
    assert unstated == set()


@pytest.mark.parametrize(("function", "equation"), sorted(set(equations())))
def test_an_equation_stands_in_the_functions_docstring(function, equation):
    assert bare(equation) in bare(docstring(function))


def test_equations_are_compared():
    assert len(set(equations())) > 40


def test_every_parameter_that_is_named_exists():
    stated = {span for span in SPANS if span.split(".")[0] in SECTIONS and "." in span}
    assert len(stated) > 40
    assert {
        span for span in stated if not any(f"{path}.".startswith(f"{span}.") for path in PATHS)
    } == set()


def test_every_test_that_is_named_exists():
    stated = [span.split("::") for span in SPANS if "::" in span]
    assert len(stated) > 12
    for file, name in stated:
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), name


def test_every_file_that_is_named_exists():
    stated = {span for span in SPANS if re.fullmatch(r"(sim|tests)/[\w/.]+", span)}
    assert stated
    assert {file for file in stated if not (ROOT / file).exists()} == set()
