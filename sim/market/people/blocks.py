"""Many people a block at a time, so that what stands between two columns takes little memory."""

from __future__ import annotations

from collections.abc import Iterator

BLOCK = 65_536
"""People at a time. Results do not depend on it."""


def blocks(people: int) -> Iterator[slice]:
    """Slices that cover people 0 to `people` in order."""
    return (slice(first, min(first + BLOCK, people)) for first in range(0, people, BLOCK))
