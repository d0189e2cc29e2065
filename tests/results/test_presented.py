"""What users hold is what was computed, and can be sent to other processes."""

from __future__ import annotations

import inspect
import pickle

import pytest

import sim
from sim.results.presented import parts_of


@pytest.mark.parametrize("name", ["compare", "tournament", "calibrate", "evidence"])
def test_a_function_of_the_face_is_found_by_its_name(name):
    function = getattr(sim, name)
    assert pickle.loads(pickle.dumps(function)) is function
    assert function.__name__ == name
    assert function.__module__ == f"sim.results.{sim._HOME[name].rpartition('.')[2]}"
    assert "seed" in inspect.signature(function).parameters
    assert function.__doc__ == function.__wrapped__.__doc__


def test_a_result_holds_what_was_computed_and_survives_being_sent(small_scenario):
    tiny = small_scenario(**{"months": 1, "burn_in": 0, "market.simulated": 500})
    result = sim.compare(tiny, replications=2, jobs=1)
    assert type(result) is sim.Comparison
    assert list(parts_of(result)) == [
        "scenario",
        "seed",
        "designs",
        "replications",
        "stopping",
        "markets",
        "in_forms",
        "at_twice",
    ]
    sent = pickle.loads(pickle.dumps(result))
    assert sent.summary().equals(result.summary())
