"""Model forms: named answers to open questions, each of which holds parameters at a value."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiment.space.knobs import OTHER_FORM, knobs
from sim.model.model import OrganisationModel
from sim.scenario.reading.loading import standing_alone
from sim.scenario.scenario import Scenario
from sim.scenario.schema.forms import HELD, Forms, alternatives
from sim.scenario.schema.specification import Spec, targets
from sim.scenario.writing.differences import differences
from sim.scenario.writing.resolved import text_of

QUESTIONS = list(Forms.model_fields)
HELD_PATHS = sorted({p for answers in HELD.values() for held in answers.values() for p in held})


def spec_of(scenario, path):
    ((_, spec),) = targets(scenario.model_dump(), Spec(Scenario), path)
    return spec


def bits(scenario, months=12):
    model = OrganisationModel(scenario, seed=3).run(months)
    people = b"".join(column.tobytes() for column in model.market.people)
    return model.ledger.cube.tobytes() + people


def test_every_question_holds_a_parameter_in_all_answers_but_one():
    """So that one answer leaves free what another one holds: no answer is the same as another."""
    assert sorted(HELD) == sorted(QUESTIONS)
    for question, answers in HELD.items():
        known = {str(answer) for answer in Forms.model_fields[question].annotation}
        assert {str(answer) for answer in answers} < known
        assert len(answers) == len(known) - 1


@pytest.mark.parametrize("path", HELD_PATHS)
def test_what_a_form_holds_is_a_number_of_the_schema_within_its_bounds(path, small_scenario):
    spec = spec_of(small_scenario(), path)
    assert spec.kind is float
    for answers in HELD.values():
        for held in answers.values():
            assert spec.low <= held.get(path, spec.low) <= spec.high


def test_each_other_answer_once():
    assert alternatives(Forms()) == [
        ("disconfirmation", "linear"),
        ("recovery", "may_delight"),
        ("overrun", "fat_tailed"),
        ("leaders", "learning"),
        ("leaving", "contagious"),
        ("prices", "free"),
    ]
    assert ("overrun", "lognormal") in alternatives(Forms(overrun="fat_tailed"))


def test_the_model_reads_what_the_forms_hold(small_scenario):
    own = small_scenario(**{"experience.loss_aversion": 3.0})
    read = own.modelled
    assert read.experience.loss_aversion == 3.0
    assert read.experience.recovery_lift == 0
    assert (read.work.black_swan_share, read.work.black_swan_cost) == (0, 1)
    assert read.insight.learning_speed == 0
    assert (read.advocacy.contagion, read.pricing.fastest) == (0, 0)
    assert read.modelled == read
    linear = own.override({"forms.disconfirmation": "linear"})
    assert linear.modelled.experience.loss_aversion == 1
    assert linear.override({"forms.disconfirmation": "asymmetric"}).modelled == read


def test_firm_and_market_read_the_same(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0, **{"forms.disconfirmation": "linear"}))
    assert model.market.behaviour.loss_aversion == 1
    assert model.firm.company.response.loss_aversion == 1
    assert model.firm.habits.work.black_swan_share == 0


def test_what_a_form_holds_moves_nothing_as_long_as_it_is_held(small_scenario):
    settings = {
        "experience.recovery_lift": 0.9,
        "work.black_swan_share": 0.01,
        "work.black_swan_cost": 4.0,
        "insight.learning_speed": 0.9,
        "advocacy.contagion": 3.0,
        "pricing.fastest": 0.5,
    }
    assert bits(small_scenario(**settings)) == bits(small_scenario())


def test_linear_is_a_loss_aversion_of_one_to_the_bit(small_scenario):
    linear = bits(small_scenario(**{"forms.disconfirmation": "linear"}))
    assert linear == bits(small_scenario(**{"experience.loss_aversion": 1.0}))
    assert linear != bits(small_scenario())


@pytest.mark.parametrize(
    ("form", "off"),
    [
        ({"forms.recovery": "may_delight"}, {"experience.recovery_lift": 0.0}),
        ({"forms.overrun": "fat_tailed"}, {"work.black_swan_share": 0.0}),
        ({"forms.leaders": "learning"}, {"insight.learning_speed": 0.0}),
        ({"forms.leaving": "contagious"}, {"advocacy.contagion": 0.0}),
        ({"forms.prices": "free"}, {"pricing.fastest": 0.0}),
    ],
)
def test_another_form_acts_through_its_parameter_alone(form, off, small_scenario):
    assert bits(small_scenario(**form, **off)) == bits(small_scenario())
    assert bits(small_scenario(**form)) != bits(small_scenario())


def test_drawn_values_do_not_undo_a_form(small_scenario):
    ranged = {"uncertain": {"experience.loss_aversion": {"low": 1.5, "high": 3.0}}}
    linear = small_scenario(**ranged, **{"forms.disconfirmation": "linear"})
    drawn = linear.drawn(1, 0)
    assert drawn.experience.loss_aversion >= 1.5
    assert drawn.modelled.experience.loss_aversion == 1


def test_a_form_is_shown_read_again_and_part_of_the_hash(small_scenario):
    own, fat = small_scenario(), small_scenario(**{"forms.overrun": "fat_tailed"})
    assert "  overrun: fat_tailed\n" in text_of(fat)
    again = standing_alone(text_of(fat).encode(), "again.yaml")
    assert again == fat
    assert len({own.hash, fat.hash}) == 2
    (difference,) = differences(own, fat)
    assert (difference.path, difference.one, difference.other) == (
        "forms.overrun",
        "lognormal",
        "fat_tailed",
    )
    assert json.loads(fat.model_dump_json())["forms"]["overrun"] == "fat_tailed"


@pytest.mark.parametrize(
    ("path", "value", "stated"),
    [
        ("forms.overrun", "fat", "is 'fat'; use one of lognormal or fat_tailed"),
        ("forms.leaders", True, "is true; use one of naive or learning"),
    ],
)
def test_another_word_is_refused(path, value, stated, small_scenario):
    with pytest.raises(ScenarioError) as refused:
        small_scenario(**{path: value})
    assert refused.value.problems == [f"Small market: {path}: {stated}"]


def test_screening_leaves_alone_what_a_form_holds(small_scenario):
    found, left = knobs(small_scenario())
    assert {path for path, why in left.items() if why == OTHER_FORM} == set(HELD_PATHS) - {
        "experience.loss_aversion"
    }
    found, left = knobs(small_scenario(**{"forms.overrun": "fat_tailed"}))
    assert "work.black_swan_share" in {knob.path for knob in found}


def test_a_mild_failure_that_is_resolved_fast_lifts_satisfaction(small_scenario):
    """All else equal, customers of a firm that resolves everything fast end happier."""
    fast = {
        "levers.recovery_base": 1.0,
        "levers.recovery_most": 1.0,
        "experience.complaint_rate": 1,
    }
    happy = [
        OrganisationModel(small_scenario(**fast, **{"forms.recovery": form}), seed=3)
        .run(12)
        .outputs()["nps"]
        for form in ("undoes", "may_delight")
    ]
    assert happy[1] > happy[0]
    assert np.isfinite(happy).all()
