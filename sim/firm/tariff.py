"""A firm's prices relative to today's, as it carries them from month to month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..market.prices import Prices, volume

Array = NDArray[np.float64]


@dataclass
class Tariff:
    """Prices relative to today's: 1 is today's.

    Attributes:
        segment, product: [S] and [P], what segments' and products' leaders have set.
        used_to: [S, P], the prices that people taken for a segment are used to.
        joiners: [S], simulated people a month, smoothed; nothing where none are known yet.
        elasticity: [P], of volume, at which today's owners are content with today's prices; nothing
            before prices may move.
    """

    segment: Array
    product: Array
    used_to: Array
    joiners: Array | None = None
    elasticity: Array | None = None

    @classmethod
    def of_today(cls, segments: int, products: int) -> Tariff:
        """Today's prices, which everybody is used to."""
        return cls(np.ones(segments), np.ones(products), np.ones((segments, products)))

    def copy(self) -> Tariff:
        """A tariff that can change without touching this one."""
        known = [None if each is None else each.copy() for each in (self.joiners, self.elasticity)]
        return Tariff(self.segment.copy(), self.product.copy(), self.used_to.copy(), *known)

    def price(self, authority: float) -> Array:
        """Prices that people meet, [S, P]: authority times the segments', the rest the products'.

        Args:
            authority: share of authority with segment leaders.
        """
        return authority * self.segment[:, None] + (1 - authority) * self.product[None, :]

    def met(self, authority: float) -> Prices:
        """What people meet.

        Args:
            authority: as for `price`.
        """
        price = self.price(authority)
        elasticity = np.zeros(len(self.product)) if self.elasticity is None else self.elasticity
        return Prices(price, self.used_to.copy(), volume(price, elasticity))
