"""The verdict: true sentences in every case, worked by hand on made-up results."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import HERE
from made_up import MadeUp

from sim import load
from sim.experiment.figures.headlines import LABELS
from sim.experiment.run.runner import Replication
from sim.experiment.run.stopping import Stopping
from sim.experiment.statistics.estimates import Crossover
from sim.report.text.verdict import contenders, verdict, when
from sim.scenario.scenario import Scenario
from sim.scenario.schema.design import PRESETS

SMALL = load(HERE / "scenarios" / "small.yaml")
MILLION = 1e6


class Made(MadeUp):
    """A comparison whose figures are made up: mean NPV and structure cost by design, in millions.

    Replications differ by the same chance for every design, so differences are almost certain.
    """

    def crossover(self, design):
        return Crossover(24, 20, 30, 1.0)

    def lead(self, design):
        return np.tile([-2 * MILLION, 1 * MILLION], (len(self.replications), 1))


def made(
    npv: dict[str, float],
    structure: dict[str, float],
    replications: int = 12,
    profit: dict[str, float] | None = None,
    scenario: Scenario = SMALL,
) -> Made:
    designs = {"today": scenario.today, **{name: PRESETS[name] for name in npv if name != "today"}}
    done = [Replication(n, np.empty((0, 0)), np.empty(0), {}) for n in range(replications)]
    result = Made(scenario, 1, designs, done, Stopping(None, 0.01, replications))
    draw = np.linspace(-1, 1, replications)
    for at, name in enumerate(designs):
        own = 1e-3 * np.roll(draw, at)
        frame = pd.DataFrame(dict.fromkeys(LABELS, 0.8 + 0.0 * draw))
        frame["npv"] = MILLION * (npv[name] + draw + own)
        frame["npv_gross"] = frame["npv"] + MILLION * structure[name]
        frame["operating_profit"] = MILLION * (profit or npv)[name] + 1e-3 * MILLION * own
        result._values[name] = frame
    return result


PP, PI = "product_led/perfection", "product_led/incremental"
SP, SI = "segment_led/perfection", "segment_led/incremental"


def test_a_verdict_reads_from_who_wins_to_what_must_be_true():
    assert verdict(made({"today": 10, PP: 12}, {"today": 1, PP: 2})) == (
        "Product-led, perfection wins. The probability that it has the highest mean NPV is over "
        "99.9 %. On average it leads today's design by EUR 2.00m (95 % CI +2.00m to +2.00m). Its "
        "cumulative profit is ahead of today's from month 24 on (95 % CI 20 to 30). Under "
        "product-led, perfection, yearly retention is neither clearly higher nor lower than today "
        "(95 % CI +0.0 to +0.0 points) and NPS is neither clearly higher nor lower (95 % CI +0.0 "
        "to +0.0 points). For this to hold in reality, leaders, coordination and restructuring "
        "must cost less than 3.0 times the assumed amount (otherwise today's design leads); the "
        "firm must finance a shortfall of EUR 2.00m against today around month 1 (EUR 2.00m in "
        "one run in twenty); and the market must be the one drawn (not all of its needs are "
        "stated, and other draws may give another answer: --markets 30)."
    )


def test_break_even_of_structure_is_that_of_the_first_rival_to_overtake():
    # gross: today 11, PP 16, PI 13.  m = (16 - 11) / (4 - 1) = 1.67, (16 - 13) / (4 - 2) = 1.5
    result = made({"today": 10, PP: 12, PI: 11}, {"today": 1, PP: 4, PI: 2})
    assert (
        "less than 1.5 times the assumed amount (otherwise product-led, incremental leads)"
        in verdict(result)
    )


def test_a_winner_by_cheaper_structure_alone_needs_it_to_be_expensive():
    # gross: today 15, PP 13: wins net by 12 to 10 as its structure costs 1 and today's 5: m = 0.5
    result = made({"today": 10, PP: 12}, {"today": 5, PP: 1})
    assert "more than 0.5 times the assumed amount (otherwise today's design leads)" in verdict(
        result
    )


def test_better_and_cheaper_needs_nothing_of_structure():
    result = made({"today": 10, PP: 12}, {"today": 5, PP: 4})
    assert "leaders, coordination and restructuring may cost any amount; " in verdict(result)


def test_shortfall_to_be_financed_is_stated_with_its_tail():
    text = verdict(made({"today": 10, PP: 12}, {"today": 1, PP: 2}))
    assert (
        "the firm must finance a shortfall of EUR 2.00m against today around month 1 (EUR 2.00m in "
        "one run in twenty)" in text
    )


def test_shortfall_of_runs_that_differ_is_stated_by_its_mean_and_its_twentieth():
    """21 runs that fall behind by 0 to 20 millions, most of them in month 3."""
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 2})
    lead = np.zeros((21, 4))
    lead[np.arange(21), np.where(np.arange(21) % 3, 2, 0)] = -MILLION * np.arange(21)
    object.__setattr__(result, "lead", lambda design: np.random.default_rng(1).permutation(lead))
    financed = (
        "a shortfall of EUR 10.0m against today around month 3 (EUR 19.0m in one run in twenty)"
    )
    assert financed in verdict(result)
    object.__setattr__(result, "lead", lambda design: -lead)
    assert "no shortfall has to be financed on the way" in verdict(result)


def test_a_winner_by_what_comes_after_the_horizon_says_so():
    npv, structure = {"today": 10, PP: 12, PI: 11}, {"today": 1, PP: 2, PI: 1}
    text = verdict(made(npv, structure, profit={"today": 5, PP: 6, PI: 8}))
    assert "must last beyond month 24 (until then product-led, incremental earns EUR 2.00m" in text
    assert "must last" not in verdict(made(npv, structure))


def test_a_winner_that_earns_as_much_within_the_horizon_says_so():
    npv, structure = {"today": 10, PP: 12, PI: 11}, {"today": 1, PP: 2, PI: 1}
    result = made(npv, structure, profit={"today": 5, PP: 8, PI: 8})
    result._values[PI]["operating_profit"] += 10 + 1e5 * (-1.0) ** np.arange(12)
    assert "(until then product-led, incremental earns about as much)" in verdict(result)


def moved(result, design, **figures):
    """A design's figures set to a mean, with luck of a share of it in steps of a twelfth."""
    frame = result._values[design].copy()
    for name, (mean, draw) in figures.items():
        frame[name] = mean + draw * np.linspace(-1, 1, len(frame))
    result._values[design] = frame


@pytest.mark.parametrize(
    ("retention", "nps", "stated"),
    [
        # t(11, .975) = 2.2010, sd .65556: luck of 1 is .4165 to each side
        (
            0.82,
            7.0,
            "is 2.0 points higher than today (95 % CI +1.6 to +2.4) and NPS is 3.0 points lower "
            "(95 % CI -3.4 to -2.6).",
        ),
        (
            0.5,
            10.6,
            "is 30.0 points lower than today (95 % CI -30.4 to -29.6) and NPS is 0.6 points higher "
            "(95 % CI +0.2 to +1.0).",
        ),
        (
            0.801,
            9.8,
            "is neither clearly higher nor lower than today (95 % CI -0.3 to +0.5 points) and NPS is "
            "neither clearly higher nor lower (95 % CI -0.6 to +0.2 points).",
        ),
    ],
)
def test_what_customers_do_is_stated_with_sign_and_interval(retention, nps, stated):
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 2})
    moved(result, "today", retention=(0.8, 0.0), nps=(10.0, 0.0))
    moved(result, PP, retention=(retention, 0.01), nps=(nps, 1.0))
    assert f"Under product-led, perfection, yearly retention {stated}" in verdict(result)


@pytest.mark.parametrize("first", ["today", PP])
def test_undecided_states_what_customers_do_under_the_first_that_is_not_today(first):
    npv = {"today": 12, PP: 12, PI: 5} | {first: 12.0001}
    text = verdict(made(npv, dict.fromkeys(npv, 1)))
    assert text.startswith("Too close to call")
    assert "Under product-led, perfection, yearly retention is" in text
    ahead = "today's design" if first == "today" else "product-led, perfection"
    assert f"On average {ahead} leads by EUR 100 (95 % CI " in text


def test_ten_replications_are_enough_to_call_and_not_to_call():
    assert verdict(made({"today": 10, PP: 12}, {"today": 1, PP: 2}, 10)).startswith("Product-led")
    close = {"today": 12, PP: 12.0001}
    assert verdict(made(close, {"today": 1, PP: 2}, 10)).startswith("Too close to call")


def test_structure_has_the_bounds_of_the_rivals_that_overtake_first_on_either_side():
    # gross: today 14.7, PP 16, PI 14, SI 17, SP 17.5
    # dearer: (16 - 14.7) / (4 - 3.2) = 1.6 for today, (16 - 14) / (4 - 3.5) = 4 for PI
    # cheaper: (16 - 17) / (4 - 7) = 0.33 for SI, (16 - 17.5) / (4 - 7) = 0.5 for SP
    npv = {"today": 11.5, PP: 12, PI: 10.5, SI: 10, SP: 10.5}
    text = verdict(made(npv, {"today": 3.2, PP: 4, PI: 3.5, SI: 7, SP: 7}))
    assert (
        "must cost less than 1.6 times the assumed amount (otherwise today's design leads) and "
        "more than 0.5 times the assumed amount (otherwise segment-led, perfection leads)" in text
    )


def test_the_market_is_the_one_described_the_one_drawn_or_one_like_those_drawn():
    npv, structure = {"today": 10, PP: 12}, {"today": 1, PP: 2}
    named = {
        f"segments.{s.name}.needs": dict.fromkeys(SMALL.touchpoint_names, 0.1)
        for s in SMALL.segments
    }
    described = verdict(made(npv, structure, scenario=SMALL.override(named)))
    assert "the market must be the one described" in described
    several = made(npv, structure)
    object.__setattr__(several, "markets", 4)
    assert "and the market must be like the 4 drawn." in verdict(several)


@pytest.mark.parametrize(
    ("crossing", "stated"),
    [
        (Crossover(24, 20, 30, 1.0), "from month 24 on (95 % CI 20 to 30)"),
        (Crossover(24, 20, None, 0.9), "from month 24 on (95 % CI 20 to later than 60)"),
        (Crossover(None, 40, None, 0.3), "does not pass today's for good within 60 months"),
    ],
)
def test_crossover_in_words(crossing, stated):
    assert when(crossing, 60).endswith(stated)


def test_staying_as_today_wins_against_the_best_other():
    text = verdict(made({"today": 12, PP: 10, PI: 11}, {"today": 1, PP: 1, PI: 1}))
    assert text.startswith(
        "Staying with today's design wins. The probability that it has the highest mean NPV is "
        "over 99.9 %. The best alternative is product-led, incremental; on average today's design "
        "leads it by EUR 1.00m (95 % CI +1.00m to +1.00m). Under product-led, incremental, "
    )
    assert "shortfall" not in text


def test_designs_that_tie_are_too_close_to_call():
    text = verdict(made({"today": 10, PP: 12, PI: 12}, {"today": 1, PP: 1, PI: 1}))
    assert text.startswith("Too close to call")
    assert "product-led, perfection" in text
    assert "product-led, incremental" in text


def test_undecided_looks_at_the_design_that_is_best_before_cost_of_structure():
    npv = {"today": 10, PP: 12.0001, PI: 12}
    there = verdict(made(npv, {"today": 1, PP: 1, PI: 3}))
    assert "Before cost of structure, product-led, incremental has the highest mean NPV" in there
    assert there.endswith("To decide, examine the cost of structure, or run more replications.")
    same = verdict(made(npv, {"today": 1, PP: 3, PI: 1}))
    assert "Before cost of structure, product-led, perfection has the highest mean NPV" in same
    assert same.endswith("To decide, run more replications.")


UNSURE = SMALL.override({"uncertain": {"work.hit_rate": {"low": 0.2, "high": 0.5}}})


def unsure(gaps, first, base="today", **others):
    """A comparison of draws in which a design is ahead of another one by these millions."""
    npv = {"today": 0.0, PP: 0.0} | others
    result = made(npv, dict.fromkeys(npv, 1.0), len(gaps), scenario=UNSURE)
    shuffled = np.random.default_rng(2).permutation(np.array(gaps, dtype=float))
    for name in (base, first):
        frame = result._values[name].copy()
        frame["npv"] = MILLION * (100 + shuffled * (name == first))
        frame["npv_gross"] = frame["npv"]
        result._values[name] = frame
    return result


def test_nine_draws_in_ten_lie_between_the_outer_twentieths():
    """Of 21 draws a million apart the second and the last but one."""
    wins = verdict(unsure(range(1, 22), PP))
    assert wins.startswith(
        "Product-led, perfection wins. Across the uncertain assumption, it has the highest NPV in "
        "97.7 % of draws. On average it leads today's design by EUR 11.0m (95 % CI +8.2m to "
        "+13.8m); nine draws in ten fall between +2.0m and +20.0m. Its cumulative profit is "
    )
    stays = verdict(unsure(range(-21, 0), PP))
    assert stays.startswith(
        "Staying with today's design wins. Across the uncertain assumption, it has the highest NPV "
        "in 97.7 % of draws. The best alternative is product-led, perfection; on average today's "
        "design leads it by EUR 11.0m (95 % CI +8.2m to +13.8m); nine draws in ten fall between "
        "+2.0m and +20.0m. Under "
    )


def test_contenders_are_ranked_by_mean_and_where_values_are_uncertain_by_chance():
    """PP is ahead in 16 draws of 21 by 1, and behind in the others by 11."""
    gaps = [1] * 16 + [-11] * 5
    assert contenders(unsure(gaps, PP)) == [PP, "today"]
    assert unsure(gaps, PP).ranking() == ["today", PP]
    certain = made({"today": 9, PP: 10, PI: 11}, {"today": 1, PP: 1, PI: 1})
    assert contenders(certain) == [PI, PP, "today"]


def test_nine_draws_in_ten_are_of_the_two_designs_named():
    """PP is ahead of PI in 12 draws of 21, and of today by far in all of them."""
    result = unsure(range(-9, 12), PP, PI, **{PI: 0.0})
    text = verdict(result)
    assert text.startswith(
        "Too close to call. Across the uncertain assumption, product-led, perfection has the "
        "highest NPV in 53.8 % of draws and product-led, incremental in 44.7 %. On average "
        "product-led, perfection leads by EUR 1.0m (95 % CI -1.8m to +3.8m); nine draws in ten "
        "fall between -8.0m and +10.0m. Under "
    )
    assert text.endswith("To decide, find out which values hold.")


def test_of_two_that_a_third_leads_on_average_the_verdict_does_not_call_one_the_leader():
    """PP and PI are best in all draws by 1 and behind in the others by 10; today is at 0."""
    result = unsure([1] * 11 + [-10] * 10, PP, **{PI: 0.0})
    frame = result._values[PP]
    behind = frame["npv"] < 100 * MILLION
    npv = MILLION * np.where(behind, 101, 90)
    result._values[PI] = frame.assign(npv=npv, npv_gross=npv)
    assert result.ranking() == ["today", PP, PI]
    assert verdict(result).startswith(
        "Too close to call. Across the uncertain assumption, product-led, perfection has the "
        "highest NPV in 51.5 % of draws and product-led, incremental in 47.0 %. Of these two, on "
        "average product-led, perfection leads by EUR 0.5m (95 % CI -4.6m to +5.6m); nine draws in "
        "ten fall between -11.0m and +11.0m. Under "
    )


def test_few_replications_make_no_verdict():
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 2}, replications=9)
    assert result.winner is None
    text = verdict(result)
    assert text.startswith(
        "Too few replications to call. A verdict takes at least 10; this run has 9. On average "
        "product-led, perfection leads today's design by EUR 2.00m of NPV (95 % CI +2.00m to "
        "+2.00m). Under "
    )
    assert text.endswith("run at least 10 replications.")


def test_a_lead_too_small_for_the_unit_of_its_interval_keeps_its_digits():
    gaps = [*range(-10, 0), *range(1, 11)]
    result = unsure([gap + 1e-3 for gap in gaps], PP)
    assert " leads by EUR 1.00k (95 % CI -2.98m to +2.98m); nine draws in ten fall" in verdict(
        result
    )


def test_equal_designs_win_together():
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 1})
    twin = Made(
        SMALL, 1, {**result.designs, "twin": PRESETS[PP]}, result.replications, result.stopping
    )
    twin._values.update(result._values)
    twin._values["twin"] = result._values[PP]
    assert twin.winner == PP
    assert twin.probability_best()[PP] == twin.probability_best()["twin"] == pytest.approx(1.0)
    assert twin.ranking() == [PP, "today"]
    assert "twin" not in verdict(twin)


def test_all_equal_to_today_is_nothing_to_choose():
    result = made({"today": 10}, {"today": 1})
    assert verdict(result) == (
        "There is nothing to choose. Every design compared equals today's, so nothing would change "
        "for customers. A choice needs at least one design that differs."
    )


def test_chart_says_when_the_lead_comes_after_the_horizon():
    from sim.report.charts.profit import _message

    names = {"today": 0.0, "product_led/incremental": 5.0, "segment_led/perfection": 9.0}
    nothing = dict.fromkeys(names, 0.0)
    later = {**names, "product_led/incremental": 12.0}
    lead = "Segment-led, perfection: NPV EUR 9.00m above today's design"
    assert _message(made(names, nothing)) == lead
    assert _message(made(names, nothing, profit=later)) == f"{lead}; its lead comes after month 24"
