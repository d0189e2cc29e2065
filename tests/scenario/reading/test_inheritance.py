"""Files that build on others: what merges, what is replaced, what is dropped, what is refused."""

from __future__ import annotations

import pytest
from bad_files import GOOD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.reading.decoding import LARGEST
from sim.scenario.reading.loading import load


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Writes files into an empty folder, the good one as base.yaml among them, and works there."""
    monkeypatch.chdir(tmp_path)

    def write(**texts):
        for name, text in {"base": GOOD, **texts}.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    return write


def problems_of(path="child.yaml"):
    with pytest.raises(ScenarioError) as error:
        load(path)
    return error.value.problems


def names(items):
    return [item.name for item in items]


# Merging


def test_a_child_that_says_nothing_is_its_parent(files):
    files(child="extends: base.yaml\n")
    assert load("child.yaml") == load("base.yaml")


def test_a_shipped_scenario_is_built_on_by_its_name(files):
    files(child="extends: retail_bank\nname: Ours\nmarket: {people: 3_000_000}\n")
    bank, ours = load("retail_bank"), load("child.yaml")
    assert ours == bank.override({"name": "Ours", "market.people": 3_000_000})


def test_maps_merge_and_items_merge_by_name_in_the_parents_order(files):
    files(
        child="""\
extends: base.yaml
segments:
  - {name: Retired, share: 10%}
  - {name: Families, share: 50%, holdings: {Loan: 0.2}}
work: {legacy: 1}
"""
    )
    child = load("child.yaml")
    assert names(child.segments) == ["Young", "Families", "Retired"]
    assert [s.share for s in child.segments] == [0.4, 0.5, 0.1]
    assert child.segments[1].holdings == {"Account": 0.9, "Loan": 0.2}
    assert (child.work.capacity, child.work.legacy) == (8, 1)


def test_an_item_is_dropped_by_name(files):
    files(
        child="""\
extends: base.yaml
segments:
  - {name: Young, remove: true}
  - {name: Families, share: 1}
touchpoints: [{name: onboard, remove: true}]
"""
    )
    child = load("child.yaml")
    assert names(child.segments) == ["Families"]
    assert names(child.touchpoints) == ["help"]


def test_items_without_names_replace_the_inherited_list(files):
    files(
        base=GOOD + "sources: [one, two]\nshocks: [{month: 1, trust: 0.1}, {month: 2}]\n",
        child="extends: base.yaml\nsources: [three]\nshocks: [{month: 5}]\n",
        none="extends: base.yaml\nsources: []\nshocks: []\n",
    )
    child, none = load("child.yaml"), load("none.yaml")
    assert child.sources == ["three"]
    assert [(s.month, s.trust) for s in child.shocks] == [(5, 0)]
    assert (none.sources, none.shocks) == ([], [])


def test_what_replace_names_is_taken_from_the_child_alone(files):
    files(
        child="""\
extends: base.yaml
replace: [segments, products, today.organisation]
segments: [{name: Everybody, share: 1}]
products: [{name: Card, revenue: 10}]
today: {organisation: {visibility: 0.5}}
"""
    )
    child = load("child.yaml")
    assert names(child.segments) == ["Everybody"]
    assert names(child.products) == ["Card"]
    assert (child.today.organisation.visibility, child.today.organisation.basis) == (0.5, "none")
    assert child.today.delivery.batch_size == 5


def test_replace_reaches_into_an_item_by_its_name_and_may_be_one_text(files):
    files(
        child="""\
extends: base.yaml
replace: segments.Families.holdings
segments: [{name: Families, holdings: {Loan: 0.2}}]
"""
    )
    family = load("child.yaml").segments[1]
    assert family.holdings == {"Loan": 0.2}
    assert family.share == 0.6


def test_of_several_parents_later_ones_win_and_the_child_wins_over_all(files):
    files(
        slow="months: 36\nburn_in: 3\nwork: {capacity: 2}\n",
        child="extends: [base.yaml, slow.yaml]\nburn_in: 5\n",
    )
    child = load("child.yaml")
    assert (child.months, child.burn_in, child.work.capacity) == (36, 5, 2)
    assert names(child.segments) == ["Young", "Families"]


def test_generations_and_a_common_ancestor_resolve_relative_to_each_file(files):
    files(
        markets__north="extends: ../base.yaml\nmonths: 30\n",
        markets__south="extends: ../base.yaml\nburn_in: 7\n",
        child="extends: [markets/north.yaml, markets/south.yaml]\n",
    )
    child = load("child.yaml")
    # south inherits the months of base.yaml, and comes later
    assert (child.months, child.burn_in) == (24, 7)


def test_an_empty_map_of_a_parent_changes_nothing(files):
    files(
        empty="segments: [{name: Families, holdings: {}}]\n",
        child="extends: [base.yaml, empty.yaml]\n",
    )
    assert load("child.yaml") == load("base.yaml")


# Refusals


@pytest.mark.parametrize(
    ("child", "stated"),
    [
        (
            "extends: bass.yaml",
            "1:10: extends: bass.yaml: no such file or shipped scenario; did you mean 'base.yaml'?",
        ),
        (
            "extends: child.yaml",
            "1:10: extends: is circular: child.yaml -> child.yaml; remove one extends",
        ),
        (
            "extends: [base.yaml, ./base.yaml]",
            "1:22: extends: ./base.yaml is named twice; remove one",
        ),
        (
            "extends: {base: yes}",
            "1:10: extends: must be text or a list of texts, as in extends: retail_bank",
        ),
        ("extends:", "1:1: extends: must be text or a list of texts, as in extends: retail_bank"),
        (
            "extends: [" + ", ".join(f"f{n}.yaml" for n in range(17)) + "]",
            "1:10: extends: more than 16 files; build on fewer",
        ),
        (
            "extends: base.yaml\nreplace: [products]",
            (
                "2:11: replace: this file does not set 'products' itself; give it below, or "
                "remove it here"
            ),
        ),
        (
            "extends: base.yaml\nreplace: [segmnts]\nsegments: [{name: Everybody, share: 1}]",
            "2:11: replace: this file does not set 'segmnts' itself; did you mean 'segments'?",
        ),
        (
            "extends: base.yaml\nreplace: [months]\nmonths: 3",
            "2:11: replace: 'months' is a single value, which replaces the inherited one anyway; "
            "remove it here",
        ),
        (
            "extends: base.yaml\nreplace: [work..x]\nwork: {legacy: 1}",
            "2:11: replace: 'work..x' is not a path; separate names by dots, as in market.people",
        ),
        (
            "extends: base.yaml\nreplace: []",
            "2:10: replace: is an empty list; name something in it, or remove it",
        ),
        (
            "extends: base.yaml\nwork: {}",
            (
                "2:7: work: is empty, so everything inherited from base.yaml:19:3 stays; remove "
                "it, or write replace: [work] to inherit nothing"
            ),
        ),
        (
            "extends: base.yaml\nproducts: [{name: Lone, remove: true}]",
            "2:25: products.Lone: no inherited item has this name, did you mean 'Loan'?",
        ),
        (
            "extends: base.yaml\nproducts: [{name: Car, remove: true}, {name: Car}]",
            "2:24: products.Car: no inherited item has this name; leave this item out",
        ),
        (
            "extends: base.yaml\nproducts: [{name: Loan, remove: false}]",
            "2:25: products.Loan: remove must be true; write remove: true, or leave it out",
        ),
        (
            "extends: base.yaml\nproducts: [{name: Loan, remove: true, margin: 0.1}]",
            (
                "2:25: products.Loan: is both removed and set; keep only name and remove, or "
                "leave remove out"
            ),
        ),
        (
            "extends: base.yaml\nproducts: [{name: Account}, {remove: true}]",
            "2:30: products.?: the item to remove has no name; add it",
        ),
        ("extends: base.yaml\nremove: true", "2:1: remove: unknown key; remove it, or use one of"),
        (
            "extends: base.yaml\nwork: 3",
            "2:7: work: is 3; use settings below it, each as key: value on its own line",
        ),
        (
            "extends: base.yaml\nproducts: [{name: Loan, margin: 1.5}, {name: Loan}]",
            "2:33: products.1.margin: is 1.5; use a number from 0 to 1 (share), or a percentage",
        ),
    ],
)
def test_what_cannot_be_inherited_is_refused_with_its_place(files, child, stated):
    files(child=child + "\n")
    first, *others = problems_of()
    assert first.startswith(f"child.yaml:{stated}")
    later = ("products.2.name: the name 'Loan' is used twice", "segments", "extends: ")
    assert all(any(word in other for word in later) for other in others)


def test_a_circle_is_shown_as_a_chain(files):
    files(a="extends: b.yaml\n", b="name: B\nextends: c.yaml\n", c="extends: [base.yaml, b.yaml]\n")
    (problem,) = problems_of("a.yaml")
    assert problem == (
        "c.yaml:1:22: extends: is circular: b.yaml -> c.yaml -> b.yaml; remove one extends"
    )


def test_a_very_long_line_of_ancestors_is_refused(files):
    files(**{f"f{n}": f"extends: f{n + 1}.yaml\n" for n in range(40)})
    (problem,) = problems_of("f0.yaml")
    assert problem == "f16.yaml:1:10: extends: more than 16 files; build on fewer"


def test_problems_of_a_parent_name_its_file_and_come_after_the_childs(files):
    files(
        base=GOOD.replace("batch_size", "batch_sise").replace("24", "many"),
        child="extends: base.yaml\nburn_in: -1\n",
    )
    assert [problem.split(": ")[0] for problem in problems_of()] == [
        "child.yaml:2:10",
        "base.yaml:2:9",
        "base.yaml:23:5",
    ]


def test_a_parent_that_is_no_yaml_names_its_file(files):
    files(base="name: [\n", child="months: 0\nextends: base.yaml\n")
    assert problems_of()[-1].startswith("base.yaml:1:8: the file ends within brackets")
    files(base="#" * (LARGEST + 1))
    assert problems_of()[-1].startswith("base.yaml:1:1: is larger than")


def test_shares_that_no_longer_add_up_say_where_each_comes_from_and_the_cure(files):
    files(child="extends: base.yaml\nsegments:\n  - {name: Retired, share: 0.3}\n")
    assert problems_of() == [
        "child.yaml:2:1: segments: the shares add up to 1.3, not to 1; change a segment's share; "
        "it depends on base.yaml:6, base.yaml:10 and child.yaml:3; write replace: [segments] to "
        "inherit none of them, or {name: ..., remove: true} to drop one"
    ]


def test_an_inherited_mention_of_what_was_replaced_says_both_places_and_the_cure(files):
    files(child="extends: base.yaml\nreplace: [products]\nproducts: [{name: Card}]\n")
    assert problems_of() == [
        "base.yaml:11:16: segments.Families.holdings.Account: no product is called 'Account'; "
        "use Card; it depends on child.yaml:3; write replace: [segments] to inherit none of "
        "them, or {name: ..., remove: true} to drop one"
    ]


# Properties

VALUES = st.fixed_dictionaries(
    {},
    optional={
        "months": st.integers(1, 600),
        "work": st.dictionaries(
            st.sampled_from(["capacity", "legacy"]), st.integers(1, 20), min_size=1
        ),
        "segments": st.lists(
            st.fixed_dictionaries(
                {"name": st.sampled_from(["Young", "Families"]), "spend": st.integers(1, 9)}
            ),
            unique_by=lambda item: item["name"],
            min_size=1,
        ),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES)
def test_a_child_is_its_parent_with_the_same_values_overridden(files, values):
    lines = [f"{key}: {value}" for key, value in values.items()]
    files(child="\n".join(["extends: base.yaml", *lines]) + "\n")
    changes = {key: values[key] for key in values.keys() & {"months"}}
    changes |= {f"work.{key}": value for key, value in values.get("work", {}).items()}
    changes |= {f"segments.{s['name']}.spend": s["spend"] for s in values.get("segments", [])}
    child = load("child.yaml")
    assert child == load("base.yaml").override(changes)
    reported = {
        path for path, origin in child.origins().items() if origin.startswith("child.yaml:")
    }
    assert reported == set(changes) | {
        f"segments.{s['name']}.name" for s in values.get("segments", [])
    }


def test_a_new_name_that_looks_like_an_inherited_one_is_refused_with_both_places(files):
    files(child="extends: retail_bank\nsegments:\n  - {name: families , share: 0.1}\n")
    problems = problems_of()
    assert (
        "child.yaml:3:12: segments.families.name: the name 'families' looks like 'Families', which "
        "already exists; rename one; it depends on retail_bank.yaml:"
    ) in problems[-1]
    files(child="extends: retail_bank\nsegments:\n  - {name: families, remove: true}\n")
    assert problems_of() == [
        (
            "child.yaml:3:22: segments.families: no inherited item has this name, did "
            "you mean 'Families'?"
        )
    ]
