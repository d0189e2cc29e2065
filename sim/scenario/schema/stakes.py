"""What leaders' stakes are in: the section of `sim.firm.stakes`."""

from __future__ import annotations

from .parameter import ASSUMPTION, Section, Witness, parameter

MIXED = {"today.organisation.incentive": 0.5, "today.organisation.authority": 0.3}
"""Leaders of products who are paid for segments, too."""


class Stakes(Section):
    """What leaders count when they weigh a change or the keeping of a customer."""

    margin_kept: float = parameter(
        1.0,
        unit="exponent",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Whether changes are weighed by revenue made happy (0) or by margin kept (1).",
        witness=Witness(0.0, 1.0, "nps", MIXED),
    )
    common_good: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="Holmström 1982, Holmström & Milgrom 1991 (R): what all share none pays for",
        description="How far product leaders leave the other products' gain from loyalty out.",
        witness=Witness(0.0, 1.0, "complaints_cost", MIXED),
    )
    common_horizon: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How far customers saved are valued over the horizon of customers won.",
        witness=Witness(0.0, 1.0, "complaints_cost"),
    )
