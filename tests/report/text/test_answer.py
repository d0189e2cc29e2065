"""The answer's first lines: the simulated year before, beside the facts that were typed."""

from __future__ import annotations

import pytest

from sim.experiment.check.starting_year import firm_lines
from sim.report.text.comparison import answer
from sim.results.comparison import compare

NOT_THE_FIRM = "This does NOT match the firm's books"


@pytest.fixture(scope="module")
def year(small_scenario):
    """What the small market's year before looks like."""
    result = compare(small_scenario(burn_in=12, **{"facts.nps": 0}), replications=3, jobs=1)
    (line,) = firm_lines(result)
    return result, line


def reported(small_scenario, **facts):
    typed = {f"facts.{name}": value for name, value in facts.items()}
    return answer(compare(small_scenario(burn_in=12, **typed), replications=3, jobs=1))


def test_nothing_is_said_where_nothing_was_typed(small_scenario):
    shown = reported(small_scenario)
    assert NOT_THE_FIRM not in shown
    assert "the firm's books" not in shown


def test_simulated_figures_are_those_of_the_comparison(year):
    result, line = year
    assert line.simulated == result.starting_year()["nps"]


def test_a_year_like_the_typed_one_is_said_to_be(small_scenario, year):
    assert "This matches the firm's books within the tolerances of `sim check`." in reported(
        small_scenario, nps=year[1].simulated.mean
    )


def test_a_year_unlike_the_typed_one_names_each_figure_that_is_off(small_scenario, year):
    nps = year[1].simulated.mean
    shown = reported(small_scenario, nps=nps, churn_yearly=0.9, gross_margin=0.01)
    (line,) = (line for line in shown.splitlines() if NOT_THE_FIRM in line)
    assert "stated 90.0 %" in line
    assert "stated 1.0 %" in line
    assert "net promoter" not in line
    assert "sim check" in line


def test_without_a_burn_in_there_is_no_year_to_compare(small_scenario):
    result = compare(small_scenario(burn_in=0, **{"facts.nps": 99}), replications=2, jobs=1)
    assert firm_lines(result) == []
    assert NOT_THE_FIRM not in answer(result)
