"""Numbers as people write them elsewhere, and how they are written here.

Half the world writes 2.000.000,5 for 2000000.5, a spreadsheet writes 2,000,000 and € 20, a Swiss
1'000.-, a consultant 20k. None of them is guessed at: a message says how it would be written.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from unicodedata import category, normalize

from ...text.letters import HIDDEN

_QUOTES = "\"'`´\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\
\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\
\N{SINGLE LOW-9 QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\
\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_APOSTROPHES = "'`´\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\
\N{MODIFIER LETTER APOSTROPHE}"
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_GROUPS = re.compile(rf"[0-9]{{1,3}}(?:[ _{_APOSTROPHES}][0-9]{{3}})+(?=$|[.,])")
_SIZES = {
    **dict.fromkeys(("k", "tsd", "thousand", "tausend", "mille"), 10**3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million", "millions", "millionen"), 10**6),
    **dict.fromkeys(("bn", "mrd", "md", "billion", "milliarden"), 10**9),
}
_PERCENT = ("%", "percent", "per cent", "pct", "prozent", "pour cent")
_LONGEST = 60

DOTS = "with points as thousands separators"
COMMAS = "with commas as thousands separators"
COMMA = "with a comma"


class Habit(NamedTuple):
    """A number in somebody's habit.

    Attributes:
        reason: what is unusual about it: "with a comma".
        number: how it is written here: "0.3", "33.3%"; two of them where it can mean two.
    """

    reason: str
    number: str


def habit(text: str) -> Habit | None:
    """How a number would be written here that is written as elsewhere; None for all else.

    Args:
        text: a value that is no number here.
    """
    if len(text) > _LONGEST:
        return None
    reasons: list[str] = []
    bare = normalize("NFKC", HIDDEN.sub("", text)).strip()
    if HIDDEN.search(text):
        reasons.append("with an invisible character")
    if bare[:1] in _QUOTES and bare[-1:] in _QUOTES and len(bare) > 2:
        bare = bare.strip(_QUOTES).strip()
        reasons.append("in quotation marks")
    bare, sign = _without_sign(bare, reasons)
    bare, percent = _without_percent(bare, reasons)
    bare, size = _without_unit(bare, reasons)
    inner, sign_inside = _without_sign(bare, [])
    number, sign = _plain_digits(inner, reasons), sign or sign_inside
    if not reasons and bare.isascii() and not text.strip().isascii():
        reasons.append("with special characters that look like plain ones")
    if number is None or not reasons:
        return None
    try:
        words = [f"{sign}{_scaled(each, size)}{percent}" for each in number]
    except (InvalidOperation, ZeroDivisionError):
        return None
    return Habit(reasons[0], " or ".join(words))


def _without_sign(text: str, reasons: list[str]) -> tuple[str, str]:
    """A text without the sign before it, and that sign."""
    if text[:1] == "\N{MINUS SIGN}" or text[:1] == "\N{EN DASH}":
        reasons.append("with a dash instead of a minus sign")
        return text[1:].lstrip(), "-"
    if text[:1] in ("-", "+") and text[1:]:
        return text[1:], text[0].strip("+")
    return text, ""


def _without_percent(text: str, reasons: list[str]) -> tuple[str, str]:
    """A text without the percent behind it, and the sign for it."""
    for word in _PERCENT:
        if text.casefold().endswith(word) and len(text) > len(word):
            if word != "%":
                reasons.append("with a word instead of %")
            return text[: -len(word)].rstrip(), "%"
    return text, ""


def _without_unit(text: str, reasons: list[str]) -> tuple[str, int]:
    """A text without its currency and its word for thousands or millions, and what that says."""
    size = 1
    if text.endswith((".-", ".\N{EN DASH}", ",-", ",\N{EN DASH}")):
        text = text[:-2]
        reasons.append("with a dash for zero cents")
    for _ in range(3):
        found = re.fullmatch(r"([^\d\s.,%+/-]+)\s*([\d.,+-].*)|(.*[\d.])\s*([^\d\s.,%/]+)\.?", text)
        if not found:
            return text, size
        word = found[1] or found[4]
        if word.casefold() in _SIZES and found[4] and size == 1:
            size = _SIZES[word.casefold()]
            reasons.append("with a word or letter for its size")
        elif (
            all(category(c) == "Sc" for c in word)
            or re.fullmatch("[A-Z]{1,2}[$]|[A-Z]{3}", word)
            or re.fullmatch("[A-Z]{0,3}[€$£¥]|euros?|dollars?|francs?", word, re.IGNORECASE)
        ):
            reasons.append("with a currency")
        else:
            return text, size
        text = (found[2] or found[3]).strip()
    return text, size


def _plain_digits(text: str, reasons: list[str]) -> list[str] | None:
    """The number, or the two that it can be, as digits with at most one point."""
    found = _GROUPS.match(text)
    if found:
        reasons.append("with thousands separators")
        text = re.sub(r"\D", "", found[0]) + text[found.end() :]
    fraction = re.fullmatch(r"([0-9]{1,9})\s*[/\N{FRACTION SLASH}]\s*([0-9]{1,9})", text)
    if fraction and int(fraction[2]):
        reasons.append("as a fraction")
        return [f"{int(fraction[1]) / int(fraction[2]):.7g}"]
    if _DIGITS.fullmatch(text):
        return [text]
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*|[0-9]{1,3}(?:\.[0-9]{3}){2,}", text):
        reasons.append(DOTS)
        return [text.replace(".", "").replace(",", ".")]
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*|[0-9]{1,3}(?:,[0-9]{3}){2,}", text):
        reasons.append(COMMAS)
        return [text.replace(",", "")]
    if re.fullmatch(r"[0-9]*,[0-9]+", text):
        reasons.append(COMMA)
        both = re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text)
        return [
            *([text.replace(",", "")] if both else []),
            "0" * text.startswith(",") + text.replace(",", "."),
        ]
    return None


def _scaled(digits: str, size: int) -> str:
    """Digits times a size, without zeros that have no meaning."""
    if size == 1:
        return digits.rstrip(".")
    return f"{(Decimal(digits) * size).normalize():f}"
