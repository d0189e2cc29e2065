"""Invisible letters: made visible where text is shown, left out where names are compared.

Control characters move a terminal's cursor, marks of direction turn a line around (U+202E), and
letters without width make two names out of one. What a user types may hold any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_UNSEEN = (
    r"\xad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e00ff"
)
# After a letter of Arabic or of India, or in an emoji, a joiner is part of how it is spelt.
_JOINERS = r"(?<![\u0590-\u1fff\u2190-\ud7ff\ufb1d-\ufeff\U00010000-\U000dffff])[\u200c\u200d]"
CONTROLS = re.compile(rf"[{_CONTROLS}]")
"""What ends a line, moves a cursor or is no character."""
HIDDEN = re.compile(rf"[{_CONTROLS}{_UNSEEN}]|{_JOINERS}")
"""What a reader does not see, or what makes them see something else."""

_LINES_STAY = re.compile(rf"(?![\t\n])(?:{HIDDEN.pattern})")
_WITHOUT_WIDTH = re.compile(
    rf"[{_UNSEEN}\u200c\u200d\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)


def visible(text: str) -> str:
    r"""Text as it may be shown: what is invisible is written as \u202e and the like.

    Line ends and tabs stay.
    """
    return _LINES_STAY.sub(_written, text)


def on_one_line(text: str) -> str:
    r"""Text as it may be shown within a line: line ends and tabs are written as \n and \t, too."""
    return HIDDEN.sub(_written, text)


def _written(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]


def in_double_quotes(text: str) -> str:
    """What stands in double quotes, with escapes that YAML reads as the invisible letters."""
    return HIDDEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def alike(name: str) -> str:
    """What is left of a name when all is gone that a reader may overlook.

    Two names look the same where this is the same: composed and decomposed accents, letters of
    another width, spaces of any kind and number, letters without width, capitals and small letters.
    """
    bare = _WITHOUT_WIDTH.sub("", normalize("NFKC", name))
    return normalize("NFKC", " ".join(bare.split()).casefold())


def look_alike(name: str, known: Iterable[str]) -> str | None:
    """The known name that looks like this one, if any does."""
    wanted = alike(name)
    return next((each for each in known if alike(each) == wanted), None)


def distinguished(*names: str) -> list[str]:
    r"""Names in quotes, so that a reader sees in what they differ: 'Caf\xe9', 'Cafe\u0301'."""
    seen = {normalize("NFKC", name) if name.isprintable() else "" for name in names}
    plainly = len(seen) == len(names) and "" not in seen
    return [repr(name) if plainly else ascii(name) for name in names]
