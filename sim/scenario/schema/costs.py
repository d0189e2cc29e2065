"""What things cost: the section that `sim.model.booking` charges by."""

from __future__ import annotations

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter


class Costs(Section):
    """Unit costs in currency; company-wide costs as shares of the starting year's revenue."""

    contact: float = parameter(
        6.0,
        unit="currency / contact",
        low=0,
        high=1e6,
        role="uncertainty",
        source=TRIED,
        description="Cost of one contact.",
        witness=Witness(3, 9, "service"),
    )
    complaint: float = parameter(
        12.0,
        unit="currency / complaint",
        low=0,
        high=1e6,
        role="uncertainty",
        source=TRIED,
        description="Cost of handling one complaint, before recovery effort.",
        witness=Witness(6, 20, "complaints_cost"),
    )
    team_share: float = parameter(
        0.024,
        unit="share of revenue",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Cost of the delivery teams' whole capacity.",
        witness=Witness(0.01, 0.05, "operating_profit"),
    )
    idle_share: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of idle capacity that is still paid for.",
        witness=Witness(0.0, 1.0, "delivery_cost", {"work.capacity": 60}),
    )
    leader_share: float = parameter(
        0.001,
        unit="share of revenue / leader",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Cost of one product leader with staff.",
        witness=Witness(0.0, 0.01, "leadership", {"today.organisation.authority": 0.5}),
    )
    product_functions: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of product leaders' cost that stays where segment leaders decide.",
        witness=Witness(0.0, 1.0, "leadership_cost"),
    )
    segment_leader_ratio: float = parameter(
        1.5,
        unit="ratio",
        low=0,
        high=10,
        role="uncertainty",
        source=TRIED,
        description="Cost of a segment leader relative to a product leader.",
        witness=Witness(1.0, 3.0, "leadership"),
    )
    coordination_share: float = parameter(
        0.0,
        unit="share of revenue / pair",
        low=0,
        high=0.1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Standing cost of coordination for each pair of leaders.",
        witness=Witness(0.0, 0.01, "coordination"),
    )
    platform_share: float = parameter(
        0.225,
        unit="share of revenue",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Standing cost of platforms, buildings and central functions.",
        witness=Witness(0.1, 0.3, "platform"),
    )
    platform_growth: float = parameter(
        0.7,
        unit="exponent",
        low=0,
        high=1,
        role="uncertainty",
        source="Chilton 1950: the cost of a plant rises with its capacity to the power of 0.6 (R); "
        "level assumption",
        description="How platform cost and that of customer data grow: with customers over "
        "starting customers to this power (0: not at all). Owners do not see it.",
        witness=Witness(0.0, 1.0, "platform"),
    )
    data_share: float = parameter(
        0.0,
        unit="share of revenue",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Standing cost of customer data at a visibility of 1.",
        witness=Witness(0.0, 0.05, "platform"),
    )
    incident_share: float = parameter(
        0.0,
        unit="share of monthly revenue / incident",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Cost of one failed release.",
        witness=Witness(0.0, 0.02, "incidents_cost", {"work.change_failure": 0.5}),
    )
    discount_yearly: float = parameter(
        0.10,
        unit="share / year",
        low=0,
        high=1,
        role="constant",
        source=ASSUMPTION,
        description="Discount rate of the net present value.",
        witness=Witness(0.05, 0.15, "npv"),
    )
    terminal_fade: float = parameter(
        0.15,
        unit="share / year",
        low=0.01,
        high=1,
        role="constant",
        source=ASSUMPTION,
        description="Rate at which the last year's profit fades after the horizon.",
        witness=Witness(0.05, 0.3, "npv"),
    )
