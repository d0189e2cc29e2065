"""Scenario files: what is refused says where, why and the cure; what is accepted stays itself."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from sim.errors import ScenarioError
from sim.scenario_file.design import PRESETS, Basis
from sim.scenario_file.loading import load, shipped

SMALL = Path(__file__).parent / "scenarios" / "small.yaml"


def problems_of(path):
    with pytest.raises(ScenarioError) as error:
        load(path)
    return error.value.problems


@pytest.fixture
def written(tmp_path):
    """Writes text to a file and gives its path."""

    def write(text, encoding="utf-8"):
        file = tmp_path / "market.yaml"
        file.write_bytes(text.encode(encoding))
        return file

    return write


@pytest.fixture
def edited(written):
    """The small scenario with `edit` done to its plain data, as a file."""

    def edit(change):
        data = copy.deepcopy(yaml.safe_load(SMALL.read_text(encoding="utf-8")))
        change(data)
        return written(yaml.safe_dump(data))

    return edit


def assert_says(problems, *words):
    """One problem, which says all of this."""
    (problem,) = problems
    missing = [word for word in words if word not in problem]
    assert missing == [], problem


# Contents


def test_an_unknown_key_is_named_with_its_place(edited):
    path = edited(lambda d: d["segments"][1].update(spent=2))
    assert_says(problems_of(path), str(path), "segments.1.spent", "unknown key", "spelling")


def test_a_missing_key_is_named_with_its_place(edited):
    path = edited(lambda d: d["segments"][0].pop("share"))
    assert_says(problems_of(path), str(path), "segments.0.share", "required", "add it")


def test_a_wrong_type_is_named_with_its_place(edited):
    path = edited(lambda d: d.update(months="many"))
    assert_says(problems_of(path), str(path), "months", "valid integer")


@pytest.mark.parametrize("value", [-1, 10_000, float("nan"), float("inf")])
def test_a_number_out_of_bounds_is_named_with_its_place(edited, value):
    path = edited(lambda d: d.update(work={"capacity": value}))
    assert_says(problems_of(path), str(path), "work.capacity")


def test_every_problem_is_said_at_once(edited):
    def spoil(data):
        data.update(months=0, colour="blue")
        data["products"][0]["margin"] = 2

    problems = problems_of(edited(spoil))
    assert len(problems) == 3
    for place in ("months", "colour", "products.0.margin"):
        assert any(place in problem for problem in problems)


def test_shares_that_do_not_add_up_say_to_what_they_add_up(edited):
    path = edited(lambda d: d["segments"][0].update(share=0.5))
    assert_says(problems_of(path), str(path), "segments", "1.1", "change a segment's share")


def test_a_name_used_twice_is_refused(edited):
    path = edited(lambda d: d["segments"][0].update(name="Firms"))
    assert_says(problems_of(path), str(path), "segments", "'Firms' is used twice", "rename")


@pytest.mark.parametrize(
    ("key", "kind", "known"),
    [
        ("holdings", "product", "Account, Loan"),
        ("needs", "touchpoint", "use Account"),
        ("frequency", "touchpoint", "use Loan"),
    ],
)
def test_an_unknown_product_or_touchpoint_is_answered_with_the_known_ones(edited, key, kind, known):
    path = edited(lambda d: d["segments"][2].update({key: {"Mortgage": 0.5}}))
    assert_says(
        problems_of(path), str(path), f"segments.Firms.{key}", f"no {kind}", "'Mortgage'", known
    )


def test_a_holding_that_is_no_share_is_refused(edited):
    path = edited(lambda d: d["segments"][2].update(holdings={"Loan": 1.5}))
    assert_says(problems_of(path), "segments.Firms.holdings.Loan", "1.5", "from 0 to 1")


def test_a_negative_frequency_is_refused(edited):
    path = edited(lambda d: d["segments"][2].update(frequency={"bill": -1}))
    assert_says(problems_of(path), "segments.Firms.frequency.bill", "negative", "use 0")


def test_authority_without_segments_to_act_on_is_refused(edited):
    path = edited(lambda d: d["today"]["organisation"].update(basis="none"))
    assert_says(
        problems_of(path), str(path), "today", "organisation.authority", "basis", "need or circum"
    )


def test_two_queues_are_refused(edited):
    path = edited(lambda d: d["touchpoints"][0].update(queue=True))
    assert_says(problems_of(path), str(path), "touchpoints", "more than one", "queue")


def test_a_norm_that_would_fall_to_its_cap_is_refused(edited):
    path = edited(lambda d: d["market"].update(norm_cap=0.5))
    assert_says(problems_of(path), "market.norm_cap", "raise the cap")


# Files


def test_a_key_given_twice_is_refused_with_its_line(written):
    path = written("name: Twice\nmonths: 12\nmonths: 24\n")
    assert_says(problems_of(path), f"{path}:3:1", "'months' stands twice", "remove one")


def test_broken_yaml_is_refused_with_its_line(written):
    path = written("name: Broken\nsegments: [a, b\nmonths: 12\n")
    assert_says(problems_of(path), f"{path}:3:", "correct the YAML")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_without_settings_is_refused_with_an_example(written, text):
    path = written(text)
    assert_says(problems_of(path), str(path), "no settings", "name: ...")


def test_a_file_that_is_not_utf_8_is_refused_with_the_byte(written):
    path = written("name: Caf\u00e9\n", encoding="latin-1")
    assert_says(problems_of(path), str(path), "byte 9", "UTF-8")


def test_a_folder_is_refused(tmp_path):
    assert_says(problems_of(tmp_path), str(tmp_path), "folder", ".yaml")


def test_a_misspelt_name_is_answered_with_the_nearest_shipped_one():
    assert_says(problems_of("retail_bnak"), "retail_bnak", "did you mean 'retail_bank'?")


def test_a_name_like_nothing_is_answered_with_all_that_is_shipped():
    assert_says(problems_of("zzzzzz"), "zzzzzz", "no such file", "retail_bank")


def test_a_name_longer_than_any_file_name_is_answered_like_any_other():
    assert_says(problems_of("x" * 300), "no such file", "retail_bank")


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_loads(name):
    scenario = load(name)
    assert sum(s.share for s in scenario.segments) == pytest.approx(1)
    assert load(shipped()[name]) == scenario


def test_a_design_in_a_file_is_the_preset_with_its_values():
    assert load(SMALL).today == PRESETS["segment_led/incremental"]
    assert load(SMALL).today.organisation.basis is Basis.NEED


# Overrides


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("work.capacitty", ["work.capacitty", "unknown key"]),
        ("wrok.capacity", ["wrok.capacity", "unknown key 'wrok'", "work"]),
        ("segments.3.spend", ["segments.3.spend", "'3' is no position", "0 to 2", "* for all"]),
        ("segments.Firms.spend", ["segments.Firms.spend", "'Firms' is no position"]),
        ("months.january", ["months.january", "nothing below", "shorten"]),
    ],
)
def test_an_override_of_nothing_says_what_is_there(small_scenario, path, words):
    with pytest.raises(ScenarioError) as error:
        small_scenario(**{path: 2})
    assert_says(error.value.problems, *words)


def test_an_override_with_a_bad_value_names_the_scenario_and_the_place(small_scenario):
    with pytest.raises(ScenarioError) as error:
        small_scenario(**{"segments.1.spend": -2})
    assert_says(error.value.problems, "Small market", "segments.1.spend", "greater than")


def test_an_override_changes_that_value_and_nothing_else(small_scenario):
    base, changed = small_scenario(), small_scenario(**{"segments.1.spend": 3.5})
    assert changed.segments[1].spend == 3.5
    expected = base.model_dump()
    expected["segments"][1]["spend"] = 3.5
    assert changed.model_dump() == expected
    assert base.segments[1].spend == 1.2


def test_a_star_overrides_every_item_of_a_list(small_scenario):
    changed = small_scenario(**{"segments.*.spend": 2.0, "products.*.margin": 0.7})
    assert [s.spend for s in changed.segments] == [2.0] * 3
    assert [p.margin for p in changed.products] == [0.7] * 2


def test_overrides_go_in_the_order_given(small_scenario):
    changed = small_scenario(**{"segments.*.spend": 2.0, "segments.1.spend": 5.0})
    assert [s.spend for s in changed.segments] == [2.0, 5.0, 2.0]


def test_a_scenario_cannot_be_changed_in_place(small_scenario):
    with pytest.raises(ValueError, match="frozen"):
        small_scenario().months = 3


# The hash says what a result came from.


def test_the_hash_changes_with_any_content(small_scenario):
    changes = [
        {},
        {"months": 25},
        {"name": "Other"},
        {"segments.0.spend": 0.81},
        {"segments.0.needs": {"bill": 0.1}},
        {"today.organisation.layers": 3},
        {"shocks": [{"month": 2, "trust": 0.1}]},
        {"market.network.kind": "mixed"},
    ]
    assert len({small_scenario(**change).hash for change in changes}) == len(changes)


def test_the_hash_does_not_change_with_spelling_or_order(written, small_scenario):
    data = yaml.safe_load(SMALL.read_text(encoding="utf-8"))
    data["months"] = 24.0
    data["work"] = {"capacity": 8}  # the default, said aloud
    reordered = dict(reversed(list(data.items())))
    path = written(yaml.safe_dump(reordered, sort_keys=False, default_flow_style=True))
    assert load(path).hash == small_scenario().hash
    assert small_scenario(**{"segments.1.spend": 1.2}).hash == small_scenario().hash
