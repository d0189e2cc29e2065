"""Random streams that depend on nothing but their names: counter-based random numbers.

Philox4x32-7 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
turns a key and a counter into four random words. Seven rounds are the fewest that pass all of
BigCrush (table 2 there; the customary ten are a margin of safety). The key is (seed, purpose); the
counter states what the draw is for: (person, month) or (segment, touchpoint, attempt). So the same
person meets the same random numbers in every design, and a new purpose never shifts an old one.
"""

from __future__ import annotations

from enum import IntEnum
from math import cos, log, pi, sqrt

import numpy as np
from numba import float32, int32, uint32, uint64
from numpy.typing import NDArray

from . import single_precision as single
from .compiled import kernel, scalar


class RandomStream(IntEnum):
    """What a word of a person's month decides. Never renumber: the number selects the stream.

    Four words come from one call, with the number of the call as its purpose: word n is number
    n % 4 of call n // 4.
    """

    MOMENT = 0
    TOUCHPOINT = 1
    WORKS = 2
    COMPLAINS = 3
    RESOLVED = 4
    LEAVES = 5
    SEEN = 6
    SELLS = 7
    DROPS = 8
    BASKET = 9
    DESTINATION = 10
    LOSES = 11
    JOINS = 12  # one word for each firm, up to 15
    POACHED = 16  # one word for each firm, up to 19
    TALKS = 20
    ORIGIN = 21
    FIRST_BASKET = 22


class Purpose(IntEnum):
    """What any other draw decides. Never renumber; numbers below 16 are calls of `RandomStream`."""

    NEEDS_DRIFT = 20
    REPORT = 21
    IDEA = 22
    RELEASE = 23
    EFFORT = 24
    CHECK = 25
    SHOCK = 26
    RESEARCH = 27
    PERSISTENT_ERROR = 28
    POPULATION = 40
    TASTE = 50
    BASE_HAZARD = 51
    LOT = 52


_M0, _M1 = uint64(0xD2511F53), uint64(0xCD9E8D57)
_W0, _W1 = uint32(0x9E3779B9), uint32(0xBB67AE85)
_TASTE, _BASE_HAZARD = np.uint32(Purpose.TASTE), np.uint32(Purpose.BASE_HAZARD)
ROUNDS = 7
_TURN = np.float64(2 * pi)
ZERO = np.uint32(0)

Number = int | np.uint32
"""A whole number of 32 bits, part of a key or of a counter."""


@scalar
def philox(
    c0: Number, c1: Number, c2: Number, c3: Number, k0: Number, k1: Number
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Four random 32-bit words from a 128-bit counter and a 64-bit key (Philox4x32-7).

    Args:
        c0, c1, c2, c3: counter words, uint32.
        k0, k1: key words, uint32.

    Returns:
        four uint32 words; checked against the vectors published with Random123.
    """
    x0, x1, x2, x3 = uint32(c0), uint32(c1), uint32(c2), uint32(c3)
    a, b = uint32(k0), uint32(k1)
    for _ in range(ROUNDS):
        p0 = _M0 * uint64(x0)
        p1 = _M1 * uint64(x2)
        h0, l0 = uint32(p0 >> uint64(32)), uint32(p0)
        h1, l1 = uint32(p1 >> uint64(32)), uint32(p1)
        x0, x1, x2, x3 = h1 ^ x1 ^ a, l1, h0 ^ x3 ^ b, l0
        a = uint32(a + _W0)
        b = uint32(b + _W1)
    return x0, x1, x2, x3


@scalar
def single_uniform(word: np.uint32) -> float:
    """A single-precision number strictly between 0 and 1 from one 32-bit word.

    (word / 2 + 1/2) / 2^31, fine near zero, where small chances are; held below 1. Half the word,
    because signed numbers become floating-point ones in one instruction, unsigned ones do not.
    """
    return min(  # type: ignore[return-value]
        (float32(int32(word >> uint32(1))) + 0.5) * 4.656612873077393e-10, 0.99999994
    )


@scalar
def single_normal(word_a: np.uint32, word_b: np.uint32) -> float:
    """A single-precision standard normal number from two words (Box & Muller 1958)."""
    radius = sqrt(-2.0 * single.log(single_uniform(word_a)))
    return radius * single.cosine_of_turn(single_uniform(word_b))


@scalar
def taste_deviation(person: Number, touchpoint: Number, seed: Number) -> float:
    """How one person's taste deviates at a touchpoint: for ever, so it needs no memory."""
    word_a, word_b, _, _ = philox(person, uint32(touchpoint), ZERO, ZERO, seed, _TASTE)
    return single_normal(word_a, word_b)


@scalar
def relationship_uniform(person: Number, relationship: Number, seed: Number) -> float:
    """The uniform number from which a new relationship's base hazard is read."""
    word, _, _, _ = philox(person, relationship, ZERO, ZERO, seed, _BASE_HAZARD)
    return single_uniform(word)


@scalar
def uniform(word: np.uint32) -> float:
    """A number strictly between 0 and 1 from one 32-bit word: (word + 1/2) / 2^32."""
    return (np.float64(word) + 0.5) * 2.3283064365386963e-10


@scalar
def normal(word_a: np.uint32, word_b: np.uint32) -> float:
    """A standard normal number from two words (Box & Muller 1958)."""
    radius = sqrt(-2.0 * np.float64(log(uniform(word_a))))
    return np.float64(radius) * np.float64(cos(_TURN * uniform(word_b)))


@kernel
def uniforms_of(
    seed: Number, purpose: Number, first: Number, second: Number, third: Number
) -> tuple[float, float, float, float]:
    """Four uniform numbers for one named random stream of the firm."""
    w0, w1, w2, w3 = philox(first, second, third, 0, seed, purpose)
    return uniform(w0), uniform(w1), uniform(w2), uniform(w3)


@kernel
def normal_of(seed: Number, purpose: Number, first: Number, second: Number, third: Number) -> float:
    """A standard normal number for one named random stream of the firm."""
    w0, w1, _, _ = philox(first, second, third, 0, seed, purpose)
    return normal(w0, w1)


@kernel
def normals_of(
    seed: Number, purpose: Number, month: Number, rows: int, columns: int
) -> NDArray[np.float64]:
    """Standard normal numbers [rows, columns], each keyed by (row, column, month)."""
    out = np.empty((rows, columns))
    for row in range(rows):
        for column in range(columns):
            w0, w1, _, _ = philox(row, column, month, 0, seed, purpose)
            out[row, column] = normal(w0, w1)
    return out


def replication_seed(seed: int, replication: int) -> int:
    """The 32-bit seed of one replication, from the user's seed and the replication's number."""
    return int(np.random.SeedSequence([seed, replication]).generate_state(1)[0])
