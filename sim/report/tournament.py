"""What a tournament says: who wins in company, who alone, and the table behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from ..experiment.compare import known_designs
from ..experiment.comparison import ENOUGH, SURE
from ..experiment.headlines import LABELS
from ..experiment.statistics import estimate
from .charts import spread_apart
from .figures import chance, interval, money, percent, points
from .style import GREY, INK, SETTINGS, colours
from .tables import aligned, plain
from .verdict import named

if TYPE_CHECKING:
    from ..experiment.tournament import Tournament

SHOWN = {
    "share": "Share of all customers at the end",
    **{name: LABELS[name][0] for name in ("npv", "operating_profit", "retention", "nps")},
    "gained": "Customers won from rivals",
    "lost": "Customers lost to rivals",
}
"""Figures of the terminal table."""


def verdict(result: Tournament) -> str:
    """Three plain sentences: who wins in company, who alone, and what that rests on."""
    if len(result.firms) < 2:
        return "There is one firm only: this is a comparison's run, and nobody to win against."
    rests = (
        "This rests on the scenario's rivalry: poaching "
        f"{result.scenario.rivalry.poaching:g} a month per unit of value, an outside option of "
        f"{result.scenario.rivalry.outside_option:g}."
    )
    return " ".join(part for part in (_in_company(result), _alone(result), rests) if part)


def _in_company(result: Tournament) -> str:
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


def _alone(result: Tournament) -> str:
    if result.alone is None:
        return ""
    best = result.winner_alone
    if best is None:
        return "Alone in the market, each with all of today's customers, it is too close to call."
    same = " as well" if best == result.winner else ""
    return f"Alone in the market, each with all of today's customers, {best} wins{same}."


def answer(result: Tournament) -> str:
    """What a terminal shows: who takes part, the table, the verdict."""
    scenario, firms = result.scenario, result.firms
    head = (
        f"{scenario.name}: simulated, {len(firms)} firms in one market, {scenario.months} months, "
        f"{len(result.rounds)} replications."
    )
    rows = [["", *firms], ["enters in month", *(str(e.month) for e in firms.values())]]
    for figure, label in SHOWN.items():
        estimates = [result.estimates(name)[figure] for name in firms]
        rows.append([label, *(_write(figure, e.mean, scenario.currency) for e in estimates)])
        rows.append(["  95 %", *(
            interval(e, lambda v, f=figure: _write(f, v, scenario.currency)) for e in estimates
        )])  # fmt: skip
    chances = result.probability_best()
    rows.append(["worth the most, in company", *(chance(chances[name]) for name in firms)])
    if result.alone is not None:
        alone = [result.alone.estimates(name)["npv"].mean for name in firms]
        rows.append(["net present value alone", *(money(v, scenario.currency) for v in alone)])
    return "\n\n".join((head, aligned(rows), "Verdict. " + verdict(result)))


def as_data(result: Tournament) -> dict[str, Any]:
    """The whole answer as one object of plain values."""
    return {
        "scenario": result.scenario.name,
        "hash": result.scenario.hash,
        "seed": result.seed,
        "replications": len(result.rounds),
        "verdict": result.verdict,
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


def market_share(result: Tournament) -> Figure:
    """Each firm's share of all customers by month, mean and 95 % interval."""
    palette = colours(result.firms)
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(10, 6.2))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.08, 0.12, 0.66, 0.68))
        ends = []
        for name in result.firms:
            share = result.share(name)
            bands = np.array([estimate(share[:, m]) for m in range(share.shape[1])])
            lived = np.arange(1, share.shape[1] + 1)
            axes.fill_between(lived, bands[:, 1], bands[:, 2], color=palette[name], alpha=0.2,
                              linewidth=0)  # fmt: skip
            axes.plot(lived, bands[:, 0], color=palette[name], linewidth=2.2)
            ends.append((float(bands[-1, 0]), name))
        axes.set_xlim(1, result.scenario.months)
        axes.set_ylim(bottom=0)
        months = result.scenario.months
        axes.xaxis.set_major_locator(MultipleLocator(12 if months >= 24 else max(months // 6, 1)))
        axes.set_xlabel("Month")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0%}"))
        low, high = axes.get_ylim()
        heights = spread_apart([e for e, _ in sorted(ends)], (high - low) * 0.14, low, high)
        for (end, name), height in zip(sorted(ends), heights, strict=True):
            nps = points(result.estimates(name)["nps"].mean, True)
            axes.annotate(
                f"{_described(result, name)}\n{percent(end)}, NPS {nps}", xy=(1.015, height),
                xycoords=("axes fraction", "data"), color=palette[name], fontsize=9.5, va="center",
                annotation_clip=False,
            )  # fmt: skip
        _head(figure, result)
    return figure


def _head(figure: Figure, result: Tournament) -> None:
    """Message, and who, what, unit and period below it."""
    message = (
        f"{result.winner} wins in company" if result.winner
        else "Too close to call between the firms"
    )  # fmt: skip
    figure.text(0.02, 0.945, message, fontsize=15, fontweight="bold", color=INK)
    figure.text(
        0.02, 0.87,
        f"{result.scenario.name}: share of all firms' customers, months 1 to "
        f"{result.scenario.months}.\nSimulated: mean and 95 % interval of "
        f"{len(result.rounds)} replications; wins by net present value.",
        fontsize=10, color=GREY, linespacing=1.5,
    )  # fmt: skip


def _described(result: Tournament, name: str) -> str:
    """A firm, its design where that has a name, and when it enters, in two lines."""
    entrant = result.firms[name]
    known = known_designs(result.scenario).items()
    design = next((n for n, d in known if d == entrant.design), None)
    words = name if entrant.month <= 1 else f"{name}, from month {entrant.month}"
    return f"{words}\n{named(design)}" if design and design != name else words


def _money_range(result: Tournament, lead: Any) -> str:
    return interval(lead, lambda v: money(v, result.scenario.currency, True))


def _write(figure: str, value: float, currency: str) -> str:
    if figure in ("share", "retention"):
        return percent(value)
    if figure == "nps":
        return points(value, True)
    return f"{value:,.0f}" if figure in ("gained", "lost") else money(value, currency)
