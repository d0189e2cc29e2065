"""What the tables of a comparison must look like, by what was asked: columns, kinds, rows.

All of it follows from the scenario, so that a table can be refused before it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import prod

from ...firm.team import MOST_PROGRAMMES
from ..compared import PARTS
from .asked import Asked
from .codebook import DECISIONS, OF_REPLICATIONS, OF_RUNS, Table, column_of, labels
from .repeated import repeated_as

NUMBERS_OF_DECISIONS = ("believed_gain", "effort", "realised_gain")


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole numbers"
    NUMBER = "numbers"


@dataclass(frozen=True)
class Shape:
    """What a table must look like.

    Attributes:
        columns: the kind of each column, in order.
        least, most: rows.
        longest: bytes of the longest text that may stand in it.
        figures: columns of figures; the others tell rows apart.
    """

    columns: dict[str, Kind]
    least: int
    most: int
    longest: int
    figures: int

    @property
    def array(self) -> int:
        """Bytes of the arrays that it becomes."""
        return 8 * self.most * self.figures

    @property
    def bytes(self) -> int:
        """Bytes that its values take, at most."""
        return self.most * sum(
            8 + (self.longest if kind == Kind.TEXT else 0) for kind in self.columns.values()
        )


def shapes(asked: Asked, simulated: int) -> dict[str, Shape]:
    """The shape of every table.

    Args:
        asked: what was asked of the comparison.
        simulated: how many runs have rows of their own: designs that differ, times replications.
    """
    scenario = asked.scenario
    own = {"design": Kind.TEXT, "replication": Kind.WHOLE}
    longest = max(len(name.encode("utf-8", "replace")) for name in _words(asked))
    along = labels(scenario)

    def of(table: Table, number: int, keys: dict[str, Kind]) -> Shape:
        axes = {column_of(axis): _kind(along[axis]) for axis in table.axes}
        value = Kind.WHOLE if "cents" in table.columns else Kind.NUMBER
        most = number * prod(len(along[axis]) for axis in table.axes)
        columns = {**keys, **axes, **dict.fromkeys(table.columns, value)}
        return Shape(columns, 0 if table.sparse else most, most, longest, len(table.columns))

    found = {table.name: of(table, simulated, own) for table in OF_RUNS}
    numbers = len(asked.numbers)
    found |= {t.name: of(t, numbers, {"replication": Kind.WHOLE}) for t in OF_REPLICATIONS}
    words = dict.fromkeys(DECISIONS, Kind.TEXT) | {"month": Kind.WHOLE}
    words |= dict.fromkeys(NUMBERS_OF_DECISIONS, Kind.NUMBER)
    found["decisions"] = Shape({**own, **words}, 0, simulated * _most_decisions(asked), longest, 0)
    for name, table in repeated_as(asked).items():
        case, design, replication, amount = table.columns
        kinds = {case: Kind.TEXT, design: Kind.TEXT, replication: Kind.WHOLE, amount: Kind.NUMBER}
        rows = len(table.cases) * simulated
        found[name] = Shape(kinds, rows, rows, longest, 1)
    return found


def _kind(names: Sequence[object]) -> Kind:
    return Kind.WHOLE if isinstance(names, range) else Kind.TEXT


def _words(asked: Asked) -> list[str]:
    """Everything that stands as text in a table."""
    scenario = asked.scenario
    names = [*(s.name for s in scenario.segments), *(p.name for p in scenario.products)]
    names += [*scenario.touchpoint_names, *asked.designs, *asked.forms]
    return [*names, *PARTS, "retention_offers", "rolled back"]


def _most_decisions(asked: Asked) -> int:
    """Items that one run can ship and take back: by every team, in every programme."""
    scenario = asked.scenario
    teams = len(scenario.segments) + len(scenario.products)
    batch = max(design.delivery.batch_size for design in asked.designs.values())
    return 2 * scenario.months * teams * (MOST_PROGRAMMES + 1) * batch
