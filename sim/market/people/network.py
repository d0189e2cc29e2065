"""Which people talk to each other: two kinds of ties in compressed sparse rows.

The people who `person` hears are `heard[start[person]:start[person + 1]]`; the first
`strong[person]` of them are strong ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import RunError
from ..rules.compiled import borrowing_kernel, kernel, scalar
from .blocks import blocks
from .population import bounds_of

Edges = NDArray[np.uint32]
"""Undirected ties, uint32 [ties, 2]: positions of the two people."""


class Ties(NamedTuple):
    """A network of people.

    Attributes:
        start: uint32 [people + 1], where each person's row begins.
        heard: uint32 [ties], the people the row's person hears.
        strong: unsigned [people], how many ties at the front of the row are strong. Its type is the
            smallest that can count the most ties of one person (`Ties.counter`).
    """

    start: NDArray[np.uint32]
    heard: NDArray[np.uint32]
    strong: NDArray[np.unsignedinteger[Any]]

    @property
    def counter(self) -> type[np.unsignedinteger[Any]]:
        """The type in which friends are counted: one byte unless somebody has more than 255."""
        return self.strong.dtype.type


def generated(
    need: NDArray[np.uint8],
    strong_ties: int,
    weak_ties: int,
    homophily: float,
    generator: np.random.Generator,
) -> Ties:
    """Strong ties along rings, weak ties anywhere.

    Half of a person's strong ties reach forward, half arrive. A share `homophily` of them runs
    along the ring of people with the same need, the rest along a ring of everybody (Watts &
    Strogatz 1998 with homophily by choice of ring).

    The ring of a need is the order in which its people are stored, which is as good as random
    because nothing else about people depends on where they are stored. The ring of everybody mixes
    the needs at random and keeps that order within each. So most of those a person hears are
    stored where others nearby hear, too, and are found quickly.

    Args:
        need: need category by person, in ascending order, uint8 [people].
        strong_ties, weak_ties: mean ties per person; odd numbers are rounded down to even.
        homophily: share of strong ties within the need, 0 to 1.
        generator: the population's random numbers.
    """
    people = len(need)
    bounds = bounds_of(need, int(need[-1]) + 1)
    mixed = need.copy()
    generator.shuffle(mixed)
    everyone = _dealt(mixed, bounds)
    strong_seed, weak_seed = generator.integers(2**63, size=2)

    def strong() -> Iterator[Edges]:
        draw = np.random.default_rng(strong_seed)
        for part in blocks(people):
            alike = draw.random((part.stop - part.start, strong_ties // 2)) < homophily
            yield _along_rings(part.start, alike, need, bounds, everyone)

    def weak() -> Iterator[Edges]:
        draw = np.random.default_rng(weak_seed)
        for part in blocks(people):
            ends = np.repeat(np.arange(part.start, part.stop, dtype=np.uint32), weak_ties // 2)
            yield np.column_stack([ends, draw.integers(people, size=len(ends), dtype=np.uint32)])

    return _rows(people, strong, weak)


def from_edges(
    edges: NDArray[np.integer[Any]], people: int, strong: NDArray[np.bool_] | None = None
) -> Ties:
    """Ties from a list of undirected edges.

    Args:
        edges: [edges, 2], positions of people from 0.
        people: number of people.
        strong: [edges], which edges are strong ties; all of them when not given.

    Raises:
        RunError: an edge that names a person who does not exist.
    """
    edges = np.asarray(edges).reshape(-1, 2)
    lowest, highest = (int(np.min(edges)), int(np.max(edges))) if edges.size else (0, 0)
    if edges.size and (lowest < 0 or highest >= people):
        raise RunError(
            f"network: edges name people {lowest} to {highest} but there are {people}; "
            "number people from 0 and set market.simulated to their number"
        )
    kind = np.ones(len(edges), dtype=bool) if strong is None else np.asarray(strong, dtype=bool)
    numbers = edges.astype(np.uint32)
    return _rows(people, lambda: [numbers[kind]], lambda: [numbers[~kind]])


def from_graph(graph: Any) -> Ties:
    """Ties from a networkx graph whose nodes are 0, 1, 2, ...; edge attribute `strong` (true)."""
    if set(graph.nodes) != set(range(graph.number_of_nodes())):
        raise RunError(
            "network: people must be numbered 0, 1, 2, ...; use "
            "networkx.convert_node_labels_to_integers(graph)"
        )
    data = list(graph.edges(data="strong", default=True))
    edges = np.array([(a, b) for a, b, _ in data], dtype=np.int64).reshape(-1, 2)
    return from_edges(edges, graph.number_of_nodes(), np.array([s for *_, s in data], dtype=bool))


def _rows(
    people: int, strong: Callable[[], Iterable[Edges]], weak: Callable[[], Iterable[Edges]]
) -> Ties:
    """Rows from undirected ties that can be listed twice: once to count, once to write them.

    Listing them again takes less memory than keeping them, and counting sorts without a key.
    """
    front = np.zeros(people, dtype=np.uint32)
    for edges in strong():
        _count(edges, front)
    ties = front.copy()
    for edges in weak():
        _count(edges, ties)
    most = int(np.max(ties, initial=0))
    counter = np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32
    start = np.zeros(people + 1, dtype=np.uint32)
    np.cumsum(ties, dtype=np.uint32, out=start[1:])
    heard = np.empty(start[-1], dtype=np.uint32)
    ends = ties  # where each row's next tie goes; the counts are no longer needed
    ends[:] = start[:-1]
    for edges in chain(strong(), weak()):
        _write(edges, ends, heard)
    return Ties(start, heard, front.astype(counter))


@borrowing_kernel
def _count(edges: Edges, ties: NDArray[np.uint32]) -> None:
    """Add to `ties` [people] how many each person has; a tie to oneself is none."""
    for edge in range(len(edges)):
        a, b = edges[edge, 0], edges[edge, 1]
        if a != b:
            ties[a] += 1
            ties[b] += 1


@borrowing_kernel
def _write(edges: Edges, ends: NDArray[np.uint32], heard: NDArray[np.uint32]) -> None:
    """Write every tie into both rows, where `ends` [people] says, and move these ends on."""
    for edge in range(len(edges)):
        a, b = edges[edge, 0], edges[edge, 1]
        if a != b:
            heard[ends[a]] = b
            heard[ends[b]] = a
            ends[a] += 1
            ends[b] += 1


@kernel
def _dealt(mixed: NDArray[np.uint8], bounds: NDArray[np.int64]) -> NDArray[np.uint32]:
    """People in an order of needs: each place takes the next of its need's, uint32 [people]."""
    out = np.empty(len(mixed), np.uint32)
    following = bounds.copy()
    for place in range(len(mixed)):
        out[place] = following[mixed[place]]
        following[mixed[place]] += 1
    return out


@kernel
def _along_rings(
    first: int,
    alike: NDArray[np.bool_],
    need: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    everyone: NDArray[np.uint32],
) -> Edges:
    """Ties that reach forward along the two rings.

    Args:
        first: place on both rings at which these ties begin.
        alike: bool [places, steps], whether the ring of a need has the tie from a place to the one
            so many steps ahead; the ring of everybody has it otherwise.
        need: need category by person.
        bounds: where each need's people begin, and where the last need's end.
        everyone: the ring of everybody.
    """
    places, steps = alike.shape
    edges = np.empty((places, steps, 2), np.uint32)
    for row in range(places):
        place = first + row
        begin, end = bounds[need[place]], bounds[need[place] + 1]
        for step in range(steps):
            if alike[row, step]:
                edges[row, step, 0] = place
                edges[row, step, 1] = _ahead(place, step + 1, begin, end)
            else:
                edges[row, step, 0] = everyone[place]
                edges[row, step, 1] = everyone[_ahead(place, step + 1, 0, len(everyone))]
    return edges.reshape(places * steps, 2)


@scalar
def _ahead(place: int, step: int, begin: int, end: int) -> int:
    """The place so many steps ahead on a ring whose places are `begin` to `end`."""
    other = place + step
    return other if other < end else begin + (other - begin) % (end - begin)
