"""What the YAML parser says of text that is no YAML, in plain words with a cure."""

from __future__ import annotations

import re

from ..notation.problems import shortened

_WORDS = (
    (r"character '\\t'", "a tab stands where only spaces are allowed; indent with spaces"),
    (r"cannot start any token", "a value cannot begin with {character}; put it in quotes"),
    (
        r"mapping (?:values|keys) are not allowed",
        "a colon or ? stands where no key is allowed; quote text that holds ': ', and align keys",
    ),
    (
        r"found '-'|sequence entries are not allowed|block sequence entries",
        "a list item stands where none is allowed; put '- ' on lines of its own, aligned",
    ),
    (r"unexpected end of stream", "a quote is opened and never closed; close it"),
    (r"unexpected document separator", "a quote is opened and not closed before this; close it"),
    (
        r"unknown escape|escape sequence",
        "a backslash begins an escape in double quotes; use single quotes, or two backslashes",
    ),
    (r"expected ',' or '\]'", "a list in [ ] is not closed before this; add ] or a comma"),
    (r"expected ',' or '\}'", "a map in {{ }} is not closed before this; add }} or a comma"),
    (
        r"expected the node content, but found '<stream end>'",
        "the file ends within brackets; close every [ and {{",
    ),
    (r"expected the node content", "a value is missing or has a stray mark before it; correct it"),
    (
        r"expected <block end>|expected '<document start>'",
        "this does not fit the lines above; "
        "align it with its neighbours, and quote text as a whole",
    ),
    (
        r"undefined tag handle|tag|expected URI",
        "tags have no meaning in a scenario; remove this one",
    ),
    (r"anchor|alias|alphabetic or numeric", "a name is missing after & or *; remove the mark"),
    (
        r"directive|incompatible YAML|YAML version|expected a digit",
        "this is read as YAML 1.2; remove the line that begins with %",
    ),
    (
        r"indentation indicator|chomping|expected a comment or a line break",
        "only -, + or a digit may follow | and >; correct it",
    ),
)

_BEGINS_WHERE_WRONG = r"could not find expected ':'|unexpected end of stream"
"""Problems that the parser notices far behind the place where they begin."""


def explained(error: Exception, text: str, reached: int) -> tuple[int, str]:
    """Where and why the parser gave up.

    Args:
        error: what it raised.
        text: the text that it read.
        reached: index of the last thing that it understood.

    Returns:
        index of the character, and reason and cure.
    """
    problem = str(getattr(error, "problem", None) or "")
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if re.search(_BEGINS_WHERE_WRONG, problem):
        marks.reverse()
    mark = next((each for each in marks if each is not None), None)
    index = mark.index if mark else reached
    index = max(0, min(index, len(text.rstrip())))  # no editor shows a line behind the last one
    if "could not find expected ':'" in problem:
        return index, _without_colon(text, index)
    above = _without_space_above(text, index) if "mapping values" in problem else None
    if above is not None:
        return above, _without_colon(text, above)
    character = repr(text[index]) if index < len(text) else "nothing"
    for pattern, words in _WORDS:
        if re.search(pattern, problem):
            return index, words.format(character=character)
    if isinstance(error, OverflowError | ValueError) and not problem:
        return (
            index,
            "an escape sequence stands for no character; correct what follows the backslash",
        )
    reason = shortened(problem) or "this cannot be read"
    return index, f"{reason}; correct the YAML here"


def _without_colon(text: str, index: int) -> str:
    """What to say of a line that should say a key, and does not."""
    line = text[index:].splitlines()[0].strip() if text[index:].strip() else ""
    key, colon, value = line.partition(":")
    if colon and value and not value.startswith("//"):
        return f"no space after the colon; write {shortened(f'{key}: {value}')}"
    return "a key without a colon; write key: value"


def _without_space_above(text: str, index: int) -> int | None:
    """Where the line above a place begins, if that is a key with no space behind its colon."""
    lines = text[:index].splitlines(keepends=True)[:-1]
    while lines and not lines[-1].strip():
        lines.pop()
    found = re.match(r"[ -]*(?=[A-Za-z_]\w*:[^\s/:])", lines[-1]) if lines else None
    return sum(map(len, lines[:-1])) + found.end() if found else None
