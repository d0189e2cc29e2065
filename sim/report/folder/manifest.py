"""The manifest of a result: what a folder says that it is, and what such a manifest may say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...experiment.run.stopping import CAP
from ...scenario.schema.design import Design
from ..formats.bounded import UnfitError, content, json_in

MANIFEST = "result.json"
_TITLE = "segment-pnl-simulator result"
FORMAT = f"{_TITLE} 2"
"""What a manifest begins with, so that no user's own result.json is taken for one."""
RUNNING, REPLACED, COMPLETE = "running", "being replaced", "complete"
INCOMPLETE = "incomplete"
"""States; the last is that of a result that did not fit on the disk."""
LARGEST = 4_000_000
"""Bytes of a manifest; that of a hundred replications has some 6,000."""
COMPARISON, TOURNAMENT = "comparison", "tournament"

Word = Annotated[str, Field(min_length=1, max_length=200)]
PlainName = Annotated[str, Field(pattern=r"\A[A-Za-z0-9_]{1,80}\.[a-z]{1,10}\z")]
"""A file within the folder: no separator, no '..', nothing hidden."""
Sum = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]


class Stated(BaseModel):
    """A part of a manifest; nothing is converted, and what is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Reached(Stated):
    """`Stopping`, as a manifest says it."""

    target: Annotated[float, Field(gt=0, lt=1)] | None
    reached: Annotated[float, Field(ge=0)]
    replications: Annotated[int, Field(ge=2)]
    near_nothing: bool


class ComparisonResult(Stated):
    """What the manifest of a complete comparison says.

    Attributes:
        format, state, kind: what it is.
        scenario, hash: the name of what ran, and `Scenario.hash`.
        seed: of the random streams.
        replications: their numbers.
        markets: how many they were drawn from.
        stopping: why there are as many as there are.
        designs: by name.
        forms: other model forms in which it was repeated.
        twice: whether it was repeated with twice as many months.
        versions: what it was made with.
        files: the checksum of every file.
        checksum: of the manifest itself, without this line.
    """

    format: Literal["segment-pnl-simulator result 2"]
    state: Literal["complete"]
    kind: Literal["comparison"]
    scenario: Annotated[str, Field(min_length=1)]
    hash: Sum
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    replications: Annotated[list[int], Field(min_length=2)]
    markets: Annotated[int, Field(ge=1, le=CAP)]
    stopping: Reached
    designs: Annotated[dict[str, Design], Field(min_length=1)]
    forms: Annotated[list[Word], Field(max_length=100)] = []
    twice: bool = False
    versions: Annotated[dict[Word, Word], Field(max_length=50)]
    files: Annotated[dict[PlainName, Sum], Field(max_length=100)]
    checksum: Sum


def text(what: Mapping[str, Any]) -> bytes:
    """A manifest as the content of its file, sealed with its own checksum."""
    stated = {"format": FORMAT, **what}
    sealed = {**stated, "checksum": checksum_of(stated)}
    return (json.dumps(sealed, indent=2, allow_nan=False) + "\n").encode()


def checksum_of(stated: Mapping[str, Any]) -> str:
    """The checksum of everything that a manifest says, but for the checksum."""
    rest = {key: value for key, value in stated.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def manifest(folder: Path) -> dict[str, Any]:
    """What a folder says that it is; empty when it says nothing that can be read.

    What an earlier version has written counts, so that it can be replaced.
    """
    try:
        stated = json_in(content(folder / MANIFEST, LARGEST))
    except UnfitError:
        return {}
    if not isinstance(stated, dict) or not str(stated.get("format")).startswith(f"{_TITLE} "):
        return {}
    files = stated.get("files", {})
    known = stated.get("state") in (RUNNING, REPLACED, COMPLETE, INCOMPLETE)
    if not known or not isinstance(files, dict):
        return {}
    return stated if all(isinstance(sum_, str) for sum_ in files.values()) else {}
