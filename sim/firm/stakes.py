"""What a leader has at stake in a customer who stays: the margin kept, and whose it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..market.people.population import holding_chances
from ..scenario.scenario import Scenario

Array = NDArray[np.float64]


def own_share(scenario: Scenario) -> Array:
    """Share of a customer's margin that is a product leader's own, by segment, [S].

    h = E[sum_p m_p^2 / m] / E[m] over the sets of products that customers hold: whoever is asked
    owns a product in proportion to its margin m_p, of the customer's margin m. One product alone
    gives 1: where customers hold few products, loyalty is hardly a common good.
    """
    products = len(scenario.products)
    held = (np.arange(2**products)[:, None] >> np.arange(products) & 1).astype(float)
    margin = held * np.array([p.revenue * p.margin for p in scenario.products])
    total = margin.sum(axis=1)
    own = np.divide((margin**2).sum(axis=1), total, out=np.zeros_like(total), where=total > 0)
    chances = holding_chances(scenario)
    earned = chances @ total
    return np.divide(chances @ own, earned, out=np.ones_like(earned), where=earned > 0)


def in_loyalty(own: Array, incentive: float, common_good: float) -> Array:
    """Share of a customer's margin that owners count when they keep customers, [S].

    1 - common_good (1 - incentive) (1 - h): to a product leader the other products' part of a
    loyal customer is a common good (Holmström 1982), to a segment's leader all is own.

    Args:
        own: h, see `own_share`.
        incentive: share of credit that is a segment's P&L.
        common_good: how far what others gain is left out.
    """
    return 1.0 - common_good * (1.0 - incentive) * (1.0 - own)


def of_gains(own_worth: Array, firm_worth: float, incentive: float, margin_kept: float) -> Array:
    """Weight of a gain by segment beside credited revenue, [S].

    max(incentive worth_s + (1 - incentive) worth, 0)^margin_kept: months of revenue that a unit of
    delivered value keeps of the segment's customers or, to a product leader, of the firm's mean.

    Args:
        own_worth: [S], see `delivery.months_worth`, with each segment's churn, contact and margin.
        firm_worth: the same with the firm's means.
        incentive: share of credit that is a segment's P&L.
        margin_kept: 1 for margin kept, 0 for revenue made happy.
    """
    worth = incentive * own_worth + (1 - incentive) * firm_worth
    return np.asarray(np.maximum(worth, 0.0) ** margin_kept)
