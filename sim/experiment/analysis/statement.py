"""The profit and loss statement of a design by year: of the firm, each segment or each product.

A statement ties to the ledger to the cent in every replication. Costs that no segment or product
caused are shared out by one named key; changing the key moves members, never the firm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...accounts.chart_of_accounts import Account, Line, amount_of, amount_without
from ...errors import RunError
from ...market.rules.tally import Count
from ...measures import ratio
from ...model.observation import YEAR
from ...scenario.scenario import Scenario
from ..compared import ComparedDesigns
from ..figures.customer_value import VALUE_LABELS
from ..figures.headlines import LABELS
from ..run.runner import ObservedRun
from ..statistics.estimates import Estimate
from .customers import worth_by_segment

Array = NDArray[np.float64]
Cents = NDArray[np.int64]
Amounts = Mapping[str, Array]

KEYS = ("revenue", "customers", "contribution")
"""By what shared costs may be shared out."""
OPENING, JOINED, LEFT, CLOSING, PAID_MONTHS = "opening", "joined", "left", "closing", "paid months"
DIRECT: dict[str, tuple[Account, ...]] = {
    line.label: line.accounts for line in Line if line is not Line.RESTRUCTURING
}
"""What members cause themselves, line by line, with the accounts of each; their sum is the
contribution. What no member caused alone is shared cost, whatever its account, or restructuring."""
SHARED_COST, RESTRUCTURING = "Shared cost", Line.RESTRUCTURING.label
REVENUE, COST_OF_SALES = Line.REVENUE.label, Line.COST_OF_SALES.label


class Headline(NamedTuple):
    """A figure below a statement.

    Attributes:
        label, unit: what it is, and of what unit ("currency", "share", "ratio", or "words" where
            the note says all).
        own: of the design; None where it has none, e.g. no one joined.
        today: of today's design; None where it has none.
        difference: paired difference to today; None where there is none.
        note: in words, what the number does not say.
    """

    label: str
    unit: str
    own: Estimate | None
    today: Estimate | None = None
    difference: Estimate | None = None
    note: str = ""


@dataclass(frozen=True, repr=False)
class Statement:
    """A design's statement beside today's.

    Attributes:
        design, key: what it is of, and by what shared costs are shared out.
        by: "firm", "segment" or "product".
        firm, currency: the scenario's name, and the currency of every amount.
        members: what it is for: the firm; or the segments or products, and last all of them.
        months: how long each year is; the last may be shorter than twelve.
        own, today: what was counted and booked, by name: `OPENING` and the other counts of people,
            the lines of `DIRECT`, `SHARED_COST` and `RESTRUCTURING`, each [replications, members,
            years + 1], the total last; costs are negative.
        reach: half the width of the 95 % interval of each line's difference to today in total,
            paired by replication, [members], by line.
        headlines: figures of the firm that stand below.
        worth: what customers are worth by segment, where it is by segment.
    """

    design: str
    by: str
    key: str
    firm: str
    currency: str
    members: list[str]
    months: list[int]
    own: Amounts
    today: Amounts
    reach: Amounts
    headlines: list[Headline]
    worth: pd.DataFrame | None

    @property
    def periods(self) -> list[str]:
        """Names of the years; one that is not whole says so."""
        return [
            f"year {n}" + ("" if months == YEAR else f" ({months} months)")
            for n, months in enumerate(self.months, start=1)
        ]

    def to_frame(self) -> pd.DataFrame:
        """Means over replications, one row a member and line.

        Columns are the years, `total`, `Δ to today` with `low` and `high`, its 95 % interval paired
        by replication, and `Δ %` of today's amount. Ratios are those of the means, so that they can
        be worked out from the rows shown, and not a number where there is nothing to divide by; a
        margin has no `Δ %`.
        """
        own, base = (lines(_means(amounts), self.by) for amounts in (self.own, self.today))
        rows = {}
        for m, member in enumerate(self.members):
            for line, value in own.items():
                gap = value[m, -1] - base[line][m, -1]
                size = abs(base[line][m, -1])
                reach = self.reach[line][m]
                share = 100 * gap / size if size > 0 and line != MARGIN else np.nan
                rows[member, line] = [*value[m], gap, gap - reach, gap + reach, share]
        columns = [*self.periods, "total", "Δ to today", "low", "high", "Δ %"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        if self.by == "firm":
            frame.index = pd.Index([line for _, line in rows], name="line")
        else:
            frame.index = pd.MultiIndex.from_tuples(rows, names=[self.by, "line"])
        return frame


MARGIN = "Operating margin"
PER_CUSTOMER, PER_HOLDER = "Revenue per customer and year", "Revenue per holder and year"
RATIOS = (PER_CUSTOMER, PER_HOLDER, MARGIN)
"""Lines that are ratios of amounts: of their means, and not a number where there is nothing."""


def lines(amounts: Amounts, by: str) -> dict[str, Array]:
    """The lines of a statement in order, from what was counted and booked.

    Args:
        amounts: as in `Statement`, of any shape.
        by: "product" counts holders, whose comings and goings are known only as a net change.
    """
    holds, gross = by == "product", amounts[REVENUE] + amounts[COST_OF_SALES]
    who, per = ("holders", PER_HOLDER) if holds else ("customers", PER_CUSTOMER)
    contribution = sum((amounts[name] for name in DIRECT), start=np.zeros_like(gross))
    profit = contribution + amounts[SHARED_COST] + amounts[RESTRUCTURING]
    changes = (
        {"Net change": amounts[JOINED] - amounts[LEFT]}
        if holds
        else {"Joined": amounts[JOINED], "Left": -amounts[LEFT]}
    )
    return {
        f"Opening {who}": amounts[OPENING],
        **changes,
        f"Closing {who}": amounts[CLOSING],
        per: YEAR * ratio(amounts[REVENUE], amounts[PAID_MONTHS]),
        REVENUE: amounts[REVENUE],
        COST_OF_SALES: amounts[COST_OF_SALES],
        "Gross margin": gross,
        **{name: amounts[name] for name in DIRECT if name not in (REVENUE, COST_OF_SALES)},
        "Product contribution" if holds else "Segment contribution": contribution,
        SHARED_COST: amounts[SHARED_COST],
        RESTRUCTURING: amounts[RESTRUCTURING],
        "Operating profit": profit,
        MARGIN: ratio(profit, amounts[REVENUE]),
    }


def statement(
    result: ComparedDesigns, design: str, by: str = "firm", key: str = KEYS[0]
) -> Statement:
    """The statement of a design by year, beside today's.

    Args:
        result: the designs that were compared.
        design: which design.
        by: "firm", "segment" or "product".
        key: by what costs that no member caused alone are shared out, one of `KEYS`.

    Raises:
        RunError: another `by` or `key`, or a design that was not run.
    """
    result.check(design)
    if by not in ("firm", "segment", "product"):
        raise RunError(f"by is {by!r}; use by='firm', by='segment' or by='product'")
    if key not in KEYS:
        raise RunError(f"key is {key!r}; share out by {', '.join(map(repr, KEYS))}")
    scenario = result.scenario
    months = [min(YEAR, scenario.months - m) for m in range(0, scenario.months, YEAR)]
    own, today = (
        _joined([_amounts(scenario, r.runs[name], by, key) for r in result.replications])
        for name in (design, "today")
    )
    members = {
        "firm": [scenario.name],
        "segment": [*(s.name for s in scenario.segments), "All segments"],
        "product": [*(p.name for p in scenario.products), "All products"],
    }
    reach = _reach(result, _in_total(own), _in_total(today), by)
    return Statement(
        design,
        by,
        key,
        scenario.name,
        scenario.currency,
        members[by],
        months,
        own,
        today,
        reach,
        _headlines(result, design),
        worth_by_segment(result, design) if by == "segment" else None,
    )


def _reach(result: ComparedDesigns, own: Amounts, today: Amounts, by: str) -> dict[str, Array]:
    """Half the width of the 95 % interval of each line's paired difference to today, [members].

    Args:
        result: the comparison.
        own, today: amounts in total, [replications, members] each.
        by: as for `lines`.
    """
    each, base, reach = lines(own, by), lines(today, by), {}
    for line in each:
        if line in RATIOS:
            spread = result.sample.of_means(
                lambda a, b, line=line: lines(a, by)[line] - lines(b, by)[line], own, today
            )
        else:
            spread = result.band(each[line] - base[line])
        reach[line] = (spread.high - spread.low) / 2
    return reach


def _headlines(result: ComparedDesigns, design: str) -> list[Headline]:
    """What the statement's last part says: value, shortfall, payback, customers' worth."""
    own, today = result.estimates(design), result.estimates("today")
    gap = result.differences(design)
    figures = [
        Headline(label, unit, _known(own[name]), _known(today[name]), _known(gap[name]))
        for name, (label, unit) in {"npv": LABELS["npv"], **VALUE_LABELS}.items()
    ]
    if design == "today":
        return figures
    shortfall, payback = result.shortfall(design), result.payback(design)
    when = "never behind" if shortfall.month is None else f"in month {shortfall.month:.0f}"
    return [
        figures[0],
        Headline(
            "Deepest cumulative shortfall against today", "currency", shortfall.depth, note=when
        ),
        Headline("Payback", "words", None, note=payback.words(result.scenario.months)),
        *figures[1:],
    ]


def _known(estimate: Estimate) -> Estimate | None:
    return estimate if np.isfinite(estimate.mean) else None


def _amounts(scenario: Scenario, run: ObservedRun, by: str, key: str) -> dict[str, Array]:
    """What was counted and booked in one run by member and year, [members, years + 1] each."""
    people = _holders(scenario, run) if by == "product" else _customers(scenario, run)
    other = 1 if by == "product" else 2  # the axis of the cube, after months, that is added up
    cube = np.add.reduceat(run.cube, np.arange(0, scenario.months, YEAR), axis=0).sum(axis=other)
    caused, shared = cube[:, :-1].transpose(1, 0, 2), cube[:, -1]
    booked: dict[str, Any] = {
        line.label: amount_of(caused, line) for line in Line if line.label in DIRECT
    }
    once = Line.RESTRUCTURING
    weights = {
        "revenue": booked[REVENUE],
        "customers": people[PAID_MONTHS],
        "contribution": sum(booked.values()),
    }[key]
    booked[SHARED_COST] = shared_out(amount_without(shared, once), weights)
    booked[RESTRUCTURING] = amount_of(caused, once) + shared_out(amount_of(shared, once), weights)
    money = {name: _with_total(cents) / 100 for name, cents in booked.items()}
    counts = {name: _with_total(people[name]) for name in (JOINED, LEFT, PAID_MONTHS)}
    counts[OPENING] = np.hstack([people[OPENING], people[OPENING][:, :1]])
    counts[CLOSING] = np.hstack([people[CLOSING], people[CLOSING][:, -1:]])
    amounts = {
        name: np.vstack([value, value.sum(axis=0, keepdims=True)])
        for name, value in (counts | money).items()
    }
    return {name: value[-1:] for name, value in amounts.items()} if by == "firm" else amounts


def shared_out(total: Cents, weights: Array) -> Cents:
    """Share amounts out in whole cents that add up to them (largest remainder).

    amount_m = total w_m / sum(w), negative weights counting as nothing; equal parts where no weight
    is left.

    Args:
        total: [years], cents.
        weights: [members, years].

    Returns:
        [members, years], cents.
    """
    weights = np.maximum(weights, 0.0)
    sums = weights.sum(axis=0)
    share = np.where(sums > 0, weights / np.where(sums > 0, sums, 1.0), 1 / len(weights))
    exact = total * share
    whole = np.floor(exact).astype(np.int64)
    missing = total - whole.sum(axis=0)
    rank = np.argsort(np.argsort(whole - exact, axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray(whole + (rank < missing))


def _customers(scenario: Scenario, run: ObservedRun) -> dict[str, Array]:
    """Customers by segment and year, [S, years] each."""
    counts = run.observed.counts
    starts = np.arange(0, scenario.months, YEAR)

    def yearly(count: Count) -> Array:
        return np.asarray(np.add.reduceat(counts[:, :, count], starts, axis=0).T)

    closing = counts[np.append(starts[1:], scenario.months) - 1, :, Count.CUSTOMERS].T
    joined, left = yearly(Count.JOINED), yearly(Count.LEFT)
    return {
        OPENING: closing - joined + left,
        JOINED: joined,
        LEFT: left,
        CLOSING: closing,
        PAID_MONTHS: yearly(Count.PAYING),
    }


def _holders(scenario: Scenario, run: ObservedRun) -> dict[str, Array]:
    """Holders by product and year, [P, years] each; months paid are those of the mean holder."""
    held = run.observed.holders.sum(axis=1).T
    change = np.diff(held, axis=1)
    months = np.minimum(YEAR, scenario.months - np.arange(0, scenario.months, YEAR))
    return {
        OPENING: held[:, :-1],
        JOINED: np.maximum(change, 0),
        LEFT: np.maximum(-change, 0),
        CLOSING: held[:, 1:],
        PAID_MONTHS: (held[:, :-1] + held[:, 1:]) / 2 * months,
    }


def _with_total(values: Array | Cents) -> Array:
    """Values by year with their sum as the last column."""
    return np.column_stack([values, values.sum(axis=1)])


def _joined(runs: list[dict[str, Array]]) -> dict[str, Array]:
    """Amounts of all replications, [replications, members, years + 1] each."""
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}


def _in_total(amounts: Amounts) -> Amounts:
    """The last column of each."""
    return {name: value[..., -1] for name, value in amounts.items()}


def _means(amounts: Amounts) -> dict[str, Array]:
    return {name: value.mean(axis=0) for name, value in amounts.items()}
