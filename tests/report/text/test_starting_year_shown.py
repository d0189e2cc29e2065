"""How the starting year and the facts beside it read, from figures that are made up."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import year_of

from sim.experiment.check.advice import Change
from sim.experiment.check.starting_year import TOLERANCES, StartingYear
from sim.experiment.check.trial import Trial
from sim.report.text.starting_year import LABELS, answer, as_data, fits, typed

BOTH = np.array([[1.0], [1.0]])
SURE = {
    "customers": 12_000,
    "revenue_per_customer": 40.0,
    "gross_margin": 0.6,
    "churn_yearly": 0.13,
    "nps": 12.0,
    "acquisition_cost": 200.0,
    "operating_margin": 0.2,
    "advocacy": 0.3,
}


@pytest.fixture
def year(small_scenario):
    """A year without luck: every replication says the same of the firm and of each segment."""

    def made(growth=0.0, **typed_facts):
        figures = {name: np.full((2, 4), value) for name, value in SURE.items()}
        scenario = small_scenario(
            **{
                "market.needs_sd": 0,
                **{f"facts.{key}": value for key, value in typed_facts.items()},
            }
        )
        return year_of(scenario, figures, growth)

    return made


def test_every_figure_has_a_label_and_a_tolerance():
    assert list(LABELS) == list(TOLERANCES)


def test_lines_say_simulated_typed_difference_and_verdict(year):
    stated = answer(year(churn_yearly=0.16, customers=12_100, nps=12), "mine.yaml").splitlines()
    wanted = {
        "Customers at the end": "12,000 12,000 to 12,000 12,100 -100 as typed",
        "Customers leaving in a year": ("13.0 % 13.0 % to 13.0 % 16.0 % -3.0 points off: too low"),
        "Net promoter score": "12.0 12.0 to 12.0 12.0 +0.0 points as typed",
        "Gross margin": "60.0 % 60.0 % to 60.0 %",
    }
    for label, cells in wanted.items():
        line = next(line for line in stated if line.strip().startswith(label))
        assert " ".join(line.split(label)[1].split()) == cells


def test_the_rule_of_the_verdicts_is_stated_with_every_tolerance(year):
    stated = " ".join(answer(year(nps=12), "mine.yaml").split())
    assert (
        "Close: within 5 % for customers at the end, revenue per customer a month; 1 point "
        "for gross margin, customers leaving in a year; 3 points for net promoter score, joiners "
        "through advocacy; 10 % for acquisition cost per joiner; 2 points for operating margin."
    ) in stated
    assert "Close:" not in answer(year(), "mine.yaml")


def test_what_is_off_gets_a_new_value_or_a_direction(year):
    stated = answer(year(gross_margin=0.5, acquisition_cost=100, advocacy=0.5), "mine.yaml")
    assert (
        "    products.Account.margin: 0.62 -> 0.52\n    products.Loan.margin: 0.5 -> 0.4\n"
        in stated
    )
    for words in (
        "lower levers.acquisition_horizon (now 24): what recruiters may spend to win a customer, "
        "as months of its margin",
        "raise advocacy.strong_impact (now 0.0133) and advocacy.weak_impact (now 0.0133): "
        "effect of a recommendation: the larger, the more joiners come through advocacy",
    ):
        assert words in " ".join(stated.split())
    assert stated.endswith(
        "3 lines do not fit.\nNext: change the file as above (--write NEW does it), "
        "then sim check mine.yaml"
    )
    assert max(len(line) for line in stated.split("Close:")[1].splitlines()) <= 100


def test_the_firm_waits_for_its_segments(year):
    off = year(churn_yearly=0.2, nps=40)
    scenario = off.scenario.override(
        {
            "segments.1.facts.churn_yearly": 0.2,
            "segments.1.facts.nps": 0,
        }
    )
    stated = answer(StartingYear(scenario, off.totals), "mine.yaml")
    assert "  The firm: customers leaving in a year: adjust its segments first\n" in stated
    assert "segments.Families.churn_yearly: 0.18 -> 0.243" in stated
    assert "segments.Families.churn_shape: 0.9 -> 1.64" in stated
    assert "segments.Young.churn_yearly" not in stated
    assert "lower market.norm_start" in stated
    assert "bring segments.Families.needs farther from the other segments'" in stated


def test_what_was_tried_is_said_with_what_it_does_not_reach(year):
    off = year(churn_yearly=0.2, nps=40)
    change = Change("segments.Young.churn_yearly", "raise", 0.18, 0.3, "")
    tried = Trial({("", "churn_yearly"): [change]}, year(churn_yearly=0.13, nps=40))
    stated = answer(off, "mine.yaml", tried)
    assert (
        "Change all of these together, then check again:\n"
        "  The firm: customers leaving in a year\n"
        "    segments.Young.churn_yearly: 0.18 -> 0.3\n\n"
        "These changes came nearest in a trial. They do not reach the lines below."
    ) in stated
    assert "  The firm: net promoter score: 12.0 instead of 40.0\n" in stated
    vain = answer(off, "mine.yaml", Trial({}, off))
    assert "No change that was tried comes nearer" in vain
    assert "Change all" not in vain
    fitting = answer(off, "mine.yaml", Trial({("", "churn_yearly"): [change]}, year(nps=12)))
    assert "Tried with all of these changes, the simulated year looks like the firm." in fitting


def test_a_year_that_fits_leads_to_compare(year):
    good = year(**SURE)
    assert fits(good) is True
    stated = answer(good, "mine.yaml")
    assert stated.endswith("The simulated year looks like the firm. Next: sim compare mine.yaml")
    assert "A first step" not in stated
    assert "Note:" not in stated


def test_without_facts_the_year_is_shown_as_what_to_type(year):
    stated = answer(year(), "mine.yaml")
    assert fits(year()) is None
    assert stated.endswith(
        "facts:\n  customers: 12_000\n  revenue_per_customer: 40\n  gross_margin: 0.6\n"
        "  churn_yearly: 0.13\n  nps: 12\n  acquisition_cost: 200\n  operating_margin: 0.2\n"
        "  advocacy: 0.3\n\nNext: sim check mine.yaml"
    )
    assert "stated  difference" not in stated


def test_growth_is_minded(year):
    assert "grows by 8.0 % in the year" in answer(year(growth=0.08), "mine.yaml")
    assert "The customer base" not in answer(year(growth=0.04), "mine.yaml")


def test_data_hold_every_line_change_and_note(year):
    data = as_data(year(growth=-0.08, gross_margin=0.5))
    assert len(data["lines"]) == 8 + 3 * 7
    assert [c["path"] for c in data["changes"]] == [
        "products.Account.margin",
        "products.Loan.margin",
    ]
    assert [c["to"] for c in data["changes"]] == [0.52, 0.4]
    assert len(data["notes"]) == 1
    assert data["fits"] is False


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (541_870, "541_900"),
        (0.13245, "0.132"),
        (35.26, "35.3"),
        (-4.567, "-4.57"),
        (0, "0"),
        (193.4, "193"),
        (999.7, "1000"),
        (0.00002, "0.00002"),
        (1_234_567, "1_235_000"),
    ],
)
def test_a_figure_is_typed_to_three_or_four_digits(value, text):
    assert typed(value) == text
