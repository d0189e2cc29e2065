"""The columns' month: everybody's life, a block of people at a time.

Everybody hears before anybody lives, and lives before any word spreads: all live on the word of
the month before, so that nothing depends on the order of people, blocks or threads.
What is rare (joining, leaving, taking a product) is done one person at a time; the rest in the
stages of `stages` and `word_of_mouth`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..people.network import Ties
from ..people.population import People, Status
from ..people.world import Behaviour, World
from ..rules import rules as rules  # an engine shows the rules that it lives by
from ..rules.compiled import borrowing_kernel, part
from ..rules.draws import RandomStream
from ..rules.tally import Sums
from . import changes, leaving, stages, trouble, word_of_mouth
from .scratch import Bench, Bytes
from .word_of_mouth import Word

_CUSTOMER = int(Status.CUSTOMER)
_LIVING, _LEAVING, _TAKING, _POACH = (
    np.uint32(draw // 4)
    for draw in (RandomStream.MOMENT, RandomStream.LEAVES, RandomStream.DROPS, RandomStream.POACHED)
)


HEARING, LIVING, SPEAKING, COUNTING, SPREADING = 1, 2, 4, 8, 16
"""Parts of a month, in order; each must be over for everybody before the next begins."""

TOGETHER = HEARING, LIVING | SPEAKING | COUNTING, SPREADING
"""Parts that a thread may live one after the other without waiting for other threads."""

WHOLE_MONTH = HEARING | LIVING | SPEAKING | COUNTING | SPREADING


@borrowing_kernel
def month(
    people: People,
    ties: Ties,
    word: Word,
    gone: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    rivals: int | None,
    blocks: NDArray[np.int64],
    bench: Bench,
    sums: Sums,
    parts: int,
) -> None:
    """Some blocks of people live the given parts of a month.

    All parts are one compiled function, because taking fifty arrays over from Python costs more
    than a small part, to compile and to call. What an argument that is None rules out is not even
    compiled: rivalry is a tenth of all.

    Args:
        people: columns, changed in place.
        ties: the friends that each person hears.
        word: what has come to everybody, see `word_of_mouth.spread`.
        gone: friends who left, see `leaving.spread`; empty where leaving is not contagious.
        behaviour, world: constants, and what people meet.
        seed, clock: uint32, key and month of every draw.
        rivals: how many more firms there are, None for none.
        blocks: int64 [blocks, 3], first and last person (exclusive) and segment of each.
        bench: a thread's own `Bench`.
        sums: what happened, added to in place; a thread's own.
        parts: sum of the parts, e.g. HEARING | LIVING.
    """
    for block in range(len(blocks)):
        first, last, s = blocks[block]
        if parts & HEARING:
            hear(people, ties, word, behaviour, world, seed, clock, first, last, s, bench, sums)
    for block in range(len(blocks)):
        first, last, s = blocks[block]
        if parts & LIVING and len(people.left) > 0:
            remember(people, gone, behaviour, world, first, last)
        if parts & LIVING:
            live(people, word, behaviour, world, seed, clock, rivals, first, last, s, bench, sums)
        if parts & SPEAKING:
            speak(people, behaviour, seed, clock, first, last, bench)
        elif parts & COUNTING:
            rate(people, first, last, bench)
        if parts & COUNTING:
            count(people, world.basis, first, last, s, bench, sums)
    if parts & SPREADING and not world.mixed:
        everybody = blocks[0, 0], blocks[len(blocks) - 1, 1]
        word_of_mouth.spread(people.talk, ties, everybody[0], everybody[1], bench, word)
        if len(people.left) > 0:
            leaving.spread(
                people.left,
                people.status,
                people.firm,
                ties,
                everybody[0],
                everybody[1],
                bench,
                gone,
            )


@part
def hear(
    people: People,
    ties: Ties,
    word: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    first: int,
    last: int,
    s: int,
    bench: Bench,
    sums: Sums,
) -> None:
    """Whoever of a block is no customer hears of the firms, and joins one or none.

    Who joins starts as a customer when the month ends.
    """
    firms, segments = len(world.open_), len(world.ideal)
    real, whole, who = bench.real, bench.whole, bench.who
    found = word_of_mouth.strangers(
        people.status[first:last], people.firm[first:last], first, who, whole
    )
    if found == 0:
        return
    word_of_mouth.forgetting(people.status[first:last], people.satisfaction[first:last], behaviour)
    word_of_mouth.undecided(found, real, whole)
    if behaviour.deal_proneness != 0:
        stages.brought(people.spend, who, found, real, word_of_mouth.SPEND)
    for f in range(firms):
        if world.open_[f]:
            acted = changes.acted_by(people, world.basis[f])
            stages.placed(acted, who, found, f, segments, whole, stages.CELL)
            word_of_mouth.counted_strangers(found, f * segments, sums.touched[f, s], whole)
            recruiting = world.recruiting[f * segments : (f + 1) * segments]
            ease = world.ease[f * segments : (f + 1) * segments]
            if behaviour.deal_proneness != 0:
                mean = world.bought[s]
                word_of_mouth.dealt(found, f, recruiting, mean, ease, behaviour, real, whole)
            else:
                word_of_mouth.recruited(found, f, recruiting, ease, behaviour, real, whole)
            if world.mixed:
                reported = word_of_mouth.rumoured(found, world.ties, world.rumour[f], real, whole)
            else:
                reported = word_of_mouth.listened(word[f], who, found, real, whole)
            word_of_mouth.persuaded(reported, f, recruiting, ease, behaviour, real, whole)
            word_of_mouth.joining_random(who, found, seed, clock, f, real)
            word_of_mouth.won(found, f, real, whole)
    for j in range(found):
        if whole[word_of_mouth.CHOSEN + j] > 0:
            changes.join(
                who[j], j, s, people, ties, word, behaviour, world, seed, clock, whole, sums
            )


@part
def remember(
    people: People, gone: Word, behaviour: Behaviour, world: World, first: int, last: int
) -> None:
    """A block has in mind which friends have left; nobody has left in this month yet."""
    departures, left = people.departures[first:last], people.left[first:last]
    if world.mixed:
        status, firm = people.status[first:last], people.firm[first:last]
        leaving.felt_on_average(status, firm, world.departed, departures, left, behaviour)
    else:
        leaving.felt(gone[first:last], departures, left, behaviour)


@part
def live(
    people: People,
    word: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    rivals: int | None,
    first: int,
    last: int,
    s: int,
    bench: Bench,
    sums: Sums,
) -> None:
    """Customers of a block pay, meet their firm or do not, and stay or leave."""
    status, firm = people.status[first:last], people.firm[first:last]
    for f in range(len(world.open_)):
        found = stages.chosen(status, firm, _CUSTOMER, f, first, bench.who, bench.whole)
        if found > 0:
            _serve(people, behaviour, world, seed, clock, f, s, found, bench, sums)
            _retain(people, word, behaviour, world, seed, clock, rivals, f, s, found, bench, sums)


@part
def _serve(
    people: People,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    f: int,
    s: int,
    found: int,
    bench: Bench,
    sums: Sums,
) -> None:
    """Customers of one firm pay and meet it; what is brought here stays for `_retain`."""
    real, whole, who = bench.real, bench.whole, bench.who
    for column, row in (
        (people.contact_rate, stages.CONTACTS),
        (people.spend, stages.SPEND),
        (people.satisfaction, stages.SATISFACTION),
        (people.expectation, stages.EXPECTATION),
        (people.base_intensity, stages.INTENSITY),
        (people.contribution, stages.CONTRIBUTION),
    ):
        stages.brought(column, who, found, real, row)
    if len(people.left) > 0:
        leaving.drawn_along(people.departures, who, found, behaviour, real)
    stages.brought(people.holding, who, found, whole, stages.HELD)
    acted = changes.acted_by(people, world.basis[f])
    stages.placed(acted, who, found, f, len(world.ideal), whole, stages.CELL)
    stages.random_rows(who, found, seed, clock, _LIVING, real, stages.RANDOM_0)
    stages.random_rows(who, found, seed, clock, _LEAVING, real, stages.RANDOM_4)
    _meet(people, world, s, found, bench)
    if len(people.pending) > 0:
        trouble.counted_pending(found, sums.caused[f], s, real, whole)
    for table, row, index in (
        (world.ideal[s], stages.IDEAL, stages.TOUCHPOINT),
        (world.position.reshape(-1), stages.POSITION, stages.OFFER),
        (world.quality.reshape(-1), stages.QUALITY, stages.OFFER),
        (world.scope.reshape(-1), stages.SCOPE, stages.OFFER),
        (world.margin[s], stages.MARGIN, stages.HELD),
        (world.norm, stages.NORM, stages.CELL),
        (world.resolve, stages.RESOLVE, stages.CELL),
        (world.seen, stages.SEEN, stages.CELL),
        (world.offer_cut, stages.CUT, stages.CELL),
        (world.cross_sell, stages.SELL, stages.CELL),
    ):
        stages.looked_up(table, found, real, row, whole, index)
    stages.tasting(who, found, seed, real, whole)
    stages.experiencing(found, behaviour, real, whole)
    stages.complaining(found, behaviour, real, whole)
    if world.priced:
        baskets = np.int32(world.touch.shape[1])
        flat = world.pressure.reshape(-1), world.dearer.reshape(-1), world.extra[s].reshape(-1)
        stages.priced(found, flat[0], flat[1], flat[2], baskets, real, whole)
    _feel(people, behaviour, world, found, bench)
    stages.paying(found, world.costs, real, whole)
    stages.counted_moments(found, sums.met[f, s], sums.value[f, s], real, whole)
    stages.counted_spend(found, sums.spend[f, s], real, whole)


@part
def _feel(people: People, behaviour: Behaviour, world: World, found: int, bench: Bench) -> None:
    """What the moment does to satisfaction and expectation, and what it leaves open."""
    real, whole, who = bench.real, bench.whole, bench.who
    if behaviour.recovery_on_hazard > 0:
        trouble.feeling_by_hazard(found, behaviour, real, whole)
    else:
        stages.feeling(found, behaviour, real, whole)
    if world.priced:
        stages.moved(found, real, stages.HEARD, stages.EXPECTATION)
    if behaviour.recovery_on_hazard > 0:
        trouble.expecting_by_hazard(found, behaviour, real, whole)
    else:
        stages.expecting(found, behaviour, real, whole)
    if len(people.pending) > 0:
        trouble.repeating(found, behaviour, real, whole)
        stages.returned(people.pending, who, found, real, stages.PENDING)


@part
def _meet(people: People, world: World, s: int, found: int, bench: Bench) -> None:
    """Who has a moment of truth and where; calls for help with earlier trouble reach the desk."""
    real, whole, who = bench.real, bench.whole, bench.who
    touchpoints = np.int32(world.touch.shape[2])
    pending = len(people.pending) > 0
    if pending:
        stages.brought(people.pending, who, found, real, stages.PENDING)
        trouble.calling(found, real)
        if world.help_desk >= 0:
            trouble.calling_back(found, real)
    stages.meeting(found, world.touch[s].reshape(-1), touchpoints, real, whole)
    if pending and world.help_desk >= 0:
        trouble.answered_by_desk(found, np.int32(world.help_desk), touchpoints, real, whole)


@part
def _retain(
    people: People,
    word: Word,
    behaviour: Behaviour,
    world: World,
    seed: np.uint32,
    clock: np.uint32,
    rivals: int | None,
    f: int,
    s: int,
    found: int,
    bench: Bench,
    sums: Sums,
) -> None:
    """Customers of one firm leave, or stay and perhaps drop or take a product."""
    real, whole, who = bench.real, bench.whole, bench.who
    firms, segments = len(world.open_), len(world.ideal)
    products = np.int32(changes.power_of_two(world.touch.shape[1]))
    stages.offering(found, behaviour, real, whole)
    if rivals is not None:
        stages.random_rows(who, found, seed, clock, _POACH, real, stages.RANDOM_0)
        for g in range(firms):
            if g != f and world.open_[g]:
                acted = changes.acted_by(people, world.basis[g])
                stages.placed(acted, who, found, g, segments, whole, stages.FIXED)
                stages.looked_up(world.heard, found, real, stages.HEARD, whole, stages.FIXED)
                word_of_mouth.poaching(found, g, behaviour, real, whole)
    stages.random_rows(who, found, seed, clock, _TAKING, real, stages.RANDOM_8)
    if world.loss_chance.shape[1] > 0:
        chances, number = world.loss_chance.reshape(-1), np.int32(world.loss_chance.shape[1])
        trouble.losing(found, chances, number, world.loss[s], real, whole)
        trouble.counted_losses(found, sums.losses[f, s], real, whole)
    stages.dropping(found, products, behaviour, real, whole)
    stages.selling(found, behaviour, real, whole)
    stages.counted_people(found, sums.counts[f, s], real, whole)
    stages.counted_touched(found, f * segments, sums.touched[f, s], behaviour, real, whole)
    for column, row in (
        (people.satisfaction, stages.SATISFACTION),
        (people.expectation, stages.EXPECTATION),
        (people.contribution, stages.CONTRIBUTION),
    ):
        stages.returned(column, who, found, real, row)
    changes.age(people.tenure, who, found)
    for j in range(found):
        if whole[stages.LEFT + j] > 0:
            changes.leave(
                who[j],
                j,
                f,
                s,
                people,
                word,
                behaviour,
                world,
                seed,
                clock,
                rivals,
                real,
                whole,
                sums,
            )
        elif whole[stages.DROPPED + j] + whole[stages.SOLD + j] > 0:
            changes.change_basket(who[j], j, f, s, people, world, real, whole, sums)


@part
def speak(
    people: People,
    behaviour: Behaviour,
    seed: np.uint32,
    clock: np.uint32,
    first: int,
    last: int,
    bench: Bench,
) -> None:
    """Newcomers of a block start, everybody rates their firm, some will talk next month.

    Former customers who were let down talk too, until they have forgotten.
    """
    status = people.status[first:last]
    word_of_mouth.started(status)
    rate(people, first, last, bench)
    word_of_mouth.talk_random(first, last, seed, clock, bench.real)
    firm, talk = people.firm[first:last], people.talk[first:last]
    word_of_mouth.stated(status, firm, talk, behaviour, bench.real, bench.whole)


@part
def rate(people: People, first: int, last: int, bench: Bench) -> None:
    """What everybody of a block would answer, for `speak` and for `count`."""
    satisfaction, style = people.satisfaction[first:last], people.style[first:last]
    word_of_mouth.rated(satisfaction, style, bench.whole)


@part
def count(
    people: People, basis: Bytes, first: int, last: int, s: int, bench: Bench, sums: Sums
) -> None:
    """Count a block as it stands at the end of the month, by firm, once it has been rated."""
    status, firm = people.status[first:last], people.firm[first:last]
    satisfaction = people.satisfaction[first:last]
    contacts = people.contact_rate[first:last]
    if len(people.pending) > 0:
        word_of_mouth.calls(contacts, people.pending[first:last], bench.real)
        contacts = bench.real[word_of_mouth.CALLS : word_of_mouth.CALLS + last - first]
    for f in range(len(basis)):
        word_of_mouth.counted_customers(
            status,
            firm,
            satisfaction,
            people.expectation[first:last],
            contacts,
            f,
            bench.whole,
            sums.counts[f, s],
        )
        acted = changes.acted_by(people, basis[f])[first:last]
        word_of_mouth.counted_waiting(status, acted, sums.waiting[f, s])
