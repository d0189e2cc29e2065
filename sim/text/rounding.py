"""Printed figures that miss their printed sum by the last digit, because each is rounded alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ROUNDED = "Figures are rounded separately, so sums may differ by one in the last digit."
"""What is stated once where it happens. No figure is moved to make a sum come out."""


def misses(sums: Iterable[tuple[Sequence[float], float]], digits: int) -> bool:
    """Whether some sum does not come out of its parts as they are printed.

    Args:
        sums: parts, and what they add up to, in the unit in which they are printed.
        digits: behind the point, that are printed.
    """
    return any(
        round(sum(round(part, digits) for part in parts), digits) != round(whole, digits)
        for parts, whole in sums
    )
