"""How results look at a Python prompt, and in a notebook: short, with what counts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ...experiment.figures.headlines import LABELS
from ...experiment.statistics.estimates import Estimate
from ...text.html import table
from ...text.numbers import chance, interval, percent, written
from . import tournament
from .phrases import named
from .verdict import verdict

if TYPE_CHECKING:
    from ...experiment.compared import ComparedDesigns
    from ...experiment.tournament import ComparedFirms

SHOWN = ("npv", "operating_profit", "retention", "nps")
"""Figures of the table in a notebook."""


def comparison_line(result: ComparedDesigns) -> str:
    """A comparison in one line: what ran, and who wins."""
    ran = _ran(result.scenario.name, "designs", list(result.designs), len(result.replications))
    return f"<Comparison {ran}: {_who(result.winner)}>"


def tournament_line(result: ComparedFirms) -> str:
    """A tournament in one line: what ran, and who wins in competition."""
    ran = _ran(result.scenario.name, "firms", list(result.firms), len(result.rounds))
    return f"<Tournament {ran}: {_who(result.winner)}>"


def _ran(name: str, what: str, members: list[str], replications: int) -> str:
    return f"of {name}, {len(members)} {what}, {replications} replications, simulated"


def _who(winner: str | None) -> str:
    return "too close to call" if winner is None else f"{winner} wins"


def comparison_html(result: ComparedDesigns) -> str:
    """A comparison as a notebook shows it: the verdict, and each design with its intervals."""
    scenario, currency = result.scenario, result.scenario.currency
    chances = result.probability_best()
    head = ["", *(LABELS[figure][0] for figure in SHOWN), "Highest NPV"]
    rows = [head]
    for name in result.designs:
        own, gaps = result.estimates(name), result.differences(name)
        cells = [_figure(figure, own[figure].mean, currency) for figure in SHOWN]
        if name != "today":
            cells = [
                f"{cell} ({_gap(figure, gaps[figure], currency)})"
                for figure, cell in zip(SHOWN, cells, strict=True)
            ]
        rows.append([named(name), *cells, chance(chances[name])])
    caption = (
        f"{scenario.name}, simulated: {scenario.months} months, {len(result.replications)} "
        "replications; in parentheses the 95 % CI of the difference to today"
    )
    return f"<p>{escape(verdict(result))}</p>{table(rows, caption)}"


def tournament_html(result: ComparedFirms) -> str:
    """A tournament as a notebook shows it: the verdict, and each firm's figures."""
    currency, chances = result.scenario.currency, result.probability_best()
    figures = [LABELS[figure][0] for figure in SHOWN]
    rows = [["", "Share of customers", *figures, "Highest NPV"]]
    for name in result.firms:
        own = result.estimates(name)
        cells = [_figure(figure, own[figure].mean, currency) for figure in SHOWN]
        rows.append([name, percent(own["share"].mean), *cells, chance(chances[name])])
    caption = (
        f"{result.scenario.name}, simulated: {len(result.rounds)} replications, in competition"
    )
    return f"<p>{escape(tournament.verdict(result))}</p>{table(rows, caption)}"


def _gap(figure: str, gap: Estimate, currency: str) -> str:
    return interval(gap, lambda value: _figure(figure, value, currency, True))


def _figure(figure: str, value: float, currency: str, signed: bool = False) -> str:
    return written(value, LABELS[figure][1], currency, signed)
