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

    Replications differ by the same luck for every design, so differences are almost certain.
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
    luck = np.linspace(-1, 1, replications)
    for at, name in enumerate(designs):
        own = 1e-3 * np.roll(luck, at)
        frame = pd.DataFrame(dict.fromkeys(LABELS, 0.8 + 0.0 * luck))
        frame["npv"] = MILLION * (npv[name] + luck + own)
        frame["npv_gross"] = frame["npv"] + MILLION * structure[name]
        frame["operating_profit"] = MILLION * (profit or npv)[name] + 1e-3 * MILLION * own
        result._values[name] = frame
    return result


PP, PI = "product_led/perfection", "product_led/incremental"
SP, SI = "segment_led/perfection", "segment_led/incremental"


def test_three_sentences_that_end_with_what_must_be_true():
    text = verdict(made({"today": 10, PP: 12}, {"today": 1, PP: 2}))
    sentences = [part for part in text.rstrip(".").split(". ") if part]
    assert len(sentences) == 3
    assert sentences[0].startswith("Product-led, perfection wins")
    assert "+EUR 2.00m of NPV" in sentences[0]
    assert "from month 24 on (20 to 30)" in sentences[0]
    assert "the market must be the one that was drawn" in sentences[2]
    assert "draws of ten" not in text


def test_break_even_of_structure_is_that_of_the_first_rival_to_overtake():
    # gross: today 11, PP 16, PI 13.  m = (16 - 11) / (4 - 1) = 1.67, (16 - 13) / (4 - 2) = 1.5
    result = made({"today": 10, PP: 12, PI: 11}, {"today": 1, PP: 4, PI: 2})
    assert "less than 1.5 times what is assumed (else product-led, incremental)" in verdict(result)


def test_a_winner_by_cheaper_structure_alone_needs_it_to_be_dear():
    # gross: today 15, PP 13: wins net by 12 to 10 as its structure costs 1 and today's 5: m = 0.5
    result = made({"today": 10, PP: 12}, {"today": 5, PP: 1})
    assert "more than 0.5 times what is assumed (else today's design)" in verdict(result)


def test_better_and_cheaper_needs_nothing_of_structure():
    result = made({"today": 10, PP: 12}, {"today": 5, PP: 4})
    assert "may cost what they will" in verdict(result)


def test_shortfall_to_be_borne_is_said_with_its_tail():
    text = verdict(made({"today": 10, PP: 12}, {"today": 1, PP: 2}))
    assert "must bear being EUR 2.00m behind around month 1 (EUR 2.00m in one run of" in text


def test_shortfall_of_runs_that_differ_is_told_by_its_mean_and_its_twentieth():
    """21 runs that fall behind by 0 to 20 millions, most of them in month 3."""
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 2})
    lead = np.zeros((21, 4))
    lead[np.arange(21), np.where(np.arange(21) % 3, 2, 0)] = -MILLION * np.arange(21)
    object.__setattr__(result, "lead", lambda design: np.random.default_rng(1).permutation(lead))
    borne = "must bear being EUR 10.0m behind around month 3 (EUR 19.0m in one run of twenty)"
    assert borne in verdict(result)
    object.__setattr__(result, "lead", lambda design: -lead)
    assert "no shortfall has to be borne on the way" in verdict(result)


def test_a_winner_by_what_comes_after_the_horizon_says_so():
    npv, structure = {"today": 10, PP: 12, PI: 11}, {"today": 1, PP: 2, PI: 1}
    text = verdict(made(npv, structure, profit={"today": 5, PP: 6, PI: 8}))
    assert "must last beyond month 24 (until then product-led, incremental earns EUR 2.00m" in text
    assert "must last" not in verdict(made(npv, structure))


def test_a_winner_that_earns_as_much_within_the_horizon_says_so():
    npv, structure = {"today": 10, PP: 12, PI: 11}, {"today": 1, PP: 2, PI: 1}
    result = made(npv, structure, profit={"today": 5, PP: 8, PI: 8})
    result._values[PI]["operating_profit"] += 10 + 1e5 * (-1.0) ** np.arange(12)
    assert "(until then product-led, incremental earns as much)" in verdict(result)


def moved(result, design, **figures):
    """A design's figures set to a mean, with luck of a share of it in steps of a twelfth."""
    frame = result._values[design].copy()
    for name, (mean, luck) in figures.items():
        frame[name] = mean + luck * np.linspace(-1, 1, len(frame))
    result._values[design] = frame


@pytest.mark.parametrize(
    ("retention", "nps", "said"),
    [
        # t(11, .975) = 2.2010, sd .65556: luck of 1 is .4165 to each side
        (
            0.82,
            7.0,
            "keeps more (+2.0 points of customers kept a year, 95 % 1.6 to 2.4) and is "
            "recommended less (-3.0 NPS points, 95 % -3.4 to -2.6)",
        ),
        (
            0.5,
            10.6,
            "keeps less (-30.0 points of customers kept a year, 95 % -30.4 to -29.6) and "
            "is recommended more (+0.6 NPS points, 95 % 0.2 to 1.0)",
        ),
        (
            0.801,
            9.8,
            "keeps neither clearly more nor less (-0.3 to 0.5 points of customers kept a "
            "year) and is recommended neither clearly more nor less (-0.6 to 0.2 NPS",
        ),
    ],
)
def test_what_customers_do_is_told_with_sign_and_interval(retention, nps, said):
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 2})
    moved(result, "today", retention=(0.8, 0.0), nps=(10.0, 0.0))
    moved(result, PP, retention=(retention, 0.01), nps=(nps, 1.0))
    assert f"Under product-led, perfection the firm {said}" in verdict(result)


@pytest.mark.parametrize("first", ["today", PP])
def test_undecided_tells_what_customers_do_under_the_first_that_is_not_today(first):
    npv = {"today": 12, PP: 12, PI: 5} | {first: 12.0001}
    text = verdict(made(npv, dict.fromkeys(npv, 1)))
    assert text.startswith("Too close to call")
    assert "Under product-led, perfection the firm keeps" in text
    assert "+EUR 100 of NPV" in text  # the first is ahead of the second


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
        "must cost less than 1.6 times what is assumed (else today's design) and more than 0.5 "
        "times what is assumed (else segment-led, perfection)" in text
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
    assert "the market must be like the 4 that were drawn" in verdict(several)


@pytest.mark.parametrize(
    ("crossing", "said"),
    [
        (Crossover(24, 20, 30, 1.0), "from month 24 on (20 to 30)"),
        (Crossover(24, 20, None, 0.9), "from month 24 on (20 to later than 60)"),
        (Crossover(None, 40, None, 0.3), "does not pass today's for good within 60 months"),
    ],
)
def test_crossover_in_words(crossing, said):
    assert when(crossing, 60).endswith(said)


def test_staying_as_today_wins_against_the_best_other():
    text = verdict(made({"today": 12, PP: 10, PI: 11}, {"today": 1, PP: 1, PI: 1}))
    assert text.startswith("Staying as today wins")
    assert "product-led, incremental, is at -EUR 1.00m" in text
    assert "behind" not in text


def test_designs_that_tie_are_too_close_to_call():
    text = verdict(made({"today": 10, PP: 12, PI: 12}, {"today": 1, PP: 1, PI: 1}))
    assert text.startswith("Too close to call")
    assert "product-led, perfection" in text
    assert "product-led, incremental" in text


def test_undecided_looks_at_the_design_that_is_best_before_cost_of_structure():
    npv = {"today": 10, PP: 12.0001, PI: 12}
    there = verdict(made(npv, {"today": 1, PP: 1, PI: 3}))
    assert "before cost of structure product-led, incremental is best" in there
    assert there.endswith("so look there, or replicate more.")
    same = verdict(made(npv, {"today": 1, PP: 3, PI: 1}))
    assert "before cost of structure product-led, perfection is best" in same
    assert same.endswith("so replicate more.")
    assert "look there" not in same


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


def test_nine_draws_of_ten_lie_between_the_outer_twentieths():
    """Of 21 draws a million apart the second and the last but one."""
    wins = verdict(unsure(range(1, 22), PP))
    assert wins.startswith("Product-led, perfection wins: with a probability of 97.7 %")
    assert "over all that the uncertain value may be" in wins
    assert "+EUR 11.0m of NPV (95 % " in wins
    assert " on average, and from +EUR 2.00m to +EUR 20.0m in nine draws of ten" in wins
    stays = verdict(unsure(range(-21, 0), PP))
    assert stays.startswith("Staying as today wins: with a probability of 97.7 %")
    assert " on average, and from -EUR 20.0m to -EUR 2.00m in nine draws of ten" in stays


def test_contenders_are_ranked_by_mean_and_where_values_are_uncertain_by_chance():
    """PP is ahead in 16 draws of 21 by 1, and behind in the others by 11."""
    gaps = [1] * 16 + [-11] * 5
    assert contenders(unsure(gaps, PP)) == [PP, "today"]
    assert unsure(gaps, PP).ranking() == ["today", PP]
    certain = made({"today": 9, PP: 10, PI: 11}, {"today": 1, PP: 1, PI: 1})
    assert contenders(certain) == [PI, PP, "today"]


def test_nine_draws_of_ten_are_of_the_two_designs_named():
    """PP is ahead of PI in 12 draws of 21, and of today by far in all of them."""
    result = unsure(range(-9, 12), PP, PI, **{PI: 0.0})
    text = verdict(result)
    assert text.startswith("Too close to call: product-led, perfection is best with a probability")
    assert " on average, and from -EUR 8.00m to +EUR 10.0m in nine draws of ten" in text
    assert text.endswith("learn which values hold.")


def test_few_replications_make_no_verdict():
    result = made({"today": 10, PP: 12}, {"today": 1, PP: 2}, replications=9)
    assert result.winner is None
    assert verdict(result).startswith("Too few replications to call")


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
    assert verdict(result).startswith("There is nothing to choose")


def test_chart_says_when_the_lead_comes_after_the_horizon():
    from sim.report.charts.profit import _message

    names = {"today": 0.0, "product_led/incremental": 5.0, "segment_led/perfection": 9.0}
    nothing = dict.fromkeys(names, 0.0)
    later = {**names, "product_led/incremental": 12.0}
    lead = "Segment-led, perfection: NPV EUR 9.00m above staying as today"
    assert _message(made(names, nothing)) == lead
    assert _message(made(names, nothing, profit=later)) == f"{lead}; its lead comes after month 24"
