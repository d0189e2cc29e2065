"""A comparison repeated with twice as many months: the same runs, lived on."""

from __future__ import annotations

import numpy as np
import pytest

from sim import RunError, compare, load
from sim.experiment.compared import PARTS
from sim.scenario.schema.design import PRESETS

ONE = {"mine": PRESETS["product_led/incremental"]}
MOVING = {
    "pricing.fastest": 0.06,
    "experience.repeat_contacts": 0.5,
    "insight.persistent_error": 0.1,
    "work.frontier": 0.003,
    "work.vision_share": 0.5,
    "rivalry.weight_of_size": 1,
}
"""Mechanisms that are off by default."""


@pytest.fixture(scope="module")
def short(small_scenario):
    return small_scenario(months=9, **{"market.simulated": 600})


@pytest.fixture(scope="module")
def result(short):
    return compare(short, ONE, replications=3, seed=3, jobs=1, twice=True)


def test_without_it_a_comparison_is_what_it_was(result, short):
    plain = compare(short, ONE, replications=3, seed=3, jobs=1)
    assert plain.at_twice == {}
    assert plain.values("mine").equals(result.values("mine"))
    assert result.verdict.startswith(f"{plain.verdict} At 18 months, twice as many, ")


def test_it_is_the_comparison_of_a_scenario_with_twice_as_many_months(result, short):
    """The same replications and common random numbers, to the bit."""
    alone = compare(short.override({"months": 18}), ONE, replications=3, seed=3, jobs=1)
    for part in PARTS:
        for name, values in result.at_twice[part].items():
            assert values.tobytes() == alone.totals(name)[part].tobytes(), (part, name)
    cash, terminal = (result.at_twice[part]["mine"] for part in PARTS)
    assert (cash + terminal).tobytes() == alone.totals("mine")["npv"].tobytes()
    gap = alone.difference("mine", "today")
    assert tuple(result.horizons.loc[(18, "mine", "npv")]) == pytest.approx(tuple(gap), rel=1e-12)


@pytest.mark.parametrize("changed", [{}, MOVING])
@pytest.mark.parametrize("name", ["small", "retail_bank"])
def test_its_first_half_is_the_comparison_itself_to_the_bit(short, name, changed):
    """What happens in a month does not depend on how many are to come, drawn values neither."""
    bank = load("retail_bank").override({"market.simulated": 600, "months": 9})
    scenario = {"small": short, "retail_bank": bank}[name].override(changed)
    half = compare(scenario, replications=2, seed=5, jobs=1)
    whole = compare(scenario.override({"months": 18}), replications=2, seed=5, jobs=1)
    for one, other in zip(half.replications, whole.replications, strict=True):
        assert one.starting_year.tobytes() == other.starting_year.tobytes()
        for name, run in one.runs.items():
            longer = other.runs[name]
            assert np.array_equal(run.figures, longer.figures[:9], equal_nan=True)
            assert np.array_equal(run.cube, longer.cube[:9])
            assert run.decisions == [each for each in longer.decisions if each.month <= 9]
            assert np.array_equal(run.observed.counts, longer.observed.counts[:9])


def test_it_takes_as_many_replications_as_the_precision_took_and_goes_with_forms(short):
    result = compare(
        short, ONE, precision=0.9, markets=4, jobs=2, forms="leaders", twice=True, seed=2
    )
    count = len(result.replications)
    assert {len(each) for part in PARTS for each in result.at_twice[part].values()} == {count}
    assert list(result.in_forms) == ["leaders: learning"]
    gap = sum(result.at_twice[part]["mine"] - result.at_twice[part]["today"] for part in PARTS)
    means = np.array([gap[m::4].mean() for m in range(4)])
    half = 3.18245 * means.std(ddof=1) / 4**0.5  # t(3, .975): of four markets, not of all runs
    row = result.horizons.loc[(18, "mine", "npv")]
    assert row["high"] - row["vs today"] == pytest.approx(half, rel=1e-5)


def test_equal_designs_have_one_place(short):
    twins = {"mine": ONE["mine"], "twin": ONE["mine"]}
    result = compare(short, twins, replications=2, seed=3, jobs=1, twice=True)
    assert [list(found) for found in result.at_twice.values()] == [["today", "mine"]] * 2


@pytest.mark.parametrize(
    ("months", "designs", "twice", "stated"),
    [
        (
            301,
            ONE,
            True,
            "twice: 602 months, twice the scenario's 301, cannot be simulated (Small market: "
            "months: is 602; use a whole number from 1 to 600 (month)); leave twice out, or set "
            "fewer months",
        ),
        (9, ONE, 2, "twice is 2; use True or False"),
        (
            9,
            {},
            True,
            "twice: every design equals today's, so no horizon could change the recommendation; "
            "leave twice out, or compare a design that differs",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(short, months, designs, twice, stated):
    scenario = short.override({"months": months})
    designs = designs or {"twin": scenario.today}
    with pytest.raises(RunError) as refused:
        compare(scenario, designs, replications=10_000, twice=twice)
    assert str(refused.value) == stated


def test_the_bar_says_how_many_months_run(short, capfd):
    compare(short, ONE, replications=2, seed=3, jobs=1, twice=True, progress=True)
    assert "18 months" in capfd.readouterr().err
