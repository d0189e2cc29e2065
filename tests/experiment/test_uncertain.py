"""Comparisons of a firm that is not exactly known: what is drawn, and what a verdict then says."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.accounts.chart_of_accounts import Account
from sim.cli import main
from sim.experiment.check.starting_year import simulated_year
from sim.experiment.run.runner import drawn_for
from sim.experiment.statistics.estimates import estimate, share_best
from sim.results.tournament import tournament
from sim.scenario.schema.specification import Spec
from sim.scenario.schema.uncertainty import Range, Uncertain, drawn_values

RANGES = {
    "work.hit_rate": {"low": 0.05, "high": 0.6},
    "costs.platform_share": {"low": 0.1, "high": 0.4},
}


@pytest.fixture(scope="module")
def uncertain(neutral_scenario):
    return neutral_scenario(**{"uncertain": RANGES, "months": 12})


@pytest.fixture(scope="module")
def compared(uncertain):
    return sim.compare(uncertain, replications=10, jobs=1)


def test_share_best_counts_wins_under_a_prior_of_one_draw():
    values = np.array([[3.0, 3, 1, 9], [1, 1, 2, 9], [0, 0, 0, 0]])
    assert share_best(values) == pytest.approx(np.array([2.5, 1.5, 0]) / 5 + 1 / 15)
    assert share_best(values).sum() == pytest.approx(1)


def test_more_draws_do_not_make_sure_what_is_not_known():
    often = np.array([[1.0, 1, 1, 0] * 200, [0.5] * 800])
    assert share_best(often)[0] == pytest.approx(0.75, abs=0.01)


def test_replications_that_share_out_ranges_have_intervals_on_the_safe_side():
    """Half of what varies is what uncertain values do one by one: the mean varies half as much."""
    draw, spec, unit = (
        np.random.default_rng(2),
        Spec(float, low=0.0, high=1.0),
        Range(low=0, high=1),
    )
    ranges = [Uncertain(f"p{n}", f"p{n}", (), spec, unit) for n in range(6)]
    found = []
    for seed in range(300):
        drawn = [list(drawn_values(ranges, seed, n).values()) for n in range(30)]
        found.append(estimate(np.array(drawn).sum(axis=1) - 3 + draw.normal(0, 0.5**0.5, 30)))
    assert np.mean([each.low <= 0 <= each.high for each in found]) >= 0.97
    means = np.array([each.mean for each in found])
    assert means.var() == pytest.approx(0.5 / 30, rel=0.25)  # 1 / 30 with independent draws


def test_every_replication_lives_its_own_draw_the_same_for_all_designs(uncertain, compared):
    draws = compared.draws()
    assert draws.shape == (10, 2)
    assert (draws.nunique() == 10).all()
    shares = [
        -replication.runs["today"].cube[0, ..., Account.PLATFORM].sum()
        for replication in compared.replications
    ]
    ratio = np.array(shares) / draws["costs.platform_share"].to_numpy()
    assert ratio == pytest.approx(np.full(10, ratio.mean()), rel=1e-3)


def test_a_run_is_the_life_of_the_comparisons_replication(uncertain, compared):
    model = sim.run(uncertain, "segment_led/incremental", replication=3)
    run = compared.replications[3].runs["segment_led/incremental"]
    assert model.series().tolist() == run.figures.tolist()


def test_the_year_that_is_checked_is_that_of_the_comparison(uncertain, compared):
    scenario = uncertain.override({"burn_in": 12})
    year = simulated_year(scenario, replications=2, jobs=1)
    start = sim.compare(scenario, replications=2, jobs=1).starting_year()
    assert year.simulated["nps"].mean[0] == pytest.approx(start["nps"].mean, rel=1e-6)


def test_a_tournament_of_one_is_the_comparison_of_what_was_drawn(uncertain, compared):
    alone = tournament(uncertain, {"a": "today"}, replications=2, jobs=1, alone=False)
    expected = compared.values("today")["npv"].to_numpy()[:2]
    assert alone.values("a")["npv"].to_numpy() == pytest.approx(expected)


def test_probabilities_are_those_of_one_more_draw(compared):
    values = np.array([compared.values(name)["npv"] for name in compared.distinct])
    expected = dict(zip(compared.distinct, share_best(values), strict=True))
    chances = compared.probability_best()
    assert {name: chances[name] for name in expected} == pytest.approx(expected)


def test_the_verdict_says_what_it_allows_for(compared):
    assert "Across the 2 uncertain assumptions, " in compared.verdict
    assert " on average " in compared.verdict.lower()
    assert "; nine draws in ten fall between " in compared.verdict


def test_a_certain_comparison_says_nothing_of_draws(uncertain):
    result = sim.compare(uncertain.certain(), replications=2, jobs=1)
    assert "uncertain" not in result.verdict
    assert result.draws().empty


def test_results_do_not_depend_on_the_number_of_jobs(uncertain, compared):
    two = sim.compare(uncertain, replications=10, jobs=2)
    assert two.values("today").equals(compared.values("today"))


def test_markets_draw_needs_and_values(small_scenario):
    scenario = small_scenario(uncertain=RANGES)
    one, other = (drawn_for(scenario, 1, number, markets=2) for number in (0, 1))
    assert other.market.market_seed == one.market.market_seed + 1
    assert one.work.hit_rate != other.work.hit_rate


def test_certain_on_the_command_line(tmp_path, capsys):
    file = tmp_path / "mine.yaml"
    file.write_text(
        "extends: retail_bank\nreplace: [uncertain]\nmonths: 6\nmarket: {simulated: 2000}\n"
        "uncertain: {work.hit_rate: {low: 10%, high: 60%}}\n"
    )
    base = ["compare", str(file), "--replications", "2", "--jobs", "1", "--quiet", "--json"]
    answers = []
    for flags in ([], ["--certain"], ["--set", "work.hit_rate=0.25"]):
        assert main([*base, *flags]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0]["uncertain"]["work.hit_rate"]["high"] == 0.6
    assert answers[1]["uncertain"] == answers[2]["uncertain"] == {}
    assert answers[1]["designs"] == answers[2]["designs"] != answers[0]["designs"]


def test_an_undecided_verdict_names_the_two_likeliest_winners(compared):
    chances = compared.probability_best()
    first, second = sorted(compared.distinct, key=lambda name: -chances[name])[:2]
    assert compared.winner is None
    assert f"has the highest NPV in {100 * chances[first]:.1f} % of draws and " in compared.verdict
    assert f" in {100 * chances[second]:.1f} %" in compared.verdict
