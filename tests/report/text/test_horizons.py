"""Cash and terminal value, and the verdict over twice as many months, by hand on made-up NPVs."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from made_up import MadeUp

from sim.experiment.figures.headlines import LABELS
from sim.experiment.run.runner import Replication
from sim.experiment.run.stopping import Stopping
from sim.experiment.statistics.estimates import Crossover
from sim.report.text.comparison import answer
from sim.report.text.comparison import as_data as whole
from sim.report.text.horizons import as_data, parts_shown, twice_shown
from sim.report.text.verdict import verdict
from sim.scenario.schema.design import PRESETS

PP, SP = "product_led/perfection", "segment_led/perfection"
UP = np.linspace(-1, 1, 11)  # sd .66332, t(10, .975) = 2.2281: .44562 to each side
LIKE = {PP: (1e6, 1e6), SP: (-1e6, 6e6)}  # cash and terminal value ahead of today's
OTHER = {PP: (3e6, 5e6), SP: (1e6, 4e6)}  # product-led leads and wins
CLOSE = {PP: (1.9e6, 3e6), SP: (1e6, 4e6)}  # segment-led leads by .1m, too close to call
SMALL = {PP: (2.1e6, 3e6), SP: (1e6, 4e6)}  # product-led leads by .1m, too close to call


def parts(ahead, chance=UP):
    """Cash of today's 6m and terminal value of 4m; the chance of others is in their cash."""
    scatter = {PP: 1e6 * chance, SP: -1e6 * chance}
    still = 0 * chance
    cash = {"today": 6e6 + still} | {n: 6e6 + v[0] + scatter[n] for n, v in ahead.items()}
    terminal = {"today": 4e6 + still} | {n: 4e6 + v[1] + still for n, v in ahead.items()}
    return {"npv_cash": cash, "npv_terminal": terminal}


class Made(MadeUp):
    """Crossings that no run was made for."""

    def lead(self, design):
        return np.ones((len(self.replications), 4))

    def crossover(self, design):
        return Crossover(3, 2, 4, 1.0)


@pytest.fixture
def comparison(small_scenario):
    def made(own, twice=None, chance=UP):
        scenario = small_scenario(burn_in=0, months=60)
        designs = {"today": scenario.today, **{name: PRESETS[name] for name in own}}
        done = [Replication(n, np.empty((0, 0)), np.empty(0), {}) for n in range(len(chance))]
        stopped = Stopping(None, 0.015, len(chance))
        at_twice = {} if twice is None else parts(twice, chance)
        result = Made(scenario, 7, designs, done, stopped, 1, {}, at_twice)
        frame = pd.DataFrame(dict.fromkeys(LABELS, 0.5 + 0.0 * chance))
        mine = parts(own, chance)
        for name in designs:
            cash, terminal = (each[name] for each in mine.values())
            result._values[name] = frame.assign(
                npv=cash + terminal, npv_cash=cash, npv_terminal=terminal
            )
        return result

    return made


def test_how_much_of_the_leaders_npv_is_cash_and_how_much_terminal_value(comparison):
    assert parts_shown(comparison(LIKE)) == (
        "The NPV of segment-led, perfection differs from today's by +EUR 5.00m. Of this, "
        "-EUR 1.00m (95 % CI -1.45m to -0.55m) is cash within 60 months and +EUR 6.00m (95 % CI "
        "+6.00m to +6.00m) is terminal value."
    )


def test_where_todays_design_leads_it_is_of_the_best_alternative(comparison):
    assert parts_shown(comparison({PP: (-1e6, 5e5), SP: (-9e6, 0)})) == (
        "The NPV of product-led, perfection differs from today's by -EUR 0.50m. Of this, "
        "-EUR 1.00m (95 % CI -1.45m to -0.55m) is cash within 60 months and +EUR 0.50m (95 % CI "
        "+0.50m to +0.50m) is terminal value."
    )


OWN = "Segment-led, perfection has an NPV of +EUR 5.00m (95 % CI +4.55m to +5.45m) against today's"
SAME = "So the recommendation against today is the same: clearly better."


def test_the_same_verdict_at_twice_as_many_months(comparison):
    # 4m and 7m: 11m
    assert twice_shown(comparison(LIKE, {PP: (1e6, 1e6), SP: (4e6, 7e6)})) == (
        f"At 120 months, twice as many, the leader is the same and wins as well. {OWN} at 60 "
        f"months and of +EUR 11.0m (95 % CI +10.6m to +11.4m) at 120. {SAME}"
    )


def test_another_leader_at_twice_as_many_months(comparison):
    assert twice_shown(comparison(LIKE, OTHER)) == (
        "At 120 months, twice as many, another design leads, product-led, perfection instead of "
        f"segment-led, perfection, and wins. {OWN} at 60 months and of +EUR 5.00m (95 % CI "
        f"+4.55m to +5.45m) at 120. {SAME} Product-led, perfection has an NPV of +EUR 2.00m "
        "(95 % CI +1.55m to +2.45m) against today's at 60 months and of +EUR 8.00m (95 % CI "
        "+7.55m to +8.45m) at 120."
    )


def first(result):
    return twice_shown(result).split(". ")[0]


@pytest.mark.parametrize(
    ("own", "twice", "said"),
    [
        (LIKE, CLOSE, "the leader is the same, but it is too close to call"),
        (CLOSE, LIKE, "the leader is the same and wins"),
        (CLOSE, CLOSE, "the leader is the same, and it remains too close to call"),
        (
            LIKE,
            SMALL,
            "another design leads, product-led, perfection instead of segment-led, perfection, "
            "but it is too close to call",
        ),
        (
            SMALL,
            CLOSE,
            "another design leads, segment-led, perfection instead of product-led, perfection, "
            "and it remains too close to call",
        ),
        (
            CLOSE,
            OTHER,
            "another design leads, product-led, perfection instead of segment-led, perfection, "
            "and wins",
        ),
        (
            LIKE,
            {PP: (-1e6, -1e6), SP: (-2e6, -1e6)},
            "another design leads, today's design instead of segment-led, perfection, and wins",
        ),
    ],
)
def test_what_is_too_close_to_call_is_said(comparison, own, twice, said):
    assert first(comparison(own, twice)) == f"At 120 months, twice as many, {said}"


def test_few_replications_call_nothing(comparison):
    few = UP[:4]
    same = first(comparison(LIKE, LIKE, few))
    assert same == "At 120 months, twice as many, the leader is the same"
    assert first(comparison(LIKE, OTHER, few)).endswith(
        "another design leads, product-led, perfection instead of segment-led, perfection"
    )


@pytest.mark.parametrize(
    ("own", "twice", "said"),
    [
        (5e6, 1e5, "changes from clearly better to undecided"),
        (1e5, -5e6, "changes from undecided to clearly worse"),
        (-5e6, 5e6, "changes from clearly worse to clearly better"),
        (1e5, 2e5, "is the same: undecided"),
        (-5e6, -1e6, "is the same: clearly worse"),
    ],
)
def test_the_recommendation_against_today_by_the_interval(comparison, own, twice, said):
    """.44562m to each side of an NPV difference."""
    result = comparison({PP: (own, 0)}, {PP: (0, twice)})
    assert f"So the recommendation against today {said}." in twice_shown(result)


def test_the_verdict_ends_with_it_and_has_nothing_without(comparison):
    plain, longer = comparison(LIKE), comparison(LIKE, OTHER)
    assert verdict(longer) == f"{verdict(plain)} {twice_shown(longer)}"
    assert "twice as many" not in answer(plain)
    assert "twice" not in whole(plain)
    shown = answer(longer).split("\n\n")
    assert shown[-2].endswith(twice_shown(longer))
    assert shown[-1] == f"Cash and terminal value. {parts_shown(longer)}"


def test_the_same_as_data(comparison):
    result = comparison(LIKE, OTHER)
    data = as_data(result)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert whole(result)["twice"] == data
    assert (data["design"], data["same_leader"], data["same_recommendation"]) == (SP, False, True)
    own, twice = data["compared"]
    assert (own["months"], own["leader"], own["winner"]) == (60, SP, SP)
    assert (twice["months"], twice["leader"], twice["winner"]) == (120, PP, PP)
    gaps = {figure: gap["mean"] for figure, gap in twice["differences"][PP].items()}
    assert gaps == pytest.approx({"npv": 8e6, "npv_cash": 3e6, "npv_terminal": 5e6})


def test_the_same_as_a_table(comparison):
    table = comparison(LIKE, OTHER).horizons
    assert table.loc[(60, SP, "npv_cash"), "vs today"] == pytest.approx(-1e6)
    assert table.loc[(120, PP, "npv")].tolist() == pytest.approx(
        [8e6, 7.55438e6, 8.44562e6], rel=1e-5
    )
    assert set(comparison(LIKE).horizons.index.get_level_values("months")) == {60}
    assert comparison({}).horizons.empty


def test_designs_that_all_equal_todays_have_no_parts_to_tell(comparison):
    assert "Cash and terminal value" not in answer(comparison({}))
