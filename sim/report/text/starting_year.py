"""The simulated starting year beside what the firm's books report, and what to change."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from ...experiment.check.advice import Change, changes, notes, waits
from ...experiment.check.starting_year import FIRM, TOLERANCES, Line, StartingYear
from ...experiment.check.trial import Trial
from ...measures import OF_YEAR, labels
from ...text.alignment import aligned
from ...text.letters import visible
from ...text.numbers import interval, money, percent, plain, points

WIDTH = 100
"""Characters of a line of prose."""

LABELS = labels(OF_YEAR)
"""What each figure is, and its unit."""


def answer(year: StartingYear, place: str, tried: Trial | None = None) -> str:
    """What a terminal shows: the year, the facts beside it, what to change, the next command.

    Args:
        year: the simulated year.
        place: the scenario and its changes as words of a command, quoted where they need it.
        tried: what came of changing what is advised.
    """
    count = year.replications
    head = (
        f"{year.scenario.name}: simulated, the year before the comparison under today's design, "
        f"{count} replications."
    )
    parts = [head, _table(year)]
    if year.judged:
        parts.append(_rule())
    parts += [_advice(year, tried), _outcome(tried), _mind(year), _closing(year, tried, place)]
    return visible("\n\n".join(part for part in parts if part))


def as_data(year: StartingYear, tried: Trial | None = None) -> dict[str, Any]:
    """The same as one object of plain values."""
    after = tried and {
        "fits": fits(tried.year),
        "lines": [_line_as_data(line) for line in tried.year.judged],
    }
    return {
        "scenario": year.scenario.name,
        "hash": year.scenario.hash,
        "replications": year.replications,
        "lines": [_line_as_data(line) for line in year.lines],
        "changes": [
            {"for": line.figure, "of": line.who or None, **change._asdict()}
            for line in year.lines
            for change in _found(year, line, tried)
        ],
        "tried": after,
        "notes": notes(year),
        "fits": fits(year),
    }


def fits(year: StartingYear) -> bool | None:
    """Whether the simulated year looks like the firm; None when no facts are stated."""
    return not year.misfits if year.judged else None


def write_figure(figure: str, value: float, currency: str) -> str:
    """A figure as people read it."""
    kind = LABELS[figure][1]
    if kind == "people":
        return f"{value:,.0f}"
    if kind == "currency":
        return money(value, currency)
    return percent(value) if kind == "share" else points(value)


def _gap(line: Line, currency: str) -> str:
    """Simulated less stated; between shares in points, because percent of percent misleads."""
    kind, gap = LABELS[line.figure][1], line.difference or 0.0
    if kind == "currency":
        return money(gap, currency, signed=True)
    digits = 0 if kind == "people" else 1
    rounded = round(100 * gap if kind == "share" else gap, digits) or 0.0  # no minus zero
    return f"{rounded:+,.{digits}f}" + ("" if kind == "people" else " points")


def _line_as_data(line: Line) -> dict[str, Any]:
    return {
        "of": line.who or None,
        "figure": line.figure,
        "simulated": plain(line.simulated) if line.simulated else None,
        "typed": line.typed,
        "difference": line.difference,
        "verdict": line.verdict,
    }


def _table(year: StartingYear) -> str:
    typed = bool(year.judged)
    head = ["", "simulated", "95 % CI"] + ["stated", "difference", ""] * typed
    rows, who = [head], None
    for line in year.lines:
        if line.who != who:
            rows += [[""] * len(head)] * (who is not None)
            who = line.who
            rows.append([who or "The firm"] + [""] * (len(head) - 1))
        rows.append(_row(line, year.scenario.currency)[: len(head)])
    return aligned(rows)


def _row(line: Line, currency: str) -> list[str]:
    def write(value: float) -> str:
        return write_figure(line.figure, value, currency)

    label = "  " + LABELS[line.figure][0]
    if line.simulated is None:
        given = "" if line.typed is None else write(line.typed)
        return [label, "none", "", given, "", "off: none" if given else ""]
    cells = [label, write(line.simulated.mean), interval(line.simulated, write)]
    if line.typed is None or line.difference is None:
        return [*cells, "", "", ""]
    return [*cells, write(line.typed), _gap(line, currency), _verdict(line)]


def _verdict(line: Line) -> str:
    if line.verdict == "off":
        return "off: too high" if (line.difference or 0) > 0 else "off: too low"
    return "unsure: more replications" if line.verdict == "unsure" else str(line.verdict)


def _rule() -> str:
    """What the verdicts mean."""
    reaches = {figure: _reach(figure, *tolerance) for figure, tolerance in TOLERANCES.items()}
    close = "; ".join(
        f"{reach} for " + ", ".join(LABELS[f][0].lower() for f in reaches if reaches[f] == reach)
        for reach in dict.fromkeys(reaches.values())
    )
    return _wrapped(
        f"Close: within {close}. As typed: within a fifth of that, or close and inside the "
        "interval. Unsure: farther off, but the interval contains the stated value. Off: farther "
        "off, and the interval does not contain it."
    )


def _reach(figure: str, size: float, relative: bool) -> str:
    if relative:
        return f"{100 * size:g} %"
    number = size if LABELS[figure][1] == "points" else 100 * size
    return f"{number:g} point{'' if number == 1 else 's'}"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _found(year: StartingYear, line: Line, tried: Trial | None) -> list[Change]:
    """What to change for a line: what was tried, and directions that no trial can take."""
    if tried is None:
        return changes(year, line)
    known = tried.changes.get((line.who, line.figure), [])
    return known or [change for change in changes(year, line) if change.now is None]


def _advice(year: StartingYear, tried: Trial | None) -> str:
    lines = []
    for line in year.lines:
        found = _found(year, line, tried)
        if found:
            lines.append(f"  {line.who or 'The firm'}: {LABELS[line.figure][0].lower()}")
            lines += _values(found) + _directions(found)
        elif line.verdict == "off" and waits(year, line):
            lines.append(f"  The firm: {LABELS[line.figure][0].lower()}: adjust its segments first")
    if not lines:
        return ""
    head = "A first step for each line" if tried is None else "Change all of these together"
    return "\n".join([f"{head}, then check again:", *lines])


def _outcome(tried: Trial | None) -> str:
    """What the year looked like when all that is advised was tried."""
    if tried is None:
        return ""
    if not tried.year.misfits:
        return "Tried with all of these changes, the simulated year looks like the firm."
    currency = tried.year.scenario.currency
    left = [
        f"  {line.who or 'The firm'}: {LABELS[line.figure][0].lower()}: "
        f"{_simulated(line, currency)} instead of {write_figure(line.figure, line.typed, currency)}"
        for line in tried.year.misfits
        if line.typed is not None
    ]
    words = (
        "These changes came nearest in a trial. They do not reach the lines below. "
        if tried.changes
        else "No change that was tried comes nearer. The lines below are not reached. "
    ) + "Check the stated facts and the other values in the file that bear on them:"
    return "\n".join([_wrapped(words), *left])


def _simulated(line: Line, currency: str) -> str:
    if line.simulated is None:
        return "none"
    return write_figure(line.figure, line.simulated.mean, currency)


def _values(found: list[Change]) -> list[str]:
    """Changes to a new value, as the file's path and both values; a reason of all stands below."""
    valued = [(c, c.to, c.now) for c in found if c.to is not None and c.now is not None]
    reasons = {change.why for change, *_ in valued}
    shared = reasons.pop() if len(reasons) == 1 else ""
    lines = [
        f"    {c.path}: {now:g} -> {to:g}" + (f"   ({c.why})" if c.why and not shared else "")
        for c, to, now in valued
    ]
    return [*lines, _wrapped(f"({shared})", "    ")] if shared else lines


def _directions(found: list[Change]) -> list[str]:
    """Changes of which only the direction is known, in one sentence."""
    open_ = [c for c in found if c.to is None]
    if not open_:
        return []
    paths = " and ".join(c.path + ("" if c.now is None else f" (now {c.now:g})") for c in open_)
    move = open_[0].move
    request = f"{move} {paths}" if open_[0].now is not None else f"bring {paths} {move}"
    return [_wrapped(f"{request}: {open_[0].why}", "    ")]


def _mind(year: StartingYear) -> str:
    found = notes(year)
    return "\n".join(["Note:", *(_wrapped(note, "  ") for note in found)]) if found else ""


def _closing(year: StartingYear, tried: Trial | None, place: str) -> str:
    if not year.judged:
        words = (
            "No facts are given, so this year cannot be compared with the firm. State what its "
            "books report in the file, in place of these figures:"
        )
        return f"{_wrapped(words)}\n\n{_example(year)}\n\nNext: sim check {place}"
    count = len(year.misfits)
    if not count:
        return f"The simulated year looks like the firm. Next: sim compare {place}"
    lines = "1 line does" if count == 1 else f"{count} lines do"
    result = f"The simulated year does not yet look like the firm: {lines} not fit."
    if tried is None and all(line.verdict == "unsure" for line in year.misfits):
        return f"{result}\nNext: sim check {place} --replications {4 * year.replications}"
    return f"{result}\nNext: change the file as above (--write NEW does it), then sim check {place}"


def _example(year: StartingYear) -> str:
    """The simulated figures as a file would state them."""
    rows = [
        f"  {line.figure}: {typed(line.simulated.mean)}"
        for line in year.lines
        if line.who == FIRM and line.simulated is not None
    ]
    return "\n".join(["facts:", *rows])


def typed(value: float) -> str:
    """A figure as somebody would type it: three digits, or four of a thousand and more."""
    if abs(value) >= 1000:
        return f"{float(f'{value:.4g}'):_.0f}"
    return np.format_float_positional(float(f"{value:.3g}"), trim="-")
