"""Being asked to end: `timeout`, `docker stop`, a closed terminal take the way of Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
PATIENCE = 2
"""Seconds in which to clean up; whoever asks kills after five or ten."""


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


@contextmanager
def heeded() -> Iterator[None]:
    """Raise `Asked` where the main thread stands when this process is asked to end.

    Whoever has chosen another way for a signal, as `nohup` does, keeps it. Asked again, as
    `timeout` does, nothing more happens; but what has not ended in time is ended by an alarm, since
    code of others may catch everything. Afterwards signals mean what they meant before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    mine = [number for number in ASKED if signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in mine:
            signal.signal(number, _raise)
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def _raise(number: int, _: FrameType | None) -> None:
    for each in ASKED:
        if signal.getsignal(each) is _raise:
            signal.signal(each, signal.SIG_IGN)
    if hasattr(signal, "alarm"):
        signal.alarm(PATIENCE)
    raise Asked(number)
