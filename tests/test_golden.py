"""Stored results: what the small market says today it says tomorrow, or CHANGELOG.md says why."""

from __future__ import annotations

import pytest

from sim.model.model import OrganisationModel, after_burn_in
from sim.scenario.schema.design import PRESETS


@pytest.mark.parametrize("design", sorted(PRESETS))
def test_small_market_gives_the_stored_results(design, small_scenario, golden):
    scenario = small_scenario()
    model = OrganisationModel(scenario, PRESETS[design], 5, after_burn_in(scenario, 5)).run()
    shipped = [[d.month, d.owner, d.touchpoint, d.outcome] for d in model.firm.decisions]
    # Other versions of NumPy round otherwise in the last digits: a millionth is not a change.
    name = "small_market_" + design.replace("/", "_")
    golden(name, {"outputs": model.outputs(), "decisions": shipped}, relative=1e-6)
