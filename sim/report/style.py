"""One look for every chart: colours of designs, fonts, and how money stands on an axis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Okabe & Ito's colours, safe for colour-blind readers.
ORANGE, SKY, GREEN, BLUE, VERMILION, PURPLE = (
    "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
INK, GREY, RULE = "#222222", "#777777", "#DDDDDD"

_FIXED = {
    "today": GREY,
    "product_led/perfection": ORANGE,
    "product_led/incremental": VERMILION,
    "segment_led/perfection": SKY,
    "segment_led/incremental": BLUE,
}
_SPARE = (GREEN, PURPLE, VERMILION, SKY, ORANGE, BLUE)

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "text.color": INK,
    "figure.facecolor": "white",
    "svg.hashsalt": "segment-pnl-simulator",
}
"""Settings for `matplotlib.rc_context`; no chart changes the user's own."""


def colours(designs: Iterable[str]) -> dict[str, str]:
    """A colour for each design: the presets' are fixed, others take what is left."""
    spare = list(_SPARE)
    chosen = {name: _FIXED[name] for name in designs if name in _FIXED}
    free = [c for c in spare if c not in chosen.values()] or spare
    others = [name for name in designs if name not in chosen]
    return chosen | {name: free[i % len(free)] for i, name in enumerate(others)}
