"""What follows from a design: who leads, how many pairs must agree, how far a move is."""

from __future__ import annotations

from typing import NamedTuple

from ..scenario.schema.design import Basis, Design

WEIGHTS: dict[str, tuple[float, float]] = {
    # setting: (weight, distance between the two ends that counts as the whole way); assumption
    "organisation.authority": (0.30, 1.0),
    "organisation.incentive": (0.12, 1.0),
    "organisation.horizon_months": (0.06, 26.0),
    "organisation.outcome_focus": (0.08, 0.6),
    "organisation.layers": (0.08, 2.0),
    "organisation.visibility": (0.08, 0.5),
    "organisation.basis": (0.08, 1.0),
    "delivery.batch_size": (0.07, 5.0),
    "delivery.quality_bar": (0.03, 0.09),
    "delivery.reality_check": (0.03, 0.7),
    "delivery.upfront_research": (0.03, 1.0),
    "delivery.risk_aversion": (0.02, 0.8),
    "delivery.increment": (0.02, 0.75),
    # The presets agree on these, so what they add comes on top.
    "organisation.listening": (0.04, 1.0),
    "organisation.debias": (0.04, 1.0),
    "organisation.review_months": (0.03, 6.0),
    "organisation.focus": (0.04, 1.0),
    "delivery.budget": (0.0, 1.0),  # more of the same is no reorganisation
}
"""How much each setting counts in the distance between two designs.

The weights of the settings in which opposite corner presets differ add up to 1.
"""


def distance(design: Design, today: Design) -> float:
    """How far a design is from today's: 0 for the same, 1 from one corner preset to the opposite.

    Sum over settings of weight * |difference| / span. Only values count, never a name.
    """
    total = 0.0
    for path, (weight, span) in WEIGHTS.items():
        section, field = path.split(".")
        there = getattr(getattr(design, section), field)
        here = getattr(getattr(today, section), field)
        if isinstance(there, Basis):
            total += weight * (there is not here)
        else:
            total += weight * abs(there - here) / span
    return total


class Leadership(NamedTuple):
    """Who leads, as continuous presence.

    Attributes:
        product: presence of product leaders, 0 to 1.
        segment: presence of segment leaders, 0 to 1.
        pairs: pairs of leaders who must agree.
    """

    product: float
    segment: float
    pairs: float


def leadership(authority: float, products: int, segments: int) -> Leadership:
    """Leaders of a firm: at authority 0 only products', at 1 only segments', at 1/2 both in full.

    Pairs: n (n - 1) / 2 within each kind and n m across, weighted by presence.
    """
    product, segment = min(1.0, 2 * (1 - authority)), min(1.0, 2 * authority)
    within = product * products * (products - 1) / 2 + segment * segments * (segments - 1) / 2
    return Leadership(product, segment, within + product * segment * products * segments)
