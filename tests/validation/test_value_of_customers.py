"""What customers are worth: Gupta et al. 2004, Reichheld, Schmitt et al. 2011, whale curves."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.booking import FROM_CUSTOMERS
from sim.validation import referral, value, whale
from sim.validation.effort import Effort
from sim.validation.fact import Finding
from sim.validation.markets import bank
from sim.validation.published_facts import chosen

RATE = 0.85


@pytest.fixture(scope="module")
def firm():
    """The bank with customers of one retention, its first day and its decisions; and its seed."""
    return value.opened(RATE, 4000, 5), 5


def test_customers_stay_at_the_one_rate_that_was_asked_for(firm):
    (scenario, opening, diary), seed = firm
    life = value.replayed(scenario, seed, opening, diary, RATE, recruiting_months=0)
    start = (opening.market.people.status == value.Status.CUSTOMER).sum()
    # What a customer brings in a month stays the same, so that earnings fall like customers.
    ratio = life.earned[60:72].sum() / life.earned[:12].sum()
    assert start > 500
    assert ratio == pytest.approx(RATE**5, abs=0.06)
    assert life.joined.sum() == 0


def test_the_value_of_those_there_is_the_formula_of_gupta_lehmann_and_stuart(firm):
    (scenario, opening, diary), seed = firm
    usual, kept = (
        value.replayed(scenario, seed, opening, diary, rate, recruiting_months=0).value
        for rate in (RATE, 1.03 * RATE)
    )

    def worth(rate):  # m / (1 - s d), by months and paid in advance
        return 1 / (1 - (rate / (1 + value.DISCOUNT_YEARLY)) ** (1 / 12))

    expected = worth(1.03 * RATE) / worth(RATE) - 1
    assert kept / usual - 1 == pytest.approx(expected, rel=0.3)


def test_decisions_played_again_at_the_same_rate_are_the_same_life(firm):
    (scenario, opening, diary), seed = firm
    one, other = (value.replayed(scenario, seed, opening, diary, RATE) for _ in range(2))
    model = value.OrganisationModel(scenario, seed=seed, opening=opening).run()
    recruiting = model.outputs()["recruiting_cost"] / scenario.represents
    assert (one.earned == other.earned).all()
    accounts = model.ledger.cube[..., list(FROM_CUSTOMERS[:-1])].sum() / 100
    # Those of the first day are exactly alike in the replay; in the model the loyal ones are left.
    assert one.earned.sum() == pytest.approx(accounts / scenario.represents, rel=0.05)
    assert one.recruiting.sum() == pytest.approx(recruiting, rel=0.02)
    assert one.joined.sum() * scenario.represents == pytest.approx(
        sum(model.monthly()["joined"]), rel=0.02
    )


def test_margin_and_acquisition_weigh_by_what_they_are_of_value(monkeypatch):
    life = value.Life(np.full(12, 3.0), np.full(12, 1.0), np.ones(12), 0.0)
    monkeypatch.setattr(value, "opened", lambda *_: (None, None, None))
    monkeypatch.setattr(value, "replayed", lambda *_: life)
    retention, margin, acquisition = value.elasticities(RATE, 1, 1)
    assert retention == 0
    assert margin == pytest.approx(1.5)
    assert acquisition == pytest.approx(0.5)


def test_a_stream_that_keeps_its_customers_goes_on_after_the_last_month():
    month = np.ones(12)
    alone = value.present(month, 0.0)
    assert alone == pytest.approx(sum(1.12 ** (-m / 12) for m in range(1, 13)))
    # 12 a year by month, of which 85 % goes on each year: alone / 1.12 * .85 / (1 - .85 / 1.12)
    later = sum(alone * (0.85 / 1.12) ** year for year in range(1, 200))
    assert value.present(month, 0.85) == pytest.approx(alone + later)


@pytest.mark.slow
def test_value_responds_to_retention_margin_and_acquisition_as_in_gupta_2004():
    (fact,) = chosen(["V9"])
    figures = fact.experiment(Effort(share=0.3))
    assert [figure.verdict for figure in figures[3:]] == 6 * ["holds"]
    assert all(figure.verdict != "misses" for figure in figures)


@pytest.mark.slow
def test_five_points_of_retention_are_worth_what_reichheld_says():
    (fact,) = chosen(["V15"])
    assert Finding(fact, fact.experiment(Effort(share=0.3))).verdict != "misses"


# Referred customers


@pytest.fixture(scope="module")
def joiners():
    return referral.followed(bank(**{"market.simulated": 8000, "months": referral.WINDOW}), 2)


def test_joiners_are_followed_from_joining_to_leaving(joiners):
    there = joiners.there
    assert joiners.referred.any()
    assert not joiners.referred.all()
    assert there[:, 0].all()
    assert not (there[:, 1:] & ~there[:, :-1]).any()  # nobody comes back
    assert not (there[:, 1:] & ~joiners.known).any()
    paying = there[:, :-1] & joiners.known
    assert ((joiners.earned != 0) == paying).mean() > 0.999
    left = (there[:, 0] & ~there[:, 12]).mean()
    assert 0.1 < left < 0.5


def test_bought_customers_weigh_as_many_as_referred_ones_in_every_stratum(joiners):
    weight = referral.like_referred(joiners)
    strata = joiners.stratum.max() + 1
    of_referred, of_bought = (
        np.bincount(joiners.stratum[kind], weight[kind], minlength=strata)
        for kind in (joiners.referred, ~joiners.referred)
    )
    assert of_referred == pytest.approx(of_bought)
    assert of_referred.sum() > 0.9 * joiners.referred.sum()


def test_sums_hold_what_referred_customers_brought_and_how_many_stayed(joiners, monkeypatch):
    monkeypatch.setattr(referral, "followed", lambda *_: joiners)
    referred, bought = referral.sums(None, 0)
    those = joiners.referred & (referral.like_referred(joiners) > 0)
    months = slice(0, 6)
    paying = joiners.there[those, :6].sum()  # everybody is known for half a year
    left = (joiners.there[those, 0] & ~joiners.there[those, 6]).sum()
    assert referred[0] == bought[0] == pytest.approx(those.sum())
    assert referred[1] == pytest.approx(joiners.earned[those].sum())
    assert referred[2] == pytest.approx(joiners.earned[those, months].sum())
    assert referred[3] == paying
    assert referred[3] - referred[4] == left > 0


def test_edges_are_referred_customers_less_bought_ones():
    # people, value; margin, months and those that stayed, early and late
    referred = [10, 1200, 60, 10, 10, 40, 10, 9]
    bought = [20, 2000, 100, 20, 19, 80, 20, 18]
    value_edge, early, late, leaving, leaving_late = referral.edges(
        np.array([[referred, bought], [referred, bought]])
    )[0]
    assert value_edge == pytest.approx(0.2)
    assert early == pytest.approx(0.2)
    assert late == pytest.approx(0.0)
    assert leaving == pytest.approx(0.95**12 - 1)
    assert leaving_late == pytest.approx(0.0)


@pytest.mark.slow
def test_referred_customers_are_worth_more_and_stay_longer_as_in_schmitt_2011():
    worth, early, _ = referral.margin_in_bank(Effort())
    assert worth.simulated.low > 0
    assert early.verdict == "holds"
    assert [each.verdict for each in referral.loyalty_in_bank(Effort())] == 2 * ["holds"]


def test_whom_recruiting_wins_decides_on_the_margin_as_schmitt_and_wolters_differ():
    usual = bank(**{"market.simulated": 20_000, "months": referral.WINDOW})
    margin = {}
    for prone in (-referral.PRONE, referral.PRONE):
        given = usual.override({"levers.deal_proneness": prone})
        found = referral.edges(np.array([referral.sums(given, seed) for seed in range(3)]))
        margin[prone] = found[:, 1].mean()
    assert margin[-referral.PRONE] < margin[referral.PRONE] - 0.1


# Whale curves


def test_a_whale_curve_is_read_off_its_peak_best_and_worst_fifth():
    earned = np.array([-30.0, 100.0, 20.0, 10.0, 0.0])
    assert whale.curve_of(earned) == pytest.approx([1.3, 1.0, -0.3])


def test_upkeep_of_accounts_takes_half_of_the_platform_from_customers(monkeypatch):
    given = bank(**{"market.simulated": 2000, "months": 12, "burn_in": 0})
    after = whale.earned_by_each(given, 1)
    monkeypatch.setattr(whale, "UPKEEP", 0.0)
    before = whale.earned_by_each(given, 1)
    model = whale.OrganisationModel(given, seed=1).run()
    platform = model.outputs()["platform_cost"] / given.represents
    assert before.sum() - after.sum() == pytest.approx(platform / 2)
    assert (before - after).min() > 0


def test_losses_on_few_customers_bend_the_curve_of_the_bank():
    given = bank(**{"market.simulated": 5000, "months": 12})
    usual, lossy = (
        whale.simulated(scenario, 1) for scenario in (given, given.override(whale.LOSSES))
    )
    assert lossy[0] > usual[0] + 0.05
    assert lossy[2] < usual[2] - 0.05


def test_the_curve_within_reach_is_a_published_whale_curve():
    peak, best, worst = whale.curve_within_reach(Effort(share=0.1, jobs=1))
    assert peak.verdict == best.verdict == "holds"
    assert worst.verdict != "misses"
