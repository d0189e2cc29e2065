"""A scenario: overridden by path, equal and hashed by its content and not by its origins."""

from __future__ import annotations

import copy
import json
import pickle
import re
from decimal import Decimal
from functools import reduce

import numpy as np
import pytest
from conftest import HERE
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.reading.loading import load, shipped
from sim.scenario.scenario import Scenario, validate
from sim.scenario.schema.design import PRESETS, Basis, Design, Organisation
from sim.scenario.schema.specification import Spec, targets

SMALL = HERE / "scenarios" / "small.yaml"


def problem_of(scenario, changes):
    with pytest.raises(ScenarioError) as error:
        scenario.override(changes)
    (problem,) = error.value.problems
    return problem


# Files


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_loads(name):
    scenario = load(name)
    assert sum(s.share for s in scenario.segments) == pytest.approx(1)
    assert load(shipped()[name]) == scenario


def test_the_shipped_scenarios_are_what_they_were(golden):
    golden("shipped_scenarios", {name: load(name).hash for name in shipped()})


def test_a_design_in_a_file_is_the_preset_with_its_values():
    assert load(SMALL).today == PRESETS["segment_led/incremental"]
    assert load(SMALL).today.organisation.basis is Basis.NEED


# Overrides


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        ("work.capacitty", "work.capacitty: unknown key 'capacitty', did you mean 'capacity'?"),
        ("wrok.capacity", "wrok.capacity: unknown key 'wrok', did you mean 'work'?"),
        ("wrok", "wrok: unknown key 'wrok', did you mean 'work'?"),
        ("segments.0.spent", "segments.0.spent: unknown key 'spent', did you mean 'spend'?"),
        (
            "segments.3.spend",
            "segments.3.spend: '3' is neither a position nor a name in this list of 3; use 0 to 2, * for "
            "all, or Young, Families or Firms",
        ),
        (
            "segments.Familes.spend",
            "segments.Familes.spend: 'Familes' is neither a position nor a name in this list of 3, did "
            "you mean 'Families'?; use 0 to 2, * for all, or Young, Families or Firms",
        ),
        (
            'segments."1".spend',
            "segments.\"1\".spend: '1' is neither a position nor a name in this list of 3; use 0 to 2, "
            "* for all, or Young, Families or Firms",
        ),
        ("sources.7", "sources.7: '7' is not a position in this list of 1; use 0 to 0, * for all"),
        ("shocks.*.trust", "shocks.*.trust: this list is empty; set the whole list"),
        ("months.january", "months.january: there is nothing below this value; shorten the path"),
        ("", "'' is not a path; separate names by dots, as in market.people"),
        (
            "market..people",
            "'market..people' is not a path; separate names by dots, as in market.people",
        ),
        (
            'segments."Young',
            "'segments.\"Young' is not a path; separate names by dots, as in market.people",
        ),
    ],
)
def test_an_override_of_nothing_says_what_is_there(small_scenario, path, stated):
    assert problem_of(small_scenario(), {path: 2}) == stated


@pytest.mark.parametrize(
    ("changes", "stated"),
    [
        (
            {"segments.1.spend": -2},
            "segments.Families.spend: is -2; use a number from 0.01 to 1_000 (ratio)",
        ),
        (
            {"months": "2%"},
            "months: is '2%', but only a share may be a percentage; use a whole "
            "number from 1 to 600 (month)",
        ),
        ({"months": True}, "months: is true; use a whole number from 1 to 600 (month)"),
        (
            {"market": {"people": 1000, "poeple": 1}},
            "market.poeple: unknown key, did you mean 'people'?",
        ),
        (
            {"segments.Young.needs.halp": 1},
            "segments.Young.needs.halp: no touchpoint is called 'halp', did you mean 'help'?",
        ),
        (
            {"segments.Firms.holdings": {"Lone": 1}},
            "segments.Firms.holdings.Lone: no product is called 'Lone', did you mean 'Loan'?",
        ),
        (
            {"segments.Firms.holdings": {1: 1}},
            "segments.Firms.holdings.1: a key must be text; write it in quotes",
        ),
        (
            {"segments.Firms.needs": {"\ud800": 1}},
            (
                "segments.Firms.needs.\\ud800: no touchpoint is called '\\ud800'; use bill, "
                "help, onboard, use Account or use Loan"
            ),
        ),
        ({"name": "\ud800"}, "name: contains half a character; write it again"),
        (
            {"segments.Young.share": 0.5},
            "segments: the shares add up to 1.1, not to 1; change a segment's share",
        ),
        (
            {"today.organisation.basis": "none"},
            "today.organisation.authority: is 1, above 0, but basis is none: segment leaders need "
            "segments to act on; set basis to need or circumstance, or authority to 0",
        ),
    ],
)
def test_an_override_with_a_bad_value_names_the_scenario_and_the_place(
    small_scenario, changes, stated
):
    assert problem_of(small_scenario(), changes) == f"Small market: {stated}"


def test_an_override_changes_that_value_and_nothing_else(small_scenario):
    base, changed = small_scenario(), small_scenario(**{"segments.1.spend": 3.5})
    assert changed.segments[1].spend == 3.5
    expected = base.model_dump()
    expected["segments"][1]["spend"] = 3.5
    assert changed.model_dump() == expected
    assert base.segments[1].spend == 1.2


def test_items_are_found_by_name_by_position_and_by_star(small_scenario):
    by_name = small_scenario(**{"segments.Families.spend": 3, 'products."Loan".margin': 0.4})
    assert by_name == small_scenario(**{"segments.1.spend": 3.0, "products.1.margin": 0.4})
    every = small_scenario(**{"segments.*.spend": 2.0, "products.*.margin": 0.7})
    assert [s.spend for s in every.segments] == [2.0] * 3
    assert [p.margin for p in every.products] == [0.7] * 2


@pytest.mark.parametrize("name", ["St. Gallen", "1", "*", 'a "b" c', "back\\slash", '"x"', "-"])
def test_a_name_of_any_kind_is_found_by_the_path_that_the_scenario_shows(small_scenario, name):
    renamed = small_scenario(**{"segments.2.name": name})
    path = next(
        p
        for p, origin in renamed.origins().items()
        if p.endswith("spend") and p not in small_scenario().origins()
    )
    changed = renamed.override({path: 7})
    assert [s.spend for s in changed.segments] == [0.8, 1.2, 7.0]


@pytest.mark.parametrize("name", ["A.B", "A. B", '"A"', ".", "1"])
def test_a_key_of_any_kind_is_found_by_the_path_that_the_scenario_shows(small_scenario, name):
    holdings = {"Account": 0.9, name: 0.2}
    named = small_scenario(**{"products.1.name": name, "segments.Firms.holdings": holdings})
    (path,) = (
        p
        for p in named.origins()
        if p.startswith("segments.Firms.holdings.") and not p.endswith("Account")
    )
    assert named.override({path: "30%"}).segments[2].holdings[name] == 0.3


def test_a_table_entry_can_be_added_and_whole_parts_replaced(small_scenario):
    shock = {"month": 3, "trust": "20%"}
    changed = small_scenario(
        **{
            "segments.Young.holdings.Loan": "5 %",
            "shocks": [shock],
            "today": PRESETS["product_led/perfection"],
            "market.people": np.int64(30_000),
            "work.capacity": np.float32(4),
            "months": 36.0,
        }
    )
    assert changed.segments[0].holdings == {"Loan": 0.05}
    assert changed.shocks[0].trust == 0.2
    assert changed.today == PRESETS["product_led/perfection"]
    assert (changed.market.people, changed.work.capacity, changed.months) == (30_000, 4.0, 36)


def test_what_a_star_sets_is_set_for_each_item_apart(small_scenario):
    changed = small_scenario(
        **{"segments.*.holdings": {"Loan": 0.5}, "segments.0.holdings.Loan": 0.1}
    )
    assert [s.holdings["Loan"] for s in changed.segments] == [0.1, 0.5, 0.5]


def test_every_share_may_be_a_percentage_and_nothing_else(small_scenario):
    scenario = small_scenario(**{"shocks": [{"month": 2}], "segments.*.holdings": {"Loan": 0.2}})
    data, seen = scenario.model_dump(), set()
    for path in scenario.origins():
        ((steps, spec),) = targets(data, Spec(Scenario), path)
        value = reduce(lambda inside, step: inside[step], steps, data)
        if value is None or isinstance(value, bool | str | list | dict):
            continue
        percent = f"{Decimal(repr(value)) * 100} %"
        seen.add(spec.unit.split()[0] == "share")
        if spec.unit.split()[0] == "share":
            assert scenario.override({path: percent}) == scenario, path
        else:
            assert "only a share may be a percentage" in problem_of(scenario, {path: percent}), path
    assert seen == {True, False}


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2%", "Young", "help", "need"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "share", "month", "people", "help"]), inside)
    ),
    max_leaves=6,
)
PARTS = st.sampled_from(
    [
        "segments",
        "market",
        "people",
        "needs",
        "help",
        "Young",
        "*",
        "0",
        "7",
        "today",
        "shocks",
        "organisation",
        "basis",
        "months",
        "name",
        '"Young"',
        '"',
        "",
        "sources",
    ]
)


@settings(max_examples=300)
@given(
    changes=st.dictionaries(
        st.lists(PARTS, min_size=1, max_size=4).map(".".join) | st.text(max_size=8),
        ANYTHING,
        max_size=3,
    )
)
def test_any_override_gives_a_scenario_or_says_why_not(small_scenario, changes):
    try:
        scenario = small_scenario().override(changes)
    except ScenarioError as error:
        problems = error.problems or ["nothing is said"]
    else:
        problems = []
        assert len(scenario.hash) == 64
        assert scenario.origins()
    assert [p for p in problems if not re.fullmatch(r".*(: | is not a path).+", p)] == []


def test_overrides_go_in_the_order_given(small_scenario):
    changed = small_scenario(**{"segments.*.spend": 2.0, "segments.1.spend": 5.0})
    assert [s.spend for s in changed.segments] == [2.0, 5.0, 2.0]


def test_a_scenario_cannot_be_changed_in_place(small_scenario):
    with pytest.raises(ValueError, match="frozen"):
        small_scenario().months = 3


# What Python gives is held to the same


def test_plain_data_are_told_every_problem_with_the_place_given():
    with pytest.raises(ScenarioError) as error:
        validate({"name": 3, "segments": [{"name": "A", "share": "150%"}], "products": []}, "made")
    assert error.value.problems == [
        "made: name: is 3; use text",
        "made: segments.A.share: is 1.5; use a number from 0.001 to 1 (share), or a percentage",
        "made: products: has 0 items but needs at least 1; add one",
    ]
    with pytest.raises(ScenarioError, match="made: is a list; use settings"):
        validate([], "made")


@pytest.mark.parametrize("off", [-0.9e-6, 0.9e-6])
def test_shares_need_not_add_up_more_exactly_than_they_are_written(small_scenario, off):
    data = small_scenario().model_dump()
    data["segments"][0]["share"] = 0.4 + off
    assert validate(data, "made").segments[0].share == 0.4 + off


@pytest.mark.parametrize(
    ("changes", "stated"),
    [
        ({"work.hit_rate": 2 / 3}, None),
        ({"work.hit_rate": 0.667}, "work.hit_rate: hit_rate and harm_rate are shares of the same"),
        ({"market.norm_start": 0.8, "market.norm_cap": 0.8}, None),
        ({"market.norm_start": 0.8, "market.norm_cap": 0.79}, "norm_cap is 0.79, below norm_start"),
    ],
)
def test_ideas_and_norms_may_reach_each_other_and_no_further(small_scenario, changes, stated):
    if stated is None:
        found = small_scenario(**changes)
        assert all(
            found.model_dump()[p.split(".")[0]][p.split(".")[1]] == value
            for p, value in changes.items()
        )
    else:
        assert stated in problem_of(small_scenario(), changes)


@pytest.mark.parametrize("off", [-1.1e-6, 1.1e-6, 5e-4])
def test_shares_that_miss_1_by_more_than_a_millionth_are_refused(small_scenario, off):
    data = small_scenario().model_dump()
    data["segments"][0]["share"] = 0.4 + off
    with pytest.raises(ScenarioError, match="segments: the shares add up to "):
        validate(data, "made")


def test_models_made_in_python_refuse_contradictions_too(small_scenario):
    data = small_scenario().model_dump()
    data["segments"][0]["share"] = 0.5
    with pytest.raises(ValidationError, match=r"segments: the shares add up to 1\.1"):
        Scenario.model_validate(data)
    with pytest.raises(ValidationError, match="segment leaders need segments"):
        Design(organisation=Organisation(authority=0.5))


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


def test_the_hash_does_not_change_with_spelling_or_order(tmp_path, small_scenario):
    data = small_scenario().model_dump(mode="json")
    data["months"] = 24.0
    data["work"] = {"capacity": 8}  # the default, said aloud
    data["segments"][0]["share"] = "40%"
    path = tmp_path / "reordered.yaml"
    path.write_text(json.dumps(dict(reversed(list(data.items())))), encoding="utf-8")
    assert load(path).hash == small_scenario().hash
    assert small_scenario(**{"segments.1.spend": 1.2}).hash == small_scenario().hash


def test_origins_are_no_part_of_what_a_scenario_is(small_scenario):
    loaded = load(SMALL)
    made = Scenario.model_validate(loaded.model_dump())
    again = loaded.override({"months": 24})
    assert loaded == made == again
    assert loaded.hash == made.hash == again.hash
    assert loaded.model_dump() == made.model_dump()
    assert "provenance" not in loaded.model_dump_json()
    for twin in (copy.deepcopy(loaded), pickle.loads(pickle.dumps(loaded)), loaded.model_copy()):
        assert twin == loaded
        assert twin.origins() == loaded.origins()
