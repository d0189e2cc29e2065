"""One month in the life of everybody: loops over columns that call the rulebook.

`recruit`, `serve`, `retain`, then `publish`: everybody lives on what was published the month
before, so that nothing depends on the order of people. Each loop takes its columns out of the
tuples first: reaching into a tuple of arrays for every person is fifteen times slower.
"""

from __future__ import annotations

from . import rules
from .compiled import kernel, scalar
from .draws import Purpose, normal, philox, uniform
from .population import QUANTILES, Status
from .world import Count, Touched

_PROSPECT, _CUSTOMER, _FORMER = int(Status.PROSPECT), int(Status.CUSTOMER), int(Status.FORMER)
_EXPERIENCE, _RECOVERY, _TASTE = (
    int(Purpose.EXPERIENCE), int(Purpose.RECOVERY), int(Purpose.TASTE),
)  # fmt: skip
_JOINING, _TALK, _LEAVING = int(Purpose.JOINING), int(Purpose.TALK), int(Purpose.LEAVING)
_BASE_HAZARD, _BASKET = int(Purpose.BASE_HAZARD), int(Purpose.BASKET)
(
    _CUSTOMERS, _PAYING, _JOINED, _ADVOCATED, _RETURNED, _LEFT, _PROMOTERS, _DETRACTORS, _CONTACTS,
    _MOMENTS, _FAILURES, _COMPLAINTS, _RESOLVED, _RESOLVED_FAST, _OFFERS, _CROSS_SOLD, _DROPPED,
    _SATISFACTION, _EXPECTATION, _PROSPECTS,
) = (int(c) for c in Count)  # fmt: skip
_NOBODY = (0.0, 0.0, 0.0)
_SILENT, _PROMOTES, _DETRACTS = 0, 1, 2
_COMPLAINED, _OFFERED, _SATISFIED, _COULD_JOIN = (int(t) for t in Touched)
_NO_MOMENT, _JOINING_NOW = 255, 3


@kernel
def recruit(people, ties, acted, behaviour, world, seed, clock, tally):  # type: ignore[no-untyped-def]
    """Everybody who is no customer hears of the firm, and joins or does not.

    Who joins starts as a customer when the month ends.

    Args:
        people: columns, changed in place.
        ties: who hears whom.
        acted: uint8 [people], the segment the firm takes each person for.
        behaviour, world: constants, and what people meet.
        seed, clock: uint32, key and month of every draw.
        tally: what happened, added to in place.
    """
    status, need, satisfaction = people.status, people.need, people.satisfaction
    promise, recruiting = world.promise, world.recruiting
    counts, touched = tally.counts, tally.touched
    told, talk, heard = people.told, people.talk, ties.heard
    promoting, detracting, promoters_told = (
        _average_word(talk, told) if world.mixed else (0.0, 0.0, 0.0)
    )
    for i in range(len(status)):
        if status[i] == _CUSTOMER:
            continue
        s, a, former = need[i], acted[i], status[i] == _FORMER
        touched[s, a, _COULD_JOIN] += 1.0
        if former:
            satisfaction[i] = rules.moved_towards(
                satisfaction[i], behaviour.reference, behaviour.norm_pull
            )
        strong = weak = detractors = friends = 0.0
        if world.mixed:
            strong, weak = world.strong_ties * promoting, world.weak_ties * promoting
            detractors = (world.strong_ties + world.weak_ties) * detracting
            friends = promoters_told
        else:
            first, last = ties.start[i], ties.start[i + 1]
            boundary = first + ties.strong[i]
            for j in range(first, last):
                said = talk[heard[j]]
                if said == _DETRACTS:
                    detractors += 1.0
                elif said == _PROMOTES:
                    friends += told[heard[j]]
                    if j < boundary:
                        strong += 1.0
                    else:
                        weak += 1.0
            friends /= max(strong + weak, 1.0)
        advocacy = rules.advocacy_hazard(
            strong, weak, behaviour.strong_impact, behaviour.weak_impact, behaviour.promoter_reach
        )
        hazard = recruiting[a] + advocacy
        ease = behaviour.winback if former else 1.0
        word_joins, word_origin, word_basket, _ = philox(i, clock, 0, 0, seed, _JOINING)
        if uniform(word_joins) > ease * hazard:
            continue  # a chance is never above its hazard: spares nearly everybody a power
        probability = rules.joining_probability(
            hazard, detractors, behaviour.detractor_impact, behaviour.detractor_reach, ease
        )
        if uniform(word_joins) >= probability:
            continue
        counts[s, _JOINED] += 1.0
        counts[s, _ADVOCATED] += advocacy / hazard
        counts[s, _RETURNED] += 1.0 if former else 0.0
        advocated = uniform(word_origin) < advocacy / hazard
        status[i] = _JOINING_NOW
        satisfaction[i] = behaviour.reference
        people.advocated[i] = 1 if advocated else 0
        people.expectation[i] = 0.5 * (promise[a] + friends) if advocated else promise[a]
        people.tenure[i] = 0
        people.holding[i] = pick(world.baskets[s], uniform(word_basket))
        people.relationships[i] += 1
        word, _, _, _ = philox(i, people.relationships[i], 0, 0, seed, _BASE_HAZARD)
        theta = quantile(world.hazards[s], uniform(word))
        people.base_intensity[i] = rules.base_intensity_of(theta)


@kernel
def serve(people, acted, behaviour, world, seed, clock, tally):  # type: ignore[no-untyped-def]
    """Customers pay and meet the firm, or do not.

    Args:
        people: columns, changed in place; `met` and `felt` tell `retain` of this month's moment.
        acted: uint8 [people], the segment the firm takes each person for.
        behaviour, world: constants, and what people meet.
        seed, clock: uint32, key and month of every draw.
        tally: what happened, added to in place.
    """
    status, need, holding, met, felt = (
        people.status, people.need, people.holding, people.met, people.felt,
    )  # fmt: skip
    satisfaction, expectation, contribution = (
        people.satisfaction, people.expectation, people.contribution,
    )  # fmt: skip
    contact_rate, spend, tenure = people.contact_rate, people.spend, people.tenure
    touch, margin, quality, position = world.touch, world.margin, world.quality, world.position
    ideals, resolves = world.ideal, world.resolve
    counts, spent, touched, value_sum, met_sum = (
        tally.counts, tally.spend, tally.touched, tally.value, tally.met,
    )  # fmt: skip
    for i in range(len(status)):
        if status[i] != _CUSTOMER:
            continue
        s, held, a, kappa = need[i], holding[i], acted[i], contact_rate[i]
        counts[s, _PAYING] += 1.0
        counts[s, _CONTACTS] += kappa
        spent[s, held] += spend[i]
        profit = spend[i] * margin[s, held] - kappa * world.contact_cost
        moment, which, luck, _ = philox(i, clock, 0, 0, seed, _EXPERIENCE)
        met[i] = _NO_MOMENT
        if uniform(moment) < rules.moment_probability(kappa):
            k = _touchpoint(touch, s, held, uniform(which))
            works = uniform(luck) < quality[a, k]
            z0, z1, _, _ = philox(i, k, 0, 0, seed, _TASTE)
            ideal = ideals[s, k] + behaviour.taste_sd * normal(z0, z1)
            value = rules.delivered(position[a, k], ideal, works, behaviour.contact_effort)
            target = rules.satisfaction_target(
                value - expectation[i], behaviour.reference, behaviour.loss_aversion
            )
            before = satisfaction[i]
            after = rules.moved_towards(before, target, behaviour.satisfaction_speed)
            if not works:
                counts[s, _FAILURES] += 1.0
                complains, resolved, _, _ = philox(i, clock, 0, 0, seed, _RECOVERY)
                complained = uniform(complains) < behaviour.complaint_rate
                step = rules.recovery_step(uniform(resolved), resolves[a]) if complained else -1
                after = rules.recovered(after, before, undone(step, behaviour))
                if complained:
                    profit -= world.complaint_cost
                    counts[s, _COMPLAINTS] += 1.0
                    touched[s, a, _COMPLAINED] += 1.0
                    counts[s, _RESOLVED] += 1.0 if step >= 1 else 0.0
                    counts[s, _RESOLVED_FAST] += 1.0 if step == 2 else 0.0
            satisfaction[i] = after
            expectation[i] = rules.moved_towards(
                expectation[i], value, behaviour.expectation_learning
            )
            met[i], felt[i] = k, target
            counts[s, _MOMENTS] += 1.0
            met_sum[s, k] += 1.0
            value_sum[s, k] += value
        expectation[i] = rules.moved_towards(expectation[i], world.norm, behaviour.norm_pull)
        contribution[i] += profit
        tenure[i] += 1


@kernel
def retain(people, acted, behaviour, world, seed, clock, tally):  # type: ignore[no-untyped-def]
    """Customers leave, or stay and perhaps drop or take a product. Arguments as for `serve`."""
    status, need, holding, met = people.status, people.need, people.holding, people.met
    satisfaction, base_intensity = people.satisfaction, people.base_intensity
    offer_cut, cross_sell, baskets = world.offer_cut, world.cross_sell, world.baskets
    counts, touched = tally.counts, tally.touched
    products = _log2(world.touch.shape[1])
    for i in range(len(status)):
        if status[i] != _CUSTOMER:
            continue
        s, a, held, happy = need[i], acted[i], holding[i], satisfaction[i]
        leaves, seen, sells, _ = philox(i, clock, 0, 0, seed, _LEAVING)
        intensity = base_intensity[i]
        if happy < behaviour.at_risk and uniform(seen) < world.seen:
            counts[s, _OFFERS] += 1.0
            touched[s, a, _OFFERED] += 1.0
            intensity *= 1.0 - offer_cut[a]
        if uniform(leaves) < rules.leaving_probability(
            intensity, happy, behaviour.reference, behaviour.churn_sensitivity
        ):
            status[i] = _FORMER
            holding[i] = 0
            people.tenure[i] = 0
            counts[s, _LEFT] += 1.0
            continue
        satisfied = happy > behaviour.reference
        touched[s, a, _SATISFIED] += 1.0 if satisfied else 0.0
        used = met[i]
        several = used < products and held != (1 << used)
        if not several and not satisfied:
            continue
        which, drops, _, _ = philox(i, clock, 0, 0, seed, _BASKET)
        if several and uniform(drops) < rules.dropping_probability(
            base_intensity[i], people.felt[i], behaviour.reference, behaviour.churn_sensitivity,
            behaviour.product_drop,
        ):  # fmt: skip
            holding[i] = held & ~(1 << used)
            counts[s, _DROPPED] += 1.0
        elif satisfied and uniform(sells) < cross_sell[a]:
            wanted = held | pick(baskets[s], uniform(which))
            if wanted != held:
                holding[i] = wanted
                counts[s, _CROSS_SOLD] += 1.0


@kernel
def publish(people, behaviour, seed, clock, counts):  # type: ignore[no-untyped-def]
    """Close the month: count everybody, ask for a rating, publish who talks next month.

    Former customers who were let down talk too, until they have forgotten.
    """
    status, need, talk, told = people.status, people.need, people.talk, people.told
    satisfaction, expectation, style = people.satisfaction, people.expectation, people.style
    for i in range(len(status)):
        s = need[i]
        talk[i] = _SILENT
        told[i] = expectation[i]
        if status[i] == _JOINING_NOW:
            status[i] = _CUSTOMER
        customer = status[i] == _CUSTOMER
        counts[s, _CUSTOMERS if customer else _PROSPECTS] += 1.0
        if status[i] == _PROSPECT:
            continue
        answer = rules.rating(satisfaction[i], style[i])
        promoter, detractor = answer >= 9.0, answer <= 6.0
        if customer:
            counts[s, _SATISFACTION] += satisfaction[i]
            counts[s, _EXPECTATION] += expectation[i]
            counts[s, _PROMOTERS] += 1.0 if promoter else 0.0
            counts[s, _DETRACTORS] += 1.0 if detractor else 0.0
        if not (detractor or (promoter and customer)):
            continue
        word, _, _, _ = philox(i, clock, 0, 0, seed, _TALK)
        if promoter and uniform(word) < behaviour.promoter_incidence:
            talk[i] = _PROMOTES
        elif detractor and uniform(word) < behaviour.detractor_incidence:
            talk[i] = _DETRACTS


@kernel
def contacts_of(status, contact_rate):  # type: ignore[no-untyped-def]
    """Contacts that the customers make in a month."""
    total = 0.0
    for i in range(len(status)):
        if status[i] == _CUSTOMER:
            total += contact_rate[i]
    return total


@kernel
def prospects_of(status, acted, counts):  # type: ignore[no-untyped-def]
    """Count people who are no customers by the segment they are taken for, into counts [A]."""
    for i in range(len(status)):
        if status[i] != _CUSTOMER:
            counts[acted[i]] += 1.0


@kernel
def _average_word(talk, told):  # type: ignore[no-untyped-def]
    """Shares of people who promote and detract, and the promoters' mean expectation."""
    promoters = detractors = expectation = 0.0
    for i in range(len(talk)):
        if talk[i] == _PROMOTES:
            promoters += 1.0
            expectation += told[i]
        elif talk[i] == _DETRACTS:
            detractors += 1.0
    mean = expectation / promoters if promoters > 0.0 else 0.0
    return promoters / len(talk), detractors / len(talk), mean


@scalar
def undone(step, behaviour):  # type: ignore[no-untyped-def]
    """Share of a failure's damage undone: silent (-1), unresolved (0), resolved (1), fast (2)."""
    if step < 0:
        return behaviour.recovered_silent
    if step == 0:
        return behaviour.recovered_unresolved
    return behaviour.recovered_resolved if step == 1 else behaviour.recovered_fast


@scalar
def _touchpoint(touch, s, held, luck):  # type: ignore[no-untyped-def]
    """Where a moment happens: first touchpoint whose cumulative chance is above `luck`."""
    last = touch.shape[2] - 1
    for k in range(last):
        if luck < touch[s, held, k]:
            return k
    return last


@scalar
def pick(cumulative, luck):  # type: ignore[no-untyped-def]
    """First position whose cumulative chance is above `luck`."""
    for position in range(len(cumulative) - 1):
        if luck < cumulative[position]:
            return position
    return len(cumulative) - 1


@scalar
def quantile(table, level):  # type: ignore[no-untyped-def]
    """Linear interpolation in a table of QUANTILES equal steps."""
    place = level * QUANTILES
    cell = min(int(place), QUANTILES - 1)
    return table[cell] + (place - cell) * (table[cell + 1] - table[cell])


@scalar
def _log2(number):  # type: ignore[no-untyped-def]
    """Products from the number of baskets: the exponent of a power of two."""
    exponent = 0
    while number > 1:
        number >>= 1
        exponent += 1
    return exponent
