"""One agent a person and columns: the same lives, person by person, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import RunError
from sim.market.objects import CustomerAgent
from sim.model import OrganisationModel, after_burn_in
from sim.scenario_file.design import PRESETS

FEW = {"market.people": 4000, "market.simulated": 400, "burn_in": 3}


def both(scenario, design, seed):
    opening = after_burn_in(scenario, seed)
    return [
        OrganisationModel(scenario, design, seed, opening, engine=engine)
        for engine in ("columns", "objects")
    ]


def assert_same(columns, objects):
    for name, values in columns.market.people._asdict().items():
        assert np.array_equal(values, getattr(objects.market.people, name)), name
    for name, values in columns.market.tally._asdict().items():
        assert np.array_equal(values, getattr(objects.market.tally, name)), name
    assert columns.figures == objects.figures
    assert columns.firm.decisions == objects.firm.decisions


@pytest.mark.parametrize("design", sorted(PRESETS))
def test_objects_live_as_columns_do_in_every_design(design, small_scenario):
    columns, objects = both(small_scenario(**FEW), PRESETS[design], 3)
    for _ in range(24):
        columns.step()
        objects.step()
        assert_same(columns, objects)
    assert columns.ledger.cube.tobytes() == objects.ledger.cube.tobytes()
    assert columns.outputs()["joined"] > 0


@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**32 - 1),
    kind=st.sampled_from(["ties", "mixed"]),
    drop=st.floats(0, 5),
    winback=st.floats(0, 2),
    visibility=st.floats(0.1, 1),
    basis=st.sampled_from(["need", "circumstance"]),
)
def test_objects_live_as_columns_do_in_random_markets(
    small_scenario, seed, kind, drop, winback, visibility, basis
):
    scenario = small_scenario(**{
        **FEW, "months": 6, "market.network.kind": kind, "experience.product_drop": drop,
        "advocacy.winback": winback, "today.organisation.visibility": visibility,
        "today.organisation.basis": basis, "levers.cross_sell_reach": 0.2,
        "levers.recruiting_reach": 0.2,
    })  # fmt: skip
    columns, objects = both(scenario, None, seed)
    columns.run(6)
    objects.run(6)
    assert_same(columns, objects)


def test_everybody_is_an_agent_of_the_model(small_scenario):
    model = both(small_scenario(**FEW), None, 1)[1]
    people = [agent for agent in model.agents if isinstance(agent, CustomerAgent)]
    assert len(people) == 400
    assert {p.number for p in people} == set(range(400))


def test_another_engine_is_refused(small_scenario):
    with pytest.raises(RunError, match="'columns' or 'objects'"):
        OrganisationModel(small_scenario(), engine="quantum")
