"""What memory allows: bandwidth, the bytes that a month must move, and the bytes of a person."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from sim.market.market import Market

from .engines import SEED
from .timing import fresh_process, seconds

TRIAD_LENGTH = 1 << 24
"""Numbers of each array of the triad: 128 MB of double precision, beyond any cache."""

COLUMNS_MOVED = {
    "status": 2,
    "firm": 1,
    "spend": 1,
    "contact_rate": 1,
    "style": 1,
    "holding": 1,
    "base_intensity": 1,
    "satisfaction": 2,
    "expectation": 2,
    "contribution": 2,
    "tenure": 2,
    "talk": 2,
}
"""How often a month must read or write each column: once to read it, once more to write it.

One further column is read: the segment that the firm takes each person for. What only changes for
the few who join or change products (`holding`, `relationships`, `advocated`) counts as unwritten.
Columns count whole although most are needed of customers alone, because memory moves in lines of 64
bytes and hardly a line holds no customer.
"""


class Moved(NamedTuple):
    """Bytes that a month must move at least.

    Attributes:
        columns: of the people's columns.
        word: what friends said, read once and written once.
        ties: the rows of those who talk, and a byte read and written for each friend told.
    """

    columns: int
    word: int
    ties: int


def moved_in_a_month(market: Market) -> Moved:
    """Bytes that a month of one firm must move at least, from the sizes of the arrays' items."""
    people, ties = market._people, market.ties
    columns = sum(times * getattr(people, name).nbytes for name, times in COLUMNS_MOVED.items())
    columns += people.need.nbytes  # as are `by_need` and `by_circumstance`, where they are used
    talkers = np.flatnonzero(people.talk)
    reported = int((ties.start[talkers + 1].astype(np.int64) - ties.start[talkers]).sum())
    row = 2 * ties.start.itemsize + ties.strong.itemsize
    each = ties.heard.itemsize + 2 * market._word.itemsize
    return Moved(columns, 2 * market._word.nbytes, len(talkers) * row + reported * each)


def bytes_of_a_person(market: Market) -> dict[str, float]:
    """Bytes that a market keeps for each person: columns, ties, and the word of friends."""
    people = len(market._people.need)
    return {
        "columns": sum(column.nbytes for column in market._people) / people,
        "ties": sum(array.nbytes for array in market.ties) / people,
        "word": market._word.nbytes / people,
    }


@numba.njit(nogil=True, error_model="numpy")
def triad(a, b, c, scale):  # type: ignore[no-untyped-def]
    """a = b + scale c: the triad of STREAM (McCalpin 1995), three numbers moved for each step."""
    for i in range(len(a)):
        a[i] = b[i] + scale * c[i]


def bandwidth(threads: int, length: int = TRIAD_LENGTH, rounds: int = 12) -> float:
    """Bytes a second that the triad moves, by STREAM's count of 24 a step; the best of some."""
    arrays = [np.full(length, value) for value in (0.0, 1.0, 2.0)]
    shares: list[list[NDArray[np.float64]]] = [
        list(parts)
        for parts in zip(*(np.array_split(array, threads) for array in arrays), strict=True)
    ]
    a, b, c = (array[:8] for array in arrays)
    triad(a, b, c, 3.0)
    with ThreadPoolExecutor(threads) as pool:
        all_shares: Callable[[], Any] = partial(_together, pool, shares)
        best = min(seconds(all_shares) for _ in range(rounds))
    return 24 * length / best


def _together(pool: ThreadPoolExecutor, shares: list[list[NDArray[np.float64]]]) -> None:
    list(pool.map(lambda abc: triad(abc[0], abc[1], abc[2], 3.0), shares))


LONG_RUN = """
import json, time
from benchmarks.memory import peak
from sim.scenario.reading.loading import load
from sim.model.model import OrganisationModel
changes = {{'market.simulated': {people}, 'burn_in': 0, 'months': {months}}}
begin = time.perf_counter()
model = OrganisationModel(load('retail_bank').override(changes), seed={seed}, threads={threads})
opened = time.perf_counter()
model.run({months})
lived = time.perf_counter()
print(json.dumps({{'opening': opened - begin, 'living': lived - opened, 'peak': peak()}}))
"""


def long_run(people: int, months: int, threads: int) -> dict[str, float]:
    """A whole run in a fresh process.

    Returns:
        `opening` and `living`, seconds; `wall`, seconds of the whole process; `peak`, bytes of
        resident memory.
    """
    return fresh_process(LONG_RUN.format(people=people, months=months, threads=threads, seed=SEED))


def peak() -> int:
    """Most bytes that this process has held in memory.

    Linux counts a parent's peak as its child's in `ru_maxrss`, so its own account goes first.
    """
    account = Path("/proc/self/status")
    if account.is_file():
        for row in account.read_text(encoding="utf-8").splitlines():
            if row.startswith("VmHWM:"):
                return int(row.split()[1]) * 1024
    import resource  # there is none on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
