"""The registry of measures: each with what reports need to print it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.accounts.chart_of_accounts import Account
from sim.experiment.check.starting_year import TOLERANCES
from sim.experiment.figures.customer_value import VALUES
from sim.experiment.figures.headlines import LABELS
from sim.experiment.figures.year import FIGURES_OF_YEAR, PEOPLE, totals_of_year
from sim.experiment.paired import MEASURES as OF_COMPARISONS
from sim.experiment.tables.codebook import COUNTS
from sim.experiment.tournament import FIGURES as OF_TOURNAMENTS
from sim.market.rules.tally import Count
from sim.measures import (
    ANYTHING,
    BY_SEGMENT,
    CUSTOMER_VALUE,
    HEADLINES,
    MONTHLY,
    OF_YEAR,
    REGISTRY,
    Better,
    Figure,
    Kind,
    Months,
    by_month,
    ratio,
    yearly_churn,
)
from sim.model.figures import COUNTED, FIGURES, MEANINGS
from sim.report.charts.segments import KINDS
from sim.report.text import comparison, prompt, single_run, starting_year, tournament

EVERY = [
    pytest.param(name, measure, id=f"{scope}: {name}")
    for scope, measures in REGISTRY.items()
    for name, measure in measures.items()
]


@pytest.mark.parametrize(("name", "measure"), EVERY)
def test_every_measure_has_label_unit_direction_and_possible_bounds(name, measure):
    assert measure.name == name
    assert measure.label[0].isupper()
    assert measure.label.strip(" .") == measure.label
    assert measure.unit
    assert isinstance(measure.better, Better)
    assert measure.bounds[0] < measure.bounds[1]
    if measure.unit == "share" and measure.kind is Kind.RATIO:
        assert measure.bounds != ANYTHING, "a share cannot be anything"
    if measure.unit == "points":
        assert measure.bounds == (-100, 100)


@pytest.mark.parametrize(("name", "measure"), EVERY)
def test_a_measure_says_how_it_is_added_up_or_what_it_is_made_of(name, measure):
    assert isinstance(measure.months, Months) or isinstance(measure.figure, Figure)
    assert (measure.kind is not Kind.RATIO) or measure.figure is not None


def test_whatever_reports_print_is_in_the_registry():
    for shown in (comparison.SHOWN, prompt.SHOWN):
        assert set(shown) <= set(LABELS)
    assert set(tournament.SHOWN) <= set(OF_TOURNAMENTS) == set(tournament.LABELS)
    assert set(single_run.YEARLY) <= set(MONTHLY)
    assert list(starting_year.LABELS) == list(TOLERANCES) == list(OF_YEAR)
    assert list(KINDS) == list(BY_SEGMENT)


def test_vocabularies_are_views_of_the_registry():
    assert tuple(MEANINGS) == FIGURES == tuple(MONTHLY)
    assert list(LABELS) == list(HEADLINES)
    assert list(VALUES) == list(CUSTOMER_VALUE)
    assert list(OF_COMPARISONS) == [*LABELS, *VALUES]
    assert (*LABELS, "share", "gained", "lost") == OF_TOURNAMENTS
    assert list(FIGURES_OF_YEAR) == list(OF_YEAR)
    assert all(meaning for _, meaning in MEANINGS.values())


def test_every_count_of_the_market_has_a_unit_and_a_meaning():
    for count in Count:
        unit, meaning = COUNTS[count.name.lower()]
        assert unit, count
        assert meaning, count
    assert all(MONTHLY[name].bounds[0] == 0 for name in COUNTED)
    assert {"satisfaction", "expectation"}.isdisjoint(COUNTED), "amounts, not people"


def test_names_of_one_measure_mean_one_thing():
    """The same name has the same unit and direction wherever it is measured."""
    units = {"idle": {"effort", "effort / month"}}
    seen = {}
    for measures in REGISTRY.values():
        for name, measure in measures.items():
            seen.setdefault(name, []).append(measure)
    for name, found in seen.items():
        assert {m.unit for m in found} in ({found[0].unit}, units.get(name)), name
        assert len({m.better for m in found}) == 1, name


def test_months_are_added_up_as_the_registry_says():
    months = np.array([3.0, 1.0, 5.0])
    assert MONTHLY["joined"].over(months) == 9
    assert MONTHLY["nps"].over(months) == 3
    assert MONTHLY["customers"].over(months) == 5


def test_what_ratios_are_made_of_is_summed_from_the_months():
    assert set(by_month(HEADLINES)) >= {
        "left",
        "paying",
        "joined",
        "advocated",
        "moments",
        "customers",
        "idle",
    }
    assert set(PEOPLE) == {"customers", "paying", "joined", "advocated", "left", "nps"}


@pytest.mark.parametrize("measures", REGISTRY.values(), ids=REGISTRY)
def test_nothing_to_divide_by_is_not_known(measures):
    for measure in measures.values():
        if measure.kind is Kind.RATIO:
            assert math.isnan(measure.figure(dict.fromkeys(measure.figure.totals, np.array(0.0))))


def test_ratios_and_yearly_churn_by_hand():
    assert ratio(np.array([3.0, 1.0]), np.array([4.0, 0.0])) == pytest.approx(
        [0.75, np.nan], nan_ok=True
    )
    # a tenth leaves in every month
    assert yearly_churn(np.array(10.0), np.array(100.0)) == pytest.approx(1 - 0.9**12)


def test_totals_of_a_year_are_all_there():
    people = {name: np.ones((12, 1)) for name in PEOPLE}
    totals = totals_of_year(people, np.zeros((1, len(Account))))
    for figure in FIGURES_OF_YEAR.values():
        assert set(figure.totals) <= set(totals)
