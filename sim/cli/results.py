"""Verbs that read a saved comparison."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RunError
from .options import whole

if TYPE_CHECKING:
    from ..results.comparison import Comparison

KEY = "revenue"


def add_verbs(verbs: Any) -> None:
    """Declare the verbs.

    Args:
        verbs: what `add_subparsers` gave.
    """
    statement = verbs.add_parser(
        "statement", help="print profit and loss by year, from a saved result"
    )
    _add_folder(statement)
    _add_design(statement)
    statement.add_argument(
        "--by", default="firm", metavar="AXIS", help="firm, segment or product (firm)"
    )
    statement.add_argument(
        "--key",
        metavar="NAME",
        help=f"allocate shared costs by revenue, customers or contribution ({KEY})",
    )
    statement.set_defaults(run=_statement)
    explain = verbs.add_parser(
        "explain", help="show what was decided and achieved, from a saved result"
    )
    _add_folder(explain)
    _add_design(explain)
    explain.add_argument(
        "--replication",
        type=whole,
        metavar="N",
        help="replication whose decisions are shown (the first)",
    )
    explain.set_defaults(run=_explain)
    reproduce = verbs.add_parser(
        "reproduce", help="run a saved result again and compare the figures"
    )
    _add_folder(reproduce)
    reproduce.add_argument(
        "--jobs", type=whole, metavar="N", help="number of processes (all processors)"
    )
    reproduce.add_argument("--quiet", action="store_true", help="show no progress bar")
    reproduce.set_defaults(run=_reproduce)


def _add_folder(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("folder", type=Path, help="folder that `sim compare --out` has written")


def _add_design(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--design", metavar="NAME", help="a design (the best one)")


def _opened(folder: Path) -> Comparison:
    """The comparison in a folder; names on standard error the files that have changed since."""
    from ..report.folder.reading import opened
    from ..results.comparison import Comparison

    found = opened(folder)
    _note(found.notes)
    return Comparison.of(found.comparison)


def _note(notes: Sequence[str]) -> None:
    for note in notes:
        print(f"sim: {note}", file=sys.stderr)


def _statement(options: argparse.Namespace) -> None:
    if options.key is not None and options.by == "firm":
        raise RunError(
            "--key allocates shared costs to segments or products; add --by segment or --by product"
        )
    result = _opened(options.folder)
    print(result.statement(options.design, by=options.by, key=options.key or KEY))


def _explain(options: argparse.Namespace) -> None:
    print(_opened(options.folder).explain(options.design, options.replication))


def _reproduce(options: argparse.Namespace) -> int:
    from ..head_start import take
    from ..report.folder.saving import reproduce

    take()
    progress = not options.quiet and sys.stderr.isatty()
    again = reproduce(options.folder, options.jobs, progress)
    _note(again.notes)
    print(again)
    return 0 if again.same else NOT_REPRODUCED


NOT_REPRODUCED = 1
"""Exit code: the request was right, but the figures are not the same."""
