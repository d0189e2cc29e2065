"""Reading files that may come from a stranger: regular ones of a bounded size, and JSON in them."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

_KINDS = (
    (stat.S_ISLNK, "is a link"),
    (stat.S_ISDIR, "is a folder"),
    (stat.S_ISFIFO, "is a pipe"),
    (stat.S_ISCHR, "is a device"),
    (stat.S_ISBLK, "is a device"),
    (stat.S_ISSOCK, "is a socket"),
)
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)
"""A link is not followed, and nothing waits for who writes to a pipe."""
_PIECE = 1 << 20


class UnfitError(ValueError):
    """Why a file is not read; the reader of the folder adds which and what to do."""


def content(path: Path, largest: int) -> bytes:
    """What a regular file holds.

    Args:
        path: the file; where it is a link it is not followed.
        largest: bytes that it may have.

    Raises:
        UnfitError: it is missing, no regular file, too large, or cannot be read.
    """
    with _opened(path) as file:
        if os.fstat(file.fileno()).st_size > largest:
            raise UnfitError(f"is larger than {largest:,} bytes, more than such a file can have")
        try:
            found = file.read(largest + 1)
        except OSError as error:
            raise UnfitError(f"cannot be read ({error.strerror})") from None
    if len(found) > largest:  # it grew
        raise UnfitError(f"is larger than {largest:,} bytes, more than such a file can have")
    return found


def checksum(path: Path) -> str:
    """The SHA-256 of a regular file of any size.

    Raises:
        UnfitError: it is missing, no regular file, or cannot be read.
    """
    total = hashlib.sha256()
    with _opened(path) as file:
        try:
            while piece := file.read(_PIECE):
                total.update(piece)
        except OSError as error:
            raise UnfitError(f"cannot be read ({error.strerror})") from None
    return total.hexdigest()


def _opened(path: Path) -> Any:
    """A regular file, open for reading."""
    try:
        _check(os.lstat(path).st_mode)
        number = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise UnfitError("is missing") from None
    except (OSError, ValueError) as error:
        if isinstance(error, UnfitError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise UnfitError(f"cannot be read ({reason})") from None
    file = os.fdopen(number, "rb")
    try:
        _check(os.fstat(number).st_mode)  # it may have become another since
    except UnfitError:
        file.close()
        raise
    return file


def _check(mode: int) -> None:
    for is_kind, words in _KINDS:
        if is_kind(mode):
            raise UnfitError(f"{words}, not a regular file")


def json_in(text: bytes) -> Any:
    """What a JSON text says.

    Raises:
        UnfitError: it is no JSON in UTF-8, is nested too deeply, names a key twice, or holds what
            is no number.
    """
    try:
        return json.loads(
            text.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_number
        )
    except RecursionError:
        raise UnfitError("is nested too deeply") from None
    except UnfitError:
        raise
    except ValueError as error:
        raise UnfitError(f"is not JSON ({error})") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise UnfitError(f"names {twice[:60]!r} twice")
    return found


def _no_number(word: str) -> Any:
    raise UnfitError(f"contains {word}, which is not a number")
