"""A head start for the very first run: two processes compile, each another half of the loops.

The first run after an edit compiles for some seconds, and Numba compiles one function at a time.
So a second process runs a simulation without people, which compiles the firm's loops and files
them in the cache, while this one compiles the people's month. Nothing waits for it: a loop that it
has not filed in time is compiled here as well. It ends with this process, whatever ends that.

Only the command line takes one: who calls the library has not asked for processes.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from pathlib import Path

from .market.rules.compiled import AS_PYTHON, cache_folder, is_shared


def take() -> None:
    """Start the second process, once for each cache folder and where a processor is free."""
    if AS_PYTHON:
        return
    folder = cache_folder()
    alone = (os.cpu_count() or 1) < 2 or not sys.executable or not is_shared(folder)
    if alone or not _first_in(folder):
        return
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path)}
    try:
        helper = subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import live_without_people as live; live()"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return
    atexit.register(_end, helper)


def _end(helper: subprocess.Popen[bytes]) -> None:
    """End what would end with this process by itself, so that nothing complains of it."""
    helper.kill()
    helper.wait()
    if helper.stdin is not None:
        helper.stdin.close()


def _first_in(folder: Path) -> bool:
    """Whether no process has taken a head start in a folder; whoever asks first has."""
    try:
        (folder / "head start taken").touch(exist_ok=False)
    except OSError:
        return False
    return True


def live_without_people() -> None:
    """Run two months in which the firm decides and keeps its books, but without people."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from .market.engine import columns
    from .model.model import OrganisationModel
    from .scenario.reading.loading import load

    columns.month = lambda *_: None
    scenario = load("retail_bank").override({"market.simulated": 2000, "burn_in": 0})
    OrganisationModel(scenario, seed=1).run(2)


def _end_with_parent() -> None:
    """End this process when standard input ends: its other end is the parent's."""
    os.read(0, 1)
    os._exit(1)
