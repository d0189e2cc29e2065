"""Results at a prompt and in a notebook: short, true, and safe for any name."""

from __future__ import annotations

import pytest

import sim
from sim.errors import RunError, ScenarioError
from sim.model.model import OrganisationModel
from sim.results.comparison import compare
from sim.results.tournament import tournament


@pytest.fixture(scope="module")
def result(small_scenario):
    return compare(small_scenario(name="<Small> & co"), replications=3, jobs=1)


@pytest.fixture(scope="module")
def rivals(small_scenario):
    firms = {"<north>": "segment_led/incremental", "south": "product_led/perfection"}
    return tournament(small_scenario(months=6), firms, replications=2, jobs=1)


def test_a_comparison_is_one_line(result):
    assert repr(result) == (
        "<Comparison of <Small> & co, 5 designs, 3 replications, simulated: too close to call>"
    )


def test_a_tournament_is_one_line(rivals):
    assert repr(rivals).startswith("<Tournament of Small market, 2 firms, 2 replications, simulat")


def test_a_scenario_is_one_line(small_scenario):
    line = "<Scenario Small market: 3 segments, 2 products, 20,000 people, 24 months>"
    people = f"{small_scenario().market.people:,}"
    assert repr(small_scenario()) == line.replace("20,000", people) == str(small_scenario())


def test_a_model_says_where_it_is(small_scenario):
    model = OrganisationModel(small_scenario(burn_in=0), seed=1)
    assert repr(model) == "<OrganisationModel of Small market, one firm, before month 1>"
    model.step()
    assert "before month 2" in repr(model)


def test_html_holds_verdict_and_figures_and_escapes_names(result, rivals, small_scenario):
    html = result._repr_html_()
    assert "&lt;Small&gt; &amp; co" in html
    assert "<Small>" not in html
    for words in ("segment-led, incremental", "95 % CI", "Net present value", "simulated"):
        assert words in html
    assert "&lt;north&gt;" in rivals._repr_html_()
    assert "<north>" not in rivals._repr_html_()
    assert all(s.name in small_scenario()._repr_html_() for s in small_scenario().segments)


def test_frames_hold_what_the_methods_say(result, rivals):
    frame = result.to_frame()
    own = result.estimates("segment_led/perfection")["npv"]
    gap = result.differences("segment_led/perfection")["npv"]
    assert tuple(frame.loc[("segment_led/perfection", "npv")]) == (*own, *gap)
    assert tuple(rivals.to_frame().loc[("south", "share")]) == rivals.estimates("south")["share"]


def test_a_scenario_as_a_frame_has_values_units_and_origins(small_scenario):
    frame = small_scenario(**{"work.capacity": 3}).to_frame()
    assert frame.loc["work.capacity"].to_list() == [3, "effort / month", "override"]
    name = small_scenario().segments[0].name
    assert frame.loc[f"segments.{name}.share", "unit"] == "share"
    assert frame.loc[f"segments.{name}.share", "origin"].endswith("small.yaml:9")


def test_the_package_lists_what_it_offers_without_importing_it():
    assert {"load", "compare", "open", "tournament", "Scenario"} <= set(dir(sim))
    assert not {"Any", "import_module", "annotations"} & set(dir(sim))
    with pytest.raises(AttributeError, match="'comapre'; did you mean 'compare'"):
        sim.comapre  # noqa: B018


def test_wide_letters_take_two_columns():
    from sim.text.alignment import aligned

    lines = aligned([["", "n"], ["小企業", "10"], ["Firms", "2"], ["Cafe\u0301", "3"]]).splitlines()
    assert lines == ["         n", "小企業  10", "Firms    2", "Cafe\u0301     3"]


def test_wrong_kinds_of_arguments_are_explained(small_scenario):
    for wrong in (None, 3):
        with pytest.raises(ScenarioError, match="is not a file"):
            sim.load(wrong)
    with pytest.raises(ScenarioError, match="is not a dict"):
        small_scenario().override("work.hit_rate=0.2")
    with pytest.raises(RunError, match="pass a dict"):
        compare(small_scenario(), designs=["today"])
