"""What leaders have at stake: by hand, and what it changes of what they do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.firm.delivery import months_worth
from sim.firm.leaders import SegmentLeader
from sim.firm.stakes import in_loyalty, of_gains, own_share
from sim.model.model import OrganisationModel

SHARES = st.floats(0, 1)


def test_own_share_by_hand(small_scenario):
    """Products of margin 12 and 8, the second held by half: 12 alone, or both, 8 alone never."""
    scenario = small_scenario(
        **{
            "products.Account.revenue": 20,
            "products.Account.margin": 0.6,
            "products.Loan.revenue": 10,
            "products.Loan.margin": 0.8,
            "segments.*.holdings": {"Account": 1.0, "Loan": 0.5},
        }
    )
    expected = (0.5 * 12 + 0.5 * (12**2 + 8**2) / 20) / (0.5 * 12 + 0.5 * 20)
    assert own_share(scenario) == pytest.approx([expected] * 3)


def test_loyalty_is_all_own_where_customers_hold_one_product(small_scenario):
    scenario = small_scenario(**{"segments.*.holdings": {"Account": 1.0, "Loan": 0.0}})
    assert own_share(scenario).tolist() == [1, 1, 1]


def test_what_counts_of_a_loyal_customer_by_hand():
    own = np.array([1.0, 0.5])
    assert in_loyalty(own, 0.0, 1.0).tolist() == [1, 0.5]
    assert in_loyalty(own, 1.0, 1.0).tolist() == [1, 1]
    assert in_loyalty(own, 0.5, 1.0).tolist() == [1, 0.75]
    assert in_loyalty(own, 0.0, 0.0).tolist() == [1, 1]


@given(SHARES, SHARES, SHARES)
def test_a_leader_counts_at_least_what_is_own_and_at_most_all(own, incentive, common_good):
    share = in_loyalty(np.array([own]), incentive, common_good)[0]
    assert own - 1e-12 <= share <= 1 + 1e-12


def test_weights_of_gains_by_hand():
    own = np.array([2.0, 6.0])
    assert of_gains(own, 4.0, 1.0, 1.0).tolist() == [2, 6]
    assert of_gains(own, 4.0, 0.0, 1.0).tolist() == [4, 4]
    assert of_gains(own, 4.0, 0.5, 1.0).tolist() == [3, 5]
    assert of_gains(own, 4.0, 0.5, 0.0).tolist() == [1, 1]
    assert of_gains(-own, -4.0, 0.5, 0.5).tolist() == [0, 0], "nothing that loses money is kept"


@pytest.mark.parametrize("kept", [0.0, 0.5, 1.0])
def test_paid_on_margin_kept_leaders_weigh_segments_by_what_staying_is_worth(small_scenario, kept):
    scenario = small_scenario(**{"burn_in": 0, "stakes.margin_kept": kept})
    model = OrganisationModel(scenario, seed=1).run(3)
    firm = model.firm
    firm.begin(firm.clock, firm.norm, model.market.ideal)
    seen, books = firm.view.seen, firm.books
    revenue = (firm.company.share_taken @ books.revenue)[:, None] * firm.company.frequency
    for leader in firm.leaders:
        if not isinstance(leader, SegmentLeader):
            continue
        s = leader.number
        share = books.margin[s] / (books.revenue[s] / books.customers[s])
        months = months_worth(
            float(seen.churn[s]),
            float(seen.contact[s]),
            float(np.clip(share, 0.02, 1)),
            float(firm.design.organisation.horizon_months),
            firm.company.response,
        )
        assert leader.exposure(s + 1)[s] == pytest.approx(revenue[s] * months**kept, rel=1e-9)


def test_product_leaders_spend_less_on_keeping_customers_whose_margin_is_not_theirs(
    small_scenario,
):
    def recovery(incentive, common_good):
        settings = {
            "today.organisation.incentive": incentive,
            "stakes.common_good": common_good,
            "stakes.common_horizon": 1.0,
            "segments.*.spend": 8.0,
        }
        return OrganisationModel(small_scenario(burn_in=0, **settings), seed=1).run(1).firm.settings

    mine, common = recovery(0.0, 0.0), recovery(0.0, 1.0)
    assert (common.recovery < mine.recovery).all()
    assert (common.offer < mine.offer).all()
    assert common.cross_sell == pytest.approx(mine.cross_sell), "a sale is the product's own"
    assert recovery(1.0, 1.0).recovery == pytest.approx(recovery(1.0, 0.0).recovery)


def test_customers_kept_are_valued_over_the_horizon_of_customers_won(neutral_scenario):
    def recovery(common):
        settings = {
            "today.organisation.horizon_months": 2,
            "stakes.common_horizon": common,
            "segments.*.spend": 8.0,
        }
        return (
            OrganisationModel(neutral_scenario(burn_in=0, **settings), seed=1).run(2).firm.settings
        )

    assert (recovery(0.0).recovery == 0).all()
    assert (recovery(1.0).recovery > 0).all()
