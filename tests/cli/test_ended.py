"""Ended by signals at any moment: nothing goes on, nothing half-written stays, one line says so."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import HERE
from sessions import begun, killed, several

from sim.cli import decide, main, signals
from sim.errors import SimulatorError

SMALL = str(HERE / "scenarios" / "small.yaml")
COMPARE = ["-m", "sim", "compare", SMALL, "--replications", "300", "--jobs", "2", "--quiet"]
KILLS = 20
MEANS = {
    number: signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    for number in signals.ASKED
}
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="sessions are looked up in /proc")


@pytest.mark.slow
@on_linux
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_a_comparison_that_is_killed_leaves_no_process(by, tmp_path):
    subprocess.run([sys.executable, *COMPARE, "--replications", "2"], check=True)  # it is compiled
    moments = random.Random(int(by))
    for kill in range(KILLS):  # a half before the first process begins, a half while they work
        folder = tmp_path / str(kill)
        process = begun(*COMPARE, "--out", folder)
        working = kill % 2 == 0
        if working:
            assert several(process, 3)
            time.sleep(moments.uniform(0, 0.3))
        else:
            time.sleep(moments.uniform(0, 1.5))
        _, err, left = killed(process, by)
        assert left == [], f"kill {kill}"
        if process.returncode == 128 + signal.SIGTERM:
            assert err == "sim: stopped\n"
            assert not folder.exists()
        else:  # before it could take notice, or it could not
            assert process.returncode == -by
            assert not (working and by == signal.SIGTERM)


@pytest.mark.slow
@on_linux
def test_the_head_start_ends_with_the_run_that_has_taken_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    process = begun("-m", "sim", "run", SMALL)
    assert several(process, 2)
    assert killed(process, signal.SIGKILL)[2] == []


@pytest.fixture
def running(monkeypatch):
    """`sim run` does what it is given instead of living a life.

    Signals mean what they mean in a terminal, also where tests run under `nohup`.
    """

    def does(what) -> int:
        monkeypatch.setattr(decide, "_run", lambda _: what())
        return main(["run", SMALL])

    before = {number: signal.signal(number, MEANS[number]) for number in signals.ASKED}
    yield does
    for number, meaning in before.items():
        signal.signal(number, meaning)


@pytest.mark.parametrize("number", signals.ASKED)
def test_a_signal_to_end_takes_the_way_of_ctrl_c(number, running, capsys):
    assert running(lambda: signal.raise_signal(number)) == 128 + number
    assert capsys.readouterr().err == "sim: stopped\n"
    assert signal.getsignal(number) is MEANS[number]


class Dropping:
    """What foreign code does with an exception: a destructor cannot raise."""

    def __del__(self):
        signal.raise_signal(signal.SIGTERM)


def test_a_request_that_foreign_code_drops_is_made_again(running, capsys):
    def dropped() -> None:
        Dropping()
        signal.sigtimedwait([signal.SIGUSR1], 60)  # until the request is made again

    assert running(dropped) == 143
    assert capsys.readouterr().err == "sim: stopped\n"


@pytest.mark.parametrize("other", [ValueError, SimulatorError, BaseException, SystemExit])
def test_a_request_that_foreign_code_turns_into_another_error_is_heeded(other, running, capsys):
    def turned() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt as error:
            raise other("SchemaError: Asked: 15") from error

    assert running(turned) == 143
    assert capsys.readouterr().err == "sim: stopped\n"


def test_other_errors_of_destructors_are_still_reported(running, monkeypatch):
    class Failing:
        def __del__(self):
            raise ValueError("of its own")

    reported, hook = [], sys.unraisablehook
    monkeypatch.setattr(sys, "__unraisablehook__", reported.append)
    assert running(lambda: Failing() and 0) == 0
    assert [str(each.exc_value) for each in reported] == ["of its own"]
    assert sys.unraisablehook is hook


def test_asked_twice_it_still_cleans_up(running, capsys):
    cleaned = []

    def twice() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)
            cleaned.append(True)

    assert running(twice) == 143
    assert cleaned == [True]
    assert capsys.readouterr().err == "sim: stopped\n"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signal here")
def test_whoever_ignores_a_signal_goes_on_to(running):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert running(lambda: signal.raise_signal(signal.SIGHUP)) == 0
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


@on_linux
def test_what_catches_everything_is_ended_in_time():
    code = (
        "import signal, time\n"
        "from sim.cli.signals import heeded\n"
        "with heeded():\n"
        "    while True:\n"
        "        try:\n"
        "            print('here', flush=True)\n"
        "            time.sleep(60)\n"
        "        except BaseException: pass\n"
    )
    process = begun("-c", code)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    _, _, left = killed(process, signal.SIGTERM)
    assert left == []
    assert process.returncode == -signal.SIGALRM


def test_beside_the_main_thread_no_signal_is_touched(running):
    found: list[int] = []
    seen = []
    thread = threading.Thread(
        target=lambda: found.append(running(lambda: seen.append(signal.getsignal(15))))
    )
    thread.start()
    thread.join()
    assert (found, seen) == ([0], [signal.SIG_DFL])


def test_the_library_touches_no_signal(small_scenario, monkeypatch):
    import sim

    mine, touch = os.getpid(), signal.signal

    def refused(*arguments):
        assert os.getpid() != mine, "a signal was touched"
        return touch(*arguments)

    monkeypatch.setattr(signal, "signal", refused)
    tiny = small_scenario(**{"months": 1, "burn_in": 0, "market.simulated": 500})
    assert len(sim.compare(tiny, replications=2, jobs=2).replications) == 2
