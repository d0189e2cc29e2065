"""The verdict in three plain sentences: who wins, what customers do, what must be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..experiment.statistics import Crossover, Estimate, estimate
from .figures import chance, interval, money, percent, points

if TYPE_CHECKING:
    from ..experiment.compare import Comparison


def verdict(result: Comparison) -> str:
    """Three plain sentences, the last of which says what must be true.

    Args:
        result: a comparison.
    """
    winner = result.winner
    if winner is None:
        return " ".join((_undecided(result), _customers(result, result.ranking()[0]),
                         _must_be_true_undecided(result)))  # fmt: skip
    if winner == "today":
        return " ".join((_stay(result), _customers(result, _best_other(result)),
                         _must_be_true_today(result)))  # fmt: skip
    return " ".join((_wins(result, winner), _customers(result, winner),
                     _must_be_true(result, winner)))  # fmt: skip


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


def _wins(result: Comparison, winner: str) -> str:
    probability = chance(result.probability_best()[winner])
    gain = result.differences(winner)["npv"]
    currency = result.scenario.currency
    return (
        f"{named(winner).capitalize()} wins: with a probability of {probability} it is worth "
        f"the most, {_money_gap(gain, currency)} against staying as today, "
        f"{when(result.crossover(winner), result.scenario.months)}."
    )


def _stay(result: Comparison) -> str:
    best = _best_other(result)
    gap = result.differences(best)["npv"]
    probability = chance(result.probability_best()["today"])
    return (
        f"Staying as today wins: with a probability of {probability} "
        f"no other design is worth more, and the best of them, {named(best)}, is at "
        f"{_money_gap(gap, result.scenario.currency)}."
    )


def _undecided(result: Comparison) -> str:
    first, second = result.ranking()[:2]
    chances = result.probability_best()
    gap = _gap(result, first, second)
    return (
        f"Too close to call: {named(first)} is best with a probability of "
        f"{chance(chances[first])} and {named(second)} with {chance(chances[second])}, their "
        f"difference in value being {_money_gap(gap, result.scenario.currency)}."
    )


def _customers(result: Comparison, design: str) -> str:
    if design == "today":
        design = _best_other(result)
    gaps = result.differences(design)
    kept, recommended = gaps["retention"], gaps["nps"]
    keeps = _moved(kept, "keeps", percent, "of its customers a year")
    recommends = _moved(recommended, "is recommended", points, "NPS points")
    return f"Under {named(design)} the firm {keeps} and {recommends} than today."


def _moved(gap: Estimate, verb: str, write: object, unit: str) -> str:
    assert callable(write)
    if gap.sign == 0:
        return f"{verb} neither clearly more nor less ({interval(gap, write)} {unit})"
    word = "more" if gap.sign > 0 else "less"
    return f"{verb} {word} ({write(gap.mean, True)} {unit}, 95 % {interval(gap, write)})"


def _must_be_true(result: Comparison, winner: str) -> str:
    currency = result.scenario.currency
    depth, month = result.shortfall(winner)
    purse = (
        f"the firm must bear being up to {money(-depth.mean, currency)} behind around month "
        f"{month.mean:.0f}"
        if depth.mean < 0
        else "no shortfall has to be borne on the way"
    )
    return (
        f"For this to hold in reality, {_structure(result, winner)}, {purse}, and the market must "
        f"be the one described."
    )


def _structure(result: Comparison, winner: str) -> str:
    """How much dearer structure may be, for everybody, before today's design is worth as much.

    With m times the structure cost, NPV = gross - m C; equal at m = (G_w - G_t) / (C_w - C_t).
    """
    currency = result.scenario.currency
    gain = float(result.differences(winner)["npv_gross"].mean)
    extra = gain - float(result.differences(winner)["npv"].mean)
    if extra <= 0:
        return "structure may cost what it will, as this design needs no more of it than today's"
    times = f"{gain / extra:.1f} times"
    return (
        f"leaders, coordination and restructuring must cost less than {times} what is assumed "
        f"(before them the gain is {money(gain, currency, True)})"
    )


def _must_be_true_today(result: Comparison) -> str:
    best = _best_other(result)
    gross = result.differences(best)["npv_gross"]
    currency = result.scenario.currency
    if gross.sign > 0:
        cause = (
            f"the cost of structure must be what is assumed: before it, {named(best)} would gain "
            f"{money(gross.mean, currency, True)}"
        )
    else:
        cause = (
            f"what {named(best)} brings must be no more than simulated: even before cost of "
            f"structure it is at {money(gross.mean, currency, True)}"
        )
    return f"For this to hold in reality, {cause}, and the market must be the one described."


def _must_be_true_undecided(result: Comparison) -> str:
    first, second = result.ranking()[:2]
    chances = result.probability_best("npv_gross")
    best = max(chances, key=lambda name: chances[name])
    return (
        f"To prefer {named(first)} to {named(second)} something must be true that this scenario "
        f"does not say; before cost of structure {named(best)} is best with a probability of "
        f"{chance(chances[best])}, so look there, or replicate more."
    )


def _gap(result: Comparison, one: str, other: str) -> Estimate:
    difference = result.values(one)["npv"] - result.values(other)["npv"]
    return estimate(difference.to_numpy())


def _money_gap(gap: Estimate, currency: str) -> str:
    def write(value: float) -> str:
        return money(value, currency, True)

    return f"{write(gap.mean)} of NPV (95 % {interval(gap, write)})"


def _best_other(result: Comparison) -> str:
    today = result.designs["today"]
    others = [d for d in result.ranking() if d != "today" and result.designs[d] != today]
    return others[0] if others else "today"
