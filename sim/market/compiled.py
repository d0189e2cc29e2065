"""How rules and loops are compiled, and where the compiled code is kept.

Numba's file cache watches only the file a compiled loop stands in, not the files of the functions
it calls: after an edit of a rule it would go on giving the old answer. So the cache folder is named
after a hash of every source that is compiled.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numba


def scalar(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small pure function of numbers; loops that call it absorb it."""
    compiled: Callable[..., Any] = numba.njit(function)
    return compiled


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop over many people, releasing the interpreter lock, and keep the result."""
    with _kept():
        compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True)(function)
    return compiled


def over_arrays(rule: Callable[..., Any], arguments: int) -> Callable[..., Any]:
    """The same rule as a NumPy universal function of float64 arrays that broadcast.

    Args:
        rule: a function compiled by `scalar`.
        arguments: how many numbers it takes.
    """
    signature = f"float64({', '.join(['float64'] * arguments)})"
    with _kept():
        return numba.vectorize([signature], cache=True)(rule.py_func)  # type: ignore[attr-defined, no-untyped-call]


@contextmanager
def _kept() -> Iterator[None]:
    """Whatever is compiled inside is kept in this source's own cache folder."""
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, str(cache_folder())
    try:
        yield
    finally:
        config.CACHE_DIR = before


@cache
def cache_folder() -> Path:
    """Folder of compiled code for exactly these sources; created when missing."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    for base in (Path(home), Path(tempfile.gettempdir())):
        folder = base / "segment-pnl-simulator" / digest.hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="segment-pnl-simulator-"))
