"""What a tournament reports: who wins in competition, who alone, and the table behind it."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

from ...experiment.statistics.winner import ENOUGH, SURE
from ...measures import HEADLINES, RIVALRY, labels
from ...text.alignment import aligned
from ...text.letters import visible
from ...text.numbers import chance, interval, money, percent, plain, written
from .verdict import surely

if TYPE_CHECKING:
    from ...experiment.tournament import ComparedFirms
    from ...scenario.schema.rivalry import Rivalry

LABELS = labels(HEADLINES | RIVALRY)
SHOWN = ("share", "npv", "operating_profit", "retention", "nps", "gained", "lost")
"""Figures of the terminal table."""


def verdict(result: ComparedFirms) -> str:
    """Short sentences: who wins in competition, who alone, and what that rests on."""
    if len(result.firms) < 2:
        return "There is only one firm and no competitor, so this is one run of a comparison."
    parts = _in_competition(result), _alone(result), _rests(result.scenario.rivalry)
    return " ".join(part for part in parts if part)


def _rests(rivalry: Rivalry) -> str:
    """What a verdict rests on: how customers go from one firm to another."""
    choice = f"an outside option of {rivalry.outside_option:g}"
    if rivalry.weight_of_size > 0:
        choice = f"a weight of size of {rivalry.weight_of_size:g}"
    return (
        f"This depends on the scenario's rivalry: poaching of {rivalry.poaching:g} a month per "
        f"unit of value and {choice}."
    )


def _in_competition(result: ComparedFirms) -> str:
    ranking = sorted(result.firms, key=lambda f: -float(result.values(f)["npv"].mean()))
    first, second = ranking[:2]
    lead = result.difference(first, second)
    currency = result.scenario.currency
    size = f"{money(lead.mean, currency)} of NPV ({_money_range(result, lead)})"
    if result.winner is None:
        return (
            f"Too close to call in competition. On average {first} leads {second} by {size}, but "
            f"{_doubt(result)}."
        )
    share = percent(result.estimates(first)["share"].mean)
    return (
        f"{first} wins in competition. {surely(result.scenario, result.probability_best()[first])} "
        f"On average it leads {second} by {size} and has {share} of all customers at the end."
    )


def _doubt(result: ComparedFirms) -> str:
    """Why the firm with the highest mean NPV does not win."""
    if len(result.rounds) < ENOUGH:
        return f"a verdict takes at least {ENOUGH} replications; this run has {len(result.rounds)}"
    chances = result.probability_best()
    likely = max(chances, key=lambda name: chances[name])
    if chances[likely] < SURE:
        return f"no firm has the highest NPV with a probability of {percent(SURE)} or more"
    return f"{likely} has the highest NPV in {chance(chances[likely])} of draws"


def _alone(result: ComparedFirms) -> str:
    if result.alone is None:
        return ""
    best = result.winner_alone
    if best is None:
        return "Alone in the market, each with all of today's customers, it is too close to call."
    same = " as well" if best == result.winner else ""
    return f"Alone in the market, each with all of today's customers, {best} wins{same}."


def answer(result: ComparedFirms) -> str:
    """What a terminal shows: who takes part, the table, the verdict."""
    scenario, firms = result.scenario, result.firms
    head = (
        f"{scenario.name}: simulated, {len(firms)} firms in one market, {scenario.months} months, "
        f"{len(result.rounds)} replications."
    )
    rows = [["", *firms], ["enters in month", *(str(e.month) for e in firms.values())]]
    for figure in SHOWN:
        estimates = [result.estimates(name)[figure] for name in firms]
        label = LABELS[figure][0]
        rows.append([label, *(_write(figure, e.mean, scenario.currency) for e in estimates)])
        write = partial(_write, figure, currency=scenario.currency)
        rows.append(["  95 % CI", *(interval(e, write) for e in estimates)])
    chances = result.probability_best()
    rows.append(["highest NPV, in competition", *(chance(chances[name]) for name in firms)])
    if result.alone is not None:
        alone = [result.alone.estimates(name)["npv"].mean for name in firms]
        rows.append(["net present value, alone", *(money(v, scenario.currency) for v in alone)])
    return visible("\n\n".join((head, aligned(rows), "Verdict. " + verdict(result))))


def as_data(result: ComparedFirms) -> dict[str, Any]:
    """The whole answer as one object of plain values."""
    return {
        "scenario": result.scenario.name,
        "hash": result.scenario.hash,
        "seed": result.seed,
        "replications": len(result.rounds),
        "verdict": verdict(result),
        "winner": result.winner,
        "winner_alone": result.winner_alone,
        "probability_best": result.probability_best(),
        "firms": {
            name: {
                "enters_in_month": entrant.month,
                "design": entrant.design.model_dump(mode="json"),
                "figures": {k: plain(e) for k, e in result.estimates(name).items()},
            }
            for name, entrant in result.firms.items()
        },
    }


def _money_range(result: ComparedFirms, lead: Any) -> str:
    bounds = interval(lead, lambda v: money(v, result.scenario.currency, True))
    return f"95 % CI {bounds}" if isfinite(lead.low) else bounds


def _write(figure: str, value: float, currency: str) -> str:
    return written(value, LABELS[figure][1], currency, signed=figure == "nps")
