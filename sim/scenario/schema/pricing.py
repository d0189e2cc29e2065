"""How prices move and what they do: the section of `sim.firm.mechanisms.pricing`."""

from __future__ import annotations

from .parameter import ASSUMPTION, Section, Witness, parameter

FREE = {"forms.prices": "free"}
PRICES_MOVE = {**FREE, "pricing.fastest": 0.3}
"""Where a witness needs prices that may move, and that move fast."""

BY_PRODUCT = {
    **PRICES_MOVE,
    "today.organisation.authority": 0.3,
    "today.organisation.incentive": 0.0,
    "design": "product_led/incremental",
}
"""Where it also needs leaders of products who set prices and are paid for products."""


class Pricing(Section):
    """Prices relative to today's; they stay where they are unless `forms.prices` is free."""

    fastest: float = parameter(
        0.06,
        unit="share / year",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Most that a price moves in a year, where `forms.prices` is free.",
        witness=Witness(0.0, 0.3, "revenue", FREE),
    )
    churn_elasticity: float = parameter(
        1.1,
        unit="elasticity",
        low=0,
        high=5,
        role="uncertainty",
        source=ASSUMPTION,
        description="By how many per cent leaving rises when prices rise by one.",
        witness=Witness(0.2, 3.0, "revenue", PRICES_MOVE),
    )
    joining_elasticity: float = parameter(
        1.1,
        unit="elasticity",
        low=0,
        high=5,
        role="uncertainty",
        source=ASSUMPTION,
        description="By how many per cent joining falls when prices rise by one.",
        witness=Witness(0.2, 3.0, "revenue", PRICES_MOVE),
    )
    felt: float = parameter(
        0.5,
        unit="delivered value",
        low=0,
        high=5,
        role="uncertainty",
        source=ASSUMPTION,
        description="Shortfall that customers feel at a moment, for each unit of the logarithm of "
        "the price over the one that they are used to.",
        witness=Witness(0.0, 2.0, "satisfaction", PRICES_MOVE),
    )
    getting_used: float = parameter(
        0.08,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How fast customers get used to a price.",
        witness=Witness(0.0, 0.5, "satisfaction", PRICES_MOVE),
    )
    siblings: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How far product leaders who are paid for products count what the other "
        "products lose when a customer leaves for their price.",
        witness=Witness(0.0, 1.0, "revenue", BY_PRODUCT),
    )
