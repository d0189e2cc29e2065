"""Options that several verbs have, and how they are read."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RunError
from ..report.formats.places import as_a_place
from ..text.letters import on_one_line

if TYPE_CHECKING:
    from ..scenario.scenario import Scenario


def add_scenario(verb: argparse.ArgumentParser) -> None:
    """The scenario that a verb works on."""
    verb.add_argument("scenario", help="a shipped scenario's name, or a YAML file")


def add_changes(
    verb: argparse.ArgumentParser, does: str = "change a value of the scenario"
) -> None:
    """`--set`."""
    verb.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help=f"{does}; can be repeated",
    )


def add_certainty(verb: argparse.ArgumentParser) -> None:
    """`--certain`."""
    verb.add_argument(
        "--certain",
        action="store_true",
        help="use every value as given, without the ranges under `uncertain`",
    )


def share(text: str) -> float:
    """A share written as 2% or 0.02."""
    from ..scenario.notation import scalars

    value = scalars.share(text)
    if value is None:
        raise argparse.ArgumentTypeError(_no_number(text, "share", "2% or 0.02"))
    return value


def whole(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_no_number(text, "whole number", "30")) from None


def _no_number(text: str, kind: str, example: str) -> str:
    """What to say of a text that should be a number."""
    from ..scenario.notation.habits import habit

    found = habit(text)
    numbers = found.number.split(" or ") if found else []
    meant = [each for each in numbers if kind == "share" or each.lstrip("-").isdigit()]
    if found and meant:
        return (
            f"{on_one_line(repr(text))} is not a {kind}, {found.reason}; write {' or '.join(meant)}"
        )
    return f"{on_one_line(repr(text))} is not a {kind}; write one, as in {example}"


def _changes(settings: Sequence[str]) -> dict[str, Any]:
    from ..scenario.notation.problems import refusal
    from ..scenario.reading.decoding import decoded
    from ..scenario.reading.tree import compose, data

    changes: dict[str, Any] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if equals and not key:
            raise RunError(f"--set {setting}: has nothing before '='; write --set work.capacity=4")
        if not equals:
            key, colon, value = setting.partition(": ")
            meant = f"{key}={value.strip()}" if colon and key else "work.capacity=4"
            raise RunError(f"--set {setting}: has no '='; write --set {meant}")
        place = f"--set {key}"
        root, remarks = compose(decoded(value.encode(errors="surrogateescape"), place), place)
        if remarks:
            raise refusal(remarks)
        changes.pop(key, None)  # the order of what is given is the order of what is done
        changes[key] = None if root is None else data(root)
    return changes


def repeated(options: argparse.Namespace) -> str:
    """The scenario and what `--set` changes, as a further command takes them."""
    settings = [word for setting in options.changes for word in ("--set", setting)]
    certain = ["--certain"] if getattr(options, "certain", False) else []
    return shlex.join([as_a_place(options.scenario), *settings, *certain])


def chosen_scenario(options: argparse.Namespace) -> Scenario:
    """The scenario that a verb names, with what `--set` changes."""
    from ..scenario.reading.loading import load

    scenario = load(options.scenario)
    if options.changes:
        scenario = scenario.override(_changes(options.changes), "--set")
    return scenario.certain() if getattr(options, "certain", False) else scenario
