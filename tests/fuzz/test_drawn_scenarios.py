"""What the schema allows is lived without a crash, a warning or a figure that cannot be.

DRAWN_SCENARIOS=5000 draws as many instead of a few hundred (`make nightly`).
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import numpy as np
import pytest
from drawn_scenarios import drawn_design, drawn_scenario

from sim.errors import ScenarioError
from sim.experiment.run.runner import ObservedRun, drawn_for, one_replication
from sim.experiment.run.stopping import Stopping
from sim.firm.offers import value_of_scope
from sim.market.people.population import Status
from sim.model.figures import FIGURES
from sim.model.model import OrganisationModel
from sim.report.folder.saving import statements
from sim.report.text.comparison import answer, as_data
from sim.results.comparison import Comparison
from sim.scenario.scenario import Scenario, validate
from sim.scenario.schema.design import Design

PARTS, COUNT = 6, int(os.environ.get("DRAWN_SCENARIOS", "240"))
SHARES = ("satisfaction", "quality", "promise", "norm")
VALUES = ("delivered", "expectation")
"""What offers are worth: beyond 1 where they can do more than on the first day."""
MOST_VALUE = float(value_of_scope(np.ones(1))[0])
SIGNED = ("nps", "profit")
EVERY = 4
"""Of so many scenarios one is looked at person by person and reported on, too."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_the_schema_allows_is_lived_or_refused_at_loading(part):
    simulated, faults = 0, []
    for number in range(part, COUNT, PARTS):
        try:
            scenario = validate(drawn_scenario(number), f"drawn_scenario({number})")
        except ScenarioError:
            continue
        simulated += 1
        try:
            with np.errstate(all="raise", under="ignore"):
                live(scenario, number)
        except Exception as error:  # whatever it is, say which scenario to look at
            faults.append(f"drawn_scenario({number}): {type(error).__name__}: {error}")
    assert faults == []
    assert simulated > 0.5 * COUNT / PARTS


def live(scenario: Scenario, number: int) -> None:
    """Live a market with today's design and a drawn one, and hold what comes out to what can be."""
    designs = {"today": scenario.today, "other": Design.model_validate(drawn_design(number))}
    thoroughly = number // PARTS % EVERY == 0
    replications = [
        one_replication(drawn_for(scenario, 1, r), designs, 1, r) for r in range(1 + thoroughly)
    ]
    for replication in replications:
        if scenario.burn_in:
            check_figures(replication.starting_year)
        for run in replication.runs.values():
            check_figures(run.figures)
            check_books(run)
    if thoroughly:
        check_people(scenario, designs["other"], number)
        report(Comparison(scenario, 1, designs, replications, Stopping(None, 1.0, 2)))


def check_figures(figures: Any) -> None:
    """Every monthly figure is a number, no count is negative, what is a share is one."""
    for name, values in zip(FIGURES, figures.T, strict=True):
        assert np.isfinite(values).all(), name
        if name not in SIGNED:
            assert (values >= 0).all(), f"{name} is {values.min()}"
        if name in SHARES:
            assert (values <= 1 + 1e-6).all(), f"{name} is {values.max()}"
        if name in VALUES:
            assert (values <= MOST_VALUE + 1e-6).all(), f"{name} is {values.max()}"
        if name == "nps":
            assert (np.abs(values) <= 100).all()


def check_books(run: ObservedRun) -> None:
    """The ledger adds up to the profit that was collected, and nobody is counted below nought."""
    assert (run.cube.sum(axis=(1, 2, 3)) / 100).tolist() == run.series("profit").tolist()
    assert run.cube[..., 0].min() >= 0
    assert run.cube[..., 1:].max(initial=0) <= 0
    assert np.abs(run.cube).max() < 2**53
    for name, values in zip(run.observed._fields, run.observed, strict=True):
        assert not np.isinf(values).any(), name
    assert run.observed.counts.min() >= 0


def check_people(scenario: Scenario, design: Design, seed: int) -> None:
    """Persons stay within what a person can be, month by month."""
    model = OrganisationModel(scenario, design, seed)
    for _ in range(scenario.months):
        model.step()
        people = model.market.people
        for name, most in (("satisfaction", 1.0), ("expectation", MOST_VALUE)):
            values = getattr(people, name)
            assert ((values >= 0) & (values <= most + 1e-6)).all(), name
        assert (people.base_intensity >= 0).all()
        assert set(np.unique(people.status)) <= {int(s) for s in Status}
        assert np.isfinite(people.contribution).all()
        firm = model.firm
        assert (
            model.ledger.cube[model.clock - model.first_clock - 1].sum(axis=(0, 1))
            == model.ledger.control[model.clock - model.first_clock - 1]
        ).all()
        assert ((firm.offers.quality >= 0) & (firm.offers.quality <= 1)).all()
        assert np.isfinite(firm.offers.position).all()


def report(result: Comparison) -> None:
    """Everything that is printed of a comparison can be, in valid JSON and without "nan"."""
    words = answer(result)
    assert not re.search(r"(?<![\w=+])nan (to|%|points)|[A-Z]{3} nan", words), words
    json.dumps(as_data(result), allow_nan=False)
    statements(result)
    for design in result.designs:
        for by in ("firm", "segment", "product"):
            assert result.statement(design, by, "contribution").to_frame() is not None
    assert str(result.explain("other"))
