"""Many firms: moves, the one number, end markets, styles of delivery; small, against print."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.experiment.statistics.estimates import Estimate
from sim.scenario.reading.loading import load
from sim.scenario.schema.design import PRESETS
from sim.validation import delivery, end_markets, moves, one_number
from sim.validation.effort import Effort

QUICK = Effort(0.01, jobs=1)


# Moves


def lived(monkeypatch, leads, twin=100.0):
    """Outcomes of moves whose profit leads the twin's by so much, in a first month and later."""
    months = 60
    profits = {"": np.full(months, twin / months)}
    for preset, (first, later) in zip(PRESETS, leads, strict=True):
        profits[preset] = profits[""] + np.r_[first, np.full(months - 1, later)]
    runs = {
        name: SimpleNamespace(series=lambda _, name=name: profits[name], name=name)
        for name in profits
    }
    monkeypatch.setattr(moves, "one_replication", lambda *_: SimpleNamespace(runs=runs))
    monkeypatch.setattr(
        moves, "totals", lambda _, run: {"npv": profits[run.name].sum(), "revenue": 1000.0}
    )
    return moves.outcomes("retail_bank", 2000, 1, 0)


def test_a_move_improves_misses_and_does_damage_by_what_was_defined(monkeypatch):
    #        +59 in all       -59             earned back late    earned back at once
    leads = [(0.0, 1.0), (0.0, -1.0), (-20.0, 0.5), (0.0, 0.0)]
    assert lived(monkeypatch, leads).tolist() == [[1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 0]]


def test_a_twin_worth_nothing_is_taken_for_a_tenth_of_a_years_revenue(monkeypatch):
    # A year's revenue is 200: a tenth is 20, a tenth of that 2.
    leads = [(2.1, 0.0), (-2.1, 0.0), (1.9, 0.0), (-1.9, 0.0)]
    found = lived(monkeypatch, leads, twin=0.0)
    assert found[:, 0].tolist() == [1, 0, 0, 0]
    assert found[:, 2].tolist() == [0, 1, 0, 0]


def test_a_move_of_a_drawn_firm_is_simulated_against_its_twin():
    found = moves.outcomes("retail_bank", 1000, 1, 0)
    assert found.shape == (len(PRESETS), 3)
    assert set(found.ravel()) <= {0.0, 1.0}
    assert not (found[:, 0] * found[:, 2]).any()


# One number


def test_firms_differ_and_each_is_the_same_every_time():
    first, again, other = (one_number.firm(1000, n, 1) for n in (0, 0, 1))
    assert first == again
    assert first.today != other.today
    assert first.products[0].quality != other.products[0].quality


def test_half_of_the_firms_have_no_segments_to_lead():
    kinds = [one_number.firm(1000, n, 1).today.organisation for n in range(40)]
    alike = [each for each in kinds if each.basis == "none"]
    assert 10 < len(alike) < 30
    assert {each.authority for each in alike} == {0.0}


def test_a_correlation_has_the_interval_of_fisher():
    generator = np.random.default_rng(1)
    one = generator.normal(size=103)
    other = one + generator.normal(size=103)
    r, low, high = one_number.correlation(one, other)
    assert isinstance(one_number.correlation(one, other), Estimate)
    assert r == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert np.arctanh([low, high]) == pytest.approx(np.arctanh(r) + np.array([-0.196, 0.196]))


def test_what_is_scored_comes_before_what_it_predicts():
    satisfaction, promoters, growth, margin = one_number.scored(2000, 3, 1, 9)
    assert 0 < satisfaction < 1
    assert -100 < promoters < 100
    assert abs(growth) < 1
    assert -1 < margin < 1


# End markets


def test_divisions_differ_in_their_end_markets_or_size_alone():
    few, many = (end_markets.division(n, 2000) for n in (2, 8))
    assert [len(each.segments) for each in (few, many)] == [2, 8]
    assert few.override({"segments": [s.model_dump() for s in many.segments]}) == many
    usual, large = (end_markets.division(4, 2000, size) for size in (1, 4))
    assert large.market.people == 4 * usual.market.people
    assert large.work.capacity == 4 * usual.work.capacity
    assert large.costs.leader_share == usual.costs.leader_share / 4


def test_a_structure_that_does_not_change_is_worth_nothing(monkeypatch):
    monkeypatch.setattr(end_markets, "reorganised", lambda today: today)
    given = end_markets.division(4, 2000).override({"months": 6, "burn_in": 0})
    assert (end_markets.benefit(given, QUICK, 2) == 0).all()


# Styles


def test_agile_deliveries_succeed_more_often_than_waterfall_ones_as_with_standish_2015():
    agile, waterfall = delivery.successes_by_style(range(6))
    assert agile > waterfall


def test_styles_differ_in_their_habits_of_delivery_alone():
    agile, waterfall = delivery.STYLES.values()
    assert agile.organisation == waterfall.organisation
    assert agile.delivery != waterfall.delivery
    assert load("retail_bank").today not in (agile, waterfall)
