"""The people of a market as columns: one row a person, sorted by segment."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln

from ..scenario_file.scenario import Scenario
from .draws import Purpose
from .rules import base_intensity_of

QUANTILES = 4096
"""Steps of the table from which a newcomer's base hazard is read."""


class Status(IntEnum):
    """Where a person stands with the firm."""

    PROSPECT = 0
    CUSTOMER = 1
    FORMER = 2


class People(NamedTuple):
    """Columns, each of shape [people].

    Attributes:
        need: uint8, need category, which is also the reporting segment; the same in every design.
        by_need, by_circumstance: uint8, the segment a firm takes a person for, by either basis.
        spend: float32, monthly spend relative to the segment's mean.
        contact_rate: float32, contacts a month.
        style: float32, how generously this person rates.
        holding: uint8, products held, one bit each.
        base_intensity: float32, base hazard of leaving, per month.
        relationships: uint8, how many times this person has joined.
        status: uint8, prospect, customer or former customer.
        satisfaction, expectation: float32, 0 to 1.
        tenure: uint16, months since joining.
        advocated: uint8, 1 when a friend's word brought this customer.
        contribution: float32, currency, gross margin less service so far.
        talk: uint8, 0 silent, 1 promotes, 2 detracts; published before the next month begins.
        told: float32, the expectation that somebody's word passes on, published with it.
        met: uint8, touchpoint of this month's moment of truth, 255 for none.
        felt: float32, satisfaction that this moment alone would lead to.
    """

    need: NDArray[np.uint8]
    by_need: NDArray[np.uint8]
    by_circumstance: NDArray[np.uint8]
    spend: NDArray[np.float32]
    contact_rate: NDArray[np.float32]
    style: NDArray[np.float32]
    holding: NDArray[np.uint8]
    base_intensity: NDArray[np.float32]
    relationships: NDArray[np.uint8]
    status: NDArray[np.uint8]
    satisfaction: NDArray[np.float32]
    expectation: NDArray[np.float32]
    tenure: NDArray[np.uint16]
    advocated: NDArray[np.uint8]
    contribution: NDArray[np.float32]
    talk: NDArray[np.uint8]
    told: NDArray[np.float32]
    met: NDArray[np.uint8]
    felt: NDArray[np.float32]

    def copy(self) -> People:
        """A population that can live on without touching this one."""
        return People(*(column.copy() for column in self))  # type: ignore[arg-type]


class Standing(NamedTuple):
    """How each segment's customers stand after years with the firm.

    Attributes:
        exposure: [S], mean of exp(-b_S (S - ref)): how much faster than at the reference they have
            been leaving.
        satisfaction: for each segment, satisfactions to draw from.
    """

    exposure: NDArray[np.float64]
    satisfaction: list[NDArray[np.float32]]


def content(scenario: Scenario) -> Standing:
    """Customers who all get just what they expect."""
    reference = np.array([scenario.experience.reference], dtype=np.float32)
    segments = len(scenario.segments)
    return Standing(np.ones(segments), [reference] * segments)


def standing(people: People, scenario: Scenario) -> Standing:
    """How the customers among some people stand; content where a segment has none."""
    given, usual = scenario.experience, content(scenario)
    exposure, satisfaction = usual.exposure.copy(), list(usual.satisfaction)
    customers = people.status == Status.CUSTOMER
    for s in range(len(scenario.segments)):
        found = people.satisfaction[customers & (people.need == s)]
        if len(found):
            satisfaction[s] = found
            gap = found.astype(float) - given.reference
            exposure[s] = float(np.exp(-given.churn_sensitivity * gap).mean())
    return Standing(exposure, satisfaction)


def drawn(
    scenario: Scenario, generator: np.random.Generator, before: Standing | None = None
) -> People:
    """People as they are when the burn-in starts: customers with tenure, and everybody else.

    Customers' tenures follow the survival curve of their segment up to the firm's age; someone
    T years with the firm has theta ~ Beta(a, b + x T), the posterior of a shifted beta-geometric
    whose hazard was x times the base hazard: x > 1 for a segment that is not content.

    Args:
        scenario: the market.
        generator: the population's random numbers.
        before: how customers stand, x being its exposure; content when missing.
    """
    before = before or content(scenario)
    segments = scenario.segments
    sizes = whole_numbers(np.array([s.share for s in segments]), scenario.market.simulated)
    need = np.repeat(np.arange(len(segments), dtype=np.uint8), sizes)
    people = len(need)
    columns = People(
        need=need,
        by_need=_recognised(need, scenario.market.need_accuracy, generator),
        by_circumstance=_recognised(need, scenario.market.circumstance_accuracy, generator),
        spend=_lognormal(np.array([s.spend_sd for s in segments])[need], generator),
        contact_rate=_lognormal(np.full(people, scenario.experience.contact_sd), generator)
        * np.array([s.contacts for s in segments], dtype=np.float32)[need],
        style=(scenario.experience.rating_sd * generator.standard_normal(people)).astype("f4"),
        holding=np.zeros(people, np.uint8),
        base_intensity=np.zeros(people, np.float32),
        relationships=np.zeros(people, np.uint8),
        status=np.zeros(people, np.uint8),
        satisfaction=np.full(people, scenario.experience.reference, np.float32),
        expectation=np.full(people, scenario.market.norm_start, np.float32),
        tenure=np.zeros(people, np.uint16),
        advocated=np.zeros(people, np.uint8),
        contribution=np.zeros(people, np.float32),
        talk=np.zeros(people, np.uint8),
        told=np.zeros(people, np.float32),
        met=np.full(people, 255, np.uint8),
        felt=np.zeros(people, np.float32),
    )
    _enrol_customers(columns, scenario, generator, before)
    return columns


def _enrol_customers(
    people: People,
    scenario: Scenario,
    generator: np.random.Generator,
    before: Standing,
) -> None:
    """Make the right number of each segment's people customers, with tenure and products."""
    baskets = holding_chances(scenario)
    for s, segment in enumerate(scenario.segments):
        members = np.flatnonzero(people.need == s)
        count = round(segment.penetration * len(members))
        chosen = generator.permutation(members)[:count]
        a, b = beta_shapes(segment.churn_yearly, segment.churn_shape)
        months = np.arange(round(12 * scenario.market.firm_age_years))
        survival = np.exp(betaln(a, b + before.exposure[s] * months / 12) - betaln(a, b))
        tenure = generator.choice(months, count, p=survival / survival.sum())
        theta = generator.beta(a, b + before.exposure[s] * tenure / 12)
        people.status[chosen] = Status.CUSTOMER
        people.relationships[chosen] = 1
        people.tenure[chosen] = tenure
        people.satisfaction[chosen] = generator.choice(before.satisfaction[s], count)
        people.base_intensity[chosen] = [base_intensity_of(min(t, 1 - 1e-9)) for t in theta]
        people.holding[chosen] = generator.choice(len(baskets[s]), count, p=baskets[s])


def beta_shapes(mean: float, shape: float) -> tuple[float, float]:
    """Shapes (a, b) of the Beta distribution with this mean and first shape."""
    return shape, shape * (1 - mean) / mean


def hazard_quantiles(scenario: Scenario) -> NDArray[np.float64]:
    """Yearly base hazard of a newcomer by segment and quantile, [segments, QUANTILES + 1]."""
    shapes = [beta_shapes(s.churn_yearly, s.churn_shape) for s in scenario.segments]
    return np.array([_beta_quantiles(a, b) for a, b in shapes])


@lru_cache(maxsize=64)
def _beta_quantiles(a: float, b: float) -> NDArray[np.float64]:
    """Quantiles of Beta(a, b) on an even grid: slow to invert, so kept."""
    levels = np.linspace(0, 1, QUANTILES + 1)
    return np.asarray(np.clip(betaincinv(a, b, levels), 0, 1 - 1e-9))


def holding_chances(scenario: Scenario) -> NDArray[np.float64]:
    """Chance of each set of products at joining, [segments, 2^products]; the empty set has 0.

    Products are held independently, given that at least one is held.
    """
    products = scenario.products
    sets = np.arange(2 ** len(products))
    out = np.ones((len(scenario.segments), len(sets)))
    for s, segment in enumerate(scenario.segments):
        for p, product in enumerate(products):
            chance = segment.holdings.get(product.name, 0.5)
            out[s] *= np.where(sets >> p & 1, chance, 1 - chance)
    out[:, 0] = 0
    nothing = out.sum(axis=1) <= 0
    out[nothing, 1] = 1.0
    return out / out.sum(axis=1, keepdims=True)


def touchpoint_frequency(scenario: Scenario) -> NDArray[np.float64]:
    """Weight of each touchpoint by segment, [segments, touchpoints], before holdings count."""
    weights = [p.use for p in scenario.products] + [t.frequency for t in scenario.touchpoints]
    out = np.tile(np.array(weights, dtype=float), (len(scenario.segments), 1))
    for s, segment in enumerate(scenario.segments):
        for k, name in enumerate(scenario.touchpoint_names):
            out[s, k] = segment.frequency.get(name, out[s, k])
    return out


def touchpoint_chances(scenario: Scenario) -> NDArray[np.float64]:
    """Chance that a moment happens at a touchpoint, [segments, 2^products, touchpoints].

    Only products that are held can be used; where no weight is left, all that can
    be met are alike.
    """
    frequency = touchpoint_frequency(scenario)
    products = len(scenario.products)
    sets = np.arange(2**products)
    out = np.repeat(frequency[:, None, :], len(sets), axis=1)
    for p in range(products):
        out[:, :, p] *= (sets >> p & 1)[None, :]
    held = np.ones(out.shape[1:])
    held[:, :products] = sets[:, None] >> np.arange(products) & 1
    held[0] = 1.0
    out = np.where(out.sum(axis=2, keepdims=True) > 0, out, held)
    return out / out.sum(axis=2, keepdims=True)


def starting_needs(scenario: Scenario) -> NDArray[np.float64]:
    """Ideal positions [segments, touchpoints]: named by the scenario or drawn by market_seed."""
    names = scenario.touchpoint_names
    market = np.random.default_rng(scenario.market.market_seed)
    ideal = scenario.market.needs_sd * market.standard_normal((len(scenario.segments), len(names)))
    for s, segment in enumerate(scenario.segments):
        for k, name in enumerate(names):
            ideal[s, k] = segment.needs.get(name, ideal[s, k])
    return ideal


def whole_numbers(shares: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole numbers in these proportions that add up to `total` (largest remainder)."""
    exact = shares / shares.sum() * total
    floor = np.floor(exact).astype(np.int64)
    floor[np.argsort(floor - exact, kind="stable")[: total - floor.sum()]] += 1
    return floor


def population_generator(seed: int) -> np.random.Generator:
    """Random numbers for the people and their ties: the same in every design."""
    return np.random.default_rng(np.random.SeedSequence([seed, int(Purpose.POPULATION)]))


def _recognised(
    need: NDArray[np.uint8], accuracy: float, generator: np.random.Generator
) -> NDArray[np.uint8]:
    """The category each person is taken for: right with chance `accuracy`, else anybody's."""
    right = generator.random(len(need)) < accuracy
    return np.where(right, need, generator.permutation(need)).astype(np.uint8)


def _lognormal(log_sd: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float32]:
    """Lognormal numbers with mean 1."""
    z = generator.standard_normal(len(log_sd))
    return np.exp(log_sd * z - 0.5 * log_sd**2).astype(np.float32)
