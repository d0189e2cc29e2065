"""One look for every chart: sizes, colours and fonts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.colors import to_rgb

from ...text.fonts import FONT, ONE_AT_A_TIME


class Size(NamedTuple):
    """How large a chart is.

    Attributes:
        width, height: inches.
        points: size of its ordinary text.
        dots: pixels an inch where it is saved as pixels.
    """

    width: float
    height: float
    points: float
    dots: int


SIZES = {
    "screen": Size(10.0, 6.2, 10.5, 150),
    "slide": Size(13.33, 7.5, 14.0, 150),
    "page": Size(6.7, 5.2, 8.0, 220),
}
"""A notebook, a presentation of 16:9, a column of a printed document."""

# Okabe & Ito's colours, safe for colour-blind readers.
ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
INK, GREY, RULE, PALE = "#222222", "#777777", "#DDDDDD", "#F2F2F2"
GOOD, BAD = "#3C8D2F", "#B2182B"
"""Effects on profit; no design has these. They differ in lightness too, and a sign is printed."""

READABLE = 4.0
"""Contrast of coloured words; WCAG 2 asks for 3 of large text and 4.5 of small."""

_FIXED = {
    "today": GREY,
    "product_led/perfection": ORANGE,
    "product_led/incremental": VERMILION,
    "segment_led/perfection": SKY,
    "segment_led/incremental": BLUE,
}
_SPARE = (GREEN, PURPLE, VERMILION, SKY, ORANGE, BLUE)

_SETTINGS: Any = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": False,
    "grid.color": RULE,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "text.color": INK,
    # A client may be called "$mart_Bank": names are no formulas.
    "text.parse_math": False,
    # Widths that are measured at one resolution hold at every other.
    "text.hinting": "no_hinting",
    "figure.facecolor": "white",
}


@contextmanager
def look(size: Size, fonts: Sequence[str] = (FONT,), salt: str = "") -> Iterator[None]:
    """Draw in this look, whatever settings the user has, which are the same again afterwards.

    Args:
        size: of the chart; its text goes by it.
        fonts: families, each for the characters that those before it do not have.
        salt: makes the ids within an SVG its own, so that two fit into one document.
    """
    small = 0.9 * size.points
    with ONE_AT_A_TIME, mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            _SETTINGS
            | {
                "font.family": list(fonts),
                "font.size": size.points,
                "axes.labelsize": size.points,
                "xtick.labelsize": small,
                "ytick.labelsize": small,
                "legend.fontsize": small,
                "lines.linewidth": 0.2 * size.points,
                "lines.markersize": 0.75 * size.points,
                "axes.linewidth": 0.08 * size.points,
                "grid.linewidth": 0.07 * size.points,
                "xtick.major.size": 0.3 * size.points,
                "ytick.major.size": 0.3 * size.points,
                "svg.hashsalt": f"segment-pnl-simulator {salt}",
            }
        )
        yield


def colours(designs: Iterable[str]) -> dict[str, str]:
    """A colour for each design: the presets' are fixed, others take what is left."""
    spare = list(_SPARE)
    chosen = {name: _FIXED[name] for name in designs if name in _FIXED}
    free = [c for c in spare if c not in chosen.values()] or spare
    others = [name for name in designs if name not in chosen]
    return chosen | {name: free[i % len(free)] for i, name in enumerate(others)}


def readable_on(colour: Any) -> str:
    """White or ink, whichever is read more easily on a colour.

    Args:
        colour: anything that matplotlib takes for a colour.
    """
    return max(("white", INK), key=lambda text: contrast(text, colour))


def as_text(colour: Any) -> Any:
    """A colour dark enough to write with on white, of the same hue."""
    red, green, blue = to_rgb(colour)
    while contrast((red, green, blue), "white") < READABLE:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return red, green, blue


def contrast(one: Any, other: Any) -> float:
    """Contrast of two colours, from 1 (none) to 21 (black on white), by WCAG 2."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Any) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
