"""The verdict in three plain sentences: who wins, what customers do, what must be true."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...experiment.statistics.estimates import Crossover, Estimate
from ...experiment.statistics.winner import ENOUGH
from ...text.numbers import chance, interval, money, points

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns


def verdict(result: ComparedDesigns) -> str:
    """Three plain sentences, the last of which says what must be true.

    Args:
        result: a comparison.
    """
    if len(result.distinct) < 2:
        return (
            "There is nothing to choose: every design compared is the same as today's. "
            "So nothing would change for customers. For there to be a choice, a design must differ."
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


def named(design: str) -> str:
    """A design's name as a sentence takes it: "segment-led, incremental"."""
    return "today's design" if design == "today" else design.replace("_", "-").replace("/", ", ")


def when(crossing: Crossover, months: int) -> str:
    """The crossover in words, with its interval."""
    if crossing.month is None:
        return f"its cumulative profit does not pass today's for good within {months} months"
    low = f"{crossing.low}" if crossing.low is not None else f"after {months}"
    high = f"{crossing.high}" if crossing.high is not None else f"later than {months}"
    return f"ahead of today in cumulative profit from month {crossing.month} on ({low} to {high})"


def _wins(result: ComparedDesigns, winner: str) -> str:
    probability = chance(result.probability_best()[winner])
    gain = result.differences(winner)["npv"]
    currency = result.scenario.currency
    return (
        f"{named(winner).capitalize()} wins: with a probability of {probability} it is worth "
        f"the most{_allowing_for(result)}, {_money_gap(gain, currency)} against staying as today"
        f"{_spread(result, winner)}, "
        f"{when(result.crossover(winner), result.scenario.months)}."
    )


def _stay(result: ComparedDesigns, rival: str) -> str:
    gap = result.differences(rival)["npv"]
    probability = chance(result.probability_best()["today"])
    return (
        f"Staying as today wins: with a probability of {probability} no other design is worth "
        f"more{_allowing_for(result)}, and the best of them, {named(rival)}, is at "
        f"{_money_gap(gap, result.scenario.currency)}{_spread(result, rival)}."
    )


def contenders(result: ComparedDesigns) -> list[str]:
    """Designs that differ, the one nearest to winning first.

    By their mean; where values are uncertain by their chance, which is then what is asked.
    """
    if not result.scenario.uncertain:
        return result.ranking()
    chances = result.probability_best()
    return sorted(result.distinct, key=lambda name: -chances[name])


def _undecided(result: ComparedDesigns) -> str:
    currency = result.scenario.currency
    if len(result.replications) < ENOUGH:
        leader, other = result.ranking()[:2]
        gap = result.difference(leader, other)
        ahead = f"{named(leader)} is ahead of {named(other)} by {_money_gap(gap, currency)}"
        level = f"{named(leader)} and {named(other)} are worth the same"
        return (
            f"Too few replications to call: with {len(result.replications)} of them "
            f"{ahead if gap.mean else level}, but a verdict takes {ENOUGH}."
        )
    first, second = contenders(result)[:2]
    leader, other = sorted((first, second), key=result.ranking().index)
    gap = result.difference(leader, other)
    more = (
        f"{named(leader)} is worth more than {named(other)} by {_money_gap(gap, currency)}"
        f"{_spread(result, leader, other)}"
    )
    chances = result.probability_best()
    return (
        f"Too close to call: {named(first)} is best with a probability of "
        f"{chance(chances[first])} and {named(second)} with {chance(chances[second])}"
        f"{_allowing_for(result)}; {more if gap.mean else 'both are worth the same'}."
    )


def _allowing_for(result: ComparedDesigns) -> str:
    """What a probability allows for besides luck, in words."""
    count = len(result.scenario.uncertain)
    values = "uncertain value" if count == 1 else f"{count} uncertain values"
    return f" over all that the {values} may be" if count else ""


def _spread(result: ComparedDesigns, design: str, base: str = "today") -> str:
    """Where nine draws of ten lie, where there is something uncertain."""
    if not result.scenario.uncertain:
        return ""
    gap = result.values(design)["npv"] - result.values(base)["npv"]
    low, high = (
        money(float(gap.quantile(q)), result.scenario.currency, True) for q in (0.05, 0.95)
    )
    return f" on average, and from {low} to {high} in nine draws of ten"


def _customers(result: ComparedDesigns, design: str) -> str:
    gaps = result.differences(design)
    kept, recommended = gaps["retention"], gaps["nps"]
    if math.isnan(kept.mean) or math.isnan(recommended.mean):
        return f"Of customers under {named(design)} nothing is known, since there are none."
    keeps = _moved(kept, "keeps", _points, "points of customers kept a year")
    recommends = _moved(recommended, "is recommended", points, "NPS points")
    return f"Under {named(design)} the firm {keeps} and {recommends} than today."


def _points(share: float, signed: bool = False) -> str:
    """A difference of shares in points, without the word."""
    return points(100 * share, signed)


def _moved(gap: Estimate, verb: str, write: object, unit: str) -> str:
    assert callable(write)
    if gap.sign == 0:
        return f"{verb} neither clearly more nor less ({interval(gap, write)} {unit})"
    word = "more" if gap.sign > 0 else "less"
    return f"{verb} {word} ({write(gap.mean, True)} {unit}, 95 % {interval(gap, write)})"


def _must_be_true(result: ComparedDesigns, winner: str) -> str:
    conditions = [_structure(result, winner)]
    if winner != "today":
        conditions.append(_purse(result, winner))
    if result.ranking("operating_profit")[0] != winner:
        conditions.append(_lasting(result, winner))
    conditions.append(_the_market(result))
    return f"For this to hold in reality, {', '.join(conditions[:-1])}, and {conditions[-1]}."


def _the_market(result: ComparedDesigns) -> str:
    if not result.scenario.draws_needs:
        return "the market must be the one described"
    if result.markets == 1:
        return (
            "the market must be the one that was drawn, since its needs are not all named (other "
            "draws may answer otherwise: --markets 30)"
        )
    return f"the market must be like the {result.markets} that were drawn"


def _purse(result: ComparedDesigns, winner: str) -> str:
    currency, shortfall = result.scenario.currency, result.shortfall(winner)
    if shortfall.month is None:
        return "no shortfall has to be borne on the way"
    return (
        f"the firm must bear being {money(-shortfall.depth.mean, currency)} behind around month "
        f"{shortfall.month:.0f} ({money(-shortfall.worst, currency)} in one run of twenty)"
    )


def _lasting(result: ComparedDesigns, winner: str) -> str:
    """Said when a design wins by what comes after the horizon."""
    ahead = result.ranking("operating_profit")[0]
    gap = result.difference(ahead, winner, "operating_profit")
    more = f"{money(gap.mean, result.scenario.currency)} more"
    if gap.sign == 0:
        more = "as much"
    return (
        f"what is built up must last beyond month {result.scenario.months} (until then "
        f"{named(ahead)} earns {more})"
    )


def _structure(result: ComparedDesigns, winner: str) -> str:
    """How dear structure may be, for everybody, before another design is worth as much.

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
    subject = "leaders, coordination and restructuring must cost"
    bounds = []
    if most:
        bounds.append(f"less than {most[0]:.1f} times what is assumed (else {named(most[1])})")
    if least:
        bounds.append(f"more than {least[0]:.1f} times what is assumed (else {named(least[1])})")
    if not bounds:
        return "leaders, coordination and restructuring may cost what they will"
    return f"{subject} {' and '.join(bounds)}"


def _must_be_true_undecided(result: ComparedDesigns) -> str:
    first, second = contenders(result)[:2]
    chances = result.probability_best("npv_gross")
    best = max(result.distinct, key=lambda name: chances[name])
    look = _more(result) if best == first else f"look there, or {_more(result)}"
    return (
        f"To prefer {named(first)} to {named(second)} something must be true that this scenario "
        f"does not say; before cost of structure {named(best)} is best with a probability of "
        f"{chance(chances[best])}, so {look}."
    )


def _more(result: ComparedDesigns) -> str:
    """What would make an undecided answer surer."""
    return "learn which values hold" if result.scenario.uncertain else "replicate more"


def _money_gap(gap: Estimate, currency: str) -> str:
    def write(value: float) -> str:
        return money(value, currency, True)

    return f"{write(gap.mean)} of NPV (95 % {interval(gap, write)})"
