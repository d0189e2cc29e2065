"""How informative reports are: the section of `sim.firm.insight`."""

from __future__ import annotations

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter


class Insight(Section):
    """How informative the reports are that reach a leader."""

    observation_sd: float = parameter(
        0.8,
        unit="position",
        low=0.01,
        high=10,
        role="uncertainty",
        source=TRIED,
        description="Noise of a report about a need when everything is visible.",
        witness=Witness(0.1, 3.0, "nps"),
    )
    passed_per_layer: float = parameter(
        0.8,
        unit="share",
        low=0.05,
        high=1,
        role="uncertainty",
        source="Boyle & Wicker 1977 .54-.65, O'Reilly & Roberts 1974 .73 (S); prototype .8",
        description="Share of bad news that one layer passes on.",
        witness=Witness(0.3, 1.0, "nps"),
    )
    trace_speed: float = parameter(
        0.1,
        unit="share / month",
        low=0.01,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Weight of the newest month in the churn and margin that owners decide on.",
        witness=Witness(0.02, 1.0, "recruiting"),
    )
    optimism: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="planning fallacy: Kahneman & Tversky 1979 (R); level assumption",
        description="Share of what may go wrong with an idea that planners overlook.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    salience: float = parameter(
        0.05,
        unit="position / layer",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Gap between needs and offer that a layer does not find worth passing on.",
        witness=Witness(0.0, 0.3, "nps"),
    )
    salience_of_failures: float = parameter(
        0.003,
        unit="share / layer",
        low=0,
        high=0.2,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of failures that a layer does not find worth passing on.",
        witness=Witness(0.0, 0.05, "nps"),
    )
    research_filter: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How far research passes through the same layers as reports.",
        witness=Witness(
            0.0,
            1.0,
            "nps",
            {"today.delivery.upfront_research": 1.0, "today.organisation.layers": 6},
        ),
    )
    persistent_error: float = parameter(
        0.1,
        unit="share of variance",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of a report's noise that stays for two years, unknown to leaders.",
        witness=Witness(0.0, 0.8, "nps"),
    )
    learning_speed: float = parameter(
        0.2,
        unit="share / idea that works",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How fast leaders learn how far reports shrink, where `forms.leaders` is "
        "learning.",
        witness=Witness(0.0, 0.5, "nps", {"forms.leaders": "learning", "market.needs_drift": 0.1}),
    )
