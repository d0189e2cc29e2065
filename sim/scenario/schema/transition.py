"""What a change of design costs: the section of the mechanism `sim.firm.mechanisms.move`."""

from __future__ import annotations

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter


class Transition(Section):
    """What a change of design costs: proportional to the distance moved."""

    months: int = parameter(
        12,
        unit="month",
        low=1,
        high=120,
        role="uncertainty",
        source="HBR 2015: performance regained after about 10 quarters (S); level assumption",
        description="How long a move takes.",
        witness=Witness(3, 48, "restructuring", {"design": "product_led/perfection"}),
    )
    restructuring_share: float = parameter(
        0.0083,
        unit="share of yearly revenue",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Cost of moving the whole distance between opposite designs.",
        witness=Witness(0.0, 0.1, "restructuring", {"design": "product_led/perfection"}),
    )
    dip: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Capacity lost at the start of moving the whole distance; fades to none.",
        witness=Witness(
            0.0,
            0.9,
            "nps",
            {"design": "segment_led/incremental", "today.organisation.authority": 0.1},
        ),
    )
    quality_dip: float = parameter(
        0.2,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of working quality lost, for the share of capacity that a move takes.",
        witness=Witness(0.0, 1.0, "nps", {"design": "product_led/perfection"}),
    )
    help_dip: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of the help desk lost, for the share of capacity that a move takes.",
        witness=Witness(0.0, 1.0, "nps", {"design": "product_led/perfection"}),
    )
