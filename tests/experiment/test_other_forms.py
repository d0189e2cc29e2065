"""A comparison repeated in other model forms: paired, complete, and blind to the order of asking."""

from __future__ import annotations

import numpy as np
import pytest

from sim import RunError, compare
from sim.experiment.analysis.forms import AS_GIVEN, in_forms
from sim.experiment.requests import other_forms
from sim.scenario.schema.design import PRESETS

OTHERS = [
    "disconfirmation: linear",
    "recovery: may_delight",
    "overrun: fat_tailed",
    "leaders: learning",
    "leaving: contagious",
    "prices: free",
]
ONE = {"mine": PRESETS["product_led/incremental"]}


@pytest.fixture(scope="module")
def short(small_scenario):
    return small_scenario(months=6, **{"market.simulated": 600})


@pytest.fixture(scope="module")
def result(short):
    return compare(short, ONE, replications=3, seed=3, jobs=1, forms="all")


def test_all_other_forms_are_tried_once(result, short):
    assert list(result.in_forms) == list(other_forms(short)) == OTHERS
    assert list(result.forms.index) == [AS_GIVEN, *OTHERS]


def test_without_forms_a_comparison_is_what_it_was(result, short):
    plain = compare(short, ONE, replications=3, seed=3, jobs=1)
    assert plain.in_forms == {}
    assert list(plain.forms.index) == [AS_GIVEN]
    assert plain.values("mine").equals(result.values("mine"))
    assert plain.verdict == result.verdict


def test_each_form_is_the_comparison_of_a_scenario_that_states_it(result, short):
    """The same replications and common random numbers, to the bit."""
    for form, (question, answer) in other_forms(short).items():
        stated = short.override({f"forms.{question}": answer})
        alone = compare(stated, ONE, replications=3, seed=3, jobs=1)
        for name, npv in result.in_forms[form].items():
            assert npv.tobytes() == alone.totals(name)["npv"].tobytes(), (form, name)
        gap = alone.difference(result.best, "today")
        row = result.forms.loc[form]
        if result.best != "today":
            assert (row["vs today"], row["vs today, low"]) == (gap.mean, gap.low)
        assert row["leader"] == alone.ranking()[0]
        assert row["winner"] == alone.winner


def test_a_form_that_a_scenario_states_has_the_default_for_alternative(short):
    fat = short.override({"forms.overrun": "fat_tailed"})
    result = compare(fat, ONE, replications=2, seed=3, jobs=1, forms=["overrun"])
    assert list(result.in_forms) == ["overrun: lognormal"]
    plain = compare(short, ONE, replications=2, seed=3, jobs=1)
    again = result.in_forms["overrun: lognormal"]["mine"]
    assert again.tobytes() == plain.totals("mine")["npv"].tobytes()


@pytest.mark.parametrize(
    "asked",
    ["overrun,recovery", " recovery , overrun: fat_tailed ", ["recovery", "overrun", "recovery"]],
)
def test_some_forms_are_chosen_by_name_and_tried_in_the_order_of_the_schema(asked, short):
    result = compare(short, ONE, replications=2, seed=3, jobs=1, forms=asked)
    assert list(result.in_forms) == ["recovery: may_delight", "overrun: fat_tailed"]


def test_forms_take_as_many_replications_as_the_precision_took_and_the_same_markets(short):
    result = compare(short, ONE, precision=0.9, markets=4, jobs=2, forms="leaders")
    count = len(result.replications)
    assert (count % 4, result.stopping.target) == (0, 0.9)
    npv = result.in_forms["leaders: learning"]
    assert {len(values) for values in npv.values()} == {count}
    row = in_forms(result)[1]
    gap = npv[result.best] - npv[row.runner_up]
    means = np.array([gap[m::4].mean() for m in range(4)])
    half = 3.18245 * means.std(ddof=1) / 4**0.5  # t(3, .975): of four markets, not of all runs
    assert row.against_runner_up.half_width == pytest.approx(half, rel=1e-5)


def test_equal_designs_have_one_place(short):
    twins = {"mine": ONE["mine"], "twin": ONE["mine"]}
    result = compare(short, twins, replications=2, seed=3, jobs=1, forms="overrun")
    assert list(result.in_forms["overrun: fat_tailed"]) == ["today", "mine"]


CURE = (
    "use all, or disconfirmation, recovery, overrun, leaders, leaving and prices, with commas "
    "between"
)


@pytest.mark.parametrize(
    ("forms", "stated"),
    [
        ("overun", "forms: no model form is called 'overun', did you mean 'overrun'?"),
        ("overrun,xyz", f"forms: no model form is called 'xyz'; {CURE}"),
        ("overrun,", f"forms: no model form is called ''; {CURE}"),
        (
            "overrun: lognormal",
            "forms: 'overrun: lognormal' is the scenario's own form; leave it out",
        ),
        ("", f"forms: nothing is named; {CURE}"),
        ([], f"forms: nothing is named; {CURE}"),
        (3, f"forms is 3; {CURE}"),
    ],
)
def test_forms_that_there_are_not_are_refused_before_anything_runs(forms, stated, short):
    with pytest.raises(RunError) as refused:
        compare(short, ONE, replications=10_000, forms=forms)
    assert str(refused.value) == stated


def test_designs_that_all_equal_todays_are_refused(short):
    with pytest.raises(RunError) as refused:
        compare(short, {"twin": short.today}, replications=10_000, forms="all")
    assert str(refused.value) == (
        "forms: every design equals today's, so no form could change the recommendation; leave "
        "forms out, or compare a design that differs"
    )


def test_the_bar_says_which_form_runs(short, capfd):
    compare(short, ONE, replications=2, seed=3, jobs=1, forms="leaders", progress=True)
    assert "leaders: learning" in capfd.readouterr().err
