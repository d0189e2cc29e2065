"""The firm's side of a scenario: its levers, the work of delivery, and what things cost."""

from __future__ import annotations

from .market import TRIED
from .parameter import ASSUMPTION, Section, Witness, parameter


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
        0.03,
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
