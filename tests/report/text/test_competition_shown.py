"""The verdict of a tournament: true sentences in every case, worked by hand on made-up results."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from sim.experiment.statistics.estimates import Estimate
from sim.report.text.tournament import verdict

RESTS = (
    "This depends on the scenario's rivalry: poaching of 0.02 a month per unit of value and an "
    "outside option of 0.5."
)


def made(chance, winner=None, rounds=12, uncertain=(), alone=False, size=0.0):
    """Two firms: north ahead of south by 2 millions on average, best by this chance."""
    means = {"north": 12e6, "south": 10e6}
    return SimpleNamespace(
        firms=dict.fromkeys(means),
        rounds=range(rounds),
        winner=winner,
        winner_alone=winner,
        alone=True if alone else None,
        scenario=SimpleNamespace(
            currency="EUR",
            uncertain=uncertain,
            rivalry=SimpleNamespace(poaching=0.02, outside_option=0.5, weight_of_size=size),
        ),
        values=lambda name: pd.DataFrame({"npv": [means[name]]}),
        estimates=lambda name: {"share": Estimate(0.54, 0.5, 0.58)},
        difference=lambda first, second: Estimate(2e6, -1e6, 5e6),
        probability_best=lambda: {"north": chance, "south": 1 - chance},
    )


def test_the_winner_is_named_with_its_probability_lead_and_share():
    assert verdict(made(0.97, "north", alone=True)) == (
        "north wins in competition. The probability that it has the highest mean NPV is 97.0 %. On "
        "average it leads south by EUR 2.00m of NPV (95 % CI -EUR 1.00m to +EUR 5.00m) and has "
        "54.0 % of all customers at the end. Alone in the market, each with all of today's "
        f"customers, north wins as well. {RESTS}"
    )
    assert verdict(made(0.97, "north", uncertain=("a", "b"))).startswith(
        "north wins in competition. Across the 2 uncertain assumptions, it has the highest NPV in "
        "97.0 % of draws. On average it leads south by "
    )


@pytest.mark.parametrize(
    ("chance", "rounds", "doubt"),
    [
        (0.97, 4, "a verdict takes at least 10 replications; this run has 4"),
        (0.6, 12, "no firm has the highest NPV with a probability of 90.0 % or more"),
        (0.05, 12, "south has the highest NPV in 95.0 % of draws"),  # a few draws turn the mean
    ],
)
def test_too_close_to_call_states_why(chance, rounds, doubt):
    assert verdict(made(chance, rounds=rounds)) == (
        "Too close to call in competition. On average north leads south by EUR 2.00m of NPV (95 % "
        f"CI -EUR 1.00m to +EUR 5.00m), but {doubt}. {RESTS}"
    )


def test_where_size_counts_the_verdict_rests_on_it():
    assert verdict(made(0.97, "north", size=0.5)).endswith(
        "This depends on the scenario's rivalry: poaching of 0.02 a month per unit of value and a "
        "weight of size of 0.5."
    )


def test_one_firm_has_no_competitor():
    result = made(0.5)
    del result.firms["south"]
    assert verdict(result) == (
        "There is only one firm and no competitor, so this is one run of a comparison."
    )
