"""Files and folders as a command takes them, checked beforehand."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path

from ...errors import RunError
from .files import not_written


def as_a_place(place: str | Path) -> str:
    """A place that no command takes for an option: -x.yaml is ./-x.yaml."""
    text = str(place)
    return f"./{text}" if text.startswith("-") else text


def as_typed(place: str | Path) -> str:
    """A place as it is typed after a command, in quotes where it needs them."""
    return shlex.quote(as_a_place(place))


def leads_nowhere(place: Path) -> str:
    """What to say of a link to what is not there; nothing where it is no such link.

    Writing through one would say that a file exists which no one can see, or make one elsewhere.
    """
    if not place.is_symlink() or place.exists():
        return ""
    return f"is a broken link to {os.readlink(place)}; repair the link, or choose another"


def file_named(name: str) -> Path:
    """The file that a user means: `my_client` is my_client.yaml."""
    path = Path(name)
    return path if path.suffix in (".yaml", ".yml") else path.with_name(path.name + ".yaml")


def check_place(name: str, force: bool) -> Path:
    """Make sure that a file can be written, before it takes time to make one.

    Args:
        name: what the user calls it.
        force: whether a file that is there may be replaced.

    Returns:
        its path.

    Raises:
        RunError: it is there, or a folder, or cannot be written; says the cure.
    """
    try:
        if Path(name).is_dir() or not Path(name).name:
            raise RunError(f"{name or repr(name)}: is a folder; name a file, e.g. my_client.yaml")
        path = file_named(name)
        if path.is_dir():
            raise RunError(f"{path}: is a folder; name a file")
        astray = leads_nowhere(path)
        if astray and not force:
            raise RunError(f"{path}: {astray} name, or replace it with --force")
        if _is_there(path) and not force:
            raise RunError(
                f"{path}: already exists; choose another name, or replace it with --force"
            )
        if not path.parent.is_dir():
            raise RunError(
                f"{path}: there is no folder {path.parent}; create it, or choose another"
            )
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except (OSError, ValueError) as error:
        raise not_written(name, error) from None
    return path


def _is_there(path: Path) -> bool:
    """Whether there is a file; an error where none can have this name."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
