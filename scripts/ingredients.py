"""Writes docs/ingredients.md: what every setting of a design does when it is changed alone.

    python scripts/ingredients.py [--replications 30] [SCENARIO ...]

What was found is kept in docs/ingredients.json, with the hash of the scenario that it was found
for; named scenarios are lived anew, the others are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.experiment.statistics.estimates import Estimate
from sim.report.text.phrases import named
from sim.results.comparison import Comparison, compare
from sim.scenario.reading.loading import load
from sim.scenario.scenario import Scenario
from sim.scenario.schema.design import PRESETS, Design
from sim.text.numbers import money

ROOT = Path(__file__).resolve().parents[1]
PAGE, FOUND = ROOT / "docs" / "ingredients.md", ROOT / "docs" / "ingredients.json"
SCENARIOS = ("retail_bank", "b2b_saas", "fashion_retailer", "regulated_utility")
PEOPLE, REPLICATIONS = 5_000, 30
PP, PI, SP, SI = PRESETS
FIGURES = ("npv", "retention", "nps")

AGREED: dict[str, Any] = {
    # what the presets agree on, and what it is changed to
    "organisation.listening": 0.5,
    "organisation.debias": 1.0,
    "organisation.review_months": 6,
    "organisation.focus": 0.0,
}
INCREMENTS = (0.05, 0.1, 0.5, 1.0)
BATCHES = (1, 3, 6, 12)
SETTINGS: dict[str, dict[str, Any]] = {
    # in which each curve is drawn; times the scenario's own value
    "as it is": {},
    "releases at a third of the effort": {"work.release_effort": 1 / 3},
    "releases at three times the effort": {"work.release_effort": 3.0},
    "needs drift at a third of the speed": {"market.needs_drift": 1 / 3},
    "needs drift at twice the speed": {"market.needs_drift": 2.0},
}
NO_DIP = {"transition.dip": 0.0, "transition.quality_dip": 0.0, "transition.help_dip": 0.0}
HEAD = """\
# Ingredients: which setting carries the result

A design is a list of settings. Here each is changed alone, from segment-led incremental and from
product-led perfection, to the value of the opposite corner (or, where all presets agree, to the
value stated). Simulated: {people:,} people, {replications} replications with common random numbers,
the scenario's values as they stand; differences with 95 % intervals, **bold** where the interval
excludes 0. Some {tests} differences are tested for each scenario, so that a few in a hundred look
clear by chance. Authority needs segments to act on: from product-led it is changed together with
the basis. Curves and checks have half as many replications.

    python scripts/ingredients.py [SCENARIO ...]
"""


def changed(design: Design, settings: Mapping[str, Any]) -> Design:
    """A design with some settings changed.

    Args:
        design: from which.
        settings: values by dotted path.
    """
    data = design.model_dump()
    for path, value in settings.items():
        section, field = path.split(".")
        data[section][field] = value
    return Design.model_validate(data)


def swaps(start: str, opposite: str) -> dict[str, dict[str, Any]]:
    """What is changed alone, by the setting's path.

    Args:
        start: name of the preset that it is changed from.
        opposite: name of the preset with the other value.
    """
    own, other = PRESETS[start], PRESETS[opposite]
    found: dict[str, dict[str, Any]] = {}
    for section in ("organisation", "delivery"):
        for field in type(getattr(own, section)).model_fields:
            path = f"{section}.{field}"
            there = getattr(getattr(other, section), field)
            if path in AGREED:
                found[path] = {path: AGREED[path]}
            elif there != getattr(getattr(own, section), field):
                found[path] = {path: there}
    if own.organisation.authority == 0:
        found["organisation.authority"]["organisation.basis"] = other.organisation.basis
    else:  # segment leaders need segments: the other basis
        found["organisation.basis"] = {"organisation.basis": "circumstance"}
    return found


def designs() -> dict[str, Design]:
    """All designs that are lived in a scenario's own market."""
    found = dict(PRESETS)
    for start, opposite in ((SI, PP), (PP, SI)):
        for path, settings in swaps(start, opposite).items():
            found[f"{start}; {path}"] = changed(PRESETS[start], settings)
    for authority in (0.0, 1.0):
        for incentive in (0.0, 1.0):
            settings = {"organisation.authority": authority, "organisation.incentive": incentive}
            found[f"authority {authority:g}, incentive {incentive:g}"] = changed(
                PRESETS[SI], settings
            )
    for visibility in (0.3, 0.8):
        for layers in (2.0, 4.0):
            settings = {"organisation.visibility": visibility, "organisation.layers": layers}
            found[f"visibility {visibility:g}, layers {layers:g}"] = changed(PRESETS[SI], settings)
    return found


def curves() -> dict[str, Design]:
    """Designs along an axis: increment and batch, from both corners."""
    found: dict[str, Design] = {}
    for start in (SI, PP):
        for value in (*INCREMENTS, 0.25):
            path = "delivery.increment"
            found[f"{start}; increment {value:g}"] = changed(PRESETS[start], {path: value})
        for batch in BATCHES:
            found[f"{start}; batch {batch}"] = changed(
                PRESETS[start], {"delivery.batch_size": batch}
            )
    for check in (0.3, 1.0):
        found[f"check {check:g}"] = changed(PRESETS[SI], {"delivery.reality_check": check})
    return found


def plain(estimate: Estimate) -> list[float]:
    """Mean and half-width, six significant digits."""
    return [float(f"{estimate.mean:.6g}"), float(f"{estimate.half_width:.6g}")]


def differences(result: Comparison, pairs: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Of each pair of designs, the difference of every figure."""
    return {
        name: {figure: plain(result.difference(one, other, figure)) for figure in FIGURES}
        for name, (one, other) in pairs.items()
    }


def examined(name: str, replications: int, jobs: int | None) -> dict[str, Any]:
    """Everything that is asked of a scenario, as plain values."""
    given = load(name)
    people = min(PEOPLE, given.market.simulated)
    scenario = given.certain().override({"market.simulated": people})

    def lived(
        market: Scenario, tried: Mapping[str, Design], lives: int = replications
    ) -> Comparison:
        return compare(market, tried, replications=lives, jobs=jobs, progress=False)

    found: dict[str, Any] = {"hash": given.hash, "replications": replications}
    all_designs = designs()
    result = lived(scenario, all_designs)
    pairs = {name: (name, name.split("; ")[0]) for name in all_designs if "; " in name}
    found["swaps"] = differences(result, pairs)
    corners = {"PI - PP": (PI, PP), "SI - SP": (SI, SP), "SP - PP": (SP, PP), "SI - PI": (SI, PI)}
    found["corners"] = differences(result, corners)
    squares = {each: (each, SI) for each in all_designs if ", " in each}
    found["squares"] = differences(result, squares)
    still = lived(scenario.override(NO_DIP), PRESETS)
    found["dip"] = {
        "felt": differences(result, {n: (n, "today") for n in PRESETS}),
        "switched off": differences(still, {n: (n, "today") for n in PRESETS}),
    }
    found["curves"] = {}
    axis = curves()
    for setting, factors in SETTINGS.items():
        data = scenario.model_dump()
        market = scenario.override(
            {path: data[path.split(".")[0]][path.split(".")[1]] * f for path, f in factors.items()}
        )
        there = lived(market, axis, replications // 2)
        pairs = {
            each: (each, f"{each.split('; ')[0]}; {reference(each)}")
            for each in axis
            if "; " in each
        }
        found["curves"][setting] = differences(there, pairs)
        found["curves"][setting]["check"] = differences(
            there, {"1 against 0.3": ("check 1", "check 0.3")}
        )["1 against 0.3"]
    return found


def reference(point: str) -> str:
    """The point of an axis that the others are compared with: the preset's own."""
    start, axis = point.split("; ")
    kind = axis.split(" ")[0]
    delivery = PRESETS[start].delivery
    return f"{kind} {delivery.increment if kind == 'increment' else delivery.batch_size:g}"


def amount(found: list[float], currency: str) -> str:
    """A difference of money with its interval, bold where it is clear."""
    mean, half = found
    text = f"{money(mean, currency, signed=True)} ± {money(half, currency)[len(currency) + 1 :]}"
    return f"**{text}**" if abs(mean) > half else text


def score(found: list[float], factor: float = 1.0, digits: int = 1) -> str:
    """A difference of points with its interval, bold where it is clear."""
    mean, half = (factor * each for each in found)
    text = f"{mean:+.{digits}f} ± {half:.{digits}f}"
    return f"**{text}**" if abs(mean) > half else text


def row(label: str, found: dict[str, list[float]], currency: str) -> str:
    """A line of a table: NPV, retention in points, NPS."""
    cells = [amount(found["npv"], currency), score(found["retention"], 100, 2), score(found["nps"])]
    return f"| {label} | {' | '.join(cells)} |"


def table(title: str, rows: list[str]) -> str:
    """A table under its title."""
    head = "|  | NPV | yearly retention, points | NPS |\n|---|---|---|---|\n"
    return f"\n### {title}\n\n{head}" + "\n".join(rows) + "\n"


def section(name: str, each: dict[str, Any]) -> str:
    """All tables of a scenario."""
    scenario = load(name)
    currency = scenario.currency
    parts = [f"\n## {scenario.name}\n"]
    parts.append(
        table("The four designs", [row(k, v, currency) for k, v in each["corners"].items()])
    )
    for start in (SI, PP):
        rows = [
            row(label(key, start), found, currency)
            for key, found in each["swaps"].items()
            if key.startswith(f"{start}; ")
        ]
        parts.append(table(f"One setting changed, from {named(start)}", rows))
    parts.append(shares(each))
    parts.append(
        table(
            "Two by two, against segment-led incremental",
            [row(k, v, currency) for k, v in each["squares"].items()],
        )
    )
    dips = [
        row(f"{named(d)}, dip {how}", found, currency)
        for how, designs in each["dip"].items()
        for d, found in designs.items()
    ]
    parts.append(table("The dip, against today", dips))
    checks = [
        row(f"check 1 against 0.3: {setting}", found["check"], currency)
        for setting, found in each["curves"].items()
        if "release" not in setting
    ]
    parts.append(table("Checks and drift, segment-led incremental", checks))
    for axis in ("increment", "batch"):
        parts.append(curve(axis, each["curves"], currency))
    return "".join(parts)


def label(key: str, start: str) -> str:
    """The setting changed, and to what."""
    path = key.split("; ")[1]
    settings = swaps(start, PP if start == SI else SI)[path]
    return ", ".join(f"`{p}` to {getattr(v, 'value', v)}" for p, v in settings.items())


def shares(each: dict[str, Any]) -> str:
    """How much of what a delivery habit is worth its largest single setting carries."""
    said = []
    for start, corner, sign in ((PP, "PI - PP", 1), (SI, "SI - SP", -1)):
        whole, half = each["corners"][corner]["npv"]
        own = {
            key.split("; ")[1]: sign * found["npv"][0]
            for key, found in each["swaps"].items()
            if key.startswith(f"{start}; delivery.")
        }
        most = max(own, key=lambda path: own[path] / whole)
        if abs(whole) <= half:
            said.append(f"{corner} is too close to 0 to be shared out")
        else:
            said.append(f"`{most}` alone carries {100 * own[most] / whole:.0f} % of {corner}")
    return "\nOf the difference between the delivery habits, " + "; ".join(said) + ".\n"


def curve(axis: str, found: dict[str, Any], currency: str) -> str:
    """NPV along an axis in every setting."""
    values = sorted((*INCREMENTS, 0.25)) if axis == "increment" else list(BATCHES)
    path = "delivery.increment" if axis == "increment" else "delivery.batch_size"
    lines = [f"\n### NPV along `{path}`\n"]
    lines.append("| from, where | " + " | ".join(f"{v:g}" for v in values) + " |")
    lines.append("|---" * (len(values) + 1) + "|")
    for start in (SI, PP):
        for setting, points in found.items():
            cells = [amount(points[f"{start}; {axis} {v:g}"]["npv"], currency) for v in values]
            lines.append(f"| {named(start)}, {setting} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def page(kept: dict[str, Any]) -> str:
    """The page of what was found, by scenario."""
    first = next(iter(kept.values()))
    tests = len(FIGURES) * len(first["swaps"])
    head = HEAD.format(people=PEOPLE, replications=first["replications"], tests=tests)
    return head + "".join(section(name, each) for name, each in kept.items())


def main() -> None:
    """Run, keep what was found, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="*", help="which (four of the shipped ones)")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args()
    kept = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for name in options.scenario or SCENARIOS:
        kept[name] = examined(name, options.replications, options.jobs)
        kept = {each: kept[each] for each in SCENARIOS if each in kept}
        FOUND.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")
        print(f"{name}: done", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
