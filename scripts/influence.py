"""Measures which parameters the shipped bank's verdict leans on, and stores it for `sim doctor`.

    python scripts/influence.py                  writes sim/experiment/space/influence.json
    python scripts/influence.py --blocks 1 --out quick.json

The first takes about five minutes on two processors, the second a fifth of it. Run it after a
change of the scenario or of the model; the stored table names the scenario's hash.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.experiment.space import influence
from sim.experiment.space.screening import screening
from sim.report.text.influence import answer
from sim.scenario.reading.loading import load

BLOCKS, PEOPLE = 5, 10_000


def main() -> None:
    """Measure, store, and show what `sim doctor` will show."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scenario", default=influence.SCENARIO)
    parser.add_argument("--blocks", type=int, default=BLOCKS, help=f"of the pattern ({BLOCKS})")
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"simulated ({PEOPLE})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--out", type=Path, default=influence.STORED)
    options = parser.parse_args()
    if options.blocks < 1:
        parser.error("--blocks: use 1 or more")
    scenario = load(options.scenario)
    found = screening(
        scenario,
        options.scenario,
        blocks=options.blocks,
        people=options.people,
        seed=options.seed,
        jobs=options.jobs,
        progress=True,
    )
    influence.store(found, options.out)
    print(answer(influence.stored(options.out), scenario.hash))


if __name__ == "__main__":
    main()
