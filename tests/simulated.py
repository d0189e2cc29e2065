"""Cohorts and tables that the model itself has made."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from sim.calibration.fit.survival import Hazard
from sim.calibration.tables.cohort import Cohort
from sim.calibration.tables.data_table import month_name

START = 12 * 2022


def cohort(hazard, generator, joined=START, size=500, months=36, segment="", exposure=1.0, every=1):
    """A cohort counted for some months, whose customers leave by a hazard."""
    ages = np.arange(0, months + 1, every)
    there = [size]
    survival = hazard.survival(ages.astype(float), exposure)
    for n in range(1, len(ages)):
        there.append(int(generator.binomial(there[-1], survival[n] / survival[n - 1])))
    return Cohort(segment, joined, ages, np.array(there))


def cohorts(hazard, generator, number=24, size=500, window=36, **more):
    """A cohort a month, all counted until the window ends."""
    return [cohort(hazard, generator, START + n, size, window - n, **more) for n in range(number)]


def written(path: Path, made: list[Cohort]) -> Path:
    """The table of some cohorts."""
    lines = ["segment,cohort,age,customers"] if made[0].segment else ["cohort,age,customers"]
    for each in made:
        begin = f"{each.segment}," if each.segment else ""
        lines += [
            f"{begin}{month_name(each.joined)},{age},{customers}"
            for age, customers in zip(each.ages, each.customers, strict=True)
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def contract_log(path: Path, hazard, generator, starts=18, size=60, months=30):
    """Customers who pay about once a month until they leave by a hazard; nobody says goodbye."""
    lines = ["customer,date,amount"]
    survival = hazard.survival(np.arange(0.0, months + 1))
    for start in range(starts):
        for n in range(size):
            stays = int((survival[1:] > generator.random()).sum())
            for month in range(start, min(start + stays, months) + 1):
                day = int(generator.integers(3, 7))
                lines.append(f"c{start}-{n},{month_name(START + month)}-{day:02d},29.90")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def shop_log(path: Path, generator, customers=200, days=700, every=45.0):
    """Customers who buy at random times, and of whom nobody knows whether they come back."""
    lines = ["customer,date,amount"]
    for n in range(customers):
        day, active = generator.exponential(every), generator.exponential(600.0)
        while day < min(days, active):
            lines.append(f"s{n},{date(2022, 1, 1) + timedelta(int(day))},{12.5}")
            day += generator.exponential(every)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


HAZARDS = {
    "Young": Hazard(0.3, 0.9),
    "Families": Hazard(0.15, 1.4),
    "Firms": Hazard(0.22, 0.7),
}
"""Base hazards of the small scenario's segments in tables made for it."""
