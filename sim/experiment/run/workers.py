"""Processes that call a function for others, and end with whoever began them."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from ...errors import RunError

Done = TypeVar("Done")
KILLED = "a process was killed, perhaps for want of memory; lower --jobs or market.simulated"
GLANCE = 1.0
"""Seconds after which a process looks whose child it is, should nothing else have signalled it."""


def ahead(jobs: int) -> int:
    """How many tasks wait at once: enough that no process waits for the slowest, and no more.

    Args:
        jobs: processes.
    """
    return 8 * jobs


def answers(
    function: Callable[..., Done], tasks: Iterable[tuple[Any, ...]], jobs: int, context: BaseContext
) -> Iterator[Done]:
    """What a function answers to each task, in the order of the tasks.

    The processes end at once when this process ends, whatever ends it, and when the iterator is
    closed or anything is raised here: no process works on answers that no one will read.

    Args:
        function: what to call, with a task's values as arguments; a function of a module.
        tasks: each made when its turn comes.
        jobs: processes.
        context: how processes begin.

    Raises:
        RunError: a process was killed.
    """
    word, enough = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, _begin, (word,))
    try:
        waiting: deque[Future[Done]] = deque()
        for task in tasks:
            waiting.append(pool.submit(_called, function, *task))
            if len(waiting) == ahead(jobs):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise RunError(KILLED) from None
    except BaseException:
        enough.send_bytes(b"enough")
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        word.close()
        enough.close()


def _begin(word: Connection) -> None:
    """What a process does first.

    Signals mean the default again, since a fork would take its parent's way with them. Ctrl-C
    reaches every process of a terminal: the first one sees to it, and to these.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read where a new process imports NumPy
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_when_told, args=(word,), daemon=True).start()


class _Call:
    """Where this process is: within a call, or between two, when it may be sending an answer."""

    gate = threading.Lock()
    within, enough = False, False


def _called(function: Callable[..., Done], *task: Any) -> Done:
    """Call a function, unless its answer is no longer wanted."""
    with _Call.gate:
        if _Call.enough:
            os._exit(1)
        _Call.within = True
    try:
        return function(*task)
    finally:
        with _Call.gate:
            _Call.within = False


def _end_when_told(word: Connection) -> None:
    """End this process when it is asked to, or when its parent is no more.

    Asked to, it ends within a call only: the parent would wait for ever for the rest of an answer
    that breaks off. Between calls the parent's pool ends it, or the next call does.

    The parent's end closes a pipe, which signals at once; but another child of it may hold the same
    pipe open. So whose child this is, is looked at as well.
    """
    parent = parent_process()
    if parent is None:
        return
    watched: list[Any] = [parent.sentinel, word]
    while os.getppid() == parent.pid:
        reported = wait(watched, GLANCE)
        if parent.sentinel in reported:
            break
        if word in reported:
            watched.remove(word)
            with _Call.gate:
                _Call.enough = True
                if _Call.within:
                    os._exit(1)
    os._exit(1)
