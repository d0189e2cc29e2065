"""What happens to few people in a month: joining, leaving, changing products. One at a time."""

from __future__ import annotations

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from ..people.network import Ties
from ..people.population import QUANTILES, People, Status
from ..people.world import Behaviour, Single, World
from ..rules import rules
from ..rules.compiled import loop, part, scalar, stage
from ..rules.draws import ZERO, RandomStream, philox, relationship_uniform, single_uniform
from ..rules.tally import Count, Sums, fixed, mean_of_fixed
from . import stages, word_of_mouth
from .scratch import BLOCK, Bytes, Who, Whole
from .word_of_mouth import Word

BY_NEED, BY_CIRCUMSTANCE, BY_NOTHING = 0, 1, 2
"""Segments that a firm acts on; by nothing it treats all alike and reports by need."""

_JOINING, _FORMER = int(Status.JOINING), int(Status.FORMER)
_JOINED, _ADVOCATED, _RETURNED, _LEFT, _CROSS_SOLD, _DROPPED, _GAINED, _LOST = (
    int(c)
    for c in (
        Count.JOINED,
        Count.ADVOCATED,
        Count.RETURNED,
        Count.LEFT,
        Count.CROSS_SOLD,
        Count.DROPPED,
        Count.GAINED,
        Count.LOST,
    )
)
_JOIN_CALL, _TAKE_CALL = np.uint32(RandomStream.ORIGIN // 4), np.uint32(RandomStream.DROPS // 4)
_BASKET_STREAM = np.int64(stages.RANDOM + BLOCK * int(RandomStream.BASKET))


@part
def acted_by(people: People, basis: int) -> Bytes:
    """The segment that a firm takes each person for."""
    if basis == BY_NEED:
        return people.by_need
    if basis == BY_CIRCUMSTANCE:
        return people.by_circumstance
    return people.need


@part
def join(
    i: np.uint32,
    j: int,
    s: int,
    people: People,
    ties: Ties,
    word: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    whole: Whole,
    sums: Sums,
) -> None:
    """A person joins the firm whose clock rang first."""
    f = whole[word_of_mouth.CHOSEN + j] - 1
    a = f * len(world.ideal) + acted_by(people, world.basis[f])[i]
    returns = whole[word_of_mouth.FORMER + j] == f + 1
    strong, weak, _ = talkers(i, f, word, world)
    advocacy = rules.advocacy_hazard(
        strong, weak, behaviour.strong_impact, behaviour.weak_impact, behaviour.promoter_reach
    )
    recruiting = world.recruiting[a]
    if behaviour.deal_proneness != 0:
        recruiting = rules.bought_hazard(
            recruiting, people.spend[i], behaviour.deal_proneness, world.bought[s]
        )
    share = rules.advocated_share(advocacy, rules.joining_hazard(recruiting, advocacy))
    _, origin, _, _ = philox(i, clock, ZERO, ZERO, seed, _JOIN_CALL)
    advocated = np.float32(single_uniform(origin) < share)
    friends = world.rumour[f, 2] if world.mixed else expected_by_friends(i, f, people, ties)
    start(i, f, s, people, behaviour, world, seed, clock)
    if len(people.pending) > 0 and advocated < 0.5:
        people.pending[i] = behaviour.onboarding_contacts
    people.advocated[i] = np.uint8(advocated)
    people.expectation[i] = rules.first_expectation(world.promise[a], friends, advocated)
    counts = sums.counts[f, s]
    counts[_JOINED] += 1
    counts[_ADVOCATED] += fixed(share)
    counts[_RETURNED] += 1 if returns else 0


@part
def start(
    i: np.uint32,
    f: int,
    s: int,
    people: People,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
) -> None:
    """A relationship begins: products, patience and satisfaction are those of a newcomer."""
    _, _, basket, _ = philox(i, clock, ZERO, ZERO, seed, _JOIN_CALL)
    people.status[i] = np.uint8(_JOINING)
    people.firm[i] = np.uint8(f)
    people.satisfaction[i] = behaviour.reference
    people.tenure[i] = 0
    people.holding[i] = np.uint8(pick(world.baskets[s], single_uniform(basket)))
    people.relationships[i] += np.uint8(1)
    draw = relationship_uniform(i, np.uint32(people.relationships[i]), seed)
    people.base_intensity[i] = rules.base_intensity_of(quantile(world.hazards[s], draw))


@part
def leave(
    i: np.uint32,
    j: int,
    f: int,
    s: int,
    people: People,
    word: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    rivals: int | None,
    real: Single,
    whole: Whole,
    sums: Sums,
) -> None:
    """A customer leaves: for the rival who won them over, one of their choice, or none."""
    people.status[i] = np.uint8(_FORMER)
    people.holding[i] = np.uint8(0)
    people.tenure[i] = 0
    if len(people.pending) > 0:
        people.pending[i] = 0.0
    if len(people.left) > 0:
        people.left[i], people.departures[i] = np.uint8(f + 1), 0.0
    sums.counts[f, s, _LEFT] += 1
    to = whole[stages.GONE_TO + j] - 1
    if rivals is not None:
        if to < 0:
            to = choose(i, f, people, word, behaviour, world, seed, clock, real)
        if to >= 0:
            a = to * len(world.ideal) + acted_by(people, world.basis[to])[i]
            start(i, to, s, people, behaviour, world, seed, clock)
            if len(people.pending) > 0:
                people.pending[i] = behaviour.onboarding_contacts
            people.advocated[i] = np.uint8(0)
            people.expectation[i] = world.promise[a]
            sums.counts[f, s, _LOST] += 1
            sums.counts[to, s, _GAINED] += 1
            sums.counts[to, s, _JOINED] += 1


@part
def choose(
    i: np.uint32,
    left: int,
    people: People,
    word: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    real: Single,
) -> int:
    """Where somebody goes who has just left a firm: a rival, or -1 for none of them."""
    firms, segments = len(world.open_), len(world.ideal)
    weights = real[stages.RANDOM_0 : stages.RANDOM_0 + firms]  # whose draws have been used up
    for g in range(firms):
        weights[g] = 0.0
        if g != left and world.open_[g]:
            a = g * segments + acted_by(people, world.basis[g])[i]
            strong, weak, against = talkers(i, g, word, world)
            weights[g] = rules.attraction_of_rival(
                rules.priced_ease(world.size[g], world.ease[a]),
                world.heard[a],
                world.attract[a],
                strong + weak,
                against,
                behaviour.choice_sensitivity,
            )
    _, _, destination, _ = philox(i, clock, ZERO, ZERO, seed, _TAKE_CALL)
    return destination_of(weights, world.rest, single_uniform(destination))


@loop
def destination_of(weights: Single, rest: float, draw: float) -> int:
    """A firm with chances in proportion to the weights, or -1 for the rest of the market."""
    level = draw * (weights.sum() + rest)
    for g in range(len(weights)):
        if level < weights[g]:
            return g
        level -= weights[g]
    return -1


@part
def talkers(
    i: np.uint32, f: int, word: Word, world: World
) -> tuple[np.float32, np.float32, np.float32]:
    """Friends who promote a firm, by strong and by weak ties, and friends who warn of it."""
    if world.mixed:
        promoting, warning = world.rumour[f, 0], world.rumour[f, 1]
        return world.ties[0] * promoting, world.ties[1] * promoting, world.ties[2] * warning
    reported = word[f]
    return (
        np.float32(reported[word_of_mouth.BY_STRONG, i]),
        np.float32(reported[word_of_mouth.BY_WEAK, i]),
        np.float32(reported[word_of_mouth.BY_WARNING, i]),
    )


@part
def expected_by_friends(i: np.uint32, f: int, people: People, ties: Ties) -> np.float32:
    """Mean expectation of the friends who promote a firm; 0 when none does."""
    total = found = 0
    for tie in range(uint64(ties.start[i]), uint64(ties.start[i + 1])):
        friend = ties.heard[tie]
        if people.talk[friend] == 1 + 2 * f:
            total += fixed(people.expectation[friend])
            found += 1
    return mean_of_fixed(total, found)


@part
def change_basket(
    i: np.uint32,
    j: int,
    f: int,
    s: int,
    people: People,
    world: World,
    real: Single,
    whole: Whole,
    sums: Sums,
) -> None:
    """A customer drops the product just used, or takes one more."""
    held = whole[stages.HELD + j]
    if whole[stages.DROPPED + j] > 0:
        people.holding[i] = np.uint8(held & ~(1 << whole[stages.TOUCHPOINT + j]))
        sums.counts[f, s, _DROPPED] += 1
        return
    wanted = held | pick(world.baskets[s], real[_BASKET_STREAM + j])
    if wanted != held:
        people.holding[i] = np.uint8(wanted)
        sums.counts[f, s, _CROSS_SOLD] += 1


@stage
def age(tenure: NDArray[np.uint16], who: Who, found: int) -> None:
    """One more month with the firm."""
    for j in range(found):
        tenure[who[j]] += np.uint16(1)


@stage
def pick(cumulative: Single, draw: float) -> int:
    """First position whose cumulative chance is above `draw`."""
    for position in range(len(cumulative) - 1):
        if draw < cumulative[position]:
            return position
    return len(cumulative) - 1


@scalar
def quantile(table: Single, level: np.float32) -> np.float32:
    """Linear interpolation in a table of QUANTILES equal steps."""
    place = level * np.float32(QUANTILES)
    cell = min(np.int32(place), np.int32(QUANTILES - 1))
    return table[cell] + (place - np.float32(cell)) * (table[cell + 1] - table[cell])


@stage
def power_of_two(number: int) -> int:
    """The exponent of a power of two: products from the number of baskets."""
    exponent = 0
    while number > 1:
        number >>= 1
        exponent += 1
    return exponent
