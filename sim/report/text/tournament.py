"""What a tournament says: who wins in company, who alone, and the table behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...experiment.statistics.winner import ENOUGH, SURE
from ...measures import HEADLINES, RIVALRY, labels
from ...text.columns import aligned
from ...text.letters import visible
from ...text.numbers import chance, interval, money, percent, plain, written

if TYPE_CHECKING:
    from ...experiment.tournament import ComparedFirms

LABELS = labels(HEADLINES | RIVALRY)
SHOWN = ("share", "npv", "operating_profit", "retention", "nps", "gained", "lost")
"""Figures of the terminal table."""


def verdict(result: ComparedFirms) -> str:
    """Three plain sentences: who wins in company, who alone, and what that rests on."""
    if len(result.firms) < 2:
        return "There is one firm only: this is a comparison's run, and nobody to win against."
    rests = (
        "This rests on the scenario's rivalry: poaching "
        f"{result.scenario.rivalry.poaching:g} a month per unit of value, an outside option of "
        f"{result.scenario.rivalry.outside_option:g}."
    )
    return " ".join(part for part in (_in_company(result), _alone(result), rests) if part)


def _in_company(result: ComparedFirms) -> str:
    ranking = sorted(result.firms, key=lambda f: -float(result.values(f)["npv"].mean()))
    first, second = ranking[:2]
    lead = result.difference(first, second)
    currency = result.scenario.currency
    size = f"{money(lead.mean, currency, True)} of NPV (95 % {_money_range(result, lead)})"
    if result.winner is None:
        reason = (
            f"{len(result.rounds)} replications are too few (from {ENOUGH})"
            if len(result.rounds) < ENOUGH
            else f"no probability of being worth most reaches {percent(SURE)}"
        )
        return f"In company it is too close to call: {first} leads {second} by {size}; {reason}."
    share = percent(result.estimates(first)["share"].mean)
    probability = chance(result.probability_best()[first])
    return (
        f"In company {first} wins: with a probability of {probability} it is worth the most, "
        f"{size} ahead of {second}, with {share} of all customers at the end."
    )


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
        rows.append(["  95 %", *(interval(e, write) for e in estimates)])
    chances = result.probability_best()
    rows.append(["worth the most, in company", *(chance(chances[name]) for name in firms)])
    if result.alone is not None:
        alone = [result.alone.estimates(name)["npv"].mean for name in firms]
        rows.append(["net present value alone", *(money(v, scenario.currency) for v in alone)])
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
    return interval(lead, lambda v: money(v, result.scenario.currency, True))


def _write(figure: str, value: float, currency: str) -> str:
    return written(value, LABELS[figure][1], currency, signed=figure == "nps")
