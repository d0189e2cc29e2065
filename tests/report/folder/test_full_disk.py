"""A disk that does not take everything: the answer is told, and what is whole is kept."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import HERE
from tampering import assert_equal, held

import sim
from sim.cli import client, main
from sim.errors import RunError
from sim.report.folder import folder as folders
from sim.report.folder import saving
from sim.report.formats import files as writing
from sim.results.comparison import compare

SMALL = str(HERE / "scenarios" / "small.yaml")
SHORT = [
    "--set",
    "months=2",
    "--set",
    "burn_in=2",
    "--set",
    "market.simulated=200",
    "--set",
    "market.people=20000",
]
QUICK = ["compare", SMALL, *SHORT, "--replications", "2", "--jobs", "1", "--quiet"]
READ = 14
"""Files that are read: the scenario and the tables."""


class Picture:
    """Stands for a chart, which takes long to draw."""

    def content(self, ending):
        return f"a picture as {ending}".encode() * 100


PICTURES = {"profit_bridge.png": Picture, "whale_curve.png": Picture}


@pytest.fixture(autouse=True)
def few_charts(monkeypatch):
    """Two charts stand for all."""
    monkeypatch.setattr(saving, "charts", lambda result: PICTURES)


@pytest.fixture(scope="module")
def result(small_scenario):
    changes = {"months": 2, "burn_in": 2, "market.simulated": 200, "market.people": 20_000}
    return compare(small_scenario(**changes), replications=2, jobs=1)


@pytest.fixture(scope="module")
def save(result):
    """Saves the result, whose texts and tables are made once."""
    asked = []
    with pytest.MonkeyPatch.context() as watched:
        watched.setattr(saving, "charts", lambda result: PICTURES)
        watched.setattr(saving, "write", lambda *given, needed: asked.append((given, needed)))
        result.save("unused")
    (_, about, files), needed = asked[0]
    made = {name: make() for name, make in files.items()}
    assert len(needed) == READ
    contents = {name: lambda name=name: made[name] for name in files}
    return lambda folder: folders.write(folder, about, contents, needed)


class Disk:
    """A disk on which the writes with these numbers, and those from a number on, fail.

    Attributes:
        writes: how many were tried.
    """

    def __init__(self, monkeypatch, fails, number=errno.ENOSPC):
        self.writes = 0
        real = Path.write_bytes

        def write(path, content):
            self.writes += 1
            if fails(self.writes):
                real(path, content[: len(content) // 2])  # the first half fitted
                raise OSError(number, os.strerror(number))
            return real(path, content)

        monkeypatch.setattr(Path, "write_bytes", write)


def nothing_half_written(folder, whole):
    """Every file is one of the whole result's, and nothing lies beside."""
    for name, content in held(folder).items():
        assert not name.startswith("."), name
        assert name == "result.json" or content == whole[name], name


def test_a_disk_that_is_full_at_any_write_keeps_nothing_half_written(save, tmp_path, monkeypatch):
    save(tmp_path / "whole")
    whole = held(tmp_path / "whole")
    states = []
    for last in range(1, len(whole) + 2):
        out = tmp_path / str(last)
        with monkeypatch.context() as broken:
            Disk(broken, lambda n, last=last: n >= last)
            with pytest.raises(
                RunError, match=r"the disk is full \(No space left on device\)"
            ) as stated:
                save(out)
        assert "free some space" in str(stated.value)
        nothing_half_written(out, whole)
        states.append(folders.manifest(out).get("state"))
        save(out)  # when there is room again
        assert held(out) == whole
    assert set(states) == {None}  # no room for the manifest either


def test_one_file_that_does_not_fit_costs_that_file_alone(result, save, tmp_path, monkeypatch):
    save(tmp_path / "whole")
    whole = held(tmp_path / "whole")
    for number in range(1, len(whole)):
        out = tmp_path / str(number)
        with monkeypatch.context() as broken:
            Disk(broken, lambda n, number=number: n == number + 1)  # the first keeps room
            with pytest.raises(RunError, match=r"files were kept") as stated:
                save(out)
        nothing_half_written(out, whole)
        assert len(held(out)) == len(whole) - 1
        if number <= READ:
            assert "cannot be opened without the others" in str(stated.value)
            with pytest.raises(RunError, match="did not fit on the disk; run it again"):
                sim.open(out)
        else:
            assert "can be opened" in str(stated.value)
            assert_equal(sim.open(out), result)
        save(out)
        assert held(out) == whole


def test_an_earlier_result_outlives_a_full_disk(save, small_scenario, tmp_path, monkeypatch):
    earlier = compare(small_scenario(months=1, burn_in=0), replications=2, jobs=1)
    earlier.save(tmp_path / "out")
    before = held(tmp_path / "out")
    for last in (1, 5, READ):
        with monkeypatch.context() as broken:
            Disk(broken, lambda n, last=last: n >= last)
            with pytest.raises(RunError, match="the disk is full"):
                save(tmp_path / "out")
        assert held(tmp_path / "out") == before
    with monkeypatch.context() as broken:
        Disk(broken, lambda n: n == 2)
        with pytest.raises(RunError, match="the earlier result in it is unchanged"):
            save(tmp_path / "out")
    assert held(tmp_path / "out") == before


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "the disk is full (No space left on device); free some space"),
        (
            errno.EDQUOT,
            "your disk quota is used up (Disk quota exceeded); delete some of your files",
        ),
        (errno.EROFS, "the disk is read-only (Read-only file system); choose a place on"),
        (errno.EFBIG, "raise the limit (ulimit -f)"),
        (errno.EACCES, "(Permission denied); choose another --out"),
    ],
)
def test_every_kind_of_trouble_has_its_cure_behind_the_answer(
    number, cure, tmp_path, monkeypatch, capsys
):
    assert main(QUICK) == 0
    answer = capsys.readouterr().out.split("\n\nNext:")[0]
    Disk(monkeypatch, lambda n: n > 1, number)  # the first one says that a run is under way
    assert main([*QUICK, "--out", str(tmp_path / "a" / "b")]) == 2
    shown = capsys.readouterr()
    assert shown.out.strip() == answer.strip()
    assert shown.err.startswith(f"sim: --out {tmp_path / 'a' / 'b'}: ")
    assert cure in shown.err
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_noticed_before_the_run(tmp_path, monkeypatch, capsys):
    Disk(monkeypatch, lambda n: True)
    assert main([*QUICK, "--replications", "100000", "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "the disk is full" in shown.err
    assert list(tmp_path.iterdir()) == []


def test_an_answer_as_json_is_told_too(tmp_path, monkeypatch, capsys):
    Disk(monkeypatch, lambda n: n > 1)
    assert main([*QUICK, "--json", "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["replications"] == 2
    assert "the disk is full" in shown.err


def test_the_answer_of_a_tournament_is_told_too(tmp_path, monkeypatch, capsys):
    rivals = [
        "tournament",
        SMALL,
        *SHORT,
        "--firm",
        "a=today",
        "--replications",
        "2",
        "--jobs",
        "1",
        "--quiet",
    ]
    Disk(monkeypatch, lambda n: n > 1)
    assert main([*rivals, "--out", str(tmp_path / "rivals")]) == 2
    shown = capsys.readouterr()
    assert "There is only one firm and no competitor" in shown.out
    assert "the disk is full" in shown.err
    assert list(tmp_path.iterdir()) == []


def test_what_check_advises_is_told_before_the_disk_is_full(tmp_path, monkeypatch):
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("months: 12\n", encoding="utf-8")
    advised = SimpleNamespace(changes={1: [SimpleNamespace(path="months", to=24)]})
    given = SimpleNamespace(scenario=str(old), json=False)
    with monkeypatch.context() as broken:
        Disk(broken, lambda n: True)
        with pytest.raises(RunError, match="the disk is full"):
            client._write_advised(given, new, advised)
    assert [*held(tmp_path)] == ["old.yaml"]
    client._write_advised(given, new, advised)
    assert new.read_text(encoding="utf-8") == "months: 24\n"


@pytest.mark.slow
def test_a_limit_of_the_system_is_met_for_real(tmp_path):
    """A process that may write no file of more than 20 kB."""
    resource = pytest.importorskip("resource")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    words = [sys.executable, "-B", "-m", "sim", *QUICK, "--out", str(tmp_path / "out")]
    done = subprocess.run(words, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert done.returncode == 2, done.stderr
    assert "Verdict" in done.stdout
    assert "the file is larger than allowed here (File too large)" in done.stderr
    assert "Traceback" not in done.stderr
    kept = held(tmp_path / "out")
    assert "answer.txt" in kept
    assert all(len(content) <= 20_000 for content in kept.values())


def writers(tmp_path):
    """Everything else that writes a file: what is called, and the file."""
    mine = tmp_path / "mine.yaml"
    page = tmp_path / "page.md"
    return {
        "init": (["init", str(mine), "--from", SMALL], mine),
        "schema": (["schema", "--out", str(tmp_path / "schema.json")], tmp_path / "schema.json"),
        "evidence": (
            ["evidence", "V1b", "--share", "0.01", "--jobs", "1", "--out", str(page)],
            page,
        ),
    }


@pytest.mark.parametrize("verb", ["init", "schema", "evidence"])
def test_other_verbs_leave_nothing_half_written(verb, tmp_path, monkeypatch, capsys):
    words, file = writers(tmp_path)[verb]
    last = 2 if verb == "evidence" else 1  # the page fits, its figures do not
    Disk(monkeypatch, lambda n: n >= last)
    assert main(words) == 2
    shown = capsys.readouterr()
    assert "the disk is full (No space left on device); free some space" in shown.err
    assert not file.exists()
    assert list(tmp_path.iterdir()) == []
    if verb == "evidence":
        assert "V1b" in shown.out


def test_a_chart_is_whole_or_not_there(result, tmp_path, monkeypatch):
    chart = result.plot.profit()
    before = chart.save(tmp_path / "x.png").read_bytes()
    Disk(monkeypatch, lambda n: True)
    with pytest.raises(RunError, match="the disk is full"):
        chart.save(tmp_path / "x.png")
    assert held(tmp_path) == {"x.png": before}


def test_every_error_that_has_a_cure_is_one():
    assert all(cure for _, cure in writing._CURES.values())
    assert writing.trouble(OSError(errno.ENOENT, "No such file")).endswith("folder that exists")
    assert writing.trouble(ValueError("embedded null byte")).endswith("choose another place")
