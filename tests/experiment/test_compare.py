"""Comparisons: paired, repeatable, blind to names, and honest about how sure they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_up import MadeUp

from sim import Design, RunError, compare
from sim.experiment.compare import _reached
from sim.experiment.figures.headlines import LABELS
from sim.experiment.run.runner import Replication, one_replication, replicate
from sim.experiment.run.stopping import CAP, Stopping
from sim.results.comparison import Comparison
from sim.scenario.schema.design import PRESETS


@pytest.fixture(scope="module")
def small():
    from conftest import HERE

    from sim import load

    return load(HERE / "scenarios" / "small.yaml")


@pytest.fixture(scope="module")
def result(small) -> Comparison:
    return compare(small, replications=6, seed=3, jobs=1)


def bits(result: Comparison) -> list[bytes]:
    return [
        part.tobytes()
        for r in result.replications
        for name in sorted(r.runs)
        for part in (r.runs[name].figures, r.runs[name].cube)
    ]


def test_same_seed_gives_the_same_bits_whatever_the_jobs(small, result):
    parallel = compare(small, replications=6, seed=3, jobs=2)
    assert bits(parallel) == bits(result)
    assert parallel.verdict == result.verdict


def test_another_seed_gives_other_bits(small, result):
    assert bits(compare(small, replications=6, seed=4, jobs=1)) != bits(result)


def test_a_replication_is_repeatable_on_its_own(small, result):
    alone = one_replication(small, result.designs, 3, 4)
    expected = result.replications[4].runs["segment_led/perfection"]
    assert alone.runs["segment_led/perfection"].figures.tobytes() == expected.figures.tobytes()


def test_presets_under_other_names_give_the_same_numbers(small, result):
    renamed = {name[::-1]: design for name, design in PRESETS.items()}
    other = compare(small, renamed, replications=6, seed=3, jobs=1)
    for name in PRESETS:
        assert other.values(name[::-1]).equals(result.values(name))
        assert other.differences(name[::-1]) == result.differences(name)


def test_today_under_another_name_never_differs(small):
    twin = compare(small, {"twin": small.today}, replications=2, jobs=1)
    assert twin.differences("twin")["npv"][:3] == (0.0, 0.0, 0.0)
    assert twin.distinct == {"today": ["today", "twin"]}
    assert twin.winner is None
    assert twin.crossover("twin").month is None
    assert twin.verdict.startswith("There is nothing to choose")


def test_difference_is_paired(result):
    name = "product_led/perfection"
    gap = result.values(name)["npv"] - result.values("today")["npv"]
    assert result.differences(name)["npv"].mean == pytest.approx(gap.mean())
    half = 2.5706 * gap.std(ddof=1) / 6**0.5  # t(5, .975)
    assert result.differences(name)["npv"].half_width == pytest.approx(half, rel=1e-4)


def test_shared_luck_narrows_differences_at_least_fivefold_with_decisions_frozen(small):
    """Without capacity nobody builds anything; what is left differs by levers and luck."""
    frozen = small.override({"work.capacity": 0})
    result = compare(frozen, replications=30, seed=1)
    names = list(result.designs)
    ratios = {
        (one, other): result.pairing(one, other, "operating_profit").ratio
        for i, one in enumerate(names)
        for other in names[:i]
    }
    assert min(ratios.values()) >= 5, ratios


def test_statement_by_segment_and_by_product_agree_with_the_ledger(result):
    name = "segment_led/incremental"
    profits = [r.runs[name].cube.sum() / 100 for r in result.replications]
    for by in ("segment", "product"):
        table = result.pnl(name, by=by)
        assert table.loc["Operating profit", "firm"] == pytest.approx(np.mean(profits), rel=1e-12)
        accounts = table.drop(index="Operating profit")["firm"]
        assert accounts.sum() == pytest.approx(np.mean(profits), rel=1e-12)
    members = list(result.pnl(name, by="segment").columns)
    assert members == ["Young", "Families", "Firms", "shared", "firm"]


def test_structure_cost_is_what_gross_adds_back(result):
    for name in result.designs:
        values = result.values(name)
        booked = [r.runs[name].series("structure").sum() for r in result.replications]
        added = values["operating_profit_gross"] - values["operating_profit"]
        assert added.to_numpy() == pytest.approx(booked)


def test_lead_shortfall_and_payback_by_hand(result):
    """A made-up lead: behind by 3 at the deepest, in month 2, back at nought in month 4."""
    own = Comparison(result.scenario, 3, result.designs, result.replications, result.stopping)
    curve = np.array([[-1.0, -3.0, -1.0, 1.0, 2.0]] * 6)
    object.__setattr__(own, "lead", lambda design: curve)
    shortfall = own.shortfall("x")
    assert (shortfall.depth.mean, shortfall.worst, shortfall.month) == (-3.0, -3.0, 2.0)
    assert own.payback("x") == (4.0, 1.0, 0.0)
    assert own.crossover("x").month == 4


def test_shortfall_of_runs_that_differ_by_hand(result):
    """21 runs fall behind by 0 to 20, the one that falls by n in month 1 + n % 3."""
    curves = np.zeros((21, 4))
    for n in range(21):
        curves[n, n % 3 : 3] = -n
        curves[n, 3] = 12.0 - n
    curves = np.random.default_rng(1).permutation(curves)
    own = Comparison(result.scenario, 3, result.designs, result.replications, result.stopping)
    object.__setattr__(own, "lead", lambda design: curves)
    shortfall = own.shortfall("x")
    assert shortfall.depth.mean == pytest.approx(-10)
    # sd 6.2048, t(20, .975) = 2.0860
    assert shortfall.depth.half_width == pytest.approx(2.0860 * 6.2048 / 21**0.5, rel=1e-4)
    # of twenty steps between 21 runs one is below
    assert shortfall.worst == pytest.approx(-19)
    assert shortfall.month == 2
    # who fell by 1 to 12 is back at nought in month 4, who fell by more is not
    assert own.payback("x") == (4.0, 12 / 21, pytest.approx(1 / 21))


def test_precision_doubles_until_it_is_reached_or_capped(small):
    rough = compare(small, precision=0.5, seed=3, jobs=2)
    assert len(rough.replications) == 10
    assert rough.stopping.reached < 0.5
    fine = compare(small, precision=rough.stopping.reached * 0.8, seed=3, jobs=2)
    assert len(fine.replications) in {20, 40, 80}
    assert fine.stopping.reached < fine.stopping.target
    assert str(fine.stopping).startswith("Replications doubled from 10 until below ±")


def test_stopping_at_the_cap_is_said():
    assert f"stopped at the limit of {CAP}" in str(Stopping(0.02, 0.03, CAP))
    assert f"stopped at the limit of {CAP}" in str(Stopping(0.02, 0.02, CAP))


def test_why_replication_stopped_in_words():
    reached = "the widest 95 % CI of an NPV difference is ±1.50 % of today's NPV"
    assert str(Stopping(None, 0.015, 30)) == f"30 replications as requested; {reached}"
    rule = "Replications doubled from 10 until below ±2.00 % of today's NPV"
    assert str(Stopping(0.02, 0.015, 40)) == f"{rule}: 40 replications, {reached}"


def test_precision_is_told_against_revenue_where_value_is_near_nothing(small_scenario):
    """24 months: half of what they bring is a year's revenue, and a tenth of it is the base."""
    figures = {"npv": [1.0, -1.0, 0.5], "revenue": [2_400.0] * 3}
    designs = {"today": small_scenario().today, "x": PRESETS["product_led/perfection"]}
    result = MadeUp(
        small_scenario(),
        1,
        designs,
        [Replication(n, np.empty((0, 0)), np.empty(0), {}) for n in range(3)],
        Stopping(None, 0.0, 3),
    )
    frame = pd.DataFrame(0.5, range(3), list(LABELS))
    result._values["today"] = frame.assign(**figures)
    result._values["x"] = frame.assign(**figures | {"npv": [4.0, 2.0, 2.5]})  # 3, 3, 2 more
    found = _reached(result)
    half_width = 4.30265 * 3**-0.5 / 3**0.5
    assert found.reached == pytest.approx(half_width / 120, rel=1e-5)
    assert str(found).endswith("of a tenth of a year's revenue, since today's NPV is near 0")
    result._values["today"]["npv"] += 1_000.0
    result._values["x"]["npv"] += 1_000.0
    assert _reached(result).reached == pytest.approx(half_width / 1_000.1667, rel=1e-5)


def test_markets_vary_the_needs_where_they_are_drawn(small):
    designs = {"today": small.today}
    same, varied = (
        replicate(small, designs, 1, range(2), 1, markets=markets) for markets in (1, 2)
    )
    assert same[0].runs["today"].cube.tobytes() == varied[0].runs["today"].cube.tobytes()
    assert same[1].runs["today"].cube.tobytes() != varied[1].runs["today"].cube.tobytes()


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"replications": 1}, "at least 2"),
        ({"replications": 5, "precision": 0.1}, "not both"),
        ({"precision": 2.0}, "2%"),
        ({"seed": -1}, "whole number"),
        ({"jobs": 0}, "from 1"),
        ({"markets": 0}, "1 or more"),
        ({"replications": 2.5}, "whole number"),
        ({"seed": True}, "whole number"),
        ({"precision": "two"}, "share like 2%"),
        ({"designs": {"mine": {"authority": 1}}}, "sim.Design"),
        ({"designs": {"today": Design()}}, "another name"),
    ],
)
def test_requests_that_make_no_sense_say_the_cure(small, request_, words):
    with pytest.raises(RunError, match=words):
        compare(small, **request_)


def test_unknown_design_names_those_that_exist(result):
    with pytest.raises(RunError, match="segment_led/incremental"):
        result.values("segment_led")
    with pytest.raises(RunError, match="by='segment'"):
        result.pnl("today", by="region")


def test_several_markets_need_needs_that_are_drawn(small):
    named = {"segments.*.needs": dict.fromkeys(small.touchpoint_names, 0.1)}
    with pytest.raises(RunError, match="leave out needs"):
        compare(small.override(named), replications=4, markets=2)


def test_replications_of_one_market_count_once(small):
    """Eight replications of two markets give the interval of two values, not of eight."""
    result = compare(
        small,
        {"product": PRESETS["product_led/perfection"]},
        replications=8,
        seed=3,
        jobs=1,
        markets=2,
    )
    gap = (result.values("product") - result.values("today"))["npv"].to_numpy()
    means = np.array([gap[0::2].mean(), gap[1::2].mean()])
    half = 12.7062 * means.std(ddof=1) / 2**0.5  # t(1, .975)
    assert result.differences("product")["npv"].half_width == pytest.approx(half, rel=1e-4)


def test_names_and_percentages_are_taken_from_words(small):
    from conftest import HERE

    named = compare(
        str(HERE / "scenarios" / "small.yaml"), {"twin": small.today}, precision="50%", jobs=1
    )
    assert named.scenario == small
    assert named.stopping.target == 0.5


@pytest.mark.parametrize(
    ("replications", "markets", "cure"), [(10, 3, "9 or 12"), (5, 10, "10"), (None, 7, "28 or 35")]
)
def test_each_market_must_be_lived_as_often_as_any_other(small, replications, markets, cure):
    with pytest.raises(RunError, match=f"use {cure} replications"):
        compare(small, replications=replications, markets=markets)


def test_precision_with_markets_replicates_whole_rounds_of_them(small):
    result = compare(small, {"twin": small.today}, precision=0.9, markets=4, jobs=1)
    assert len(result.replications) == 12


def test_best_is_the_winner_or_who_is_ahead(result):
    assert result.best == (result.winner or result.ranking()[0])
    assert result.statement().design == result.explain().design == result.best


@pytest.mark.parametrize(
    ("names", "stated"),
    [
        (["mine", "Mine"], "the designs 'mine' and 'Mine' look alike; rename one"),
        (["mine", "mi\u200bne"], "the designs 'mine' and 'mi\\u200bne' look alike; rename one"),
        (["today\u00a0"], "the designs 'today\\xa0' and 'today' look alike; rename one"),
    ],
)
def test_designs_that_nobody_can_tell_apart_by_name_are_refused(small, names, stated):
    with pytest.raises(RunError) as refused:
        compare(small, dict.fromkeys(names, small.today), replications=2)
    assert str(refused.value) == stated
