"""Numbers as people read them: money, shares, points, with their intervals."""

from __future__ import annotations

import math

from ..experiment.statistics import Estimate

_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


def money(value: float, currency: str, signed: bool = False) -> str:
    """An amount with three significant digits: "EUR 12.3m", "+EUR 450k", "-EUR 1.20m"."""
    sign = "-" if value < 0 else "+" if signed else ""
    size = abs(value)
    for scale, suffix in _SCALES:
        if size >= 0.9995 * scale:
            return f"{sign}{currency} {_three_digits(size / scale)}{suffix}"
    return f"{sign}{currency} {_three_digits(size)}"


def percent(value: float, signed: bool = False) -> str:
    """A share as a percentage: "14.0 %"."""
    return f"{value * 100:{'+' if signed else ''}.1f} %"


def chance(value: float) -> str:
    """A probability; never 100 % or 0 %, which no number of replications can show."""
    return "over 99.9 %" if value > 0.999 else "under 0.1 %" if value < 0.001 else percent(value)


def points(value: float, signed: bool = False) -> str:
    """A score: "14.2"."""
    return f"{value:{'+' if signed else ''}.1f}"


def ratio(value: float, signed: bool = False) -> str:
    """How many times one amount is another: "2.41"."""
    return f"{value:{'+' if signed else ''}.2f}"


def interval(estimate: Estimate, write: object) -> str:
    """The 95 % interval, "low to high"."""
    assert callable(write)
    if not math.isfinite(estimate.low):
        return "no interval from one replication"
    return f"{write(estimate.low)} to {write(estimate.high)}"


def _three_digits(size: float) -> str:
    return f"{size:.0f}" if size >= 99.95 else f"{size:.1f}" if size >= 9.995 else f"{size:.2f}"
