"""Leaving that is contagious: who has left, and what their friends feel, in short loops.

As in `stages`, whose rows these are. Nothing here is run where leaving is not contagious. Friends
act on it next month, as on any word: who left last month is counted once all have lived.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from ..people.network import Ties
from ..people.population import Status
from ..people.world import Behaviour, Single
from ..rules import rules
from ..rules.compiled import stage
from .scratch import BLOCK, Bench, Bytes, Who, Whole
from .stages import FELT, FIXED, INTENSITY, listed
from .word_of_mouth import Word

_CUSTOMER = int(Status.CUSTOMER)


@stage
def felt(gone: Word, departures: Single, left: Bytes, behaviour: Behaviour) -> None:
    """What a block has in mind of friends who left; nobody of it has left this month yet.

    Args:
        gone: friends who left the firm of each person last month.
        departures, left: columns, changed in place.
        behaviour: constants.
    """
    for i in range(len(left)):
        departures[i] = rules.departures_felt(
            departures[i], np.float32(gone[i]), behaviour.contagion_decay
        )
        left[i] = np.uint8(0)


@stage
def felt_on_average(
    status: Bytes,
    firm: Bytes,
    departed: Single,
    departures: Single,
    left: Bytes,
    behaviour: Behaviour,
) -> None:
    """As `felt`, where everybody has the average friends: as many left as of all people.

    Args:
        status, firm: columns.
        departed: [F], friends who left each firm last month.
        departures, left, behaviour: as for `felt`.
    """
    nobody = np.float32(0.0)
    for i in range(len(left)):
        gone = departed[firm[i]] if status[i] == np.uint8(_CUSTOMER) else nobody
        departures[i] = rules.departures_felt(departures[i], gone, behaviour.contagion_decay)
        left[i] = np.uint8(0)


@stage
def drawn_along(
    departures: Single, who: Who, found: int, behaviour: Behaviour, real: Single
) -> None:
    """Base hazards of customers whose friends have left; the row FELT is free for it."""
    for j in range(found):
        real[FELT + j] = departures[who[j]]
    for j in range(found):
        real[INTENSITY + j] = rules.contagious_intensity(
            real[INTENSITY + j], real[FELT + j], behaviour.contagion
        )


@stage
def spread(
    left: Bytes,
    status: Bytes,
    firm: Bytes,
    ties: Ties,
    first: int,
    last: int,
    bench: Bench,
    gone: Word,
) -> None:
    """Count for every customer the friends who left the same firm this month.

    As `word_of_mouth.spread`: leavers tell, and every thread tells the people of its own share.

    Args:
        left, status, firm: columns.
        ties: the friends that each person hears; a tie is heard from both its ends.
        first, last: the share of people who are told.
        bench: a thread's own room.
        gone: [people], written over for the share.
    """
    heard, start = ties.heard, ties.start
    gone[first:last] = 0
    for block in range(0, len(left), BLOCK):
        leavers = _leavers(left[block : block + BLOCK], block, bench.who, bench.whole)
        for j in range(leavers):
            i = bench.who[j]
            f = left[i] - 1
            for tie in range(uint64(start[i]), uint64(start[i + 1])):
                friend = heard[tie]
                if first <= friend < last:
                    stays = status[friend] == np.uint8(_CUSTOMER)
                    gone[friend] += 1 if stays and firm[friend] == f else 0


@stage
def _leavers(left: Bytes, first: int, who: Who, whole: Whole) -> np.int64:
    """List who of a block has left a firm this month."""
    for j in range(len(left)):
        whole[FIXED + j] = np.int32(left[j] > np.uint8(0))
    return listed(len(left), first, who, whole)
