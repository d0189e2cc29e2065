"""What the evidence shows: how many predicted facts hold, and every figure beside print."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from ...errors import RunError
from ...experiment.statistics.estimates import Estimate
from ...text.alignment import aligned
from ...text.html import table
from ...text.numbers import finite, interval, percent
from ...validation.fact import MEANING_OF_KINDS, MEANING_OF_MARKS, Figure, Finding
from ...validation.findings import Findings
from ...validation.published_facts import FACTS
from ..formats.bounded import content, json_in

WIDTH = 100
"""Characters of a line of prose."""

LARGEST = 10_000_000
"""Bytes of the figures of a page; those of all facts are some 40,000."""

HEAD = ("", "published", "simulated", "95 % CI", "allowed", "")


def verdict(result: Findings) -> str:
    """How many of the predicted facts hold, and which do not."""
    predicted = result.of_kind("predicted")
    if not predicted:
        return "none of these facts is predicted"
    holding = [f for f in predicted if f.verdict == "holds"]
    parts = [f"{len(holding)} of {len(predicted)} predicted facts hold"]
    for stated, words in (("misses", "missed"), ("too close to call", "too close to call")):
        ids = [f.fact.id for f in predicted if f.verdict == stated]
        parts += [f"{', '.join(ids)} {words}"] if ids else []
    others = [f for f in result.findings if f.fact.kind != "predicted" and f.verdict == "misses"]
    parts += [f"and {', '.join(_called(f) for f in others)} missed as well"] if others else []
    return ", ".join(parts)


def _called(finding: Finding) -> str:
    """A fact that validates nothing, with its kind."""
    return f"{finding.fact.id} ({finding.fact.kind})"


def answer(result: Findings) -> str:
    """What a terminal shows: the verdict, and each fact with its figures, source and reason."""
    first = _headline(result)
    parts = [first, _size(result)]
    for finding in result.findings:
        parts.append("\n".join(_lines(finding)))
    parts.append(_wrapped(" ".join(_legend(result))))
    return "\n\n".join(parts)


def _headline(result: Findings) -> str:
    return f"{_capital(verdict(result))}: only predicted facts validate the model."


def _lines(finding: Finding) -> list[str]:
    fact = finding.fact
    lines = [f"{fact.id}  {fact.title}: {fact.kind}, {finding.verdict}"]
    lines += textwrap.indent(aligned(_rows(finding)), "    ").splitlines()
    lines += [_wrapped(text, "    ") for text in _notes(finding)]
    return lines


def _rows(finding: Finding) -> list[list[str]]:
    """A finding's figures as rows of text, below their head."""
    return [list(HEAD), *(_row(figure) for figure in finding.figures)]


def _row(figure: Figure) -> list[str]:
    simulated, unit = figure.simulated, figure.unit
    return [
        figure.name,
        figure.published,
        written(simulated.mean, unit),
        interval(simulated, lambda value: written(value, unit)),
        allowed(figure),
        figure.verdict,
    ]


def _notes(finding: Finding) -> list[str]:
    """What stands below a finding's figures."""
    fact = finding.fact
    notes = [f"{fact.source} ({fact.mark}). Required: {fact.tolerance}."]
    if fact.miss and finding.verdict != "holds":
        notes.append(f"Why it does not hold: {fact.miss}.")
    elif finding.verdict == "misses":
        notes.append("Why it does not hold: not known.")
    return notes


def written(value: float, unit: str) -> str:
    """A simulated figure in its unit, see `Figure`."""
    if unit == "share":
        return percent(value)
    if unit == "points":
        return f"{100 * value:+.2f} points"
    return f"{value:.4g} {unit}".rstrip()


def allowed(figure: Figure) -> str:
    """Where the simulated figure must lie."""
    low, high, unit = figure.low, figure.high, figure.unit
    if math.isinf(high):
        return f"at least {written(low, unit)}"
    if math.isinf(low):
        return f"at most {written(high, unit)}"
    if low == -high:
        return f"within {written(high, unit).lstrip('+')}"
    return f"{written(low, unit)} to {written(high, unit)}"


def _size(result: Findings) -> str:
    share = f"{100 * result.share:g} %"
    return _wrapped(
        f"Simulated, seed {result.seed}, experiments of {share} of their full size. A figure holds "
        "when its whole 95 % CI is within what is allowed, a fact when all its figures do."
    )


def _legend(result: Findings) -> list[str]:
    """What kinds and marks mean, of those that occur."""
    kinds = {finding.fact.kind for finding in result.findings}
    marks = {finding.fact.mark for finding in result.findings}
    stated = [f"{kind}: {words}." for kind, words in MEANING_OF_KINDS.items() if kind in kinds]
    return stated + [
        f"{mark}: {words}." for mark, words in MEANING_OF_MARKS.items() if mark in marks
    ]


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def html(result: Findings) -> str:
    """The evidence as a notebook shows it: the verdict, and each fact's figures."""
    rows = [["Fact", *HEAD[1:]]]
    for finding in result.findings:
        fact = finding.fact
        rows.append([f"{fact.id} {fact.title} ({fact.kind})", "", "", "", "", finding.verdict])
        rows += _rows(finding)[1:]
    strong = {row[0] for row in rows if not row[1]}
    caption = "Published facts beside the simulator"
    return f"<p>{escape(_capital(verdict(result)))}.</p>{table(rows, caption, strong)}"


def page(result: Findings) -> str:
    """The evidence as a page of Markdown."""
    parts = [
        "# The simulator against published facts",
        "Written by `sim evidence --out docs/evidence.md`; do not edit. The figures behind it are "
        "in the JSON file of the same name.",
        f"**{_headline(result)}** {_size(result)}",
        _markdown(
            [
                ["", "fact", "kind", "verdict"],
                *(
                    [f.fact.id, f.fact.title, f.fact.kind, _marked(f.verdict)]
                    for f in result.findings
                ),
            ]
        ),
        "\n".join(f"- {line}" for line in _legend(result)),
    ]
    for finding in result.findings:
        fact, rows = finding.fact, _rows(finding)
        parts += [
            f"## {fact.id}: {fact.title}",
            f"{_capital(fact.kind)}: {_marked(finding.verdict)}.",
            _markdown([rows[0], *([*row[:-1], _marked(row[-1])] for row in rows[1:])]),
            *_notes(finding),
        ]
    return "\n\n".join(" ".join(p.split("\n")) if _is_prose(p) else p for p in parts) + "\n"


def _is_prose(part: str) -> bool:
    return not part.startswith(("|", "-", "#"))


def _marked(stated: str) -> str:
    return stated if stated == "holds" else f"**{stated}**"


def _markdown(rows: list[list[str]]) -> str:
    head, *body = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_data(result: Findings) -> dict[str, Any]:
    """The whole answer as one object of plain values; None where a side is open."""
    return {
        "verdict": verdict(result),
        "share": result.share,
        "seed": result.seed,
        "facts": {
            finding.fact.id: {
                "title": finding.fact.title,
                "kind": finding.fact.kind,
                "source": finding.fact.source,
                "mark": finding.fact.mark,
                "tolerance": finding.fact.tolerance,
                "verdict": finding.verdict,
                "figures": [_figure_as_data(figure) for figure in finding.figures],
            }
            for finding in result.findings
        },
    }


def _figure_as_data(figure: Figure) -> dict[str, Any]:
    mean, low, high = (finite(value) for value in figure.simulated)
    return {
        "name": figure.name,
        "unit": figure.unit,
        "published": figure.published,
        "mean": mean,
        "low": low,
        "high": high,
        "allowed_from": finite(figure.low),
        "allowed_to": finite(figure.high),
        "verdict": figure.verdict,
    }


def stored(result: Findings) -> str:
    """The evidence as the text of a JSON file."""
    return json.dumps(as_data(result), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def opened(file: Path) -> Findings:
    """The evidence in a JSON file, on the facts as they are declared now.

    Raises:
        RunError: it is no such file, or holds a fact that is no longer declared.
    """
    declared = {fact.id: fact for fact in FACTS}
    try:
        data = json_in(content(file, LARGEST))
        findings = [
            Finding(declared[name], [_figure_from_data(figure) for figure in stated["figures"]])
            for name, stated in data["facts"].items()
        ]
        return Findings(findings, float(data["share"]), int(data["seed"]))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise RunError(
            f"{file}: cannot be read as evidence ({type(error).__name__}: {error}); delete it and "
            "run `sim evidence` without naming facts"
        ) from None


def _figure_from_data(data: Mapping[str, Any]) -> Figure:
    def number(key: str, otherwise: float) -> float:
        return otherwise if data[key] is None else float(data[key])

    simulated = Estimate(
        number("mean", math.nan), number("low", -math.inf), number("high", math.inf)
    )
    low, high = number("allowed_from", -math.inf), number("allowed_to", math.inf)
    return Figure(data["name"], data["unit"], data["published"], simulated, low, high)
