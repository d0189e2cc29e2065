"""The terminal's tables and the answer as data, worked by hand on made-up figures that differ."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from made_up import MadeUp

from sim.experiment.figures.headlines import LABELS
from sim.experiment.run.runner import Replication
from sim.experiment.run.stopping import Stopping
from sim.experiment.statistics.estimates import Crossover, Estimate
from sim.report.text.comparison import answer, as_data
from sim.scenario.schema.design import PRESETS

PP, PI = "product_led/perfection", "product_led/incremental"
UP = np.linspace(-1, 1, 11)  # sd .66332, t(10, .975) = 2.2281: .44562 to each side
OWN = {
    PP: {
        "npv": 2e6,
        "npv_gross": 3e6,
        "operating_profit": -1e6,
        "retention": 0.02,
        "nps": -3.0,
        "advocacy": 0.1,
        "cost_to_serve": -0.5,
    },
    PI: {
        "npv": -2e6,
        "npv_gross": 1e6,
        "operating_profit": 5e5,
        "retention": -0.1,
        "nps": 4.0,
        "advocacy": 0.0,
        "cost_to_serve": 1.25,
    },
}
"""By how much the designs differ from today on average."""
TODAY = {
    "npv": 10e6,
    "npv_gross": 11e6,
    "operating_profit": 6e6,
    "retention": 0.8,
    "nps": 10.0,
    "advocacy": 0.25,
    "cost_to_serve": 4.0,
}


class Made(MadeUp):
    """Eleven replications with luck of a tenth of each difference."""

    def lead(self, design):
        """Behind by 0 to 10 millions in months 1 and 2 and back in month 3; or never behind."""
        depth = 1e6 * np.arange(11.0)[:, None]
        return depth * ([[-0.5, -1, 0, 1]] if design == PP else [[0.0, 1, 1, 2]])

    def crossover(self, design):
        return Crossover(3, 2, None, 0.9) if design == PP else Crossover(None, None, None, 0.0)

    def starting_year(self):
        figures = {"churn": 0.181, "nps": 9.25, "margin": 0.125, "advocacy": 0.305}
        return {name: Estimate(value, 0.0, 1.0) for name, value in figures.items()}


@pytest.fixture(scope="module")
def result(small_scenario):
    designs = {"today": small_scenario().today, PP: PRESETS[PP], PI: PRESETS[PI]}
    done = [Replication(n, np.empty((0, 0)), np.empty(0), {}) for n in range(11)]
    made = Made(small_scenario(burn_in=12), 7, designs, done, Stopping(None, 0.015, 11))
    for design in designs:
        frame = pd.DataFrame(dict.fromkeys(LABELS, 0.5 + 0.0 * UP))
        for figure, mean in TODAY.items():
            gap = OWN.get(design, {}).get(figure, 0.0)
            frame[figure] = mean + gap * (1 + 0.1 * UP)
        made._values[design] = frame
    return made


@pytest.fixture(scope="module")
def rows(result):
    """The lines of the answer, in cells."""
    return [re.split(r"\s{2,}", line.rstrip()) for line in answer(result).splitlines()]


@pytest.mark.parametrize(
    ("label", "means", "gaps"),
    [
        # a tenth of .44562 of the difference is 4.456 % of it to each side
        (
            "Net present value, with terminal value",
            ["EUR 10.0m", "EUR 12.0m", "EUR 8.00m"],
            ["+EUR 1.91m to +EUR 2.09m", "-EUR 2.09m to -EUR 1.91m"],
        ),
        (
            "Operating profit over the horizon",
            ["EUR 6.00m", "EUR 5.00m", "EUR 6.50m"],
            ["-EUR 1.04m to -EUR 955k", "+EUR 478k to +EUR 522k"],
        ),
        (
            "Customers kept, a year",
            ["80.0 %", "82.0 %", "70.0 %"],
            ["+1.9 points to +2.1 points", "-10.4 points to -9.6 points"],
        ),
        (
            "Net promoter score, last year",
            ["10.0", "7.0", "14.0"],
            ["-3.1 to -2.9", "+3.8 to +4.2"],
        ),
        (
            "Cost to serve, customer and month",
            ["EUR 4.00", "EUR 3.50", "EUR 5.25"],
            ["-EUR 0.52 to -EUR 0.48", "+EUR 1.19 to +EUR 1.30"],
        ),
    ],
)
def test_figures_and_their_differences_by_hand(rows, label, means, gaps):
    (at,) = (n for n, row in enumerate(rows) if row[0] == label)
    assert rows[at][1:] == means
    assert rows[at + 1][-2:] == gaps


def test_certainty_by_hand(rows):
    at = next(n for n, row in enumerate(rows) if "highest NPV" in row)
    assert rows[at][-4:] == ["highest NPV", "ahead for good", "deepest shortfall", "paid back"]
    assert rows[at + 1][:2] == ["today", "under 0.1 %"]
    # behind by 0 to 10 millions, 5 on average, in month 2; one run in eleven never
    assert rows[at + 2] == [
        PP,
        "over 99.9 %",
        "month 3 (2 to >24)",
        "-EUR 5.00m, month 2",
        "month 3 in 91 % of runs, never behind in 9 %",
    ]
    assert rows[at + 3] == [
        PI,
        "under 0.1 %",
        "not within 24 months",
        "EUR 0.00",
        "never behind",
    ]


def test_first_lines_say_the_year_before(rows, result):
    assert rows[0] == ["Small market: simulated, 24 months, 11 paired replications."]
    assert rows[1] == [
        "The year before: 18.1 % of customers leave a year, NPS +9.2, operating margin 12.5 %, "
        "30.5 % of joiners come through advocacy."
    ]
    assert [
        "11 replications as requested; the widest 95 % CI of an NPV difference is ±1.50 % of "
        "today's NPV."
    ] in rows


def test_shared_luck_by_hand(rows):
    # today's NPV never varies, and the two others' as much, one up where the other is down
    pairs = {row[0]: row[1] for row in rows if len(row) == 2 and " - " in row[0]}
    assert pairs == {
        "product-led, perfection - today's design": "1.0",
        "product-led, incremental - today's design": "1.0",
        "product-led, incremental - product-led, perfection": "0.5",
    }


def test_the_answer_as_data_by_hand(result):
    reported = as_data(result)
    assert (
        reported["seed"],
        reported["replications"],
        reported["markets"],
        reported["winner"],
    ) == (7, 11, 1, PP)
    assert list(reported["differences"]) == list(reported["crossover"]) == [PP, PI]
    assert reported["designs"]["today"]["npv"]["mean"] == pytest.approx(10e6)
    gap = reported["differences"][PP]["npv"]
    assert [gap[k] for k in ("low", "mean", "high")] == pytest.approx(
        [1.91088e6, 2e6, 2.08912e6], rel=1e-5
    )
    assert reported["crossover"][PP] == {"month": 3, "low": 2, "high": None, "chance": 0.9}
    shortfall = reported["shortfall"][PP]
    assert shortfall["depth"]["mean"] == pytest.approx(-5e6)
    # of ten steps between eleven runs half a step lies below
    assert shortfall["worst"] == pytest.approx(-9.5e6)
    assert (shortfall["month"], shortfall["payback_month"]) == (2, 3)
    assert shortfall["share_paid_back"] == pytest.approx(10 / 11)
    assert shortfall["share_never_behind"] == pytest.approx(1 / 11)
    assert reported["starting_year"]["churn"]["mean"] == 0.181
    ratios = reported["variance_ratio"]
    assert ratios[f"{PP} - today"] == pytest.approx(1)
    assert ratios[f"{PI} - {PP}"] == pytest.approx(0.5)
