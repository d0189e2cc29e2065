"""Make the example tables of docs/calibration.md: a bank's books that were simulated, not observed.

    python scripts/calibration_tables.py

The hazards are not those of the shipped bank, so that there is something to find.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.calibration.fit.survival import Hazard
from sim.calibration.tables.data_table import month_name
from sim.scenario.reading.loading import load

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples"
FIRST = 12 * 2023
COHORTS, WINDOW, JOIN = 12, 24, 300
HAZARDS = {
    "Young starters": Hazard(0.38, 1.0),
    "Families": Hazard(0.17, 1.1),
    "Affluent": Hazard(0.2, 1.4),
    "Small businesses": Hazard(0.24, 1.3),
}
REVENUE = {"Young starters": 21, "Families": 37, "Affluent": 66, "Small businesses": 45}
GROWN = 1.05


def cohorts(generator: np.random.Generator) -> list[str]:
    """A cohort a month for a year, each counted until the second year ends."""
    lines = ["segment,cohort,age,customers"]
    for segment, hazard in HAZARDS.items():
        for start in range(COHORTS):
            ages = np.arange(WINDOW - start)
            survival, there = hazard.survival(ages.astype(float)), JOIN
            for age in ages:
                if age:
                    there = int(generator.binomial(there, survival[age] / survival[age - 1]))
                lines.append(f"{segment},{month_name(FIRST + start)},{age},{there}")
    return lines


def pnl() -> list[str]:
    """A year of each segment, and what no segment caused alone."""
    lines = ["year,segment,revenue,cost_of_sales,service,recruiting,other,customers,joined"]
    bank, revenue, recruits = load("retail_bank"), 0.0, 0
    for segment in bank.segments:
        customers = round(segment.share * segment.penetration * bank.market.people * GROWN)
        joined = round(0.15 * customers)
        sold = round(12 * REVENUE[segment.name] * customers)
        revenue, recruits = revenue + sold, recruits + joined
        lines.append(
            f"2024,{segment.name},{sold},{round(0.38 * sold)},{round(0.12 * sold)},"
            f"{190 * joined},,{customers},{joined}"
        )
    return [*lines, f"2024,,0,,,,{round(0.24 * revenue)},,"]


def main() -> None:
    """Write the three tables."""
    FOLDER.mkdir(exist_ok=True)
    generator = np.random.default_rng(2024)
    scores = [f"{month_name(FIRST + 12 + n)},{21 + n % 3}" for n in range(12)]
    tables = {
        "cohorts.csv": cohorts(generator),
        "pnl.csv": pnl(),
        "nps.csv": ["month,nps", *scores],
    }
    for name, lines in tables.items():
        (FOLDER / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
