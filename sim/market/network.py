"""Who talks to whom: two kinds of ties in compressed sparse rows.

The people who `person` hears are `heard[start[person]:start[person + 1]]`; the first
`strong[person]` of them are strong ties.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError


class Ties(NamedTuple):
    """A network of people.

    Attributes:
        start: uint32 [people + 1], where each person's row begins.
        heard: uint32 [ties], whom the row's person hears.
        strong: uint32 [people], how many ties at the front of the row are strong.
    """

    start: NDArray[np.uint32]
    heard: NDArray[np.uint32]
    strong: NDArray[np.uint32]


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

    Args:
        need: need category by person, uint8 [people].
        strong_ties, weak_ties: mean ties per person; odd numbers are rounded down to even.
        homophily: share of strong ties within the need, 0 to 1.
        generator: the population's random numbers.
    """
    people = len(need)
    everyone = generator.permutation(people)
    alike = everyone[np.argsort(need[everyone], kind="stable")]
    chunks = []
    for step in range(1, strong_ties // 2 + 1):
        within = generator.random(people) < homophily
        for ring, chosen in ((alike, within), (everyone, ~within)):
            chunks.append((ring[chosen], np.roll(ring, -step)[chosen]))
    strong = _both_ways(chunks, people)
    chunks = [
        (np.arange(people), generator.integers(0, people, people)) for _ in range(weak_ties // 2)
    ]
    return _rows(people, strong, _both_ways(chunks, people))


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
    edges = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    lowest, highest = (int(np.min(edges)), int(np.max(edges))) if edges.size else (0, 0)
    if edges.size and (lowest < 0 or highest >= people):
        raise RunError(
            f"network: edges name people {lowest} to {highest} but there are {people}; "
            "number people from 0 and set market.simulated to their number"
        )
    kind = np.ones(len(edges), dtype=bool) if strong is None else np.asarray(strong, dtype=bool)
    parts = [_both_ways([(e[:, 0], e[:, 1])], people) for e in (edges[kind], edges[~kind])]
    return _rows(people, parts[0], parts[1])


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


_Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


def _both_ways(chunks: list[tuple[Any, Any]], people: int) -> _Pairs:
    """Every tie seen from both its ends, without ties to oneself, in order of the person."""
    if not chunks:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    a = np.concatenate([c[0] for c in chunks])
    b = np.concatenate([c[1] for c in chunks])
    kept = a != b
    a, b = a[kept], b[kept]
    key = np.sort(np.concatenate([a, b]) * np.int64(people) + np.concatenate([b, a]))
    return key // people, key % people


def _rows(people: int, strong: _Pairs, weak: _Pairs) -> Ties:
    strong_count = np.bincount(strong[0], minlength=people)
    weak_count = np.bincount(weak[0], minlength=people)
    start = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(strong_count + weak_count, out=start[1:])
    heard = np.empty(start[-1], dtype=np.uint32)
    for (rows, columns), count, shift in (
        (strong, strong_count, np.zeros(people, np.int64)),
        (weak, weak_count, strong_count),
    ):
        first = np.concatenate([[0], np.cumsum(count)[:-1]])
        heard[start[rows] + shift[rows] + np.arange(len(rows)) - first[rows]] = columns
    return Ties(start.astype(np.uint32), heard, strong_count.astype(np.uint32))
