"""Writes docs/gallery.md: of every shipped scenario, where in its ranges each design wins.

    python scripts/gallery.py [--draws 400] [SCENARIO ...]

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

from sim.experiment.regions import LEAST, Exploration, Region, explored
from sim.report.figures import chance, percent
from sim.report.verdict import named
from sim.scenario_file.loading import load, shipped
from sim.scenario_file.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PAGE, FOUND = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery.json"
DRAWS, SEED = 400, 1
HEAD = """\
# The gallery: markets in which each design can be tried

Every scenario was calibrated to facts of its starting year (`facts` in the file, with their
sources; `sim check NAME` puts them beside the simulated year) and committed with its ranges
(`uncertain`) before any design was run in it. What follows was found afterwards, and changed
nothing in a scenario. All figures are simulated.

How it was found: {draws} draws of everything that is uncertain, each lived by all designs with the
same people and the same luck, seed {seed}. A design's chance is that of being worth most (net
present value) in one more draw. A region is a box of the ranges in which a design wins at least
nine draws of ten: found in one half of the draws by patient rule induction (Friedman & Fisher
1999), and held to the other half, whose wins are told. "None found" says that {draws} draws showed
none that holds at least {least} draws of each half; it is no proof that there is none.

    make gallery                                   # this page, anew
    python scripts/gallery.py retail_bank          # one scenario of it
"""


def found(exploration: Exploration) -> dict[str, Any]:
    """An exploration as plain values."""
    return {
        "hash": exploration.scenario.hash,
        "seed": exploration.seed,
        "draws": len(exploration.drawn),
        "chances": {name: round(value, 6) for name, value in exploration.chances.items()},
        "regions": {
            name: each and {**vars(each), "limits": {p: list(v) for p, v in each.limits.items()}}
            for name, each in exploration.regions.items()
        },
    }


def page(kept: dict[str, Any]) -> str:
    """The page of what was found, by scenario."""
    first = next(iter(kept.values()))
    parts = [HEAD.format(draws=first["draws"], seed=first["seed"], least=LEAST), _overview(kept)]
    parts += [_section(name, load(name), each) for name, each in kept.items()]
    return "\n".join(parts)


def _overview(kept: dict[str, Any]) -> str:
    designs = list(dict.fromkeys(d for each in kept.values() for d in each["chances"]))
    rows = ["| Scenario | " + " | ".join(f"{named(d)}" for d in designs) + " |"]
    rows.append("|---" * (len(designs) + 1) + "|")
    for name, each in kept.items():
        chances = each["chances"]
        cells = [chance(chances[d]) if d in chances else "as today" for d in designs]
        rows.append(f"| [{load(name).name}](#{_anchor(load(name).name)}) | {' | '.join(cells)} |")
    return "Chance of being worth most in one more draw:\n\n" + "\n".join(rows) + "\n"


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
    if region is None:
        return f"none found in {each['draws']} draws (best in {chance(each['chances'][design])})."
    box = Region(**region)
    held = f"{box.wins} of {box.draws} draws it was not found in"
    if not box.limits:
        return f"wins wherever in the ranges ({held})."
    where = [_limit(scenario, path, *ends) for path, ends in box.limits.items()]
    return f"wins where {', '.join(where)} ({percent(box.volume)} of the ranges; {held})."


def _limit(scenario: Scenario, path: str, low: float, high: float) -> str:
    """One limit in words; an end that is the range's own is not said."""
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


def main(arguments: list[str] | None = None) -> None:
    """Explore, keep what was found, write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="*", help="which (all shipped ones)")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args(arguments)
    kept = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for name in options.scenario or shipped():
        exploration = explored(
            load(name), options.draws, SEED, options.jobs, progress=sys.stderr.isatty()
        )
        kept[name] = found(exploration)
        kept = {each: kept[each] for each in shipped() if each in kept}
        FOUND.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(kept), encoding="utf-8")
        print(f"{name}: {kept[name]['chances']}", flush=True)


if __name__ == "__main__":
    main()
