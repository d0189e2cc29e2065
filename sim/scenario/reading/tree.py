"""YAML text as a tree that knows the line and column of every key and value.

The tree is built from the parser's events and not by a YAML loader: no tag can construct anything,
no recursion can overflow, and an alias adds what it stands for to a count that has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..notation.habits import habit
from ..notation.paths import Steps, dotted
from ..notation.problems import MOST_SHOWN, Place, Remark, refusal, shortened
from ..notation.scalars import plain
from .decoding import Lines
from .syntax import explained

DEEPEST = 20
"""Levels of maps and lists; a scenario needs 5."""

MOST_VALUES = 20_000
"""Values of a file, with those that its aliases repeat; 16 segments have some 1,000."""


@dataclass(slots=True)
class Scalar:
    """A single value: text, a number, true, false or nothing.

    Attributes:
        value: what it is.
        place: where it stands.
        text: how it is written, without quotes.
        quoted: whether it stands in quotes.
    """

    value: Any
    place: Place
    text: str
    quoted: bool = False


@dataclass(slots=True)
class Items:
    """A list.

    Attributes:
        values: its items.
        place: where it begins.
    """

    values: list[Node]
    place: Place


@dataclass(slots=True)
class Table:
    """A map.

    Attributes:
        values: its values by key.
        keys: where its keys stand.
        place: where it begins.
    """

    values: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Items | Table


def data(node: Node) -> Any:
    """A tree as maps, lists and single values."""
    if isinstance(node, Table):
        return {key: data(value) for key, value in node.values.items()}
    if isinstance(node, Items):
        return [data(value) for value in node.values]
    return node.value


def below(node: Node | None, step: str | int) -> Node | None:
    """What a key or a position leads to, or None."""
    if isinstance(node, Table):
        return node.values.get(step) if isinstance(step, str) else None
    if isinstance(node, Items):
        return node.values[step] if isinstance(step, int) and step < len(node.values) else None
    return None


def place_of(node: Node, path: Steps, at_key: bool = False) -> Place:
    """Where the value at a path stands; of what is missing, where the map around it begins.

    Args:
        node: the top of the tree.
        path: keys and positions.
        at_key: the place of the key instead.
    """
    place = node.place
    for step in path:
        inside = below(node, step)
        if inside is None:
            return node.place
        place = inside.place
        if at_key and isinstance(node, Table):
            place = node.keys[str(step)]
        node = inside
    return place


@dataclass(slots=True)
class _Last:
    """The value before this place in a map.

    Attributes:
        key: its key.
        value: what it is.
        end: index of the character behind it.
        problem: position of the remark on the commas in it; None where it has none.
    """

    key: tuple[str, Place]
    value: Scalar
    end: int
    problem: int | None = None


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not come yet."""

    node: Items | Table
    anchor: str | None
    key: tuple[str, Place] | None = None
    doubled: bool = False
    size: int = 1
    height: int = 1
    last: _Last | None = None


@dataclass(slots=True)
class _Builder:
    """Makes a tree of events."""

    lines: Lines
    text: str
    problems: list[Remark] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    root: Node | None = None
    reached: int = 0

    def place(self, event: Any) -> Place:
        return self.lines.place(event.start_mark.index)

    def path(self) -> Steps:
        steps: list[str | int] = []
        for level in self.stack:
            if isinstance(level.node, Items):
                steps.append(len(level.node.values))
            elif level.key is not None:
                steps.append(level.key[0])
        return tuple(steps)

    def so_far(self) -> Any:
        """What has been read, as maps and lists, for the names in it."""
        inside: Any = None
        for level in reversed(self.stack):
            here = data(level.node)
            if isinstance(here, list):
                here.append(inside)
            elif level.key is not None:
                here[level.key[0]] = inside
            inside = here
        return inside

    def stop(self, place: Place, message: str) -> Any:
        """Give up: what follows could not be understood."""
        raise refusal([*self.problems, Remark(place, message)])

    def note(self, place: Place, message: str) -> None:
        """Remember a problem and go on."""
        path = dotted(self.path(), self.so_far())
        self.problems.append(Remark(place, f"{path}: {message}" if path else message))
        if len(self.problems) >= MOST_SHOWN - 1:
            self.stop(place, "there may be more problems than these; correct them first")

    def take(self, event: Any) -> None:
        """Go on by one event."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.document(event)
        elif kind == "ScalarEvent":
            quoted, text = not event.implicit[0], _HALF.sub("\ufffd", event.value)
            self.check_tag(event)
            if text != event.value:
                self.note(
                    self.place(event),
                    "an escape sequence stands for half a character; write the character itself",
                )
            value = text if quoted else plain(text)
            scalar = Scalar(value, self.place(event), text, quoted)
            if not self.goes_on(scalar, event):
                self.add(scalar, event.anchor)
                self.keep(scalar, event)
        elif kind == "AliasEvent":
            self.alias(event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.begin(event, kind == "MappingStartEvent")
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            level = self.stack.pop()
            self.add(level.node, level.anchor, level.size, level.height)

    def document(self, event: Any) -> None:
        if self.root is not None:
            message = "a second document begins here; keep one scenario in a file, without ---"
            self.stop(self.place(event), message)
        if event.version not in (None, (1, 2)):
            message = "this is read as YAML 1.2; remove the line that begins with %YAML"
            self.problems.append(Remark(self.place(event), message))

    def check_tag(self, event: Any) -> None:
        if event.tag is not None:
            tag = shortened(str(event.tag).replace("tag:yaml.org,2002:", "!!"))
            self.note(self.place(event), f"the tag {tag} has no meaning in a scenario; remove it")

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            name = shortened(event.anchor)
            message = (
                f"the alias *{name} refers to no value that ends before it; write the value out"
            )
            self.stop(self.place(event), message)
        node, size, height = self.anchors[event.anchor]
        if isinstance(node, Scalar):
            # A value that is used again is at fault where it is used.
            node = replace(node, place=self.place(event))
        if len(self.stack) + height > DEEPEST:
            self.stop(self.place(event), _TOO_DEEP)
        self.add(node, None, size, height)

    def begin(self, event: Any, table: bool) -> None:
        place = self.place(event)
        if len(self.stack) >= DEEPEST:
            self.stop(place, _TOO_DEEP)
        if self.stack and isinstance(self.stack[-1].node, Table) and self.stack[-1].key is None:
            self.stop(place, "a key must be text, not a map or a list; write key: value")
        self.check_tag(event)
        self.stack.append(_Open(Table({}, {}, place) if table else Items([], place), event.anchor))

    def add(self, node: Node, anchor: str | None, size: int = 1, height: int = 0) -> None:
        if anchor is not None:
            self.anchors[anchor] = (node, size, height)
        if not self.stack:
            self.root = node
            return
        level = self.stack[-1]
        level.size += size
        level.height = max(level.height, height + 1)
        if level.size > MOST_VALUES:
            message = (
                f"more than {MOST_VALUES:,} values up to here, including those that aliases repeat"
            )
            self.stop(node.place, f"{message}; a scenario needs about 1,000; write fewer")
        if isinstance(level.node, Items):
            level.node.values.append(node)
        elif level.key is None:
            self.key(level, node)
        else:
            if isinstance(node, Scalar) and node.value is None and not node.text:
                node.place = level.key[1]  # nothing stands nowhere: its key is where to look
            if not level.doubled:
                level.node.values[level.key[0]], level.node.keys[level.key[0]] = node, level.key[1]
            level.key, level.doubled = None, False

    def keep(self, scalar: Scalar, event: Any) -> None:
        """Remember a number in case that a comma and more digits follow."""
        level = self.stack[-1] if self.stack else None
        if level is None or not isinstance(level.node, Table) or level.key is not None:
            return  # this was a key, or no value of a map
        key = next(reversed(level.node.values), None)
        if key is not None and level.node.values[key] is scalar and not scalar.quoted:
            level.last = _Last((key, level.node.keys[key]), scalar, event.end_mark.index)

    def goes_on(self, scalar: Scalar, event: Any) -> bool:
        """Whether digits in the place of a key belong to the number before: `{hit_rate: 0,3}`."""
        level = self.stack[-1] if self.stack else None
        last = level.last if level else None
        if level is None or last is None or level.key is not None or scalar.quoted:
            return False
        start, end = event.start_mark.index, event.end_mark.index
        between = self.text[last.end : start]
        if between != "," or not (last.value.text[-1:] + scalar.text[:1]).isdecimal():
            return False
        last.value.text += f",{scalar.text}"
        last.end = end
        level.key = last.key
        found = habit(last.value.text)
        cure = f"write {found.number}" if found else "put text in quotes"
        message = f"{last.value.text} has a comma, which ends a value in {{ }}; {cure}"
        if last.problem is not None:
            del self.problems[last.problem]
        last.problem = len(self.problems)
        self.note(last.value.place, message)
        level.key, level.doubled = (scalar.text, scalar.place), True
        return True

    def key(self, level: _Open, node: Node) -> None:
        assert isinstance(level.node, Table)
        if not isinstance(node, Scalar):
            self.stop(node.place, "a key must be text, not a map or a list; write key: value")
            return
        name = node.value if isinstance(node.value, str) else node.text
        level.key = (name, node.place)
        level.doubled = name in level.node.values
        if level.doubled:
            first = level.node.keys[name].line
            self.note(node.place, f"appears twice, first in line {first}; remove one")
        elif name == "<<" and not node.quoted:
            cure = "remove it; to build on another file, write extends: at the top"
            self.note(node.place, f"YAML 1.2 has no merge key; {cure}")
            level.doubled = True
        elif not isinstance(node.value, str):
            cure = f'write it in quotes, "{name}":' if name else "write a name before the colon"
            self.note(node.place, f"a key must be text; {cure}")


_HALF = re.compile(r"[\ud800-\udfff]")
_TOO_DEEP = f"more than {DEEPEST} levels of maps and lists; a scenario needs 5; use fewer"


def compose(text: str, file: str) -> tuple[Node | None, list[Remark]]:
    """Read YAML text.

    Args:
        text: the text of a file.
        file: the file as messages name it.

    Returns:
        the tree, None for no value at all, and the problems found on the way.

    Raises:
        ScenarioError: text that cannot be understood to its end.
    """
    builder = _Builder(Lines(text, file), text)
    for event in _events(text, builder):
        builder.reached = event.start_mark.index
        builder.take(event)
    return builder.root, builder.problems


def _events(text: str, builder: _Builder) -> Iterator[Any]:
    from ruamel.yaml import YAML  # takes longer to import than all else here

    parser = YAML(typ="safe", pure=True)
    stream = iter(parser.parse(text))
    while True:
        try:
            event = next(stream, None)
        except Exception as error:  # the parser's own slips on odd text are the text's fault too
            index, message = explained(error, text, builder.reached)
            builder.stop(builder.lines.place(index), message)
        if event is None:
            return
        yield event
