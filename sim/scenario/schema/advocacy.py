"""Word of mouth: who talks, who hears and what it does."""

from __future__ import annotations

from .parameter import TRIED, Section, Witness, parameter

CONTAGIOUS = {"forms.leaving": "contagious"}
"""Where a witness needs leaving that is contagious."""


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
