"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "sim" / "market" / "rules" / "rules.py"

# Put together from pieces, so that this file does not hold what it forbids.
REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "ana" + "conda.org",
    "crates" + ".io",
    "deb" + "ian.org",
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/\w")

FILE_READERS = {"open", "read_text", "write_text", "read_bytes", "write_bytes"} | {
    f"{verb}{kind}" for verb in ("load", "save") for kind in ("", "txt", "z")
}


def kept_files() -> list[Path]:
    """Files that are in version control or would be added to it; all but caches without git."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        files = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        folders = ("sim", "scenarios", "tests", "scripts", "benchmarks", "docs", "notebooks")
        files = [*ROOT.glob("*"), *(file for name in folders for file in (ROOT / name).rglob("*"))]
    return [file for file in files if file.is_file()]


def text_of(file: Path) -> str:
    """The file's text, or nothing where it is not a text file."""
    content = file.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def lines_matching(found: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for file in kept_files()
        for number, line in enumerate(text_of(file).splitlines(), start=1)
        if found.search(line)
    ]


def test_there_are_files_to_check():
    names = {file.relative_to(ROOT).as_posix() for file in kept_files()}
    assert {"pyproject.toml", "constraints.txt", "tests/test_house.py", "sim/__init__.py"} <= names


def test_no_file_names_a_package_registry():
    hosts = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)), re.IGNORECASE)
    assert lines_matching(hosts) == []


def test_no_file_holds_a_path_of_one_machine():
    assert lines_matching(MACHINE_PATH) == []


def test_constraints_hold_versions_and_no_address():
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "mesa==" in constraints
    assert "://" not in constraints
    assert [line for line in constraints.splitlines() if line.lstrip().startswith("-")] == []


def test_rules_are_pure_of_tables_charts_and_files():
    assert RULES.is_file()
    tree = ast.parse(RULES.read_text(encoding="utf-8"))
    modules = set()
    calls = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                modules |= {alias.name.split(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module), level=0):
                modules.add(module.split(".")[0])
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                calls.add(name)
    assert modules & {"pandas", "matplotlib"} == set()
    assert calls & FILE_READERS == set()


def test_what_happens_knows_no_design_by_its_name():
    """A preset's name in the model's code would be where somebody gets something for it."""
    package = ROOT / "sim"
    files = list(package.glob("*.py"))
    for room in ("model", "firm", "market", "accounts"):
        files += (package / room).rglob("*.py")
    files.remove(package / "__init__.py")  # which hands the presets on to users
    assert {package / "model" / "model.py", package / "firm" / "designs.py"} <= set(files)
    names = re.compile(r"(product|segment)_led|(?<!sim\.)PRESETS|perfection|incremental")
    assert [str(file) for file in files if names.search(file.read_text(encoding="utf-8"))] == []


def without_types(file: Path) -> list[str]:
    """Functions of a file with an argument or a result that no type is written at."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            each = node.args
            given = [*each.posonlyargs, *each.args, *each.kwonlyargs, each.vararg, each.kwarg]
            bare = [
                one.arg
                for one in given
                if one is not None and one.annotation is None and one.arg not in ("self", "cls")
            ]
            if bare or node.returns is None:
                found.append(f"{file}:{node.lineno} {node.name}")
    return found


def test_every_function_carries_types():
    """Mypy lets a function pass whose decorator has types: what is compiled needs this instead."""
    files = sorted((ROOT / "sim").rglob("*.py"))
    assert RULES in files
    assert [name for file in files for name in without_types(file)] == []


def test_a_function_without_types_would_be_found(tmp_path):
    made = tmp_path / "made.py"
    made.write_text(
        "@stage\ndef bare(found, real):\n    pass\n\n\n"
        "class Has:\n    def half(self, f: int, *more) -> int:\n        return f\n\n\n"
        "    def no_result(self):\n        return lambda x: x\n\n\n"
        "    @classmethod\n    def typed(cls, f: int, *more: int, **all: int) -> int:\n"
        "        return f\n",
        encoding="utf-8",
    )
    found = [name.removeprefix(f"{made}:") for name in without_types(made)]
    assert found == ["2 bare", "7 half", "11 no_result"]
