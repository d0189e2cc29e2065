"""What of an NPV is cash and what terminal value, and what twice as many months say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...experiment.analysis.horizons import AtHorizon, best_alternative, horizons
from ...experiment.compared import PARTS
from ...experiment.requests import TODAY
from ...experiment.statistics.winner import ENOUGH
from ...text.numbers import plain
from .phrases import amount, capitalized, difference, named, unit_of

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns

CALLED = {1: "clearly better", -1: "clearly worse", 0: "undecided"}
"""A recommendation against today's design, by the side of zero on which the 95 % CI lies."""


def parts_shown(result: ComparedDesigns) -> str:
    """How much of the leader's NPV against today's is cash and how much terminal value.

    Where today's design leads, of the best alternative.

    Args:
        result: a comparison of at least two designs that differ.
    """
    design = best_alternative(result) if result.best == TODAY else result.best
    currency, gap = result.scenario.currency, result.difference(design, TODAY)
    cash, terminal = (result.difference(design, TODAY, part) for part in PARTS)
    unit, months = unit_of(gap, cash, terminal), result.scenario.months
    return (
        f"The NPV of {named(design)} differs from today's by {amount(gap.mean, currency, unit)}. "
        f"Of this, {difference(cash, currency, unit)} is cash within {months} months "
        f"and {difference(terminal, currency, unit)} is terminal value."
    )


def twice_shown(result: ComparedDesigns) -> str:
    """Whether the leader and the recommendation against today are the same at both horizons.

    Args:
        result: a comparison that was repeated with twice as many months.
    """
    own, twice = horizons(result)
    design, currency = best_alternative(result), result.scenario.currency
    told = [f"At {twice.months} months, twice as many, {_leader(result, own, twice)}."]
    told += [_gaps(design, own, twice, currency), _recommendation(design, own, twice)]
    if twice.leader not in (design, TODAY):
        told.append(_gaps(twice.leader, own, twice, currency))
    return " ".join(told)


def as_data(result: ComparedDesigns) -> dict[str, Any]:
    """The same as plain values."""
    own, twice = rows = horizons(result)
    design = best_alternative(result)
    return {
        "verdict": twice_shown(result),
        "same_leader": own.leader == twice.leader,
        "design": design,
        "same_recommendation": own.recommends(design) == twice.recommends(design),
        "compared": [
            {
                "months": row.months,
                "leader": row.leader,
                "winner": row.winner,
                "differences": {
                    name: {figure: plain(gaps[name]) for figure, gaps in row.differences.items()}
                    for name in row.differences["npv"]
                },
            }
            for row in rows
        ],
    }


def _leader(result: ComparedDesigns, own: AtHorizon, twice: AtHorizon) -> str:
    """Whether the same design leads, and whether it wins."""
    if len(result.replications) < ENOUGH:
        call = ""
    elif twice.winner is None:
        call = "but it is too close to call" if own.winner else "and it remains too close to call"
    else:
        call = "and wins as well" if twice.winner == own.winner else "and wins"
    if twice.leader == own.leader:
        comma = "," if twice.winner is None else ""
        return f"the leader is the same{comma} {call}" if call else "the leader is the same"
    led = f"another design leads, {named(twice.leader)} instead of {named(own.leader)}"
    return f"{led}, {call}" if call else led


def _gaps(design: str, own: AtHorizon, twice: AtHorizon, currency: str) -> str:
    first, second = (row.differences["npv"][design] for row in (own, twice))
    return (
        f"{capitalized(named(design))} has an NPV of {difference(first, currency)} against today's "
        f"at {own.months} months and of {difference(second, currency)} at {twice.months}."
    )


def _recommendation(design: str, own: AtHorizon, twice: AtHorizon) -> str:
    before, after = (CALLED[row.recommends(design)] for row in (own, twice))
    if before == after:
        return f"So the recommendation against today is the same: {after}."
    return f"So the recommendation against today changes from {before} to {after}."
