"""The verdict in short sentences: who wins, what customers do, what must be true."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...experiment.statistics.estimates import Crossover, Estimate
from ...experiment.statistics.winner import ENOUGH
from ...text.numbers import Unit, chance, money, points
from .horizons import twice_shown
from .phrases import interval_in_words, named

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns
    from ...scenario.scenario import Scenario


def verdict(result: ComparedDesigns) -> str:
    """Who wins and by how much, what customers do, and what must be true for that.

    Where the comparison was repeated with twice as many months, what these say follows.

    Args:
        result: a comparison.
    """
    own = _own_verdict(result)
    return f"{own} {twice_shown(result)}" if result.at_twice else own


def _own_verdict(result: ComparedDesigns) -> str:
    """The verdict at the scenario's months."""
    if len(result.distinct) < 2:
        return (
            "There is nothing to choose. Every design compared equals today's, so nothing would "
            "change for customers. A choice needs at least one design that differs."
        )
    winner = result.winner
    if winner is None:
        first = _undecided(result)
        subject = next(d for d in contenders(result) if d != "today")
        return f"{first} {_customers(result, subject)} {_must_be_true_undecided(result)}"
    rival = next(d for d in result.ranking() if d != winner)
    if winner == "today":
        return f"{_stay(result, rival)} {_customers(result, rival)} {_must_be_true(result, winner)}"
    return f"{_wins(result, winner)} {_customers(result, winner)} {_must_be_true(result, winner)}"


def when(crossing: Crossover, months: int) -> str:
    """When cumulative profit passes today's for good, with its interval, as a predicate."""
    if crossing.month is None:
        return f"does not pass today's for good within {months} months"
    low = f"{crossing.low}" if crossing.low is not None else f"after {months}"
    high = f"{crossing.high}" if crossing.high is not None else f"later than {months}"
    return f"is ahead of today's from month {crossing.month} on (95 % CI {low} to {high})"


def contenders(result: ComparedDesigns) -> list[str]:
    """Designs that differ, the one nearest to winning first.

    By their mean; where values are uncertain by their chance, which is then what is asked.
    """
    if not result.scenario.uncertain:
        return result.ranking()
    chances = result.probability_best()
    return sorted(result.distinct, key=lambda name: -chances[name])


def _wins(result: ComparedDesigns, winner: str) -> str:
    crossing = when(result.crossover(winner), result.scenario.months)
    return (
        f"{named(winner).capitalize()} wins. {_surely(result, winner)} On average it leads today's "
        f"design by {_lead(result, winner, 'today')}. Its cumulative profit {crossing}."
    )


def _stay(result: ComparedDesigns, rival: str) -> str:
    return (
        f"Staying with today's design wins. {_surely(result, 'today')} The best alternative is "
        f"{named(rival)}; on average today's design leads it by {_lead(result, 'today', rival)}."
    )


def _surely(result: ComparedDesigns, winner: str) -> str:
    return surely(result.scenario, result.probability_best()[winner])


def surely(scenario: Scenario, probability: float) -> str:
    """How surely the winner, named in the sentence before, has the highest NPV.

    Args:
        scenario: whose values are certain or uncertain.
        probability: of having the highest mean; where values are uncertain, of being best in one
            more draw of them.
    """
    if scenario.uncertain:
        return f"{_across(scenario)}, it has the highest NPV in {chance(probability)} of draws."
    return f"The probability that it has the highest mean NPV is {chance(probability)}."


def _across(scenario: Scenario) -> str:
    count = len(scenario.uncertain)
    return f"Across the {f'{count} uncertain assumptions' if count > 1 else 'uncertain assumption'}"


def _undecided(result: ComparedDesigns) -> str:
    count = len(result.replications)
    if count < ENOUGH:
        leader, other = result.ranking()[:2]
        ahead = f"{named(leader)} leads {named(other)} by {_lead(result, leader, other, ' of NPV')}"
        if result.difference(leader, other).mean == 0:
            ahead = f"{named(leader)} and {named(other)} have the same NPV"
        return (
            f"Too few replications to call. A verdict takes at least {ENOUGH}; this run has "
            f"{count}. On average {ahead}."
        )
    first, second = contenders(result)[:2]
    one, other = (chance(result.probability_best()[name]) for name in (first, second))
    if result.scenario.uncertain:
        likely = (
            f"{_across(result.scenario)}, {named(first)} has the highest NPV in {one} of draws and "
            f"{named(second)} in {other}."
        )
    else:
        likely = (
            f"The probability of the highest mean NPV is {one} for {named(first)} and {other} for "
            f"{named(second)}."
        )
    return f"Too close to call. {likely} {_between(result, first, second)}"


def _between(result: ComparedDesigns, first: str, second: str) -> str:
    """Which of the two that are nearest to winning is ahead on average, and by how much."""
    ranking = result.ranking()
    leader, other = sorted((first, second), key=ranking.index)
    if result.difference(leader, other).mean == 0:
        return "On average both have the same NPV."
    of_all = leader == ranking[0]
    head = "On average" if of_all else "Of these two, on average"
    return f"{head} {named(leader)} leads by {_lead(result, leader, other)}."


def _lead(result: ComparedDesigns, ahead: str, behind: str, of: str = "") -> str:
    """A lead in NPV with its interval, in one unit; of uncertain values where most draws lie."""
    gap, currency = result.difference(ahead, behind), result.scenario.currency
    draws: list[float] = []
    if result.scenario.uncertain:
        each = result.values(ahead)["npv"] - result.values(behind)["npv"]
        draws = [float(each.quantile(q)) for q in (0.05, 0.95)]
    unit = Unit.of(max(abs(value) for value in (*gap, *draws) if np.isfinite(value)))

    def write(value: float) -> str:
        return f"{unit.write(value, True)}{unit.suffix}"

    size = f"{currency} {unit.write(gap.mean)}{unit.suffix}"
    if not unit.write(gap.mean).strip("-0.,"):
        size = money(gap.mean, currency)
    words = f"{size}{of} ({interval_in_words(gap, write)})"
    if draws:
        low, high = map(write, draws)
        words += f"; nine draws in ten fall between {low} and {high}"
    return words


def _customers(result: ComparedDesigns, design: str) -> str:
    gaps = result.differences(design)
    kept, recommended = gaps["retention"], gaps["nps"]
    if math.isnan(kept.mean) or math.isnan(recommended.mean):
        return (
            f"Retention and NPS under {named(design)} cannot be compared with today's, since there "
            "are no customers."
        )
    in_points = Estimate(*(100 * value for value in kept))
    return (
        f"Under {named(design)}, yearly retention {_moved(in_points, ' than today')} and NPS "
        f"{_moved(recommended)}."
    )


def _moved(gap: Estimate, base: str = "") -> str:
    """That a figure is higher or lower, by how many points, or that this is not clear."""

    def write(value: float) -> str:
        return points(value, True)

    if gap.sign == 0:
        reach = interval_in_words(gap, write, " points")
        return f"is neither clearly higher nor lower{base} ({reach})"
    word = "higher" if gap.sign > 0 else "lower"
    return f"is {points(abs(gap.mean))} points {word}{base} ({interval_in_words(gap, write)})"


def _must_be_true(result: ComparedDesigns, winner: str) -> str:
    conditions = [_structure(result, winner)]
    if winner != "today":
        conditions.append(_purse(result, winner))
    if result.ranking("operating_profit")[0] != winner:
        conditions.append(_lasting(result, winner))
    conditions.append(_the_market(result))
    return f"For this to hold in reality, {'; '.join(conditions[:-1])}; and {conditions[-1]}."


def _the_market(result: ComparedDesigns) -> str:
    if not result.scenario.draws_needs:
        return "the market must be the one described"
    if result.markets == 1:
        return (
            "the market must be the one drawn (not all of its needs are stated, and other draws "
            "may give another answer: --markets 30)"
        )
    return f"the market must be like the {result.markets} drawn"


def _purse(result: ComparedDesigns, winner: str) -> str:
    currency, shortfall = result.scenario.currency, result.shortfall(winner)
    if shortfall.month is None:
        return "no shortfall has to be financed on the way"
    return (
        f"the firm must finance a shortfall of {money(-shortfall.depth.mean, currency)} against "
        f"today around month {shortfall.month:.0f} ({money(-shortfall.worst, currency)} in one "
        "run in twenty)"
    )


def _lasting(result: ComparedDesigns, winner: str) -> str:
    """Needed when a design wins by what comes after the horizon."""
    ahead = result.ranking("operating_profit")[0]
    gap = result.difference(ahead, winner, "operating_profit")
    more = f"{money(gap.mean, result.scenario.currency)} more"
    if gap.sign == 0:
        more = "about as much"
    return (
        f"what is built up must last beyond month {result.scenario.months} (until then "
        f"{named(ahead)} earns {more})"
    )


def _structure(result: ComparedDesigns, winner: str) -> str:
    """How expensive structure may be, for every design, before another one has the same NPV.

    With m times the structure cost C, NPV = gross - m C; two designs are equal at
    m = (G_w - G_d) / (C_w - C_d).
    """
    most: tuple[float, str] | None = None
    least: tuple[float, str] | None = None
    for rival in result.distinct:
        if rival == winner:
            continue
        gain = result.difference(winner, rival, "npv_gross").mean
        extra = gain - result.difference(winner, rival, "npv").mean
        if extra > 0:
            most = min(most or (gain / extra, rival), (gain / extra, rival))
        elif extra < 0 and gain < 0:
            least = max(least or (gain / extra, rival), (gain / extra, rival))
    bounds = [
        f"{word} than {bound[0]:.1f} times the assumed amount (otherwise {named(bound[1])} leads)"
        for word, bound in (("less", most), ("more", least))
        if bound
    ]
    if not bounds:
        return "leaders, coordination and restructuring may cost any amount"
    return f"leaders, coordination and restructuring must cost {' and '.join(bounds)}"


def _must_be_true_undecided(result: ComparedDesigns) -> str:
    first, second = contenders(result)[:2]
    chances = result.probability_best("npv_gross")
    best = max(result.distinct, key=lambda name: chances[name])
    likely = chance(chances[best])
    if result.scenario.uncertain:
        gross = f"{named(best)} has the highest NPV in {likely} of draws"
    else:
        gross = f"{named(best)} has the highest mean NPV with a probability of {likely}"
    look = "" if best == first else "examine the cost of structure, or "
    return (
        f"To prefer {named(first)} to {named(second)}, something must be true that this scenario "
        f"does not state. Before cost of structure, {gross}. To decide, {look}{_more(result)}."
    )


def _more(result: ComparedDesigns) -> str:
    """What would make an undecided answer surer."""
    if len(result.replications) < ENOUGH:
        return f"run at least {ENOUGH} replications"
    if result.scenario.uncertain:
        return "find out which values hold"
    return "run more replications"
