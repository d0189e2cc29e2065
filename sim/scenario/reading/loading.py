"""Finding and reading scenario files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from ...errors import ScenarioError
from ..notation.paths import Steps, leaves
from ..notation.problems import (
    Place,
    Problem,
    Remark,
    listed,
    nearest,
    printable,
    refusal,
    shortened,
    shown,
)
from ..scenario import Scenario
from ..schema.explaining import problems_of, stated
from ..schema.provenance import DEFAULT, Provenance
from ..schema.specification import Spec, settled
from .decoding import decoded
from .inheritance import Family
from .tree import Node, Scalar, Table, below, compose, data, place_of

_PACKAGE = Path(__file__).resolve().parents[2]
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
        ScenarioError: no such file, not YAML, or not a valid scenario; says every problem at once,
            in the order of the file, each with place, reason and cure.

    Example:
        >>> import sim
        >>> sim.load("retail_bank")
        <Scenario Retail bank: 4 segments, 3 products, 2,000,000 people, 60 months>
    """
    if not isinstance(name, str | Path):
        raise ScenarioError(
            [f"{name!r}: is not a file; give the name of a shipped scenario or the path of a file"]
        )
    path, file = _find(name)
    family = Family(lambda parent, folder: _find(parent, folder))
    tree = family.resolve(path, file)
    return _scenario(tree, family.problems, family.files, family.complete)


def standing_alone(content: bytes, file: str) -> Scenario:
    """The scenario in the content of a file that builds on no other; nothing else is read.

    Args:
        content: the file's.
        file: the file as messages name it.

    Raises:
        ScenarioError: not YAML, not a valid scenario, or one that extends another.
    """
    tree, problems = compose(decoded(content, file), file)
    if not isinstance(tree, Table):
        raise refusal([*problems, Remark(Place(file), "holds no settings")])
    return _scenario(tree, problems, [file])


def _scenario(
    tree: Table, problems: Sequence[Remark], files: Sequence[str], whole: bool = True
) -> Scenario:
    """The scenario of a tree.

    Args:
        tree: with everything inherited in it.
        problems: what is wrong so far.
        files: what was read, in order.
        whole: whether all that it builds on was found.
    """
    values = settled(data(tree), Spec(Scenario))
    remarks = list(problems)
    try:
        scenario = Scenario.model_validate(values)
    except ValidationError as error:
        known = {remark.place for remark in remarks}
        found = problems_of(error, Scenario, values, partial(_written, tree))
        later = [_placed(p, tree, values) for p in found if whole or not p.of_whole]
        # Where a key was reported already, its value need not be blamed for the same.
        remarks += [remark for remark in later if remark.place not in known]
    if remarks:
        order = {file: n for n, file in enumerate(files)}
        remarks.sort(key=lambda r: (order[r.place.file], r.place.line, r.place.column))
        raise refusal(remarks)
    scenario._provenance = Provenance(_origins(tree), DEFAULT)
    return scenario


def _find(name: str | Path, folder: Path | None = None) -> tuple[Path, str]:
    """The file of a shipped scenario or of a path, and its name for messages."""
    known = shipped()
    if str(name) in known:
        return known[str(name)], known[str(name)].name
    path = Path(name) if folder is None else folder / name
    beside: list[str] = []
    try:
        if folder is not None and path.is_dir():
            raise ScenarioError([f"{name}: is a folder; name a .yaml file in it"])
        if path.exists() or path.is_symlink():
            return path, str(path)
        beside = [str(path.with_name(file.name)) for file in sorted(path.parent.glob("*.yaml"))]
    except (OSError, ValueError):  # longer than any path, or a NUL in it: no such file
        pass
    near = nearest(str(name), known) or nearest(str(path), beside)
    hint = (
        f"did you mean {near!r}?"
        if near
        else f"the shipped scenarios are {listed(list(known), 'and')}"
    )
    shown_name = printable(shortened(str(name)))
    raise ScenarioError([f"{shown_name}: no such file or shipped scenario; {hint}"])


def _written(tree: Node, path: Steps, value: object) -> str:
    """A value as its file writes it."""
    node: Node | None = tree
    for step in path:
        node = below(node, step)
    if isinstance(node, Scalar) and not isinstance(value, str):
        return shortened(node.text)
    return shown(value)


def _placed(problem: Problem, tree: Node, values: object) -> Remark:
    """A problem with its place, and with the places of what else has a part in it."""
    place = place_of(tree, problem.path, problem.at_key)
    others = [place_of(tree, path) for path in problem.involved]
    text = stated(problem, values)
    if len({other.file for other in [place, *others]}) > 1:
        text = f"{text}; {_inherited(problem, others)}"
    return Remark(place, text)


def _inherited(problem: Problem, others: list[Place]) -> str:
    """What to do about values from several files that do not fit together."""
    lines = listed([f"{file}:{line}" for file, line in sorted({o[:2] for o in others})], "and")
    label = str(problem.path[0])
    cure = f"write replace: [{label}] to inherit none of them, or {{name: ..., remove: true}}"
    lists = label in ("segments", "products", "touchpoints")
    return f"it depends on {lines}" + (f"; {cure} to drop one" if lists else "")


def _origins(tree: Node) -> dict[Steps, str]:
    """File and line of every value in a tree."""
    origins = {}
    for path, _ in leaves(data(tree)):
        place = place_of(tree, path)
        origins[path] = f"{place.file}:{place.line}"
    return origins
