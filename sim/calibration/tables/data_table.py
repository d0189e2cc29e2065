"""Tables of data as CSV files: what they say, line by line, and what is wrong with them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ...errors import DataError, ScenarioError
from ...scenario.notation.problems import listed, nearest, printable, refusal, shown
from ...scenario.reading.decoding import read
from ...text.letters import alike

LARGEST = 200_000_000
"""Bytes of a table."""

MOST = 10**12
"""Beyond this, a count or an amount is taken for a slip."""

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MONTHS = 12
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-01)?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_GROUPED = re.compile(r"\d{1,3}(?:[ '.,]\d{3})+")


class Problems:
    """What is wrong with some tables, all reported together and in order.

    Attributes:
        stated: place, line and sentence of each problem.
    """

    def __init__(self) -> None:
        self.stated: list[tuple[int, int, str]] = []
        self._files: list[str] = []

    def add(self, file: str, line: int, sentence: str) -> None:
        """Take down a problem: reason; cure."""
        if file not in self._files:
            self._files.append(file)
        text = f"{printable(file)}:{line}: {sentence}"
        self.stated.append((self._files.index(file), line, text))

    def refuse(self) -> None:
        """Raise what was taken down, if anything was.

        Raises:
            DataError: every problem, file by file and line by line.
        """
        if self.stated:
            raise DataError(refusal([text for *_, text in sorted(self.stated)]).problems)


class Row(NamedTuple):
    """One line of a table.

    Attributes:
        table: whose.
        line: its number in the file, from 1.
        cells: text by column.
    """

    table: Table
    line: int
    cells: dict[str, str]

    def wrong(self, sentence: str) -> None:
        """Take down a problem of this line."""
        self.table.problems.add(self.table.name, self.line, sentence)

    def text(self, column: str) -> str:
        """A cell's text; empty where the table has no such column."""
        return self.cells.get(column, "")

    def whole(self, column: str, what: str) -> int | None:
        """A cell's whole number of zero or more; None, and a problem, where it holds none."""
        text = self.text(column)
        grouped = _GROUPED.fullmatch(text)  # 12.000 may be twelve thousand, and is not guessed at
        if _WHOLE.fullmatch(text) and not grouped:
            number = int(text.split(".")[0])
            if number > MOST:
                return self._refused(f"{column} is {shown(text)}, more than {MOST:,}; correct it")
            if number >= 0:
                return number
            self.wrong(f"{column} is {text}; {what} cannot be negative: correct it")
            return None
        reason = f"{column} is {shown(text)}, no whole number"
        if _COMMA.fullmatch(text) or grouped:
            return self._refused(f"{reason}; write it without separators, as in 12000")
        if _NUMBER.fullmatch(text):
            return self._refused(f"{reason}; give {what} themselves, no shares and no means")
        return self._refused(f"{reason}; write {what} as digits")

    def number(self, column: str) -> float | None:
        """A cell's number; None where it is empty, and where it holds none, which is a problem."""
        text = self.text(column)
        if not text:
            return None
        if _NUMBER.fullmatch(text):
            if abs(float(text)) > MOST:
                return self._refused(f"{column} is {shown(text)}, beyond {MOST:,}; correct it")
            return float(text)
        cure = "write it as digits with a decimal point, without currency and separators"
        if _COMMA.fullmatch(text):
            cure = "write decimals with a point, and no separators of thousands"
        return self._refused(f"{column} is {shown(text)}, no number; {cure}")

    def month(self, column: str) -> int | None:
        """A cell's month as months since the year 0; None, and a problem, where it holds none."""
        text = self.text(column)
        found = _MONTH.fullmatch(text)
        if found and 1 <= int(found[2]) <= MONTHS:
            return MONTHS * int(found[1]) + int(found[2]) - 1
        cure = "write year and month, as in 2024-05"
        if re.fullmatch(r"\d{4}[- ]?Q[1-4]|Q[1-4][- /]?\d{4}", text, re.IGNORECASE):
            cure = "periods are months: write a quarter's first month, as in 2024-04"
        elif re.fullmatch(r"\d{4}", text):
            cure = "periods are months: write a year's first month, as in 2024-01"
        return self._refused(f"{column} is {shown(text)}, no month; {cure}")

    def day(self, column: str) -> date | None:
        """A cell's day; None, and a problem, where it holds none."""
        text = self.text(column)
        found = _DAY.fullmatch(text[:10]) if text[10:11] in ("", "T", " ") else None
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
        return self._refused(f"{column} is {shown(text)}, no day; write it as in 2024-05-31")

    def _refused(self, sentence: str) -> None:
        self.wrong(sentence)


class Table:
    """A CSV file with named columns.

    Attributes:
        name: the file as messages name it.
        delimiter: what stands between its cells.
        columns: those it has, in its order.
        rows: its lines, but those that are blank.
        problems: where what is wrong is taken down.
    """

    def __init__(self, path: Path | str, problems: Problems) -> None:
        self.name, self.problems = str(path), problems
        self.delimiter, self.columns = ",", list[str]()
        self.rows: list[Row] = []

    def fill(
        self, text: str, required: Sequence[str], optional: Sequence[str], heading_only: bool
    ) -> None:
        """Take the lines of the file's text.

        Args:
            text: the whole file.
            required: columns that it must have.
            optional: further columns that it may have.
            heading_only: whether what stands below the heading is left for later.
        """
        lines = text.splitlines()
        first = next((n for n, line in enumerate(lines) if line.strip()), None)
        if first is None:
            self._wrong(1, f"is empty; {_header_cure(required, optional)}")
            return
        self.delimiter = _delimiter(lines[first], [*required, *optional])
        reader = csv.reader(lines[first:], delimiter=self.delimiter, strict=True)
        try:
            self.columns = [alike(name) for name in next(reader)]
            if not self._has_columns(first + 1, required, optional):
                return
            for cells in reader:
                if heading_only and any(cells):
                    return
                self._take(first + reader.line_num, [cell.strip() for cell in cells])
        except csv.Error as error:
            reason = f"cannot be read as a table ({error}); close the quotes on this line"
            self._wrong(first + reader.line_num, reason)
            return
        if not self.rows and not self.problems.stated:
            self._wrong(first + 1, "has a heading and no line below it; add the data")

    def _take(self, line: int, cells: list[str]) -> None:
        """One line of the file."""
        if not any(cells):
            return
        if len(cells) == len(self.columns):
            self.rows.append(Row(self, line, dict(zip(self.columns, cells, strict=True))))
            return
        reported = f"{len(self.columns)}, with {DELIMITERS[self.delimiter]} between them"
        cure = "write each value in a cell of its own"
        if self.delimiter == "," and len(cells) > len(self.columns):
            cure = "write decimals with a point, and no separators of thousands"
        self._wrong(line, f"has {len(cells)} cells and the heading has {reported}; {cure}")

    def _has_columns(self, line: int, required: Sequence[str], optional: Sequence[str]) -> bool:
        """Whether the heading names what it must and nothing else; says what is wrong with it."""
        known, before = [*required, *optional], len(self.problems.stated)
        if len(self.columns) == 1 and self.columns[0] not in known:
            cure = "put commas, semicolons or tabs between its columns"
            self._wrong(line, f"the heading is one cell, {shown(self.columns[0])}; {cure}")
            return False
        missing = [name for name in required if name not in self.columns]
        for n, name in enumerate(self.columns):
            if name in self.columns[:n]:
                self._wrong(line, f"column {name!r} stands there twice; remove one")
            elif name not in known:
                near = nearest(name, [each for each in known if each not in self.columns])
                missing = [each for each in missing if each != near]
                hint = f"did you mean {near!r}?" if near else f"known are {listed(known, 'and')}"
                self._wrong(line, f"unknown column {shown(name)}; {hint}")
        if missing:
            label = "column" if len(missing) == 1 else "columns"
            has = listed([shown(name) for name in self.columns], "and")
            cure = f"the heading has {has} between {DELIMITERS[self.delimiter]}"
            self._wrong(line, f"has no {label} {listed(missing, 'and')}; {cure}: name them there")
        return len(self.problems.stated) == before

    def _wrong(self, line: int, sentence: str) -> None:
        self.problems.add(self.name, line, sentence)


def table(
    path: Path | str,
    problems: Problems,
    required: Sequence[str],
    optional: Sequence[str] = (),
    heading_only: bool = False,
) -> Table:
    """Read a CSV file: UTF-8, the delimiter found out from its heading.

    Args:
        path: of the file.
        problems: where what is wrong is taken down; the table holds what could be read.
        required: columns that it must have.
        optional: further columns that it may have.
        heading_only: whether what stands below the heading is left for later.
    """
    found = Table(path, problems)
    try:
        text = read(Path(path), str(path), LARGEST, ".csv")
    except ScenarioError as error:
        for problem in error.problems:
            place, _, sentence = problem.removeprefix(f"{printable(str(path))}:").partition(": ")
            problems.add(found.name, int(place.split(":")[0]), sentence)
        return found
    found.fill(text, required, optional, heading_only)
    return found


def _delimiter(heading: str, known: Sequence[str]) -> str:
    """The delimiter by which a heading has most known columns, or else most columns."""

    def reported(delimiter: str) -> tuple[int, int]:
        names = [name.strip(' "').lower() for name in heading.split(delimiter)]
        return sum(name in known for name in names), len(names)

    return max(DELIMITERS, key=reported)


def _header_cure(required: Iterable[str], optional: Iterable[str]) -> str:
    names = ",".join(required)
    more = listed(list(optional), "and")
    return f"begin with the heading {names}" + (f" (and, where known, {more})" if more else "")


def month_name(month: int) -> str:
    """A month as tables write it: 2024-05."""
    return f"{month // MONTHS}-{month % MONTHS + 1:02d}"


def segments_known(found: Table, segments: Sequence[str], *others: str) -> None:
    """Say which segments of a table the scenario does not have, once each.

    A name that looks like a segment's is taken for it: spaces, capitals, and accents differ from
    one program to the next, and no two segments of a scenario look alike.

    Args:
        found: the table; it may have no column of them.
        segments: those of the scenario.
        others: what else may stand in their place.
    """
    if "segment" not in found.columns:
        return
    known = {alike(name): name for name in (*segments, *others)}
    meant = {name: name for name in known.values()}
    for row in found.rows:
        name = row.text("segment")
        if name not in meant:
            if alike(name) not in known:
                near = nearest(name, segments)
                hint = f"did you mean {near!r}?" if near else f"it has {listed(segments, 'and')}"
                row.wrong(f"the scenario has no segment {shown(name)}; {hint}")
            meant[name] = known.get(alike(name), name)
        row.cells["segment"] = meant[name]
