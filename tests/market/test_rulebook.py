"""A rule can be exchanged by name, in both engines, without a fork; mistakes are explained."""

from __future__ import annotations

import math

import numpy as np
import pytest

import sim
from sim import RunError
from sim.market.engine import rulebook
from sim.market.rules import rules

FEW = {"market.people": 4000, "market.simulated": 400, "burn_in": 2, "months": 6}


def forgiving(before, value, expected, reference, loss_aversion, speed):
    return max(before, before + speed * (value - expected))


def patient(contacts, short, resolved, repeat):
    return 0.5 * repeat * short * (1.0 - resolved)


def loyal(base_intensity, satisfaction, reference, sensitivity):
    return 1.0 - math.exp(-0.5 * base_intensity)


def mourning(before, gone, decay):
    return before + 3.0 * gone


def as_written(before, value, expected, reference, loss_aversion, speed):
    gap = rules.disconfirmation(value, expected)
    target = rules.satisfaction_target(gap, reference, loss_aversion)
    return rules.moved_towards(before, target, speed)


def bits(model):
    return [column.tobytes() for column in model.market.people]


@pytest.mark.parametrize("mine", [{"satisfaction": forgiving}, {"leaving_probability": loyal}])
def test_a_rule_of_ones_own_changes_both_engines_alike(small_scenario, mine):
    scenario = small_scenario(**FEW)
    usual = sim.run(scenario)
    columns, objects = (sim.run(scenario, rules=mine, engine=e) for e in ("columns", "objects"))
    assert bits(columns) == bits(objects)
    assert columns.ledger.cube.tobytes() == objects.ledger.cube.tobytes()
    assert bits(columns) != bits(usual)


def test_a_rule_of_trouble_changes_both_engines_alike(neutral_scenario):
    scenario = neutral_scenario(**FEW, **{"experience.repeat_contacts": 1.0})
    mine = {"further_contacts": patient}
    usual = sim.run(scenario)
    columns, objects = (sim.run(scenario, rules=mine, engine=e) for e in ("columns", "objects"))
    assert bits(columns) == bits(objects)
    assert bits(columns) != bits(usual)
    pending = columns.market.people.pending
    assert 0 < pending.max() <= 0.5


def test_a_rule_of_leaving_changes_both_engines_alike(small_scenario):
    scenario = small_scenario(**FEW, **{"forms.leaving": "contagious"})
    mine = {"departures_felt": mourning}
    usual = sim.run(scenario)
    columns, objects = (sim.run(scenario, rules=mine, engine=e) for e in ("columns", "objects"))
    assert bits(columns) == bits(objects)
    assert bits(columns) != bits(usual)


def test_the_same_rule_written_again_changes_no_bit(small_scenario):
    scenario = small_scenario(**FEW)
    assert bits(sim.run(scenario, rules={"satisfaction": as_written})) == bits(sim.run(scenario))


def test_a_rule_that_other_rules_use_is_exchanged_there_too():
    engine = rulebook.engine({"leaving_probability": loyal})
    drop = engine.rules.dropping_probability(0.1, 0.2, 0.8, 8.0, 3.0)
    assert drop == pytest.approx(1 - math.exp(-0.5 * 0.3), rel=1e-6)
    assert rules.dropping_probability(0.1, 0.2, 0.8, 8.0, 3.0) > drop


def test_exchanging_a_rule_leaves_the_rulebook_as_it_was(small_scenario):
    scenario = small_scenario(**FEW)
    before = bits(sim.run(scenario))
    sim.run(scenario, rules={"satisfaction": forgiving})
    assert bits(sim.run(scenario)) == before


def test_every_rule_of_people_can_be_exchanged():
    assert {"satisfaction", "leaving_probability", "rating", "delivered"} <= set(rulebook.names())
    assert "expected_fit" not in rulebook.names()


def summed(before, *others):
    return before


def stringly(satisfaction, style):
    return "promoter"


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        ({"satisfacton": forgiving}, "did you mean 'satisfaction'"),
        ({"quality": forgiving}, "no rule is called 'quality'; there are"),
        ({"satisfaction": loyal}, "plain function of 6 numbers"),
        ({"satisfaction": summed}, "plain function of 6 numbers"),
        ({"satisfaction": 0.5}, "plain function of 6 numbers"),
        ({"rating": stringly}, "'rating' cannot be compiled"),
        ({"expected_fit": loyal}, "no rule is called 'expected_fit'"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_the_cure(small_scenario, mine, words):
    with pytest.raises(RunError, match="rules: ") as refused:
        sim.run(small_scenario(**FEW), rules=mine)
    assert words in str(refused.value)


def test_rules_calculate_in_single_precision_whatever_they_are_given():
    alone = rulebook.engine(None).rules
    assert alone is rules
    mine = rulebook.engine({"satisfaction": forgiving}).rules.satisfaction
    value = mine(0.1, 0.7, 0.3, 0.8, 2.0, 0.3)
    assert value == np.float32(value)
