"""Cohorts of customers as a table: who joined together, and how many were still there later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .cohort import Cohort
from .data_table import DELIMITERS, Problems, Row, Table, month_name, segments_known, table
from .headings import HEADINGS

FEWEST = 3
"""Ages at which a segment is counted, at the least: two numbers are fitted to what lies between."""

OLDEST = 1200
"""Months of age beyond which a count is taken for a slip."""


class Count(NamedTuple):
    """One line of the table.

    Attributes:
        age: months since joining.
        customers: how many were there.
        row: the line.
    """

    age: int
    customers: int
    row: Row


class CohortTable(NamedTuple):
    """Cohorts that can be fitted.

    Attributes:
        cohorts: by segment and month of joining.
        period: months from one count to the next, the same everywhere.
        reported: what was read and how it was taken, a sentence each.
    """

    cohorts: list[Cohort]
    period: int
    reported: list[str]

    @property
    def segments(self) -> list[str]:
        """Segments that the table tells apart, in its order."""
        return list(dict.fromkeys(cohort.segment for cohort in self.cohorts))

    @property
    def last(self) -> int:
        """The last month in which somebody counted, months since the year 0."""
        return max(cohort.joined + int(cohort.ages[-1]) for cohort in self.cohorts)

    @property
    def first(self) -> int:
        """The first month in which somebody counted."""
        return min(cohort.joined + int(cohort.ages[0]) for cohort in self.cohorts)

    def of(self, segment: str) -> list[Cohort]:
        """A segment's cohorts."""
        return [cohort for cohort in self.cohorts if cohort.segment == segment]


def cohort_table(
    path: Path | str, segments: Sequence[str], problems: Problems
) -> CohortTable | None:
    """Read a table of cohorts: `cohort, age, customers`, or `cohort, month, customers`.

    Args:
        path: the CSV file. `cohort` is the month of joining, `age` the months since, or `month` the
            month of the count; `segment` may be there.
        segments: those of the scenario.
        problems: where what is wrong is taken down.

    Returns:
        the cohorts; None where something is wrong.
    """
    before = len(problems.stated)
    found = table(path, problems, *HEADINGS["cohorts"])
    if found.rows and ("age" in found.columns) == ("month" in found.columns):
        reason = "has both age and month" if "age" in found.columns else "has no column age"
        cure = "give age (months since joining, 0 first) or month (of the count, as in 2024-05)"
        problems.add(found.name, 1, f"{reason}; {cure}")
    if len(problems.stated) > before:
        return None
    segments_known(found, segments)
    counts = _counts(found)
    cohorts = [_cohort(key, counts[key]) for key in counts]
    if len(problems.stated) > before:
        return None
    _somebody(counts)
    period = _period(list(counts.values()), found)
    if len(problems.stated) > before:
        return None
    for segment, reason in too_short(cohorts).items():
        first = next(each for (of, _), each in counts.items() if of == segment)
        first[0].row.wrong(reason)
    if len(problems.stated) > before:
        return None
    return CohortTable(cohorts, period, _reported(found, cohorts, period))


def too_short(cohorts: Sequence[Cohort]) -> dict[str, str]:
    """Why some segments cannot be fitted, by segment: too few ages at which they are counted.

    Args:
        cohorts: of all segments; one that is counted once says nothing.
    """
    ages: dict[str, set[int]] = {}
    for cohort in cohorts:
        known = ages.setdefault(cohort.segment, set())
        if len(cohort.ages) > 1:
            known.update(cohort.ages.tolist())
    return {
        segment: (
            f"the cohorts{_of(segment)} are counted at {len(known)} ages, and mean and shape of a "
            f"hazard need {FEWEST} at least; give longer cohorts"
        )
        for segment, known in ages.items()
        if len(known) < FEWEST
    }


def _counts(found: Table) -> dict[tuple[str, int], list[Count]]:
    """Counts by segment and month of joining, by age."""
    counts: dict[tuple[str, int], list[Count]] = {}
    for row in found.rows:
        joined, age = row.month("cohort"), _age(row)
        customers = row.whole("customers", "customers")
        if joined is None or age is None or customers is None:
            continue
        if "month" in found.columns:
            age -= joined
            if age < 0:
                row.wrong(
                    f"month {row.text('month')} is before the cohort {row.text('cohort')} joined; "
                    "correct one of them"
                )
                continue
        if age > OLDEST:
            row.wrong(f"the age of {age} months is beyond {OLDEST}; correct it")
            continue
        counts.setdefault((row.text("segment"), joined), []).append(Count(age, customers, row))
    return {key: sorted(counts[key], key=lambda c: (c.age, c.row.line)) for key in sorted(counts)}


def _age(row: Row) -> int | None:
    return row.month("month") if "month" in row.table.columns else row.whole("age", "months")


def _cohort(key: tuple[str, int], counts: list[Count]) -> Cohort:
    """One cohort; says where it grows and what is there twice."""
    for one, other in pairwise(counts):
        place = f"cohort {month_name(key[1])}{_of(key[0])}"
        if one.age == other.age:
            what = f"{place} at an age of {one.age} months stands in line {one.row.line} already"
            other.row.wrong(f"{what}; remove one of them")
        elif other.customers > one.customers:
            other.row.wrong(
                f"{place} grows from {one.customers} to {other.customers} customers; count those "
                "who came back with the month in which they did, or correct it"
            )
    return Cohort(
        *key,
        np.array([count.age for count in counts], dtype=np.int64),
        np.array([count.customers for count in counts], dtype=np.int64),
    )


def _somebody(counts: dict[tuple[str, int], list[Count]]) -> None:
    """Report of which segment no cohort holds a customer."""
    for segment in dict.fromkeys(segment for segment, _ in counts):
        own = [each for (of, _), each in counts.items() if of == segment]
        if not any(each[0].customers for each in own):
            own[0][0].row.wrong(
                f"no cohort{_of(segment)} begins with a customer, so none can leave; add those "
                "that do, or remove these lines"
            )


def _of(segment: str) -> str:
    return f" of {segment}" if segment else ""


def _period(cohorts: list[list[Count]], found: Table) -> int:
    """Months between counts, the same everywhere; says where months are missing, or mixed."""
    steps = [[b.age - a.age for a, b in pairwise(counts)] for counts in cohorts]
    every = Counter(step for each in steps for step in each)
    if not every:
        found.problems.add(
            found.name,
            1,
            "every cohort is counted once, which does not show who leaves; add later counts",
        )
        return 1
    usual = every.most_common(1)[0][0]
    for counts, each in zip(cohorts, steps, strict=True):
        if len(set(each)) == 1 and each[0] != usual and len(each) > 1:
            counts[0].row.wrong(
                f"this cohort is counted every {_months(each[0])} and most others every "
                f"{_months(usual)}; give one period for all, the longer where months are not known"
            )
            continue
        for step, (one, other) in zip(each, pairwise(counts), strict=True):
            if step != usual:
                other.row.wrong(_step_told(one.age, other.age, usual))
    return usual


def _step_told(one: int, other: int, usual: int) -> str:
    """What to say of a step that is not the usual one."""
    if other - one > usual:
        missing = f"ages {one + usual} to {other - 1}" if usual == 1 else f"between {one} and"
        missing = f"age {one + 1} is" if other - one == 2 and usual == 1 else f"{missing} are"
        if usual > 1:
            missing = f"something between the ages {one} and {other} is"
        return f"{missing} missing; add the counts, or leave out all of this cohort that is later"
    return (
        f"ages {one} and {other} are {_months(other - one)} apart and most others "
        f"{_months(usual)}; give one period for all"
    )


def _months(number: int) -> str:
    return "month" if number == 1 else f"{number} months"


def _reported(found: Table, cohorts: list[Cohort], period: int) -> list[str]:
    """What was read, and what of it says nothing."""
    reported = [
        f"{found.name}: {len(cohorts)} cohorts, counted every {_months(period)}, "
        f"{len(found.rows):,} lines ({DELIMITERS[found.delimiter]} between cells)."
    ]
    once = sum(len(cohort.ages) < 2 for cohort in cohorts)
    if once:
        reported.append(f"{once} of them are counted once, which does not show who leaves.")
    late = sum(int(cohort.ages[0]) > 0 for cohort in cohorts)
    if late:
        reported.append(
            f"{late} of them are first counted after they joined: they count from there."
        )
    return reported
