"""From a file to its text, or why it is no text: size, encoding, control characters."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from pathlib import Path

from ...errors import ScenarioError
from ..notation.problems import Place, Remark, refusal

LARGEST = 1_000_000
"""Bytes of a scenario file; a scenario of 16 segments has some 10,000."""

_ARCHIVE = b"PK\x03\x04"  # what workbooks of spreadsheets begin with
_BREAK = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_KINDS = (
    (stat.S_ISDIR, "is a folder; give the path of a {kind} file in it"),
    (stat.S_ISFIFO, "is a pipe; save its content as a {kind} file and give that file"),
    (stat.S_ISCHR, "is a device; give the path of a {kind} file"),
    (stat.S_ISBLK, "is a device; give the path of a {kind} file"),
    (stat.S_ISSOCK, "is a socket; give the path of a {kind} file"),
)


def read(path: Path, name: str, largest: int = LARGEST, kind: str = ".yaml") -> str:
    """The text of a file.

    Args:
        path: the file.
        name: the file as messages name it.
        largest: bytes that it may have.
        kind: what files of its kind end with.

    Raises:
        ScenarioError: not a regular file, not readable, too large, or not text in UTF-8.
    """
    try:
        mode = os.stat(path).st_mode
        for is_kind, message in _KINDS:
            if is_kind(mode):
                raise _refused(name, message.format(kind=kind))
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        if path.is_symlink() and not path.exists():
            message = f"is a broken link to {os.readlink(path)}; repair the link"
        else:
            message = f"cannot be read ({error.strerror}); check the path and its permissions"
        raise _refused(name, message) from None
    return decoded(content, name, largest)


def decoded(content: bytes, name: str, largest: int = LARGEST) -> str:
    """The text that these bytes are in UTF-8, without a byte order mark.

    Raises:
        ScenarioError: too many bytes, another encoding, or a control character.
    """
    if len(content) > largest:
        usual = ", and a scenario has about 10,000" if largest == LARGEST else ""
        message = f"is larger than {largest:,} bytes{usual}; give another file"
        raise _refused(name, message)
    if content.startswith(_ARCHIVE):
        raise _refused(name, "is a workbook or a zip archive, not text; save it as UTF-8 text")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(name, "is UTF-16 text; save the file as UTF-8")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
        place = Lines(before, name).place(len(before))
        wrong = f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8 text"
        raise refusal([Remark(place, wrong)]) from None
    found = _CONTROL.search(text)
    if found:
        place = Lines(text, name).place(found.start())
        what = "a NUL byte" if found[0] == "\0" else f"the control character {found[0]!r}"
        cure = "save the file as UTF-8 text" if found[0] == "\0" else "remove it"
        raise refusal([Remark(place, f"{what} stands here, which text cannot contain; {cure}")])
    return text


class Lines:
    """Where the lines of a text begin, as an editor counts them.

    Args:
        text: the text.
        file: the file as messages name it.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def place(self, index: int) -> Place:
        """The line and column of a character."""
        line = bisect_right(self.starts, index)
        return Place(self.file, line, index - self.starts[line - 1] + 1)


def _refused(name: str, message: str) -> ScenarioError:
    return refusal([Remark(Place(name), message)])
