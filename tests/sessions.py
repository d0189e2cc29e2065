"""Processes in a session of their own, to end at any moment and to look for what they left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECONDS = 5.0
"""Within which nothing may be left of a session whose first process was killed."""


def begun(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """A Python in a session of its own, whose output is read when it has ended.

    Signals mean what they mean in a terminal, also where tests run in the background.
    """
    return subprocess.Popen(
        [sys.executable, *arguments],
        start_new_session=True,
        text=True,
        preexec_fn=_as_usual,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def _as_usual() -> None:
    for name in ("SIGINT", "SIGHUP", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def living(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stated = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:  # it has just ended
                continue
            state, _, _, its_session = stated.rpartition(")")[2].split()[:4]
            if int(its_session) == session and state not in "ZX":
                found.append(int(entry.name))
    return found


def reached(wanted: Callable[[], bool], seconds: float) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not wanted():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def several(process: subprocess.Popen[str], count: int) -> bool:
    """Whether a session comes to have so many processes before its first one ends."""
    found = reached(lambda: process.poll() is not None or len(living(process.pid)) >= count, 120)
    return found and process.poll() is None


def killed(process: subprocess.Popen[str], by: int) -> tuple[str, str, list[int]]:
    """Kill the first process of a session; its output, and the processes that it leaves."""
    process.send_signal(by)
    none = reached(lambda: process.poll() is not None and not living(process.pid), SECONDS)
    left = [] if none else living(process.pid)
    for each in left:  # so that a test that fails leaves nothing, either
        os.kill(each, 9)
    out, err = process.communicate()
    return out, err, left
