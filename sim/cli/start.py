"""Verbs about scenario files."""

from __future__ import annotations

import argparse
from typing import Any


def add_verbs(verbs: Any) -> None:
    """Declare the verbs.

    Args:
        verbs: what `add_subparsers` gave.
    """
    listing = verbs.add_parser("list", help="show the shipped scenarios")
    listing.set_defaults(run=_list)


def _list(options: argparse.Namespace) -> None:
    from ..scenario_file.loading import load, shipped

    for name in shipped():
        scenario = load(name)
        print(f"{name:16} {scenario.description.strip() or scenario.name}")
