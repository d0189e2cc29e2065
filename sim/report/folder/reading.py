"""The one reader of a result's folder: all that is read is what was written, or nothing is.

A folder may come from a stranger. So every file that is read is a regular one of a bounded size
within the folder, with the checksum of the manifest; the manifest has a checksum of its own; and
tables have the columns, kinds and rows that the scenario asks for. What people read, the answer and
the charts, is not read here: where it is not as written, a note says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...errors import RunError, ScenarioError
from ...experiment.compared import ComparedDesigns
from ...experiment.requests import (
    TODAY,
    checked_market,
    checked_request,
    other_forms,
    twice_as_long,
)
from ...experiment.run.stopping import Stopping
from ...experiment.tables.asked import Asked
from ...experiment.tables.shapes import shapes
from ...experiment.tables.store import TableError, comparison_of, without_runs
from ...installation import memory_of_machine
from ...scenario.reading.decoding import LARGEST as LARGEST_SCENARIO
from ...scenario.reading.loading import standing_alone
from ...scenario.scenario import Scenario
from ..formats import parquet
from ..formats.bounded import UnfitError, checksum, content, json_in
from .manifest import (
    COMPARISON,
    COMPLETE,
    FORMAT,
    LARGEST,
    MANIFEST,
    ComparisonResult,
    checksum_of,
    manifest,
)

SCENARIO = "scenario.yaml"
OUTPUTS = (".png", ".txt", ".json", ".csv")
"""Endings of what people read, and this reader does not."""
AGAIN = "run it again with the same --out"
PUT_BACK = f"restore the file as it was written, or {AGAIN}"


@dataclass(frozen=True)
class Opened:
    """A comparison as a folder holds it.

    Attributes:
        comparison: to the bit.
        versions: what it was made with.
        notes: files that people read and that are not as they were written.
    """

    comparison: ComparedDesigns
    versions: dict[str, str]
    notes: list[str]


def opened(folder: Path) -> Opened:
    """The comparison that a folder holds.

    Args:
        folder: where a comparison was written.

    Raises:
        RunError: it holds no whole comparison, or one that was changed; names the file and the
            cure.
    """
    stated = complete(folder)
    scenario = _scenario(folder, stated)
    asked = _asked(folder, stated, scenario)
    distinct = without_runs(asked).distinct
    wanted = shapes(asked, len(distinct) * len(asked.numbers))
    _check_files(folder, stated, [SCENARIO, *(f"{name}.parquet" for name in wanted)])
    _check_memory(folder, sum(shape.array for shape in wanted.values()))
    tables = {}
    for name, shape in wanted.items():
        file = f"{name}.parquet"
        try:
            whole = _as_written(folder, stated, file, parquet.largest(shape))
            tables[name] = parquet.read(whole, shape)
        except UnfitError as error:
            raise _refused(folder / file, error) from None
    try:
        comparison = comparison_of(asked, tables)
    except TableError as error:
        raise _refused(folder / f"{error.table}.parquet", error.reason) from None
    read = {SCENARIO, *(f"{name}.parquet" for name in wanted)}
    return Opened(comparison, stated.versions, list(_notes(folder, stated, read)))


def complete(folder: Path) -> ComparisonResult:
    """What a folder says that it is, when it is a whole comparison.

    Args:
        folder: where a result was written.

    Raises:
        RunError: it is no result, no comparison, not complete, or its manifest was changed.
    """
    stated, path = _manifest(folder), folder / MANIFEST
    if stated.get("format") != FORMAT:
        raise RunError(
            f"{folder}: was written by another version of the simulator ({_maker(stated)}) and "
            f"cannot be read by this one; {AGAIN}"
        )
    if stated.get("state") != COMPLETE:
        raise RunError(
            f"{folder}: the result is not complete; its state is {stated.get('state')!r}: the run "
            f"was stopped, is under way or did not fit on the disk; {AGAIN}"
        )
    if stated.get("checksum") != checksum_of(stated):
        raise _refused(path, "has changed since it was written")
    if stated.get("kind") != COMPARISON:
        held = ascii(stated.get("kind"))[:60].strip("'")
        raise RunError(f"{folder}: holds a {held}; name the folder of a {COMPARISON}")
    try:
        # As JSON, since there a word may stand for a choice.
        return ComparisonResult.model_validate_json(content(path, LARGEST))
    except UnfitError as error:
        raise _refused(path, error) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ascii(".".join(map(str, first["loc"])))[1:100].rstrip("'")
        reason = f"is not what simulator {_maker(stated)} writes: {where}: {first['msg']}"
        raise _refused(path, reason) from None


def _manifest(folder: Path) -> dict[str, Any]:
    """What the manifest says; a RunError where it is none or could not be one."""
    stated, path = manifest(folder), folder / MANIFEST
    if stated:
        return stated
    if folder.is_dir() and path.is_symlink() | path.exists():
        try:
            json_in(content(path, LARGEST))
        except UnfitError as error:
            reason = f"holds no result: its {MANIFEST} {error}"
            raise RunError(f"{folder}: {reason}; name a folder that --out has written") from None
    raise RunError(f"{folder}: holds no result; name a folder that --out has written")


def _maker(stated: dict[str, Any]) -> str:
    """The version that wrote a result, as it says itself."""
    versions = stated.get("versions")
    made = versions.get("simulator") if isinstance(versions, dict) else None
    return ascii(made)[1:40].rstrip("'") if isinstance(made, str) else "unknown"


def _as_written(folder: Path, stated: ComparisonResult, file: str, largest: int) -> bytes:
    """The content of a file, which is read once and is that of the manifest's checksum."""
    whole = content(folder / file, largest)
    if hashlib.sha256(whole).hexdigest() != stated.files[file]:
        raise UnfitError("has changed since it was written")
    return whole


def _scenario(folder: Path, stated: ComparisonResult) -> Scenario:
    """The scenario that ran."""
    path = folder / SCENARIO
    _check_files(folder, stated, [SCENARIO])
    try:
        scenario = standing_alone(
            _as_written(folder, stated, SCENARIO, LARGEST_SCENARIO), str(path)
        )
    except UnfitError as error:
        raise _refused(path, error) from None
    except ScenarioError as error:
        raise _refused(path, f"does not hold the scenario that ran: {error.problems[0]}") from None
    if (scenario.hash, scenario.name) != (stated.hash, stated.scenario):
        raise _refused(path, "is not the scenario that ran")
    return scenario


def _asked(folder: Path, stated: ComparisonResult, scenario: Scenario) -> Asked:
    """What was asked, when it could have been."""
    numbers, count = stated.replications, len(stated.replications)
    reason = ""
    if numbers != list(range(count)) or stated.stopping.replications != count:
        reason = "replications are not numbered 0, 1, 2, ..., or not as many as stopping states"
    elif next(iter(stated.designs)) != TODAY or stated.designs[TODAY] != scenario.today:
        reason = "the first design is not today's of the scenario"
    elif stated.forms != [form for form in other_forms(scenario) if form in stated.forms]:
        reason = "a model form is not one that differs from the scenario's by one answer"
    try:
        checked_request(count, None, stated.seed, None, stated.markets)
        checked_market(scenario, stated.designs, stated.markets)
        twice_as_long(scenario, stated.designs, stated.twice)
    except RunError as error:
        reason = str(error)
    if reason:
        raise _refused(folder / MANIFEST, f"states a request that cannot be run: {reason}")
    stopping = Stopping(**stated.stopping.model_dump())
    return Asked(
        scenario,
        stated.seed,
        dict(stated.designs),
        numbers,
        stopping,
        stated.markets,
        tuple(stated.forms),
        stated.twice,
    )


def _check_files(folder: Path, stated: ComparisonResult, needed: list[str]) -> None:
    """Refuse a manifest that lacks a file, or names one that no result has."""
    missing = [file for file in needed if file not in stated.files]
    if missing:
        raise _refused(folder / MANIFEST, f"does not name {missing[0]}")
    if len(needed) > 1:
        others = [f for f in stated.files if f not in needed and not f.endswith(OUTPUTS)]
        if others:
            raise _refused(folder / MANIFEST, f"names {others[0]}, which no such result has")


def _check_memory(folder: Path, wanted: int) -> None:
    """Refuse what this machine cannot hold."""
    memory = memory_of_machine()
    if memory is not None and wanted > memory:
        raise RunError(
            f"{folder}: its figures take up to {wanted / 1e9:,.0f} GB of memory, and this machine "
            f"has {memory / 1e9:,.1f} GB; open it on a larger machine"
        )


def _notes(folder: Path, stated: ComparisonResult, read: set[str]) -> Iterator[str]:
    """What to say of files that people read."""
    for file, wanted in stated.files.items():
        if file in read:
            continue
        try:
            reason = "" if checksum(folder / file) == wanted else "has changed since it was written"
        except UnfitError as error:
            reason = str(error)
        if reason:
            yield f"{folder / file}: {reason}; nothing was read from it, the tables are complete"


def _refused(path: Path, reason: object) -> RunError:
    """The error that says what is wrong with a file, whatever characters stand in it."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(reason)[:500])
    return RunError(f"{path}: {shown}; {PUT_BACK}")
