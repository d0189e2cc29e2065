"""Every command and every Python block in README and docs runs."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

import sim
from sim.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "notebooks" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
ALONE = ["--jobs", "1", "--quiet"]
FEW = ["--replications", "2", "--jobs", "1"]
REPLICATED = {
    "compare": [*FEW, "--quiet"],
    "tournament": [*FEW, "--quiet"],
    "check": FEW,
    "reproduce": ALONE,
    "calibrate": ALONE,
    "evidence": ["--share", "0.01", *ALONE],
}


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of each block of code, fenced or indented."""
    text = page.read_text(encoding="utf-8")
    fenced = FENCE.findall(text)
    rest = FENCE.sub("", text)
    return fenced + [("", match) for match in re.findall(r"(?:^    .+\n)+", rest, re.MULTILINE)]


def commands(page: Path, program: str) -> list[str]:
    """Commands of a program, without the words behind them that say what they do."""
    lines = [line.strip() for kind, text in blocks(page) if not kind for line in text.splitlines()]
    wanted = [line for line in lines if line.startswith(f"{program} ")]
    return [re.split(r"\s{2,}|\s#", line)[0] for line in wanted]


def quick(words: list[str]) -> list[str]:
    """A command with few replications."""
    verb, out = words[0], list(words)
    for flag in ("--replications", "--precision", "--markets", "--jobs", "--share"):
        if flag in out:
            place = out.index(flag)
            del out[place : place + 2]
    return out + REPLICATED.get(verb, [])


WITH_SIM = [page for page in PAGES if commands(page, "sim")]
WITH_PYTHON = [page for page in PAGES if any(kind == "python" for kind, _ in blocks(page))]


def test_the_pages_hold_what_they_should():
    names = {page.name for page in WITH_SIM}
    assert {"README.md", "results.md", "scenario_files.md"} <= names
    shown = {command.split()[1] for page in WITH_SIM for command in commands(page, "sim")}
    reported = {
        "init",
        "check",
        "diff",
        "compare",
        "statement",
        "explain",
        "reproduce",
        "list",
        "show",
        "schema",
        "doctor",
        "tournament",
        "run",
        "calibrate",
        "evidence",
    }
    assert reported <= shown


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with the example tables that pages speak of."""
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_SIM, ids=lambda page: page.stem)
def test_commands_run(page, folder):
    for command in commands(page, "sim"):
        stated, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(stated), contextlib.redirect_stderr(wrong):
            code = main(quick(shlex.split(command)[1:]))
        assert code == 0, (command, wrong.getvalue())
        assert stated.getvalue(), command


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.stem)
def test_python_runs(page, folder, monkeypatch):
    """Each block from its own beginning, with two replications of whatever is compared."""
    (folder / "results").mkdir()
    for name in ("compare", "tournament"):
        real = getattr(sim, name)

        def few(*given, real=real, **named):
            return real(*given, **(named | {"replications": 2, "jobs": 1}))

        monkeypatch.setattr(sim, name, few)
    with contextlib.redirect_stdout(io.StringIO()):
        for kind, text in blocks(page):
            if kind == "python":
                exec(compile(text, str(page), "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_make_knows_every_target_that_is_named(page):
    known = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = {re.split(r"\s", command)[1] for command in commands(page, "make")}
    named |= set(re.findall(r"`make ([a-z-]+)`", text))
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


SOURCE = re.compile(r"`((?:sim|tests|scripts|scenarios|benchmarks)/[\w./-]+\.\w+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_is_named_is_there(page):
    named = set(SOURCE.findall(page.read_text(encoding="utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
