"""The people of a market as columns: one row a person, sorted by segment."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, betaln

from ...scenario.scenario import Scenario
from ...scenario.schema.magnitudes import MOST_OF_A_PERSON
from ..rules import rules
from ..rules.compiled import borrowing_kernel
from ..rules.draws import Purpose
from .blocks import blocks

QUANTILES = 4096
"""Steps of the table from which a newcomer's base hazard is read."""


class Status(IntEnum):
    """Where a person stands with the firm."""

    PROSPECT = 0
    CUSTOMER = 1
    FORMER = 2
    JOINING = 3  # a customer from the end of the month on


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
        talk: uint8, 0 silent, 1 + 2 f promotes firm f, 2 + 2 f warns of it; published before the
            next month begins.
        firm: uint8, the firm of a customer, or the one that a former customer left.
        pending: float32, contacts still to come of earlier trouble; empty where nothing causes any.
        departures: float32, friends who have left this customer's firm, fading; empty where leaving
            is not contagious.
        left: uint8, the firm that this person left this month plus 1, 0 for none; empty likewise.
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
    firm: NDArray[np.uint8]
    pending: NDArray[np.float32]
    departures: NDArray[np.float32]
    left: NDArray[np.uint8]

    def copy(self) -> People:
        """A population that can live on without touching this one."""
        return People(*(column.copy() for column in self))  # type: ignore[arg-type]

    def equipped(self, scenario: Scenario) -> People:
        """The same with every column that the scenario's mechanisms need."""
        given, size = scenario.experience, len(self.need)
        calling = given.repeat_contacts > 0 or given.onboarding_contacts > 0
        more: dict[str, Any] = {}
        if calling and not len(self.pending):
            more["pending"] = np.zeros(size, np.float32)
        if scenario.advocacy.contagion > 0 and not len(self.left):
            more |= {"departures": np.zeros(size, np.float32), "left": np.zeros(size, np.uint8)}
        return self._replace(**more) if more else self


class Standing(NamedTuple):
    """How each segment's customers stand after years with the firm.

    Attributes:
        exposure: [S], mean of exp(-b_S (S - ref)), times what friends who left have done: how much
            faster than at the reference they have been leaving.
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
    drawn_along = _drawn_along(people, scenario.advocacy.contagion)
    for s in range(len(scenario.segments)):
        chosen = customers & (people.need == s)
        found = people.satisfaction[chosen]
        if len(found):
            satisfaction[s] = found
            gap = found.astype(float) - given.reference
            faster = np.exp(-given.churn_sensitivity * gap)
            exposure[s] = float((faster * drawn_along[chosen]).mean())
    return Standing(exposure, satisfaction)


def _drawn_along(people: People, contagion: float) -> NDArray[np.float64]:
    """How much faster everybody has been leaving for friends who left; 1 where that is nothing."""
    if not len(people.left):
        return np.ones(len(people.need))
    rule = rules.contagious_intensity
    return np.array([rule(1.0, each, contagion) for each in people.departures.tolist()], float)


def drawn(
    scenario: Scenario, generator: np.random.Generator, before: Standing | None = None
) -> People:
    """People as they are when the burn-in starts: customers with tenure, and everybody else.

    Customers' tenures follow the survival curve of their segment up to the firm's age; someone
    T years with the firm has theta ~ Beta(a, b + x T), the posterior of a shifted beta-geometric
    whose hazard was x times the base hazard: x > 1 for a segment that is not content.

    People are stored by need; within a need, nothing about them depends on where they are stored.

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
        spend=_lognormal(sizes, [(1.0, s.spend_sd) for s in segments], generator),
        contact_rate=_lognormal(
            sizes, [(s.contacts, scenario.experience.contact_sd) for s in segments], generator
        ),
        style=_normal(people, scenario.experience.rating_sd, generator),
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
        firm=np.zeros(people, np.uint8),
        pending=np.zeros(0, np.float32),
        departures=np.zeros(0, np.float32),
        left=np.zeros(0, np.uint8),
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
    months = np.arange(round(12 * scenario.market.firm_age_years))
    bounds = bounds_of(people.need, len(scenario.segments))
    for s, segment in enumerate(scenario.segments):
        status = people.status[bounds[s] : bounds[s + 1]]
        status[: round(segment.penetration * len(status))] = Status.CUSTOMER
        generator.shuffle(status)
        chosen = np.flatnonzero(status)
        chosen += bounds[s]
        a, b = beta_shapes(segment.churn_yearly, segment.churn_shape)
        exposure = before.exposure[s] / 12
        survival = np.exp(betaln(a, b + exposure * months) - betaln(a, b))
        people.relationships[chosen] = 1
        for some in _parts(chosen):
            people.tenure[some] = generator.choice(months, len(some), p=survival / survival.sum())
        for some in _parts(chosen):
            theta = generator.beta(a, b + exposure * people.tenure[some])
            _take_down_intensity(people.base_intensity, some, theta)
        for some in _parts(chosen):
            people.satisfaction[some] = generator.choice(before.satisfaction[s], len(some))
        for some in _parts(chosen):
            people.holding[some] = generator.choice(len(baskets[s]), len(some), p=baskets[s])


@borrowing_kernel
def _take_down_intensity(
    intensity: NDArray[np.float32], some: NDArray[np.int64], theta: NDArray[np.float64]
) -> None:
    """Base hazards of some people whose yearly ones are known; no one leaves for sure.

    Args:
        intensity: [people], per month; filled in for those.
        some: who.
        theta: yearly hazard of each of them.
    """
    for i in range(len(some)):
        intensity[some[i]] = rules.base_intensity_of(min(theta[i], 1 - 1e-9))


def _parts(chosen: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The people chosen, a block at a time: a column is drawn to its end before the next."""
    return [chosen[part] for part in blocks(len(chosen))]


def bounds_of(need: NDArray[np.uint8], segments: int) -> NDArray[np.int64]:
    """Where each segment's people begin, and where the last one's end, [segments + 1].

    Args:
        need: need category by person in ascending order, [people].
        segments: how many categories there are.
    """
    # Keys of another type would have the whole column converted.
    ends = np.searchsorted(need, np.arange(segments, dtype=need.dtype), side="right")
    return np.concatenate([[0], ends])


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


def mean_frequency(scenario: Scenario) -> NDArray[np.float64]:
    """How often people of a need meet each touchpoint, averaged over baskets, [S, K]."""
    weights = holding_chances(scenario)
    return np.asarray(np.einsum("smk,sm->sk", touchpoint_chances(scenario), weights))


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
    """The category each person is taken for: right with chance `accuracy`, else anybody's.

    Somebody picked at random lends the category, so that categories keep their shares.
    """
    out = need.copy()
    for part in blocks(len(need)):
        draw = generator.random(part.stop - part.start)
        wrong = np.flatnonzero(draw >= accuracy)
        # The draw of those taken wrongly lies evenly from `accuracy` to 1: it picks somebody, too.
        picked = (draw[wrong] - accuracy) / (1 - accuracy) * len(need)
        out[part][wrong] = need[picked.astype(np.int64)]
    return out


def _lognormal(
    sizes: NDArray[np.int64],
    shapes: list[tuple[float, float]],
    generator: np.random.Generator,
) -> NDArray[np.float32]:
    """Lognormal numbers for groups of these sizes, with each group's (mean, sd of the log).

    No one is beyond what one person may come to; a scenario in which that would matter is refused
    when it is loaded (`magnitudes`).
    """
    out = generator.standard_normal(sizes.sum(), dtype=np.float32)
    for group, (mean, log_sd) in zip(np.split(out, sizes.cumsum()[:-1]), shapes, strict=True):
        group *= log_sd
        group -= 0.5 * log_sd**2
        # In double precision, which is the same on every machine once rounded.
        np.exp(group, out=group, dtype=np.float64, casting="same_kind")
        group *= mean
    return np.minimum(out, np.float32(MOST_OF_A_PERSON), out=out)


def _normal(people: int, sd: float, generator: np.random.Generator) -> NDArray[np.float32]:
    """Normal numbers with mean 0."""
    out = generator.standard_normal(people, dtype=np.float32)
    out *= sd
    return out
