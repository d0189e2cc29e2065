"""The command line: verbs and their options. No logic, and no engine before a verb needs one."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import RunError, SimulatorError

if TYPE_CHECKING:
    from .experiment.comparison import Comparison
    from .scenario_file.scenario import Scenario

USER_ERROR = 2
EPILOG = """\
start:   sim list                              the shipped scenarios
         sim compare retail_bank               which design is worth most, and how surely
         sim compare my_bank.yaml --precision 2% --out results/my_bank
look in: sim run retail_bank --design segment_led/incremental
rivals:  sim tournament retail_bank --firm north=segment_led/incremental --firm south=today
change:  sim compare retail_bank --set work.hit_rate=0.2 --set segments.*.contacts=1.5
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words after `sim`; the process's own when missing.

    Returns:
        exit code: 0, or 2 for a mistake of the user's, which is explained on standard error.
    """
    options = _parser().parse_args(arguments)
    # Matrices are tiny here, and a process with one thread can be forked.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        options.run(options)
    except SimulatorError as error:
        print(f"sim: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("sim: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sim",
        description="Compare product-led with segment-led organisations, and perfection-driven "
        "with incremental delivery, in a simulated market.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="show the shipped scenarios")
    listing.set_defaults(run=_list)
    compare = verbs.add_parser("compare", help="today's design against the four presets")
    compare.add_argument("scenario", help="a shipped scenario's name, or a YAML file")
    many = compare.add_mutually_exclusive_group()
    many.add_argument("--replications", type=int, metavar="N", help="how many (30)")
    many.add_argument(
        "--precision", type=_share, metavar="2%",
        help="replicate until NPV differences are this sure, as a share of today's NPV",
    )  # fmt: skip
    compare.add_argument("--seed", type=int, default=1, metavar="N", help="seed of all luck (1)")
    compare.add_argument("--jobs", type=int, metavar="N", help="processes (all processors)")
    compare.add_argument(
        "--markets", type=int, default=1, metavar="N",
        help="draw the replications from N markets, where needs are drawn (1)",
    )  # fmt: skip
    _add_changes(compare)
    compare.add_argument("--out", type=Path, metavar="FOLDER", help="write chart and summary here")
    compare.add_argument("--json", action="store_true", help="print one JSON object instead")
    compare.add_argument("--quiet", action="store_true", help="no progress bar")
    compare.set_defaults(run=_compare)
    _add_run(verbs)
    _add_tournament(verbs)
    return parser


def _add_run(verbs: Any) -> None:
    """`sim run`: one life of one firm."""
    run = verbs.add_parser("run", help="one life of one design: one possible future")
    run.add_argument("scenario", help="a shipped scenario's name, or a YAML file")
    run.add_argument("--design", default="today", metavar="NAME", help="a preset, or today (today)")
    run.add_argument("--seed", type=int, default=1, metavar="N", help="seed of all luck (1)")
    run.add_argument(
        "--replication", type=int, default=0, metavar="N",
        help="which replication of a comparison to live (0)",
    )  # fmt: skip
    run.add_argument(
        "--engine", default="columns", metavar="NAME",
        help="columns, or objects: one agent a person, the same bits, slower",
    )  # fmt: skip
    run.add_argument(
        "--threads", type=int, default=1, metavar="N",
        help="processors that share the people, for very large markets (1)",
    )  # fmt: skip
    _add_changes(run)
    run.add_argument("--json", action="store_true", help="print one JSON object instead")
    run.set_defaults(run=_run)


def _add_tournament(verbs: Any) -> None:
    """`sim tournament`: designs as rivals."""
    tournament = verbs.add_parser("tournament", help="two to four designs as rivals in one market")
    tournament.add_argument("scenario", help="a shipped scenario's name, or a YAML file")
    tournament.add_argument(
        "--firm", action="append", default=[], metavar="NAME=DESIGN[@MONTH]", dest="firms",
        help="a firm: a preset or today, and the month in which a challenger enters; give it again",
    )  # fmt: skip
    tournament.add_argument("--replications", type=int, default=30, metavar="N", help="how many")
    tournament.add_argument("--seed", type=int, default=1, metavar="N", help="seed of all luck (1)")
    tournament.add_argument("--jobs", type=int, metavar="N", help="processes (all processors)")
    _add_changes(tournament)
    tournament.add_argument("--out", type=Path, metavar="FOLDER", help="write chart and data here")
    tournament.add_argument("--json", action="store_true", help="print one JSON object instead")
    tournament.add_argument("--quiet", action="store_true", help="no progress bar")
    tournament.set_defaults(run=_tournament)


def _add_changes(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="changes",
        help="change a value of the scenario; may be given again",
    )  # fmt: skip


def _share(text: str) -> float:
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


def _list(options: argparse.Namespace) -> None:
    from .scenario_file.loading import load, shipped

    for name in shipped():
        scenario = load(name)
        print(f"{name:16} {scenario.description.strip() or scenario.name}")


def _scenario(options: argparse.Namespace) -> Scenario:
    """The scenario that a verb names, with what `--set` changes."""
    from .scenario_file.loading import load

    scenario = load(options.scenario)
    return scenario.override(_changes(options.changes)) if options.changes else scenario


def _run(options: argparse.Namespace) -> None:
    from .experiment.run import run
    from .report.single import answer, as_data

    model = run(
        _scenario(options), options.design, seed=options.seed, replication=options.replication,
        engine=options.engine, threads=options.threads,
    )  # fmt: skip
    if options.json:
        print(json.dumps(as_data(model), indent=2, allow_nan=False))
    else:
        print(answer(model, options.design))


def _tournament(options: argparse.Namespace) -> None:
    firms: dict[str, Any] = {}
    for firm in options.firms:
        name, equals, design = firm.partition("=")
        if not equals or not name or not design:
            raise RunError(f"--firm {firm}: write --firm north=segment_led/incremental")
        if name in firms:
            raise RunError(f"--firm {firm}: {name!r} is named twice; give each firm its own name")
        firms[name] = design
    if not firms:
        raise RunError("no firm is named; write --firm north=segment_led/incremental, for each one")
    scenario = _scenario(options)
    if options.out is not None:
        from .report.folder import check

        check(options.out)
    from .experiment.tournament import parsed, tournament
    from .report.tournament import answer, as_data

    result = tournament(
        scenario, {name: parsed(name, design) for name, design in firms.items()},
        replications=options.replications, seed=options.seed, jobs=options.jobs,
        progress=not options.quiet and sys.stderr.isatty(),
    )  # fmt: skip
    data = as_data(result) if options.json else None
    print(answer(result) if data is None else json.dumps(data, indent=2, allow_nan=False))
    if options.out is not None:
        from .report.folder import write_tournament

        files = write_tournament(result, options.out)
        if not options.json:
            print("\nWritten: " + ", ".join(str(f) for f in files))


def _compare(options: argparse.Namespace) -> None:
    scenario = _scenario(options)
    if options.out is not None:
        from .report.folder import check

        check(options.out)
    from .experiment.compare import compare

    result = compare(
        scenario, replications=options.replications, precision=options.precision,
        seed=options.seed, jobs=options.jobs, markets=options.markets,
        progress=not options.quiet and sys.stderr.isatty(),
    )  # fmt: skip
    _print(result, options)


def _print(result: Comparison, options: argparse.Namespace) -> None:
    from .report.tables import answer, as_data

    if options.json:
        print(json.dumps(as_data(result), indent=2, allow_nan=False))
    else:
        print(answer(result))
    if options.out is not None:
        from .report.folder import write

        files = write(result, options.out)
        if not options.json:
            print("\nWritten: " + ", ".join(str(f) for f in files))
            print("Next: change an assumption, e.g. --set work.hit_rate=0.2, and compare again.")


if __name__ == "__main__":
    sys.exit(main())
