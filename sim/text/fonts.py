"""Fonts for the names of clients, whatever script they are written in."""

from __future__ import annotations

import logging
import threading
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

FONT = "DejaVu Sans"
"""Comes with matplotlib, so that a chart looks the same everywhere."""

ONE_AT_A_TIME = threading.RLock()
"""Settings are those of the whole process: two threads that draw would put back each other's."""

_BOXES = "Last Resort"
"""Matplotlib's own font of boxes, which claims to hold every character."""


class MissingFont(UserWarning):
    """No installed font holds some characters of a name; they are drawn as boxes."""


def families(text: Iterable[str]) -> list[str]:
    """The families that a text takes: the charts' own, and others for what it does not hold.

    Warns once, in one sentence with the cure, of characters that no installed font holds.

    Args:
        text: everything that will be written.
    """
    wanted = _beyond_ours(text)
    return [FONT, *(_substitutes(wanted) if wanted else ())]


def undrawable(text: Iterable[str]) -> str:
    """The characters that no installed font holds."""
    return "".join(sorted(_search(_beyond_ours(text))[1]))


@contextmanager
def no_complaints() -> Iterator[None]:
    """Silence matplotlib's words on every glyph and weight missing: `families` has warned."""
    log = logging.getLogger(font_manager.__name__)
    with ONE_AT_A_TIME:
        level = log.level
        log.setLevel(logging.ERROR)
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", r"(?s)Glyph .* missing from", UserWarning)
                yield
        finally:
            log.setLevel(level)


def _is_drawn(character: str) -> bool:
    """Whether a character takes a glyph: not spaces, joiners and marks of direction."""
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf")


def _beyond_ours(text: Iterable[str]) -> frozenset[str]:
    return frozenset(c for part in text for c in part if _is_drawn(c)) - _characters(FONT)


@cache
def _substitutes(wanted: frozenset[str]) -> tuple[str, ...]:
    """Families that hold what is wanted; warns, once for the same characters."""
    chosen, missing = _search(wanted)
    if missing:
        _warn("".join(sorted(missing)))
    return tuple(chosen)


def _search(wanted: frozenset[str]) -> tuple[list[str], frozenset[str]]:
    """Families that hold what is wanted, the plainest first, and what none holds."""
    chosen, missing = [], wanted
    for family in sorted(_installed(), key=lambda name: _strangeness(name, wanted)):
        if not missing:
            break
        if missing & _characters(family):
            chosen.append(family)
            missing -= _characters(family)
    return chosen, missing


def _warn(missing: str) -> None:
    shown = missing[:10] + ("..." if len(missing) > 10 else "")
    warnings.warn(
        f"no installed font has the characters {shown}, which charts therefore show as boxes; "
        "install Noto fonts, on Debian with `make setup-system` (fonts-noto-core, fonts-noto-cjk)",
        MissingFont,
        stacklevel=2,
    )


def _installed() -> set[str]:
    """Names of all families, with those that were installed after matplotlib last looked."""
    manager = font_manager.fontManager
    known = {entry.fname for entry in manager.ttflist}
    for file in font_manager.findSystemFonts():
        if file not in known:
            try:
                manager.addfont(file)
            except (OSError, RuntimeError):  # a font that FreeType cannot read is of no use
                continue
    return {entry.name for entry in manager.ttflist if not entry.name.startswith(_BOXES)}


def _strangeness(family: str, wanted: frozenset[str]) -> tuple[bool, bool, bool, int, str]:
    """What to sort families by: sans serif before others, and the region whose script it is."""
    names = [unicodedata.name(c, "") for c in wanted]
    region = "SC"
    if any(name.startswith(("HIRAGANA", "KATAKANA")) for name in names):
        region = "JP"
    elif any(name.startswith("HANGUL") for name in names):
        region = "KR"
    return (
        "Sans" not in family,
        "Mono" in family,
        not family.endswith(f"CJK {region}"),
        len(family),
        family,
    )


@cache
def _characters(family: str) -> frozenset[str]:
    """What a family holds in both weights that charts use."""
    held = []
    for weight in ("normal", "bold"):
        wanted = font_manager.FontProperties(family=[family], weight=weight)
        with no_complaints():
            file = font_manager.findfont(wanted)
        try:
            held.append(set(FT2Font(file).get_charmap()))
        except (OSError, RuntimeError):  # a font that FreeType cannot read holds nothing
            return frozenset()
    return frozenset(chr(code) for code in held[0] & held[1])
