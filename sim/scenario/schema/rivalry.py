"""How customers choose among rivals, in a market of several firms."""

from __future__ import annotations

from .parameter import ASSUMPTION, Section, Witness, parameter

A_RIVAL = {"rival": "product_led/perfection"}
"""Where a witness needs a second firm."""


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
        witness=Witness(0.0, 50.0, "gained", A_RIVAL | {"rivalry.weight_of_size": 0.0}),
    )
    weight_of_size: float = parameter(
        1.0,
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
        1.0,
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
        1.0,
        unit="share",
        low=0,
        high=1,
        role="uncertainty",
        source="Jones 1990: share of voice and share of market go together (R); level assumption",
        description="Share of rivals' recruiting that meets the same people and is heard instead "
        "of the own (0: it adds up).",
        witness=Witness(0.0, 1.0, "joined", A_RIVAL),
    )
