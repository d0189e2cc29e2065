"""Being asked to end: Ctrl-C, `timeout`, `docker stop`, a closed terminal all take one way out."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
PATIENCE = 2
"""Seconds in which to clean up; whoever asks kills after five or ten."""
AGAIN = 0.02
"""Seconds after which an exception that was lost is raised again."""


class Asked(KeyboardInterrupt):
    """Somebody asked this process to end.

    Args:
        number: by which signal.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)

    @property
    def exit_code(self) -> int:
        """What a shell says of a process that ended by the signal."""
        return 128 + self.number


class _Request:
    """The request to end, once there is one, and whether its exception was lost on the way out.

    Python drops what is raised in a callback of foreign code (a destructor, a function that C
    calls, a hook around a fork) after a word to `sys.unraisablehook`.
    """

    def __init__(self) -> None:
        self.made: Asked | None = None
        self.lost = False
        self.again: threading.Timer | None = None

    def handle(self, number: int, _: FrameType | None) -> None:
        if self.made is None:
            self.made = Asked(number)
            if hasattr(signal, "alarm"):
                signal.alarm(PATIENCE)
        elif not self.lost:
            return
        self.lost = False
        raise self.made

    def report(self, unraisable: sys.UnraisableHookArgs) -> None:
        if not isinstance(unraisable.exc_value, Asked):
            sys.__unraisablehook__(unraisable)
            return
        self.lost = True
        self.again = threading.Timer(AGAIN, _interrupt, [unraisable.exc_value.number])
        self.again.daemon = True
        self.again.start()

    def end(self) -> None:
        if self.again is not None:
            self.again.cancel()
            self.again.join()
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def _interrupt(number: int) -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, number)  # wakes it from a system call, too
    else:
        _thread.interrupt_main(signal.Signals(number))


@contextmanager
def heeded() -> Iterator[None]:
    """Raise `Asked` where the main thread stands when this process is asked to end.

    Whoever has chosen another way for a signal, as `nohup` does, keeps it. Asked again, as
    `timeout` does, nothing more happens. Where foreign code drops the exception, it is raised
    again; where it turns it into one of its own, `Asked` comes out all the same. What has not ended
    in time is ended by an alarm. Afterwards signals mean what they meant before.

    Raises:
        Asked: this process was asked to end, and did not come to the end of what it did.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in ASKED}
    before = {number: meaning for number, meaning in before.items() if meaning in usual}
    request, hook = _Request(), sys.unraisablehook
    try:
        for number in before:
            signal.signal(number, request.handle)
        sys.unraisablehook = request.report
        yield
    except BaseException as error:
        if request.made is None or error is request.made:
            raise
        raise request.made from error
    finally:
        sys.unraisablehook = hook
        request.end()
        for number, meaning in before.items():
            signal.signal(number, meaning)
