"""What the YAML parser says of text that is no YAML, in plain words with a cure."""

from __future__ import annotations

import re

from .problems import shortened

_WORDS = (
    (r"character '\\t'", "a tab stands where only spaces may; indent with spaces"),
    (r"cannot start any token", "a value cannot begin with {character}; put it in quotes"),
    (r"mapping (?:values|keys) are not allowed",
     "a colon or ? stands where no key can; quote text that holds ': ', and align keys"),
    (r"found '-'|sequence entries are not allowed|block sequence entries",
     "a list item stands where none can; put '- ' on lines of its own, aligned"),
    (r"unexpected end of stream", "a quote is opened and never closed; close it"),
    (r"unexpected document separator", "a quote is opened and not closed before this; close it"),
    (r"unknown escape|escape sequence",
     "a backslash means an escape in double quotes; use single quotes, or two backslashes"),
    (r"expected ',' or '\]'", "a list in [ ] is not closed before this; add ] or a comma"),
    (r"expected ',' or '\}'", "a map in {{ }} is not closed before this; add }} or a comma"),
    (r"expected the node content, but found '<stream end>'",
     "the file ends within brackets; close every [ and {{"),
    (r"expected the node content", "a value is missing or has a stray mark before it; correct it"),
    (r"expected <block end>|expected '<document start>'",
     "this does not fit the lines above; align it with its neighbours, and quote text as a whole"),
    (r"could not find expected ':'", "a key without a colon; write key: value"),
    (r"undefined tag handle|tag|expected URI",
     "tags have no meaning in a scenario; remove this one"),
    (r"anchor|alias|alphabetic or numeric", "a name is missing after & or *; remove the mark"),
    (r"directive|incompatible YAML|YAML version|expected a digit",
     "this is read as YAML 1.2; remove the line that begins with %"),
    (r"indentation indicator|chomping|expected a comment or a line break",
     "only -, + or a digit may follow | and >; correct it"),
)  # fmt: skip


def explained(error: Exception, text: str, reached: int) -> tuple[int, str]:
    """Where and why the parser gave up.

    Args:
        error: what it raised.
        text: the text that it read.
        reached: index of the last thing that it understood.

    Returns:
        index of the character, and reason and cure.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    index = mark.index if mark else reached
    index = max(0, min(index, len(text)))
    problem = str(getattr(error, "problem", None) or "")
    character = repr(text[index]) if index < len(text) else "nothing"
    for pattern, words in _WORDS:
        if re.search(pattern, problem):
            return index, words.format(character=character)
    if isinstance(error, OverflowError | ValueError) and not problem:
        return index, "an escape stands for no character; correct what follows the backslash"
    reason = shortened(problem) or "this cannot be read"
    return index, f"{reason}; correct the YAML here"
