"""The command line: verbs and their options. No logic, and no engine before a verb needs one.

`start` holds the verbs about scenario files, `client` those that make one, tell whether it is the
firm and see to the installation, `calibrating` the one that fits it to data, `decide` those that
run designs against each other, `results` those that read what was saved, `believe` the one that
holds the simulator against published facts.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from ..errors import SimulatorError
from . import believe, calibrating, client, decide, results, start

USER_ERROR = 2
EPILOG = """\
start:   sim list                              the shipped scenarios
         sim show retail_bank --origin         every value and where it comes from
         sim compare retail_bank               which design is worth most, and how surely
         sim compare my_bank.yaml --precision 2% --out results/my_bank
yours:   sim init my_client.yaml               a dozen numbers of your client's, explained
         sim check my_client.yaml              does the simulated starting year look like the firm?
         sim calibrate my_client.yaml --cohorts cohorts.csv --out mine.yaml    fit it to your data
         sim diff retail_bank my_client.yaml   what differs, and what it does
saved:   sim statement results/my_bank --by segment    profit and loss by year
         sim explain results/my_bank           what leaders believed, chose and shipped
         sim reproduce results/my_bank         the same again, to the bit
look in: sim run retail_bank --design segment_led/incremental
rivals:  sim tournament retail_bank --firm north=segment_led/incremental --firm south=today
why:     sim evidence V8 --share 0.05          why believe it: held against published facts
change:  sim compare retail_bank --set work.hit_rate=0.2 --set segments.*.contacts=1.5
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: words after `sim`; the process's own when missing.

    Returns:
        exit code: 0, or 2 for a mistake of the user's or a disk that does not take what was asked
        for, explained on standard error, behind the answer where there is one; 1 from `doctor` for
        an installation that does not work.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help()
        return 0
    # Matrices are tiny here, and a process with one thread can be forked. pandas loads Arrow, whose
    # allocator would start a thread of its own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console without Δ shows a question mark
            stream.reconfigure(errors="replace")
    try:
        return options.run(options) or 0
    except SimulatorError as error:
        print(f"sim: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("sim: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sim",
        description="Compare product-led with segment-led organisations, and perfection-driven "
        "with incremental delivery, in a simulated market.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=None)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    start.add_verbs(verbs)
    client.add_verbs(verbs)
    decide.add_verbs(verbs)
    results.add_verbs(verbs)
    calibrating.add_verbs(verbs)
    believe.add_verbs(verbs)
    return parser
