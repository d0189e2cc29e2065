"""A market that keeps its size: where leavers go, whom rivals share, and what growth costs."""

from __future__ import annotations

import numpy as np
import pytest
from neutral import NEUTRAL

from sim.accounts.chart_of_accounts import Account
from sim.market.people.population import Status
from sim.market.rules.tally import Count
from sim.model.figures import FIGURES
from sim.model.model import Entrant, OrganisationModel

QUICK = {"months": 12, "burn_in": 3, "market.simulated": 4000}
KEEPS_ITS_SIZE = {
    "rivalry.weight_of_size": 1.0,
    "rivalry.share_of_voice": 1.0,
    "rivalry.winback_of_any": 1.0,
}
ADDS_UP = {path: NEUTRAL[path] for path in KEEPS_ITS_SIZE}


def rivals_in(scenario, number, seed=1):
    rivals = [Entrant(scenario.today)] * (number - 1)
    return OrganisationModel(scenario, None, seed, rivals=rivals)


def test_one_firm_lives_the_same_lives_whatever_the_rivalry(small_scenario):
    lives = [
        rivals_in(small_scenario(**QUICK, **changes), 1).run(6).ledger.cube.tobytes()
        for changes in (ADDS_UP, KEEPS_ITS_SIZE)
    ]
    assert lives[0] == lives[1]


def test_leavers_go_to_firms_in_proportion_to_their_size_as_brands_share_customers(small_scenario):
    """The duplication of purchase law, where nothing but size tells firms apart.

    Three firms with 30, 20 and 10 % of the people: of those who leave the first, the second wins
    20 / 70 and the third 10 / 70.
    """
    scenario = small_scenario(
        **QUICK
        | {
            "rivalry.weight_of_size": 1.0,
            "rivalry.choice_sensitivity": 0.0,
            "rivalry.poaching": 0.0,
            "burn_in": 0,
            "market.simulated": 20_000,
            "segments.*.penetration": 0.6,
            "segments.*.churn_yearly": 0.9,
            "levers.recruiting_reach": 0.0,
        },
    )
    model = rivals_in(scenario, 3)
    people, market = model.market.people, model.market
    lot = np.random.default_rng(1).random(len(people.firm))
    people.firm[:] = np.searchsorted([1 / 2, 5 / 6], lot)
    standing = market.standing()
    for base in market.bases:
        base.begin(standing)
    size = np.array([base.tally.counts[:, Count.CUSTOMERS].sum() for base in market.bases])
    size = size / len(people.firm)
    assert size == pytest.approx([0.3, 0.2, 0.1], abs=0.01)
    first = (people.firm == 0) & (people.status == Status.CUSTOMER)
    model.step()
    gone = np.array([(first & (people.firm == g)).sum() for g in (1, 2)])
    leavers = model.tally.counts[:, Count.LEFT].sum()
    assert gone / leavers == pytest.approx(size[1:] / (1 - size[0]), abs=4 * 0.5 / leavers**0.5)
    assert model.tally.counts[:, Count.LOST].sum() == gone.sum()


def test_a_firm_without_customers_is_nobodys_choice_where_size_counts(small_scenario):
    changes = {"rivalry.poaching": 0.0, "levers.recruiting_reach": 0.0, "rivalry.weight_of_size": 1}
    scenario = small_scenario(
        **QUICK, **changes, **{"advocacy.strong_impact": 0, "advocacy.weak_impact": 0}
    )
    model = OrganisationModel(scenario, None, 1, rivals=[Entrant(scenario.today, 2)]).run(8)
    assert model.series()[:, FIGURES.index("left")].sum() > 0
    assert model.series(1)[:, FIGURES.index("customers")].sum() == 0


@pytest.mark.parametrize(("of_any", "come"), [(0.0, True), (1.0, False)])
def test_where_no_former_customer_is_won_back_the_ratio_holds_for_any_firms(
    small_scenario, of_any, come
):
    scenario = small_scenario(
        **QUICK,
        **{
            "advocacy.winback": 0.0,
            "rivalry.winback_of_any": of_any,
            "levers.recruiting_reach": 0.05,
        },
    )
    model = rivals_in(scenario, 2)
    joined = 0
    for _ in range(8):
        before = model.market.people.copy()
        model.step()
        began = model.market.people.relationships > before.relationships
        joined += (began & (before.status == Status.FORMER)).sum()
    assert (joined > 0) == come


def test_rivals_share_a_market_that_keeps_its_size(small_scenario):
    """Two identical firms have together little more than one alone, instead of half as much again."""
    grown = {}
    for name, changes in (("adds up", ADDS_UP), ("keeps", KEEPS_ITS_SIZE)):
        scenario = small_scenario(**QUICK | {"months": 36}, **changes)
        together = [
            sum(m.series(f)[-1, FIGURES.index("customers")] for f in range(number))
            for number in (1, 2)
            for m in [rivals_in(scenario, number).run()]
        ]
        grown[name] = together[1] / together[0]
    assert grown["adds up"] > 1.3
    assert grown["keeps"] == pytest.approx(1, abs=0.15)


def test_platform_cost_grows_with_customers_and_owners_do_not_see_it(small_scenario):
    plain = small_scenario(**QUICK, **{"costs.platform_growth": 0.0})
    growing = small_scenario(**QUICK, **{"costs.platform_growth": 0.7})
    one, other = (rivals_in(scenario, 2).run() for scenario in (plain, growing))
    for f in range(2):
        assert one.series(f)[:, FIGURES.index("joined")].tolist() == (
            other.series(f)[:, FIGURES.index("joined")].tolist()
        )
        base = one.firms[f].company.base_customers
        assert base == pytest.approx(4000 * (0.4 * 0.3 + 0.35 * 0.4 + 0.25 * 0.25) / 2)
        customers = one.series(f)[:, FIGURES.index("customers")] / plain.represents
        standing = one.firms[f].ledger.amount(Account.PLATFORM)[:12]
        grown = other.firms[f].ledger.amount(Account.PLATFORM)[:12]
        assert grown == pytest.approx(standing * (customers / base) ** 0.7, abs=0.02)


def test_a_newcomers_platform_is_as_large_as_the_customers_it_plans_by(small_scenario):
    scenario = small_scenario(**QUICK, **{"costs.platform_growth": 1.0})
    model = OrganisationModel(scenario, None, 1, rivals=[Entrant(scenario.today, 3)]).run(4)
    paid = model.firms[1].ledger.amount(Account.PLATFORM)
    standing = scenario.costs.platform_share * model.firms[1].company.base_revenue
    assert paid[:2].tolist() == [0, 0]
    assert paid[2:4] == pytest.approx(-standing, rel=0.1)
