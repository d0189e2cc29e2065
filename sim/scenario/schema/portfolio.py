"""What the firm sells, who buys it and where customers meet it: products, segments, touchpoints."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .facts import SegmentFacts
from .parameter import ASSUMPTION, TRIED, Number, Section, Witness, parameter


class Product(Section):
    """Something customers hold and pay for every month."""

    name: str = Field(description="The product's name, as reports print it.", min_length=1)
    revenue: float = parameter(
        20.0,
        unit="currency / month",
        low=0.01,
        high=1e9,
        role="uncertainty",
        source=ASSUMPTION,
        description="Monthly revenue from an average holder.",
        witness=Witness(20, 25, "revenue"),
    )
    margin: float = parameter(
        0.62,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Gross margin: share of revenue left after cost of sales.",
        witness=Witness(0.5, 0.7, "operating_profit"),
    )
    loss_rate: float = parameter(
        0.0,
        unit="share / month",
        low=0,
        high=0.1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of holders who cause a loss in a month: bad debt, claims, returns.",
        witness=Witness(0.0, 0.05, "losses", {"products.*.loss_size": 6.0}),
    )
    loss_size: float = parameter(
        0.0,
        unit="month of revenue",
        low=0,
        high=600,
        role="uncertainty",
        source=ASSUMPTION,
        description="What such a loss costs, in months of the customer's revenue from the product; "
        "the expected loss is part of the cost of sales that the margin leaves.",
        witness=Witness(0.0, 6.0, "losses", {"products.*.loss_rate": 0.05}),
    )
    use: float = parameter(
        1.0,
        unit="weight",
        low=0,
        high=100,
        role="uncertainty",
        source=ASSUMPTION,
        description="How often a moment of truth is the use of this product, relative to others.",
        witness=Witness(0.3, 3.0, "nps"),
    )
    quality: float = parameter(
        0.9,
        unit="share",
        low=0,
        high=0.9999,
        role="uncertainty",
        source=TRIED,
        description="How often the use of this product works today.",
        witness=Witness(0.7, 0.95, "nps"),
    )


class Touchpoint(Section):
    """A shared place where customers meet the firm, whatever products they hold."""

    name: str = Field(
        description="The touchpoint's name: discover, onboard, help, bill, ...", min_length=1
    )
    frequency: float = parameter(
        1.0,
        unit="weight",
        low=0,
        high=100,
        role="uncertainty",
        source=ASSUMPTION,
        description="How often a moment of truth happens here, relative to others.",
        witness=Witness(0.3, 3.0, "nps"),
    )
    quality: float = parameter(
        0.9,
        unit="share",
        low=0,
        high=0.9999,
        role="uncertainty",
        source=TRIED,
        description="How often it works today.",
        witness=Witness(0.7, 0.95, "nps"),
    )
    queue: bool = Field(
        False,
        strict=True,
        description="Whether people queue here for staff, so that quality falls with load.",
        json_schema_extra={
            "unit": "choice",
            "source": ASSUMPTION,
            "role": "constant",
            "witness": {
                "low": False,
                "high": True,
                "moves": "nps",
                "given": {"work.help_capacity": 0.5},
            },
        },
    )


class Segment(Section):
    """People with similar needs; the P&L is reported by segment in every design."""

    name: str = Field(description="The segment's name, as reports print it.", min_length=1)
    share: float = parameter(
        ...,
        unit="share",
        low=0.001,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of the market's people; all segments add up to 1.",
        witness=Witness(0.5, 0.5, "-"),
    )
    penetration: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=0.95,
        role="uncertainty",
        source=TRIED,
        description="Share of the segment's people who are customers today.",
        witness=Witness(0.2, 0.4, "customers"),
    )
    spend: float = parameter(
        1.0,
        unit="ratio",
        low=0.01,
        high=1000,
        role="uncertainty",
        source=ASSUMPTION,
        description="Spend of this segment's customers relative to the products' revenue.",
        witness=Witness(1.0, 1.5, "revenue"),
    )
    spend_sd: float = parameter(
        0.9,
        unit="log-sd",
        low=0,
        high=2.5,
        role="uncertainty",
        source=TRIED,
        description="Scatter of spend within the segment (lognormal, mean 1).",
        witness=Witness(0.2, 1.5, "revenue"),
    )
    contacts: float = parameter(
        0.9,
        unit="contact / month",
        low=0.01,
        high=60,
        role="uncertainty",
        source=TRIED,
        description="Mean contacts of a customer with the firm in a month.",
        witness=Witness(0.4, 1.5, "service"),
    )
    churn_yearly: float = parameter(
        0.18,
        unit="share / year",
        low=0.001,
        high=0.95,
        role="uncertainty",
        source=TRIED,
        description="Mean yearly base churn of newcomers: the mean of Beta(a, b).",
        witness=Witness(0.1, 0.3, "left"),
    )
    churn_shape: float = parameter(
        0.9,
        unit="shape",
        low=0.1,
        high=50,
        role="uncertainty",
        source="Fader & Hardie 2007: a .67-.70 in two cohorts (S); 0.9 behaved in the prototype",
        description="Shape a of Beta(a, b): small if newcomers differ widely in loyalty.",
        witness=Witness(0.5, 5.0, "left"),
    )
    needs: dict[str, Number] = Field(
        default_factory=dict,
        description="Ideal position by touchpoint ('use NAME' for a product); drawn if not stated.",
        json_schema_extra={
            "unit": "position by touchpoint",
            "source": ASSUMPTION,
            "role": "uncertainty",
        },
    )
    holdings: dict[str, Annotated[Number, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="Chance by product that a newcomer holds it; products not stated: 0.5.",
        json_schema_extra={"unit": "share by product", "source": ASSUMPTION, "role": "uncertainty"},
    )
    frequency: dict[str, Annotated[Number, Field(ge=0)]] = Field(
        default_factory=dict,
        description="Frequency by touchpoint where it differs from the firm-wide weight.",
        json_schema_extra={
            "unit": "weight by touchpoint",
            "source": ASSUMPTION,
            "role": "uncertainty",
        },
    )
    facts: SegmentFacts = SegmentFacts()


_SHOCK = {"shocks": [{"month": 2, "trust": 0.3}]}


class Shock(Section):
    """Something that happens to the market in one month, whatever the firm's design."""

    month: int = parameter(
        ...,
        unit="month",
        low=1,
        high=600,
        role="uncertainty",
        source=ASSUMPTION,
        description="Month of the comparison in which it happens.",
        witness=Witness(2, 8, "nps", _SHOCK),
    )
    needs: float = parameter(
        0.0,
        unit="position",
        low=0,
        high=3,
        role="uncertainty",
        source=ASSUMPTION,
        description="Standard deviation of a sudden move of all needs.",
        witness=Witness(0.0, 1.5, "nps", _SHOCK),
    )
    trust: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of satisfaction that every customer loses.",
        witness=Witness(0.0, 0.5, "nps", _SHOCK),
    )
    quality: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of quality that every touchpoint loses.",
        witness=Witness(0.0, 0.5, "nps", _SHOCK),
    )
