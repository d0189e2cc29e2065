"""Writes docs/anchor.md: what today's firm would earn with other budgets of change.

    python scripts/anchor.py [--replications 48] [SCENARIO ...]

Found from today's design alone, before designs are compared. What was found is kept in
docs/anchor.json, with the hash of the scenario that it was found for; named scenarios are lived
anew, the others are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.statistics.estimates import estimate
from sim.results.comparison import Comparison, compare
from sim.scenario.reading.loading import load, shipped
from sim.text.numbers import percent

ROOT = Path(__file__).resolve().parents[1]
PAGE, FOUND = ROOT / "docs" / "anchor.md", ROOT / "docs" / "anchor.json"
BUDGETS = (0.0, 0.25, 0.5, 0.75, 1.25, 1.5, 2.0)
MONTHS, PEOPLE, REPLICATIONS, YEAR = 120, 10_000, 48, 12
BEST, FALLS = (0.7, 1.5), (5, 8)
HEAD = """\
# The anchor: change must earn its budget

How much effort an improvement takes and how fast the state of the art moves on decide what change
is worth, and no source gives either. So they are anchored to what firms do: at {months} months,
valued as everywhere else, today's own firm should do best with {least:g} to {most:g} times today's
budget of change, and without any should fall below today's profit in year {first} to {last}. Only
today's design was run for this, and the values were chosen before designs were compared; the
figures below are of the model as it is now. Simulated, {people:,} people, {replications}
replications with common random numbers, values as they stand in the file. Amounts are differences
to today's budget, in per cent of a year's revenue of today's firm, with 95 % intervals.

    python scripts/anchor.py [SCENARIO ...]
"""
FOOT = """
"Not told apart": the highest mean lies elsewhere, but its interval and that of a budget within
the bounds overlap. Where the answer is no, what the scenario spends on change holds more than
change, or more than its leaders find useful things to do with, or the values tried were too few.
"""


def budgets_of(name: str, replications: int, jobs: int | None) -> dict[str, Any]:
    """Today's firm at every budget, as plain values.

    Args:
        name: the scenario's.
        replications: how many.
        jobs: processes.
    """
    given = load(name)
    people = min(PEOPLE, given.market.simulated)
    scenario = given.certain().override({"months": MONTHS, "market.simulated": people})
    designs = {
        f"{each:g}": scenario.override({"today.delivery.budget": each}).today for each in BUDGETS
    }
    result = compare(scenario, designs, replications=replications, jobs=jobs, progress=False)
    yearly = YEAR * float(result.totals("today")["revenue"].mean()) / MONTHS
    npv = {each: result.difference(each, "today", "npv") for each in designs}
    return {
        "hash": given.hash,
        "replications": replications,
        "share": given.costs.team_share,
        "npv": {
            each: [round(found.mean / yearly, 5), round(found.half_width / yearly, 5)]
            for each, found in npv.items()
        },
        "below": below_from(result),
    }


def below_from(result: Comparison) -> list[int] | None:
    """First year from which on the profit without change stays below today's.

    Returns:
        by the means, and the first from which on it is clearly so (0: never). None where it never
        stays below.
    """
    lead = np.diff(result.lead("0"), axis=1, prepend=0.0)
    years = lead.reshape(len(lead), MONTHS // YEAR, YEAR).sum(axis=2)
    found = [estimate(year) for year in years.T]
    below = [n for n in range(len(found)) if all(each.mean < 0 for each in found[n:])]
    surely = [n for n in range(len(found)) if all(each.high < 0 for each in found[n:])]
    return None if not below else [below[0] + 1, surely[0] + 1 if surely else 0]


def best(each: dict[str, Any]) -> list[float]:
    """Budgets that may be the best: whose interval overlaps that of the highest mean."""
    npv = {"1": [0.0, 0.0], **each["npv"]}
    top, wide = max(npv.values())
    return sorted(float(b) for b, (mean, half) in npv.items() if mean + half + wide >= top)


def holds(each: dict[str, Any]) -> str:
    """Whether a scenario is anchored, in words."""
    npv = {"1": [0.0, 0.0], **each["npv"]}
    top = float(max(npv, key=lambda b: npv[b][0]))
    inside = BEST[0] <= top <= BEST[1]
    near = any(BEST[0] <= b <= BEST[1] for b in best(each))
    falls = each["below"] is not None and FALLS[0] <= each["below"][0] <= FALLS[1]
    first = "yes" if inside else "not told apart" if near else "no"
    return f"{first}; {'yes' if falls else 'no'}"


def page(kept: dict[str, Any]) -> str:
    """The page of what was found, by scenario."""
    replications = sorted({each["replications"] for each in kept.values()})
    parts = [
        HEAD.format(
            months=MONTHS,
            least=BEST[0],
            most=BEST[1],
            first=FALLS[0],
            last=FALLS[1],
            people=PEOPLE,
            replications=" to ".join(f"{n}" for n in sorted({replications[0], replications[-1]})),
        )
    ]
    columns = [f"{b:g}" for b in BUDGETS]
    parts.append(
        "| Scenario | budget, of revenue | "
        + " | ".join(f"x {b}" for b in columns)
        + " | none falls below in year | best within; falls within |\n"
        + "|---" * (len(columns) + 4)
        + "|"
    )
    for name, each in kept.items():
        cells = [f"{100 * m:+.1f} ± {100 * h:.1f}" for m, h in (each["npv"][b] for b in columns)]
        below = each["below"]
        year = "never" if below is None else f"{below[0]}"
        if below is not None and below[1] != below[0]:
            year += f" (clearly: {below[1] or 'never'})"
        cells += [year, holds(each)]
        parts.append(
            f"| [{load(name).name}](../scenarios/{name}.yaml) | {percent(each['share'])} | "
            + " | ".join(cells)
            + " |"
        )
    parts.append(FOOT)
    return "\n".join(parts)


def main() -> None:
    """Run, keep what was found, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="*", help="which (all shipped ones)")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args()
    kept = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for name in options.scenario or shipped():
        kept[name] = budgets_of(name, options.replications, options.jobs)
        kept = {each: kept[each] for each in shipped() if each in kept}
        FOUND.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")
        print(f"{name}: {kept[name]}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
