"""What differs between two scenarios: every leaf that does, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.reading.loading import load
from sim.scenario.scenario import validate
from sim.scenario.writing.differences import NOT_STATED, differences


def found(one, other):
    return {d.path: (d.one, d.other) for d in differences(one, other)}


@pytest.fixture
def changed_lists(small_scenario):
    """Changes the plain data of the small scenario."""

    def change(edit):
        data = small_scenario().model_dump(mode="json")
        edit(data)
        return validate(data, "edited")

    return change


def test_equal_scenarios_differ_in_nothing(small_scenario):
    assert differences(small_scenario(), small_scenario()) == []


@pytest.mark.parametrize(
    ("path", "value", "shown", "before"),
    [
        ("work.capacity", 3, "work.capacity", 8),
        ("months", 12, "months", 24),
        ("market.network.kind", "mixed", "market.network.kind", "ties"),
        ("segments.1.spend", 2.5, "segments.Families.spend", 1.2),
        ("segments.1.needs.help", 0.1, "segments.Families.needs.help", 0.8),
        ("segments.0.needs.help", 0.1, "segments.Young.needs.help", NOT_STATED),
        ("products.1.margin", 0.25, "products.Loan.margin", 0.5),
        ("touchpoints.1.queue", False, "touchpoints.help.queue", True),
        ("today.organisation.basis", "circumstance", "today.organisation.basis", "need"),
        ("segments.2.facts.nps", 12, "segments.Firms.facts.nps", NOT_STATED),
        ("facts.customers", 900, "facts.customers", NOT_STATED),
    ],
)
def test_one_change_is_one_difference(small_scenario, path, value, shown, before):
    one, other = small_scenario(), small_scenario(**{path: value})
    assert found(one, other) == {shown: (before, value)}
    assert found(other, one) == {shown: (value, before)}


def test_a_difference_says_what_the_schema_says(small_scenario):
    (difference,) = differences(
        small_scenario(), small_scenario(**{"segments.1.churn_yearly": 0.3})
    )
    assert difference.unit == "share / year"
    assert difference.description.startswith("Mean yearly base churn")
    assert difference.role == "uncertainty"
    assert difference.section == "segments"
    (fact,) = differences(small_scenario(), small_scenario(**{"facts.nps": 3}))
    assert (fact.unit, fact.role, fact.section) == ("points", "fact", "facts")
    (table,) = differences(small_scenario(), small_scenario(**{"segments.0.needs.help": 3}))
    assert (table.unit, table.role) == ("position", "uncertainty")


def test_items_of_lists_are_matched_by_name_added_and_removed(small_scenario, changed_lists):
    def edit(data):
        data["segments"][0]["name"] = "Elders"

    assert found(small_scenario(), changed_lists(edit)) == {
        "segments.Young": (True, False),
        "segments.Elders": (False, True),
    }


def test_another_order_is_a_difference_because_the_hash_differs(small_scenario, changed_lists):
    turned = changed_lists(lambda data: data["products"].reverse())
    assert found(small_scenario(), turned) == {"products.order": ("Account, Loan", "Loan, Account")}
    assert turned.hash != small_scenario().hash


def test_shocks_are_matched_by_position(small_scenario):
    one = small_scenario(shocks=[{"month": 2, "trust": 0.3}])
    other = small_scenario(shocks=[{"month": 2, "trust": 0.4}, {"month": 9}])
    assert found(one, other) == {"shocks.0.trust": (0.3, 0.4), "shocks.1": (False, True)}


def test_ranges_are_matched_by_path_added_and_removed(small_scenario):
    reported = {"work.hit_rate": {"low": 0.2, "high": 0.4}, "work.legacy": {"low": 0, "high": 3}}
    one = small_scenario(uncertain=reported)
    reported = {"work.hit_rate": {"low": 0.2, "high": 0.5}, "work.reuse": {"low": 0, "high": 1}}
    assert found(one, small_scenario(uncertain=reported)) == {
        'uncertain."work.hit_rate".high': (0.4, 0.5),
        'uncertain."work.legacy"': (True, False),
        'uncertain."work.reuse"': (False, True),
    }
    assert set(found(one, small_scenario())) == {
        f'uncertain."work.{n}"' for n in ("hit_rate", "legacy")
    }


@given(data=st.data())
def test_no_difference_but_facts_means_the_same_hash(small_scenario, data):
    choices = {
        "work.capacity": [8, 4],
        "segments.1.spend": [1.2, 3],
        "facts.nps": [None, 3],
        "segments.0.facts.customers": [None, 7],
        "products.0.use": [1, 2],
    }
    picked = [
        small_scenario(**{p: data.draw(st.sampled_from(v)) for p, v in choices.items()})
        for _ in range(2)
    ]
    differing = [d for d in differences(*picked) if d.role != "fact"]
    assert (picked[0].hash == picked[1].hash) == (not differing)
    same = picked[0].model_dump() == picked[1].model_dump()
    assert same == (not differences(*picked))


def test_every_leaf_of_two_different_markets_is_compared(small_scenario):
    assert len(differences(load("retail_bank"), small_scenario())) > 50
