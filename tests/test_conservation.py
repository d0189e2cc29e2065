"""Nothing gets lost: people and cents in random small markets under random designs.

HYPOTHESIS_PROFILE=thorough runs hundreds of markets instead of dozens.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neutral import NEUTRAL

from sim.accounts.chart_of_accounts import Account
from sim.market.people.population import Status
from sim.market.rules.tally import SCALE, Count
from sim.model.model import OrganisationModel
from sim.scenario.scenario import validate
from sim.scenario.schema.design import Design

shares = st.floats(0, 1)
CENT = 0.01 + 1e-9


@st.composite
def designs(draw: st.DrawFn) -> dict[str, Any]:
    basis = draw(st.sampled_from(["none", "need", "circumstance"]))
    organisation = {
        "basis": basis,
        "authority": 0.0 if basis == "none" else draw(st.sampled_from([0.0, 0.3, 0.5, 1.0])),
        "incentive": draw(shares),
        "horizon_months": draw(st.floats(1, 60)),
        "outcome_focus": draw(shares),
        "layers": draw(st.integers(1, 6)),
        "visibility": draw(st.floats(0.02, 1)),
        "listening": draw(shares),
        "debias": draw(shares),
        "review_months": draw(st.integers(1, 4)),
        "focus": draw(shares),
    }
    delivery = {
        "batch_size": draw(st.integers(1, 8)),
        "quality_bar": draw(st.floats(0.5, 0.999)),
        "reality_check": draw(shares),
        "upfront_research": draw(shares),
        "risk_aversion": draw(st.floats(0, 10)),
        "increment": draw(st.floats(0.01, 1)),
        "budget": draw(st.sampled_from([0.0, 0.5, 1.0])),
    }
    return {"organisation": organisation, "delivery": delivery}


@st.composite
def markets(draw: st.DrawFn) -> dict[str, Any]:
    weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    segments = [
        {
            "name": f"Segment {number}",
            "share": weight / sum(weights),
            "penetration": draw(st.floats(0, 0.95)),
            "spend": draw(st.floats(0.1, 5)),
            "contacts": draw(st.floats(0.05, 4)),
            "churn_yearly": draw(st.floats(0.01, 0.9)),
            "churn_shape": draw(st.floats(0.3, 5)),
            "holdings": draw(st.dictionaries(st.just("Product 0"), shares)),
        }
        for number, weight in enumerate(weights)
    ]
    products = [
        {
            "name": f"Product {number}",
            "revenue": draw(st.floats(1, 100)),
            "margin": draw(shares),
            "use": draw(st.floats(0, 3)),
            "quality": draw(st.floats(0, 0.999)),
        }
        for number in range(draw(st.integers(1, 3)))
    ]
    queue = draw(st.booleans())
    touchpoints = [
        {"name": name, "queue": queue and name == "help"}
        for name in ("onboard", "help", "bill")[: draw(st.integers(0, 3))]
    ]
    costs = {
        "contact": draw(st.floats(0, 20)),
        "complaint": draw(st.floats(0, 50)),
        "team_share": draw(st.floats(0, 0.3)),
        "idle_share": draw(shares),
        "leader_share": draw(st.floats(0, 0.02)),
        "coordination_share": draw(st.floats(0, 0.01)),
        "incident_share": draw(st.floats(0, 0.1)),
        "data_share": draw(st.floats(0, 0.1)),
        "platform_growth": draw(shares),
        "product_functions": draw(shares),
    }
    work = {
        "capacity": draw(st.sampled_from([0.0, 2.0, 8.0, 40.0])),
        "reuse": draw(shares),
        "change_failure": draw(st.floats(0, 0.9)),
        "overrun": draw(st.floats(0, 1)),
        "upkeep": draw(st.floats(0, 0.3)),
        "help_capacity": draw(st.floats(0.3, 2)),
        "frontier": draw(st.floats(0, 0.02)),
        "vision_share": draw(shares),
        "maintenance_share": draw(shares),
        "lending": draw(shares),
        "hiring_speed": draw(shares),
        "item_effort": draw(st.sampled_from([0.0, 2.0])),
    }
    experience = {
        # calls pile up where each causes more than .7 others
        "repeat_contacts": draw(st.floats(0, 0.69)),
        "misfit_contacts": draw(shares),
        "onboarding_contacts": draw(st.floats(0, 3)),
        "recovery_on": draw(st.sampled_from(["hazard", "satisfaction"])),
    }
    return {
        "name": "Random market",
        "months": draw(st.integers(1, 4)),
        "burn_in": draw(st.integers(0, 2)),
        "market": {
            "people": draw(st.integers(200, 1_000_000)),
            "simulated": draw(st.integers(400, 800)),
            "needs_sd": draw(st.floats(0, 2)),
            "network": {"kind": draw(st.sampled_from(["ties", "mixed"]))},
        },
        "segments": segments,
        "products": products,
        "touchpoints": touchpoints,
        "costs": costs,
        "work": work,
        "experience": experience,
        "levers": {
            "recruiting_reach": draw(st.floats(0, 0.5)),
            "recruiting_budget": draw(shares),
        },
        "forms": {
            "prices": draw(st.sampled_from(["frozen", "free"])),
            "leaving": draw(st.sampled_from(["independent", "contagious"])),
        },
        "pricing": {"fastest": draw(st.sampled_from([0.06, 0.5])), "siblings": draw(shares)},
        "advocacy": {"winback": draw(st.floats(0, 2)), "strong_impact": draw(st.floats(0, 0.5))},
        "transition": {"months": draw(st.integers(1, 6))},
        "today": draw(designs()),
        "shocks": [{"month": 1, "needs": draw(shares), "trust": draw(shares)}],
    }


def check_cents(model: OrganisationModel, row: int) -> None:
    """Sums by segment, by product and of the firm agree with what was booked, to the cent."""
    cube, control = model.ledger.cube[row], model.ledger.control[row]
    assert cube.sum(axis=(0, 1)).tolist() == control.tolist()
    by_segment, by_product = cube.sum(axis=(1, 2)), cube.sum(axis=(0, 2))
    assert by_segment.sum() == by_product.sum() == control.sum()
    assert model.figures["profit"] == control.sum() / 100
    assert model.figures["structure"] == pytest.approx(model.ledger.structure()[row])
    assert control[Account.REVENUE] >= 0
    assert (np.delete(control, Account.REVENUE) <= 0).all()


def check_people(model: OrganisationModel, before: Any) -> None:
    """Joiners, leavers and returners explain every change of status, in every segment."""
    counts, need, segments = model.tally.counts, before.need, len(model.given.segments)

    def number(which: Any) -> list[float]:
        return np.bincount(need, weights=which, minlength=segments).tolist()

    now = model.market.people
    was, customer = before.status == Status.CUSTOMER, now.status == Status.CUSTOMER
    joined = now.relationships > before.relationships
    assert number(was) == counts[:, Count.PAYING].tolist()
    assert number(customer) == counts[:, Count.CUSTOMERS].tolist()
    assert number(~customer) == counts[:, Count.PROSPECTS].tolist()
    assert number(joined) == counts[:, Count.JOINED].tolist()
    assert number(was & ~customer) == counts[:, Count.LEFT].tolist()
    assert number(joined & (before.status == Status.FORMER)) == counts[:, Count.RETURNED].tolist()
    assert (joined <= ~was).all()
    assert (
        number(customer)
        == (np.array(number(was)) + number(joined) - number(was & ~customer)).tolist()
    )
    assert (counts[:, Count.ADVOCATED] <= counts[:, Count.JOINED] + 1e-9).all()
    assert (now.holding[customer] > 0).all()


def fixed(amounts: Any) -> Any:
    """Amounts as they are summed: rounded to a 2^-20th, a half upwards."""
    return np.floor(amounts.astype(float) * SCALE + 0.5) / SCALE


def check_bookings(model: OrganisationModel, row: int, before: Any, books: Any) -> None:
    """Bookings agree with what the columns and the settings say, computed apart."""
    scenario, cube = model.given, model.ledger.cube[row] / 100
    represents, segments = scenario.represents, len(scenario.segments)
    paying = before.status == Status.CUSTOMER
    prices, taken = model.firm.prices(), model.firm.base.acted()
    for p, product in enumerate(scenario.products):
        holds = paying & (before.holding >> p & 1 == 1)
        bought = fixed(before.spend) * holds * prices.volume[taken, p]
        paid = bought * prices.price[taken, p]
        price = np.array([s.spend for s in scenario.segments]) * product.revenue * represents
        revenue = np.bincount(before.need, weights=paid, minlength=segments) * price
        assert cube[:segments, p, Account.REVENUE] == pytest.approx(revenue, rel=1e-9, abs=CENT)
        volume = np.bincount(before.need, weights=bought, minlength=segments) * price
        cost = -volume * (1 - product.margin)
        assert cube[:segments, p, Account.COST_OF_SALES] == pytest.approx(cost, rel=1e-9, abs=CENT)
    pending = before.pending if before.pending.size else np.zeros_like(before.contact_rate)
    came = fixed(before.contact_rate + pending) * paying
    contacts = np.bincount(before.need, weights=came, minlength=segments)
    service = -contacts * scenario.costs.contact * represents
    by_segment = cube[:segments, :, Account.SERVICE].sum(axis=1)
    # each cell may be a cent off
    assert by_segment == pytest.approx(service, rel=1e-9, abs=4 * CENT)
    budget = scenario.levers.recruiting_budget * books.revenue.sum() * represents
    assert -cube[..., Account.RECRUITING].sum() <= budget * (1 + 1e-9) + CENT
    base, work = model.firm.company.base_revenue, scenario.work
    if work.capacity > 0:
        idle = (1 - scenario.costs.idle_share) * model.figures["idle"]
        due = (model.figures["staff"] - idle) / work.capacity
        teams = -scenario.costs.team_share * base * due
        paid = cube[..., [Account.DELIVERY, Account.RELEASES]].sum()
        assert paid == pytest.approx(teams, rel=1e-9, abs=2 * CENT)


@settings(max_examples=max(250, settings.default.max_examples))
@given(
    market=markets(),
    design=designs(),
    seed=st.integers(0, 2**32 - 1),
    base=st.sampled_from([{}, NEUTRAL]),
)
def test_people_and_cents_are_conserved_in_any_market_under_any_design(market, design, seed, base):
    scenario = validate(market, "random").override(base)
    model = OrganisationModel(scenario, Design.model_validate(design), seed)
    for row in range(scenario.months):
        before, books = model.market.people.copy(), model.firm.books.copy()
        model.step()
        check_people(model, before)
        check_cents(model, row)
        check_bookings(model, row, before, books)
