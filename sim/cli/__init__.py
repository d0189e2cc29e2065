"""The command line: verbs and their options. No logic, and no engine before a verb needs one.

`start` holds the verbs about scenario files, `client` those that make one, check whether it is the
firm and check the installation, `calibrating` the one that fits it to data, `decide` those that
compare designs, `results` those that read what was saved, `believe` the one that compares the
simulator with published facts. `parser` states what is wrong with words, `streams`
makes sure that output arrives, `signals` handles requests to end.
"""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Sequence

from ..errors import SimulatorError
from ..version import __version__
from . import believe, calibrating, client, decide, results, signals, start
from .parser import USER_ERROR, Parser, add_help, describe
from .streams import printing, say, unprinted

EPILOG = """\
start:   sim list                              the shipped scenarios
         sim show retail_bank --origin         every value and where it comes from
         sim compare retail_bank               which design is worth most, and how certain it is
         sim compare my_bank.yaml --precision 2% --out results/my_bank
         sim compare retail_bank --forms all   does it hold where the literature disagrees?
         sim compare retail_bank --twice       does it hold over twice as many months?
yours:   sim init my_client.yaml               a file for a dozen of your client's numbers
         sim check my_client.yaml              does the simulated starting year look like the firm?
         sim calibrate my_client.yaml --cohorts cohorts.csv --out mine.yaml    fit it to your data
         sim diff retail_bank my_client.yaml   what differs, and what it does
saved:   sim statement results/my_bank --by segment    profit and loss by year
         sim explain results/my_bank           what leaders believed, chose and shipped
         sim reproduce results/my_bank         run again; the same to the bit?
one run: sim run retail_bank --design segment_led/incremental
rivals:  sim tournament retail_bank --firm north=segment_led/incremental --firm south=today
why:     sim evidence V8 --share 0.05          does the simulator agree with published facts?
change:  sim compare retail_bank --set work.hit_rate=0.2 --set segments.*.contacts=1.5
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words after `sim`; the process's own when missing.

    Returns:
        exit code: 0, or 2 for a mistake of the user's or a disk that does not take what was asked
        for, explained on standard error, behind the answer where there is one; 1 from `doctor` for
        an installation that does not work; 130 after Ctrl-C, and 128 and the number of the signal,
        e.g. 143, after another signal to end.
    """
    try:
        with printing() as printed:
            code: int | SystemExit
            try:
                code = _ended(arguments)
            except SystemExit as end:  # after --help, or a word that there is not
                code = end
            printed.flush()
            fault = unprinted(printed.fault) if printed.fault is not None else ""
            if fault:
                say(f"sim: {fault}")
                code = USER_ERROR
    except SimulatorError as error:
        say(f"sim: {error}")
        return USER_ERROR
    if isinstance(code, SystemExit):
        raise code
    return code


def _ended(arguments: Sequence[str] | None) -> int:
    """Run one command; gives its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    # Matrices are tiny here, and a process with one thread can be forked. pandas loads Arrow, whose
    # allocator would start a thread of its own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    try:
        with signals.heeded():
            return options.run(options) or 0
    except SimulatorError as error:
        say(f"sim: {error}")
        return USER_ERROR
    except KeyboardInterrupt as asked:
        say("sim: stopped")
        return asked.exit_code if isinstance(asked, signals.Asked) else 128 + signal.SIGINT


def _parser() -> Parser:
    parser = Parser(
        prog="sim",
        description="Compare product-led with segment-led organisations, and perfection-driven "
        "with incremental delivery, in a simulated market.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=None)
    parser.add_argument("--version", action="version", version=f"sim {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    start.add_verbs(verbs)
    client.add_verbs(verbs)
    decide.add_verbs(verbs)
    results.add_verbs(verbs)
    calibrating.add_verbs(verbs)
    believe.add_verbs(verbs)
    add_help(verbs, parser)
    describe(verbs)
    return parser
