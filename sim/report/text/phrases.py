"""Parts of sentences that several texts share: designs, and differences with their intervals."""

from __future__ import annotations

import math
from collections.abc import Callable

from ...experiment.statistics.estimates import Estimate
from ...text.numbers import Unit, interval


def named(design: str) -> str:
    """A design's name as a sentence takes it: "segment-led, incremental"."""
    return "today's design" if design == "today" else design.replace("_", "-").replace("/", ", ")


def capitalized(words: str) -> str:
    """With a capital first letter; the other letters stay."""
    return f"{words[:1].upper()}{words[1:]}"


def interval_in_words(gap: Estimate, write: Callable[[float], str], unit: str = "") -> str:
    """The interval as parentheses hold it, with what kind of interval it is."""
    if not math.isfinite(gap.low):
        return interval(gap, write)
    return f"95 % CI {interval(gap, write)}{unit}"


def unit_of(*gaps: Estimate) -> Unit:
    """One unit for these amounts and their intervals."""
    return Unit.of(max(abs(value) for gap in gaps for value in gap if math.isfinite(value)))


def difference(gap: Estimate, currency: str, unit: Unit | None = None) -> str:
    """A difference of amounts: "+EUR 2.60m (95 % CI -2.60m to +7.70m)".

    Args:
        gap: with its interval.
        currency: of the amounts.
        unit: in which to write it; its own when missing.
    """
    unit = unit or unit_of(gap)

    def write(value: float) -> str:
        return f"{unit.write(value, True)}{unit.suffix}"

    return f"{amount(gap.mean, currency, unit)} ({interval_in_words(gap, write)})"


def amount(value: float, currency: str, unit: Unit) -> str:
    """A signed amount in a unit: "+EUR 2.60m"."""
    number = unit.write(value, True)
    sign = number[0] if number[0] in "+-" else ""
    return f"{sign}{currency} {number.removeprefix(sign)}{unit.suffix}"
