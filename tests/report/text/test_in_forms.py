"""In how many model forms the recommendation holds, worked by hand on made-up NPVs."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from made_up import MadeUp

from sim.experiment.figures.headlines import LABELS
from sim.experiment.run.runner import Replication
from sim.experiment.run.stopping import Stopping
from sim.report.text.comparison import answer
from sim.report.text.in_forms import as_data, in_forms_shown
from sim.scenario.schema.design import PRESETS

PP, SP = "product_led/perfection", "segment_led/perfection"
UP = np.linspace(-1, 1, 11)  # sd .66332, t(10, .975) = 2.2281: .44562 to each side
LIKE, SMALL, OTHER, CLOSE = (
    {PP: 2e6, SP: 5e6},  # as given
    {PP: 5.1e6, SP: 5e6},  # product-led leads, by less than chance
    {PP: 8e6, SP: 5e6},  # product-led leads
    {PP: 4.9e6, SP: 5e6},  # segment-led leads, too close to call
)


def npv(ahead):
    """NPV of each design: today's 10m, the others ahead by their mean and some chance."""
    scatter = {PP: 1e6 * UP, SP: -1e6 * UP}
    return {"today": 10e6 + 0 * UP} | {n: 10e6 + v + scatter[n] for n, v in ahead.items()}


class Made(MadeUp):
    """Crossings that no run was made for."""

    def lead(self, design):
        return np.ones((11, 4))


@pytest.fixture
def comparison(small_scenario):
    def made(own, **others):
        designs = {"today": small_scenario().today, PP: PRESETS[PP], SP: PRESETS[SP]}
        done = [Replication(n, np.empty((0, 0)), np.empty(0), {}) for n in range(11)]
        in_forms = {name.replace("_is_", ": "): npv(each) for name, each in others.items()}
        stopped = Stopping(None, 0.015, 11)
        result = Made(small_scenario(burn_in=0), 7, designs, done, stopped, 1, in_forms)
        frame = pd.DataFrame(dict.fromkeys(LABELS, 0.5 + 0.0 * UP))
        for name, values in npv(own).items():
            result._values[name] = frame.assign(npv=values)
        return result

    return made


def told(result):
    return in_forms_shown(result).splitlines()[-1]


def test_a_recommendation_that_always_holds(comparison):
    result = comparison(LIKE, overrun_is_fat_tailed=LIKE, leaders_is_learning=LIKE)
    assert told(result) == "The recommendation holds in all 3 model forms."


def test_a_recommendation_that_changes(comparison):
    result = comparison(LIKE, leaders_is_learning=LIKE, overrun_is_fat_tailed=OTHER)
    assert told(result) == (
        "The recommendation holds in 2 of 3 model forms; it changes with `overrun: fat_tailed`."
    )


def test_a_change_within_chance_and_a_close_call_are_said(comparison):
    result = comparison(
        LIKE,
        leaders_is_learning=CLOSE,
        overrun_is_fat_tailed=SMALL,
        recovery_is_may_delight=OTHER,
    )
    assert told(result) == (
        "The recommendation holds in 2 of 4 model forms; it changes with `overrun: fat_tailed` "
        "and `recovery: may_delight`. With `overrun: fat_tailed` the two designs differ by no more "
        "than sampling error (the 95 % CI contains 0). With `leaders: learning` it is too close to "
        "call."
    )


def test_where_nothing_is_recommended_the_order_is_told(comparison):
    result = comparison(
        CLOSE, leaders_is_learning=CLOSE, overrun_is_fat_tailed=OTHER, recovery_is_may_delight=LIKE
    )
    assert told(result) == (
        "No design is recommended, since the comparison is too close to call. Segment-led, "
        "perfection has the highest mean NPV in 3 of 4 model forms; another design has it with "
        "`overrun: fat_tailed`. With `overrun: fat_tailed` product-led, perfection wins. With "
        "`recovery: may_delight` segment-led, perfection wins."
    )


def test_staying_with_today_has_no_difference_to_today(comparison):
    result = comparison({PP: -2e6, SP: -5e6}, overrun_is_fat_tailed=LIKE)
    rows = [re.split(r"\s{2,}", line) for line in in_forms_shown(result).splitlines()]
    assert rows[2][1:3] == ["today", "is today"]
    # 2m ahead of product-led; .44562m to each side
    assert rows[2][3:] == ["+EUR 2.00m (+EUR 1.55m to +EUR 2.45m)", PP]
    assert rows[3][1:] == [SP, "is today", "-EUR 5.00m (-EUR 5.45m to -EUR 4.55m)", SP]
    assert as_data(result)["compared"][1]["against_today"] is None


def test_the_table_by_hand(comparison):
    result = comparison(LIKE, overrun_is_fat_tailed=OTHER)
    note, *lines = in_forms_shown(result).splitlines()
    assert note == (
        "NPV of segment-led, perfection less that of today, and of the best other design in each "
        "form."
    )
    rows = [re.split(r"\s{2,}", line) for line in lines[:-1]]
    today = "+EUR 5.00m (+EUR 4.55m to +EUR 5.45m)"
    assert rows == [
        ["model form", "leader", "vs today, 95 % CI", "vs runner-up, 95 % CI", "runner-up"],
        # 3m ahead of product-led; of opposite chance: .89125m to each side
        ["as given", SP, today, "+EUR 3.00m (+EUR 2.11m to +EUR 3.89m)", PP],
        ["overrun: fat_tailed", PP, today, "-EUR 3.00m (-EUR 3.89m to -EUR 2.11m)", PP],
    ]


def test_the_same_as_data(comparison):
    data = as_data(comparison(LIKE, overrun_is_fat_tailed=OTHER, leaders_is_learning=CLOSE))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert (data["design"], data["holds_in"], len(data["compared"])) == (SP, 2, 3)
    given, fat, learning = data["compared"]
    assert (given["winner"], fat["winner"], learning["winner"]) == (SP, PP, None)
    assert fat["against_runner_up"]["mean"] == pytest.approx(-3e6)
    assert fat["runner_up"] == PP


def test_uncertain_assumptions_count_draws_in_every_form(comparison):
    """Where values are uncertain a design wins by draws: 11 of 11 is 34/36, above 90 %."""
    result = comparison(LIKE, overrun_is_fat_tailed=SMALL)
    result.scenario.uncertain["work.hit_rate"] = None
    try:
        rows = as_data(result)["compared"]
    finally:
        result.scenario.uncertain.clear()
    assert [row["winner"] for row in rows] == [SP, None]


def test_the_answer_ends_with_the_forms_and_has_none_without(comparison):
    shown = answer(comparison(LIKE, overrun_is_fat_tailed=LIKE)).split("\n\n")
    assert shown[-1].startswith("Model forms. NPV of segment-led, perfection less")
    assert "Model forms" not in answer(comparison(LIKE))
