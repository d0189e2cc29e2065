"""A log of payments turned into cohorts: who paid first when, and when they stopped.

A contract is paid for regularly, so that silence says goodbye. Purchases at irregular times say
nothing of it: whoever is silent may be between two purchases. Such a log is refused, because a
shifted beta-geometric needs customers seen to leave; what fits it is BG/NBD or Pareto/NBD
(Fader, Hardie & Lee 2005, doi:10.1287/mksc.1040.0098), unless the user says how long a silence
counts as leaving.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .cohort import Cohort
from .cohort_table import CohortTable, too_short
from .data_table import MONTHS, Problems, Row, Table, month_name, segments_known, table
from .headings import HEADINGS

REGULAR = 0.9
"""Share of the gaps between payments that a contract's period explains, at least."""

SLACK = 0.25
"""Share of the usual gap by which a payment may be early or late."""

GAPS = {7.0: 1, 14.0: 1, 30.44: 1, 91.3: 3, 182.6: 6, 365.25: 12}
"""Days between the payments of a contract, and the months by which its customers are counted."""

SILENT_PERIODS = 2
"""Payments missed after which a customer of a contract has left."""


class Customer(NamedTuple):
    """One customer's payments.

    Attributes:
        segment: whose; empty for a log that tells no segments apart.
        days: on which they paid, ascending, each once.
        joined, ended: the days of which the log says so.
    """

    segment: str
    days: list[date]
    joined: date | None
    ended: date | None


class Rhythm(NamedTuple):
    """How regularly customers pay.

    Attributes:
        period: months by which customers are counted, by the nearest of `GAPS` to the usual gap.
        regular: share of gaps that are as long, or twice, for a payment that was missed.
        scatter: standard deviation of the gaps over their mean: 0 for a contract, about 1 for
            purchases at random.
        usual: the median gap, days.
        gaps: how many there are.
    """

    period: int
    regular: float
    scatter: float
    usual: float
    gaps: int


def transaction_log(
    path: Path | str, segments: Sequence[str], problems: Problems, silence: int | None
) -> CohortTable | None:
    """Read a log of payments: `customer, date, amount`.

    Args:
        path: the CSV file; it may have `segment`, and the days `joined` and `ended`.
        segments: those of the scenario.
        problems: where what is wrong is taken down.
        silence: months without a payment after which a customer counts as lost; two periods of a
            contract when missing.

    Returns:
        cohorts by month of the first payment; None where something is wrong.
    """
    before = len(problems.stated)
    found = table(path, problems, *HEADINGS["transactions"])
    segments_known(found, segments)
    customers = _customers(found)
    if len(problems.stated) > before:
        return None
    ends_reported = "ended" in found.columns
    rhythm = rhythm_of(list(customers.values()))
    if not ends_reported and silence is None:
        reason = _irregular(rhythm)
        if reason:
            problems.add(found.name, 1, reason)
            return None
    months = silence if silence is not None else SILENT_PERIODS * rhythm.period
    period = 1 if ends_reported or silence is not None else rhythm.period
    unseen = period if silence is None else silence
    cohorts, reported = _cohorts(list(customers.values()), months, period, ends_reported, unseen)
    if not any(len(cohort.ages) > 1 for cohort in cohorts):
        problems.add(found.name, 1, _too_short(months, ends_reported))
        return None
    short = too_short(cohorts)
    for reason in short.values():
        problems.add(found.name, 1, f"{reason}, by a longer log")
    if short:
        return None
    how = _how(rhythm, months, silence, ends_reported)
    return CohortTable(
        cohorts, period, [f"{found.name}: {len(customers):,} customers. {how}", *reported]
    )


def _customers(found: Table) -> dict[str, Customer]:
    """Payments by customer, in the order of the log; says what is wrong with a line."""
    customers: dict[str, Customer] = {}
    for row in found.rows:
        name, day = row.text("customer"), row.day("date")
        amount = row.number("amount")
        if not name:
            row.wrong("customer is empty; write whose payment it is")
        if amount is None and not row.text("amount"):
            row.wrong("amount is empty; write what was paid, or remove the line")
        elif amount is not None and amount <= 0:
            row.wrong(f"amount is {row.text('amount')}; refunds are no payments: remove the line")
        joined, ended = (row.day(c) if row.text(c) else None for c in ("joined", "ended"))
        if day is None:
            continue
        if ended is not None and ended < day:
            row.wrong(f"ended is {ended}, before the payment on {day}; correct one of them")
        if joined is not None and joined > day:
            row.wrong(f"joined is {joined}, after the payment on {day}; correct one of them")
        known = customers.setdefault(name, Customer(row.text("segment"), [], joined, ended))
        customers[name] = _with(known, row, day, joined, ended)
    return {name: each._replace(days=sorted(set(each.days))) for name, each in customers.items()}


def _with(
    known: Customer, row: Row, day: date, joined: date | None, ended: date | None
) -> Customer:
    """A customer with one more payment; says where lines contradict each other."""
    if row.text("segment") != known.segment:
        row.wrong(
            f"customer {row.text('customer')} is of {known.segment or 'no segment'} in a line "
            "before; give each customer one segment"
        )
    for column, one, other in (("joined", known.joined, joined), ("ended", known.ended, ended)):
        if one is not None and other is not None and one != other:
            row.wrong(f"{column} is {other}, and {one} in a line before; correct one of them")
    known.days.append(day)
    return known._replace(joined=known.joined or joined, ended=known.ended or ended)


def rhythm_of(customers: Sequence[Customer]) -> Rhythm:
    """How regularly some customers pay."""
    gaps = np.array(
        [(b - a).days for each in customers for a, b in pairwise(each.days)], dtype=float
    )
    if not len(gaps):
        return Rhythm(1, 0.0, 0.0, 0.0, 0)
    usual = float(np.median(gaps))
    length = min(GAPS, key=lambda days: abs(float(np.log(usual / days))))
    off = np.minimum(np.abs(gaps - length), np.abs(gaps - 2 * length))
    regular = float(np.mean(off <= SLACK * length))
    scatter = float(np.std(gaps) / np.mean(gaps))
    return Rhythm(GAPS[length], regular, scatter, usual, len(gaps))


def _irregular(rhythm: Rhythm) -> str:
    """Why silence does not show who left; empty where it does."""
    cure = (
        "give --cohorts counted by contract, a column ended with the day on which each customer "
        "left, or --silence MONTHS after which you count a customer as lost"
    )
    if not rhythm.gaps:
        return f"no customer pays twice, so it is not known when customers leave; {cure}"
    if rhythm.regular >= REGULAR:
        return ""
    return (
        f"this log does not show when customers leave: only {100 * rhythm.regular:.0f} % of the "
        f"gaps between payments are regular (median {rhythm.usual:.0f} days, coefficient of "
        f"variation {rhythm.scatter:.2f}; contracts have {100 * REGULAR:.0f} % or more), so "
        "silence may be a pause between two purchases (a non-contractual setting: BG/NBD or "
        f"Pareto/NBD, not a shifted beta-geometric); {cure}"
    )


def _too_short(months: int, ends_reported: bool) -> str:
    seen = "of which the end is known" if ends_reported else f"of silence ({months}) can be seen"
    return (
        f"no customer joined long enough before the end for the months {seen}; give a longer log, "
        "or a column joined for those who were there before it begins"
    )


def _cohorts(
    customers: Sequence[Customer], silence: int, period: int, ends_reported: bool, unseen: int
) -> tuple[list[Cohort], list[str]]:
    """Cohorts by segment and month, counted as far as the log shows, and what was left out.

    Args:
        customers: with their payments.
        silence: months without a payment after which a customer has left.
        period: months by which customers are counted.
        ends_told: whether the log states who left.
        unseen: months from the log's beginning in which a first payment may be a later one.
    """
    last = max(_month(each.days[-1]) for each in customers)
    first = min(_month(each.days[0]) for each in customers)
    end = last if ends_reported else last - silence + period
    known_from = first + unseen
    there: dict[tuple[str, int, int], list[int]] = {}
    before = returned = late = 0
    for each in customers:
        start = _month(each.days[0])
        if each.joined is None and start < known_from:
            before += 1
            continue
        stays, back = _until(each, silence, period, end, ends_reported)
        returned += back
        joined = start if each.joined is None else _month(each.joined)
        age = -(-(start - joined) // period) * period
        if joined + age > end:
            late += 1
        else:
            there.setdefault((each.segment, joined, age), []).append(stays - joined)
    cohorts = [
        _counted(segment, joined, age, np.array(there[segment, joined, age]), end, period)
        for segment, joined, age in sorted(there)
    ]
    reported = []
    if before:
        reported.append(
            f"{before:,} customers who paid before {month_name(known_from)} are left out: they may "
            "have joined before the log begins (a column joined would show it)."
        )
    if late:
        reported.append(
            f"{late:,} who joined after {month_name(end)} are left out: they joined too recently."
        )
    if returned:
        reported.append(
            f"{returned:,} customers paid again after such a silence: they count as lost."
        )
    return cohorts, reported


def _until(
    customer: Customer, silence: int, period: int, end: int, ends_reported: bool
) -> tuple[int, bool]:
    """The last month in which a customer is there, and whether they came back after it."""
    if ends_reported:
        left = _month(customer.ended) - 1 if customer.ended else end
        return max(left, _month(customer.days[0])), False
    months = sorted({_month(day) for day in customer.days})
    for one, other in pairwise(months):
        if other - one > silence:
            return one + period - 1, True
    return months[-1] + period - 1, False


def _counted(
    segment: str, joined: int, age: int, stays: NDArray[np.int64], end: int, period: int
) -> Cohort:
    """How many of a cohort are there at each age that the log shows."""
    ages = np.arange(age, end - joined + 1, period)
    return Cohort(segment, joined, ages, (stays[None, :] >= ages[:, None]).sum(axis=1))


def _month(day: date) -> int:
    return MONTHS * day.year + day.month - 1


def _how(rhythm: Rhythm, months: int, silence: int | None, ends_reported: bool) -> str:
    """How it was found out who left."""
    if ends_reported:
        return "The column ended states who left."
    if silence is not None:
        return (
            f"As you stated, {months} months without a payment count as leaving "
            f"({100 * rhythm.regular:.0f} % of the gaps are regular)."
        )
    every = "month" if rhythm.period == 1 else f"{rhythm.period} months"
    return (
        f"A contract, paid every {every} ({100 * rhythm.regular:.0f} % of the gaps are regular): "
        f"{months} months without a payment count as leaving."
    )
