"""The verb that says why to believe a word of it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RunError

if TYPE_CHECKING:
    from ..evidence.findings import Evidence


def add_verbs(verbs: Any) -> None:
    """Declare the verb.

    Args:
        verbs: what `add_subparsers` gave.
    """
    evidence = verbs.add_parser("evidence", help="the simulator held against published facts")
    evidence.add_argument("ids", nargs="*", metavar="ID", help="which facts, e.g. V8 (all)")
    evidence.add_argument(
        "--share", type=float, default=1.0, metavar="X",
        help="how big the experiments are: 1 as in docs/evidence.md, 0.05 for a quick look (1)",
    )  # fmt: skip
    evidence.add_argument("--seed", type=int, default=1, metavar="N", help="seed of all luck (1)")
    evidence.add_argument("--jobs", type=int, metavar="N", help="processes (all processors)")
    evidence.add_argument(
        "--out", type=Path, metavar="FILE.md", help="write it as a page, with the figures as JSON"
    )
    evidence.add_argument("--json", action="store_true", help="print one JSON object instead")
    evidence.add_argument("--quiet", action="store_true", help="no progress bar")
    evidence.set_defaults(run=_evidence)


def _evidence(options: argparse.Namespace) -> None:
    if options.out is not None:
        _check_place(options.out)
    from ..evidence.findings import found
    from ..report.evidence import answer, as_data

    result = found(
        *options.ids, share=options.share, seed=options.seed, jobs=options.jobs,
        progress=not options.quiet and sys.stderr.isatty(),
    )  # fmt: skip
    if options.out is not None:
        _write(result, options.out)
    if options.json:
        print(json.dumps(as_data(result), indent=2, allow_nan=False))
        return
    print(answer(result))
    if options.out is not None:
        print(f"\nWritten: {options.out} and {options.out.with_suffix('.json')}")


def _check_place(file: Path) -> None:
    """Refuse a place that nothing can be written to, before minutes of experiments."""
    if file.suffix != ".md":
        raise RunError(f"{file}: is no page; name one that ends in .md, e.g. evidence.md")
    if not file.parent.is_dir():
        raise RunError(
            f"{file}: there is no folder {file.parent}; make it, or choose another --out"
        )


def _write(result: Evidence, file: Path) -> None:
    from ..report.evidence import as_data, page

    data = json.dumps(as_data(result), indent=1, allow_nan=False) + "\n"
    for place, text in ((file, page(result)), (file.with_suffix(".json"), data)):
        try:
            place.write_text(text, encoding="utf-8")
        except OSError as error:
            reason = f"cannot be written ({error.strerror}); choose another --out"
            raise RunError(f"{place}: {reason}") from None
