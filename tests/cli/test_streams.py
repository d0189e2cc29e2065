"""Where printing fails: every verb says so in a line and ends with 2, its work done."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HERE

from sim.cli import main, streams
from sim.errors import RunError

SMALL = str(HERE / "scenarios" / "small.yaml")
FULL = Path("/dev/full")
ON_FULL = (
    "sim: the answer could not be written to standard output (No space left on device); free "
    "some space there, or send it elsewhere\n"
)
CLOSED = (
    "sim: standard output is closed, so the answer cannot be shown; leave it open, or send it to a "
    "file or to /dev/null\n"
)


class Failing(io.StringIO):
    """A stream whose text goes nowhere: at once, or when it is handed over."""

    def __init__(self, number, late):
        super().__init__()
        self.number, self.late = number, late

    def write(self, text):
        if not self.late:
            raise OSError(self.number, os.strerror(self.number))
        return len(text)

    def flush(self):
        if self.late:
            raise OSError(self.number, os.strerror(self.number))


VERBS = [
    ["list"],
    ["show", SMALL],
    ["schema"],
    ["diff", SMALL, SMALL],
    ["doctor"],
    ["doctor", "--json"],
    ["run", SMALL, "--set", "months=2", "--set", "market.simulated=200"],
    ["help"],
    ["help", "compare"],
    [],
]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("words", VERBS, ids=lambda words: " ".join(words[:2]) or "nothing")
def test_an_answer_that_finds_no_room_is_said_in_a_line(words, late, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Failing(errno.ENOSPC, late))
    assert main(words) == 2
    assert capsys.readouterr().err == ON_FULL


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["show", "--help"]])
def test_so_are_help_and_version_that_find_no_room(words, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Failing(errno.ENOSPC, True))
    assert main(words) == 2
    assert capsys.readouterr().err == ON_FULL


@pytest.mark.parametrize("late", [False, True])
def test_nobody_is_told_of_a_reader_that_has_seen_enough(late, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Failing(errno.EPIPE, late))
    assert main(["list"]) == 0
    assert capsys.readouterr().err == ""


def test_a_closed_pipe_does_not_change_what_the_exit_code_tells(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Failing(errno.EPIPE, False))
    monkeypatch.setattr("sim.cli.start._list", lambda options: print("x") or 1)
    assert main(["list"]) == 1
    assert capsys.readouterr().err == ""


def test_what_comes_after_printing_is_done_all_the_same(monkeypatch, tmp_path, capsys):
    done = []

    def verb(options):
        print("answer")
        done.append("written")

    monkeypatch.setattr("sim.cli.start._list", verb)
    monkeypatch.setattr(sys, "stdout", Failing(errno.ENOSPC, False))
    assert main(["list"]) == 2
    assert done == ["written"]
    assert capsys.readouterr().err == ON_FULL


def test_closed_standard_output_is_refused_before_any_work(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["compare", "no_such_scenario"]) == 2
    assert capsys.readouterr().err == CLOSED
    assert sys.stdout is None


def test_without_standard_error_the_exit_code_tells_and_progress_does_not_fail(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["show", "no_such_scenario"]) == 2
    words = ["check", SMALL, "--replications", "2", "--jobs", "1"]
    assert main([*words, "--set", "burn_in=12", "--set", "market.simulated=200"]) == 0
    with pytest.raises(SystemExit) as end:
        main(["shw"])
    assert end.value.code == 2
    assert "Small market" in capsys.readouterr().out
    assert sys.stderr is None


def test_a_full_standard_error_leaves_the_exit_code(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Failing(errno.ENOSPC, False))
    assert main(["show", "no_such_scenario"]) == 2


def test_a_message_for_a_full_disk_names_its_reason():
    fault = OSError(errno.EIO, "Input/output error")
    assert streams.unprinted(fault) == (
        "the answer could not be written to standard output (Input/output error); free some space "
        "there, or send it elsewhere"
    )
    assert streams.unprinted(BrokenPipeError(errno.EPIPE, "Broken pipe")) == ""


def test_printing_leaves_the_streams_as_they_were(capsys):
    before = sys.stdout, sys.stderr
    with pytest.raises(RunError, match="stop"), streams.printing():
        raise RunError("stop")
    assert (sys.stdout, sys.stderr) == before


@pytest.mark.skipif(not FULL.exists(), reason="no device that is full")
@pytest.mark.parametrize(
    ("shell", "code", "stated"),
    [
        ("{sim} list >/dev/full", 2, ON_FULL),
        ("{sim} --help >/dev/full", 2, ON_FULL),
        ("{sim} list >&-", 2, CLOSED),
        ("{sim} show nowhere 2>/dev/full", 2, ""),
        ("{sim} show nowhere 2>&-", 2, ""),
        ("{sim} shw 2>&-", 2, ""),
        ("{sim} schema | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}", 0, ""),
    ],
)
def test_a_shell_sees_no_traceback(shell, code, stated):
    command = shell.format(sim=f'"{sys.executable}" -m sim')
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, stated)


def test_what_nobody_sees_is_printed_visibly(capsys):
    name = "Bank \u202eknab\u202c \u200b\x1b[31m"
    assert main(["show", SMALL, "--set", f"name='{name[:-5]}'", "--only", "name"]) == 0
    assert capsys.readouterr().out == 'name: "Bank \\u202eknab\\u202c \\u200b"\n'
    assert main(["show", f"{name}.yaml"]) == 2
    stated = capsys.readouterr().err
    assert stated.startswith("sim: Bank \\u202eknab\\u202c \\u200b\\x1b[31m.yaml: no such file")
    with pytest.raises(SystemExit):
        main(["show", SMALL, f"--x{name}"])
    assert "\u202e" not in capsys.readouterr().err
    assert main(["diff", SMALL, SMALL, "--set", "name='a\u202eb'"]) == 0
    shown = capsys.readouterr().out
    assert "a\\u202eb" in shown
    assert "\u202e" not in shown


def test_whatever_a_verb_prints_is_shown_with_what_nobody_sees(monkeypatch, capsys):
    monkeypatch.setattr("sim.cli.start._list", lambda options: print("Written: a\u202eb\n\tc"))
    assert main(["list"]) == 0
    assert capsys.readouterr().out == "Written: a\\u202eb\n\tc\n"
