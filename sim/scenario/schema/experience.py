"""How a moment of truth moves customers, and what that does to churn: what people live by."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter

FAST = {"levers.recovery_base": 0.9}
"""Where a witness needs many failures to be resolved fast."""


class Experience(Section):
    """How a moment of truth moves satisfaction and expectation, and what these do to churn."""

    satisfaction_speed: float = parameter(
        0.3,
        unit="share / moment",
        low=0.01,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="How far one moment moves satisfaction towards its target.",
        witness=Witness(0.1, 0.6, "nps"),
    )
    loss_aversion: float = parameter(
        2.0,
        unit="ratio",
        low=1,
        high=6,
        role="uncertainty",
        source="Anderson & Sullivan 1993: shortfalls weigh more (S), counter-evidence exists; "
        "by how much: assumption",
        description="Weight of a shortfall against an equal gain (1: no asymmetry).",
        witness=Witness(1.0, 3.0, "nps"),
    )
    expectation_learning: float = parameter(
        0.07,
        unit="share / moment",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="How fast expectation follows what was delivered.",
        witness=Witness(0.0, 0.3, "nps"),
    )
    norm_pull: float = parameter(
        0.03,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="How fast expectation follows the norm, and a former customer forgets.",
        witness=Witness(0.0, 0.2, "nps"),
    )
    reference: float = parameter(
        0.8,
        unit="satisfaction",
        low=0.2,
        high=0.95,
        role="constant",
        source="0.8 with a rating scatter of 0.15 gives an NPS of about +21 (C)",
        description="Satisfaction of a customer who gets what was expected.",
        witness=Witness(0.7, 0.85, "nps"),
    )
    churn_sensitivity: float = parameter(
        8.0,
        unit="1 / satisfaction",
        low=0,
        high=30,
        role="uncertainty",
        source=TRIED,
        description="How strongly satisfaction acts on churn.",
        witness=Witness(0.0, 12.0, "left"),
    )
    contact_effort: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=0.5,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of delivered value lost to the effort of a contact.",
        witness=Witness(0.0, 0.3, "nps"),
    )
    contact_sd: float = parameter(
        1.2,
        unit="log-sd",
        low=0,
        high=2.5,
        role="uncertainty",
        source=TRIED,
        description="Scatter of people's contact rates (lognormal); makes the whale curve.",
        witness=Witness(0.2, 2.0, "nps"),
    )
    rating_sd: float = parameter(
        0.15,
        unit="satisfaction",
        low=0,
        high=0.5,
        role="uncertainty",
        source=TRIED,
        description="Scatter of people's rating styles.",
        witness=Witness(0.05, 0.3, "nps"),
    )
    complaint_rate: float = parameter(
        0.35,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of failures that customers complain about.",
        witness=Witness(0.1, 0.9, "complaints"),
    )
    recovered_silent: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="TARP ladder (S)",
        description="Share of a failure's damage undone when the customer stays silent.",
        witness=Witness(0.0, 0.8, "nps"),
    )
    recovered_unresolved: float = parameter(
        0.15,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="TARP ladder (S)",
        description="Share of the damage undone by a complaint that is heard but not resolved.",
        witness=Witness(0.0, 0.8, "nps"),
    )
    recovered_resolved: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="TARP ladder (S)",
        description="Share of the damage undone by a complaint that is resolved.",
        witness=Witness(0.2, 1.0, "nps"),
    )
    recovered_fast: float = parameter(
        0.9,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="TARP ladder (S)",
        description="Share of the damage undone by a complaint resolved fast.",
        witness=Witness(0.2, 1.0, "nps"),
    )
    recovery_lift: float = parameter(
        0.15,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="de Matos et al. 2007: more satisfied than before the failure (S); Magnini et al. "
        "2007: where it was not severe (R); level assumption",
        description="Share of what lacks to full satisfaction that a fast resolution adds, where "
        "`forms.recovery` is may_delight.",
        witness=Witness(0.0, 0.5, "nps", {"forms.recovery": "may_delight", **FAST}),
    )
    recovery_on: Literal["satisfaction", "hazard"] = Field(
        "hazard",
        description="What the shares of recovery undo: the satisfaction lost, or the hazard added.",
        json_schema_extra={
            "unit": "choice",
            "source": "TARP's shares are of customers who would buy again (S), which is the hazard",
            "role": "uncertainty",
            "witness": {"low": "satisfaction", "high": "hazard", "moves": "nps", "given": {}},
        },
    )
    repeat_contacts: float = parameter(
        1.0,
        unit="contact / contact",
        low=0,
        high=1.5,
        role="uncertainty",
        source="Seddon; CCL; industry surveys: 20-60 % of contacts, about 40 % in financial "
        "services, are caused by a failure (S); level assumption",
        description="Further contacts that a failed contact causes until it is resolved (0: none).",
        witness=Witness(0.0, 1.0, "service"),
    )
    misfit_contacts: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Further contacts of a moment that works but does not fit, against a failure.",
        witness=Witness(0.0, 1.0, "service", {"experience.repeat_contacts": 0.7}),
    )
    onboarding_contacts: float = parameter(
        1.0,
        unit="contact",
        low=0,
        high=12,
        role="uncertainty",
        source=ASSUMPTION,
        description="Contacts for help of a newcomer whom no friend has prepared.",
        witness=Witness(0.0, 6.0, "service"),
    )
    product_drop: float = parameter(
        0.5,
        unit="ratio",
        low=0,
        high=5,
        role="uncertainty",
        source=ASSUMPTION,
        description="Hazard of dropping a product just used, relative to that of leaving the firm.",
        witness=Witness(0.0, 5.0, "dropped"),
    )
