"""A market made by hand from exact numbers, so that no library's rounding can reach its bits."""

from __future__ import annotations

import hashlib

import numpy as np

from sim.market.engine import columns
from sim.market.engine.scratch import BLOCK, blocks_of, new_bench
from sim.market.people import network
from sim.market.people.population import QUANTILES, People
from sim.market.people.world import Behaviour, World
from sim.market.rules.tally import nothing

SEGMENTS, TOUCHPOINTS, PRODUCTS = 3, 5, 2
BASKETS = 2**PRODUCTS
SEED = np.uint32(2024)


def people_and_ties(people=6000):
    """Everybody, from whole random numbers and exact divisions only."""
    draw = np.random.default_rng(5)

    def single(high=1.0, low=0.0):
        return (low + (high - low) * (draw.integers(1, 1 << 20, people) / (1 << 20))).astype("f4")

    need = np.sort(draw.integers(0, SEGMENTS, people)).astype(np.uint8)
    status = (draw.integers(0, 10, people) < 4).astype(np.uint8)
    byte = {name: np.zeros(people, np.uint8) for name in ("advocated", "talk", "firm")}
    columns_ = People(
        need=need,
        by_need=draw.integers(0, SEGMENTS, people).astype(np.uint8),
        by_circumstance=draw.integers(0, SEGMENTS, people).astype(np.uint8),
        spend=single(3.0),
        contact_rate=single(2.0),
        style=single(0.3, -0.3),
        holding=(status * draw.integers(1, BASKETS, people)).astype(np.uint8),
        base_intensity=single(0.05),
        relationships=status.copy(),
        status=status,
        satisfaction=single(),
        expectation=single(),
        tenure=np.zeros(people, np.uint16),
        contribution=np.zeros(people, np.float32),
        pending=np.zeros(0, np.float32),
        departures=np.zeros(0, np.float32),
        left=np.zeros(0, np.uint8),
        **byte,
    )
    ties = network.from_edges(draw.integers(0, people, (4 * people, 2)), people)
    return columns_, ties


def behaviour():
    values = dict.fromkeys(Behaviour._fields, 0.25) | {
        "reference": 0.75,
        "churn_sensitivity": 6.0,
        "loss_aversion": 2.0,
        "taste_sd": 0.5,
        "promoter_reach": 1.0,
        "detractor_reach": 2.0,
        "product_drop": 2.0,
        "contact_effort": 0.125,
        "strong_impact": 0.03125,
        "weak_impact": 0.015625,
        "recovered_silent": 0.0,
        "recovery_lift": 0.0,
        "winback_of_any": 0.0,
        "choice_sensitivity": 3.0,
        "at_risk": 0.5,
        "repeat_contacts": 0.0,
        "misfit_contacts": 0.0,
        "onboarding_contacts": 0.0,
        "recovery_on_hazard": 0.0,
        "deal_proneness": 0.0,
    }
    return Behaviour(*(np.float32(values[name]) for name in Behaviour._fields))


def world(firms):
    """What people meet: tables of exact fractions, another for each firm."""
    cells = firms * SEGMENTS
    ramp = np.arange(1, cells + 1) / 16
    offers = (np.arange(cells * TOUCHPOINTS).reshape(cells, TOUCHPOINTS) % 7) / 8
    even = np.arange(1, TOUCHPOINTS + 1) / TOUCHPOINTS
    baskets = np.arange(BASKETS) / (BASKETS - 1)
    f4 = np.float32
    return World(
        ideal=(np.arange(SEGMENTS * TOUCHPOINTS).reshape(SEGMENTS, TOUCHPOINTS) % 5 / 4).astype(f4),
        touch=np.tile(even, (SEGMENTS, BASKETS, 1)).astype(f4),
        baskets=np.tile(baskets, (SEGMENTS, 1)).astype(f4),
        hazards=np.tile(np.arange(QUANTILES + 1) / 8192, (SEGMENTS, 1)).astype(f4),
        margin=(np.arange(SEGMENTS * BASKETS).reshape(SEGMENTS, BASKETS) * 2.5).astype(f4),
        loss_chance=np.zeros((BASKETS, 0), f4),
        loss=np.zeros((SEGMENTS, PRODUCTS), f4),
        bought=np.ones(SEGMENTS, f4),
        costs=np.array([1.5, 8.0], f4),
        basis=np.arange(firms).astype(np.uint8) % 3,
        open_=np.ones(firms, np.uint8),
        position=offers.astype(f4),
        quality=(0.5 + offers / 2).astype(f4),
        scope=np.ones_like(offers, f4),
        promise=(0.5 + ramp / 4).astype(f4),
        recruiting=(ramp / 32).astype(f4),
        resolve=ramp.astype(f4) / 2,
        offer_cut=ramp.astype(f4) / 2,
        cross_sell=ramp.astype(f4) / 4,
        seen=np.full(cells, 0.5, f4),
        norm=np.full(cells, 0.75, f4),
        heard=(0.5 + ramp / 8).astype(f4),
        attract=np.ones(cells, f4),
        size=np.ones(firms, f4),
        rest=f4(2.0),
        priced=0,
        pressure=np.zeros((0, BASKETS), f4),
        dearer=np.zeros((0, BASKETS), f4),
        extra=np.zeros((SEGMENTS, 0, BASKETS), f4),
        ease=np.ones(cells, f4),
        ties=np.array([6, 2, 8], f4),
        rumour=np.zeros((firms, 3), f4),
        departed=np.zeros(firms, f4),
        mixed=0,
        help_desk=-1,
    )


def simulated(firms=1, months=24, block=BLOCK, kernel=columns.month):
    """Columns and sums after some months in the kernel alone."""
    people, ties = people_and_ties()
    if firms > 1:
        people.firm[:] = np.arange(len(people.firm)) % firms
    word = np.zeros((firms, 3, len(people.need)), ties.counter)
    sums = nothing(firms, SEGMENTS, TOUCHPOINTS, BASKETS)
    blocks, bench = blocks_of(people.need, block), new_bench()
    gone = np.zeros(0, ties.counter)
    given = people, ties, word, gone, behaviour(), world(firms), SEED
    for month in range(months):
        now = np.uint32(month), firms - 1 or None
        kernel(*given, *now, blocks, bench, sums, columns.WHOLE_MONTH)
    return people, sums


def fingerprint(people, sums):
    """Hash of every bit of columns and sums."""
    digest = hashlib.sha256()
    for array in (*people, *sums):
        digest.update(array.tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    for number in (1, 3):
        print(fingerprint(*simulated(number)))
