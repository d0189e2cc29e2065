"""Calls in processes: in order, from any process, and plain about one that dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from sim.errors import RunError
from sim.experiment.parallel import in_parallel

# A script that compares without `if __name__ == "__main__"`, beside a thread of its own.
SCRIPT = """
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
print("the script begins")
from sim.experiment.parallel import in_parallel
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
