"""A design: decision rights, information, incentives and delivery habits. Nothing else.

The presets are points in one continuous space; no code anywhere asks for a preset's name.
Sources: a table of designs (assumption, explored by sweeps), layers and filtering
after Boyle & Wicker 1977, batch size and change failure after the DORA reports.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from .magnitudes import MOST_BUDGET
from .parameter import ASSUMPTION, Section, Witness, parameter

# The witness market's today is segment-led and incremental, so that every lever is in use there.


class Basis(StrEnum):
    """Which segments the firm tells apart when it serves people."""

    NONE = "none"
    NEED = "need"
    CIRCUMSTANCE = "circumstance"


class Organisation(Section):
    """Who decides, what they know, what they are paid for."""

    authority: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Share of capacity and levers with segment leaders; 0.5 is a matrix.",
        witness=Witness(0.2, 1.0, "nps"),
    )
    incentive: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Share of a leader's credit that is a segment's P&L, the rest a product's.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    horizon_months: float = parameter(
        4.0,
        unit="month",
        low=1,
        high=120,
        role="lever",
        source=ASSUMPTION,
        description="How far ahead the leaders' KPIs look.",
        witness=Witness(3, 36, "promise"),
    )
    outcome_focus: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Weight of what customers get (quality times fit) against output quality.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    layers: float = parameter(
        4.0,
        unit="layer",
        low=1,
        high=12,
        role="lever",
        source=ASSUMPTION,
        description="Levels of hierarchy between customers and the one who decides.",
        witness=Witness(1, 6, "nps"),
    )
    visibility: float = parameter(
        0.3,
        unit="share",
        low=0.02,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Share of what could be known about customers that the firm's data show.",
        witness=Witness(0.1, 1.0, "nps"),
    )
    listening: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="How much of a reported gap the leaders take in.",
        witness=Witness(0.1, 1.0, "nps"),
    )
    debias: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="How far leaders correct for reports that shrank on their way up.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    review_months: int = parameter(
        1,
        unit="month",
        low=1,
        high=24,
        role="lever",
        source=ASSUMPTION,
        description="Months between two reviews of what reports say.",
        witness=Witness(1, 12, "nps"),
    )
    focus: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="How far capacity follows credited value; 0 splits it by head.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    basis: Basis = Field(
        Basis.NONE,
        description="Segments acted on: none (one offer), by need, or by circumstance.",
        json_schema_extra={
            "unit": "choice",
            "source": ASSUMPTION,
            "role": "lever",
            "witness": {"low": "need", "high": "circumstance", "moves": "nps", "given": {}},
        },
    )


class Delivery(Section):
    """How a firm ships: how much at once, how flawless, how checked."""

    batch_size: int = parameter(
        6,
        unit="item",
        low=1,
        high=24,
        role="lever",
        source="DORA 2024: small batches fail less (R); level assumption",
        description="Items shipped in one release.",
        witness=Witness(1, 6, "releases"),
    )
    quality_bar: float = parameter(
        0.99,
        unit="share",
        low=0.5,
        high=0.999,
        role="lever",
        source=ASSUMPTION,
        description="How often an item must work before it may ship.",
        witness=Witness(0.8, 0.98, "nps"),
    )
    reality_check: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Chance that a harmful item is noticed in the month after and rolled back.",
        witness=Witness(0.0, 1.0, "rollbacks"),
    )
    upfront_research: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="How much is researched before building: better ideas, more effort per item.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    risk_aversion: float = parameter(
        1.0,
        unit="weight",
        low=0,
        high=10,
        role="lever",
        source=ASSUMPTION,
        description="Dislike of moving where little is known.",
        witness=Witness(0.0, 6.0, "nps"),
    )
    increment: float = parameter(
        1.0,
        unit="share",
        low=0.01,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Share of a vision that one programme delivers.",
        witness=Witness(0.1, 1.0, "scope", {"work.vision_share": 0.5}),
    )
    budget: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=MOST_BUDGET,
        role="lever",
        source=ASSUMPTION,
        description="Budget of change, in units of costs.team_share.",
        witness=Witness(0.2, 2.0, "delivery_cost"),
    )


class Design(Section):
    """An organisation and its delivery habits: one point of the design space.

    Example:
        >>> import sim
        >>> mine = sim.Design(organisation={"authority": 0.5, "basis": "need"})
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> result = sim.compare(bank, {"mine": mine}, replications=2, jobs=1)
        >>> {name: design.organisation.authority for name, design in result.designs.items()}
        {'today': 0.0, 'mine': 0.5}
    """

    organisation: Organisation = Organisation()
    delivery: Delivery = Delivery()

    @model_validator(mode="after")
    def _segments_to_lead(self) -> Design:
        message = leaders_without_segments(self.organisation.authority, self.organisation.basis)
        if message:
            raise ValueError(f"organisation.authority: {message}")
        return self


def leaders_without_segments(authority: float, basis: str) -> str:
    """What is wrong with segment leaders who have no segments to act on; nothing where all is well.

    Args:
        authority: share of authority with segment leaders.
        basis: which segments the firm tells apart.
    """
    if authority > 0 and basis == Basis.NONE:
        return (
            f"is {authority:g}, above 0, but basis is none: segment leaders need segments to act "
            "on; set basis to need or circumstance, or authority to 0"
        )
    return ""


PRODUCT_LED = Organisation()
SEGMENT_LED = Organisation(
    authority=1.0,
    incentive=1.0,
    horizon_months=30,
    outcome_focus=0.9,
    layers=2,
    visibility=0.8,
    basis=Basis.NEED,
)
PERFECTION = Delivery()
INCREMENTAL = Delivery(
    batch_size=1,
    quality_bar=0.9,
    reality_check=1.0,
    upfront_research=0.0,
    risk_aversion=0.2,
    increment=0.25,
)

PRESETS: dict[str, Design] = {
    "product_led/perfection": Design(organisation=PRODUCT_LED, delivery=PERFECTION),
    "product_led/incremental": Design(organisation=PRODUCT_LED, delivery=INCREMENTAL),
    "segment_led/perfection": Design(organisation=SEGMENT_LED, delivery=PERFECTION),
    "segment_led/incremental": Design(organisation=SEGMENT_LED, delivery=INCREMENTAL),
}
