"""Finding and reading scenario files."""

from __future__ import annotations

from collections.abc import Hashable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from ..errors import ScenarioError
from .scenario import Scenario, validate

_PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = (_PACKAGE / "scenarios", _PACKAGE.parent / "scenarios")
"""Where shipped scenarios are: inside the wheel, or beside the package in a checkout."""


def shipped() -> dict[str, Path]:
    """Paths of the shipped scenarios by name."""
    for folder in SHIPPED:
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    return {}


def load(name: str | Path) -> Scenario:
    """Read a scenario.

    Args:
        name: the name of a shipped scenario ("retail_bank") or the path of a YAML file.

    Raises:
        ScenarioError: no such file, not YAML, or not a valid scenario; says place and cure.
    """
    return validate(_read(_find(name)), place=str(name))


def _find(name: str | Path) -> Path:
    known = shipped()
    if str(name) in known:
        return known[str(name)]
    path = Path(name)
    try:
        if path.is_file():
            return path
        if path.is_dir():
            raise ScenarioError([f"{name}: is a folder; give the path of a .yaml file in it"])
    except (OSError, ValueError):  # longer than any path, or a NUL in it: no such file
        pass
    close = get_close_matches(str(name), known, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"shipped are {', '.join(known)}"
    raise ScenarioError([f"{name}: no such file and no shipped scenario; {hint}"])


class _Loader(yaml.SafeLoader):
    """YAML that refuses a key given twice instead of keeping the last."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        if isinstance(key_node, yaml.ScalarNode):
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} stands twice; remove one",
                    key_node.start_mark,
                )  # fmt: skip
            seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _read(path: Path) -> Any:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except UnicodeDecodeError as error:
        raise ScenarioError(
            [f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8 text"]
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ScenarioError([f"{place}: {error.problem}; correct the YAML there"]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ScenarioError([f"{path}: cannot be read as YAML: {error}; correct it"]) from None
    except OSError as error:
        raise ScenarioError([f"{path}: {error.strerror}; check the path and its rights"]) from None
    if not isinstance(data, dict):
        raise ScenarioError([f"{path}: holds no settings; start with 'name: ...' on a line"])
    return data
