"""Calls of one function in processes of their own, in the order of the tasks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import Any, TypeVar

from tqdm import tqdm

from ..errors import RunError

Done = TypeVar("Done")
MOST_JOBS = 61 if sys.platform == "win32" else 1024
"""Windows waits for no more processes at once."""


def in_parallel(
    function: Callable[..., Done],
    tasks: Sequence[tuple[Any, ...]],
    jobs: int | None,
    progress: bool,
    prepare: Callable[[], object] | None = None,
) -> list[Done]:
    """Call a function for each task, in processes of their own.

    Processes, because the firm's decisions are Python and hold the interpreter's lock. Where it is
    safe they are forks, which begin with everything that is imported, compiled and prepared;
    elsewhere, as in a notebook, they are forks of a server that has imported the simulator, or new
    ones.

    Args:
        function: what to call, with a task's values as arguments; a function of a module.
        tasks: in the order of the answers.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        prepare: done once before forking, for what every task needs.

    Raises:
        RunError: a process was killed, e.g. for want of memory.
    """
    jobs = min(jobs or os.cpu_count() or 1, max(len(tasks), 1), MOST_JOBS)
    if jobs == 1:
        return list(_shown((function(*task) for task in tasks), len(tasks), progress))
    if may_fork() and prepare is not None:
        prepare()
    with ProcessPoolExecutor(jobs, mp_context=_context()) as pool:
        try:
            with _beginning_alone():
                waiting = [pool.submit(function, *task) for task in tasks]
            return list(_shown((each.result() for each in waiting), len(tasks), progress))
        except BrokenProcessPool:
            raise RunError(
                "a process was killed, perhaps for want of memory; lower --jobs or market.simulated"
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _shown(done: Iterable[Done], total: int, progress: bool) -> Iterable[Done]:
    bar: Iterable[Done] = tqdm(
        done, total=total, unit="replication", disable=not progress, file=sys.stderr, leave=False
    )
    return bar


def may_fork() -> bool:
    """Whether this process has one thread: a fork keeps no other, but the locks they hold."""
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:  # not Linux
        return False


def _context() -> BaseContext:
    """How processes begin here."""
    if may_fork():
        return get_context("fork")
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["sim.experiment.runner"])
    return context


@contextmanager
def _beginning_alone() -> Iterator[None]:
    """Let processes begin without running the user's script, and with one thread of linear algebra.

    A script that compares outside `if __name__ == "__main__"` would otherwise begin anew in each.
    """
    script, threads = sys.modules["__main__"], os.environ.get("OPENBLAS_NUM_THREADS")
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        sys.modules["__main__"] = script
        if threads is None:
            del os.environ["OPENBLAS_NUM_THREADS"]
        else:
            os.environ["OPENBLAS_NUM_THREADS"] = threads
