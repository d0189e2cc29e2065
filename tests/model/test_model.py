"""The month in its order, departures that change nothing, and designs that are only settings."""

from __future__ import annotations

import gc
import weakref

import mesa
import networkx
import numpy as np
import pytest

from sim.accounts.chart_of_accounts import Account
from sim.accounts.valuation import net_present_value
from sim.firm.executive import Executive, PromiseMaker
from sim.firm.leaders import ProductLeader, SegmentLeader
from sim.firm.team import DeliveryTeam
from sim.market.people.network import from_graph
from sim.model.model import FIGURES, OrganisationModel, after_burn_in, settled_day
from sim.scenario.schema.design import PRESETS, Design


def trajectory(model):
    """Everything that a run says, month by month."""
    figures = np.array([model.datacollector.model_vars[name] for name in FIGURES])
    return figures, model.ledger.cube.copy(), [d.as_row() for d in model.firm.decisions]


def same(one, other):
    return np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])


# The month


def test_months_count_from_1_after_the_burn_in(small_scenario):
    scenario = small_scenario()
    model = OrganisationModel(scenario, seed=1)
    assert (model.month, model.clock) == (1, 6)
    model.step()
    assert (model.month, model.clock) == (2, 7)
    assert OrganisationModel(scenario, seed=1, opening=settled_day(scenario, 1)).month == -5


# Departures


def whole_and_departed(scenario, months=12, seed=3):
    """Today's firm over the comparison: never interrupted, and departed from the burn-in."""
    opening = after_burn_in(scenario, seed)
    departed = OrganisationModel(scenario, seed=seed, opening=opening).run(months)
    whole = OrganisationModel(scenario, seed=seed, opening=settled_day(scenario, seed))
    return whole.run(scenario.burn_in + months), departed


@pytest.mark.parametrize(
    "today",
    [
        {},
        {"today.organisation.authority": 0.5, "today.delivery.batch_size": 4},
        {"today.organisation.authority": 0.0, "today.organisation.basis": "none"},
    ],
    ids=["segment led", "matrix", "product led"],
)
def test_todays_run_after_the_burn_in_is_bit_for_bit_the_uninterrupted_one(small_scenario, today):
    scenario = small_scenario(**today)
    whole, departed = whole_and_departed(scenario)
    figures, cube, decisions = trajectory(whole)
    burn_in = scenario.burn_in
    own_figures, own_cube, own_decisions = trajectory(departed)
    assert np.array_equal(figures[:, burn_in:], own_figures)
    assert np.array_equal(cube[burn_in : burn_in + 12], own_cube[:12])
    assert [d for d in decisions if d["month"] >= 1] == own_decisions
    for one, other in zip(whole.market.people, departed.market.people, strict=True):
        assert np.array_equal(one, other)


def test_a_queue_does_not_forget_at_the_departure_how_much_its_staff_can_take(small_scenario):
    # capacity is relative to the contacts of the start, and contacts grow in the burn-in
    growing = {"work.help_capacity": 1.0, "levers.recruiting_reach": 0.05, "burn_in": 12}
    scenario = small_scenario(**growing)
    whole, departed = whole_and_departed(scenario, months=2)
    assert whole.firm.base.load() > 1.05
    assert departed.firm.base.load() == whole.firm.base.load()


def test_an_opening_can_be_departed_from_again_and_again(small_scenario):
    scenario = small_scenario()
    opening = after_burn_in(scenario, 3)
    once = trajectory(OrganisationModel(scenario, seed=3, opening=opening).run(8))
    other_design = PRESETS["product_led/perfection"]
    OrganisationModel(scenario, other_design, seed=3, opening=opening).run(8)
    assert same(trajectory(OrganisationModel(scenario, seed=3, opening=opening).run(8)), once)


def test_an_opening_remembers_the_year_before(small_scenario):
    scenario = small_scenario(burn_in=14)
    burn_in = OrganisationModel(scenario, seed=3, opening=settled_day(scenario, 3)).run(14)
    opening = after_burn_in(scenario, 3)
    figures, cube, _ = trajectory(burn_in)
    assert opening.clock == 14
    assert np.array_equal(opening.starting_year, figures.T[2:14])
    assert np.array_equal(opening.starting_ledger, cube[2:14])


def test_without_a_burn_in_the_comparison_starts_on_the_settled_day(small_scenario):
    scenario = small_scenario(burn_in=0)
    opening = after_burn_in(scenario, 3)
    assert opening.clock == 0
    assert opening.starting_year.size == 0


# Seeds and names


def test_the_same_seed_gives_the_same_bits_and_another_seed_others(small_scenario):
    once, again, other = (
        trajectory(OrganisationModel(small_scenario(), seed=seed).run(12)) for seed in (5, 5, 6)
    )
    assert same(once, again)
    assert once[2] == again[2]
    assert not same(once, other)


def test_equal_settings_under_other_names_live_the_same_life(small_scenario):
    plain = small_scenario()
    renamed = small_scenario(
        **{
            "name": "Another market",
            "segments.0.name": "Zebras",
            "segments.1.name": "Yaks",
            "segments.2.name": "Antelopes",
            "segments.2.holdings": {"Vault": 0.9, "Debt": 0.3},
            "segments.1.needs": {"counter": 0.8},
            "products.0.name": "Vault",
            "products.1.name": "Debt",
            "touchpoints.1.name": "counter",
        }
    )
    one, other = (OrganisationModel(s, seed=5).run(12) for s in (plain, renamed))
    assert same(trajectory(one), trajectory(other))


@pytest.mark.parametrize("name", PRESETS)
def test_a_design_typed_in_lives_the_life_of_the_preset_it_equals(small_scenario, name):
    typed = Design.model_validate(PRESETS[name].model_dump(mode="json"))
    one, other = (
        OrganisationModel(small_scenario(), design, seed=5).run(12)
        for design in (PRESETS[name], typed)
    )
    assert same(trajectory(one), trajectory(other))


def test_designs_that_differ_nowhere_decide_the_same(small_scenario):
    scenario = small_scenario()
    copy = Design.model_validate(scenario.today.model_dump())
    today, other = (OrganisationModel(scenario, design, seed=5).run() for design in (None, copy))
    assert len(today.firm.decisions) > 20
    assert today.firm.decisions == other.firm.decisions
    assert other.firm.company.distance == 0


def test_designs_that_differ_decide_differently(small_scenario):
    logs = []
    for design in PRESETS.values():
        logs.append(OrganisationModel(small_scenario(), design, seed=5).run(12).firm.decisions)
    assert all(one != other for i, one in enumerate(logs) for other in logs[:i])


def test_a_market_of_more_real_people_is_the_same_market_in_bigger_money(small_scenario):
    one, ten = (
        OrganisationModel(small_scenario(**{"market.people": people}), seed=5).run(12)
        for people in (20_000, 200_000)
    )
    assert ten.ledger.profit()[:12] == pytest.approx(10 * one.ledger.profit()[:12], abs=1)
    for name in ("nps", "satisfaction", "releases", "promise"):
        assert ten.monthly()[name].tolist() == one.monthly()[name].tolist()


def test_a_given_network_is_the_one_that_is_lived_in(small_scenario):
    scenario = small_scenario(burn_in=2)
    ties = from_graph(networkx.watts_strogatz_graph(2000, 8, 0.1, seed=1))
    model = OrganisationModel(scenario, seed=1, ties=ties).run(2)
    assert np.array_equal(model.market.ties.heard, ties.heard)


# What is collected


def test_the_data_collector_has_every_figure_and_one_row_a_month(small_scenario):
    model = OrganisationModel(small_scenario(), seed=1).run(7)
    frame = model.datacollector.get_model_vars_dataframe()
    assert tuple(frame.columns) == FIGURES
    assert len(frame) == 7
    assert model.monthly().index.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert np.isfinite(frame.to_numpy(dtype=float)).all()


def test_figures_are_in_real_people_and_currency(small_scenario):
    model = OrganisationModel(small_scenario(), seed=1)
    frame = model.run(6).monthly()
    counts = frame[["customers", "joined", "left", "paying"]].to_numpy()
    assert model.given.represents == 10
    assert (counts % 10 == 0).all()
    customers = frame["customers"].to_numpy()
    assert np.array_equal(frame["paying"].to_numpy()[1:], customers[:-1])
    assert np.array_equal(np.diff(customers), (frame["joined"] - frame["left"]).to_numpy()[1:])
    assert frame["profit"].to_numpy() == pytest.approx(model.ledger.profit()[:6])


def test_outputs_sum_what_the_months_say(small_scenario):
    model = OrganisationModel(small_scenario(), seed=1).run()
    outputs, frame, cube = model.outputs(), model.monthly(), model.ledger.cube[:24] / 100
    assert outputs["nps"] == pytest.approx(frame["nps"].mean())
    assert outputs["operating_profit"] == pytest.approx(frame["profit"].sum())
    assert outputs["revenue"] == pytest.approx(cube[..., Account.REVENUE].sum())
    assert outputs["service_cost"] == pytest.approx(-cube[..., Account.SERVICE].sum())
    assert outputs["npv"] == pytest.approx(
        net_present_value(frame["profit"].to_numpy(), 0.10, 0.15)
    )


def test_the_people_of_the_firm_are_mesa_agents_and_customers_are_columns(small_scenario):
    model = OrganisationModel(small_scenario(), seed=1)
    assert isinstance(model, mesa.Model)
    kinds = [type(agent) for agent in model.agents]
    counts = [
        kinds.count(kind)
        for kind in (ProductLeader, SegmentLeader, DeliveryTeam, PromiseMaker, Executive)
    ]
    assert counts == [2, 3, 5, 1, 1]
    assert len(model.market.people.need) == 2000


def test_plain_steps_of_mesa_live_the_months_of_a_run(small_scenario):
    stepped = OrganisationModel(small_scenario(), seed=1)
    for _ in range(5):
        stepped.step()
    assert stepped.steps == 5
    assert same(trajectory(stepped), trajectory(OrganisationModel(small_scenario(), seed=1).run(5)))


# Company-wide costs, by hand


def test_company_costs_by_hand(small_scenario):
    scenario = small_scenario(
        **{
            "burn_in": 0,
            "costs.platform_share": 0.2,
            "costs.data_share": 0.05,
            "costs.leader_share": 0.01,
            "costs.coordination_share": 0.002,
            "costs.platform_growth": 0.0,
            "transition.months": 12,
            "transition.restructuring_share": 0.06,
        }
    )
    matrix = scenario.today.model_copy(
        update={"organisation": scenario.today.organisation.model_copy(update={"authority": 0.5})}
    )
    model = OrganisationModel(scenario, matrix, seed=1).run(13)
    base = model.firm.company.base_revenue
    cube = model.ledger.cube / 100
    by_account = cube.sum(axis=(1, 2))
    # two product leaders, three segment leaders at one and a half, ten pairs, .15 of the way
    monthly = {
        Account.PLATFORM: -(0.2 + 0.05 * 0.8) * base,
        Account.LEADERSHIP: -0.01 * (2 + 3 * 1.5) * base,
        Account.COORDINATION: -0.002 * 10 * base,
    }
    for account, amount in monthly.items():
        assert by_account[:13, account] == pytest.approx(np.full(13, amount), abs=0.01)
    restructuring = -0.06 * 12 * base * 0.15 / 12
    assert by_account[:12, Account.RESTRUCTURING] == pytest.approx(
        np.full(12, restructuring), abs=0.01
    )
    assert by_account[12, Account.RESTRUCTURING] == 0
    assert cube[0, :3, -1, Account.LEADERSHIP] == pytest.approx([-0.015 * base] * 3, abs=0.01)
    assert cube[0, -1, :2, Account.LEADERSHIP] == pytest.approx([-0.01 * base] * 2, abs=0.01)


def test_carrying_on_as_today_restructures_nothing(small_scenario):
    model = OrganisationModel(small_scenario(), seed=1).run()
    assert (model.ledger.cube[..., Account.RESTRUCTURING] == 0).all()


def test_the_starting_revenue_is_near_what_the_first_month_books(small_scenario):
    scenario = small_scenario(**{"burn_in": 0, "market.simulated": 60_000})
    model = OrganisationModel(scenario, seed=1).run(1)
    booked = model.ledger.cube[0, ..., Account.REVENUE].sum() / 100
    assert booked == pytest.approx(model.firm.company.base_revenue, rel=0.05)


def test_a_quality_shock_strikes_in_its_month(small_scenario):
    shock = {"month": 3, "quality": 0.5}
    quiet, struck = (
        OrganisationModel(small_scenario(shocks=shocks), seed=1).run(4).monthly()["quality"]
        for shocks in ([], [shock])
    )
    assert struck[:2].tolist() == quiet[:2].tolist()
    assert struck[3] < 0.6 * quiet[3]


@pytest.mark.parametrize("engine", ["columns", "objects"])
def test_a_model_that_nobody_keeps_is_gone(small_scenario, engine):
    model = OrganisationModel(small_scenario(**{"market.simulated": 300}), engine=engine)
    seen = weakref.ref(model)
    del model
    gc.collect()
    assert seen() is None
