"""Tables as text for a terminal, and the whole answer as plain data."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from ...experiment.check.starting_year import firm_lines
from ...experiment.figures.headlines import LABELS
from ...experiment.statistics.estimates import Crossover, Estimate
from ...text.alignment import aligned
from ...text.letters import visible
from ...text.numbers import chance, finite, interval, money, percent, plain, points, written
from . import horizons, in_forms
from .phrases import named
from .starting_year import LABELS as YEAR_LABELS
from .starting_year import write_figure
from .verdict import verdict

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns

SHOWN = ("npv", "npv_gross", "operating_profit", "retention", "nps", "advocacy", "cost_to_serve")
"""Figures of the terminal table."""


def answer(result: ComparedDesigns) -> str:
    """What a terminal shows: starting year, table, certainty, verdict; model forms."""
    parts = [
        _opening(result),
        _table(result),
        _certainty(result),
        _pairs(result),
        str(result.stopping) + ".",
        "Verdict. " + verdict(result),
    ]
    if len(result.distinct) > 1:
        parts.append("Cash and terminal value. " + horizons.parts_shown(result))
    if result.in_forms:
        parts.append("Model forms. " + in_forms.in_forms_shown(result))
    return visible("\n\n".join(parts))


def as_data(result: ComparedDesigns) -> dict[str, Any]:
    """The whole answer as one object of plain values, for `--json` and for other programs."""
    others = [name for name in result.designs if name != "today"]
    chances = result.probability_best()
    repeated = {"forms": in_forms.as_data(result)} if result.in_forms else {}
    if result.at_twice:
        repeated["twice"] = horizons.as_data(result)
    return {
        "scenario": result.scenario.name,
        "hash": result.scenario.hash,
        "seed": result.seed,
        "replications": len(result.replications),
        "markets": result.markets,
        "uncertain": {
            path: each.model_dump(mode="json") for path, each in result.scenario.uncertain.items()
        },
        "stopping": str(result.stopping),
        "verdict": verdict(result),
        "winner": result.winner,
        "starting_year": _estimates(result.starting_year()),
        "designs": {name: _estimates(result.estimates(name)) for name in result.designs},
        "differences": {name: _estimates(result.differences(name)) for name in others},
        "probability_best": chances,
        "crossover": {name: result.crossover(name)._asdict() for name in others},
        "shortfall": {name: _shortfall(result, name) for name in others},
        "variance_ratio": {
            f"{one} - {other}": finite(result.pairing(one, other).ratio)
            for one, other in _all_pairs(result)
        },
        **repeated,
    }


def _shortfall(result: ComparedDesigns, name: str) -> dict[str, Any]:
    shortfall = result.shortfall(name)
    payback = result.payback(name)
    return {
        "depth": plain(shortfall.depth),
        "worst": shortfall.worst,
        "month": shortfall.month,
        "payback_month": payback.month,
        "share_paid_back": payback.paid,
        "share_never_behind": payback.never_behind,
    }


def _estimates(estimates: dict[str, Estimate]) -> dict[str, dict[str, float | None]]:
    return {name: plain(e) for name, e in estimates.items()}


def _write(figure: str, value: float, currency: str, signed: bool = False) -> str:
    return written(value, LABELS[figure][1], currency, signed)


def _opening(result: ComparedDesigns) -> str:
    start, scenario = result.starting_year(), result.scenario
    head = (
        f"{scenario.name}: simulated, {scenario.months} months, {len(result.replications)} paired "
        f"replications"
    )
    head += f" of {result.markets} markets" if result.markets > 1 else ""
    count = len(scenario.uncertain)
    head += f", each with its own draw of {_assumptions(count)}." if count else "."
    if not start:
        return f"{head}\nWithout a burn-in there is no preceding year to show."
    if math.isnan(start["churn"].mean):
        return f"{head}\nThe year before there were no customers.{_beside_facts(result)}"
    come = f"{percent(start['advocacy'].mean)} of joiners come through advocacy"
    facts = (
        f"{percent(start['churn'].mean)} of customers leave a year, NPS "
        f"{points(start['nps'].mean, True)}, operating margin {percent(start['margin'].mean)}, "
        f"{'no customers join' if math.isnan(start['advocacy'].mean) else come}"
    )
    return f"{head}\nThe year before: {facts}.{_beside_facts(result)}"


def _assumptions(count: int) -> str:
    return f"{count} uncertain assumption{'s' if count > 1 else ''}"


def _beside_facts(result: ComparedDesigns) -> str:
    """Whether the year before matches the facts that are stated of the firm."""
    lines = firm_lines(result)
    apart = [line for line in lines if line.verdict in ("off", "none")]
    if not lines:
        return ""
    if not apart:
        return "\nThis matches the firm's books within the tolerances of `sim check`."
    currency = result.scenario.currency
    figures = []
    for line in apart:
        found, given = line.simulated, line.typed or 0.0
        shown = "none" if found is None else write_figure(line.figure, found.mean, currency)
        stated = write_figure(line.figure, given, currency)
        figures.append(f"{YEAR_LABELS[line.figure][0].lower()} {shown}, stated {stated}")
    return f"\nThis does NOT match the firm's books: {'; '.join(figures)}. See `sim check`."


def _table(result: ComparedDesigns) -> str:
    currency, names = result.scenario.currency, list(result.designs)
    head = ["", *names]
    rows = [head]
    for figure in SHOWN:
        rows.append(
            [LABELS[figure][0]]
            + [_write(figure, result.estimates(name)[figure].mean, currency) for name in names]
        )
        write = partial(_write, figure, currency=currency, signed=True)
        gaps = (result.differences(name)[figure] for name in names[1:])
        rows.append(["  vs today, 95 % CI", "", *(interval(gap, write) for gap in gaps)])
    return aligned(rows)


def _certainty(result: ComparedDesigns) -> str:
    months, currency = result.scenario.months, result.scenario.currency
    chances = result.probability_best()
    rows = [["", "highest NPV", "ahead for good", "deepest shortfall", "paid back"]]
    for name in result.designs:
        if name == "today":
            rows.append([name, chance(chances[name]), "", "", ""])
            continue
        shortfall = result.shortfall(name)
        back = result.payback(name).words(months)
        deepest = money(shortfall.depth.mean, currency)
        if shortfall.month is not None:
            deepest += f", month {shortfall.month:.0f}"
        rows.append(
            [name, chance(chances[name]), _month(result.crossover(name), months), deepest, back]
        )
    note = (
        "Ahead for good: the month from which mean cumulative profit stays above today's. "
        "Shortfall: mean of single runs. Payback: median of single runs."
    )
    return f"{aligned(rows)}\n{note}"


def _month(crossing: Crossover, months: int) -> str:
    if crossing.month is None:
        return f"not within {months} months"
    low = crossing.low if crossing.low is not None else f">{months}"
    high = crossing.high if crossing.high is not None else f">{months}"
    return f"month {crossing.month} ({low} to {high})"


def _pairs(result: ComparedDesigns) -> str:
    """How much common random numbers narrow each difference."""
    rows = [["variance of an NPV difference", "unpaired over paired"]]
    for one, other in _all_pairs(result):
        ratio = result.pairing(one, other).ratio
        alike = result.designs[one] == result.designs[other]
        same = "the same design" if alike else "the same figures"
        shown = same if math.isinf(ratio) else f"{ratio:.1f}"
        rows.append([f"{named(one)} - {named(other)}", shown])
    return aligned(rows)


def _all_pairs(result: ComparedDesigns) -> list[tuple[str, str]]:
    names = list(result.designs)
    return [(one, other) for i, one in enumerate(names) for other in names[:i]]
