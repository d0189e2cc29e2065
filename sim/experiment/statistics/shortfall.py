"""How far a design falls behind today before it is ahead, and when it has made that up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...text.numbers import share_tick
from .estimates import Estimate

Array = NDArray[np.float64]


class Shortfall(NamedTuple):
    """How far a design falls behind today before it is ahead.

    Attributes:
        depth: mean of the deepest cumulative shortfalls, currency, 0 or less.
        worst: what 95 % of single runs stay above, currency, 0 or less.
        month: median month of the deepest point, over runs that fall behind; None when none does.
    """

    depth: Estimate
    worst: float
    month: float | None


class Payback(NamedTuple):
    """When what a design falls behind today is made up.

    Attributes:
        month: median month in which a single run has made up its deepest shortfall, over the runs
            that fell behind and made it up; None when none did.
        paid: share of runs that fell behind and made it up.
        never_behind: share of runs that never fell behind; the rest does not make it up within the
            horizon.
    """

    month: float | None
    paid: float
    never_behind: float

    def words(self, months: int) -> str:
        """In words: "month 40", with the share of runs where it is not all of them.

        Args:
            months: the horizon.
        """
        never = self.never_behind
        if self.month is None:
            late = f"not within {months} months"
            if never in (0, 1):
                return "never behind" if never else late
            return f"never behind in {share_tick(never)} of runs, else {late}"
        month = f"month {self.month:.0f}"
        parts = [month if self.paid == 1 else f"{month} in {share_tick(self.paid)} of runs"]
        return ", ".join(parts + [f"never behind in {share_tick(never)}"] * (never > 0))


def deepest(lead: Array) -> tuple[Array, float | None]:
    """How deep each run falls, [replications], and the median month of it over those that fall.

    Args:
        lead: [replications, months], cumulative profit less today's.
    """
    behind = np.minimum(lead, 0.0)
    depth = behind.min(axis=1)
    fell = depth < 0
    return depth, float(np.median(behind.argmin(axis=1)[fell] + 1.0)) if fell.any() else None


def payback(lead: Array) -> Payback:
    """When each run has made up its deepest shortfall.

    Args:
        lead: [replications, months], cumulative profit less today's.
    """
    months = np.arange(lead.shape[1])
    back = (months[None, :] >= lead.argmin(axis=1)[:, None]) & (lead >= 0)
    fell = lead.min(axis=1) < 0
    paid = fell & back.any(axis=1)
    month = float(np.median(back.argmax(axis=1)[paid] + 1.0)) if paid.any() else None
    return Payback(month, float(paid.mean()), float(1 - fell.mean()))
