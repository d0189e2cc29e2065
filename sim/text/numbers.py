"""Numbers as people read them: money, shares, points, with their intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, Protocol

NOT_KNOWN = "not known"
"""What stands for a figure that has nothing to be worked out from, e.g. the cost of no joiner."""
_SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


class Interval(Protocol):
    """A mean with its 95 % interval."""

    @property
    def mean(self) -> float:
        """The mean."""

    @property
    def low(self) -> float:
        """Where the interval begins."""

    @property
    def high(self) -> float:
        """Where it ends."""


def money(value: float, currency: str, signed: bool = False) -> str:
    """An amount with three significant digits: "EUR 12.3m", "+EUR 450k", "-EUR 1.20m"."""
    if math.isnan(value):
        return NOT_KNOWN
    sign = "-" if value < 0 else "+" if signed else ""
    size = abs(value)
    scale, suffix = scale_of(size)
    return f"{sign}{currency} {_three_digits(size / scale)}{suffix}"


def scale_of(size: float) -> tuple[float, str]:
    """What an amount this large is divided by, and the letters that stand for it: (1e6, "m")."""
    return next(
        ((scale, suffix) for scale, suffix in _SCALES if abs(size) >= 0.9995 * scale), (1.0, "")
    )


def tick(value: float, _: int = 0) -> str:
    """An amount on an axis, whose currency is stated elsewhere: "2.5m"."""
    scale, suffix = scale_of(value)
    return f"{value / scale:g}{suffix}"


def percent(value: float, signed: bool = False) -> str:
    """A share as a percentage: "14.0 %"."""
    return _known(value, f"{value * 100:{'+' if signed else ''}.1f} %")


def share_tick(value: float, _: int = 0) -> str:
    """A share in whole percent, on an axis and of runs: "14 %"."""
    return f"{100 * value:.0f} %"


def chance(value: float) -> str:
    """A probability; never 100 % or 0 %, which no number of replications can show."""
    return "over 99.9 %" if value > 0.999 else "under 0.1 %" if value < 0.001 else percent(value)


def points(value: float, signed: bool = False) -> str:
    """A score: "14.2"."""
    return _known(value, f"{value:{'+' if signed else ''}.1f}")


def ratio(value: float, signed: bool = False) -> str:
    """How many times one amount is another: "2.41"."""
    return _known(value, f"{value:{'+' if signed else ''}.2f}")


def written(value: float, unit: str, currency: str, signed: bool = False) -> str:
    """A figure in its unit.

    Args:
        value: the figure.
        unit: "currency", "share", "ratio" or "people"; anything else is written as a score.
        currency: of amounts.
        signed: whether it is a difference: a plus is written, and shares differ by points.
    """
    if unit == "share" and signed:
        return _known(value, f"{100 * value:+.1f} points")
    if unit == "currency":
        return money(value, currency, signed)
    if unit == "people":
        return _known(value, f"{value:{'+' if signed else ''},.0f}")
    return {"share": percent, "ratio": ratio}.get(unit, points)(value, signed)


def _known(value: float, text: str) -> str:
    return NOT_KNOWN if math.isnan(value) else text


def interval(estimate: Interval, write: Callable[[float], str]) -> str:
    """The 95 % interval, "low to high"."""
    if math.isnan(estimate.mean):
        return NOT_KNOWN
    if not math.isfinite(estimate.low):
        return "no interval from one replication"
    return f"{write(estimate.low)} to {write(estimate.high)}"


def plain(estimate: Interval) -> dict[str, float | None]:
    """An estimate as plain values; what is not finite as None."""
    return {key: finite(getattr(estimate, key)) for key in ("mean", "low", "high")}


def finite(value: float) -> float | None:
    """The value, or None where it is none."""
    return value if math.isfinite(value) else None


def _three_digits(size: float) -> str:
    return f"{size:.0f}" if size >= 99.95 else f"{size:.1f}" if size >= 9.995 else f"{size:.2f}"


class Unit(NamedTuple):
    """One scale for all amounts of a table or a chart, so that they can be compared by eye.

    Attributes:
        divisor: what amounts are divided by.
        suffix: "bn", "m", "k" or nothing.
        decimals: how many are written.
    """

    divisor: float
    suffix: str
    decimals: int

    @classmethod
    def of(cls, largest: float, smaller: float = 1.0) -> Unit:
        """The unit in which the largest amount has three significant digits, or more.

        Args:
            largest: of the amounts.
            smaller: amounts so many times smaller still have digits before the point.
        """
        divisor, suffix = scale_of(largest / smaller)
        return cls(divisor, suffix, max(0, 2 - int(math.log10(max(abs(largest) / divisor, 1)))))

    def name(self, currency: str) -> str:
        """How a header names it: "EUR m"."""
        return f"{currency} {self.suffix}".rstrip()

    def write(self, value: float, signed: bool = False) -> str:
        """An amount without its unit: "12.3", or "+12.3" where it is a change."""
        number = round(value / self.divisor, self.decimals) + 0.0
        return f"{number:{'+' if signed and number else ''},.{self.decimals}f}"

    def statement(self, value: float) -> str:
        """An amount as statements have it: costs in parentheses."""
        written = self.write(abs(value))
        return f"({written})" if value < 0 and self.write(value).strip("-0.,") else written
