"""What could not be counted exactly is refused when a scenario is loaded, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import lognorm

import sim
from sim.errors import ScenarioError
from sim.scenario.reading.loading import shipped
from sim.scenario.schema.magnitudes import EXACT, MOST_A_MONTH, share_beyond


@pytest.fixture(scope="module")
def bank():
    return sim.load("retail_bank").certain()


def refused(scenario, **changes):
    with pytest.raises(ScenarioError) as error:
        scenario.override({name.replace("__", "."): value for name, value in changes.items()})
    return str(error.value)


def test_a_thousand_million_people_who_pay_as_much_each_are_refused(bank):
    stated = refused(
        bank, market__people=1_000_000_000, market__simulated=500, products__0__revenue=1e9
    )
    assert stated == (
        "Retail bank: products.Current account.revenue: people times share, spend and revenue can "
        "reach 1.1e+18 EUR a month, but amounts are exact to the cent only up to 4.5e+13; correct "
        "the value, or write all amounts, including those of levers and costs, in thousands or "
        "millions of EUR"
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"costs.contact": 1e6, "market.people": 1_000_000_000}, "costs.contact"),
        ({"costs.complaint": 1e6, "market.people": 1_000_000_000}, "costs.complaint"),
        ({"levers.recovery_scale": 1e6, "market.people": 1_000_000_000}, "levers.recovery_scale"),
        (
            {"costs.incident_share": 1, "market.people": 1_000_000_000, "products.*.revenue": 500},
            "costs.incident_share",
        ),
        (
            {
                "transition.restructuring_share": 1.0,
                "transition.months": 1,
                "market.people": 1_000_000_000,
                "products.*.revenue": 10_000,
            },
            "transition.restructuring_share",
        ),
    ],
)
def test_whatever_grows_most_is_named(bank, changes, named):
    with pytest.raises(ScenarioError, match=rf"^Retail bank: {named}: .* exact to the cent"):
        bank.override(changes)


def test_the_highest_uncertain_value_counts(bank):
    large = {"market.people": 1_000_000_000, "products.Savings.revenue": 1_000}
    bank.override(large)
    widened = {"low": 1_000, "high": 1e6}
    with pytest.raises(ScenarioError, match=r"products\.Savings\.revenue: people times share"):
        bank.override(large | {"uncertain": {"products.Savings.revenue": widened}})


def test_a_file_that_is_too_large_is_refused_with_its_line(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_text(
        "extends: retail_bank\nmarket: {people: 1_000_000_000}\n"
        "products:\n  - {name: Savings, revenue: 1e9}\n"
    )
    with pytest.raises(ScenarioError) as error:
        sim.load(file)
    assert str(error.value).startswith(f"{file}:4:30: products.Savings.revenue: people times share")


@pytest.mark.parametrize(
    ("people", "revenues"),
    [
        (200_000_000, (60_000, 60_000, 120_000)),  # a bank in rupiah
        (70_000_000, (150_000, 100_000, 300_000)),  # a bank in dong
        (1_000_000_000, (200, 300, 100)),  # a telecom in rupees
    ],
)
def test_large_firms_in_small_currencies_are_counted(bank, people, revenues):
    changes = {f"products.{n}.revenue": revenue for n, revenue in enumerate(revenues)}
    bank.override({"market.people": people, **changes})


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_are_far_from_the_limits(name):
    scenario = sim.load(name)
    scenario.override({"market.people": min(20 * scenario.market.people, 1_000_000_000)})


def test_books_have_room_for_twice_what_is_expected():
    assert 2 * MOST_A_MONTH < EXACT
    assert 100 * EXACT - 1 != 100 * EXACT  # a cent less can be told
    assert 100 * EXACT + 1 == 100 * EXACT  # a cent more cannot


@pytest.mark.parametrize(("limit", "mean", "log_sd"), [(2047, 1, 2.2), (20, 3, 1.0), (2, 1, 0.5)])
def test_share_beyond_is_that_of_the_integral(limit, mean, log_sd):
    drawn = lognorm(log_sd, scale=mean * np.exp(-(log_sd**2) / 2))
    total, _ = quad(lambda x: x * drawn.pdf(x), limit, np.inf)
    assert share_beyond(limit, mean, log_sd) == pytest.approx(total / mean, rel=1e-6)


def test_without_scatter_everything_or_nothing_is_beyond():
    assert share_beyond(2, 1, 0) == 0
    assert share_beyond(2, 3, 0) == 1


def test_contacts_that_scatter_too_far_are_refused_at_loading(bank):
    stated = refused(bank, experience__contact_sd=2.5)
    assert (
        "segments.Affluent.contacts: people with more than 2,047 contacts a month would make 2.9 % "
        "of all contacts, above the limit of 1.0 %; lower contacts"
    ) in stated
    assert stated.count("lower contacts, or experience.contact_sd") == len(bank.segments)


def test_spend_that_scatters_too_far_is_refused_at_loading(bank):
    stated = refused(bank, segments__Affluent__spend_sd=2.5)
    assert stated == (
        "Retail bank: segments.Affluent.spend_sd: people who spend more than 2,047 times the mean "
        "would make 3.6 % of all spend, above the limit of 1.0 %; lower spend_sd"
    )


def test_what_is_wrong_by_itself_is_all_that_is_said(bank):
    stated = refused(bank, market__people=-1, products__0__revenue=1e9)
    assert "exact to the cent" not in stated
