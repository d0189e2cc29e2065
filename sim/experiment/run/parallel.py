"""Calls of one function in processes of their own, in the order of the tasks."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from multiprocessing import current_process, get_context
from typing import Any, TypeVar

from tqdm import tqdm

from .host import hosted
from .workers import answers

Done = TypeVar("Done")
MOST_JOBS = 61 if sys.platform == "win32" else 1024
"""Windows waits for no more processes at once."""
PATIENCE = 10
"""How often a process that seems to have a second thread is looked at."""


def in_parallel(
    function: Callable[..., Done],
    tasks: Iterable[tuple[Any, ...]],
    jobs: int | None,
    progress: bool,
    prepare: Callable[[], object] | None = None,
    total: int | None = None,
    label: str = "",
) -> list[Done]:
    """Call a function for each task, in processes of their own.

    Processes, because the firm's decisions are Python and hold the interpreter's lock. Where it is
    safe they are forks, which begin with everything that is imported, compiled and prepared;
    elsewhere, as in a notebook, a host begins them (`host`). Nothing of this process is changed
    for it: other threads, which may compare as well, notice nothing. A process of a
    `multiprocessing.Pool` may begin no others, and calls the function itself.

    Args:
        function: what to call, with a task's values as arguments; a function of a module.
        tasks: in the order of the answers; made when their turn comes.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        prepare: done once before forking, for what every task needs.
        total: how many tasks; counted when missing.
        label: what the bar says in front.

    Raises:
        RunError: a process was killed, e.g. for want of memory.
    """
    if total is None:
        tasks = list(tasks)
        total = len(tasks)
    jobs = min(jobs or os.cpu_count() or 1, max(total, 1), MOST_JOBS)
    with closing(_found(function, tasks, jobs, prepare)) as found:
        shown = _shown(found, total, progress, label)
        return list(iter(shown))  # a bar that tells its length makes room


def _found(
    function: Callable[..., Done],
    tasks: Iterable[tuple[Any, ...]],
    jobs: int,
    prepare: Callable[[], object] | None,
) -> Generator[Done, None, None]:
    """The answers, as they come."""
    if jobs == 1 or current_process().daemon:
        yield from (function(*task) for task in tasks)
        return
    if may_fork() and prepare is not None:
        prepare()
    if may_fork():  # still, since preparing may begin threads
        yield from answers(function, tasks, jobs, get_context("fork"))
    else:
        yield from hosted(function, tasks, jobs, prepare)


class _Bar(tqdm):
    """A bar that begins no thread to watch itself, beside which nothing could be forked."""

    monitor_interval = 0


def _shown(done: Iterable[Done], total: int, progress: bool, label: str) -> Iterable[Done]:
    bar: Iterable[Done] = _Bar(
        done,
        desc=label or None,
        total=total,
        unit="replication",
        disable=not progress,
        file=sys.stderr,
        leave=False,
    )
    return bar


def may_fork() -> bool:
    """Whether this process has one thread: a fork keeps no other, but the locks they hold.

    A thread that has ended for Python may take the system a moment more.
    """
    for _ in range(PATIENCE):
        try:
            if len(os.listdir("/proc/self/task")) == 1:
                return True
        except OSError:  # not Linux
            return False
        if threading.active_count() > 1:
            return False
        time.sleep(0.005)
    return False
