"""Text that fits: measured, wrapped, shortened, and never longer than its room."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from matplotlib.font_manager import FontProperties

from ...text.letters import on_one_line

if TYPE_CHECKING:
    from .chart import Chart

ELLIPSIS = "…"
_TIE = "\N{NO-BREAK SPACE}"
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
_JOINER = "\N{ZERO WIDTH JOINER}"
_VIRAMA = 9  # canonical combining class of the signs that tie two consonants together


def brief(name: str, characters: int = 60) -> str:
    """A name on one line, its middle left out where it is longer than this.

    Args:
        name: a client's name of something.
        characters: the most that are kept, the ellipsis included.
    """
    parts = clusters(plain(name))
    if len(parts) <= characters:
        return "".join(parts)
    end = characters // 3
    return "".join(parts[: characters - end - 1]).rstrip() + ELLIPSIS + "".join(parts[-end:])


def tied(text: str) -> str:
    """A sentence whose figures stay on one line with their units: "EUR 12m", "95 %", "1 to 60"."""
    return re.sub(r"(?<=\w) (?=[+-]?[\d%]|to [+-]?\d)|(?<=[A-Z]{3}) (?=(?:bn|m|k)\b)", _TIE, text)


def from_the_left(text: str) -> str:
    """Lines that read from the left, though a name that they begin with may read from the right."""
    if all(unicodedata.bidirectional(character) not in ("R", "AL") for character in text):
        return text
    return "\n".join(_LEFT_TO_RIGHT + line for line in text.split("\n"))


def plain(text: str) -> str:
    """A text on one line, with invisible characters made visible; what is tied stays so."""
    return on_one_line(re.sub(r"[^\S\xa0]+", " ", text)).strip()


def clusters(text: str) -> list[str]:
    """What a reader takes for characters: letters with their accents, vowel signs and joiners."""
    found: list[str] = []
    for character in text:
        tied = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        if found and not tied:
            last = found[-1][-1]
            tied = last == _JOINER or unicodedata.combining(last) == _VIRAMA
        if found and tied:
            found[-1] += character
        else:
            found.append(character)
    return found


def width(chart: Chart, text: str, points: float, bold: bool = False) -> float:
    """How wide a line is, in inches."""
    weight = "bold" if bold else "normal"
    properties = FontProperties(size=points, weight=weight)
    renderer: Any = chart.canvas.get_renderer()  # type: ignore[attr-defined]
    pixels: float = renderer.get_text_width_height_descent(text, properties, False)[0]
    return pixels / float(chart.dpi)


def shortened(chart: Chart, text: str, room: float, points: float, bold: bool = False) -> str:
    """A text on one line no wider than its room, an ellipsis in its middle where it has to be.

    Args:
        chart: where it will stand.
        text: what to write.
        room: inches.
        points, bold: how it will be written.
    """
    whole = plain(text)
    if width(chart, whole, points, bold) <= room:
        return whole
    few, many = 1, len(clusters(whole))
    while few < many:
        middle = (few + many + 1) // 2
        if width(chart, brief(whole, middle), points, bold) <= room:
            few = middle
        else:
            many = middle - 1
    return brief(whole, few)


def wrapped(
    chart: Chart, text: str, room: float, points: float, bold: bool = False, lines: int = 2
) -> str:
    """A text on lines no wider than their room, broken at spaces where there are any.

    Args:
        chart: where it will stand.
        text: what to write.
        room: inches.
        points, bold: how it will be written.
        lines: the most lines; what is beyond them is shortened.
    """
    whole = plain(text)
    done: list[str] = []
    while whole and len(done) < lines - 1:
        head = _first_line(chart, whole, room, points, bold)
        done.append(head.rstrip())
        whole = whole[len(head) :].lstrip()
    if whole:
        done.append(shortened(chart, whole, room, points, bold))
    return "\n".join(done)


def _first_line(chart: Chart, text: str, room: float, points: float, bold: bool) -> str:
    """As much of a text as fits on a line: whole words, or else whole characters, at least one."""

    def longest(pieces: list[str]) -> str:
        few, many = 0, len(pieces)
        while few < many:
            middle = (few + many + 1) // 2
            if width(chart, "".join(pieces[:middle]).rstrip(), points, bold) <= room:
                few = middle
            else:
                many = middle - 1
        return "".join(pieces[:few])

    words = [word + " " for word in text.split(" ")]
    words[-1] = words[-1][:-1]
    parts = clusters(text)
    return longest(words) or longest(parts) or parts[0]
