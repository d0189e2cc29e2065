"""What the firm's own books say of the year before: to be compared with, never to be run with.

A fact changes no result and no hash. `sim check` puts it beside what the same year looks like when
it is simulated, so that its author sees whether the scenario is their firm.
"""

from __future__ import annotations

from .parameter import Section, fact


class SegmentFacts(Section):
    """What the books say of one segment."""

    customers: float | None = fact(
        unit="person",
        low=0,
        high=1e9,
        description="Customers at the end of the year.",
    )
    revenue_per_customer: float | None = fact(
        unit="currency / month",
        low=0,
        high=1e9,
        description="Revenue of the year per customer and month.",
    )
    churn_yearly: float | None = fact(
        unit="share / year",
        low=0,
        high=1,
        description="Customers who left in the year over customers at its start.",
    )
    nps: float | None = fact(
        unit="points",
        low=-100,
        high=100,
        description="Net promoter score, mean of the year.",
    )


class Facts(SegmentFacts):
    """What the books say of the firm."""

    gross_margin: float | None = fact(
        unit="share",
        low=-1,
        high=1,
        description="Share of revenue left after cost of sales.",
    )
    acquisition_cost: float | None = fact(
        unit="currency / joiner",
        low=0,
        high=1e9,
        description="Recruiting spend of the year per customer who joined.",
    )
    operating_margin: float | None = fact(
        unit="share",
        low=-1e6,
        high=1,
        description="Operating profit over revenue: before tax, working capital and financing.",
    )
    advocacy: float | None = fact(
        unit="share",
        low=0,
        high=1,
        description="Share of joiners who came through other customers' word of mouth.",
    )
