"""What is observed of customers: the same people as in figures and books, looked at otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim import compare
from sim.experiment.tables.store import Asked, comparison_of, frames
from sim.market.people.population import Status
from sim.market.rules.tally import Count
from sim.model.model import OrganisationModel, after_burn_in
from sim.model.observation import observed
from sim.scenario.schema.design import PRESETS

SEED = 11


@pytest.fixture(scope="module", params=[24, 20, 7, 2])
def simulated(request, small_scenario):
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


def test_watching_changes_nothing(simulated):
    _, model, _, people, again = simulated
    assert np.array_equal(model.series(), again.series())
    assert np.array_equal(model.ledger.cube, again.ledger.cube)
    assert np.array_equal(model.market.people.contribution, people[-1].contribution)


@pytest.mark.parametrize("name", ["customers", "joined", "left", "complaints", "contacts"])
def test_segments_add_up_to_the_firms_figures(simulated, name):
    _, model, seen, _, _ = simulated
    total = seen.counts[:, :, Count[name.upper()]].sum(axis=1)
    assert total == pytest.approx(model.monthly()[name].to_numpy(), rel=1e-12)


def test_customers_are_those_before_and_who_joined_less_who_left(simulated):
    scenario, _, seen, people, _ = simulated
    before = np.bincount(people[0].need[customers(people[0])], minlength=len(scenario.segments))
    level = before * scenario.represents
    for month in seen.counts:
        level = level + month[:, Count.JOINED] - month[:, Count.LEFT]
        assert level == pytest.approx(month[:, Count.CUSTOMERS])


def test_cohorts_are_customers_by_the_quarter_in_which_they_joined(simulated):
    scenario, _, seen, people, _ = simulated
    assert len(seen.cohorts) == scenario.months // 3
    for quarter, counted in enumerate(seen.cohorts):
        month = 3 * (quarter + 1)
        then = people[month]
        for i in np.flatnonzero(customers(then)):
            joined = month - int(then.tenure[i])
            counted[then.need[i], 0 if joined < 1 else 1 + (joined - 1) // 3] -= scenario.represents
        assert np.abs(counted).max() < 1e-6


def test_holders_are_counted_at_the_start_and_at_the_end_of_each_year(simulated):
    scenario, _, seen, people, _ = simulated
    ends = [0, *range(12, scenario.months, 12), scenario.months]
    assert len(seen.holders) == len(ends)
    for held, month in zip(seen.holders, ends, strict=True):
        then = people[month]
        for s in range(len(scenario.segments)):
            for p in range(len(scenario.products)):
                who = customers(then) & (then.need == s) & (then.holding >> p & 1 == 1)
                assert held[s, p] == pytest.approx(who.sum() * scenario.represents)


def test_kept_revenue_follows_each_customer_of_a_years_start(simulated):
    scenario, model, seen, people, _ = simulated
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


def test_whale_curve_rises_to_the_sum_of_the_profitable_and_falls_to_the_sum_of_all(simulated):
    scenario, _, seen, people, _ = simulated
    first = people[max(scenario.months - 12, 0)]
    earned = (people[-1].contribution - first.contribution.astype(float)) * scenario.represents
    whole = seen.contribution[-1]
    assert whole[0] == 0
    assert whole[-1] == pytest.approx(earned.sum(), rel=1e-6)
    assert whole.max() == pytest.approx(earned[earned > 0].sum(), rel=0.01)
    assert (np.diff(np.diff(whole)) <= 1e-6 * np.abs(whole).max()).all(), "best customers first"
    assert seen.contribution[:-1, -1].sum() == pytest.approx(whole[-1], rel=1e-6)


def test_whale_curve_shares_out_those_who_paid_and_nobody_else(simulated):
    scenario, _, seen, people, _ = simulated
    first = max(scenario.months - 12, 0)
    earned = people[-1].contribution - people[first].contribution.astype(float)
    paid = np.any([customers(then) for then in people[first:-1]], axis=0)
    for s, curve in enumerate(seen.contribution):
        mine = paid & (people[0].need == s) if s < len(scenario.segments) else paid
        best = np.sort(earned[mine])[::-1] * scenario.represents
        for step in (1, 10, 50, 75, 99):
            whole, part = divmod(len(best) * step, 100)
            wanted = best[:whole].sum() + part / 100 * best[whole]
            assert curve[step] == pytest.approx(wanted, rel=1e-9)


def test_promises_are_those_to_the_segment_that_each_person_is_taken_for(simulated):
    scenario, model, seen, people, _ = simulated
    promise, then = model.firm.promise_maker.promise, people[-1]
    assert (then.by_need != then.need).any()
    for s in range(len(scenario.segments)):
        reported = promise[then.by_need[then.need == s]]
        assert seen.promised[-1, s] == pytest.approx(reported.mean(), rel=1e-9)


@pytest.fixture(scope="module")
def scarce(small_scenario):
    """Designs in a market of so few that a segment has one moment of truth a month, or none."""
    shares = {"Young": 0.68, "Families": 0.3, "Firms": 0.02}
    scenario = small_scenario(months=12).override(
        {f"segments.{name}.share": share for name, share in shares.items()}
        | {"market.simulated": 200}
    )
    return compare(scenario, {"other": PRESETS["segment_led/incremental"]}, replications=2, jobs=1)


def test_what_is_delivered_is_a_mean_also_of_one_moment_and_no_number_of_none(scarce):
    runs = [run for r in scarce.replications for run in r.runs.values()]
    moments = np.array([run.observed.counts[..., Count.MOMENTS] for run in runs])
    delivered = np.array([run.observed.delivered for run in runs])
    assert (moments == scarce.scenario.represents).any()
    assert (moments == 0).any()
    assert np.array_equal(np.isnan(delivered), moments == 0)
    mean = np.nansum(delivered * moments, axis=2) / moments.sum(axis=2)
    assert mean == pytest.approx(np.array([run.series("delivered") for run in runs]), rel=1e-9)


def test_no_number_is_still_none_when_saved_and_opened(scarce, tmp_path):
    tables = {}
    for name, frame in frames(scarce).items():
        frame.to_parquet(tmp_path / name, engine="pyarrow", index=False)
        tables[name] = pd.read_parquet(tmp_path / name)
    asked = Asked(
        scarce.scenario,
        scarce.seed,
        scarce.designs,
        [r.number for r in scarce.replications],
        scarce.stopping,
        scarce.markets,
    )
    again = comparison_of(asked, tables)
    for one, other in zip(scarce.replications, again.replications, strict=True):
        for name, run in one.runs.items():
            for mine, theirs in zip(run.observed, other.runs[name].observed, strict=True):
                assert mine.tobytes() == theirs.tobytes()


def test_promises_and_deliveries_are_means_of_what_people_meet(simulated):
    _, model, seen, _, _ = simulated
    assert ((seen.promised >= 0) & (seen.promised <= 1)).all()
    moments = seen.counts[:, :, Count.MOMENTS]
    mean = (seen.delivered * moments).sum(axis=1) / moments.sum(axis=1)
    assert mean == pytest.approx(model.monthly()["delivered"].to_numpy(), rel=1e-9)
