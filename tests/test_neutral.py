"""The neutral settings of the tests: each switches off what the schema switches on."""

from __future__ import annotations

from functools import reduce

import pytest
from neutral import NEUTRAL, neutral

from sim.model.model import OrganisationModel
from sim.scenario.schema.insight import Insight


@pytest.mark.parametrize("path", sorted(NEUTRAL))
def test_every_neutral_setting_differs_from_the_schemas(path, small_scenario, neutral_scenario):
    usual, off = (
        reduce(getattr, path.split("."), scenario())
        for scenario in (small_scenario, neutral_scenario)
    )
    assert off == NEUTRAL[path] != usual


def test_what_is_off_leaves_its_figure_where_it_was(neutral_scenario):
    model = OrganisationModel(neutral_scenario(burn_in=0), seed=1).run(6)
    assert model.figures["staff"] == model.given.work.capacity
    assert model.figures["scope"] == pytest.approx(0.8)
    assert model.figures["failure_demand"] == 0
    assert {d.action for d in model.firm.decisions} <= {"move", "harden"}


def test_a_sections_neutral_settings_go_into_it():
    assert Insight(**neutral("insight")).optimism == 1.0
    assert "optimism" not in neutral("stakes")
