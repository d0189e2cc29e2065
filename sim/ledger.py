"""The profit and loss of every month as a cube: [month, segment, product, account], in cents.

Revenue is positive, costs are negative, so that profit is a plain sum. Both axes have a last member
`shared` for what no segment or product caused alone: nothing is allocated inside. Each booking is
rounded once, as a whole, and spread over its cells so that they add up to it (largest remainder);
`control` keeps the rounded totals, so the cube can be checked against what was booked.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Account(IntEnum):
    """The accounts of the ledger, in the order of a statement."""

    REVENUE = 0
    COST_OF_SALES = 1
    SERVICE = 2
    COMPLAINTS = 3
    RETENTION_OFFERS = 4
    CROSS_SELLING = 5
    RECRUITING = 6
    DELIVERY = 7
    RELEASES = 8
    PLATFORM = 9
    LEADERSHIP = 10
    COORDINATION = 11
    RESTRUCTURING = 12
    INCIDENTS = 13

    @property
    def label(self) -> str:
        """The account's name as reports print it."""
        return self.name.replace("_", " ").capitalize()


STRUCTURE = (Account.LEADERSHIP, Account.COORDINATION, Account.RESTRUCTURING)
"""What an organisation costs by its structure; verdicts are also given gross of these."""

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

    def book(
        self,
        account: Account,
        amount: float | NDArray[np.float64],
        segment: int | slice = SHARED,
        product: int | slice = SHARED,
    ) -> None:
        """Add an amount to the open month.

        Args:
            account: where.
            amount: currency, costs negative; broadcasts over the cells addressed.
            segment, product: position or slice on each axis; `SHARED` when not given.
        """
        self._open[segment, product, account] += amount

    def close(self, month: int) -> None:
        """Round the open month to cents and file it.

        Args:
            month: row of the cube.
        """
        exact = self._open.reshape(-1, len(Account)) * 100
        total = np.rint(exact.sum(axis=0)).astype(np.int64)
        cents = np.floor(exact).astype(np.int64)
        missing = total - cents.sum(axis=0)
        order = np.argsort(cents - exact, axis=0, kind="stable")
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(len(order))[:, None], axis=0)
        cents += rank < missing
        self.cube[month] = cents.reshape(self._open.shape)
        self.control[month] = total
        self._open[:] = 0.0

    def profit(self) -> NDArray[np.float64]:
        """Operating profit by month, currency."""
        return np.asarray(self.cube.sum(axis=(1, 2, 3)) / 100)

    def structure(self) -> NDArray[np.float64]:
        """Structure cost by month, currency, positive."""
        return np.asarray(-self.cube[..., list(STRUCTURE)].sum(axis=(1, 2, 3)) / 100)
