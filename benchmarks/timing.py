"""Taking times fairly on a machine that others use, too, and saying what machine it is."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Line:
    """One line of the report.

    Attributes:
        name: what was measured.
        value: the figure.
        unit: its unit.
        limit: what it must not exceed; None where it is told for information.
        at_least: the limit is what the figure must reach instead.
        note: how it was measured, where that is not plain.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the limit holds; None without one."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def seconds(task: Callable[[], Any]) -> float:
    """Wall time of one call."""
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin


def interleaved(
    tasks: Mapping[str, Callable[[], Any]], rounds: int, calls: int = 4
) -> dict[str, float]:
    """The shortest time of each task, seconds, when they take turns.

    What else runs on the machine only ever makes a task slower, so the shortest is the least
    disturbed; taking turns gives every task its share of a quiet or a busy moment. A turn is a few
    calls, so that a task finds its own data in the cache and not the other's.

    Args:
        tasks: what to time, by name.
        rounds: how many turns.
        calls: calls of a turn.
    """
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(rounds):
        for name, task in tasks.items():
            best[name] = min(best[name], *(seconds(task) for _ in range(calls)))
    return best


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """How cost grows with size: the slope of log time on log size, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def fresh_process(code: str, **environment: str) -> dict[str, Any]:
    """Run some Python in a process of its own.

    Args:
        code: statements; the last line they print may be a JSON object.
        environment: variables to set besides the present ones.

    Returns:
        the JSON object if there was one, and `wall`, seconds from start to end of the process.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, **environment},
    )
    wall = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"the measured process failed:\n{done.stderr}")
    last = done.stdout.strip().splitlines()[-1:]
    reported = json.loads(last[0]) if last and last[0].startswith("{") else {}
    return {**reported, "wall": wall}


def machine() -> dict[str, str]:
    """The processor, its memory, and the versions of what the figures depend on."""
    packages = {name: version(name.lower()) for name in ("NumPy", "Numba", "Mesa")}
    return {
        "Processor": _processor(),
        "Processors available": str(len(os.sched_getaffinity(0)))
        if hasattr(os, "sched_getaffinity")
        else str(os.cpu_count()),
        "Memory": _memory(),
        "System": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **packages,
        "Load beforehand": _load(),
        "Date": date.today().isoformat(),
    }


def _load() -> str:
    """How many processors other work kept busy in the minute before."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for row in listing.read_text(encoding="utf-8").splitlines():
            if row.startswith("model name"):
                return row.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return "unknown"
    return f"{size / 1e9:.0f} GB"
