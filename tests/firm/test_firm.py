"""What a firm sees: revenue traced to the segments that people are taken for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.firm.delivery import months_worth
from sim.model import OrganisationModel


def test_revenue_of_a_need_goes_to_the_segments_its_people_are_taken_for(small_scenario):
    scenario = small_scenario(**{"market.need_accuracy": 0.5})
    model = OrganisationModel(scenario, seed=1)
    firm, people = model.firm, model.market.people
    firm.books.revenue = np.array([100.0, 0.0, 0.0])
    leaders = [x for x in firm.leaders if type(x).__name__ == "SegmentLeader"]
    for a, leader in enumerate(leaders):
        taken = (people.by_need[people.need == 0] == a).mean()
        seen = firm.exposure(leader)[a] / firm.frequency[a]  # paid in full on the own segment
        assert seen == pytest.approx(np.full(firm.touchpoints, 100 * taken))


def test_what_leaders_are_paid_for_follows_the_books_from_month_to_month(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1)
    firm = model.firm
    leader = firm.leaders[2]
    before = firm.exposure(leader)
    model.step()
    firm.begin(model.clock, firm.norm, model.market.ideal)
    revenue = firm.share_taken @ firm.books.revenue
    mask = leader.credit() * firm.editing(leader)
    assert (firm.exposure(leader) == mask * revenue[:, None] * firm.frequency).all()
    assert (firm.exposure(leader) != before).any()


def test_owners_decide_on_the_books_of_the_month_before(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1).run(3)
    firm = model.firm
    firm.begin(model.clock, firm.norm, model.market.ideal)
    weight = firm.books.customers / firm.books.customers.sum()
    for name in ("margin", "churn", "contact", "heard"):
        column, seen = getattr(firm.books, name), getattr(firm.seen, name)
        assert seen == pytest.approx([*column, weight @ column])
    one_more = firm.margin_of_one_more
    assert firm.seen.margin_of_one_more == pytest.approx([*one_more, weight @ one_more])
    horizon = firm.design.organisation.horizon_months
    churn, contact = firm.seen.churn[-1], firm.seen.contact[-1]
    assert firm.worth == months_worth(churn, contact, firm.gross_margin, horizon, firm.response)


def test_a_copy_of_the_state_goes_on_without_touching_the_programmes_of_the_first(small_scenario):
    firm = OrganisationModel(small_scenario(burn_in=0), seed=1).run(1).firm
    state = firm.state()
    assert state.programmes
    before = {name: programme.done for name, programme in state.programmes.items()}
    for programme in state.copy().programmes.values():
        programme.done += 1.0
    assert {name: programme.done for name, programme in state.programmes.items()} == before
