"""The market of a scenario: its people, what they need, and who they talk to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter


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
