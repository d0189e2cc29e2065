"""What a month leaves behind: traced figures for owners, costs where they were caused."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.accounts.chart_of_accounts import Account
from sim.accounts.ledger import SHARED, Ledger
from sim.firm.books import Books
from sim.firm.designs import Leadership
from sim.firm.state import FirmMonth
from sim.market.people.population import Status
from sim.market.rules.tally import Count, Tally, Touched
from sim.model.booking import (
    FROM_CUSTOMERS,
    book_growth,
    book_incidents,
    book_standing_costs,
    from_customers,
    platform_growth,
    smoothed,
    traced,
)
from sim.model.model import OrganisationModel
from sim.model.month import (
    ledger_closes,
    levers_are_set,
    market_moves,
    people_live,
    reports_arrive,
)
from sim.scenario.schema.costs import Costs
from sim.scenario.schema.design import Organisation


@pytest.fixture(scope="module")
def month(small_scenario):
    """A model that has just lived a month, and its books of the month before.

    What is traced is smoothed at another speed than what is heard.
    """
    speeds = {"insight.trace_speed": 0.2, "levers.heard_speed": 0.4}
    model = OrganisationModel(small_scenario(**speeds), seed=2)
    model.run(3)
    books = model.firm.books.copy()
    model.step()
    return model, books


@pytest.fixture(scope="module")
def before_and_after(small_scenario):
    """A model that often takes people for somebody else, and its people before it lived a month."""
    # satisfaction has single precision, which holds this reference exactly
    changes = {"market.need_accuracy": 0.3, "experience.reference": 0.75}
    model = OrganisationModel(small_scenario(**changes), seed=2).run(3)
    people = model.market.people.copy()
    model.step()
    return model, people


def test_owners_see_the_smoothed_figures_of_their_segments(month):
    model, before = month
    books, counts = model.firm.books, model.tally.counts
    paying = counts[:, Count.PAYING]
    for name, count in (("churn", Count.LEFT), ("contact", Count.MOMENTS)):
        old = getattr(before, name)
        expected = old + 0.2 * (counts[:, count] / paying - old)
        assert getattr(books, name) == pytest.approx(expected)
    assert books.customers.tolist() == counts[:, Count.CUSTOMERS].tolist()
    assert books.revenue == pytest.approx(model.firm.base.revenue().sum(axis=1))


def test_recruiters_see_the_prospects_of_this_month_as_the_firm_takes_them(before_and_after):
    model, people = before_and_after
    others = people.status != Status.CUSTOMER
    expected = np.bincount(people.by_need[others], minlength=3)
    assert model.firm.books.prospects.tolist() == expected.tolist()
    assert expected.tolist() != np.bincount(people.need[others], minlength=3).tolist()


def test_the_margin_owners_see_is_gross_margin_less_service_of_a_customer(month):
    model, before = month
    counts = model.tally.counts
    margins = np.array([p.margin for p in model.given.products])
    contribution = model.firm.base.revenue() @ margins
    contribution -= 6 * counts[:, Count.CONTACTS] + 12 * counts[:, Count.COMPLAINTS]
    news = contribution / counts[:, Count.PAYING]
    expected = before.margin + 0.2 * (news - before.margin)
    assert model.firm.books.margin == pytest.approx(expected)


def test_the_market_hears_what_was_delivered(month):
    model, before = month
    delivered = model.tally.value.sum(axis=1) / model.tally.met.sum(axis=1)
    expected = before.heard + 0.4 * (delivered - before.heard)
    assert model.firm.books.heard == pytest.approx(expected)


def test_the_mix_is_the_share_of_each_product_in_revenue(month):
    model, _ = month
    revenue = model.firm.base.revenue()
    assert model.firm.books.mix == pytest.approx(revenue / revenue.sum(axis=1, keepdims=True))


def test_service_is_charged_to_the_product_used_and_by_revenue_at_shared_touchpoints(month):
    model, _ = month
    row = model.clock - model.first_clock - 1
    booked = -model.ledger.cube[row, :3, :2, Account.SERVICE] / 100
    met, mix = model.tally.met, model.firm.books.mix
    shared = met[:, 2:].sum(axis=1, keepdims=True)
    cause = (met[:, :2] + shared * mix) / met.sum(axis=1, keepdims=True)
    cost = 6 * model.tally.counts[:, [Count.CONTACTS]] * model.given.represents
    assert booked == pytest.approx(cause * cost, abs=0.02)
    assert not np.allclose(cause, mix, atol=0.01)


def test_complaints_cost_their_handling_and_the_effort_of_recovery(month):
    model, _ = month
    row = model.clock - model.first_clock - 1
    booked = -model.ledger.cube[row, :3, :, Account.COMPLAINTS].sum(axis=1) / 100
    complaints = model.tally.touched[:, :, Touched.COMPLAINTS] * model.given.represents
    assert complaints.sum(axis=1) == pytest.approx(
        model.tally.counts[:, Count.COMPLAINTS] * model.given.represents
    )
    expected = (complaints * (12 + model.firm.settings.recovery)).sum(axis=1)
    assert np.ptp(model.firm.settings.recovery) > 0
    assert booked == pytest.approx(expected, abs=0.04)


SERVICE = FROM_CUSTOMERS.index(Account.SERVICE)
LEVERS = {
    Account.COMPLAINTS: ("recovery", Touched.COMPLAINTS, 12.0),
    Account.RETENTION_OFFERS: ("offer", Touched.OFFERS, 0.0),
    Account.CROSS_SELLING: ("cross_sell", Touched.SATISFIED, 0.0),
    Account.RECRUITING: ("recruiting", Touched.PROSPECTS, 0.0),
}


@pytest.mark.parametrize("account", LEVERS)
@pytest.mark.parametrize("aimed_at", [0, 1, 2])
def test_a_lever_for_one_segment_is_booked_where_the_people_it_touched_belong(
    small_scenario, account, aimed_at
):
    often = {"market.simulated": 20_000, "experience.complaint_rate": 1.0}
    scenario = small_scenario(**often, **{"burn_in": 0, "market.need_accuracy": 0.3})
    model = OrganisationModel(scenario, seed=2).run(2)
    lever, touched, fixed = LEVERS[account]
    market_moves(model)
    reports_arrive(model)
    levers_are_set(model)
    for name in ("recovery", "offer", "cross_sell", "recruiting"):
        setattr(model.firm.settings, name, np.zeros(3))
    getattr(model.firm.settings, lever)[aimed_at] = 7.0
    people_live(model)
    ledger_closes(model)
    booked = -model.ledger.cube[model.clock, :3, :, account].sum(axis=1) / 100
    people = model.tally.touched[:, :, touched]
    expected = (7.0 * people[:, aimed_at] + fixed * people.sum(axis=1)) * scenario.represents
    assert (people > 0).all()  # of every need, taken for every segment
    assert booked == pytest.approx(expected, abs=0.02)
    others = [a for a in LEVERS if a not in (account, Account.COMPLAINTS)]
    assert model.ledger.cube[model.clock][..., others].sum() == 0


def test_whom_levers_touch_is_counted_by_need_and_by_the_segment_they_are_taken_for(
    before_and_after,
):
    model, before = before_and_after
    after, touched, counts = model.market.people, model.tally.touched, model.tally.counts

    def pairs(which):
        out = np.zeros((3, 3))
        np.add.at(out, (before.need[which], before.by_need[which]), 1)
        return out.tolist()

    could_join = before.status != Status.CUSTOMER
    stayed = (before.status == Status.CUSTOMER) & (after.status == Status.CUSTOMER)
    satisfied = stayed & (after.satisfaction > model.market.behaviour.reference)
    assert touched[:, :, Touched.PROSPECTS].tolist() == pairs(could_join)
    assert touched[:, :, Touched.SATISFIED].tolist() == pairs(satisfied)
    for plane, count in (
        (Touched.COMPLAINTS, Count.COMPLAINTS),
        (Touched.OFFERS, Count.OFFERS),
    ):
        assert touched[:, :, plane].sum(axis=1).tolist() == counts[:, count].tolist()
        assert touched[:, :, plane].sum() > 0


def test_smoothing_waits_for_news():
    assert smoothed(1.0, 2.0, True, 0.25) == 1.25
    assert smoothed(1.0, 2.0, False, 0.25) == 1.0


def test_the_firm_sees_the_mean_over_customers():
    column = np.array([1.0, 3.0])
    books = Books(np.array([30.0, 10.0]), *(column for _ in range(6)), np.ones((2, 1)))
    one, other = books.with_firm(column, 10 * column)
    assert one.tolist() == [1.0, 3.0, 1.5]
    assert other.tolist() == [10.0, 30.0, 15.0]


def test_who_meets_nobody_costs_contacts_by_the_products_share_of_revenue():
    ones, mix = np.ones((1, 2)), np.array([[0.25, 0.75]])
    contacts, touched = np.array([8.0]), np.zeros((1, 1, 4))
    none, somebody = (
        from_customers(ones, ones, contacts, met, mix, touched, np.zeros((4, 1)))
        for met in (np.zeros((1, 3)), np.array([[3.0, 0.0, 1.0]]))
    )
    assert none[0, :, SERVICE].tolist() == [-2.0, -6.0]
    # three of four moments are the first product's own, a quarter of the fourth counts for it
    assert somebody[0, :, SERVICE].tolist() == [-6.5, -1.5]


def firm_of(costs, months=2):
    """A firm of three segments and two products that took 10,000 a month from 100 at the start."""
    return SimpleNamespace(
        company=SimpleNamespace(
            base_revenue=10_000.0,
            base_customers=100.0,
            leadership=Leadership(product=0.5, segment=0.8, pairs=7.0),
        ),
        scenario=SimpleNamespace(costs=costs),
        segments=3,
        products=2,
        ledger=Ledger(months, 3, 2),
        design=SimpleNamespace(organisation=Organisation(visibility=0.4)),
        month=FirmMonth(),
    )


@pytest.mark.parametrize(("functions", "product"), [(0.0, 15), (0.4, 21), (1.0, 30)])
def test_standing_costs_by_hand_are_due_every_month(functions, product):
    costs = Costs(
        product_functions=functions,
        platform_share=0.2,
        data_share=0.05,
        leader_share=0.003,
        segment_leader_ratio=1.5,
        coordination_share=0.0001,
    )
    firm = firm_of(costs)
    book_standing_costs(firm)
    firm.ledger.close(0)
    firm.ledger.close(1)
    wanted = np.zeros_like(firm.ledger.cube[0])
    # platforms .2 and data .05 at a visibility of .4, of 10,000; .0001 for each of 7 pairs
    wanted[SHARED, SHARED, Account.PLATFORM] = -100 * 2200
    wanted[SHARED, SHARED, Account.COORDINATION] = -100 * 7
    # a product leader costs 30, half of one is there, and of the other half what stays of the
    # functions; a segment leader 45, there for .8
    wanted[SHARED, :2, Account.LEADERSHIP] = -100 * product
    wanted[:3, SHARED, Account.LEADERSHIP] = -100 * 36
    assert firm.ledger.cube[0].tolist() == firm.ledger.cube[1].tolist() == wanted.tolist()


def test_platform_cost_follows_customers_to_a_power_by_hand():
    assert platform_growth(4.0, 0.5) == 1.0
    assert platform_growth(0.25, 0.5) == -0.5
    assert platform_growth(3.0, 0.0) == 0.0
    costs = Costs(platform_share=0.2, data_share=0.05, platform_growth=0.5)
    firm = firm_of(costs, months=2)
    book_standing_costs(firm)
    for row, customers in enumerate(([250.0, 150.0], [64.0, 36.0])):
        firm.books = SimpleNamespace(customers=np.array(customers))
        book_growth(firm)
        firm.ledger.close(row)
    # 2,200 a month for 100 customers: 400 cost twice as much, and the month after it is over
    booked = firm.ledger.cube[:, SHARED, SHARED, Account.PLATFORM]
    assert booked.tolist() == [-100 * 4400, -100 * 2200]


def test_incidents_by_hand_cost_their_share_in_the_month_they_happen_whatever_the_design():
    firm = firm_of(Costs(incident_share=0.002), months=3)
    for row, incidents in enumerate((2, 0, 5)):
        firm.month.incidents = incidents
        book_incidents(firm)
        firm.ledger.close(row)
    booked = firm.ledger.cube[:, SHARED, SHARED, Account.INCIDENTS]
    assert booked.tolist() == [-4000, 0, -10_000]
    assert booked.sum() == firm.ledger.cube.sum()


def test_traced_figures_by_hand():
    """Two segments of two products; of the second nobody pays, and nothing of it is news."""
    counts = np.zeros((2, len(Count)))
    for count, value in (
        (Count.PAYING, 50),
        (Count.LEFT, 4),
        (Count.MOMENTS, 20),
        (Count.CONTACTS, 30),
        (Count.COMPLAINTS, 5),
    ):
        counts[0, count] = value
    met, value = np.array([[6.0, 2, 12], [0, 0, 0]]), np.array([[5.0, 1, 9], [0, 0, 0]])
    tally = Tally(counts, np.zeros((2, 4)), np.zeros((2, 2, 4)), value, met)
    revenue = np.array([[600.0, 400.0], [0.0, 0.0]])
    margins = np.array([[0.7, 0.5], [0.9, 0.1]])
    before = (
        np.array([[0.5, 0.5], [0.2, 0.8]]),
        np.array([10.0, 11.0]),
        np.array([0.03, 0.04]),
        np.array([0.5, 0.6]),
        np.array([0.9, 0.8]),
    )
    mix, figures = traced(tally, revenue, margins, 6.0, 12.0, *before, 0.25, 0.5)
    assert mix.tolist() == [[0.6, 0.4], [0.2, 0.8]]
    # 420 + 200 - 6 * 30 - 12 * 5 = 380 from 50 customers: 7.6; 4 of 50 left; 20 moments of 50;
    # 15 of 20 moments delivered
    assert figures[:, 0] == pytest.approx(
        [10 + (7.6 - 10) / 4, 0.03 + (0.08 - 0.03) / 4, 0.5 + (0.4 - 0.5) / 4, (0.9 + 0.75) / 2]
    )
    assert figures[:, 1].tolist() == [11.0, 0.04, 0.6, 0.8]


def test_one_customer_and_one_moment_are_news():
    counts = np.zeros((1, len(Count)))
    counts[0, Count.PAYING] = counts[0, Count.LEFT] = counts[0, Count.MOMENTS] = 1
    tally = Tally(
        counts, np.zeros((1, 2)), np.zeros((1, 1, 4)), np.array([[0.25]]), np.array([[1.0]])
    )
    zero = np.zeros(1)
    mix, figures = traced(
        tally,
        np.array([[0.5]]),
        np.ones((1, 1)),
        0.0,
        0.0,
        np.array([[0.0]]),
        zero,
        zero,
        zero,
        zero,
        1.0,
        1.0,
    )
    assert mix.tolist() == [[1.0]]
    assert figures[:, 0].tolist() == [0.5, 1.0, 1.0, 0.25]


def test_what_customers_bring_and_cost_by_hand():
    revenue = np.array([[600.0, 200.0], [0.0, 50.0]])
    margins = np.array([[0.7, 0.5], [0.9, 0.4]])
    contacts, met = np.array([80.0, 10.0]), np.array([[4.0, 1.0, 5.0], [0.0, 1.0, 1.0]])
    mix = np.array([[0.75, 0.25], [0.0, 1.0]])
    touched, prices = np.zeros((2, 2, 4)), np.zeros((4, 2))
    touched[0, :, 0], touched[1, :, 0], prices[0] = (1, 2), (0, 3), (14, 20)
    touched[0, :, 1], prices[1] = (10, 0), (2, 9)
    touched[:, 1, 2], prices[2] = (4, 8), (7, 0.5)
    touched[:, :, 3], prices[3] = [(100, 40), (0, 60)], (0.25, 0.1)
    found = from_customers(revenue, margins, contacts, met, mix, touched, prices)
    # complaints 14 + 2 * 20 = 54 and 3 * 20 = 60, offers 10 * 2, cross-selling 4 * .5 and 8 * .5,
    # recruiting 100 * .25 + 40 * .1 = 29 and 60 * .1 = 6; all by the mix.
    # service: of the first product 4 / 10 + 5 / 10 * .75, of the second 1 / 10 + 5 / 10 * .25
    wanted = {
        Account.REVENUE: [[600, 200], [0, 50]],
        Account.COST_OF_SALES: [[-180, -100], [0, -30]],
        Account.SERVICE: [[-80 * 0.775, -80 * 0.225], [0, -10]],
        Account.COMPLAINTS: [[-40.5, -13.5], [0, -60]],
        Account.RETENTION_OFFERS: [[-15, -5], [0, 0]],
        Account.CROSS_SELLING: [[-1.5, -0.5], [0, -4]],
        Account.RECRUITING: [[-21.75, -7.25], [0, -6]],
    }
    assert tuple(wanted) == FROM_CUSTOMERS
    assert found.shape == (2, 2, len(wanted))
    for account, cells in wanted.items():
        assert found[:, :, FROM_CUSTOMERS.index(account)] == pytest.approx(
            np.array(cells, dtype=float)
        ), account
