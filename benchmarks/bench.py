"""Measure everything that docs/performance.md tells, in one run.

    python -m benchmarks.bench              # about six minutes
    python -m benchmarks.bench --quick      # small sizes, to see that everything works

Times depend on the machine and on what else it does; ratios are of engines that took turns.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from . import agreement, engines, exponents, memory, report, responses
from .engines import (
    BARE,
    COLUMNS,
    NUMPY,
    NUMPY_ASKING,
    NUMPY_SPARING,
    OBJECTS,
    SHUFFLED,
    TWO_THREADS,
    Months,
)
from .timing import ROOT, Line, machine

MEMORY_LIMIT = "The least that memory allows"


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, and write the page and the picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    parser.add_argument("--out", type=Path, help="folder of the page and the picture (docs)")
    options = parser.parse_args(arguments)
    out = options.out or ROOT / ("results/bench" if options.quick else "docs")
    facts = machine()
    print("; ".join(f"{name}: {value}" for name, value in facts.items()), flush=True)
    sizes = [1_000, 10_000] if options.quick else [10**4, 10**5, 10**6, 10**7]
    months = engines.measured(
        sizes,
        most_agents=min(sizes[-1], 10**5),
        most_numpy=10**6,
        rounds=3 if options.quick else 20,
    )
    print("\n" + report.table_of_months(months) + "\n", flush=True)
    lines, limit = [], 0.0
    for line in measured(months, options.quick):
        lines.append(line)
        limit = line.value if line.name == MEMORY_LIMIT else limit
        print(reported(line), flush=True)
    files = report.write(out, lines, months, facts, limit)
    print("\nWritten: " + ", ".join(os.path.relpath(file) for file in files))


def reported(line: Line) -> str:
    """A line for the terminal."""
    verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[line.holds]
    figure = f"{report.written(line.value)} {line.unit}"
    return f"{line.name:42} {figure:>22}  {report.limit_of(line):>8}  {verdict}".rstrip()


def measured(months: Months, quick: bool) -> Iterator[Line]:
    """All lines of the report, one after the other as they are measured."""
    small, middle = (1_000, 10_000) if quick else (10**4, 10**5)
    large = 10_000 if quick else 10**6
    opening = engines.opened(large)
    yield from columns(months, engines.customers_share(opening))
    yield from ratios(months, small, middle)
    yield from agree(quick)
    yield from bandwidth(months, opening, large, quick)
    yield from whole_run(quick)
    yield from responses.lines(quick)
    yield from exponents.lines(months, middle, quick)


def columns(months: Months, customers: float) -> Iterator[Line]:
    """The columns' month at every size."""
    for name in (COLUMNS, TWO_THREADS):
        for people, time in months[name].items():
            note = f"{time / customers:.0f} ns a customer, who are {customers:.0%} of the people"
            yield Line(f"{name.capitalize()}, {people:,} people", time, "ns", note=note)


def ratios(months: Months, small: int, middle: int) -> Iterator[Line]:
    """Engines against each other."""

    def ratio(slow: str, fast: str, people: int) -> float:
        return months[slow][people] / months[fast][people]

    at_small, at_middle = f"{small:,} people", f"{middle:,} people, one thread"
    yield Line(
        "NumPy over columns",
        ratio(NUMPY, COLUMNS, middle),
        "times",
        8.0,
        True,
        f"{at_middle}, as many draws",
    )
    yield Line(
        "NumPy with fewer draws over columns",
        ratio(NUMPY_SPARING, COLUMNS, middle),
        "times",
        note=f"{at_middle}, draws only where a rule looks at one",
    )
    yield Line(
        "NumPy where everybody asks over columns",
        ratio(NUMPY_ASKING, COLUMNS, middle),
        "times",
        note=f"{at_middle}, all friends looked at, as the rules read",
    )
    yield Line("Objects over bare Mesa", ratio(OBJECTS, BARE, small), "times", 3.0, note=at_small)
    yield Line(
        "Objects over bare Mesa, shuffled", ratio(OBJECTS, SHUFFLED, small), "times", note=at_small
    )
    yield Line("Objects over columns", ratio(OBJECTS, COLUMNS, small), "times", note=at_small)


def agree(quick: bool) -> Iterator[Line]:
    """Whether NumPy lives the same rules."""
    people, months, repeats = (2_000, 6, 8) if quick else (20_000, 24, 20)
    found = agreement.compared(engines.opened(people), months, repeats)
    name, worst = max(found.items(), key=lambda item: item[1].apart)
    yield Line(
        "NumPy from columns at most",
        worst.apart,
        "standard errors",
        4.0,
        note=f"of {len(found)} figures, {name}; {months} months, {people:,} people, "
        f"{repeats} repetitions",
    )


def bandwidth(months: Months, opening: engines.Opening, people: int, quick: bool) -> Iterator[Line]:
    """The memory's speed, what a month must move, and how near the columns come."""
    length = 1 << 20 if quick else memory.TRIAD_LENGTH
    speeds = [memory.bandwidth(threads, length) for threads in (1, 2)]
    for threads, speed in zip((1, 2), speeds, strict=True):
        yield Line(
            f"Memory bandwidth, {threads} thread{'s'[: threads - 1]}",
            speed / 1e9,
            "GB/s",
            note="triad of STREAM",
        )
    moved = memory.moved_in_a_month(opening.market)
    each = sum(moved) / people
    limit = each / speeds[1] * 1e9
    parts = ", ".join(f"{name} {size / people:.1f}" for name, size in moved._asdict().items())
    yield Line("Bytes that a person's month must move", each, "bytes", note=parts)
    yield Line(MEMORY_LIMIT, limit, "ns", note="these bytes at the bandwidth of 2 threads")
    yield Line(
        "Columns over what memory allows",
        months[TWO_THREADS][people] / limit,
        "times",
        6.0,
        note=f"{people:,} people, 2 threads",
    )
    kept = memory.bytes_of_a_person(opening.market)
    parts = ", ".join(f"{name} {size:.0f}" for name, size in kept.items())
    yield Line("Memory of a person", sum(kept.values()), "bytes", 80.0, note=parts)


def whole_run(quick: bool) -> Iterator[Line]:
    """Ten million people for five years."""
    people, months = (20_000, 6) if quick else (10**7, 60)
    run = memory.long_run(people, months, threads=2)
    name = f"{people:,} people, {months} months"
    yield Line(
        f"{name}: time",
        run["wall"],
        "s",
        note=f"fresh process, 2 threads: {run['opening']:.0f} s to draw the people and "
        f"their ties, {run['living']:.0f} s to live",
    )
    yield Line(f"{name}: memory", run["peak"] / 1e6, "MB", 2000.0, note="peak, resident")


if __name__ == "__main__":
    main()
