"""Random numbers: the published Philox vectors, and luck that depends on its name only."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market.rules.draws import (
    Purpose,
    normal,
    normal_of,
    normals_of,
    philox,
    replication_seed,
    uniform,
    uniforms_of,
)

ALL = 0xFFFFFFFF
NOUGHTS = (0, 0, 0, 0), (0, 0)
ONES = (ALL, ALL, ALL, ALL), (ALL, ALL)
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0)
RANDOM123 = [
    (7, *NOUGHTS, (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48)),
    (7, *ONES, (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662)),
    (7, *PI, (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A)),
    (10, *NOUGHTS, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (10, *ONES, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (10, *PI, (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
"""Known answers shipped with Random123: rounds, counter, key, words."""


def philox_in_plain_integers(counter, key, rounds=7):
    """Philox4x32 as the paper writes it, in Python's unbounded integers."""
    x, k = list(counter), list(key)
    for _ in range(rounds):
        high0, low0 = divmod(0xD2511F53 * x[0], 2**32)
        high1, low1 = divmod(0xCD9E8D57 * x[2], 2**32)
        x = [high1 ^ x[1] ^ k[0], low1, high0 ^ x[3] ^ k[1], low0]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return tuple(x)


@pytest.mark.parametrize(("rounds", "counter", "key", "words"), RANDOM123)
def test_rounds_in_plain_integers_give_the_words_published_with_random123(
    rounds, counter, key, words
):
    assert philox_in_plain_integers(counter, key, rounds) == words


@pytest.mark.parametrize(("counter", "key", "words"), [row[1:] for row in RANDOM123 if row[0] == 7])
def test_philox_gives_the_words_published_for_seven_rounds(counter, key, words):
    assert tuple(int(w) for w in philox(*counter, *key)) == words


def test_philox_equals_plain_integers_for_any_counter_and_key():
    generator = np.random.default_rng(1)
    for row in generator.integers(0, 2**32, (200, 6)).tolist():
        got = tuple(int(w) for w in philox(*row))
        assert got == philox_in_plain_integers(row[:4], row[4:])


@pytest.mark.parametrize("word", [0, 1, 2**31, ALL])
def test_uniform_is_strictly_between_0_and_1(word):
    value = uniform(np.uint32(word))
    assert 0.0 < value < 1.0
    assert value == pytest.approx((word + 0.5) / 2**32, abs=1e-16)


def test_normal_is_finite_for_the_extreme_words():
    extremes = [normal(np.uint32(a), np.uint32(b)) for a in (0, ALL) for b in (0, ALL)]
    assert max(abs(z) for z in extremes) < 6.8  # sqrt(-2 ln 2^-33)


def test_normal_follows_box_and_muller():
    a, b = np.uint32(2**31), np.uint32(2**30)
    expected = np.sqrt(-2 * np.log(uniform(a))) * np.cos(2 * np.pi * uniform(b))
    assert normal(a, b) == pytest.approx(expected, abs=1e-12)


def test_normals_have_mean_0_variance_1_and_normal_tails():
    z = normals_of(7, int(Purpose.REPORT), 3, 400, 400).ravel()
    error = 1 / np.sqrt(len(z))
    assert z.mean() == pytest.approx(0, abs=4 * error)
    assert z.std() == pytest.approx(1, abs=4 * error / np.sqrt(2))
    assert (z > 1.959964).mean() == pytest.approx(0.025, abs=4 * error * np.sqrt(0.025 * 0.975))


def test_uniforms_fill_their_range_evenly():
    drawn = np.array([uniforms_of(3, int(Purpose.IDEA), 1, 2, n) for n in range(20_000)]).ravel()
    shares = np.histogram(drawn, bins=10, range=(0, 1))[0] / len(drawn)
    assert shares == pytest.approx(np.full(10, 0.1), abs=4 * np.sqrt(0.09 / len(drawn)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((5, Purpose.REPORT, 1), (5, Purpose.NEEDS_DRIFT, 1)),  # another purpose
        ((5, Purpose.REPORT, 1), (5, Purpose.REPORT, 2)),  # another month
        ((5, Purpose.REPORT, 1), (6, Purpose.REPORT, 1)),  # another replication
    ],
)
def test_luck_of_another_name_is_uncorrelated(one, other):
    a, b = (
        normals_of(seed, int(purpose), month, 200, 200).ravel()
        for seed, purpose, month in (one, other)
    )
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(0, abs=4 / np.sqrt(len(a)))


def test_luck_depends_on_its_name_and_not_on_what_else_is_drawn():
    whole = normals_of(11, int(Purpose.REPORT), 4, 5, 6)
    assert normals_of(11, int(Purpose.REPORT), 4, 3, 2) == pytest.approx(whole[:3, :2], abs=0)
    assert normal_of(11, int(Purpose.REPORT), 2, 1, 4) == whole[2, 1]


def test_purposes_have_different_numbers():
    assert len({int(p) for p in Purpose}) == len(Purpose.__members__)


def test_replication_seeds_are_distinct_32_bit_numbers():
    seeds = [replication_seed(seed, n) for seed in (0, 1, 2**32 - 1) for n in range(500)]
    assert len(set(seeds)) == len(seeds)
    assert min(seeds) >= 0
    assert max(seeds) < 2**32
    assert replication_seed(1, 7) == replication_seed(1, 7)
