"""Scenario files that build on others: `extends`, `replace` and `remove`.

`extends` names a shipped scenario, a file relative to this one, or a list of them, of which later
ones win. Maps merge. Items of lists merge by their `name`; a new name is appended, and
`{name: Families, remove: true}` drops an item. A list of items without names takes the place of the
inherited one, and so does an empty list. `replace: [segments]` takes what it names, a list or a
map, from this file alone. All of it is resolved here; a scenario itself knows nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ...errors import ScenarioError
from ...text.letters import distinguished
from ..notation.paths import split
from ..notation.problems import Place, Remark, nearest, refusal
from .decoding import read
from .tree import Items, Node, Scalar, Table, compose, data

MOST_PARENTS = 16
"""Files that one builds on, and how many generations."""

Find = Callable[[str, Path], tuple[Path, str]]
"""Finds the file of a name that stands in a file: its path, and its name for messages."""


class Family:
    """Reads a file with all that it builds on.

    Args:
        find: finds the file of a name; raises ScenarioError with one problem, without a place.

    Attributes:
        problems: what is wrong so far.
        complete: whether every file named by an `extends` was found.
        files: the files read, as messages name them, in the order in which they were opened.
    """

    def __init__(self, find: Find) -> None:
        self.find = find
        self.problems: list[Remark] = []
        self.complete = True
        self.files: list[str] = []
        self._resolved: dict[str, Table] = {}
        self._chain: list[tuple[str, str]] = []

    def resolve(self, path: Path, name: str) -> Table:
        """The file's tree with everything inherited in it.

        Args:
            path: the file.
            name: the file as messages name it.

        Raises:
            ScenarioError: a file that cannot be read, or a circle.
        """
        real = os.path.realpath(path)
        if real not in self._resolved:
            self.files.append(name)
            self._chain.append((real, name))
            self._resolved[real] = self._merged(self._own(path, name), path)
            self._chain.pop()
        return self._resolved[real]

    def _own(self, path: Path, name: str) -> Table:
        root, problems = compose(read(path, name), name)
        self.problems += problems
        if isinstance(root, Table):
            return root
        place = root.place if root and data(root) is not None else Place(name)
        raise self._stop(place, "holds no settings; start with 'name: ...' on a line")

    def _stop(self, place: Place, message: str) -> ScenarioError:
        return refusal([*self.problems, Remark(place, message)])

    def _merged(self, own: Table, path: Path) -> Table:
        parents, replaced = self._parents(own, path), self._replaced(own)
        base: Table | None = None
        for parent in parents:
            base = parent if base is None else _Merger(self, None).tables(base, parent, ())
        bare = Table(
            {key: value for key, value in own.values.items() if key not in ("extends", "replace")},
            own.keys,
            own.place,
        )
        if base is not None:
            base = _without_ranges(base, bare)
        return _Merger(self, replaced).tables(base, bare, ())

    def note(self, place: Place, message: str) -> None:
        """Remember a problem."""
        self.problems.append(Remark(place, message))

    def _texts(self, own: Table, key: str, example: str) -> list[Scalar]:
        """The text, or list of texts, under a key."""
        node = own.values.get(key)
        if node is None:
            return []
        values = node.values if isinstance(node, Items) else [node]
        texts = []
        for value in values:
            if isinstance(value, Scalar) and isinstance(value.value, str) and value.value:
                texts.append(value)
            else:
                self.complete = self.complete and key != "extends"
                self.note(value.place, f"{key}: must be text or a list of texts, as in {example}")
        if not values:
            self.note(node.place, f"{key}: is an empty list; name something in it, or remove it")
        return texts

    def _parents(self, own: Table, path: Path) -> list[Table]:
        names = self._texts(own, "extends", "extends: retail_bank")
        if len(names) > MOST_PARENTS or len(self._chain) > MOST_PARENTS:
            message = f"extends: more than {MOST_PARENTS} files; build on fewer"
            raise self._stop(own.values["extends"].place, message)
        found, seen = [], set()
        for name in names:
            try:
                parent, shown = self.find(name.value, path.parent)
            except ScenarioError as error:
                self.note(name.place, f"extends: {error.problems[0]}")
                self.complete = False
                continue
            if os.path.realpath(parent) in seen:
                self.note(name.place, f"extends: {name.text} is named twice; remove one")
                continue
            seen.add(os.path.realpath(parent))
            self._check_circle(parent, shown, name)
            found.append(self.resolve(parent, shown))
        return found

    def _check_circle(self, parent: Path, shown: str, name: Scalar) -> None:
        files = [file for file, _ in self._chain]
        if os.path.realpath(parent) in files:
            circle = [n for _, n in self._chain[files.index(os.path.realpath(parent)) :]]
            chain = " -> ".join([*circle, shown])
            message = f"extends: is circular: {chain}; remove one extends"
            raise self._stop(name.place, message)

    def _replaced(self, own: Table) -> frozenset[tuple[str, ...]]:
        paths = set()
        for text in self._texts(own, "replace", "replace: [segments, products]"):
            if "extends" not in own.values:
                self.note(text.place, "replace: nothing is inherited without extends; remove it")
                continue
            try:
                steps = tuple(part.text for part in split(text.value))
            except ValueError as error:
                self.note(text.place, f"replace: {text.value!r} {error}")
                continue
            if self._has(own, steps, text):
                paths.add(steps)
        return frozenset(paths)

    def _has(self, own: Table, steps: tuple[str, ...], text: Scalar) -> bool:
        """Whether the file itself gives a list or map under the path; notes it where not."""
        node: Node = own
        for step in steps:
            inside = _named(node)
            if step not in inside:
                close = nearest(step, inside)
                meant = f"; did you mean {close!r}?" if close else ""
                cure = meant or "; give it below, or remove it here"
                self.note(
                    text.place, f"replace: this file does not set {text.value!r} itself{cure}"
                )
                return False
            node = inside[step]
        if isinstance(node, Scalar):
            self.note(
                text.place,
                f"replace: {text.value!r} is a single value, which replaces the "
                "inherited one anyway; remove it here",
            )
        return not isinstance(node, Scalar)


class _Merger:
    """Lays one tree over another; neither is changed.

    Args:
        family: takes problems.
        replaced: paths, with items by name, of what is taken from the upper tree alone; None
            where both trees are inherited.
    """

    def __init__(self, family: Family, replaced: frozenset[tuple[str, ...]] | None) -> None:
        self.family, self.own, self.replaced = family, replaced is not None, replaced or frozenset()

    def node(self, lower: Node | None, upper: Node, path: tuple[str, ...]) -> Node:
        if path in self.replaced or (path[0] == "uncertain" and len(path) == 2):
            lower = None  # a range is one statement, with its source
        if isinstance(upper, Table):
            return self.tables(lower if isinstance(lower, Table) else None, upper, path)
        if isinstance(upper, Items):
            return self.items(lower if isinstance(lower, Items) else None, upper, path)
        return upper

    def tables(self, lower: Table | None, upper: Table, path: tuple[str, ...]) -> Table:
        if self.own and lower is not None and lower.values and not upper.values and path:
            where = ".".join(path)
            self.family.note(
                upper.place,
                f"{where}: is empty, so everything inherited from {lower.place} stays; remove it, "
                f"or write replace: [{where}] to inherit nothing",
            )
        values = dict(lower.values) if lower else {}
        keys = dict(lower.keys) if lower else {}
        for key, value in upper.values.items():
            values[key] = self.node(values.get(key), value, (*path, key))
            keys[key] = upper.keys[key]
        return Table(values, keys, upper.place)

    def items(self, lower: Items | None, upper: Items, path: tuple[str, ...]) -> Items:
        if lower is None or not _named(upper):
            lower = Items([], upper.place)  # items without names are replaced as a whole
        inherited, merged = _named(lower), list(lower.values)
        position = {_name(item): n for n, item in reversed(list(enumerate(merged)))}
        removed: set[int] = set()
        seen: set[str] = set()
        for item in upper.values:
            name = _name(item)
            if isinstance(item, Table) and "remove" in item.values:
                if self.may_remove(item, name, inherited, path):
                    removed.add(position[name])
            elif name is not None and name in inherited and name not in seen:
                merged[position[name]] = self.node(inherited[name], item, (*path, name))
            else:
                merged.append(self.node(None, item, (*path, name or "")))
            seen.add(name or "")
        return Items([item for n, item in enumerate(merged) if n not in removed], upper.place)

    def may_remove(
        self, item: Table, name: str | None, inherited: dict[str, Node], path: tuple[str, ...]
    ) -> bool:
        """Whether an item says `{name: ..., remove: true}` of something inherited; noted if not."""
        where, flag = ".".join([*path, name or "?"]), item.values["remove"]
        message = ""
        if not isinstance(flag, Scalar) or flag.value is not True:
            message = "remove must be true; write remove: true, or leave it out"
        elif name is None:
            message = "the item to remove has no name; add it"
        elif set(item.values) != {"name", "remove"}:
            message = "is both removed and set; keep only name and remove, or leave remove out"
        elif name not in inherited:
            close = nearest(name, inherited)
            meant = distinguished(name, close)[1] if close else ""
            cure = f", did you mean {meant}?" if close else "; leave this item out"
            message = f"no inherited item has this name{cure}"
        if message:
            self.family.note(item.keys["remove"], f"{where}: {message}")
        return not message


def _without_ranges(lower: Table, upper: Table) -> Table:
    """The lower tree without the ranges of values that the upper one gives without a range."""
    ranges = lower.values.get("uncertain")
    if not isinstance(ranges, Table):
        return lower
    own = upper.values.get("uncertain")
    kept = own.values if isinstance(own, Table) else {}
    given = {key for key in ranges.values if key not in kept and _gives(upper, key)}
    left = {key: range for key, range in ranges.values.items() if key not in given}
    values = lower.values | {"uncertain": Table(left, ranges.keys, ranges.place)}
    return Table(values, lower.keys, lower.place)


def _gives(tree: Table, path: str) -> bool:
    """Whether a tree says the value of a dotted path itself."""
    node: Node = tree
    try:
        parts = split(path)
    except ValueError:
        return False
    for part in parts:
        inside = _named(node)
        if part.text not in inside:
            return False
        node = inside[part.text]
    return True


def _name(node: Node) -> str | None:
    """The name of an item, if it has one."""
    name = node.values.get("name") if isinstance(node, Table) else None
    return name.value if isinstance(name, Scalar) and isinstance(name.value, str) else None


def _named(node: Node) -> dict[str, Node]:
    """What is below a node by key, or by name."""
    if isinstance(node, Table):
        return node.values
    found: dict[str, Node] = {}
    for item in node.values if isinstance(node, Items) else []:
        name = _name(item)
        if name is not None:
            found.setdefault(name, item)
    return found
