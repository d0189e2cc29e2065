"""Effort, ideas that fail and releases that break: the section of `sim.firm.delivery`."""

from __future__ import annotations

from .parameter import ASSUMPTION, TRIED, Section, Witness, parameter

VISIONS = {"work.vision_share": 0.5}
"""Settings that let a firm have visions, for witnesses."""


class Work(Section):
    """The work of delivery: effort, ideas that fail, releases that break, ageing."""

    capacity: float = parameter(
        8.0,
        unit="effort / month",
        low=0,
        high=1000,
        role="lever",
        source=TRIED,
        description="Effort that the delivery teams can spend in a month.",
        witness=Witness(4, 16, "nps"),
    )
    move_effort: float = parameter(
        4.0,
        unit="effort / position",
        low=0,
        high=1000,
        role="uncertainty",
        source=TRIED,
        description="Effort to move an offer by one position.",
        witness=Witness(1, 12, "nps"),
    )
    quality_effort: float = parameter(
        1.6,
        unit="effort / log failure",
        low=0,
        high=1000,
        role="uncertainty",
        source=TRIED,
        description="Effort to cut failures by a factor e: each further nine costs the same.",
        witness=Witness(0.5, 4, "nps"),
    )
    launch_quality: float = parameter(
        0.6,
        unit="share",
        low=0,
        high=0.99,
        role="uncertainty",
        source=TRIED,
        description="How often a moved offer works before it is hardened.",
        witness=Witness(0.3, 0.8, "nps"),
    )
    reuse: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of effort saved by a variant of something that exists.",
        witness=Witness(0.0, 0.9, "nps"),
    )
    release_effort: float = parameter(
        0.6,
        unit="effort / release",
        low=0,
        high=1000,
        role="uncertainty",
        source=TRIED,
        description="Effort of a release whatever its size.",
        witness=Witness(0.1, 3, "nps"),
    )
    legacy: float = parameter(
        0.0,
        unit="share",
        low=0,
        high=20,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share that legacy systems add to the effort of every release.",
        witness=Witness(0.0, 5.0, "nps"),
    )
    decay: float = parameter(
        0.0375,
        unit="log failure / month",
        low=0,
        high=0.5,
        role="uncertainty",
        source=TRIED,
        description="How fast failures grow where nothing is maintained.",
        witness=Witness(0.0, 0.1, "nps"),
    )
    upkeep: float = parameter(
        0.06,
        unit="effort / variant / month",
        low=0,
        high=10,
        role="uncertainty",
        source=TRIED,
        description="Effort that each live variant takes every month.",
        witness=Witness(0.0, 0.2, "nps"),
    )
    hit_rate: float = parameter(
        1 / 3,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="Kohavi et al. 2013: about a third (S)",
        description="Share of ideas that work.",
        witness=Witness(0.1, 0.6, "nps"),
    )
    harm_rate: float = parameter(
        1 / 3,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="Kohavi et al. 2013: about a third (S)",
        description="Share of ideas that do harm; the rest does nothing.",
        witness=Witness(0.0, 0.6, "nps"),
    )
    harm_size: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=2,
        role="uncertainty",
        source=ASSUMPTION,
        description="How far a harmful idea moves the wrong way, relative to the move planned.",
        witness=Witness(0.0, 1.5, "nps", {"today.delivery.reality_check": 0.0}),
    )
    research_gain: float = parameter(
        0.15,
        unit="share",
        low=0,
        high=0.6,
        role="uncertainty",
        source=TRIED,
        description="What full up-front research adds to the hit rate.",
        witness=Witness(0.0, 0.5, "nps", {"today.delivery.upfront_research": 1.0}),
    )
    research_cost: float = parameter(
        0.25,
        unit="share",
        low=0,
        high=5,
        role="uncertainty",
        source=TRIED,
        description="What full up-front research adds to an item's effort.",
        witness=Witness(0.0, 1.5, "nps", {"today.delivery.upfront_research": 1.0}),
    )
    change_failure: float = parameter(
        0.1,
        unit="share",
        low=0,
        high=0.9,
        role="uncertainty",
        source="DORA 2024: elite 5 %, high 20 % (S)",
        description="Chance that an item breaks something when shipped at a quality bar of 0.9.",
        witness=Witness(0.0, 0.5, "incidents"),
    )
    outage: float = parameter(
        0.1,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=TRIED,
        description="Share of the month's quality that a failed release costs.",
        witness=Witness(0.0, 1.0, "nps", {"work.change_failure": 0.5}),
    )
    overrun: float = parameter(
        0.1,
        unit="share / item",
        low=0,
        high=2,
        role="uncertainty",
        source="Standish 2015, NASA cost-to-fix tables (S, contested): big deliveries overrun; "
        "level assumption",
        description="Effort beyond plan for every two further items in a release.",
        witness=Witness(0.0, 1.0, "nps", {"today.delivery.batch_size": 4}),
    )
    effort_sd: float = parameter(
        0.2,
        unit="log-sd",
        low=0,
        high=2,
        role="uncertainty",
        source=ASSUMPTION,
        description="Scatter of actual effort around what it should be (lognormal).",
        witness=Witness(0.0, 0.8, "nps"),
    )
    black_swan_share: float = parameter(
        1 / 6,
        unit="share",
        low=0,
        high=0.2,
        role="uncertainty",
        source="Flyvbjerg & Budzier 2011: one in six (R)",
        description="Share of programmes that are black swans, where `forms.overrun` is "
        "fat_tailed.",
        witness=Witness(0.0, 0.2, "nps", {"forms.overrun": "fat_tailed"}),
    )
    black_swan_cost: float = parameter(
        3 / 1.27,
        unit="ratio",
        low=1,
        high=4.5,
        role="uncertainty",
        source="Flyvbjerg & Budzier 2011: 200 % over plan where the mean is 27 % (R): 3 / 1.27",
        description="Effort of a black swan relative to the mean, where `forms.overrun` is "
        "fat_tailed.",
        witness=Witness(1.0, 4.5, "nps", {"forms.overrun": "fat_tailed"}),
    )
    coordination: float = parameter(
        0.02,
        unit="share / pair",
        low=0,
        high=1,
        role="uncertainty",
        source="n(n-1)/2 channels; level assumption",
        description="Capacity lost to coordination for each pair of leaders.",
        witness=Witness(0.0, 0.2, "nps"),
    )
    help_capacity: float = parameter(
        1.3,
        unit="ratio",
        low=0.05,
        high=20,
        role="lever",
        source=ASSUMPTION,
        description="Contacts the help staff can take, relative to those they are staffed for.",
        witness=Witness(0.5, 2.0, "nps"),
    )
    staffing_speed: float = parameter(
        0.1,
        unit="share / month",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="How fast staffing follows the contacts that come.",
        witness=Witness(0.0, 1.0, "nps", {"work.help_capacity": 0.9}),
    )
    frontier: float = parameter(
        0.003,
        unit="log scope / month",
        low=0,
        high=0.1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How fast the state of the art moves on from what is offered.",
        witness=Witness(0.0, 0.02, "nps"),
    )
    scope_effort: float = parameter(
        3.0,
        unit="effort / log gap",
        low=0,
        high=1000,
        role="uncertainty",
        source=ASSUMPTION,
        description="Effort to close the gap to the state of the art by a factor e.",
        witness=Witness(1.0, 10.0, "nps", VISIONS),
    )
    vision: float = parameter(
        0.95,
        unit="share",
        low=0.5,
        high=0.999,
        role="constant",
        source=ASSUMPTION,
        description="Share of what the state of the art could do that a vision aims at.",
        witness=Witness(0.82, 0.99, "scope", VISIONS),
    )
    vision_share: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Share of capacity committed to one vision at a time, the rest goes by rank.",
        witness=Witness(0.0, 0.5, "scope"),
    )
    vision_overrun: float = parameter(
        0.15,
        unit="share / log size",
        low=0,
        high=2,
        role="uncertainty",
        source="Flyvbjerg & Budzier 2011: 27 % on average (S); level assumption",
        description="Effort beyond plan of a vision, for every factor e of its size.",
        witness=Witness(0.0, 1.0, "scope", VISIONS | {"work.item_effort": 0.5}),
    )
    learning: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="Share of what is not yet known of a need that a checked release teaches.",
        witness=Witness(0.0, 1.0, "nps"),
    )
    staleness: float = parameter(
        1.0,
        unit="ratio",
        low=0,
        high=10,
        role="uncertainty",
        source=ASSUMPTION,
        description="How fast a specification and knowledge age, relative to the drift of needs.",
        witness=Witness(0.0, 4.0, "scope", VISIONS | {"today.delivery.increment": 1.0}),
    )
    item_effort: float = parameter(
        2.0,
        unit="effort",
        low=0,
        high=100,
        role="uncertainty",
        source=ASSUMPTION,
        description="Planned effort that counts as one item of a release; 0 counts the items.",
        witness=Witness(0.0, 0.5, "incidents"),
    )
    sharing: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source=ASSUMPTION,
        description="How much of reusable work on one variant reaches the others.",
        witness=Witness(0.0, 1.0, "quality"),
    )
    maintenance_share: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Least share of a team's effort for hardening what fell below the bar.",
        witness=Witness(
            0.0,
            0.5,
            "quality",
            {"today.delivery.batch_size": 6, "today.delivery.quality_bar": 0.99},
        ),
    )
    lending: float = parameter(
        1.0,
        unit="share",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="Share of a team's idle effort that works for colleagues in the same month.",
        witness=Witness(0.0, 1.0, "idle", {"work.capacity": 30}),
    )
    hiring_speed: float = parameter(
        0.1,
        unit="share / month",
        low=0,
        high=1,
        role="lever",
        source=ASSUMPTION,
        description="How fast the size of the teams follows the work that there is; 0 keeps it.",
        witness=Witness(0.0, 0.5, "staff"),
    )
