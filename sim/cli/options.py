"""Options that several verbs have, and what they say."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import RunError

if TYPE_CHECKING:
    from ..scenario_file.scenario import Scenario


def add_scenario(verb: argparse.ArgumentParser) -> None:
    """The scenario that a verb works on."""
    verb.add_argument("scenario", help="a shipped scenario's name, or a YAML file")


def add_changes(
    verb: argparse.ArgumentParser, does: str = "change a value of the scenario"
) -> None:
    """`--set`."""
    verb.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="changes",
        help=f"{does}; may be given again",
    )  # fmt: skip


def share(text: str) -> float:
    """A share written as 2% or 0.02."""
    try:
        return float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; write 2% or 0.02") from None


def _changes(settings: Sequence[str]) -> dict[str, Any]:
    import yaml

    changes = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key:
            raise RunError(f"--set {setting}: has no '='; write --set work.capacity=4")
        try:
            changes[key] = yaml.safe_load(value)
        except yaml.YAMLError:
            raise RunError(f"--set {setting}: {value!r} is no value; quote it") from None
    return changes


def chosen_scenario(options: argparse.Namespace) -> Scenario:
    """The scenario that a verb names, with what `--set` changes."""
    from ..scenario_file.loading import load

    scenario = load(options.scenario)
    return scenario.override(_changes(options.changes)) if options.changes else scenario
