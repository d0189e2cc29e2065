"""How the market responds to what leaders do: the section of `sim.firm.levers`."""

from __future__ import annotations

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter


class Levers(Section):
    """How promises, advertising, recovery, retention offers and cross-selling respond."""

    promise_speed: float = parameter(
        0.25,
        unit="share / month",
        low=0,
        high=1,
        role="constant",
        source=TRIED,
        description="How far the promise moves towards the best one in a month.",
        witness=Witness(0.0, 1.0, "promise"),
    )
    promise_attraction: float = parameter(
        5.0,
        unit="1 / delivered value",
        low=0,
        high=30,
        role="uncertainty",
        source=TRIED,
        description="How strongly a promise above the norm attracts.",
        witness=Witness(1.0, 10.0, "promise"),
    )
    promise_credibility: float = parameter(
        6.0,
        unit="1 / delivered value^2",
        low=0,
        high=60,
        role="uncertainty",
        source=TRIED,
        description="How fast a promise loses credibility above what people hear is delivered.",
        witness=Witness(2.0, 30.0, "promise"),
    )
    heard_speed: float = parameter(
        0.1,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="How fast the market hears what is delivered.",
        witness=Witness(0.0, 0.5, "promise"),
    )
    recruiting_reach: float = parameter(
        0.008,
        unit="hazard / month",
        low=0,
        high=0.5,
        role="uncertainty",
        source=TRIED,
        description="Hazard of joining that unlimited recruiting would reach.",
        witness=Witness(0.003, 0.02, "joined"),
    )
    recruiting_scale: float = parameter(
        1.5,
        unit="currency / prospect / month",
        low=0.001,
        high=1e6,
        role="uncertainty",
        source=TRIED,
        description="Recruiting spend at which its effect begins to saturate.",
        witness=Witness(0.5, 5.0, "joined"),
    )
    recruiting_budget: float = parameter(
        0.08,
        unit="share of revenue",
        low=0,
        high=1,
        role="lever",
        source=TRIED,
        description="Ceiling of recruiting spend.",
        witness=Witness(0.01, 0.1, "joined"),
    )
    deal_proneness: float = parameter(
        0.0,
        unit="exponent",
        low=-0.5,
        high=0.5,
        role="uncertainty",
        source="referred customers spend more than bought ones in a bank (Schmitt et al. 2011), "
        "less in telecoms (Wolters & Gedenk 2019) (S); level assumption",
        description="How much easier recruiting wins people who spend little (0: all alike).",
        witness=Witness(-0.5, 0.5, "revenue"),
    )
    acquisition_horizon: int = parameter(
        24,
        unit="month",
        low=1,
        high=240,
        role="lever",
        source=TRIED,
        description="Months of margin that a new customer or a sale is valued at, in every design.",
        witness=Witness(3, 60, "recruiting", {"levers.recruiting_budget": 1.0}),
    )
    recovery_base: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of complaints resolved without effort.",
        witness=Witness(0.0, 0.6, "resolved"),
    )
    recovery_most: float = parameter(
        0.9,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of complaints resolved with unlimited effort.",
        witness=Witness(0.6, 1.0, "resolved"),
    )
    recovery_scale: float = parameter(
        8.0,
        unit="currency / complaint",
        low=0.001,
        high=1e6,
        role="uncertainty",
        source=TRIED,
        description="Recovery effort at which its effect begins to saturate.",
        witness=Witness(2.0, 20.0, "resolved"),
    )
    offer_effect: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of the churn hazard that the most expensive retention offer removes.",
        witness=Witness(0.0, 0.9, "left"),
    )
    offer_scale: float = parameter(
        3.0,
        unit="currency / customer / month",
        low=0.001,
        high=1e6,
        role="uncertainty",
        source=ASSUMPTION,
        description="Retention offer at which its effect begins to saturate.",
        witness=Witness(0.5, 10.0, "offers"),
    )
    at_risk: float = parameter(
        0.65,
        unit="satisfaction",
        low=0,
        high=1,
        role="constant",
        source=ASSUMPTION,
        description="Satisfaction below which a customer counts as at risk.",
        witness=Witness(0.4, 0.75, "offers"),
    )
    cross_sell_reach: float = parameter(
        0.01,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Monthly chance of selling a further product with unlimited effort.",
        witness=Witness(0.0, 0.05, "cross_sold"),
    )
    cross_sell_scale: float = parameter(
        0.5,
        unit="currency / customer / month",
        low=0.001,
        high=1e6,
        role="uncertainty",
        source=ASSUMPTION,
        description="Cross-sell effort at which its effect saturates.",
        witness=Witness(0.2, 3.0, "cross_sold"),
    )
