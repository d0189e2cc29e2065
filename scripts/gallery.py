"""Writes docs/gallery.md: of every shipped scenario, where in its ranges each design wins.

    python scripts/gallery.py [--points 240] [SCENARIO ...]

What was found is kept in docs/gallery.json, with the hash of the scenario that it was found for, so
that the page can be written again and a scenario that has changed since is noticed. Named scenarios
are explored anew, the others are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sim.experiment.space.regions import ANYWHERE, SMALLEST, Exploration, Region, explored
from sim.experiment.statistics.winner import SURE
from sim.report.text.phrases import named
from sim.scenario.reading.loading import load, shipped
from sim.scenario.scenario import Scenario
from sim.text.numbers import percent

ROOT = Path(__file__).resolve().parents[1]
PAGE, FOUND = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery.json"
POINTS, REPLICATIONS, PEOPLE, SEED = 240, 2, 10_000, 1
HEAD = """\
# The gallery: markets in which each design can be tried

Every scenario was calibrated to facts of its starting year (`facts` in the file, with their
sources; `sim check NAME` puts them beside the simulated year) and committed with its ranges
(`uncertain`) before designs were compared: once for the first version of the model, and anew
for the second (CHANGELOG). The ranges are centred on the values beside them. What follows was
found afterwards, and changed nothing in a scenario. All figures are simulated.

Method: {points} points of all uncertain values, each simulated {replications} times by all designs
with common random numbers ({people:,} simulated people, seed {seed}). A response surface
through them (`sim/experiment/space/surface.py`) gives each design's probability of the highest
mean net present value at {anywhere:,} further points. A design wins at a point where that
probability is at least {sure}. A region is a box of the ranges, found by patient rule induction
(Friedman & Fisher 1999), in which the probability is at least {sure} on average. The last
column states at how many of the points simulated in the box the design had the highest value,
sampling error of {replications} replications included. "None found" means that {points} points
showed no region of at least {smallest} of the ranges; it is no proof that there is none.

    make gallery                                   # this page, anew
    python scripts/gallery.py retail_bank          # one scenario of it
"""


def found(exploration: Exploration) -> dict[str, Any]:
    """An exploration as plain values."""
    regions = {
        name: each and {**vars(each), "limits": {p: list(v) for p, v in each.limits.items()}}
        for name, each in exploration.regions.items()
    }
    return {
        "seed": exploration.seed,
        "points": len(exploration.drawn),
        "replications": REPLICATIONS,
        "people": PEOPLE,
        "best": {name: round(share, 6) for name, share in exploration.best.items()},
        "wins": {
            str(name): round(float((exploration.chances[name] >= SURE).mean()), 6)
            for name in exploration.chances
        },
        "regions": regions,
    }


def page(kept: dict[str, Any]) -> str:
    """The page of what was found, by scenario."""
    first = next(iter(kept.values()))
    facts = {name: first[name] for name in ("points", "replications", "people", "seed")}
    limits = {"sure": percent(SURE), "smallest": percent(SMALLEST), "anywhere": ANYWHERE}
    parts = [HEAD.format(**facts, **limits), _overview(kept)]
    parts += [_section(name, load(name), each) for name, each in kept.items()]
    return "\n".join(parts)


def _overview(kept: dict[str, Any]) -> str:
    designs = list(dict.fromkeys(d for each in kept.values() for d in each["wins"]))
    rows = ["| Scenario | " + " | ".join(named(d) for d in designs) + " | too close to call |"]
    rows.append("|---" * (len(designs) + 2) + "|")
    for name, each in kept.items():
        wins = each["wins"]
        cells = [percent(wins[d]) if d in wins else "as today" for d in designs]
        cells.append(percent(1 - sum(wins.values())))
        rows.append(f"| [{load(name).name}](#{_anchor(load(name).name)}) | {' | '.join(cells)} |")
    return "Share of the ranges in which a design wins:\n\n" + "\n".join(rows) + "\n"


def _anchor(title: str) -> str:
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -")
    return kept.replace(" ", "-")


def _section(name: str, scenario: Scenario, each: dict[str, Any]) -> str:
    lines = [f"## {scenario.name}", "", f"`{name}`: {scenario.description.strip()}", ""]
    for design, region in each["regions"].items():
        lines.append(f"- **{named(design)}** {_region(scenario, region, each, design)}")
    return "\n".join(lines) + "\n"


def _region(
    scenario: Scenario, region: dict[str, Any] | None, each: dict[str, Any], design: str
) -> str:
    often = f"best in {percent(each['best'][design])} of all runs"
    if region is None:
        return f"none found in {each['points']} points ({often})."
    box = Region(**region)
    held = f"{percent(box.chance)}; highest at {box.won} of {box.points} simulated points; {often}"
    if not box.limits:
        return f"wins wherever in the ranges (mean chance {held})."
    where = [_limit(scenario, path, *ends) for path, ends in box.limits.items()]
    volume = percent(box.volume)
    return f"wins where {', '.join(where)} ({volume} of the ranges; mean chance {held})."


def _limit(scenario: Scenario, path: str, low: float, high: float) -> str:
    """One limit in words; an end of the range itself is left out."""
    ranges = {_plain(key): each for key, each in scenario.uncertain.items()}
    given = ranges.get(_plain(path))
    reach = given.high - given.low if given else 1.0
    from_below = given is not None and low <= given.low + 0.02 * reach
    from_above = given is not None and high >= given.high - 0.02 * reach
    if from_below:
        return f"`{path}` is at most {high:.3g}"
    if from_above:
        return f"`{path}` is at least {low:.3g}"
    return f"`{path}` is {low:.3g} to {high:.3g}"


def _plain(path: str) -> str:
    return path.replace('"', "")


def _smaller(scenario: Scenario) -> Scenario:
    """The scenario with as many simulated people as an exploration needs."""
    return scenario.override({"market.simulated": min(PEOPLE, scenario.market.simulated)})


def main(arguments: list[str] | None = None) -> None:
    """Explore, keep what was found, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="*", help="which (all shipped ones)")
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args(arguments)
    kept = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for name in options.scenario or shipped():
        exploration = explored(
            _smaller(load(name)),
            options.points,
            REPLICATIONS,
            SEED,
            options.jobs,
            sys.stderr.isatty(),
        )
        kept[name] = found(exploration) | {"hash": load(name).hash}
        kept = {each: kept[each] for each in shipped() if each in kept}
        FOUND.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")
        print(f"{name}: {kept[name]['best']}", flush=True)


if __name__ == "__main__":
    main()
