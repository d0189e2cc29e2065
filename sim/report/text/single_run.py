"""What one run of one design reports: its figures by year, and what it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...experiment.figures.headlines import LABELS, headlines
from ...experiment.run.runner import Run
from ...measures import MONTHLY, Months
from ...text.alignment import aligned
from ...text.letters import visible
from ...text.numbers import finite, money, points, written
from .phrases import named

if TYPE_CHECKING:
    from ...model.model import OrganisationModel

YEARLY = ("customers", "joined", "left", "nps", "releases", "profit")
"""Figures of the terminal table: levels at the end, sums or means, by year."""


def simulated(model: OrganisationModel) -> Run:
    """What the first firm of a model did, after its last month."""
    return Run(model.series(), model.ledger.cube[: model.given.months], model.firm.decisions)


def answer(model: OrganisationModel, design: str) -> str:
    """What a terminal shows of one run: figures by year, headlines, and where to go on.

    Args:
        model: after its last month.
        design: what the design is called.
    """
    scenario, run = model.given, simulated(model)
    head = f"{scenario.name}: simulated, one run of {named(design)}, {scenario.months} months."
    years = [slice(m, min(m + 12, scenario.months)) for m in range(0, scenario.months, 12)]
    rows = [["", *(f"year {n + 1}" for n in range(len(years)))]]
    for name in YEARLY:
        series = run.series(name)
        rows.append(
            [_label(name), *(_year(name, series[year], scenario.currency) for year in years)]
        )
    figures = headlines(scenario, run)
    facts = [
        [label, written(figures[name], unit, scenario.currency)]
        for name, (label, unit) in LABELS.items()
    ]
    shipped = f"{len(run.decisions)} items shipped or rolled back"
    closing = (
        f"{shipped}. One run is one possible future. Base decisions on `sim compare`, which runs "
        "many and reports how certain its verdict is."
    )
    return visible("\n\n".join((head, aligned(rows), aligned(facts), closing)))


def as_data(model: OrganisationModel) -> dict[str, Any]:
    """One run as one object of plain values."""
    monthly = model.monthly()
    return {
        "scenario": model.given.name,
        "hash": model.given.hash,
        "seed": model.seed,
        "figures": {
            name: finite(value) for name, value in headlines(model.given, simulated(model)).items()
        },
        "monthly": {str(name): monthly[name].tolist() for name in monthly},
    }


def _label(name: str) -> str:
    """What a monthly figure is called by year."""
    label, months = MONTHLY[name].label, MONTHLY[name].months
    return label + {
        Months.LAST: " at the end of the year",
        Months.MEAN: ", mean of the year",
    }.get(months or Months.SUM, "")


def _year(name: str, months: Any, currency: str) -> str:
    """A year of a monthly figure."""
    measure = MONTHLY[name]
    value = measure.over(months)
    if measure.unit == "currency":
        return money(value, currency)
    return points(value, True) if measure.unit == "points" else f"{value:,.0f}"
