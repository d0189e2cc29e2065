"""The customers' side of a scenario: who they are, what they need, who they talk to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parameter import ASSUMPTION, Section, Witness, parameter

A_RIVAL = {"rival": "product_led/perfection"}
"""Where a witness needs a second firm."""

FAST = {"levers.recovery_base": 0.9}
"""Where a witness needs many failures to be resolved fast."""

CONTAGIOUS = {"forms.leaving": "contagious"}
"""Where a witness needs leaving that is contagious."""

TRIED = "behaved in an earlier prototype; assumption"


class Network(Section):
    """How people are connected: strong ties nearby and alike, weak ties anywhere."""

    kind: Literal["ties", "mixed"] = Field(
        "ties",
        description="ties: people hear their own ties; mixed: everyone hears the average (Bass).",
        json_schema_extra={
            "unit": "choice",
            "source": "Bass 1969; Goldenberg, Libai & Muller 2001 (S)",
            "role": "uncertainty",
            "witness": {"low": "ties", "high": "mixed", "moves": "joined", "given": {}},
        },
    )
    strong_ties: int = parameter(
        6,
        unit="tie",
        low=0,
        high=40,
        role="uncertainty",
        source="Goldenberg, Libai & Muller 2001: 5-29 (S)",
        description="Strong ties per person (even), local and alike.",
        witness=Witness(2, 12, "joined"),
    )
    weak_ties: int = parameter(
        2,
        unit="tie",
        low=0,
        high=40,
        role="uncertainty",
        source="Goldenberg, Libai & Muller 2001: 5-29 (S); 2 behaved in the prototype",
        description="Weak ties per person (even), to anyone.",
        witness=Witness(0, 10, "joined"),
    )
    homophily: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of strong ties that stay within the same need.",
        witness=Witness(0.0, 1.0, "joined"),
    )


class Market(Section):
    """The market as a whole: its people, its needs and how they move."""

    people: int = parameter(
        20_000,
        unit="person",
        low=200,
        high=1_000_000_000,
        role="constant",
        source=ASSUMPTION,
        description="Real people in the market: customers, former and possible customers.",
        witness=Witness(40_000, 80_000, "revenue"),
    )
    simulated: int = parameter(
        20_000,
        unit="person",
        low=200,
        high=20_000_000,
        role="constant",
        source=ASSUMPTION,
        description="Simulated people; each stands for people / simulated real ones.",
        witness=Witness(1_600, 2_000, "joined"),
    )
    firm_age_years: float = parameter(
        30.0,
        unit="year",
        low=1,
        high=200,
        role="constant",
        source=ASSUMPTION,
        description="Longest tenure a customer can have at the start.",
        witness=Witness(3, 40, "left"),
    )
    market_seed: int = parameter(
        1,
        unit="seed",
        low=0,
        high=2**31 - 1,
        role="constant",
        source=ASSUMPTION,
        description="Seed that draws the needs which segments do not state.",
        witness=Witness(1, 2, "nps"),
    )
    needs_sd: float = parameter(
        0.7,
        unit="position",
        low=0,
        high=3,
        role="uncertainty",
        source=TRIED,
        description="How far apart the needs of segments are, where segments do not state them.",
        witness=Witness(0.1, 1.2, "nps"),
    )
    taste_sd: float = parameter(
        0.3,
        unit="position",
        low=0,
        high=2,
        role="uncertainty",
        source=TRIED,
        description="How far people's tastes scatter around the need of their segment.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    needs_drift: float = parameter(
        0.03,
        unit="position / month",
        low=0,
        high=0.5,
        role="uncertainty",
        source="Jones 1996: needs drift 1-3.5 % a month (S)",
        description="Standard deviation of the monthly move of each need.",
        witness=Witness(0.0, 0.2, "nps"),
    )
    needs_reversion: float = parameter(
        0.0,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How fast needs return to where they started (0: a pure random walk).",
        witness=Witness(0.0, 0.5, "nps"),
    )
    need_accuracy: float = parameter(
        0.9,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of people whose need the firm recognises when it acts by need.",
        witness=Witness(0.3, 1.0, "nps"),
    )
    circumstance_accuracy: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of people whose circumstance (age, income, ...) indicates their need.",
        witness=Witness(0.2, 1.0, "nps", {"today.organisation.basis": "circumstance"}),
    )
    norm_start: float = parameter(
        0.85,
        unit="delivered value",
        low=0.2,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="What people expect of any firm when the comparison starts.",
        witness=Witness(0.7, 0.84, "nps"),
    )
    norm_cap: float = parameter(
        0.85,
        unit="delivered value",
        low=0.2,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Where the norm ends in the long run.",
        witness=Witness(0.85, 1.0, "nps", {"market.norm_rate": 0.05}),
    )
    norm_rate: float = parameter(
        0.0,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How fast the norm rises towards its cap.",
        witness=Witness(0.0, 0.1, "nps", {"market.norm_cap": 1.0}),
    )
    network: Network = Network()


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
        "satisfaction",
        description="What the shares of recovery undo: the satisfaction lost, or the hazard added.",
        json_schema_extra={
            "unit": "choice",
            "source": "TARP's shares are of customers who would buy again (S), which is the hazard",
            "role": "uncertainty",
            "witness": {"low": "satisfaction", "high": "hazard", "moves": "nps", "given": {}},
        },
    )
    repeat_contacts: float = parameter(
        0.0,
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
        0.0,
        unit="ratio",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Further contacts of a moment that works but does not fit, against a failure.",
        witness=Witness(0.0, 1.0, "service", {"experience.repeat_contacts": 0.7}),
    )
    onboarding_contacts: float = parameter(
        0.0,
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


class Advocacy(Section):
    """Word of mouth: incidence (who talks), reach (who hears) and impact (what it does)."""

    promoter_incidence: float = parameter(
        0.3,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source="East et al. 2007: positive to negative about 3 : 1 (S); level assumption",
        description="Share of promoters who talk about the firm in a month.",
        witness=Witness(0.05, 0.9, "joined"),
    )
    detractor_incidence: float = parameter(
        0.1,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source="East et al. 2007: positive to negative about 3 : 1 (S); level assumption",
        description="Share of detractors who talk about the firm in a month.",
        witness=Witness(0.0, 1.0, "joined"),
    )
    promoter_reach: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=10,
        role="uncertainty",
        source="TARP: unit (S)",
        description="How far a talking promoter is heard.",
        witness=Witness(0.2, 4.0, "joined"),
    )
    detractor_reach: float = parameter(
        2.0,
        unit="ratio",
        low=0,
        high=10,
        role="uncertainty",
        source="TARP: a bad experience reaches about twice as many (S)",
        description="How far a talking detractor is heard.",
        witness=Witness(0.0, 10.0, "joined"),
    )
    strong_impact: float = parameter(
        0.0133,
        unit="hazard / month",
        low=0,
        high=1,
        role="uncertainty",
        source="Goldenberg, Libai & Muller 2001: strong .01-.07 (S)",
        description="Hazard of joining that one talking promoter among strong ties adds.",
        witness=Witness(0.002, 0.06, "joined"),
    )
    weak_impact: float = parameter(
        0.0133,
        unit="hazard / month",
        low=0,
        high=1,
        role="uncertainty",
        source="Goldenberg, Libai & Muller 2001: weak .005-.015 (S)",
        description="Hazard of joining that one talking promoter among weak ties adds.",
        witness=Witness(0.0, 0.1, "joined"),
    )
    detractor_impact: float = parameter(
        0.15,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of the hazard of joining that one talking detractor takes away.",
        witness=Witness(0.0, 0.9, "joined"),
    )
    contagion: float = parameter(
        0.8,
        unit="ratio",
        low=0,
        high=5,
        role="uncertainty",
        source="Nitzan & Libai 2011: a neighbour's defection raises the hazard by 80 % (S)",
        description="By how much the base hazard of leaving rises when a friend leaves the same "
        "firm, where `forms.leaving` is contagious.",
        witness=Witness(0.0, 3.0, "left", CONTAGIOUS),
    )
    contagion_decay: float = parameter(
        0.2,
        unit="share / month",
        low=0,
        high=1,
        role="uncertainty",
        source="Nitzan & Libai 2011: decays exponentially with time (S); level assumption",
        description="Share of what a friend's leaving does that fades in a month.",
        witness=Witness(0.02, 1.0, "left", {**CONTAGIOUS, "advocacy.contagion": 2.0}),
    )
    winback: float = parameter(
        0.3,
        unit="ratio",
        low=0,
        high=2,
        role="uncertainty",
        source=TRIED,
        description="A former customer's hazard of joining relative to a prospect's.",
        witness=Witness(0.0, 2.0, "returned"),
    )


class Rivalry(Section):
    """How customers switch from one firm to another; no effect with a single firm."""

    poaching: float = parameter(
        0.02,
        unit="hazard / month",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Hazard of switching, per unit by which a rival is heard to deliver more.",
        witness=Witness(0.0, 0.5, "gained", A_RIVAL),
    )
    choice_sensitivity: float = parameter(
        3.0,
        unit="1 / value",
        low=0,
        high=50,
        role="uncertainty",
        source=ASSUMPTION,
        description="How sharply a customer who has left chooses between rivals (logit).",
        witness=Witness(0.0, 12.0, "gained", A_RIVAL),
    )
    outside_option: float = parameter(
        2.0,
        unit="weight",
        low=0,
        high=1000,
        role="uncertainty",
        source=ASSUMPTION,
        description="Weight of joining no rival where size has no weight; a rival that delivers 0 "
        "has the weight 1.",
        witness=Witness(0.0, 50.0, "gained", A_RIVAL),
    )
    weight_of_size: float = parameter(
        0.0,
        unit="exponent",
        low=0,
        high=1,
        role="uncertainty",
        source="Ehrenberg, Uncles & Goodhardt 2004: brands share customers in proportion to their "
        "size, 1 (R)",
        description="How much size counts for customers who have left: a rival's weight times "
        "share^w, with the firms that are not simulated as one of the rivals (0: a fixed outside "
        "option instead).",
        witness=Witness(0.0, 1.0, "gained", A_RIVAL),
    )
    winback_of_any: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How far the win-back ratio holds for former customers of other firms, too "
        "(0: they join as readily as people who never had a firm).",
        witness=Witness(0.0, 1.0, "joined", A_RIVAL),
    )
    share_of_voice: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="Jones 1990: share of voice and share of market go together (R); level assumption",
        description="Share of rivals' recruiting that meets the same people and is heard instead "
        "of the own (0: it adds up).",
        witness=Witness(0.0, 1.0, "joined", A_RIVAL),
    )
