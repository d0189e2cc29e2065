"""Every parameter of the schema changes the output that its witness names."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from conftest import HERE
from pydantic import BaseModel

from sim.experiment.statistics.estimates import estimate
from sim.model.model import Entrant, OrganisationModel, after_burn_in
from sim.scenario.reading.loading import load
from sim.scenario.scenario import Scenario
from sim.scenario.schema.design import PRESETS
from sim.scenario.schema.parameter import Section

TEXT = {"name", "description", "currency", "sources", "source"}
"""Fields that are words, not parameters."""

TABLES: dict[str, tuple[Any, Any, str]] = {
    "segments.*.needs": ({}, {"bill": 2.5, "use Account": -2.5}, "nps"),
    "segments.*.holdings": (
        {"Account": 0.9, "Loan": 0.1},
        {"Account": 0.9, "Loan": 0.9},
        "revenue",
    ),
    "segments.*.frequency": ({"help": 0.1}, {"help": 8.0}, "nps"),
}
"""Witnesses of what is no single number: (one value, another, the output that must differ)."""

ONLY_ONE = {"touchpoints.*.queue": "touchpoints.1.queue"}
"""Where a witness cannot be set on every item of a list at once."""


def parameters(section: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every leaf of the schema: dotted path and what it declares."""
    for name, field in section.model_fields.items():
        path = f"{prefix}{name}"
        inner = nested(field.annotation)
        if inner is not None:
            star = "" if isinstance(field.annotation, type) else "*."
            yield from parameters(inner, f"{path}.{star}")
        elif name not in TEXT:
            yield path, field.json_schema_extra or {}


def nested(annotation: Any) -> type[BaseModel] | None:
    """The section that a field holds, or a list of."""
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, Section)), None)


LEAVES = dict(parameters(Scenario))
WITNESSED = {path: extra for path, extra in LEAVES.items() if "witness" in extra}
FACTS = {path: extra for path, extra in LEAVES.items() if extra.get("role") == "fact"}
"""What nothing is run with: its witness is that it changes no output."""

RANGES = {path for path, extra in LEAVES.items() if extra.get("role") == "range"}
"""Ends of ranges, which move what replications draw: see scenario/schema/test_uncertainty.py."""

UNLISTED = sorted(set(LEAVES) - set(WITNESSED) - set(TABLES) - set(FACTS) - RANGES)


def outputs(
    scenario: Scenario, design: str | None, months: int, rival: str | None = None, seed: int = 7
) -> dict[str, float]:
    chosen = PRESETS[design] if design else None
    opening = after_burn_in(scenario, seed)
    rivals = [Entrant(PRESETS[rival])] if rival else []
    return OrganisationModel(scenario, chosen, seed, opening, rivals=rivals).run(months).outputs()


def differ(one: float, other: float) -> bool:
    return not math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def test_every_leaf_of_the_schema_has_a_witness():
    assert UNLISTED == []


SEEDS, PEOPLE = (7, 8, 9, 10), 6000
"""Enough luck for a direction to be told from it."""


@cache
def effect(path: str) -> np.ndarray:
    """The output that a parameter's witness names at its low and its high value, [2, seeds]."""
    small = load(HERE / "scenarios" / "small.yaml")
    witness = WITNESSED[path]["witness"]
    given = dict(witness["given"])
    design, rival = given.pop("design", None), given.pop("rival", None)
    given = {"market.simulated": PEOPLE, **given}
    found = []
    for value in (witness["low"], witness["high"]):
        scenario = small.override({**given, ONLY_ONE.get(path, path): value})
        found.append(
            [
                outputs(scenario, design, scenario.months, rival, seed)[witness["moves"]]
                for seed in SEEDS
            ]
        )
    return np.array(found)


def direction(path: str) -> str:
    """Whether the output rises or falls with the parameter, or moves by too little to tell."""
    low, high = effect(path)
    sign = estimate(high - low).sign
    return f"{WITNESSED[path]['witness']['moves']} {('moves', 'rises', 'falls')[sign]}"


ALONE = sorted(set(WITNESSED) - {"segments.*.share"})  # a share cannot change alone
STORED = HERE / "golden" / "witness_directions.json"


@pytest.mark.parametrize("path", ALONE)
def test_parameter_moves_the_output_its_witness_names_the_way_it_did(path):
    low, high = effect(path)
    assert np.isfinite(low).all()
    assert np.isfinite(high).all()
    either = f"{path}: {WITNESSED[path]['witness']['moves']} is {low} either way"
    assert any(differ(one, other) for one, other in zip(low, high, strict=True)), either
    stored = json.loads(STORED.read_text(encoding="utf-8"))[path]
    if not stored.endswith(" moves"):  # where it can be told from luck
        assert ("rises" if (high - low).mean() > 0 else "falls") == stored.split()[-1]


def test_directions_are_stored_for_every_parameter(golden):
    if golden.update:
        golden("witness_directions", {path: direction(path) for path in ALONE})
    assert sorted(json.loads(STORED.read_text(encoding="utf-8"))) == ALONE


def test_shares_of_segments_move_revenue(small_scenario):
    # many who spend alike: the luck of who spends how much must not stand in for the shares
    alike = {"segments.0.spend": 2.0, "segments.*.spend_sd": 0, "market.simulated": 20_000}
    level = small_scenario(**alike)
    shares = [0.7] + [0.3 / (len(level.segments) - 1)] * (len(level.segments) - 1)
    skewed = small_scenario(**{f"segments.{i}.share": s for i, s in enumerate(shares)}, **alike)
    assert outputs(skewed, None, 12)["revenue"] > 1.1 * outputs(level, None, 12)["revenue"]


@pytest.mark.parametrize("path", sorted(TABLES))
def test_table_moves_the_output_it_names(path, small_scenario):
    one, other, moved = TABLES[path]
    results = [outputs(small_scenario(**{path: value}), None, 12)[moved] for value in (one, other)]
    assert differ(*results)


def test_facts_change_no_output_and_no_hash(small_scenario):
    assert FACTS
    typed = small_scenario(**dict.fromkeys(FACTS, 0.5))
    assert typed != small_scenario()
    assert typed.hash == small_scenario().hash
    assert outputs(typed, None, 12) == outputs(small_scenario(), None, 12)


@pytest.mark.parametrize("path", sorted({*WITNESSED, *TABLES, *FACTS} - {"shocks"}))
def test_parameter_declares_unit_source_and_role(path):
    declared = LEAVES[path]
    assert declared["unit"]
    assert declared["source"]
    roles = {"fact"} if path in FACTS else {"uncertainty", "lever", "constant"}
    assert declared["role"] in roles
