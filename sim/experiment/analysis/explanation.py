"""Why a design came out as it did: what leaders believed, chose, shipped, and what it brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...errors import RunError
from ...firm.decisions import Decision
from ...measures import Totals, ratio
from ..paired import PairedDesigns
from ..statistics.estimates import Estimate
from .shipping import OUTCOMES, TAKEN_BACK

Array = NDArray[np.float64]
GOOD, DEAD = ("works", "hardened"), ("nothing", "harm")
"""Outcomes of items that brought something, and of those whose effort was a dead end."""
TRACES = ("shipped", "effort", "believed", "brought", "dead_effort", *OUTCOMES)


class Traces(NamedTuple):
    """What a leader, or a whole firm, did in each replication, each [replications].

    Attributes:
        shipped: items shipped.
        effort: effort spent on them.
        believed, brought: gain expected and gain by the true needs, monthly revenue that meets what
            works and suits, currency, added up over items. What was rolled back brings nothing,
            for better or worse.
        dead_effort: effort on items that did nothing or harmed.
        outcomes: items by outcome, [replications, len(OUTCOMES)].
    """

    shipped: Array
    effort: Array
    believed: Array
    brought: Array
    dead_effort: Array
    outcomes: Array


@dataclass(frozen=True, repr=False)
class Explanation:
    """What was decided under a design.

    Attributes:
        design, firm, currency, months: whose decisions these are.
        replication: which replication `log` is of.
        log: its decisions, one row each; see `Decision`.
        leaders: what each leader did in all replications, in the order of the log's owners.
        firm_wide, today: what all of them did, under the design and under today's.
        estimates: of the firm's `shipped`, `believed` and `brought`, of `dead_share`, the share of
            effort on items that did nothing or harmed, and of `dead_share_gap`, the same less that
            of today's design, paired by replication.
    """

    design: str
    firm: str
    currency: str
    months: int
    replication: int
    log: pd.DataFrame
    leaders: dict[str, Traces]
    firm_wide: Traces
    today: Traces
    estimates: dict[str, Estimate]

    def to_frame(self) -> pd.DataFrame:
        """The log of one replication, one row a decision."""
        return self.log

    def by_leader(self) -> pd.DataFrame:
        """Means over replications, one row a leader and the firm last.

        Columns: `shipped`, `effort`, `believed`, `brought`, `dead_effort`, items by outcome, and
        `dead_share`, the dead effort over all effort.
        """
        rows = {name: _means(t) for name, t in [*self.leaders.items(), ("All", self.firm_wide)]}
        return pd.DataFrame.from_dict(rows, orient="index", columns=[*TRACES, "dead_share"])

    def dead_ends(self) -> pd.DataFrame:
        """Where effort was wasted in `replication`, most expensive first.

        Returns:
            one row a leader, touchpoint and variant: `tries` that did nothing or harmed, the
            `effort` they took, and whether anything `worked` there in the end.
        """
        keys = ["owner", "touchpoint", "variant"]
        moves = self.log[self.log["outcome"] != TAKEN_BACK]
        worked = moves[moves["outcome"].isin(GOOD)].groupby(keys).size()
        dead = moves[moves["outcome"].isin(DEAD)].groupby(keys)["effort"].agg(["size", "sum"])
        dead = dead.rename(columns={"size": "tries", "sum": "effort"})
        dead["worked"] = [bool(worked.get(key, 0)) for key in dead.index]
        return dead.sort_values(["effort", "tries"], ascending=False, kind="stable").reset_index()


def explanation(result: PairedDesigns, design: str, replication: int | None = None) -> Explanation:
    """What was decided under a design, and what it brought.

    Args:
        result: the designs in paired replications.
        design: which design.
        replication: the number of the replication whose log is reported; the first when missing.

    Raises:
        RunError: a design or replication that was not run.
    """
    result.check(design)
    numbers = [r.number for r in result.replications]
    wanted = numbers[0] if replication is None else replication
    if wanted not in numbers:
        raise RunError(f"replication {wanted!r} was not run; use {numbers[0]} to {numbers[-1]}")
    place = numbers.index(wanted)
    runs = [r.runs[design].decisions for r in result.replications]
    today = [r.runs["today"].decisions for r in result.replications]
    owners = dict.fromkeys(d.owner for decisions in runs for d in decisions)
    columns = list(Decision.__dataclass_fields__)
    everybody, before = traces(runs), traces(today)
    estimates = {
        "shipped": result.estimate(everybody.shipped, (0.0, np.inf)),
        "believed": result.estimate(everybody.believed),
        "brought": result.estimate(everybody.brought),
        "dead_share": result.sample.estimate(dead_share, efforts(everybody), bounds=(0.0, 1.0)),
        "dead_share_gap": result.sample.estimate(
            lambda own, base: dead_share(own) - dead_share(base),
            efforts(everybody),
            efforts(before),
            bounds=(-1.0, 1.0),
        ),
    }
    log = pd.DataFrame([d.as_row() for d in runs[place]], columns=columns)
    return Explanation(
        design,
        result.scenario.name,
        result.scenario.currency,
        result.scenario.months,
        wanted,
        log,
        {name: traces([[d for d in run if d.owner == name] for run in runs]) for name in owners},
        everybody,
        before,
        estimates,
    )


def traces(runs: Sequence[Sequence[Decision]]) -> Traces:
    """What some decisions come to, by replication.

    Args:
        runs: decisions of each replication.
    """
    shipped = [[d for d in run if d.outcome != TAKEN_BACK] for run in runs]
    undone = [_undone(run) for run in runs]
    brought = [
        sum(d.realised_gain for n, d in enumerate(run) if n not in gone)
        for run, gone in zip(runs, undone, strict=True)
    ]
    outcomes = [[sum(d.outcome == o for d in run) for o in OUTCOMES] for run in runs]
    return Traces(
        shipped=np.array([len(items) for items in shipped], float),
        effort=np.array([sum(d.effort for d in items) for items in shipped], float),
        believed=np.array([sum(d.believed_gain for d in items) for items in shipped], float),
        brought=np.array(brought, float),
        dead_effort=np.array(
            [sum(d.effort for d in run if d.outcome in DEAD) for run in runs], float
        ),
        outcomes=np.array(outcomes, float).reshape(len(runs), len(OUTCOMES)),
    )


def _undone(run: Sequence[Decision]) -> set[int]:
    """Positions of harmful items that were rolled back later: the last one of the same place."""
    harmful: dict[tuple[str, str, str], list[int]] = {}
    gone = set()
    for n, decision in enumerate(run):
        place = (decision.owner, decision.touchpoint, decision.variant)
        if decision.outcome == "harm":
            harmful.setdefault(place, []).append(n)
        elif decision.outcome == TAKEN_BACK and harmful.get(place):
            gone.add(harmful[place].pop())
    return gone


def efforts(of: Traces) -> dict[str, Array]:
    """All effort, and what of it was for nothing, [replications] each."""
    return {"effort": of.effort, "dead": of.dead_effort}


def dead_share(of: Totals) -> Array:
    """Share of some `efforts` that was for nothing; not a number where none was spent."""
    return ratio(of["dead"], of["effort"])


def _means(of: Traces) -> list[float]:
    means = [float(values.mean()) for values in of[:-1]]
    share = dead_share({name: np.asarray(v.mean()) for name, v in efforts(of).items()})
    return [*means, *of.outcomes.mean(axis=0).tolist(), float(share)]
