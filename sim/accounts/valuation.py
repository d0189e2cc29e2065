"""What a stream of monthly profits is worth today."""

from __future__ import annotations

from math import expm1, log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class PresentValue(NamedTuple):
    """A net present value in its two parts.

    Attributes:
        cash: what the months simulated bring, discounted, currency.
        terminal: what comes after them, discounted, currency.
    """

    cash: float
    terminal: float

    @property
    def total(self) -> float:
        """Net present value: cash + terminal."""
        return self.cash + self.terminal


def net_present_value(
    profit: NDArray[np.float64],
    discount_yearly: float,
    terminal_fade: float,
    one_off: NDArray[np.float64] | None = None,
) -> float:
    """Net present value of monthly profits, with a terminal value.

    NPV = cash + terminal, see `present_value`, whose arguments these are.
    """
    return present_value(profit, discount_yearly, terminal_fade, one_off).total


def present_value(
    profit: NDArray[np.float64],
    discount_yearly: float,
    terminal_fade: float,
    one_off: NDArray[np.float64] | None = None,
) -> PresentValue:
    """What monthly profits are worth today: those of the months given, and those after them.

    NPV = sum_t profit_t / (1 + i)^(t/12) + TV / (1 + i)^(n/12). The sum is cash, the rest terminal
    value. Every amount is due at its month's end, before and after the horizon.
    TV = A (1 - f) / (i + f) * i / (12 ((1 + i)^(1/12) - 1)), where A is the last twelve months'
    profit before one-off costs, which fades by f a year for ever after; the last factor is what
    twelve payments by month are worth over one at the year's end.
    Without a terminal value a horizon of five years punishes whatever builds up customers.

    Args:
        profit: [months], currency, first month first.
        discount_yearly: i, share a year.
        terminal_fade: f, share a year.
        one_off: [months], costs in `profit` (0 or less) that will not come again.
    """
    months = np.arange(1, len(profit) + 1)
    present = float((profit / (1 + discount_yearly) ** (months / 12)).sum())
    recurring = profit if one_off is None else profit - one_off
    last_year = float(recurring[-12:].sum()) * 12 / max(min(len(profit), 12), 1)
    terminal = last_year * (1 - terminal_fade) / (discount_yearly + terminal_fade)
    terminal *= by_month(discount_yearly)
    return PresentValue(present, terminal / (1 + discount_yearly) ** (len(profit) / 12))


def by_month(discount_yearly: float) -> float:
    """What a year's twelve payments by month are worth over one at its end.

    i / (12 ((1 + i)^(1/12) - 1)).

    Args:
        discount_yearly: i, share a year.
    """
    monthly = expm1(log1p(discount_yearly) / 12)
    return discount_yearly / (12 * monthly) if monthly > 0 else 1.0
