"""A process that begins others where this one may not: beside threads, or where nothing forks.

It is a Python of its own with one thread of linear algebra, so that neither the user's script nor
any setting of this process has to be changed for a moment. It stays for the next request, with all
that it has imported, compiled and prepared, and ends with the process that it serves.
"""

from __future__ import annotations

import atexit
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.spawn import get_executable
from queue import SimpleQueue
from typing import IO, Any, TypeVar

from ...errors import RunError
from .workers import GLANCE, KILLED, ahead, answers

Done = TypeVar("Done")
_SIZE = 8
"""Bytes before each message that say how long it is."""


class Host:
    """A host, seen from the process that it serves.

    Attributes:
        owner: that process: a fork of it is served by others.
    """

    def __init__(self) -> None:
        self.owner = os.getpid()
        path = [place or os.getcwd() for place in sys.path]
        code = f"import sys; sys.path[:] = {path!r}; from {__name__} import serve; serve()"
        self._process = subprocess.Popen(
            [get_executable() or sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    def say(self, what: object) -> None:
        """Send something.

        Raises:
            RunError: the host was killed.
        """
        message = pickle.dumps(what)
        try:
            _send(message, self._process.stdin)
        except OSError:
            raise RunError(KILLED) from None

    def answer(self) -> Any:
        """The next answer.

        Raises:
            RunError: the host was killed.
            Exception: what the function raised.
        """
        try:
            message = _received(self._process.stdout)
        except (OSError, EOFError):
            raise RunError(KILLED) from None
        well, answer = pickle.loads(message)
        if not well:
            raise answer
        return pickle.loads(answer)

    @property
    def killed(self) -> bool:
        """Whether it is no more."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End it, and with it the processes that it has begun."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()  # type: ignore[union-attr]
            except OSError:  # something was still to be sent
                continue


_idle: list[Host] = []
"""Hosts without a request; as many as there ever were requests at once."""


def hosted(
    function: Callable[..., Done],
    tasks: Iterable[tuple[Any, ...]],
    jobs: int,
    prepare: Callable[[], object] | None = None,
) -> Iterator[Done]:
    """What a function answers to each task, in the order of the tasks, in a host's processes.

    Args:
        function: what to call, with a task's values as arguments; a function of a module.
        tasks: each made when its turn comes.
        jobs: processes.
        prepare: done once before they begin.

    Raises:
        RunError: a process was killed.
    """
    host = _host()
    try:
        host.say((sys.path, jobs, pickle.dumps((function, prepare))))
        waiting = 0
        for task in tasks:
            host.say(task)
            waiting += 1
            if waiting == ahead(jobs):
                yield host.answer()
                waiting -= 1
        host.say(None)
        for _ in range(waiting):
            yield host.answer()
    except BaseException:
        host.end()
        _end_killed()
        raise
    _idle.append(host)


def _host() -> Host:
    """A host that is free; of a parent's, a fork uses none."""
    while True:
        try:
            host = _idle.pop()
        except IndexError:
            return Host()
        if host.owner == os.getpid():
            return host


def _end_killed() -> None:
    """End idle hosts that were killed, perhaps with the one that a request has just lost."""
    for host in list(_idle):
        if host.owner == os.getpid() and host.killed:
            with suppress(ValueError):  # a request has taken it meanwhile
                _idle.remove(host)
                host.end()


@atexit.register
def _end_all() -> None:
    """End the hosts, which would end by themselves, so that nothing complains of them."""
    while _idle:
        host = _idle.pop()
        if host.owner == os.getpid():
            host.end()


# What the host itself does


def serve() -> None:
    """Answer requests until the process that makes them is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Forking beside a thread is safe here: it does nothing but wait for the next message.
    warnings.filterwarnings("ignore", r".*fork", DeprecationWarning)
    questions, replies = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a task prints is no reply
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(questions, inbox), daemon=True).start()
    while True:
        sys.path[:], jobs, request = pickle.loads(inbox.get())
        try:
            for answer in _answers(jobs, request, inbox):
                _send(pickle.dumps((True, answer)), replies)
        except Exception as error:
            error.add_note("".join(traceback.format_exception(error)))
            _send(pickle.dumps((False, error)), replies)


def _answers(jobs: int, request: bytes, inbox: SimpleQueue[bytes]) -> Iterator[bytes]:
    """What a request's tasks are answered, each as its pickle: no one reads it before the owner."""
    function, prepare = pickle.loads(request)
    if prepare is not None:
        prepare()
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    tasks = iter(lambda: pickle.loads(inbox.get()), None)
    return answers(partial(_pickled, function), tasks, jobs, context)


def _pickled(function: Callable[..., object], *task: Any) -> bytes:
    return pickle.dumps(function(*task))


def _listen(questions: IO[bytes], inbox: SimpleQueue[bytes]) -> None:
    """Take messages in, and end this process when there will be no more.

    A fork of the owner may hold the pipe open, so whose child this is, is looked at as well.
    """
    owner = os.getppid()
    while True:
        while os.name == "posix" and not select.select([questions], [], [], GLANCE)[0]:
            if os.getppid() != owner:
                os._exit(1)
        try:
            inbox.put(_received(questions))
        except (OSError, EOFError):
            os._exit(1)


def _send(message: bytes, stream: IO[bytes] | None) -> None:
    assert stream is not None
    stream.write(len(message).to_bytes(_SIZE, "big"))
    stream.write(message)
    stream.flush()


def _received(stream: IO[bytes] | None) -> bytes:
    assert stream is not None
    return _exactly(int.from_bytes(_exactly(_SIZE, stream), "big"), stream)


def _exactly(size: int, stream: IO[bytes]) -> bytes:
    message = bytearray()
    while len(message) < size:
        part = stream.read(size - len(message))
        if not part:
            raise EOFError
        message += part
    return bytes(message)
