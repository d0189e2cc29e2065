"""A customer's month in short loops over a block of people, each simple enough to be vectorised.

A block is at most `BLOCK` people of one segment. Its working numbers lie in two flat arrays, `real`
(float32) and `whole` (int32), in rows of `BLOCK`: `real[SATISFACTION + j]` is the satisfaction of
the j-th person at work. One array instead of twenty lets the compiler see that rows do not overlap,
without which it vectorises nothing. Nothing branches: everybody's moment is worked out,
and kept where there was one. Every number comes from a rule of the rulebook.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from ..people.world import Behaviour, Single
from ..rules import rules
from ..rules.compiled import scalar, stage
from ..rules.draws import ZERO, RandomStream, philox, single_uniform, taste_deviation
from ..rules.tally import Count, Touched, fixed
from .scratch import BLOCK, REAL_ROWS, WHOLE_ROWS, Bytes, Totals, Who, Whole, rows

(
    RANDOM_0,
    RANDOM_1,
    RANDOM_2,
    RANDOM_3,
    RANDOM_4,
    RANDOM_5,
    RANDOM_6,
    RANDOM_7,
    RANDOM_8,
    RANDOM_9,
    RANDOM_10,
    RANDOM_11,
    CONTACTS,
    SPEND,
    SATISFACTION,
    EXPECTATION,
    INTENSITY,
    CONTRIBUTION,
    VALUE,
    FELT,
    CLOCK,
    MARGIN,
    IDEAL,
    POSITION,
    QUALITY,
    RESOLVE,
    NORM,
    SEEN,
    CUT,
    SELL,
    HEARD,
    SCOPE,
    PENDING,
    BACK,
    LOSS,
) = rows(REAL_ROWS)
RANDOM = RANDOM_0

(
    CELL,
    HELD,
    TOUCHPOINT,
    HAD,
    OUTCOME,
    OFFERED,
    LEFT,
    GONE_TO,
    DROPPED,
    SOLD,
    FIXED,
    OFFER,
    LOST,
) = rows(WHOLE_ROWS)
"""LOST is the product in which a customer causes a loss, P where there is none."""

_MOMENT, _TOUCHPOINT, _WORKS, _COMPLAINS, _RESOLVED, _LEAVES, _SEEN, _SELLS, _DROPS = (
    np.int64(RANDOM + BLOCK * int(draw))
    for draw in (
        RandomStream.MOMENT,
        RandomStream.TOUCHPOINT,
        RandomStream.WORKS,
        RandomStream.COMPLAINS,
        RandomStream.RESOLVED,
        RandomStream.LEAVES,
        RandomStream.SEEN,
        RandomStream.SELLS,
        RandomStream.DROPS,
    )
)
FAILED = 4
"""Bit of OUTCOME that says that the moment failed; the lower ones say what followed."""

(
    _PAYING,
    _CONTACTS,
    _MOMENTS,
    _FAILURES,
    _COMPLAINTS,
    _ANSWERED,
    _ANSWERED_FAST,
    _OFFERS,
) = (
    int(count)
    for count in (
        Count.PAYING,
        Count.CONTACTS,
        Count.MOMENTS,
        Count.FAILURES,
        Count.COMPLAINTS,
        Count.RESOLVED,
        Count.RESOLVED_FAST,
        Count.OFFERS,
    )
)
_COMPLAINED, _OFFERED, _SATISFIED = (
    int(Touched.COMPLAINTS),
    int(Touched.OFFERS),
    int(Touched.SATISFIED),
)


# Bringing people to the block, and their random numbers


@stage
def listed(people: int, first: int, who: Who, whole: Whole) -> np.int64:
    """List whoever is flagged in row FIXED, without a branch: write always, advance when it counts.

    Flags are found apart, in a loop that is vectorised, which halves the time.
    """
    found, flags = uint64(0), whole[FIXED : FIXED + people]
    for j in range(people):
        who[found] = np.uint32(first + j)
        found += uint64(flags[j])
    return np.int64(found)


@stage
def chosen(
    status: Bytes, firm: Bytes, wanted: int, of: int, first: int, who: Who, whole: Whole
) -> np.int64:
    """List who of a block has a status with a firm."""
    state, own = np.uint8(wanted), np.uint8(of)
    for j in range(len(status)):
        whole[FIXED + j] = np.int32((status[j] == state) & (firm[j] == own))
    return listed(len(status), first, who, whole)


@stage
def brought(column: Single | Bytes, who: Who, found: int, real: Single | Whole, row: int) -> None:
    """Gather one column of the people at work into a row."""
    into = real[row : row + found]
    for j in range(found):
        into[j] = column[who[j]]


@stage
def returned(column: Single, who: Who, found: int, real: Single, row: int) -> None:
    """Write a row back to the column that it came from."""
    source = real[row : row + found]
    for j in range(found):
        column[who[j]] = source[j]


@stage
def moved(found: int, real: Single, source: int, row: int) -> None:
    """Copy one row into another."""
    into, out_of = real[row : row + found], real[source : source + found]
    for j in range(found):
        into[j] = out_of[j]


@stage
def looked_up(table: Single, found: int, real: Single, row: int, whole: Whole, index: int) -> None:
    """Read everybody's entry of a small table into a row, apart from the arithmetic.

    A loop that looks up and calculates is not vectorised; a loop that only calculates is.
    """
    into, place = real[row : row + found], whole[index : index + found]
    for j in range(found):
        into[j] = table[place[j]]


@stage
def random_rows(
    who: Who, found: int, seed: np.uint32, clock: np.uint32, call: np.uint32, real: Single, row: int
) -> None:
    """Four random numbers of everybody at work, in four rows from `row` on.

    Vectorised Philox costs a third of a nanosecond a word; one word at a time ten times as much.
    """
    into = real[row : row + 4 * BLOCK]
    for j in range(found):
        a, b, c, d = philox(who[j], clock, ZERO, ZERO, seed, call)
        into[j] = single_uniform(a)
        into[BLOCK + j] = single_uniform(b)
        into[2 * BLOCK + j] = single_uniform(c)
        into[3 * BLOCK + j] = single_uniform(d)


@stage
def placed(
    acted: Bytes, who: Who, found: int, firm: int, segments: int, whole: Whole, row: int
) -> None:
    """The cell of everybody at work: how a firm treats the segment it takes them for."""
    into, first = whole[row : row + found], np.int32(firm * segments)
    for j in range(found):
        into[j] = first + np.int32(acted[who[j]])


# The moment of truth


@stage
def meeting(found: int, touch: Single, touchpoints: np.int32, real: Single, whole: Whole) -> None:
    """Who has a moment of truth, and at which touchpoint: as many as cumulative chances passed.

    Args:
        touch: [M * K], cumulative chances of one segment.
        touchpoints: K.
    """
    for j in range(found):
        met = real[_MOMENT + j] < rules.moment_probability(real[CONTACTS + j])
        whole[HAD + j] = np.int32(met)
        whole[FIXED + j] = whole[HELD + j] * touchpoints
        whole[TOUCHPOINT + j] = np.int32(0)
    for _ in range(touchpoints - 1):
        looked_up(touch, found, real, VALUE, whole, FIXED)
        for j in range(found):
            whole[TOUCHPOINT + j] += np.int32(real[_TOUCHPOINT + j] >= real[VALUE + j])
            whole[FIXED + j] += np.int32(1)
    for j in range(found):
        whole[OFFER + j] = whole[CELL + j] * touchpoints + whole[TOUCHPOINT + j]


@stage
def tasting(who: Who, found: int, seed: np.uint32, real: Single, whole: Whole) -> None:
    """How everybody's taste deviates at the touchpoint met."""
    for j in range(found):
        real[VALUE + j] = taste_deviation(who[j], whole[TOUCHPOINT + j], seed)


@stage
def experiencing(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """What the moment delivers."""
    for j in range(found):
        works = np.float32(real[_WORKS + j] < real[QUALITY + j])
        liked = rules.taste(real[IDEAL + j], behaviour.taste_sd, real[VALUE + j])
        real[VALUE + j] = rules.delivered(
            real[POSITION + j], liked, works, behaviour.contact_effort, real[SCOPE + j]
        )
        whole[OUTCOME + j] = whole[HAD + j] * np.int32(FAILED) * np.int32(works < 0.5)


@stage
def priced(
    found: int,
    pressure: Single,
    dearer: Single,
    extra: Single,
    baskets: np.int32,
    real: Single,
    whole: Whole,
) -> None:
    """What prices do: to the hazard of leaving, to what is expected of the moment, to the margin.

    What is expected besides is kept in the row HEARD.
    """
    for j in range(found):
        whole[FIXED + j] = whole[CELL + j] * baskets + whole[HELD + j]
    looked_up(pressure, found, real, FELT, whole, FIXED)
    looked_up(dearer, found, real, CLOCK, whole, FIXED)
    for j in range(found):
        real[INTENSITY + j] = rules.priced_intensity(real[INTENSITY + j], real[FELT + j])
        real[HEARD + j] = real[EXPECTATION + j]
        real[EXPECTATION + j] = rules.priced_expectation(real[EXPECTATION + j], real[CLOCK + j])
    looked_up(extra, found, real, CLOCK, whole, FIXED)
    for j in range(found):
        real[MARGIN + j] = rules.priced_margin(real[MARGIN + j], real[CLOCK + j])


@stage
def complaining(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """What becomes of failures."""
    for j in range(found):
        failed = whole[OUTCOME + j]
        complained = np.float32((failed > 0) & (real[_COMPLAINS + j] < behaviour.complaint_rate))
        outcome = rules.complaint_outcome(complained, real[_RESOLVED + j], real[RESOLVE + j])
        whole[OUTCOME + j] = failed + np.int32(outcome)


@scalar
def after_moment(
    before: np.float32, value: np.float32, expected: np.float32, behaviour: Behaviour
) -> np.float32:
    """Satisfaction after a moment, whatever then is done about it."""
    return rules.satisfaction(
        before,
        value,
        expected,
        behaviour.reference,
        behaviour.loss_aversion,
        behaviour.satisfaction_speed,
    )


@scalar
def felt(value: np.float32, expected: np.float32, behaviour: Behaviour) -> np.float32:
    """The satisfaction that this moment alone would lead to."""
    return rules.satisfaction_target(
        rules.disconfirmation(value, expected), behaviour.reference, behaviour.loss_aversion
    )


@stage
def feeling(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """Satisfaction after the moment and what followed it."""
    for j in range(found):
        before, expected = real[SATISFACTION + j], real[EXPECTATION + j]
        value, outcome = real[VALUE + j], whole[OUTCOME + j]
        after = after_moment(before, value, expected, behaviour)
        followed = np.float32(outcome - np.int32(FAILED))
        answered = rules.recovered(
            after,
            before,
            followed,
            behaviour.recovered_silent,
            behaviour.recovered_unresolved,
            behaviour.recovered_resolved,
            behaviour.recovered_fast,
        )
        answered = rules.delighted(answered, followed, behaviour.recovery_lift)
        after = answered if outcome >= FAILED else after
        real[FELT + j] = felt(value, expected, behaviour)
        real[SATISFACTION + j] = after if whole[HAD + j] > 0 else before


@stage
def expecting(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """What everybody expects after the month."""
    for j in range(found):
        before = real[EXPECTATION + j]
        learnt = rules.expectation(before, real[VALUE + j], behaviour.expectation_learning)
        learnt = learnt if whole[HAD + j] > 0 else before
        real[EXPECTATION + j] = rules.expectation_of_anybody(
            learnt, real[NORM + j], behaviour.norm_pull
        )


@stage
def paying(found: int, costs: Single, real: Single, whole: Whole) -> None:
    """Everybody's profit so far."""
    for j in range(found):
        complained = np.float32(whole[OUTCOME + j] > FAILED)
        real[CONTRIBUTION + j] = rules.contribution(
            real[CONTRIBUTION + j],
            real[SPEND + j],
            real[MARGIN + j],
            real[CONTACTS + j],
            costs[0],
            complained,
            costs[1],
        )


# Staying or leaving


@stage
def offering(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """Who is at risk, seen, and made an offer; who leaves all the same."""
    for j in range(found):
        happy = real[SATISFACTION + j]
        offered = (happy < behaviour.at_risk) & (real[_SEEN + j] < real[SEEN + j])
        intensity = real[INTENSITY + j]
        calmed = rules.offered_intensity(intensity, real[CUT + j])
        leaving = rules.leaving_probability(
            calmed if offered else intensity,
            happy,
            behaviour.reference,
            behaviour.churn_sensitivity,
        )
        left = real[_LEAVES + j] < leaving
        moment = rules.moment_of_ringing(real[_LEAVES + j], leaving)
        real[CLOCK + j] = moment if left else np.float32(2.0)
        whole[OFFERED + j] = np.int32(offered)
        whole[LEFT + j] = np.int32(left)
        whole[GONE_TO + j] = np.int32(0)


@stage
def dropping(
    found: int, products: np.int32, behaviour: Behaviour, real: Single, whole: Whole
) -> None:
    """Who drops the product just used: where several are held, and the customer stays."""
    for j in range(found):
        used, held = whole[TOUCHPOINT + j], whole[HELD + j]
        is_product = (used < products) & (whole[HAD + j] > 0)
        only = np.int32(1) << (used if is_product else np.int32(0))
        chance = rules.dropping_probability(
            real[INTENSITY + j],
            real[FELT + j],
            behaviour.reference,
            behaviour.churn_sensitivity,
            behaviour.product_drop,
        )
        possible = is_product & (held != only) & (whole[LEFT + j] == 0)
        whole[DROPPED + j] = np.int32(possible & (real[_DROPS + j] < chance))


@stage
def selling(found: int, behaviour: Behaviour, real: Single, whole: Whole) -> None:
    """Who is satisfied and takes up an offer of a further product."""
    for j in range(found):
        stays = (whole[LEFT + j] == 0) & (whole[DROPPED + j] == 0)
        satisfied = real[SATISFACTION + j] > behaviour.reference
        whole[SOLD + j] = np.int32(stays & satisfied & (real[_SELLS + j] < real[SELL + j]))


# Counting


@stage
def counted_moments(found: int, met: Totals, value: Totals, real: Single, whole: Whole) -> None:
    """Moments and delivered value by touchpoint: one pass each, so that no store waits."""
    none = np.int32(0)
    for j in range(found):
        whole[FIXED + j] = fixed(real[VALUE + j])
    for k in range(len(met)):
        moments, total, touchpoint = none, 0, np.int32(k)
        for j in range(found):
            here = (whole[TOUCHPOINT + j] == touchpoint) & (whole[HAD + j] > none)
            moments += np.int32(here)
            total += whole[FIXED + j] if here else none
        met[k] += moments
        value[k] += total


@stage
def counted_spend(found: int, spend: Totals, real: Single, whole: Whole) -> None:
    """Spend by basket."""
    for j in range(found):
        whole[FIXED + j] = fixed(real[SPEND + j])
    for held in range(len(spend)):
        total, basket = 0, np.int32(held)
        for j in range(found):
            total += whole[FIXED + j] if whole[HELD + j] == basket else np.int32(0)
        spend[held] += total


@stage
def counted_people(found: int, counts: Totals, real: Single, whole: Whole) -> None:
    """How many paid, met the firm, failed, complained, were answered, were made an offer."""
    moments = failures = complaints = resolved = fast = offers = np.int32(0)
    contacts, failed = 0, np.int32(FAILED)
    for j in range(found):
        outcome = whole[OUTCOME + j]
        contacts += fixed(real[CONTACTS + j])
        moments += whole[HAD + j]
        failures += np.int32(outcome >= failed)
        complaints += np.int32(outcome > failed)
        resolved += np.int32(outcome > failed + np.int32(1))
        fast += np.int32(outcome > failed + np.int32(2))
        offers += whole[OFFERED + j]
    counts[_PAYING] += found
    counts[_CONTACTS] += contacts
    counts[_MOMENTS] += moments
    counts[_FAILURES] += failures
    counts[_COMPLAINTS] += complaints
    counts[_ANSWERED] += resolved
    counts[_ANSWERED_FAST] += fast
    counts[_OFFERS] += offers


@stage
def counted_touched(
    found: int, first_cell: int, touched: Totals, behaviour: Behaviour, real: Single, whole: Whole
) -> None:
    """The people the levers touch, by the segment that they are taken for."""
    failed, none = np.int32(FAILED), np.int32(0)
    for a in range(len(touched)):
        complained = offered = satisfied = none
        cell = np.int32(first_cell + a)
        for j in range(found):
            here = whole[CELL + j] == cell
            happy = (real[SATISFACTION + j] > behaviour.reference) & (whole[LEFT + j] == none)
            complained += np.int32(here & (whole[OUTCOME + j] > failed))
            offered += np.int32(here & (whole[OFFERED + j] > none))
            satisfied += np.int32(here & happy)
        touched[a, _COMPLAINED] += complained
        touched[a, _OFFERED] += offered
        touched[a, _SATISFIED] += satisfied
