"""What is wrong, where it stands, and how that is reported: one line for each problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from ...errors import ScenarioError
from ...text.letters import CONTROLS, look_alike, on_one_line
from .paths import Steps

MOST_SHOWN = 50
LONGEST_SHOWN, LONGEST_LINE = 60, 1000


class Place(NamedTuple):
    """Where something stands in a file: "bank.yaml:5:15".

    Attributes:
        file: the file as messages name it.
        line, column: counted from 1.
    """

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}:{self.column}"


class Remark(NamedTuple):
    """A problem that has its place already.

    Attributes:
        place: where.
        text: path, reason and cure.
    """

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Problem(NamedTuple):
    """Something about a value that a scenario cannot have.

    Attributes:
        path: keys and positions from the top of the scenario.
        message: reason and cure.
        at_key: whether the key is at fault rather than the value.
        involved: paths of further values that have a part in it.
        of_whole: whether it holds of the whole scenario only, not of a part of it.
    """

    path: Steps
    message: str
    at_key: bool = False
    involved: tuple[Steps, ...] = ()
    of_whole: bool = False


def refusal(remarks: Sequence[Remark | str]) -> ScenarioError:
    """The error that says these problems; of very many, the first ones and how many follow.

    Args:
        remarks: problems with their places, or lines that begin with one and a colon.
    """
    stated = [shortened(printable(str(remark)), LONGEST_LINE) for remark in remarks[:MOST_SHOWN]]
    if len(remarks) > MOST_SHOWN:
        last, rest = str(remarks[-1]).split(": ")[0], len(remarks) - MOST_SHOWN
        stated.append(
            printable(f"{last}: and {rest} more problems up to here; correct the ones above first")
        )
    return ScenarioError(stated)


def unknown_key(key: str, known: Iterable[str]) -> str:
    """What to say of a key that is not there: "unknown key, did you mean 'batch_size'?"."""
    names = list(known)
    before, colon, after = key.partition(":")
    if colon and before.strip() in names:
        return f"unknown key; write a space after the colon, {before.strip()}: {after.strip()}"
    meant = nearest(key, names)
    if meant:
        return f"unknown key, did you mean {meant!r}?"
    return f"unknown key; remove it, or use one of {listed(names)}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelt most like this one, if any is."""
    names = list(known)
    close = get_close_matches(word, names, 1)
    return look_alike(word, names) or (close[0] if close else None)


def listed(names: Sequence[str], joint: str = "or") -> str:
    """Words in a row: "none, need or circumstance"."""
    shown = [shortened(str(name)) for name in names]
    return f"{', '.join(shown[:-1])} {joint} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def shown(value: Any) -> str:
    """A value as a message names it: 'many', true, nothing, a map, a list, 3.5."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return shortened(repr(str(value)) if isinstance(value, str) else str(value))


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Text that fits a message."""
    return text if len(text) <= longest else f"{text[:longest]}..."


def printable(text: str) -> str:
    r"""Text on one line: control characters are written as \x1b and the like."""
    return on_one_line(text)


def is_one_line(text: str) -> bool:
    """Whether a text is one line without control characters."""
    return CONTROLS.search(text) is None
