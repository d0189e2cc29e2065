"""Verbs that make a scenario of one's own, check whether it is the firm, and check the tool."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RunError
from ..report.formats.files import write_whole
from ..report.formats.places import as_typed, check_place
from .options import add_certainty, add_changes, add_scenario, chosen_scenario, repeated, whole
from .streams import say

if TYPE_CHECKING:
    from ..experiment.check.trial import Trial


def add_verbs(verbs: Any) -> None:
    """Declare the verbs.

    Args:
        verbs: what `add_subparsers` gave.
    """
    _add_init(verbs)
    _add_check(verbs)
    _add_diff(verbs)
    _add_doctor(verbs)


def _add_init(verbs: Any) -> None:
    """`sim init`: a file of one's own."""
    init = verbs.add_parser(
        "init", help="write a scenario file of your own: a dozen numbers, explained"
    )
    init.add_argument("file", metavar="FILE", help="file to write, e.g. my_client.yaml")
    init.add_argument(
        "--from",
        default="retail_bank",
        metavar="SCENARIO",
        dest="scenario",
        help="a shipped scenario's name, or a YAML file, to start from (retail_bank)",
    )
    init.add_argument("--force", action="store_true", help="replace an existing file")
    init.set_defaults(run=_init)


def _add_check(verbs: Any) -> None:
    """`sim check`: the simulated starting year beside the facts."""
    check = verbs.add_parser(
        "check", help="compare the simulated starting year with the facts of the firm"
    )
    add_scenario(check)
    check.add_argument(
        "--replications", type=whole, default=10, metavar="N", help="number of replications (10)"
    )
    check.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="seed of the random streams (1)"
    )
    check.add_argument(
        "--jobs", type=whole, metavar="N", help="number of processes (all processors)"
    )
    add_changes(check)
    add_certainty(check)
    check.add_argument(
        "--write", metavar="NEW", help="write a copy of the file with the advised values, as NEW"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    check.add_argument("--quiet", action="store_true", help="show no progress bar")
    check.set_defaults(run=_check)


def _add_diff(verbs: Any) -> None:
    """`sim diff`: what differs between two scenarios."""
    diff = verbs.add_parser(
        "diff", help="show what differs between two scenarios, and what it does"
    )
    diff.add_argument("scenario", metavar="A", help="a shipped scenario's name, or a YAML file")
    diff.add_argument("other", metavar="B", help="another scenario")
    add_changes(diff, "change a value of B")
    diff.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    diff.set_defaults(run=_diff)


def _add_doctor(verbs: Any) -> None:
    """`sim doctor`: what is wrong with this installation."""
    doctor = verbs.add_parser(
        "doctor", help="check the installation; show which assumptions matter most"
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    doctor.set_defaults(run=_doctor)


def _init(options: argparse.Namespace) -> None:
    file = check_place(options.file, options.force)
    from ..experiment.check.starting_year import simulated_year
    from ..head_start import take
    from ..report.text.client_file import client_file, extended, title, written
    from ..scenario.reading.loading import load
    from ..scenario.writing.client_scenario import client_scenario

    extends = extended(options.scenario, file)
    base = load(options.scenario)
    scenario = client_scenario(base, title(file))
    take()
    year = simulated_year(scenario, progress=sys.stderr.isatty())
    write_whole(client_file(scenario, year.facts(), base, extends, file), file)
    print(written(scenario, file))


def _check(options: argparse.Namespace) -> None:
    scenario = chosen_scenario(options)
    new = _new_file(options) if options.write is not None else None
    from ..experiment.check.starting_year import simulated_year
    from ..experiment.check.trial import trial
    from ..head_start import take
    from ..report.text.starting_year import answer, as_data

    take()
    live = partial(
        simulated_year,
        replications=options.replications,
        seed=options.seed,
        jobs=options.jobs,
        progress=not options.quiet and sys.stderr.isatty(),
    )
    year = live(scenario)
    tried = trial(year, live)
    if options.json:
        print(json.dumps(as_data(year, tried), indent=2, allow_nan=False))
    else:
        print(answer(year, repeated(options), tried))
    if new is not None:
        _write_advised(options, new, tried)


def _new_file(options: argparse.Namespace) -> Path:
    """Where `--write` writes: a new file beside the one that is checked."""
    new, old = check_place(options.write, force=False), Path(options.scenario)
    if options.changes:
        raise RunError("--write with --set: write the values of --set into the file first")
    if not old.is_file():
        raise RunError(f"--write {new}: {old} is not a file of your own; start with sim init {new}")
    if new.parent.resolve() != old.parent.resolve():
        raise RunError(
            f"--write {new}: name a file in the folder of {old}, which may extend files there"
        )
    return new


def _write_advised(options: argparse.Namespace, new: Path, tried: Trial | None) -> None:
    """The file that was checked, with all that is advised."""
    from ..scenario.writing.editing import edited

    advised = [change for found in tried.changes.values() for change in found] if tried else []
    values = {change.path: change.to for change in advised if change.to is not None}
    if not values:
        say(f"\nNo advice gives a number, so {new} was not written.")
        return
    text = Path(options.scenario).read_text(encoding="utf-8-sig")
    write_whole(edited(text, values), new)
    next_command = f"sim check {as_typed(new)}"
    tell = say if options.json else print
    tell(f"\nWritten: {new}, with {len(values)} values changed. Next: {next_command}")


def _diff(options: argparse.Namespace) -> None:
    from ..report.text.differences import answer, as_data
    from ..scenario.reading.loading import load

    one = load(options.scenario)
    other = chosen_scenario(argparse.Namespace(scenario=options.other, changes=options.changes))
    if options.json:
        print(json.dumps(as_data(one, other), indent=2, allow_nan=False))
    else:
        changed = " with changes" if options.changes else ""
        print(answer(one, other, (options.scenario, options.other + changed)))


def _doctor(options: argparse.Namespace) -> int:
    from ..installation import findings
    from ..report.text.installation import answer, as_data, faults

    found = findings()
    data, text = as_data(found), answer(found)
    with suppress(Exception):  # whatever is broken, the findings say so
        from ..experiment.space.influence import current
        from ..report.text import influence

        known = current()
        data["influence"] = influence.as_data(*known)
        text += f"\n\n{influence.answer(*known)}"
    print(json.dumps(data, indent=2) if options.json else text)
    return int(faults(found) > 0)
