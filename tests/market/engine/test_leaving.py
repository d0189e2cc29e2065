"""Leaving that is contagious: against what was published, by hand, and nothing where it is off."""

from __future__ import annotations

import numpy as np
import pytest

from sim.market.market import Market
from sim.market.people.network import from_edges
from sim.market.people.population import Status, standing
from sim.market.rules.tally import Count
from sim.model.model import Entrant, OrganisationModel, after_burn_in
from sim.scenario.schema.design import PRESETS
from sim.validation import laboratory

EVERYBODY = {"name": "Everybody", "share": 1.0, "penetration": 0.6, "churn_yearly": 0.3}
CONTAGIOUS = {"forms.leaving": "contagious"}
ALIKE = {"experience.churn_sensitivity": 0.0, "segments.*.churn_shape": 50.0}
"""Satisfaction does not matter, and base hazards hardly differ."""


def opened(size=4000, ties=6, **changes):
    network = {"market.network.strong_ties": ties}
    given = laboratory.scenario(size, [EVERYBODY], **CONTAGIOUS, **network, **changes)
    return laboratory.opened(given, 3, tied=True)


def friends_who_left(market):
    """Of everybody, counted one tie at a time: friends who left the firm of this customer."""
    people, ties = market.people, market.ties
    out = np.zeros(len(people.need))
    for i in np.flatnonzero(people.status == Status.CUSTOMER):
        friends = ties.heard[ties.start[i] : ties.start[i + 1]]
        out[i] = (people.left[friends] == people.firm[i] + 1).sum()
    return out


def test_a_friend_who_leaves_raises_the_hazard_by_80_per_cent_as_nitzan_and_libai_found():
    """Customers of whose friends one has just left, against those of whose friends none has."""
    left, number = np.zeros(2), np.zeros(2)
    market = opened(60_000, **ALIKE, **{"advocacy.contagion_decay": 1.0})
    for month in range(12):
        gone = friends_who_left(market)
        customers = market.people.status == Status.CUSTOMER
        laboratory.simulated(market, month)
        for n in (0, 1):
            at_risk = customers & (gone == n)
            number[n] += at_risk.sum()
            left[n] += (at_risk & (market.people.left > 0)).sum()
    hazard = -np.log(1 - left / number)
    assert hazard[1] / hazard[0] == pytest.approx(1.8, rel=0.05)


def test_what_friends_do_fades_and_each_is_counted_once():
    market = opened(**{"advocacy.contagion_decay": 0.25})
    expected = np.zeros(4000, np.float32)
    for month in range(6):
        gone = friends_who_left(market).astype(np.float32)
        market.standing()  # counting again does not count leavers again
        laboratory.simulated(market, month)
        expected = np.float32(0.75) * expected + gone
        customers = market.people.status == Status.CUSTOMER
        stayed = customers & (market.people.tenure > month)
        assert np.array_equal(market.people.departures[stayed], expected[stayed])
        assert (market.people.departures[~customers] == 0).all()
    assert (expected > 1).any()


def test_leaving_raises_churn_as_a_branching_process_where_few_leave():
    """Each leaver draws along: friends with the firm, times hazard, contagion and 1 / decay."""
    churn, ties, share = 0.05, 4, 0.6
    changes = {**ALIKE, "segments.*.churn_yearly": churn, "advocacy.contagion_decay": 0.25}
    plain, drawn = (
        sum(laboratory.simulated(market, month).counts[:, Count.LEFT].sum() for month in range(24))
        for market in (
            opened(100_000, ties, **changes, **{"advocacy.contagion": 0.0}),
            opened(100_000, ties, **changes),
        )
    )
    monthly = -np.log(1 - churn) / 12
    # a leaver of month m is felt in 24 - m months, at most 1 / decay of them in full
    months = np.array([(1 - 0.75 ** (24 - m)) / 0.25 for m in range(1, 25)]).mean()
    assert drawn / plain == pytest.approx(1 + 0.8 * ties * share * monthly * months, abs=0.04)
    assert drawn > 1.01 * plain


def test_where_everybody_has_average_friends_as_many_leave():
    """As long as few have more than two friends in mind, who count as two: then more leave."""
    changes = {**ALIKE, "segments.*.churn_yearly": 0.1}
    left = []
    for kind in ("ties", "mixed"):
        market = opened(100_000, **changes, **{"market.network.kind": kind})
        left.append(
            sum(laboratory.simulated(market, m).counts[:, Count.LEFT].sum() for m in range(18))
        )
    assert left[1] / left[0] == pytest.approx(1, abs=0.04)
    average = market.people.departures[market.people.status == Status.CUSTOMER]
    assert average.min() == average.max() > 0


def test_a_friend_who_leaves_a_rival_does_not_matter():
    given = laboratory.scenario(200, [EVERYBODY], **CONTAGIOUS)
    ties = from_edges(np.array([[0, 1], [1, 2], [2, 3]]), 200)
    state = Market.opened(given, 3, ties).state()
    state.people.status[:4] = [Status.FORMER, Status.CUSTOMER, Status.FORMER, Status.CUSTOMER]
    state.people.firm[:4] = [0, 1, 1, 0]
    state.people.left[:4] = [1, 0, 2, 0]
    market = Market(given, 3, state, [given.today.organisation.basis] * 2)
    assert market._gone[:4].tolist() == [0, 1, 0, 0]  # of two friends only that of the same firm


def test_rivals_who_share_todays_customers_share_those_who_have_just_left(small_scenario):
    scenario = small_scenario(**CONTAGIOUS, **{"segments.*.churn_yearly": 0.6})
    opening = after_burn_in(scenario, 3)
    rivals = [Entrant(PRESETS["segment_led/incremental"])]
    model = OrganisationModel(scenario, None, 3, opening, rivals=rivals)
    people = model.market.people
    just = people.left > 0
    assert set(people.left[just]) == {1, 2}
    assert (people.left[just] == people.firm[just] + 1).all()
    assert np.array_equal(model.market._gone, friends_who_left(model.market))


def test_where_leaving_is_independent_nobody_keeps_anything_in_mind(small_scenario):
    people = OrganisationModel(small_scenario(burn_in=0), None, 3).run(3).market.people
    assert len(people.departures) == len(people.left) == 0


def test_how_customers_stand_contains_what_friends_did():
    market = opened(2000, **ALIKE)
    for month in range(6):
        laboratory.simulated(market, month)
    people = market.people
    mind = people.departures[people.status == Status.CUSTOMER]
    faster = 1 + 0.8 * np.minimum(mind, 2).mean()
    assert standing(people, market.scenario).exposure[0] == pytest.approx(faster, rel=1e-6)
    assert faster > 1.01
