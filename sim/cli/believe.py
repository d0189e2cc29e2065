"""The verb that compares the simulator with published facts."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RunError
from ..report.formats.places import leads_nowhere
from ..validation.size import FAST
from .options import share, whole

if TYPE_CHECKING:
    from ..validation.findings import Findings


def add_verbs(verbs: Any) -> None:
    """Declare the verb.

    Args:
        verbs: what `add_subparsers` gave.
    """
    evidence = verbs.add_parser("evidence", help="compare the simulator with published facts")
    evidence.add_argument("ids", nargs="*", metavar="ID", help="facts to examine, e.g. V8 (all)")
    size = evidence.add_mutually_exclusive_group()
    size.add_argument(
        "--share",
        type=share,
        default=1.0,
        metavar="X",
        help="size of the experiments: 1 as in docs/evidence.md, 0.05 for a quick look (1)",
    )
    size.add_argument(
        "--fast",
        dest="share",
        action="store_const",
        const=FAST,
        help=f"all facts in two minutes, with wide intervals: --share {FAST:g}",
    )
    evidence.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="seed of the random streams (1)"
    )
    evidence.add_argument(
        "--jobs", type=whole, metavar="N", help="number of processes (all processors)"
    )
    evidence.add_argument(
        "--out",
        type=Path,
        metavar="FILE.md",
        help="write a page, with the figures as JSON; facts not named keep their entries there",
    )
    evidence.add_argument(
        "--json", action="store_true", help="print one JSON object instead of text"
    )
    evidence.add_argument("--quiet", action="store_true", help="show no progress bar")
    evidence.set_defaults(run=_evidence)


def _evidence(options: argparse.Namespace) -> None:
    kept = _kept(options)
    from ..head_start import take
    from ..report.text.evidence import answer, as_data
    from ..validation.findings import found

    take()
    result = found(
        *options.ids,
        share=options.share,
        seed=options.seed,
        jobs=options.jobs,
        progress=not options.quiet and sys.stderr.isatty(),
    )
    if options.json:
        print(json.dumps(as_data(result), indent=2, allow_nan=False))
    else:
        print(answer(result))
    if options.out is None:
        return
    # Written behind the answer, which a full disk does not take away.
    _write(result if kept is None else kept.with_findings_of(result), options.out)
    if not options.json:
        print(f"\nWritten: {options.out} and {options.out.with_suffix('.json')}")


def _kept(options: argparse.Namespace) -> Findings | None:
    """What the page to be written over says of facts that are not named; None where all are new.

    Asked before minutes of experiments, so that they are not wasted.
    """
    file = options.out
    if file is None:
        return None
    if file.suffix != ".md":
        raise RunError(f"{file}: is not a page; name a file that ends in .md, e.g. evidence.md")
    if not file.parent.is_dir():
        raise RunError(
            f"{file}: there is no folder {file.parent}; create it, or choose another --out"
        )
    data = file.with_suffix(".json")
    for place in (file, data):
        astray = leads_nowhere(place)
        if astray:
            raise RunError(f"{place}: {astray} --out")
    if not options.ids or not data.is_file():
        return None
    from ..report.text.evidence import opened

    kept = opened(data)
    if (kept.share, kept.seed) != (options.share, options.seed):
        raise RunError(
            f"{data}: was made with --share {kept.share:g} --seed {kept.seed}; use the same, name "
            "no facts, or choose another --out"
        )
    return kept


def _write(result: Findings, file: Path) -> None:
    from ..report.formats.files import write_together
    from ..report.text.evidence import page, stored

    pages = {file: page(result), file.with_suffix(".json"): stored(result)}
    write_together(pages, "choose another --out")
