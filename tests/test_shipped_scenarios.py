"""The shipped scenarios: sourced, named in full, and in the starting year what their facts say."""

from __future__ import annotations

import re

import pytest

from sim.experiment.check.starting_year import FIRM, simulated_year
from sim.scenario.reading.loading import load, shipped

MARKED = re.compile(r"\([^()]*\b[SCR]\b[^()]*\)|assumption")
"""Seen in a secondary page, computed, or recalled; or said to be an assumption."""


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_names_its_schema_for_editors(name):
    first, *_ = shipped()[name].read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    assert (shipped()[name].parent / "scenario.schema.json").is_file()


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_says_what_its_sources_are_worth(name):
    scenario = load(name)
    assert len(scenario.sources) >= 3
    assert [s for s in scenario.sources if not MARKED.search(s)] == []
    ranges = scenario.uncertain.items()
    assert len(ranges) >= 8
    assert [path for path, reported in ranges if not MARKED.search(reported.source)] == []


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_names_its_needs(name):
    scenario = load(name)
    assert 3 <= len(scenario.segments) <= 5
    for segment in scenario.segments:
        assert set(segment.needs) == set(scenario.touchpoint_names), segment.name
        assert set(segment.holdings) == {p.name for p in scenario.products}, segment.name


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_starting_year_of_every_shipped_scenario_is_what_its_facts_say(name):
    """In 40 replications: in the 10 that `sim check` simulates by default, chance moves a churn by 2 points."""
    year = simulated_year(name, replications=40, jobs=1)
    firm = {line.figure for line in year.judged if line.who == FIRM}
    assert firm >= {"customers", "churn_yearly", "nps", "acquisition_cost", "advocacy"}
    assert [(m.who, m.figure, m.typed, m.simulated) for m in year.misfits] == []
