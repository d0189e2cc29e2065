"""What of this installation works, what does not, and the cure."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

DISTRIBUTION = "segment-pnl-simulator"
REINSTALL = f"reinstall it: python -m pip install --force-reinstall {DISTRIBUTION}"
LITTLE_MEMORY = 2e9
"""Bytes below which several processes with a market each may not fit."""

SCRIPTS = {
    "Chinese, Japanese, Korean": ("\u4e2d\u3042\ud55c", "fonts-noto-cjk"),
    "Arabic": ("\u0639\u0644", "fonts-noto-core"),
    "Devanagari": ("\u0905\u0915", "fonts-noto-core"),
}
"""Letters that a font must have for a script, and the Debian package that brings one."""


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        level: ok; note for what works less well than it could; fault for what does not work.
        what: what was looked at.
        found: what was found.
        cure: what to do; empty when all is well.
    """

    level: Literal["ok", "note", "fault"]
    what: str
    found: str
    cure: str = ""


Look = Callable[[], Iterator[Finding]]


def findings() -> list[Finding]:
    """Look at everything; what cannot even be looked at is a fault."""
    return [finding for what, look in LOOKS.items() for finding in looked_at(what, look)]


def looked_at(what: str, look: Look) -> list[Finding]:
    """What one look finds, or the fault that it ends in.

    Args:
        what: what is looked at.
        look: finds something.
    """
    try:
        return list(look())
    except Exception as error:  # a broken library may fail in any way, and that is the finding
        return [Finding("fault", what, f"{type(error).__name__}: {error}", REINSTALL)]


def _python() -> Iterator[Finding]:
    from packaging.specifiers import SpecifierSet

    needed, _ = requirements()
    here = platform.python_version()
    if SpecifierSet(needed).contains(here, prereleases=True):
        yield Finding("ok", "Python", f"{here} at {sys.executable}; needs {needed}")
    else:
        cure = f"create an environment with Python {needed}"
        yield Finding("fault", "Python", f"{here}; needs {needed}", cure)


def requirements() -> tuple[str, list[str]]:
    """What is required of Python and of libraries, by the installation or by the checkout.

    Raises:
        FileNotFoundError: neither is there.
    """
    try:
        known = metadata.metadata(DISTRIBUTION)
        return known["Requires-Python"], metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        file = Path(__file__).resolve().parents[1] / "pyproject.toml"
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        return project["requires-python"], project["dependencies"]


def _libraries() -> Iterator[Finding]:
    from packaging.requirements import Requirement

    found = []
    for text in requirements()[1]:
        needed = Requirement(text)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        cure = f"python -m pip install '{needed.name}{needed.specifier}'"
        try:
            version = metadata.version(needed.name)
        except metadata.PackageNotFoundError:
            yield Finding("fault", "Libraries", f"{needed.name} is not installed", cure)
            continue
        if not needed.specifier.contains(version, prereleases=True):
            stated = f"{needed.name} is {version}; needs {needed.specifier}"
            yield Finding("fault", "Libraries", stated, cure)
        found.append(f"{needed.name} {version}")
    yield Finding("ok", "Libraries", ", ".join(found))


def _compiled_code() -> Iterator[Finding]:
    from .market.rules.compiled import cache_folder, is_shared

    folder = cache_folder()
    if not is_shared(folder):
        yield Finding(
            "note",
            "Compiled code",
            "cannot be kept: every start compiles for about a minute",
            "set XDG_CACHE_HOME to the full path of a folder that you can write to",
        )
    elif any(folder.rglob("*.nbi")):
        yield Finding("ok", "Compiled code", f"kept in {folder}")
    else:
        stated = f"will be kept in {folder}; the first run compiles for about a minute"
        yield Finding("ok", "Compiled code", stated)


def _machine() -> Iterator[Finding]:
    from .experiment.run import runner  # noqa: F401 (with all that a comparison imports)
    from .experiment.run.parallel import may_fork

    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity else os.cpu_count() or 1
    yield Finding("ok", "Processors", f"{processors}, the default of --jobs")
    memory = memory_of_machine()
    if memory is not None:
        little = memory < LITTLE_MEMORY
        yield Finding(
            "note" if little else "ok",
            "Memory",
            f"{memory / 1e9:.1f} GB",
            "lower market.simulated or --jobs if a process is killed" if little else "",
        )
    if may_fork():
        yield Finding("ok", "Processes", "are forked, and start with the compiled code")
    else:
        stated = "are not forked, because this process has threads: slower start, same results"
        yield Finding("note", "Processes", stated, "for a short run, --jobs 1 can be faster")


def memory_of_machine() -> int | None:
    """Bytes of memory there are, or that this process may use; None where it is not known."""
    try:
        known = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, ValueError, OSError):
        return None
    with suppress(OSError, ValueError):  # no such limit, or the word max
        known.append(int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return min(known)


def _fonts() -> Iterator[Finding]:
    missing = scripts_without_font()
    drawn = [script for script in SCRIPTS if script not in missing]
    if drawn:
        yield Finding("ok", "Fonts", f"charts can draw names in {'; '.join(drawn)}")
    for script in missing:
        yield Finding(
            "note",
            "Fonts",
            f"charts would draw boxes for names in {script}",
            f"install a font, e.g. Debian's {SCRIPTS[script][1]}: `make setup-system` does",
        )


def scripts_without_font() -> list[str]:
    """Scripts of which no font that charts may use has all the letters tried."""
    from .text.fonts import undrawable

    return [script for script, (letters, _) in SCRIPTS.items() if undrawable(letters)]


def _current_folder() -> Iterator[Finding]:
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
        yield Finding("ok", "Current folder", f"{here} can be written to")
    except OSError as error:
        yield Finding(
            "note",
            "Current folder",
            f"{here} cannot be written to ({error.strerror})",
            "go to a folder of your own before `sim init` and --out",
        )


def _scenarios() -> Iterator[Finding]:
    from .errors import ScenarioError
    from .scenario.reading.loading import load, shipped

    valid = []
    for name in shipped():
        try:
            load(name)
            valid.append(name)
        except ScenarioError as error:
            yield Finding("fault", "Scenarios", f"{name}: {error.problems[0]}", REINSTALL)
    if valid:
        yield Finding("ok", "Scenarios", ", ".join(valid))
    if not shipped():
        yield Finding("fault", "Scenarios", "none is shipped with this installation", REINSTALL)


def _weak_legs() -> Iterator[Finding]:
    from .experiment.space.influence import RENEW, current

    known, state = current()
    stated = f"the verdict on {known.scenario} depends most on {len(known.most)} parameters, below"
    if state == known.hash:
        yield Finding("ok", "Key assumptions", stated)
    else:
        cure = f"`{RENEW}` in a checkout measures them again"
        yield Finding(
            "note", "Key assumptions", f"{stated}, measured in another state of the scenario", cure
        )


LOOKS: dict[str, Look] = {
    "Python": _python,
    "Libraries": _libraries,
    "Compiled code": _compiled_code,
    "Machine": _machine,
    "Fonts": _fonts,
    "Current folder": _current_folder,
    "Scenarios": _scenarios,
    "Key assumptions": _weak_legs,
}
"""What is looked at, in this order."""
