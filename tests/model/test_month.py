"""The order of a month, and when mechanisms act in it."""

from __future__ import annotations

import re
from functools import wraps

import pytest

from sim.firm.mechanisms.mechanism import Mechanism
from sim.model import month
from sim.model.model import Entrant, OrganisationModel
from sim.model.month import MECHANISMS, MONTH, name_of, with_mechanisms
from sim.scenario.scenario import Scenario

NAMES = [name_of(phase) for phase in MONTH]


@pytest.fixture
def model(small_scenario):
    return OrganisationModel(small_scenario(burn_in=0, months=3), seed=1)


def noting(phase, done):
    """A phase that also says that it was lived."""

    @wraps(phase)
    def noted(model):
        done.append(name_of(phase))
        phase(model)

    return noted


def test_a_step_does_what_month_says_in_that_order(model):
    done = []
    model.phases = [noting(phase, done) for phase in MONTH]
    model.step()
    assert done == NAMES


def test_the_page_and_the_docstrings_number_the_phases_as_they_are_lived():
    numbered = re.findall(r"^(\d)\. `(\w+)`:", month.__doc__, re.MULTILINE)
    assert numbered == [(str(n), name) for n, name in enumerate(NAMES, start=1)]
    assert [phase.__doc__.split(".")[0] for phase in MONTH] == [n for n, _ in numbered]


def test_a_mechanism_acts_on_each_firm_before_the_phases_that_it_names(model):
    done = []
    acts = {name: lambda firm, name=name: done.append((name, firm)) for name in NAMES[2:7:2]}
    month = [noting(phase, done) for phase in MONTH]
    model.phases = with_mechanisms(month, [Mechanism("transition", before=acts)])
    model.step()
    wanted = []
    for name in NAMES:
        wanted += [(name, model.firm)] * (name in acts) + [name]
    assert done == wanted


def test_mechanisms_act_in_their_order_before_the_same_phase(model):
    done = []
    both = [
        Mechanism("transition", before={"people_live": lambda firm, name=name: done.append(name)})
        for name in ("first", "second")
    ]
    model.phases = with_mechanisms(MONTH, both)
    model.step()
    assert done == ["first", "second"]


def test_a_mechanism_leaves_alone_who_is_not_in_the_market(small_scenario):
    acted = []
    scenario = small_scenario(burn_in=0, months=3)
    model = OrganisationModel(scenario, seed=1, rivals=[Entrant(scenario.today, month=3)])
    mechanism = Mechanism("transition", before={"people_live": acted.append})
    model.phases = with_mechanisms(MONTH, [mechanism])
    model.run(3)
    assert acted == [model.firm, model.firm, *model.firms]


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda mechanism: mechanism.section)
def test_a_mechanism_names_phases_and_a_section_that_there_are(mechanism):
    assert mechanism.before
    assert set(mechanism.before) <= set(NAMES)
    assert mechanism.section in Scenario.model_fields
