"""Verbs that run designs: one run, many compared with today's, rivals in one market."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import Any

from ..errors import RunError
from ..report.formats.places import as_a_place
from .options import add_certainty, add_changes, add_scenario, chosen_scenario, share, whole


def add_verbs(verbs: Any) -> None:
    """Declare the verbs.

    Args:
        verbs: what `add_subparsers` gave.
    """
    _add_compare(verbs)
    _add_run(verbs)
    _add_tournament(verbs)


def _add_compare(verbs: Any) -> None:
    """`sim compare`: designs against today's."""
    compare = verbs.add_parser("compare", help="compare today's design with the four presets")
    add_scenario(compare)
    many = compare.add_mutually_exclusive_group()
    many.add_argument("--replications", type=whole, metavar="N", help="number of replications (30)")
    many.add_argument(
        "--precision",
        type=share,
        metavar="2%",
        help="replicate until the 95 %% CI half-width of NPV differences is below this "
        "share of today's NPV",
    )
    compare.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="seed of the random streams (1)"
    )
    compare.add_argument(
        "--jobs", type=whole, metavar="N", help="number of processes (all processors)"
    )
    compare.add_argument(
        "--markets",
        type=whole,
        default=1,
        metavar="N",
        help="number of markets to draw replications from, where needs are drawn (1)",
    )
    compare.add_argument(
        "--forms",
        metavar="all",
        help="repeat the comparison in other model forms, one answer changed at a time, and say in "
        "how many the recommendation holds: all, or names as in overrun,recovery",
    )
    compare.add_argument(
        "--twice",
        action="store_true",
        help="repeat the comparison with twice as many months, and say in the verdict whether the "
        "leader and the recommendation against today are the same",
    )
    add_changes(compare)
    add_certainty(compare)
    compare.add_argument(
        "--out", type=Path, metavar="FOLDER", help="write answer, charts and tables here"
    )
    compare.add_argument(
        "--json", action="store_true", help="print one JSON object instead of text"
    )
    compare.add_argument("--quiet", action="store_true", help="show no progress bar")
    compare.set_defaults(run=_compare)


def _add_run(verbs: Any) -> None:
    """`sim run`: one run of one firm."""
    run = verbs.add_parser("run", help="run one design once: one possible future")
    add_scenario(run)
    run.add_argument("--design", default="today", metavar="NAME", help="a preset, or today (today)")
    run.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="seed of the random streams (1)"
    )
    run.add_argument(
        "--replication",
        type=whole,
        default=0,
        metavar="N",
        help="which replication of a comparison to run (0)",
    )
    run.add_argument(
        "--engine",
        default="columns",
        metavar="NAME",
        help="columns, or objects: one agent per person, the same to the bit, slower",
    )
    run.add_argument(
        "--threads",
        type=whole,
        default=1,
        metavar="N",
        help="number of threads that share the people of a very large market (1)",
    )
    add_changes(run)
    add_certainty(run)
    run.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    run.set_defaults(run=_run)


def _add_tournament(verbs: Any) -> None:
    """`sim tournament`: designs as rivals."""
    tournament = verbs.add_parser("tournament", help="let designs compete in one market")
    add_scenario(tournament)
    tournament.add_argument(
        "--firm",
        action="append",
        default=[],
        metavar="NAME=DESIGN[@MONTH]",
        dest="firms",
        help="a firm: a preset or today, and the month in which a challenger enters; "
        "can be repeated",
    )
    tournament.add_argument(
        "--replications", type=whole, default=30, metavar="N", help="number of replications (30)"
    )
    tournament.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="seed of the random streams (1)"
    )
    tournament.add_argument(
        "--jobs", type=whole, metavar="N", help="number of processes (all processors)"
    )
    add_changes(tournament)
    add_certainty(tournament)
    tournament.add_argument(
        "--out", type=Path, metavar="FOLDER", help="write answer, chart and figures here"
    )
    tournament.add_argument(
        "--json", action="store_true", help="print one JSON object instead of text"
    )
    tournament.add_argument("--quiet", action="store_true", help="show no progress bar")
    tournament.set_defaults(run=_tournament)


def _run(options: argparse.Namespace) -> None:
    from ..experiment.single_run import run
    from ..head_start import take
    from ..report.text.single_run import answer, as_data

    take()
    model = run(
        chosen_scenario(options),
        options.design,
        seed=options.seed,
        replication=options.replication,
        engine=options.engine,
        threads=options.threads,
    )
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
        raise RunError("no firm is named; write --firm north=segment_led/incremental for each firm")
    scenario = chosen_scenario(options)
    from ..report.folder.folder import about_run, reserved

    with reserved(options.out, about_run("tournament", scenario, options.seed)) as kept:
        from ..experiment.tournament import parsed
        from ..head_start import take
        from ..report.text.tournament import answer, as_data
        from ..results.tournament import tournament

        take()
        result = tournament(
            scenario,
            {name: parsed(name, design) for name, design in firms.items()},
            replications=options.replications,
            seed=options.seed,
            jobs=options.jobs,
            progress=not options.quiet and sys.stderr.isatty(),
        )
        kept(result.save)
    if options.json:
        print(json.dumps(as_data(result), indent=2, allow_nan=False))
    else:
        print(answer(result))
    kept.check()
    if options.json:
        return
    if options.out is not None:
        print(f"\nWritten to {options.out}.")


def _compare(options: argparse.Namespace) -> None:
    scenario = chosen_scenario(options)
    from ..report.folder.folder import about_run, reserved

    with reserved(options.out, about_run("comparison", scenario, options.seed)) as kept:
        from ..head_start import take
        from ..report.text.comparison import answer, as_data
        from ..results.comparison import compare

        take()
        result = compare(
            scenario,
            replications=options.replications,
            precision=options.precision,
            seed=options.seed,
            jobs=options.jobs,
            markets=options.markets,
            forms=options.forms,
            twice=options.twice,
            progress=not options.quiet and sys.stderr.isatty(),
        )
        kept(result.save)
    if options.json:
        print(json.dumps(as_data(result), indent=2, allow_nan=False))
    else:
        print(answer(result))
    kept.check()
    if options.json:
        return
    if options.out is None:
        print(
            "\nNext: add --out FOLDER to keep the result for statements, charts and explanations."
        )
        return
    best = result.best
    print(f"\nWritten to {options.out}: {', '.join(CONTENTS)}.")
    place = shlex.join([as_a_place(options.out), "--design", best])
    print(f"Next: sim statement {place} --by segment")
    print(f"      sim explain {place}")


CONTENTS = ("answer.txt", "charts", "statements.csv", "tables with codebook.csv", "scenario.yaml")
