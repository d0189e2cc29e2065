"""The page and the picture of what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

from sim.report.charts.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SIZES,
    SKY,
    VERMILION,
    look,
)

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
from .timing import Line

BEGIN, END = "<!-- measured: from here", "<!-- measured: to here -->"
WARNING = f"{BEGIN}; written by `make bench`, edits are overwritten -->"
TITLE = """\
# Performance

What a month costs, by `make bench`. A *person-month* is one month of one person, customer or not.
Times are of this machine at that moment; ratios are of engines that took turns on it. *NumPy* is
the same rules in whole arrays (`benchmarks/numpy_version.py`), *bare Mesa* an ordinary agent loop
that does less (`benchmarks/bare_mesa.py`), *objects* the simulator's own agents.

"""
BUSY = (
    "**Other work was running on this machine**, so times are too long, two threads did not have "
    "two processors, and ratios alone can be relied upon."
)
OLIVE = "#666633"
COLOURS = {
    TWO_THREADS: BLUE,
    COLUMNS: SKY,
    NUMPY: GREEN,
    NUMPY_SPARING: ORANGE,
    OBJECTS: VERMILION,
    BARE: GREY,
    SHUFFLED: PURPLE,
    NUMPY_ASKING: OLIVE,
}


def is_busy(machine: Mapping[str, str]) -> bool:
    """Whether other work was running on the machine beforehand."""
    try:
        return float(machine.get("Load beforehand", "0")) > 0.5
    except ValueError:
        return False


def written(value: float) -> str:
    """A number with three digits that count, and no exponent."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def verdict(line: Line) -> str:
    """Whether a line's limit holds, in a word."""
    return {True: "holds", False: "**does not hold**", None: ""}[line.holds]


def limit_of(line: Line) -> str:
    """A line's limit with its direction."""
    if line.limit is None:
        return ""
    return f"{'≥' if line.at_least else '≤'} {written(line.limit)}"


def table_of_lines(lines: Sequence[Line]) -> str:
    """All figures with their limits, as a Markdown table."""
    rows = ["| | figure | unit | limit | | how |", "|---|--:|---|--:|---|---|"]
    rows += [
        f"| {line.name} | {written(line.value)} | {line.unit} | {limit_of(line)} "
        f"| {verdict(line)} | {line.note} |"
        for line in lines
    ]
    return "\n".join(rows)


def table_of_months(months: Months) -> str:
    """Nanoseconds per person-month by engine and size, as a Markdown table."""
    sizes = sorted({size for times in months.values() for size in times})
    rows = ["| people | " + " | ".join(f"{size:,}" for size in sizes) + " |"]
    rows.append("|---|" + "--:|" * len(sizes))
    for name, times in months.items():
        cells = (written(times[size]) if size in times else "" for size in sizes)
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def page(lines: Sequence[Line], months: Months, machine: Mapping[str, str], picture: str) -> str:
    """The generated part of the page, between its markers."""
    facts = "; ".join(f"{name}: {value}" for name, value in machine.items()) + "."
    if is_busy(machine):
        facts += f" {BUSY}"
    held = [line.holds for line in lines if line.limit is not None]
    return "\n\n".join(
        [
            WARNING,
            f"{sum(map(bool, held))} of {len(held)} limits hold. {facts}",
            f"![Nanoseconds per person-month against the number of people]({picture})",
            table_of_lines(lines),
            "Nanoseconds per person-month (a customer or anybody else), the shortest of several "
            "months, engines taking turns:",
            table_of_months(months),
            END,
        ]
    )


def merged(before: str, generated: str) -> str:
    """A page with its generated part exchanged, and what was written around it kept."""
    if BEGIN in before and END in before:
        head, rest = before.split(BEGIN, 1)
        return head + generated + rest.split(END, 1)[1]
    return (before.rstrip() + "\n\n" if before.strip() else TITLE) + generated + "\n"


def write(
    folder: Path, lines: Sequence[Line], months: Months, machine: Mapping[str, str], limit: float
) -> list[Path]:
    """Write the page and the picture.

    Args:
        folder: where to.
        lines, months, machine: what was measured, and on what.
        limit: nanoseconds that memory alone would take for a person's month.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text, image = folder / "performance.md", folder / "performance.png"
    before = text.read_text(encoding="utf-8") if text.is_file() else ""
    text.write_text(merged(before, page(lines, months, machine, image.name)), encoding="utf-8")
    draw(image, months, limit)
    return [text, image]


def draw(file: Path, months: Months, limit: float) -> None:
    """Nanoseconds per person-month against people, both logarithmic, one line an engine."""
    from matplotlib.figure import Figure

    with look(SIZES["screen"]):
        figure = Figure(figsize=(9.5, 5.8), layout="constrained")
        axes = figure.subplots()
        axes.set_xscale("log")
        axes.set_yscale("log")
        ends = []
        for name, times in months.items():
            sizes = sorted(times)
            axes.plot(
                sizes, [times[n] for n in sizes], color=COLOURS[name], marker="o", linewidth=2
            )
            ends.append((times[sizes[-1]], sizes[-1], name))
        axes.axhline(limit, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
        _finish(axes, months, ends, limit)
        figure.savefig(file, dpi=150)


def _finish(
    axes: Any, months: Months, ends: Sequence[tuple[float, int, str]], limit: float
) -> None:
    """Labels at the lines' ends, axes in plain words."""
    sizes = sorted({size for times in months.values() for size in times})
    axes.set_xlim(sizes[0] / 1.4, sizes[-1] * (sizes[-1] / sizes[0]) ** (1 / 3))
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.tick_params(which="minor", length=0)
    axes.set_ylim(limit / 2.2, 3 * max(end[0] for end in ends))
    top, bottom = axes.get_ylim()[1], axes.get_ylim()[0]
    for last in sizes:
        here = [(height, name) for height, size, name in ends if size == last]
        places = apart([height for height, _ in here], (top / bottom) ** 0.045) if here else []
        for (_, name), place in zip(here, places, strict=True):
            axes.annotate(
                name,
                (last, place),
                xytext=(10, 0),
                textcoords="offset points",
                va="center",
                color=COLOURS[name],
                fontweight="bold",
            )
    axes.annotate(
        f"the least that memory allows: {written(limit)}",
        (sizes[0] / 1.3, limit),
        xytext=(0, 5),
        textcoords="offset points",
        color=INK,
    )
    axes.set_yticks([10**power for power in range(0, 6) if bottom <= 10**power <= top])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("people in the market")
    axes.set_title("Nanoseconds per person and month", loc="left", fontweight="bold")


def apart(heights: Sequence[float], ratio: float) -> list[float]:
    """Heights of labels on a logarithmic axis, spread where one would cover another."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    out = list(heights)
    for lower, upper in pairwise(order):
        out[upper] = max(out[upper], out[lower] * ratio)
    up = prod(new / old for new, old in zip(out, heights, strict=True)) ** (1 / len(out))
    return [height / up for height in out]
