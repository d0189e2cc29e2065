"""How long somebody waits: the first result, a comparison, and the firm's own month."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.model.model import OrganisationModel

from .engines import SEED, retail_bank
from .timing import Line, fresh_process, seconds

ONE_DESIGN = """
import sim
sim.OrganisationModel(sim.load('retail_bank'), sim.PRESETS['segment_led/incremental'], seed=1).run()
"""
COMPARISON = """
from sim.cli import main
main(['compare', 'retail_bank', '--quiet', *{flags}])
"""


def lines(quick: bool) -> list[Line]:
    """Times of the first result and of a comparison, in fresh processes, and of the firm's month.

    Args:
        quick: the firm's month only.
    """
    own = Line(
        "The firm's month",
        1e6 * firms_month(12 if quick else 60),
        "µs",
        600.0,
        note="median of `model.step()` less the people's month, 20,000 people",
    )
    if quick:
        return [own]
    with tempfile.TemporaryDirectory() as cache:
        first, *later = (fresh_process(ONE_DESIGN, XDG_CACHE_HOME=cache)["wall"] for _ in range(4))
        # The first of these compiles what only reports use.
        certain, uncertain = (
            [
                fresh_process(COMPARISON.format(flags=flags), XDG_CACHE_HOME=cache)["wall"]
                for _ in range(3)
            ]
            for flags in (["--certain"], [])
        )
    return [
        Line(
            "First result, nothing compiled yet",
            first,
            "s",
            8.0,
            note="fresh process, one design of the retail bank, empty cache folder",
        ),
        Line("First result, compiled code kept", min(later), "s", 2.5, note="the same, once more"),
        Line(
            "`sim compare retail_bank --certain --quiet`",
            min(certain[1:]),
            "s",
            5.0,
            note="30 replications of five designs, all processors",
        ),
        Line(
            "`sim compare retail_bank --quiet`",
            min(uncertain),
            "s",
            note="the same, each replication with its own draw of what is uncertain, and so with "
            "a pilot run of its own",
        ),
        own,
    ]


def firms_month(months: int) -> float:
    """Median seconds of a month at the bank's size, without what the people's engine takes."""
    model = OrganisationModel(retail_bank(20_000, months=months + 3), seed=SEED)
    inside = [0.0]
    model.market.run = _timed(model.market.run, inside)  # type: ignore[method-assign]
    model.run(3)
    own = []
    for _ in range(months):
        inside[0] = 0.0
        own.append(seconds(model.step) - inside[0])
    return float(np.median(own))


def _timed(function: Callable[..., Any], total: list[float]) -> Callable[..., Any]:
    """The same function, which adds the time that it takes to `total`."""

    def wrapped(*arguments: Any) -> Any:
        out: list[Any] = []
        total[0] += seconds(lambda: out.append(function(*arguments)))
        return out[0]

    return wrapped
