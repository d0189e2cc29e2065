"""A cohort: customers who joined together, counted as they leave."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Cohort(NamedTuple):
    """Customers who joined together, and how many of them were there when somebody counted.

    Attributes:
        segment: whose; empty for a table that tells no segments apart.
        joined: month of joining, months since the year 0.
        ages: months since joining at each count, ascending.
        customers: how many were there.
    """

    segment: str
    joined: int
    ages: NDArray[np.int64]
    customers: NDArray[np.int64]

    def until(self, month: int) -> Cohort:
        """What was known of the cohort at the end of a month."""
        known = self.joined + self.ages <= month
        return self._replace(ages=self.ages[known], customers=self.customers[known])
