"""What owners see of their customers: traced figures, smoothed as a management report would."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass
class Books:
    """Traced figures by segment, [S] unless stated otherwise.

    Attributes:
        customers: simulated people at the end of last month.
        prospects: simulated people who could join, by the segment they are taken for.
        revenue: currency a month, all simulated customers.
        margin: currency a month, contribution of one customer (gross margin less service).
        churn: share a month.
        contact: chance of a moment of truth in a month.
        heard: value delivered as the market hears it, 1 for all of the first day's.
        mix: [S, P], revenue by product over the segment's revenue.
    """

    customers: Array
    prospects: Array
    revenue: Array
    margin: Array
    churn: Array
    contact: Array
    heard: Array
    mix: Array

    def copy(self) -> Books:
        """Books that can change without touching these."""
        return Books(*(getattr(self, f.name).copy() for f in fields(self)))

    def with_firm(self, *columns: Array) -> list[Array]:
        """Segment values and, last, their mean over customers: what a firm-wide owner sees.

        Args:
            columns: values by segment, [S] each.

        Returns:
            [S + 1] for each column.
        """
        weight = self.customers / max(float(self.customers.sum()), 1e-9)
        table = np.empty((len(columns), len(weight) + 1))
        table[:, :-1] = columns
        table[:, -1] = table[:, :-1] @ weight
        return list(table)


class Seen(NamedTuple):
    """What segment leaders and, last, a firm-wide owner decide on this month, [S + 1] each.

    Attributes:
        margin, churn, contact, heard: as in `Books`.
        staked: currency a month, the part of the margin that owners count in keeping a customer.
        margin_of_one_more: currency a month, what a further product sold would earn.
    """

    margin: Array
    churn: Array
    contact: Array
    heard: Array
    staked: Array
    margin_of_one_more: Array
