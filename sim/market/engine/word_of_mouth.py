"""Hearing, joining, being poached, rating and talking, in short loops over a block of people.

As in `stages`, working numbers lie in rows of two flat arrays; here they mean other things.
A person's word is one byte: 0 for silence, 1 + 2 f for promoting firm f, 2 + 2 f for warning of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from ..people.network import Ties
from ..people.population import People, Status
from ..people.world import Behaviour, Single
from ..rules import rules
from ..rules.compiled import borrowing_kernel, scalar, stage
from ..rules.draws import ZERO, Purpose, RandomStream, philox, single_uniform
from ..rules.tally import Count, Touched, fixed, mean_of_fixed
from .scratch import BLOCK, Bench, Bytes, Totals, Who, Whole, rows
from .stages import CLOCK, FIXED, GONE_TO, HEARD, LEFT, RANDOM_0, SATISFACTION, VALUE, listed, moved

Word = NDArray[np.unsignedinteger[Any]]
"""What friends say of every firm, or of one, as `spread` counts it; its type is `Ties.counter`."""

(
    SOONEST,
    CHANCE,
    RANDOM,
    STRONG,
    WEAK,
    AGAINST,
    PERSUADED,
    UNREPORTED,
    EASE,
    SPEND,
    BOUGHT,
    CALLS,
) = rows(12)
"""Rows of `real` while people hear: when the first firm won somebody; of the firm looked at now the
chance and the random number of joining; of those who heard about it the friends who talk, and their
chance; the chances of those who heard nothing; ease of joining at the firm's prices; where some
people are recruited more easily than others, everybody's spend and hazard of being recruited. When
all are counted, their contacts."""

BY_STRONG, BY_WEAK, BY_WARNING = 0, 1, 2
"""Planes of the word that has come to everybody."""

CELL, CHOSEN, FORMER, ANSWER, REPORTED = rows(5)
"""Rows of `whole`: the chosen firm and the firm left, each plus 1 and 0 for none; the rating; who
heard about a firm, by place among those at work."""

_CUSTOMER, _FORMER, _JOINING, _PROSPECT = (
    int(Status.CUSTOMER),
    int(Status.FORMER),
    int(Status.JOINING),
    int(Status.PROSPECT),
)
_CUSTOMERS, _PROMOTERS, _DETRACTORS, _SATISFACTION, _EXPECTATION, _LOAD, _PROSPECTS = (
    int(c)
    for c in (
        Count.CUSTOMERS,
        Count.PROMOTERS,
        Count.DETRACTORS,
        Count.SATISFACTION,
        Count.EXPECTATION,
        Count.LOAD,
        Count.PROSPECTS,
    )
)
_COULD_JOIN = int(Touched.PROSPECTS)
_TALK, _LOT, _JOIN = (
    np.uint32(RandomStream.TALKS // 4),
    np.uint32(Purpose.LOT),
    np.uint32(RandomStream.JOINS // 4),
)


# Hearing and joining


@stage
def strangers(status: Bytes, firm: Bytes, first: int, who: Who, whole: Whole) -> np.int64:
    """List who of a block is no customer, and which firm each has left (plus 1; 0 for none)."""
    for j in range(len(status)):
        whole[FIXED + j] = np.int32(status[j] != np.uint8(_CUSTOMER))
        left = np.int32(firm[j]) + np.int32(1)
        whole[ANSWER + j] = left if status[j] == np.uint8(_FORMER) else np.int32(0)
    found = listed(len(status), first, who, whole)
    former, place = whole[ANSWER : ANSWER + BLOCK], np.int64(first)
    for j in range(found):
        whole[FORMER + j] = former[np.int64(who[j]) - place]
    return found


@stage
def forgetting(status: Bytes, satisfaction: Single, behaviour: Behaviour) -> None:
    """Former customers forget, good and bad alike."""
    for i in range(len(status)):
        before = satisfaction[i]
        faded = rules.forgetting(before, behaviour.reference, behaviour.norm_pull)
        satisfaction[i] = faded if status[i] == np.uint8(_FORMER) else before


@stage
def undecided(found: int, real: Single, whole: Whole) -> None:
    """No one has chosen yet."""
    for j in range(found):
        real[SOONEST + j] = 2.0
        whole[CHOSEN + j] = np.int32(0)


@scalar
def chance_of_joining(
    recruiting: float,
    strong: float,
    weak: float,
    against: float,
    left: float,
    at_price: float,
    behaviour: Behaviour,
) -> float:
    """The rules of joining one after the other; for `left` see `rules.ease_of_joining`."""
    advocacy = rules.advocacy_hazard(
        strong, weak, behaviour.strong_impact, behaviour.weak_impact, behaviour.promoter_reach
    )
    return rules.joining_probability(
        rules.joining_hazard(recruiting, advocacy),
        against,
        behaviour.detractor_impact,
        behaviour.detractor_reach,
        rules.priced_ease(
            rules.ease_of_joining(left, behaviour.winback, behaviour.winback_of_any), at_price
        ),
    )


@scalar
def left_by(former: np.int32, number: np.int32) -> np.int32:
    """What somebody has left, as `rules.ease_of_joining` takes it, by the firm left plus 1."""
    return np.int32(2) * np.int32(former > 0) - np.int32(former == number)


@stage
def recruited(
    found: int,
    f: int,
    recruiting: Single,
    ease: Single,
    behaviour: Behaviour,
    real: Single,
    whole: Whole,
) -> None:
    """The chance of joining of those who heard nothing: the same for all of a cell.

    In most months that is nearly everybody, and the rules are asked thrice a cell instead.

    Args:
        recruiting, ease: [A], the firm's.
    """
    nothing, cells = np.float32(0.0), np.int32(len(recruiting))
    for a in range(len(recruiting)):
        for left in range(3):
            real[UNREPORTED + 4 * a + left] = chance_of_joining(
                recruiting[a], nothing, nothing, nothing, np.float32(left), ease[a], behaviour
            )
    number = np.int32(f + 1)
    first, unreported, chance = np.int32(f) * cells, real[UNREPORTED:], real[CHANCE:]
    for j in range(found):
        left = left_by(whole[FORMER + j], number)
        chance[j] = unreported[np.int32(4) * (whole[CELL + j] - first) + left]


@stage
def dealt(
    found: int,
    f: int,
    recruiting: Single,
    mean: np.float32,
    ease: Single,
    behaviour: Behaviour,
    real: Single,
    whole: Whole,
) -> None:
    """As `recruited`, where recruiting wins some people more easily than others.

    Args:
        recruiting, ease: [A], the firm's.
        mean: of what people's spend does to it, see `rules.bought_hazard`.
    """
    number, nothing = np.int32(f + 1), np.float32(0.0)
    first = np.int32(f) * np.int32(len(recruiting))
    for j in range(found):
        real[BOUGHT + j] = recruiting[whole[CELL + j] - first]
        real[EASE + j] = ease[whole[CELL + j] - first]
    for j in range(found):
        real[BOUGHT + j] = rules.bought_hazard(
            real[BOUGHT + j], real[SPEND + j], behaviour.deal_proneness, mean
        )
    for j in range(found):
        left = np.float32(left_by(whole[FORMER + j], number))
        real[CHANCE + j] = chance_of_joining(
            real[BOUGHT + j], nothing, nothing, nothing, left, real[EASE + j], behaviour
        )


@stage
def listened(word: Word, who: Who, found: int, real: Single, whole: Whole) -> int:
    """List who has friends who talk about a firm, and how many, as counted when they talked."""
    near, far, warned = word[BY_STRONG], word[BY_WEAK], word[BY_WARNING]
    reported = 0
    for j in range(found):
        i = who[j]
        whole[REPORTED + reported] = np.int32(j)
        reported += (near[i] | far[i] | warned[i]) > 0
    for k in range(reported):
        i = who[whole[REPORTED + k]]
        real[STRONG + k] = np.float32(near[i])
        real[WEAK + k] = np.float32(far[i])
        real[AGAINST + k] = np.float32(warned[i])
    return reported


@stage
def rumoured(found: int, ties: Single, rumour: Single, real: Single, whole: Whole) -> int:
    """Everybody hears the average word about a firm, as often as a person has ties."""
    for j in range(found):
        whole[REPORTED + j] = np.int32(j)
        real[STRONG + j] = ties[0] * rumour[0]
        real[WEAK + j] = ties[1] * rumour[0]
        real[AGAINST + j] = ties[2] * rumour[1]
    return found


@stage
def persuaded(
    reported: int,
    f: int,
    recruiting: Single,
    ease: Single,
    behaviour: Behaviour,
    real: Single,
    whole: Whole,
) -> None:
    """The chance of joining of those who heard about a firm."""
    number, first = np.int32(f + 1), np.int32(f) * np.int32(len(recruiting))
    for k in range(reported):
        j = whole[REPORTED + k]
        real[PERSUADED + k] = recruiting[whole[CELL + j] - first]
        real[EASE + k] = ease[whole[CELL + j] - first]
        whole[ANSWER + k] = left_by(whole[FORMER + j], number)
    if behaviour.deal_proneness != 0:
        for k in range(reported):
            real[PERSUADED + k] = real[BOUGHT + whole[REPORTED + k]]
    for k in range(reported):
        real[PERSUADED + k] = chance_of_joining(
            real[PERSUADED + k],
            real[STRONG + k],
            real[WEAK + k],
            real[AGAINST + k],
            np.float32(whole[ANSWER + k]),
            real[EASE + k],
            behaviour,
        )
    chance = real[CHANCE:]
    for k in range(reported):
        chance[whole[REPORTED + k]] = real[PERSUADED + k]


@stage
def joining_random(
    who: Who, found: int, seed: np.uint32, clock: np.uint32, f: int, real: Single
) -> None:
    """Everybody's random number with a firm: its own word of the four of one call of Philox."""
    for j in range(found):
        a, b, c, d = philox(who[j], clock, ZERO, ZERO, seed, _JOIN)
        low, high = a if f == 0 else b, c if f == 2 else d
        real[RANDOM + j] = single_uniform(low if f < 2 else high)


@stage
def won(found: int, f: int, real: Single, whole: Whole) -> None:
    """The people a firm wins this month: every firm has a clock of its own, the first to ring wins.

    A clock rings within the month when its random number u is below the chance p, at the
    moment u / p.
    """
    number = np.int32(f + 1)
    for j in range(found):
        draw, chance = real[RANDOM + j], real[CHANCE + j]
        moment = rules.moment_of_ringing(draw, chance)
        sooner = (draw < chance) & (moment < real[SOONEST + j])
        real[SOONEST + j] = moment if sooner else real[SOONEST + j]
        whole[CHOSEN + j] = number if sooner else whole[CHOSEN + j]


@stage
def counted_strangers(found: int, first_cell: int, touched: Totals, whole: Whole) -> None:
    """The people recruiting reaches, by the segment that they are taken for."""
    for a in range(len(touched)):
        total, cell = np.int32(0), np.int32(first_cell + a)
        for j in range(found):
            total += np.int32(whole[CELL + j] == cell)
        touched[a, _COULD_JOIN] += total


@stage
def poaching(found: int, g: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """The people a rival wins over before anything else takes them away."""
    number = np.int32(g + 1)
    moved(found, real, RANDOM_0 + g * BLOCK, VALUE)
    for j in range(found):
        chance = rules.poaching_probability(
            real[HEARD + j], real[SATISFACTION + j], behaviour.poaching
        )
        draw = real[VALUE + j]
        moment = rules.moment_of_ringing(draw, chance)
        sooner = (draw < chance) & (moment < real[CLOCK + j])
        real[CLOCK + j] = moment if sooner else real[CLOCK + j]
        whole[GONE_TO + j] = number if sooner else whole[GONE_TO + j]
        whole[LEFT + j] = np.int32(1) if sooner else whole[LEFT + j]


# Rating and talking


@stage
def started(status: Bytes) -> None:
    """Who joined this month is a customer from now on."""
    for i in range(len(status)):
        joining = status[i] == np.uint8(_JOINING)
        status[i] = np.uint8(_CUSTOMER) if joining else status[i]


@stage
def rated(satisfaction: Single, style: Single, whole: Whole) -> None:
    """What everybody would answer."""
    for j in range(len(style)):
        whole[ANSWER + j] = np.int32(rules.rating(satisfaction[j], style[j]))


@stage
def talk_random(first: int, last: int, seed: np.uint32, clock: np.uint32, real: Single) -> None:
    """One random number of everybody in a block: whether they talk."""
    for j in range(last - first):
        word, _, _, _ = philox(np.uint32(first + j), clock, ZERO, ZERO, seed, _TALK)
        real[RANDOM_0 + j] = single_uniform(word)


@stage
def stated(
    status: Bytes, firm: Bytes, talk: Bytes, behaviour: Behaviour, real: Single, whole: Whole
) -> None:
    """What everybody says next month, in one byte."""
    for j in range(len(status)):
        state = status[j]
        knows, customer = state != np.uint8(_PROSPECT), state == np.uint8(_CUSTOMER)
        answer, draw = whole[ANSWER + j], real[RANDOM_0 + j]
        promotes = customer & (answer >= 9) & (draw < behaviour.promoter_incidence)
        detracts = knows & (answer <= 6) & (draw < behaviour.detractor_incidence)
        whole[CHOSEN + j] = np.int32(promotes) + np.int32(2) * np.int32(detracts)
    for j in range(len(status)):
        word = whole[CHOSEN + j]
        about = word + np.int32(2) * np.int32(firm[j])
        talk[j] = np.uint8(about if word > 0 else np.int32(0))


@stage
def calls(usual: Single, pending: Single, real: Single) -> None:
    """Everybody's contacts next month, those that earlier trouble causes included."""
    for j in range(len(usual)):
        real[CALLS + j] = rules.contacts_of(usual[j], pending[j])


@stage
def counted_customers(
    status: Bytes,
    firm: Bytes,
    satisfaction: Single,
    expectation: Single,
    contacts: Single,
    f: int,
    whole: Whole,
    counts: Totals,
) -> None:
    """Customers of a firm, their ratings, and sums of what they feel and expect."""
    customers = promoters = detractors = strangers = np.int32(0)
    happy = expected = load = 0
    customer, own, none = np.uint8(_CUSTOMER), np.uint8(f), np.int32(0)
    for j in range(len(status)):
        mine = (status[j] == customer) & (firm[j] == own)
        answer = whole[ANSWER + j]
        customers += np.int32(mine)
        strangers += np.int32(status[j] != customer)
        promoters += np.int32(mine & (answer >= 9))
        detractors += np.int32(mine & (answer <= 6))
        happy += fixed(satisfaction[j]) if mine else none
        expected += fixed(expectation[j]) if mine else none
        load += fixed(contacts[j]) if mine else none
    counts[_CUSTOMERS] += customers
    counts[_PROMOTERS] += promoters
    counts[_DETRACTORS] += detractors
    counts[_SATISFACTION] += happy
    counts[_EXPECTATION] += expected
    counts[_LOAD] += load
    counts[_PROSPECTS] += strangers


@stage
def counted_waiting(status: Bytes, acted: Bytes, waiting: Totals) -> None:
    """People without a firm, by the segment that they are taken for."""
    for a in range(len(waiting)):
        total, taken, customer = np.int32(0), np.uint8(a), np.uint8(_CUSTOMER)
        for i in range(len(status)):
            total += np.int32((status[i] != customer) & (acted[i] == taken))
        waiting[a] += total


@stage
def spread(talk: Bytes, ties: Ties, first: int, last: int, bench: Bench, word: Word) -> None:
    """Carry what everybody says to friends: how many promote and warn of each firm.

    Talkers tell; listeners do not ask. Few people talk in a month, so this touches a tenth of the
    ties that asking every friend of every prospect would. Every thread goes through all talkers and
    tells the people of its own share, so that no two write to the same place.

    Args:
        talk: uint8 [people].
        ties: the friends that each person hears; a tie is heard from both its ends.
        first, last: the share of people who receive the word.
        bench: a thread's own room.
        word: [F, 3, people], written over for the share: friends by strong ties and by weak ties
            who promote each firm, and friends who warn of it.
    """
    heard, start, strong = ties.heard, ties.start, ties.strong
    word[:, :, first:last] = 0
    for block in range(0, len(talk), BLOCK):
        talkers = _talkers(talk[block : block + BLOCK], block, bench.who, bench.whole)
        for j in range(talkers):
            i = bench.who[j]
            f, warns = (talk[i] - 1) >> 1, (talk[i] & 1) == 0
            front, boundary = uint64(start[i]), uint64(start[i]) + uint64(strong[i])
            for tie in range(front, uint64(start[i + 1])):
                friend = heard[tie]
                if first <= friend < last:
                    near = BY_STRONG if tie < boundary else BY_WEAK
                    word[f, BY_WARNING if warns else near, friend] += 1


@stage
def _talkers(talk: Bytes, first: int, who: Who, whole: Whole) -> np.int64:
    """List who of a block talks."""
    for j in range(len(talk)):
        whole[FIXED + j] = np.int32(talk[j] > np.uint8(0))
    return listed(len(talk), first, who, whole)


@borrowing_kernel
def average_word(talk: Bytes, expectation: Single, f: int) -> tuple[float, float, float]:
    """Shares of people who promote and warn of a firm, and its promoters' mean expectation."""
    promoters = detractors = expected = 0
    for i in range(len(talk)):
        promotes = np.int32(talk[i] == 1 + 2 * f)
        promoters += promotes
        detractors += np.int32(talk[i] == 2 + 2 * f)
        expected += promotes * fixed(expectation[i])
    everybody = max(len(talk), 1)
    return promoters / everybody, detractors / everybody, mean_of_fixed(expected, promoters)


@borrowing_kernel
def share_out(people: People, firms: Bytes, seed: np.uint32) -> None:
    """Give everybody who is or was a customer to one of some firms by lot, and their word, too.

    Args:
        people: columns, changed in place.
        firms: uint8, positions of the firms.
        seed: key of the lot, which is a person's for ever.
    """
    for i in range(len(people.need)):
        if people.status[i] != _PROSPECT:
            lot, _, _, _ = philox(np.uint32(i), ZERO, ZERO, ZERO, seed, _LOT)
            mine = min(int(single_uniform(lot) * np.float32(len(firms))), len(firms) - 1)
            if people.talk[i] > 0:
                people.talk[i] += np.uint8(2) * firms[mine]
            if len(people.left) > 0 and people.left[i] > 0:
                people.left[i] = np.uint8(1) + firms[mine]
            people.firm[i] = firms[mine]
