"""Who leaves and why: contagion, recommenders, complaints, breaches, small, against print."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market.people.network import from_edges
from sim.validation import breach, complaints, contagion, matching, recommenders
from sim.validation.effort import Effort
from sim.validation.markets import bank

QUICK = Effort(0.01, jobs=1)


# Contagion


def test_friends_are_counted_once_for_each_who_did():
    ties = from_edges(np.array([[0, 1], [0, 2], [1, 2]]), 4)
    assert contagion.friends_who(np.array([True, False, True, False]), ties).tolist() == [
        1,
        2,
        1,
        0,
    ]


def test_a_friend_who_leaves_raises_the_hazard_as_in_nitzan_and_libai_2011():
    found = np.mean([contagion.by_rule(40_000, seed) for seed in range(3)], axis=0)
    assert found[0] == pytest.approx(1.8, abs=0.15)
    # 0.8 of a rise of 0.8 is left each month: 0.26 after five more of them
    assert found[1] == pytest.approx(1.26, abs=0.15)


def test_without_the_rule_no_friend_is_drawn_along(monkeypatch):
    off = contagion.ALIKE | {"forms.leaving": "independent"}
    monkeypatch.setattr(contagion, "ALIKE", off)
    found = np.mean([contagion.by_rule(40_000, seed) for seed in range(3)], axis=0)
    assert found == pytest.approx(1.0, abs=0.12)


# Recommenders


def test_a_control_has_the_strata_of_those_it_is_compared_with():
    treated = np.array([True, True, True, False, False, True])
    stratum = np.array([0, 0, 1, 0, 1, 2])  # nobody to compare the last one with
    assert matching.weights(treated, stratum).tolist() == [1, 1, 1, 2, 1, 0]


def test_recommenders_leave_less_as_in_garnefeld_et_al_2013():
    given = bank(**{"market.simulated": 10_000, "months": 15})
    those, others = np.mean([recommenders.simulated(given, seed) for seed in range(4)], axis=0)
    assert those[0] < others[0]


def test_where_satisfaction_does_not_matter_recommending_does_not_bind():
    given = bank(**{"market.simulated": 40_000, "months": 15, "experience.churn_sensitivity": 0.0})
    those, others = np.mean([recommenders.simulated(given, seed) for seed in range(4)], axis=0)
    assert those[0] == pytest.approx(others[0], abs=0.015)


# Complaints


def test_complaints_leave_behind_what_knox_and_van_oest_2014_found():
    figures = complaints.after_complaints(QUICK)
    assert [figure.verdict for figure in figures] == 5 * ["holds"]


def test_where_satisfaction_does_not_matter_complaints_leave_nothing_behind(monkeypatch):
    deaf = complaints.EVERYBODY_COMPLAINS | {"experience.churn_sensitivity": 0.0}
    monkeypatch.setattr(complaints, "EVERYBODY_COMPLAINS", deaf)
    assert complaints.simulated(20_000, 3) == pytest.approx(0, abs=1e-12)


# Breaches


def test_a_breach_loses_more_the_more_trust_it_takes():
    given = bank(**{"market.simulated": 5000, "months": 12})
    none, some, much = breach.lost(given, (0.0, 0.1, 0.3), 2)
    assert (none == 0).all()
    assert (some > 0).all()
    assert (much > some).all()


def test_the_fitted_breach_loses_what_telang_and_somanchi_2017_found_after_fraud():
    half_a_year, a_year = breach.breached(QUICK).mean(axis=0)
    assert half_a_year == pytest.approx(0.02, abs=0.007)
    assert a_year > half_a_year
