"""Months held back: what was fitted without them forecasts them, beside two naive forecasts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ...errors import RunError
from ..tables.cohort import Cohort
from ..tables.cohort_table import CohortTable
from ..tables.data_table import month_name
from .survival import Array, Counts, fitted

SHORTEST = 3
"""Months that are held back at least, when no number is given."""

SHARE = 4
"""One in so many months of the window is held back, when no number is given."""

FORECASTS = ("fitted hazards", "constant churn", "last value")
"""What forecasts: the shifted beta-geometric, the mean monthly churn, and the last one."""

Forecast = Callable[[Cohort, Array], Array]
"""Share of those of a cohort's last known count who are there at later ages."""


class Error(NamedTuple):
    """How far a forecast was from what came.

    Attributes:
        customers: mean absolute error over cohorts and counts, customers.
        share: sum of absolute errors over the sum of customers who were there.
    """

    customers: float
    share: float


class Holdout(NamedTuple):
    """How well hazards that were fitted without the last months forecast them.

    Attributes:
        months: how many were held back.
        since: the first of them, months since the year 0.
        counts: cohorts and months that were forecast.
        errors: by forecast, in the order of `FORECASTS`.
    """

    months: int
    since: int
    counts: int
    errors: dict[str, Error]

    @property
    def beaten(self) -> bool:
        """Whether the fitted hazards came nearer than both naive forecasts."""
        fit, *naive = (self.errors[name].customers for name in FORECASTS)
        return all(fit < other for other in naive)

    @property
    def first_month(self) -> str:
        """The first month that was held back, as tables write it."""
        return month_name(self.since)


def months_held_back(cohorts: CohortTable, asked: int | None) -> int:
    """How many months to hold back: whole periods, the last quarter by default.

    Args:
        cohorts: the table.
        asked: what the user says; 0 holds back none.

    Returns:
        months; 0 where the table is too short to hold any back.

    Raises:
        RunError: too many are asked for, or no whole number of periods; says the cure.
    """
    window, period = cohorts.last - cohorts.first, cohorts.period
    usual = max(SHORTEST, -(-window // SHARE))
    months = -(-usual // period) * period if asked is None else asked
    if asked is not None and (asked < 0 or asked % period):
        raise RunError(
            f"--holdout {asked}: give months in steps of the table's {period}, or 0 for none"
        )
    if all(_can_forecast(cohorts.of(name), cohorts.last - months) for name in cohorts.segments):
        return months
    if asked:
        raise RunError(
            f"--holdout {asked}: the table's {window} months leave too few to fit; hold back "
            "fewer, or 0 for none"
        )
    return 0


def _can_forecast(cohorts: Sequence[Cohort], until: int) -> bool:
    """Whether something is left to fit when later months are held back, and to forecast."""
    known = [cohort.until(until) for cohort in cohorts]
    some = any(
        0 < len(seen.ages) < len(whole.ages) for seen, whole in zip(known, cohorts, strict=True)
    )
    return some and len(Counts.of(known).lost) > 0


def held_back(cohorts: CohortTable, months: int) -> Holdout:
    """Fit each segment without the last months, forecast them, and measure by how much it errs.

    Cohorts that joined within those months are not forecast: they were not known then.

    Args:
        cohorts: the table.
        months: how many to hold back, as `months_held_back` says.
    """
    until = cohorts.last - months
    misses: dict[str, list[Array]] = {name: [] for name in FORECASTS}
    there: list[Array] = []
    for segment in cohorts.segments:
        known = [cohort.until(until) for cohort in cohorts.of(segment)]
        forecasts = _forecasts(known)
        for whole, seen in zip(cohorts.of(segment), known, strict=True):
            if not len(seen.ages) or len(seen.ages) == len(whole.ages):
                continue
            later = whole.ages[len(seen.ages) :].astype(float)
            came = whole.customers[len(seen.ages) :].astype(float)
            there.append(came)
            for name, forecast in zip(FORECASTS, forecasts, strict=True):
                misses[name].append(np.abs(seen.customers[-1] * forecast(seen, later) - came))
    total = np.concatenate(there)
    errors = {
        name: Error(float(np.mean(each)), float(each.sum() / max(total.sum(), 1.0)))
        for name, each in ((name, np.concatenate(found)) for name, found in misses.items())
    }
    return Holdout(months, until + 1, len(total), errors)


def _forecasts(known: Sequence[Cohort]) -> tuple[Forecast, Forecast, Forecast]:
    """What forecasts a segment's cohorts, from what was known of them."""
    hazard = fitted(Counts.of(known))

    def by_hazard(cohort: Cohort, ages: Array) -> Array:
        then = hazard.survival(cohort.ages[-1:].astype(float))
        return np.asarray(hazard.survival(ages) / then)

    def by(stay: float) -> Forecast:
        return lambda cohort, ages: np.asarray(stay ** (ages - float(cohort.ages[-1])))

    return by_hazard, by(_monthly_stay(known)), by(_monthly_stay(_last_counts(known)))


def _monthly_stay(cohorts: Sequence[Cohort]) -> float:
    """Share that stays from month to month, the same at every age, most likely for some cohorts."""
    pairs = [cohort for cohort in cohorts if len(cohort.ages) > 1]
    start = sum(int(cohort.customers[:-1].sum()) for cohort in pairs)
    end = sum(int(cohort.customers[1:].sum()) for cohort in pairs)
    period = int(pairs[0].ages[1] - pairs[0].ages[0]) if pairs else 1
    return float((end / start) ** (1 / period)) if start else 1.0


def _last_counts(cohorts: Sequence[Cohort]) -> list[Cohort]:
    """Of each cohort that was counted in the last month, that count and the one before."""
    counted = [cohort for cohort in cohorts if len(cohort.ages) > 1]
    last = max((cohort.joined + int(cohort.ages[-1]) for cohort in counted), default=0)
    return [
        cohort._replace(ages=cohort.ages[-2:], customers=cohort.customers[-2:])
        for cohort in counted
        if cohort.joined + cohort.ages[-1] == last
    ]
