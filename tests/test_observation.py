"""What is observed of customers: the same people as in figures and books, looked at otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market.population import Status
from sim.market.tally import Count
from sim.model import OrganisationModel, after_burn_in
from sim.observation import observed
from sim.scenario_file.design import PRESETS

SEED = 11


@pytest.fixture(scope="module", params=[24, 20, 7, 2])
def lived(request, small_scenario):
    """A scenario of some months, the model after them, what was seen, and people month by month."""
    scenario = small_scenario(months=request.param)
    opening = after_burn_in(scenario, SEED)
    design = PRESETS["segment_led/incremental"]
    model = OrganisationModel(scenario, design, SEED, opening)
    seen = observed(model)
    again = OrganisationModel(scenario, design, SEED, opening)
    people = [again.market.people.copy()]
    for _ in range(scenario.months):
        again.step()
        people.append(again.market.people.copy())
    return scenario, model, seen, people, again


def customers(people):
    return people.status == Status.CUSTOMER


def paid(model, people):
    """Monthly revenue by person, added up product by product."""
    out = np.zeros(len(people.need))
    for p, product in enumerate(model.given.products):
        spend = np.array([s.spend for s in model.given.segments])[people.need] * people.spend
        out += (people.holding >> p & 1) * spend * product.revenue
    return np.where(customers(people), out, 0.0)


def test_watching_changes_nothing(lived):
    _, model, _, people, again = lived
    assert np.array_equal(model.series(), again.series())
    assert np.array_equal(model.ledger.cube, again.ledger.cube)
    assert np.array_equal(model.market.people.contribution, people[-1].contribution)


@pytest.mark.parametrize("name", ["customers", "joined", "left", "complaints", "contacts"])
def test_segments_add_up_to_the_firms_figures(lived, name):
    _, model, seen, _, _ = lived
    total = seen.counts[:, :, Count[name.upper()]].sum(axis=1)
    assert total == pytest.approx(model.monthly()[name].to_numpy(), rel=1e-12)


def test_customers_are_those_before_and_who_joined_less_who_left(lived):
    scenario, _, seen, people, _ = lived
    before = np.bincount(people[0].need[customers(people[0])], minlength=len(scenario.segments))
    level = before * scenario.represents
    for month in seen.counts:
        level = level + month[:, Count.JOINED] - month[:, Count.LEFT]
        assert level == pytest.approx(month[:, Count.CUSTOMERS])


def test_cohorts_are_customers_by_the_quarter_in_which_they_joined(lived):
    scenario, _, seen, people, _ = lived
    assert len(seen.cohorts) == scenario.months // 3
    for quarter, counted in enumerate(seen.cohorts):
        month = 3 * (quarter + 1)
        then = people[month]
        for i in np.flatnonzero(customers(then)):
            joined = month - int(then.tenure[i])
            counted[then.need[i], 0 if joined < 1 else 1 + (joined - 1) // 3] -= scenario.represents
        assert np.abs(counted).max() < 1e-6


def test_holders_are_counted_at_the_start_and_at_the_end_of_each_year(lived):
    scenario, _, seen, people, _ = lived
    ends = [0, *range(12, scenario.months, 12), scenario.months]
    assert len(seen.holders) == len(ends)
    for held, month in zip(seen.holders, ends, strict=True):
        then = people[month]
        for s in range(len(scenario.segments)):
            for p in range(len(scenario.products)):
                who = customers(then) & (then.need == s) & (then.holding >> p & 1 == 1)
                assert held[s, p] == pytest.approx(who.sum() * scenario.represents)


def test_kept_revenue_follows_each_customer_of_a_years_start(lived):
    scenario, model, seen, people, _ = lived
    assert len(seen.kept_revenue) == scenario.months // 12
    for year, kept in enumerate(seen.kept_revenue):
        first, last = people[12 * year], people[12 * year + 12]
        before, now = paid(model, first), paid(model, last)
        never_left = (
            customers(first) & customers(last) & (last.relationships == first.relationships)
        )
        now[~never_left] = 0.0
        for s in range(len(scenario.segments)):
            mine = customers(first) & (first.need == s)
            sums = [before[mine].sum(), np.minimum(before, now)[mine].sum(), now[mine].sum()]
            assert kept[s] == pytest.approx(np.array(sums) * scenario.represents, rel=1e-5)


def test_whale_curve_rises_to_the_sum_of_the_profitable_and_falls_to_the_sum_of_all(lived):
    scenario, _, seen, people, _ = lived
    first = people[max(scenario.months - 12, 0)]
    earned = (people[-1].contribution - first.contribution.astype(float)) * scenario.represents
    whole = seen.contribution[-1]
    assert whole[0] == 0
    assert whole[-1] == pytest.approx(earned.sum(), rel=1e-6)
    assert whole.max() == pytest.approx(earned[earned > 0].sum(), rel=0.01)
    assert (np.diff(np.diff(whole)) <= 1e-6 * np.abs(whole).max()).all(), "best customers first"
    assert seen.contribution[:-1, -1].sum() == pytest.approx(whole[-1], rel=1e-6)


def test_promises_and_deliveries_are_means_of_what_people_meet(lived):
    _, model, seen, _, _ = lived
    assert ((seen.promised >= 0) & (seen.promised <= 1)).all()
    moments = seen.counts[:, :, Count.MOMENTS]
    mean = (seen.delivered * moments).sum(axis=1) / moments.sum(axis=1)
    assert mean == pytest.approx(model.monthly()["delivered"].to_numpy(), rel=1e-9)
