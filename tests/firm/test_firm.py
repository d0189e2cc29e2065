"""What a firm sees: revenue traced to the segments that people are taken for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.firm.levers import Settings
from sim.firm.treatment import treatment_of
from sim.model.model import OrganisationModel


def test_revenue_of_a_need_goes_to_the_segments_its_people_are_taken_for(neutral_scenario):
    scenario = neutral_scenario(**{"market.need_accuracy": 0.5})
    model = OrganisationModel(scenario, seed=1)
    firm, people = model.firm, model.market.people
    firm.books.revenue = np.array([100.0, 0.0, 0.0])
    leaders = [x for x in firm.leaders if type(x).__name__ == "SegmentLeader"]
    for a, leader in enumerate(leaders):
        taken = (people.by_need[people.need == 0] == a).mean()
        seen = (
            leader.exposure(a + 1)[a] / firm.company.frequency[a]
        )  # paid in full on the own segment
        assert seen == pytest.approx(np.full(firm.touchpoints, 100 * taken))


def test_what_leaders_are_paid_for_follows_the_books_from_month_to_month(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1)
    firm = model.firm
    leader = firm.leaders[2]
    before = leader.exposure(1)
    model.step()
    firm.begin(model.clock, firm.norm, model.market.ideal)
    revenue = (firm.company.share_taken @ firm.books.revenue) * firm.view.weights
    assert len(set(firm.view.weights)) == 3, "margin kept differs by segment"
    mask = leader.credit() * leader.editing(1)
    assert (leader.exposure(1) == mask * revenue[:, None] * firm.company.frequency).all()
    assert (leader.exposure(1) != before).any()


def test_owners_decide_on_the_books_of_the_month_before(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1).run(3)
    firm = model.firm
    firm.begin(model.clock, firm.norm, model.market.ideal)
    weight = firm.books.customers / firm.books.customers.sum()
    for name in ("margin", "churn", "contact", "heard"):
        column, seen = getattr(firm.books, name), getattr(firm.view.seen, name)
        assert seen == pytest.approx([*column, weight @ column])
    one_more = firm.company.margin_of_one_more
    assert firm.view.seen.margin_of_one_more == pytest.approx([*one_more, weight @ one_more])
    staked = firm.books.margin * firm.company.loyalty
    assert firm.view.seen.staked == pytest.approx([*staked, weight @ staked])


def test_a_copy_of_the_state_goes_on_without_touching_the_programmes_of_the_first(small_scenario):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).run(1).firm
    state = firm.state()
    assert state.programmes

    def done(state):
        return [each.done for lanes in state.programmes.values() for each in lanes.values()]

    before = done(state)
    for lanes in state.copy().programmes.values():
        for programme in lanes.values():
            programme.done += 1.0
    assert done(state) == before


def test_what_a_firm_earns_at_the_start_by_hand(small_scenario):
    """The anchor of all company-wide costs, with revenue of 20 and 35 for the two products.

    Young and Families hold one, the other or both, alike: 110 / 3 times spend. Of Firms .63 hold
    the first only, .03 the second, .27 both, of .93: 28.5 / .93 times 2.
    """
    firm = OrganisationModel(small_scenario(), seed=1).firm
    customers = 20_000 * np.array([0.4 * 0.3, 0.35 * 0.4, 0.25 * 0.25])
    revenue = np.array([0.8 * 110 / 3, 1.2 * 110 / 3, 2 * 28.5 / 0.93])
    assert firm.company.base_revenue == pytest.approx(customers @ revenue)
    assert firm.company.gross_margin == pytest.approx((20 * 0.62 + 35 * 0.5) / 55)
    assert firm.company.margin_of_one_more == pytest.approx(14.95 * np.array([0.8, 1.2, 2.0]))
    assert firm.company.cost_of_effort == pytest.approx(0.024 * firm.company.base_revenue / 8)
    assert firm.company.distance == 0


def test_how_a_firm_treats_people_follows_its_levers_promise_and_offers(small_scenario):
    """Every number in its own place, with levers that stand differently by segment."""
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).firm
    firm.view.norm = 0.77
    firm.settings = Settings(
        recovery=np.array([1.0, 2.0, 4.0]),
        offer=np.array([3.0, 1.0, 0.5]),
        cross_sell=np.array([0.2, 0.4, 0.8]),
        recruiting=np.array([1.0, 0.5, 2.0]),
    )
    firm.promise_maker.promise = np.array([0.7, 0.8, 0.9])
    firm.books.heard = np.array([0.85, 0.75, 0.6])
    firm.offers.outage[0, 1] = 0.25
    made, given = treatment_of(firm), firm.scenario.levers
    credit = np.exp(-given.promise_credibility * np.array([0.0, 0.05, 0.3]) ** 2)
    pull = 2 / (1 + np.exp(-given.promise_attraction * (np.array([0.7, 0.8, 0.9]) - 0.77)))
    assert made.attract == pytest.approx(pull * credit)
    bought = 1 - np.exp(-np.array([1.0, 0.5, 2.0]) / given.recruiting_scale)
    assert made.recruiting == pytest.approx(given.recruiting_reach * bought * pull * credit)
    resolved = 1 - np.exp(-np.array([1.0, 2.0, 4.0]) / given.recovery_scale)
    room = given.recovery_most - given.recovery_base
    assert made.resolve == pytest.approx(given.recovery_base + room * resolved)
    kept = 1 - np.exp(-np.array([3.0, 1.0, 0.5]) / given.offer_scale)
    assert made.offer_cut == pytest.approx(given.offer_effect * kept)
    sold = 1 - np.exp(-np.array([0.2, 0.4, 0.8]) / given.cross_sell_scale)
    assert made.cross_sell == pytest.approx(given.cross_sell_reach * sold)
    assert (made.seen, made.norm) == (0.8, 0.77)
    assert made.heard.tolist() == [0.85, 0.75, 0.6]
    assert made.promise.tolist() == [0.7, 0.8, 0.9]
    assert made.position == pytest.approx(firm.offers.met_position())
    whole = firm.offers.met_quality()
    assert made.quality[:, 1] == pytest.approx(0.75 * whole[:, 1])
    assert made.quality[:, 2] == pytest.approx(whole[:, 2])
