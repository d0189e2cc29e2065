"""A result on disk: what ran, its tables, its answer, its charts; whole, or saying that it is not.

`result.json` says what a folder is: its `state` is "running" from the first moment, "complete" when
every file stands, "being replaced" while a newer result takes an older one's place. Each file is
written beside and renamed, so that none is ever torn.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import RunError
from ..scenario_file.scenario import Scenario
from .places import leads_nowhere

MANIFEST = "result.json"
FORMAT = "segment-pnl-simulator result 1"
"""What a manifest begins with, so that nobody's own result.json is taken for one."""
RUNNING, REPLACED, COMPLETE = "running", "being replaced", "complete"
_BESIDE = ".writing-"
Files = Mapping[str, Callable[[Path], object]]
"""What to write: for each file a function that writes it to a path."""


def versions() -> dict[str, str]:
    """What a result was made with."""
    packages = ("numpy", "numba", "mesa", "scipy", "pandas", "pyarrow", "matplotlib")
    return {
        "simulator": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "machine": f"{platform.system()} {platform.machine()}",
    }


@contextmanager
def reserved(folder: Path | None, about: Mapping[str, Any]) -> Iterator[None]:
    """Make sure that a result can be written before it takes time to make one.

    A folder that is new says from now on that a run is under way; it is taken away again when the
    run fails. An older result stays as it is until the new one is written.

    Args:
        folder: where the result is to be written; nothing happens without.
        about: what will be run, for `MANIFEST`.

    Raises:
        RunError: it is a file, holds something else than a result, or cannot be written to.
    """
    if folder is None:
        yield
        return
    _check(folder)
    try:
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        mine = not (folder / MANIFEST).exists()
        folder.mkdir(parents=True, exist_ok=True)
        _beside(folder).rmdir()  # it can be written to
        if mine:
            _say(folder, {"state": RUNNING, **about})
    except OSError as error:
        raise _refused(folder, error) from None
    try:
        yield
    except BaseException:
        if mine and manifest(folder).get("state") == RUNNING:
            with suppress(OSError):  # somebody else may have put something there
                (folder / MANIFEST).unlink(missing_ok=True)
                for path in made:
                    path.rmdir()
        raise


def write(folder: Path, about: Mapping[str, Any], files: Files) -> list[Path]:
    """Write a result; every file is whole or not there, and the folder says when it is complete.

    Args:
        folder: created when missing; the files of an earlier result are replaced.
        about: what the result is, for `MANIFEST`.
        files: what to write.

    Returns:
        the files written, the manifest last.

    Raises:
        RunError: the folder holds something else than a result, or cannot be written to.
    """
    _check(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_away(folder)
        beside = _beside(folder)
        try:
            for name, make in files.items():
                make(beside / name)
            sums = {name: _sum(beside / name) for name in files}
            _move(beside, folder, {**about, "versions": versions(), "files": sums})
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise _refused(folder, error) from None
    return [folder / name for name in (*files, MANIFEST)]


def _move(beside: Path, folder: Path, about: Mapping[str, Any]) -> None:
    """Let every new file take its place, and take away what an older result leaves over."""
    old = manifest(folder).get("files", {})
    # Until all is done both are named, so that whoever comes after a kill takes all of it away.
    _say(folder, {"state": REPLACED, **about, "files": {**old, **about["files"]}})
    for name in about["files"]:
        os.replace(beside / name, folder / name)
    for name in set(old) - set(about["files"]):
        # Nothing outside, and nothing that has been changed since.
        if Path(name).name == name and _is(folder / name, old[name]):
            (folder / name).unlink()
    _say(folder, {"state": COMPLETE, **about})


def manifest(folder: Path) -> dict[str, Any]:
    """What a folder says that it is; empty when it says nothing that can be read."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        return {}
    files = said.get("files", {})
    known = said.get("state") in (RUNNING, REPLACED, COMPLETE) and isinstance(files, dict)
    return said if known and all(isinstance(sum_, str) for sum_ in files.values()) else {}


def complete(folder: Path, kind: str) -> dict[str, Any]:
    """What a folder says that it is, when it is a whole result of a kind.

    Args:
        folder: where a result was written.
        kind: "comparison" or "tournament".

    Raises:
        RunError: it is no result, not of this kind, not complete, or a file is not as written.
    """
    said = manifest(folder)
    if not said:
        raise RunError(f"{folder}: holds no result; name a folder that --out has written")
    if said.get("state") != COMPLETE:
        raise RunError(
            f"{folder}: the result is not whole, its state is {said.get('state')!r}: the run was "
            "stopped or is under way; run it again with the same --out"
        )
    if said.get("kind") != kind:
        raise RunError(f"{folder}: holds a {said.get('kind')}; name the folder of a {kind}")
    for name, wanted in said.get("files", {}).items():
        if not (folder / name).is_file():
            raise RunError(f"{folder / name}: is missing; run it again with the same --out")
        if _sum(folder / name) != wanted:
            raise RunError(
                f"{folder / name}: is not as it was written; put it back, or run it again with "
                "the same --out"
            )
    return said


def about_run(kind: str, scenario: Scenario, seed: int) -> dict[str, Any]:
    """What a manifest says of what ran."""
    return {"kind": kind, "scenario": scenario.name, "hash": scenario.hash, "seed": seed}


def _check(folder: Path) -> None:
    try:
        astray = leads_nowhere(folder)
        if astray:
            raise RunError(f"{folder}: {astray} --out")
        if folder.exists() and not folder.is_dir():
            raise RunError(f"--out {folder}: is a file; name a folder")
        others = [p.name for p in folder.iterdir() if not p.name.startswith(".")]
    except OSError:
        return  # it is not there yet, or cannot be read, which writing will say
    if others and not manifest(folder):
        raise RunError(
            f"--out {folder}: holds {sorted(others)[0]!r} and no result; name a new or empty "
            "folder, or that of an earlier result"
        )


def _beside(folder: Path) -> Path:
    """A folder of this process's own within, on the same disk, so that a rename is at once."""
    path = folder / f"{_BESIDE}{os.getpid()}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    return path


def _clear_away(folder: Path) -> None:
    """Take away what a process that was killed left behind."""
    for path in (*folder.glob(f"{_BESIDE}*"), *folder.glob(f".{MANIFEST}-*")):
        number = path.name.rpartition("-")[2]
        if not number.isdecimal() or _lives(int(number)):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    """Whether a process is still there; where that cannot be asked, it is taken to be."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's, or no process's number
        return True
    return True


def _say(folder: Path, what: Mapping[str, Any]) -> None:
    """Write the manifest at once."""
    beside = folder / f".{MANIFEST}-{os.getpid()}"
    text = json.dumps({"format": FORMAT, **what}, indent=2, allow_nan=False) + "\n"
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, folder / MANIFEST)


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is(path: Path, wanted: str) -> bool:
    """Whether a file is there, as it was written."""
    return path.is_file() and _sum(path) == wanted


def _refused(folder: Path, error: OSError) -> RunError:
    return RunError(f"{folder}: cannot be written to ({error.strerror}); choose another --out")
