"""Verbs about scenario files."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from ..errors import RunError, ScenarioError
from .options import add_changes, add_scenario, chosen_scenario

LONGEST_LINE = 100
"""Columns of a line of `sim list`."""


def add_verbs(verbs: Any) -> None:
    """Declare the verbs.

    Args:
        verbs: what `add_subparsers` gave.
    """
    listing = verbs.add_parser("list", help="show the shipped scenarios")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="print a scenario with every value, as YAML")
    add_scenario(showing)
    showing.add_argument(
        "--origin", action="store_true", help="state after each value where it came from"
    )
    showing.add_argument(
        "--only", metavar="PATH", help="print this part only, e.g. segments.*.share"
    )
    add_changes(showing)
    showing.set_defaults(run=_show)
    schema = verbs.add_parser("schema", help="print the JSON Schema of scenario files")
    schema.add_argument("--out", type=Path, metavar="FILE", help="write it to this file instead")
    schema.set_defaults(run=_schema)


def _list(options: argparse.Namespace) -> None:
    from ..scenario.reading.loading import shipped

    files = shipped()
    width = max(map(len, files), default=0)
    for name in files:
        line = f"{name:{width}}  {_purpose(name)}"
        print(line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 3].rstrip()}...")


def _purpose(name: str) -> str:
    """What a shipped scenario is for: the first sentence of its description."""
    from ..scenario.reading.loading import load

    try:
        scenario = load(name)
    except ScenarioError as error:
        return f"cannot be read: {error.problems[0]}"
    words = " ".join((scenario.description or scenario.name).split())
    return re.split(r"(?<=[.!?]) ", words)[0]


def _show(options: argparse.Namespace) -> None:
    from ..scenario.writing.resolved import text_of

    print(text_of(chosen_scenario(options), options.only, options.origin), end="")


def _schema(options: argparse.Namespace) -> None:
    from ..scenario.writing.json_schema import written

    if options.out is None:
        print(written(), end="")
        return
    from ..report.formats.files import write_whole
    from ..report.formats.places import leads_nowhere

    astray = leads_nowhere(options.out)
    if astray:
        raise RunError(f"{options.out}: {astray} --out")
    write_whole(written(), options.out, "choose another --out")
    print(f"Written: {options.out}")
