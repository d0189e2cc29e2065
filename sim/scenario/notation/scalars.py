"""Single values as YAML 1.2 reads them (its core schema): `no` is text, `010` is ten, `0o10` eight.

Two things are added because people write them: digits in groups, `2_000_000`, and percentages,
`2%`, which stay text here and become numbers where the schema asks for a share.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_INTEGER = re.compile(rf"[-+]?{_DIGITS}")
_NUMBER = re.compile(rf"[-+]?(?:\.[0-9]+|{_DIGITS}(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OCTAL, _HEXADECIMAL = re.compile(r"0o[0-7]+"), re.compile(r"0x[0-9a-fA-F]+")
GROUPED = r"[-+]?[0-9]+(?:_[0-9]+)+(?:\.[0-9]*)?"
"""Pattern of a number with its digits in groups: "2_000_000"."""
PERCENT = rf"\s*({_NUMBER.pattern})\s*%\s*"
"""Pattern of a percentage: "2%", "2 %", "33.3%"."""
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{
        sign + inf: float(sign + inf.strip(".").lower())
        for sign in ("", "+", "-")
        for inf in (".inf", ".Inf", ".INF")
    },
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_LONGEST_INTEGER = 30  # digits; what is longer is beyond every bound, and slow to convert


def plain(text: str) -> Any:
    """What a value without quotes is: None, a truth value, a number, or else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if not text or text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else float(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    for pattern, base in ((_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return int(text[2:], base) if len(text) <= _LONGEST_INTEGER else float("inf")
    return text


def percentage(text: str) -> float | None:
    """The share that a percentage says, 0.02 for "2%" and "2 %"; None for any other text."""
    found = re.fullmatch(PERCENT, text)
    if not found:
        return None
    # An exponent that no share has would take Decimal long, or too far.
    number = found[1].replace("_", "")
    few = len(number) < 40 and abs(int(re.split("[eE]", number + "e0")[1])) < 300
    return float(Decimal(number).scaleb(-2)) if few else float("inf")


def share(text: str) -> float | None:
    """A share as a request writes it, 0.02 for "2%" and "0.02"; None for any other text."""
    found = percentage(text)
    return number(plain(text.strip())) if found is None else found


def number(value: Any) -> float | None:
    """A value that is a number; None for all else, also for a truth value."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return value if known else None
