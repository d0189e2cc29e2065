"""Writing files: whole or not at all, and what to do where the disk does not take them."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ...errors import RunError

OTHERWISE = "choose another place"
_CURES: dict[str, tuple[str, str]] = {
    "ENOSPC": ("the disk is full", "free some space, or choose a place on another disk"),
    "EDQUOT": (
        "your disk quota is used up",
        "delete some of your files there, or choose a place on another disk",
    ),
    "EFBIG": (
        "the file is larger than allowed here",
        "raise the limit (ulimit -f), or choose a place on another disk",
    ),
    "EROFS": ("the disk is read-only", "choose a place on another disk"),
    "EIO": ("the disk reports an error", "choose a place on another disk"),
    "ENOENT": ("there is no such folder", "choose a place in a folder that exists"),
    "ENOTDIR": ("there is no such folder", "choose a place in a folder that exists"),
}
"""Reason and cure by the system's name of an error; not every system knows every name."""
_BY_NUMBER = {getattr(errno, name): words for name, words in _CURES.items() if hasattr(errno, name)}


def trouble(error: Exception, otherwise: str = OTHERWISE) -> str:
    """Why something could not be written, and the cure: "the disk is full (...); free ...".

    Args:
        error: an OSError, or what a place raises that can be no place.
        otherwise: the cure where nothing better is known.
    """
    stated = getattr(error, "strerror", None) or str(error)
    reason, cure = _BY_NUMBER.get(
        getattr(error, "errno", None) or 0, ("writing is refused", otherwise)
    )
    return f"{reason} ({stated}); {cure}"


def not_written(place: object, error: Exception, otherwise: str = OTHERWISE) -> RunError:
    """The error that says that a file or folder could not be written; arguments as for `trouble`.

    Args:
        place: the file or folder as messages name it.
    """
    return RunError(f"{place}: cannot be written to: {trouble(error, otherwise)}")


def put(content: bytes, path: Path) -> None:
    """Write a file; where that fails, no part of it is left."""
    try:
        path.write_bytes(content)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def write_whole(text: str | bytes, path: Path, otherwise: str = OTHERWISE) -> None:
    """Write a file beside its place and let it take its place at once: it is whole or not there.

    Args:
        text: what it will hold.
        path: its place.
        otherwise: as for `trouble`.

    Raises:
        RunError: it cannot be written; says the cure.
    """
    write_together({path: text}, otherwise)


def write_together(files: Mapping[Path, str | bytes], otherwise: str = OTHERWISE) -> None:
    """Write files of one folder of which none takes its place before all are written.

    Args:
        files: what each will hold.
        otherwise: as for `trouble`.

    Raises:
        RunError: one of them cannot be written; says the cure.
    """
    path = next(iter(files))
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as beside:
            made = {}
            for number, (path, text) in enumerate(files.items()):
                made[path] = Path(beside) / str(number)
                put(text.encode() if isinstance(text, str) else text, made[path])
            for path, new in made.items():
                os.replace(new, path)
    except (OSError, ValueError) as error:  # a NUL in its name: no such place
        raise not_written(path, error, otherwise) from None
