"""Net promoter scores as a table: scores by month, or the single answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .client_books import FIRM, Books, Fact
from .data_table import MONTHS, Problems, Row, month_name, segments_known, table
from .headings import HEADINGS

PROMOTER, DETRACTOR, BEST = 9, 6, 10
"""Least answer of a promoter, highest of a detractor, highest of all."""


class Score(NamedTuple):
    """One line: a month's score, or one person's answer as +100, 0 or -100.

    Attributes:
        month: months since the year 0.
        segment: whose, or `FIRM`.
        points: the score.
    """

    month: int
    segment: str
    points: float


def nps_table(path: Path | str, weights: Mapping[str, float], problems: Problems) -> Books | None:
    """Read scores: `month, nps`, or single answers `date, score` from 0 to 10.

    Args:
        path: the CSV file; `segment` may be there, empty for the whole firm.
        weights: customers by segment, to weigh segments' scores by.
        problems: where what is wrong is taken down.

    Returns:
        the facts of the last year; None where something is wrong.
    """
    before = len(problems.stated)
    found = table(path, problems, *HEADINGS["nps"])
    answers = "score" in found.columns
    wanted = ("date", "score") if answers else ("month", "nps")
    has = [name for name in found.columns if name != "segment"]
    if found.rows and sorted(has) != sorted(wanted):
        cure = "give month and nps (one score a month), or date and score (one answer a line)"
        problems.add(found.name, 1, f"has the columns {', '.join(has)}; {cure}")
    if len(problems.stated) > before:
        return None
    segments_known(found, list(weights), FIRM)
    scores = [score for row in found.rows if (score := _score(row, answers)) is not None]
    if not answers:
        _check_twice(found.rows)
    if len(problems.stated) > before:
        return None
    end = max(score.month for score in scores)
    last = [score for score in scores if score.month > end - MONTHS]
    first = min(score.month for score in last)
    origin = f"{Path(found.name).name}, {month_name(first)} to {month_name(end)}"
    kind = "answers" if answers else "monthly scores"
    reported = [f"{found.name}: {len(last)} {kind} of {month_name(first)} to {month_name(end)}."]
    return Books(_facts(last, weights, answers, origin), reported)


def _score(row: Row, answers: bool) -> Score | None:
    """A line's score; None, and a problem, where it has none."""
    if not answers:
        month, points = row.month("month"), row.number("nps")
        if points is None and not row.text("nps"):
            row.wrong("nps is empty; write the month's score, or remove the line")
        elif points is not None and not -100 <= points <= 100:
            row.wrong(f"nps is {row.text('nps')}; a score lies between -100 and 100: correct it")
        if month is None or points is None:
            return None
        return Score(month, row.text("segment"), points)
    day, answer = row.day("date"), row.whole("score", "answers")
    if answer is not None and answer > BEST:
        row.wrong(f"score is {row.text('score')}; answers lie between 0 and {BEST}: correct it")
    if day is None or answer is None:
        return None
    points = 100.0 * (int(answer >= PROMOTER) - int(answer <= DETRACTOR))
    return Score(MONTHS * day.year + day.month - 1, row.text("segment"), points)


def _check_twice(rows: Sequence[Row]) -> None:
    """Say which months stand there twice."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row.text("segment"), row.text("month")
        if key in seen:
            row.wrong(f"{key[1]} stands in line {seen[key]} already; remove one of them")
        seen.setdefault(key, row.line)


def _facts(
    scores: list[Score], weights: Mapping[str, float], answers: bool, origin: str
) -> list[Fact]:
    """Means of segments and of the firm.

    The firm's own lines say the firm's score; without them it is the mean of all answers, or of the
    segments' scores by their customers, where every segment has one.
    """
    by_segment: dict[str, list[float]] = {}
    for score in scores:
        by_segment.setdefault(score.segment, []).append(score.points)
    means = {name: sum(points) / len(points) for name, points in by_segment.items()}
    facts = [Fact(name, "nps", mean, origin) for name, mean in means.items()]
    if FIRM in means:
        return facts
    if answers:
        whole = sum(score.points for score in scores) / len(scores)
        return [*facts, Fact(FIRM, "nps", whole, origin)]
    if set(means) == set(weights) and sum(weights.values()) > 0:
        whole = sum(means[name] * weights[name] for name in means) / sum(weights.values())
        return [*facts, Fact(FIRM, "nps", whole, f"{origin}, segments by their customers")]
    return facts
