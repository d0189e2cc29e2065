"""Tables as CSV that a spreadsheet, pandas or R takes for what it is: text stays text.

A name may look like something else to who reads a CSV: "=1+1" is a formula to a spreadsheet, "NA"
is missing to pandas and R, "007" is 7 and "3-4" a day in April. Such a text gets an apostrophe
before it, which is what one types in a spreadsheet to say that text follows. A text that begins
with an apostrophe gets another one, so that taking one away gives every text back.
"""

from __future__ import annotations

import re

import pandas as pd

MARK = "'"
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What a spreadsheet computes or splits, also where its wide form or a space stands first."""
_MISSING = frozenset(
    (
        "",
        "#n/a",
        "#n/a n/a",
        "#na",
        "1.#ind",
        "1.#qnan",
        "<na>",
        "n/a",
        "na",
        "null",
        "nan",
        "none",
        "nat",
        "nil",
        "inf",
        "infinity",
        "true",
        "false",
    )
)
"""Words that readers take for something missing, without end, or for a truth value."""
_NUMBER = re.compile(r"[\W\d_]*\d[\W\d_]*")
"""Digits with whatever stands in numbers, dates and times, and no letter."""
_LETTERED = re.compile(r"[\d.,]+[ed][+-]?\d+|[\d.,]+[dfjl]|0x[0-9a-f]+", re.IGNORECASE)
"""Numbers with letters in them: 1e5, 0x1f, and what other languages write."""
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = re.compile(
    rf"\W*(\d+\W*({_MONTH})[a-z]*\W*\d*|({_MONTH})[a-z]*\W*\d+\W*\d*)\W*", re.IGNORECASE
)
_CLOCK = re.compile(r"[\W\d]*\d[\W\d]*[ap]\.?m\.?\W*", re.IGNORECASE)


def csv(frame: pd.DataFrame) -> bytes:
    """A table as the content of a CSV file in UTF-8, with a mark that tells spreadsheets so.

    Args:
        frame: numbers, and text that comes back exactly by `as_text`.
    """
    safe = frame.copy()
    for place, name in enumerate(frame):
        if not pd.api.types.is_numeric_dtype(frame[name].dtype):
            safe.isetitem(place, [protected(str(cell)) for cell in frame[name]])
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8-sig")


def protected(text: str) -> str:
    """A text as a CSV holds it."""
    return MARK + text if text.startswith(MARK) or _looks_otherwise(text) else text


def as_text(cell: str) -> str:
    """The text that a CSV's cell stands for."""
    return cell.removeprefix(MARK)


def _looks_otherwise(text: str) -> bool:
    """Whether who reads a CSV may take a text for anything else."""
    plain = text.strip().casefold()
    return bool(
        plain in _MISSING
        or _FORMULA.match(text)
        or any(kind.fullmatch(plain) for kind in (_NUMBER, _LETTERED, _DAY, _CLOCK))
    )
