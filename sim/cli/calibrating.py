"""The verb that fits a scenario to a firm's own data."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..report.formats.places import as_typed, check_place
from .options import add_scenario, whole


def add_verbs(verbs: Any) -> None:
    """Declare the verb.

    Args:
        verbs: what `add_subparsers` gave.
    """
    fit = verbs.add_parser("calibrate", help="fit a scenario to your own data")
    add_scenario(fit)
    fit.add_argument(
        "--cohorts",
        type=Path,
        metavar="CSV",
        help="customers by month of joining, and how many stayed",
    )
    fit.add_argument(
        "--transactions", type=Path, metavar="CSV", help="log of payments, instead of cohorts"
    )
    fit.add_argument(
        "--silence",
        type=whole,
        metavar="MONTHS",
        help="months without a payment after which a customer of the log has left",
    )
    fit.add_argument("--pnl", type=Path, metavar="CSV", help="revenue, costs and customers")
    fit.add_argument("--nps", type=Path, metavar="CSV", help="net promoter scores, or answers")
    fit.add_argument(
        "--holdout",
        type=whole,
        metavar="MONTHS",
        help="months held back to measure the forecast (the last quarter, 3 at least)",
    )
    fit.add_argument("--out", required=True, metavar="FILE", help="file to write, e.g. mine.yaml")
    fit.add_argument("--force", action="store_true", help="replace an existing file")
    fit.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="seed of the random streams (1)"
    )
    fit.add_argument("--jobs", type=whole, metavar="N", help="number of processes (all processors)")
    fit.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    fit.add_argument("--quiet", action="store_true", help="show no progress bar")
    fit.set_defaults(run=_calibrate)


def _calibrate(options: argparse.Namespace) -> None:
    from ..calibration.tables.headings import first_look

    file = check_place(options.out, options.force)
    first_look({kind: getattr(options, kind) for kind in ("cohorts", "transactions", "pnl", "nps")})
    from ..report.text.client_file import extended
    from ..scenario.reading.loading import load

    scenario = load(options.scenario)
    extended(options.scenario, file)  # a file that would extend itself is refused at once
    from ..head_start import take
    from ..report.text.calibration import answer, as_data
    from ..results.calibration import calibrate

    take()
    fit = calibrate(
        scenario,
        cohorts=options.cohorts,
        transactions=options.transactions,
        pnl=options.pnl,
        nps=options.nps,
        holdout=options.holdout,
        silence=options.silence,
        seed=options.seed,
        jobs=options.jobs,
        progress=not options.quiet and sys.stderr.isatty(),
    )
    if options.json:
        print(json.dumps(as_data(fit), indent=2, allow_nan=False))
    else:
        print(answer(fit))
    # Written behind the answer, which a full disk does not take away.
    fit.save(file, options.scenario, options.force)
    if options.json:
        return
    place = as_typed(file)
    print(f"\nWritten: {file}. Next: sim check {place}, then sim compare {place}")
