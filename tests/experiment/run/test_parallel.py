"""Calls in processes: in order, from any process, and plain about one that dies."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import matplotlib as mpl
import numpy as np
import pytest
from sessions import begun, killed, several

import sim
from sim.errors import DataError, RunError, ScenarioError
from sim.experiment.run import host
from sim.experiment.run.parallel import in_parallel
from sim.experiment.run.workers import ahead

TINY = {"months": 3, "burn_in": 0, "market.simulated": 500}

# A script that goes on until it is killed, beside a thread of its own or without.
ENDLESS = """
import itertools, sys, threading
if sys.argv[1] == "beside a thread":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
from time import sleep
from sim.experiment.run.parallel import in_parallel
in_parallel(sleep, ((0.01,) for _ in itertools.count()), 2, False, total=10**9)
"""

# A script that compares without `if __name__ == "__main__"`, beside a thread of its own.
SCRIPT = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
print("the script begins")
from sim.experiment.run.parallel import in_parallel
print(in_parallel(divmod, [(7, 2), (9, 4)], jobs=2, progress=False))
"""


@pytest.fixture
def beside_a_thread():
    """A second thread, beside which this process may not fork."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


def test_answers_stand_in_the_order_of_the_tasks(beside_a_thread):
    tasks = [(n, 3) for n in range(20)]
    assert in_parallel(divmod, tasks, 2, False) == [divmod(n, 3) for n in range(20)]


def test_a_script_without_a_guard_runs_once():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout == "the script begins\n[(3, 1), (2, 1)]\n"


def test_a_script_file_without_a_guard_runs_once(tmp_path):
    file = tmp_path / "script.py"
    file.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True)
    assert done.stdout == "the script begins\n[(3, 1), (2, 1)]\n"


def test_a_process_that_dies_is_explained(beside_a_thread):
    with pytest.raises(RunError, match="a process was killed"):
        in_parallel(os._exit, [(1,), (1,)], 2, False)


def test_a_host_that_dies_is_explained_and_another_takes_its_place(beside_a_thread):
    assert in_parallel(divmod, [(7, 2)] * 2, 2, False) == [(3, 1)] * 2
    for each in host._idle:
        each._process.kill()
        each._process.wait()
    with pytest.raises(RunError, match="a process was killed"):
        in_parallel(divmod, [(7, 2)] * 2, 2, False)
    assert in_parallel(divmod, [(7, 2)] * 2, 2, False) == [(3, 1)] * 2


def test_hosts_that_die_together_are_explained_once(beside_a_thread):
    host._idle += [host.Host(), host.Host()]
    for each in host._idle:
        each._process.kill()
        each._process.wait()
    with pytest.raises(RunError, match="a process was killed"):
        in_parallel(divmod, [(7, 2)] * 2, 2, False)
    assert in_parallel(divmod, [(7, 2)] * 2, 2, False) == [(3, 1)] * 2


def test_a_host_serves_again_with_what_it_has_prepared(beside_a_thread):
    first, second = (in_parallel(os.getppid, [()] * 2, 2, False) for _ in range(2))
    assert first == second


def test_what_a_task_raises_comes_back_with_where_it_was_raised(beside_a_thread):
    with pytest.raises(ZeroDivisionError, match="by zero") as caught:
        in_parallel(divmod, [(1, 1), (1, 0)], 2, False)
    assert any("Traceback" in note for note in caught.value.__notes__)


def test_prepared_once_in_the_process_that_forks(beside_a_thread, tmp_path):
    prepare = _Marks(str(tmp_path / "prepared"))
    in_parallel(divmod, [(1, 1)] * 4, 2, False, prepare)
    stated = (tmp_path / "prepared").read_text(encoding="utf-8").split()
    assert len(stated) == 1
    assert stated != [str(os.getpid())]


class _Marks:
    """Writes down which process has called it."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __call__(self) -> None:
        with open(self.file, "a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")


@pytest.mark.parametrize("kind", [ScenarioError, DataError])
def test_problems_are_the_same_after_the_way_from_another_process(kind):
    came = pickle.loads(pickle.dumps(kind(["here: no", "there: no"])))
    assert (str(came), came.problems) == ("here: no\nthere: no", ["here: no", "there: no"])


def test_tasks_are_made_when_their_turn_comes(beside_a_thread):
    """Of so many that no list could hold them, a few more than are done."""
    made = []

    def tasks():
        for n in range(10**12):
            made.append(n)
            yield (7, 0) if n == 50 else (7, 2)

    with pytest.raises(ZeroDivisionError):
        in_parallel(divmod, tasks(), 2, False, total=10**12)
    assert len(made) <= 51 + ahead(2)


def test_a_daemonic_process_compares_by_itself(small_scenario):
    """What `multiprocessing.Pool` begins may begin nothing."""
    tiny = small_scenario(**TINY)
    with get_context("spawn").Pool(1) as pool:
        there = pool.apply(sim.compare, (tiny,), {"replications": 2, "jobs": 2})
    here = sim.compare(tiny, replications=2, jobs=1)
    assert there.to_frame().equals(here.to_frame())


def test_comparisons_in_two_threads_are_those_run_alone_and_change_nothing(small_scenario):
    tiny = small_scenario(**TINY)

    def compared(seed, jobs=2):
        return sim.compare(tiny, replications=4, seed=seed, jobs=jobs).to_frame()

    alone = [compared(seed, jobs=1) for seed in (1, 2)]  # imports what sets filters of its own
    before, seen = _of_the_process(), []
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(compared, seed) for seed in (1, 2)]
        while not all(each.done() for each in running):
            seen.append(_of_the_process())
    assert len(seen) > 10
    assert all(each == before for each in seen)
    assert _of_the_process() == before
    for frame, each in zip(alone, running, strict=True):
        assert each.result().equals(frame)


def _of_the_process():
    """What every thread of this process shares, and a comparison must leave alone."""
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    return (
        sys.modules["__main__"],
        dict(os.environ),
        list(sys.path),
        handlers,
        list(warnings.filters),
        dict(mpl.rcParams),
        np.geterr(),
        os.getcwd(),
    )


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted on Linux")
def test_a_bar_begins_no_thread_beside_which_nothing_forks():
    code = (
        "from sim.experiment.run.parallel import in_parallel, may_fork\n"
        "in_parallel(divmod, [(7, 2)] * 2, 2, True)\n"
        "print(may_fork())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="sessions are looked up in /proc")
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize(("where", "count"), [("alone", 3), ("beside a thread", 4)])
def test_a_script_that_is_killed_leaves_no_process(where, count, by):
    process = begun("-c", ENDLESS, where)
    assert several(process, count)
    _, err, left = killed(process, by)
    assert left == []
    assert process.returncode == -by
    assert err.count("Traceback") == (by == signal.SIGINT)  # that of the script alone


@pytest.mark.skipif(sys.platform != "linux", reason="forks in a script of its own")
def test_nobody_waits_for_an_answer_that_breaks_off():
    """Left again and again while long answers are on their way."""
    code = (
        "from multiprocessing import get_context\n"
        "from contextlib import closing\n"
        "from sim.experiment.run.workers import answers\n"
        "for left in range(1, 12):\n"
        "    tasks = ((3_000_000,) for _ in range(1000))\n"
        "    with closing(answers(bytes, tasks, 2, get_context('fork'))) as found:\n"
        "        for _ in range(left): next(found)\n"
        "    print(left)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=100
    )
    assert done.stdout.split() == [str(left) for left in range(1, 12)]
