"""The profit and loss of every month as a cube: [month, segment, product, account], in cents.

Revenue is positive, costs are negative, so that profit is a plain sum. Both axes have a last member
`shared` for what no segment or product caused alone: nothing is allocated inside. Each booking is
rounded once, as a whole, and spread over its cells so that they add up to it (largest remainder);
`control` keeps the rounded totals, so the cube can be checked against what was booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
from numpy.typing import NDArray

from ..market.rules.compiled import borrowing_kernel
from .chart_of_accounts import STRUCTURE, Account, Accounts, amount_of

SHARED = -1
"""Position of the member `shared` on either axis."""


class Ledger:
    """The books of one run.

    Args:
        months: how many months can be booked.
        segments, products: members beside `shared` on each axis.
    """

    def __init__(self, months: int, segments: int, products: int) -> None:
        self.cube: NDArray[np.int64] = np.zeros(
            (months, segments + 1, products + 1, len(Account)), dtype=np.int64
        )
        self.control: NDArray[np.int64] = np.zeros((months, len(Account)), dtype=np.int64)
        self._open = np.zeros((segments + 1, products + 1, len(Account)))
        self._every_month = np.zeros_like(self._open)

    def book(
        self,
        account: Account | Sequence[Account] | NDArray[np.int64],
        amount: float | NDArray[np.float64],
        segment: int | slice = SHARED,
        product: int | slice = SHARED,
    ) -> None:
        """Add an amount to the open month.

        Args:
            account: where; places of several different ones lie along the amount's last axis.
            amount: currency, costs negative; broadcasts over the cells addressed.
            segment, product: position or slice on each axis; `SHARED` when not given.
        """
        self._open[segment, product, account] += amount

    def book_every_month(
        self,
        account: Account,
        amount: float,
        segment: int | slice = SHARED,
        product: int | slice = SHARED,
    ) -> None:
        """Add an amount to the open month and to every month after; arguments as for `book`."""
        self.book(account, amount, segment, product)
        self._every_month[segment, product, account] += amount

    def close(self, month: int) -> None:
        """Round the open month to cents and file it.

        Args:
            month: row of the cube.
        """
        _round_to_cents(self._open, self.cube[month], self.control[month])
        self._open[:] = self._every_month

    def amount(self, wanted: Accounts) -> NDArray[np.float64]:
        """What was booked to an account, or to those of a group or line, by month, currency."""
        return np.asarray(amount_of(self.cube, wanted).sum(axis=(1, 2)) / 100)

    def profit(self) -> NDArray[np.float64]:
        """Operating profit by month, currency."""
        return np.asarray(self.cube.sum(axis=(1, 2, 3)) / 100)

    def structure(self) -> NDArray[np.float64]:
        """Structure cost by month, currency, positive."""
        return np.asarray(-self.cube[..., list(STRUCTURE)].sum(axis=(1, 2, 3)) / 100)


@borrowing_kernel
def _round_to_cents(
    exact: NDArray[np.float64], cents: NDArray[np.int64], control: NDArray[np.int64]
) -> None:
    """Round each account once, as a whole, and give its cells their cents by largest remainder.

    Every cell gets floor(100 x); the cents still missing go to the cells that lost most, the first
    of equals first.

    Args:
        exact: currency [segments + 1, products + 1, accounts].
        cents: int64 of the same shape, filled in.
        control: int64 [accounts], the rounded totals, filled in.
    """
    segments, products, accounts = exact.shape
    for account in range(accounts):
        total, floors = 0.0, 0
        for s in range(segments):
            for p in range(products):
                amount = 100.0 * exact[s, p, account]
                total += amount
                cents[s, p, account] = floor(amount)
                floors += cents[s, p, account]
        control[account] = np.rint(total)
        for _ in range(min(control[account] - floors, segments * products)):
            most, at = -1.0, (0, 0)
            for s in range(segments):
                for p in range(products):
                    lost = 100.0 * exact[s, p, account] - cents[s, p, account]
                    if lost > most:
                        most, at = lost, (s, p)
            cents[at[0], at[1], account] += 1
