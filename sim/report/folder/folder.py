"""A result on disk: what ran, its tables, its answer, its charts; whole, or saying that it is not.

`result.json` says what a folder is: its `state` is "running" from the first moment, "complete" when
every file stands, "being replaced" while a newer result takes an older one's place, "incomplete"
where the disk did not take all of it. Each file is written beside and renamed, so that none is ever
torn.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ...errors import RunError
from ...scenario.scenario import Scenario
from ...version import __version__
from ..formats.bounded import UnfitError, checksum
from ..formats.files import not_written, put, trouble
from ..formats.places import leads_nowhere
from . import manifest as manifests
from .manifest import COMPLETE, INCOMPLETE, MANIFEST, REPLACED, RUNNING, manifest

_BESIDE = ".writing-"
OTHERWISE = "choose another --out"
_NEW, _BETWEEN = f".{MANIFEST}-new", f".{MANIFEST}-between"
"""The manifests to come, which lie beside with the files."""
_ROOM, SLACK = f".{MANIFEST}-room", 2_048
"""A file that keeps their room until they are written, and bytes more than they need."""
Files = Mapping[str, Callable[[], bytes]]
"""What to write: for each file a function that gives its content."""


def versions() -> dict[str, str]:
    """What a result was made with."""
    packages = ("numpy", "numba", "mesa", "scipy", "pandas", "pyarrow", "matplotlib")
    return {
        "simulator": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "machine": f"{platform.system()} {platform.machine()}",
    }


class Kept:
    """Where a result is to be written, and whether it could be.

    A result that was computed is shown even where it cannot be kept, so the error waits.

    Args:
        folder: where; None where nothing is asked to be written.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.failure: RunError | None = None

    def __call__(self, save: Callable[[Path], object]) -> None:
        """Save a result, if that is asked for; `check` says whether it could be.

        Args:
            save: writes it to a folder.
        """
        if self.folder is not None:
            try:
                save(self.folder)
            except RunError as error:
                self.failure = error

    def check(self) -> None:
        """Say, behind the answer, that it could not be kept.

        Raises:
            RunError: it could not; says why, and what was.
        """
        if self.failure is not None:
            raise self.failure


@contextmanager
def reserved(folder: Path | None, about: Mapping[str, Any]) -> Iterator[Kept]:
    """Make sure that a result can be written before it takes time to make one.

    A folder that is new says from now on that a run is under way; it is taken away again when the
    run fails, or when nothing of its result could be written. An older result stays as it is until
    the new one is written.

    Args:
        folder: where the result is to be written; nothing happens without.
        about: what will be run, for `MANIFEST`.

    Raises:
        RunError: it is a file, holds something else than a result, or cannot be written to.
    """
    kept = Kept(folder)
    if folder is None:
        yield kept
        return
    _check(folder)
    mine, done, made = False, False, list[Path]()
    try:
        try:
            made = [path for path in (folder, *folder.parents) if not path.exists()]
            mine = not (folder / MANIFEST).exists()
            folder.mkdir(parents=True, exist_ok=True)
            _beside(folder).rmdir()  # it can be written to
            if mine:
                _say(folder, {"state": RUNNING, **about})
        except OSError as error:
            raise not_written(f"--out {folder}", error, OTHERWISE) from None
        yield kept
        done = kept.failure is None
    finally:
        if mine and not done:
            _take_away(folder, made)


def _take_away(folder: Path, made: list[Path]) -> None:
    """Take away what says that a run is under way, and the folders made for it."""
    with suppress(OSError):  # somebody else may have put something there
        if manifest(folder).get("state") == RUNNING:
            (folder / MANIFEST).unlink()
        for path in made:
            path.rmdir()


def write(
    folder: Path, about: Mapping[str, Any], files: Files, needed: Collection[str] | None = None
) -> list[Path]:
    """Write a result; every file is whole or not there, and the folder says when it is complete.

    Where the disk does not take everything, what is whole is kept: the result when all that is
    needed stands, else single files in a folder that holds no result yet.

    Args:
        folder: created when missing; the files of an earlier result are replaced.
        about: what the result is, for `MANIFEST`.
        files: what to write.
        needed: files without which the result is none; all of them when missing.

    Returns:
        the files written, the manifest last.

    Raises:
        RunError: the folder holds something else than a result, or cannot be written to; says
            what was kept.
    """
    _check(folder)
    sums: dict[str, str] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_away(folder)
        beside = _beside(folder)
        try:
            # The manifests come last and must fit, however full the disk is by then.
            room = 2 * len(manifests.text({**about, "files": dict.fromkeys(files, "0" * 64)}))
            put(bytes(room + SLACK), beside / _ROOM)
            failure = _put_all(beside, files, sums)
            (beside / _ROOM).unlink()
            if failure is None:
                _move(beside, folder, about, COMPLETE, sums)
                return [folder / name for name in (*files, MANIFEST)]
            whole = set(needed or files) <= set(sums)
            older = manifest(folder).get("state") in (COMPLETE, REPLACED)
            kept = bool(sums) and (whole or not older)
            if kept:
                _move(beside, folder, about, COMPLETE if whole else INCOMPLETE, sums)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise not_written(f"--out {folder}", error, OTHERWISE) from None
    raise RunError(_reported(folder, failure, sums if kept else {}, whole, older and not kept))


def _put_all(beside: Path, files: Files, sums: dict[str, str]) -> OSError | None:
    """Write every file that can be; the first reason why one cannot.

    Args:
        beside: where.
        files: what.
        sums: takes the checksums of those that are whole.
    """
    failure = None
    for name, make in files.items():
        content = make()
        try:
            put(content, beside / name)
        except OSError as error:
            failure = failure or error
        else:
            sums[name] = hashlib.sha256(content).hexdigest()
    return failure


def _reported(
    folder: Path, error: OSError, kept: Mapping[str, str], whole: bool, older: bool
) -> str:
    """What became of a result that could not be written as a whole."""
    stated = f"--out {folder}: not everything could be written: {trouble(error, OTHERWISE)}"
    if not kept:
        stays = "; the earlier result in it is unchanged" if older else "; nothing was kept"
        return f"{stated}, and run it again{stays}"
    can = "can be opened" if whole else "are complete but cannot be opened without the others"
    return f"{stated}, and run it again; {len(kept)} files were kept and {can}: {', '.join(kept)}"


def _move(
    beside: Path, folder: Path, about: Mapping[str, Any], state: str, sums: Mapping[str, str]
) -> None:
    """Let every new file take its place, and take away what an older result leaves over."""
    old = manifest(folder).get("files", {})
    about = {**about, "versions": versions(), "files": dict(sums)}
    # Until all is done both are named, so that whoever comes after a kill takes all of it away.
    between = {"state": REPLACED, **about, "files": {**old, **sums}}
    # All that takes room is written before the first file moves.
    put(manifests.text(between), beside / _BETWEEN)
    put(manifests.text({"state": state, **about}), beside / _NEW)
    os.replace(beside / _BETWEEN, folder / MANIFEST)
    for name in sums:
        os.replace(beside / name, folder / name)
    for name in set(old) - set(sums):
        # Nothing outside, and nothing that has been changed since.
        if Path(name).name == name and _is(folder / name, old[name]):
            (folder / name).unlink()
    os.replace(beside / _NEW, folder / MANIFEST)


def about_run(kind: str, scenario: Scenario, seed: int) -> dict[str, Any]:
    """What a manifest says of what ran."""
    return {"kind": kind, "scenario": scenario.name, "hash": scenario.hash, "seed": int(seed)}


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
            f"--out {folder}: holds {sorted(others)[0]!r} but no result; name a new or empty "
            "folder, or the folder of an earlier result"
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
    put(manifests.text(what), beside)
    os.replace(beside, folder / MANIFEST)


def _is(path: Path, wanted: str) -> bool:
    """Whether a file is there, as it was written."""
    try:
        return checksum(path) == wanted
    except UnfitError:
        return False
