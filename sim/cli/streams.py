"""What a command prints, where printing may fail: on a full disk, into a pipe that was closed."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from ..errors import RunError
from ..text.letters import visible


class Printed:
    """Standard output that shows invisible characters, and stops no command when it fails.

    A command that prints and then writes a file writes it all the same. What could not be printed
    is remembered, to be reported at the end.

    Args:
        stream: where the text goes.

    Attributes:
        fault: why the text could not be written; None as long as it could.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.fault: OSError | None = None

    def write(self, text: str) -> int:
        """Write a text, or nothing from the moment at which that has failed."""
        if self.fault is None:
            try:
                self._stream.write(visible(text))
            except OSError as error:
                self._fail(error)
        return len(text)

    def flush(self) -> None:
        """Hand over what was written."""
        if self.fault is None:
            try:
                self._stream.flush()
            except OSError as error:
                self._fail(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _fail(self, error: OSError) -> None:
        self.fault = error
        leave(self._stream)


def leave(stream: TextIO) -> None:
    """Send what a stream still holds nowhere, so that Python does not fail on it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)


@contextmanager
def printing() -> Iterator[Printed]:
    """Standard output and standard error, made fit for a command.

    Raises:
        RunError: standard output is closed; says the cure.
    """
    before = sys.stdout, sys.stderr
    if sys.stderr is None:
        # Else the next file to be opened would be what libraries take for standard error.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console without Δ shows a question mark
            stream.reconfigure(errors="replace")
    try:
        if sys.stdout is None:
            raise RunError(
                "standard output is closed, so the answer cannot be shown; leave it open, or send "
                "it to a file or to /dev/null"
            )
        printed = Printed(sys.stdout)
        sys.stdout = printed
        yield printed
    finally:
        if isinstance(sys.stdout, Printed):
            sys.stdout.flush()
        if before[1] is None:
            sys.stderr.close()
        sys.stdout, sys.stderr = before


def say(message: str) -> None:
    """Print a message on standard error; where that cannot be, the exit code alone has to tell."""
    if sys.stderr is None:
        return
    try:
        print(visible(message), file=sys.stderr, flush=True)
    except OSError:
        leave(sys.stderr)


def unprinted(fault: OSError) -> str:
    """What to report of an answer that could not be printed; nothing where no one waits for it.

    Args:
        fault: what was raised.
    """
    if fault.errno in (errno.EPIPE, errno.EINVAL):  # `sim ... | head`; EINVAL on Windows
        return ""
    reason = fault.strerror or str(fault)
    return (
        f"the answer could not be written to standard output ({reason}); free some space "
        "there, or send it elsewhere"
    )
