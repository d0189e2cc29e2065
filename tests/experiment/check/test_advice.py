"""Advice is worth giving only where it moves the figure towards what was typed: tried, not said."""

from __future__ import annotations

import pytest

from sim.experiment.check.advice import changes, notes
from sim.experiment.check.starting_year import FIRM, StartingYear, simulated_year
from sim.scenario.reading.loading import load

REPLICATIONS = 12


@pytest.fixture(scope="module")
def bank():
    return load("retail_bank")


@pytest.fixture(scope="module")
def before(bank):
    return simulated_year(bank, replications=REPLICATIONS, jobs=1)


def by_position(scenario, path):
    """`segments.Families.spend` as `segments.1.spend`."""
    section, *rest = path.split(".")
    items = getattr(scenario, section)
    if isinstance(items, list):
        rest[0] = str([item.name for item in items].index(rest[0]))
    return ".".join([section, *rest])


def line_of(year, who, figure):
    (line,) = [x for x in year.lines if x.who == who and x.figure == figure]
    return line


def advised(bank, before, who, figure, typed):
    """The changes advised when somebody types this, and the year under a scenario that says so."""
    place = "facts" if who == FIRM else f"segments.{who}.facts"
    path = by_position(bank, f"{place}.{figure}") if who else f"facts.{figure}"
    asked = type(before)(bank.override({path: typed}), before.totals)
    line = line_of(asked, who, figure)
    assert line.verdict == "off"
    return asked.scenario, changes(asked, line)


VALUES = [
    (FIRM, "customers", 650_000),
    ("Affluent", "customers", 60_000),
    (FIRM, "churn_yearly", 0.16),
    ("Families", "churn_yearly", 0.07),
    (FIRM, "revenue_per_customer", 50),
    ("Young starters", "revenue_per_customer", 9),
    (FIRM, "gross_margin", 0.5),
    (FIRM, "operating_margin", 0.25),
]


@pytest.mark.slow
@pytest.mark.parametrize(("who", "figure", "typed"), VALUES)
def test_a_new_value_brings_the_figure_at_least_half_the_way(bank, before, who, figure, typed):
    scenario, found = advised(bank, before, who, figure, typed)
    assert found
    changed = scenario.override({by_position(bank, c.path): c.to for c in found})
    after = line_of(simulated_year(changed, replications=REPLICATIONS, jobs=1), who, figure)
    assert abs(after.difference) < 0.5 * abs(line_of(before, who, figure).simulated.mean - typed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "typed", "step"),
    [
        ("nps", 30, 0.05),
        ("nps", 0, 0.05),
        ("acquisition_cost", 300, 0.25),
        ("acquisition_cost", 100, 0.25),
        ("advocacy", 0.5, 0.25),
        ("advocacy", 0.1, 0.25),
    ],
)
def test_a_direction_moves_the_figure_that_way(bank, before, figure, typed, step):
    scenario, found = advised(bank, before, FIRM, figure, typed)
    assert {c.to for c in found} == {None}
    factor = {"raise": 1 + step, "lower": 1 - step}
    moved = scenario.override({c.path: type(c.now)(c.now * factor[c.move]) for c in found})
    old = line_of(before, FIRM, figure).simulated
    new = line_of(simulated_year(moved, replications=REPLICATIONS, jobs=1), FIRM, figure).simulated
    assert (new.mean > old.mean) == (typed > old.mean)
    assert abs(new.mean - old.mean) > 0.02 * abs(old.mean)


@pytest.mark.slow
def test_a_segment_whose_needs_are_nearer_to_the_others_scores_better(bank, before):
    _, (change,) = advised(bank, before, "Affluent", "nps", 40)
    assert (change.path, change.move) == (
        "segments.Affluent.needs",
        "nearer to the other segments'",
    )
    needs = {name: value / 2 for name, value in bank.segments[2].needs.items()}
    moved = bank.override({"segments.2.needs": needs})
    old = line_of(before, "Affluent", "nps").simulated
    new = line_of(simulated_year(moved, replications=REPLICATIONS, jobs=1), "Affluent", "nps")
    assert new.simulated.mean > old.mean + 3


def test_a_step_is_typed_over_simulated_to_three_digits(small_scenario):
    facts = {"segments.1.facts.revenue_per_customer": 100}
    year = simulated_year(small_scenario(burn_in=12, **facts), replications=2, jobs=1)
    line = line_of(year, "Families", "revenue_per_customer")
    (change,) = changes(year, line)
    assert change.path == "segments.Families.spend"
    assert change.now == 1.2
    assert change.to == float(f"{1.2 * 100 / line.simulated.mean:.3g}")


def test_a_step_stops_at_the_bound_and_says_so(small_scenario):
    facts = {"segments.1.facts.customers": 19_000}
    year = simulated_year(small_scenario(burn_in=12, **facts), replications=2, jobs=1)
    (change,) = changes(year, line_of(year, "Families", "customers"))
    assert change.to == 0.95
    assert "raise the segment's share or market.people" in change.why


def test_the_firms_line_waits_for_the_segments_own(small_scenario):
    typed = {"facts.churn_yearly": 0.9, "segments.1.facts.churn_yearly": 0.9}
    year = simulated_year(small_scenario(burn_in=12, **typed), replications=2, jobs=1)
    assert changes(year, line_of(year, FIRM, "churn_yearly")) == []
    paths = [c.path for c in changes(year, line_of(year, "Families", "churn_yearly"))]
    assert paths == ["segments.Families.churn_yearly", "segments.Families.churn_shape"]


def test_the_firms_figure_moves_the_segments_of_which_it_is_not_known(small_scenario):
    year = simulated_year(small_scenario(burn_in=12), replications=2, jobs=1)
    own = float(year.simulated["customers"].mean[2])
    facts = {"facts.customers": 20_000, "segments.1.facts.customers": own}
    asked = StartingYear(year.scenario.override(facts), year.totals)
    paths = [c.path for c in changes(asked, line_of(asked, FIRM, "customers"))]
    assert paths == ["segments.Young.penetration", "segments.Firms.penetration"]


def test_nothing_is_advised_for_what_fits(small_scenario):
    year = simulated_year(small_scenario(burn_in=12), replications=2, jobs=1)
    assert [c for line in year.lines for c in changes(year, line)] == []


def test_notes_name_drawn_needs_thin_segments_and_facts_that_contradict(small_scenario):
    crowd = {f"segments.{n}.facts.customers": 1000 for n in range(3)}
    scenario = small_scenario(
        **{"burn_in": 12, "market.simulated": 400, "facts.customers": 5000, **crowd}
    )
    stated = " ".join(notes(simulated_year(scenario, replications=2, jobs=1)))
    for words in (
        "with --markets 30",
        "too few",
        "raise market.simulated from 400 to",
        "add up to 3,000, not to the 5,000",
    ):
        assert words in stated


def test_notes_are_silent_about_a_large_market_that_names_its_needs(bank, before):
    assert notes(before) == []


def test_a_shrinking_customer_base_is_noted_with_its_cure(small_scenario):
    alone = {"levers.recruiting_reach": 0, "advocacy.strong_impact": 0, "advocacy.weak_impact": 0}
    year = simulated_year(small_scenario(burn_in=12, **alone), replications=2, jobs=1)
    (note,) = [n for n in notes(year) if "customer base" in n]
    assert "shrinks by" in note
    assert "raise levers.recruiting_reach" in note
