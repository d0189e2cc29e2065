"""Ranges beside values: what may have one, what is drawn from it, and what comes of setting it."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sim.errors import ScenarioError
from sim.scenario.reading.loading import load
from sim.scenario.schema.uncertainty import Range

HIT = {"work.hit_rate": {"low": 0.2, "high": 0.5}}


def refused(scenario, ranges):
    with pytest.raises(ScenarioError) as caught:
        scenario.override({"uncertain": ranges})
    (problem,) = caught.value.problems
    return problem.removeprefix(f"{scenario.name}: ")


BAD = {
    "a key that is not there": (
        {"work.hitrate": {"low": 0, "high": 1}},
        "uncertain.\"work.hitrate\": unknown key 'hitrate', did you mean 'hit_rate'?",
    ),
    "a lever": (
        {"work.capacity": {"low": 1, "high": 20}},
        'uncertain."work.capacity": is a lever, which the firm chooses; only parameters with the '
        "role uncertainty have a range",
    ),
    "a constant": (
        {"market.simulated": {"low": 300, "high": 9000}},
        'uncertain."market.simulated": is a constant of the study; only parameters with the role '
        "uncertainty have a range",
    ),
    "several values": (
        {"segments.*.spend": {"low": 0.1, "high": 2}},
        'uncertain."segments.*.spend": names several values; give each its own range, by name '
        "instead of *",
    ),
    "a share of a segment": (
        {"segments.0.share": {"low": 0.1, "high": 0.6}},
        'uncertain."segments.0.share": cannot vary alone, since the shares add up to 1; remove it',
    ),
    "a section": (
        {"work": {"low": 0, "high": 1}},
        "uncertain.work: is not a single number; name one, as in work.hit_rate",
    ),
    "a value outside its range": (
        {"work.hit_rate": {"low": 0.5, "high": 0.9}},
        'uncertain."work.hit_rate": goes from 0.5 to 0.9 and does not contain the value itself, '
        "0.333333; widen the range, or change the value",
    ),
    "ends the wrong way round": (
        {"work.hit_rate": {"low": 0.5, "high": 0.1}},
        'uncertain."work.hit_rate": low is 0.5, above high, 0.1; swap them',
    ),
    "an end that the schema does not allow": (
        {"work.hit_rate": {"low": 0.1, "high": 1.5}},
        'uncertain."work.hit_rate": high is 1.5; use a number from 0 to 1 (share), or a percentage',
    ),
    "a lognormal range from zero": (
        {"work.hit_rate": {"low": 0, "high": 0.5, "distribution": "lognormal"}},
        'uncertain."work.hit_rate": low is 0; a lognormal range must begin above 0',
    ),
    "a norm that may start above its cap": (
        {"market.norm_start": {"low": 0.7, "high": 0.9}},
        'uncertain."market.norm_start": norm_start can be drawn as 0.9, above norm_cap (0.85); '
        "raise norm_cap, or narrow the range",
    ),
    "ideas that work or do harm in more than all cases": (
        {"work.hit_rate": {"low": 0.1, "high": 0.8}},
        'uncertain."work.hit_rate": hit_rate and harm_rate are shares of the same ideas but '
        "can be drawn to add up to 1.133, above 1; narrow a range",
    ),
    "a cap that the norm may start above": (
        {"market.norm_cap": {"low": 0.7, "high": 0.9}},
        'uncertain."market.norm_cap": norm_start can be drawn as 0.85, above norm_cap (0.7); '
        "raise norm_cap, or narrow the range",
    ),
    "harm that leaves too few ideas to work": (
        {"work.harm_rate": {"low": 0.1, "high": 0.8}},
        'uncertain."work.harm_rate": hit_rate and harm_rate are shares of the same ideas but '
        "can be drawn to add up to 1.133, above 1; narrow a range",
    ),
    # .3 + 2 * .2, the end of the tail, and a third
    "ideas that work in too many cases at the end of the tail": (
        {"work.hit_rate": {"low": 0.1, "high": 0.5, "distribution": "normal"}},
        'uncertain."work.hit_rate": hit_rate and harm_rate are shares of the same ideas but '
        "can be drawn to add up to 1.033, above 1; narrow a range",
    ),
    # 1 - .3 / sqrt(1 + v), where needs and tastes scatter by v = .65 * .7^2 + .3^2, times 1.5
    "calls for help that may be drawn to cause as many": (
        {
            "touchpoints.help.quality": {"low": 0.3, "high": 0.95},
            "experience.repeat_contacts": {"low": 0.0, "high": 1.5},
        },
        'uncertain."experience.repeat_contacts": a call for help can cause 1.12 further ones on '
        "average, repeat_contacts times the 0.747 that help leaves open, but calls pile up as this "
        "nears 1 and the limit is 0.7; lower repeat_contacts or misfit_contacts, or raise the "
        "quality there",
    ),
    "losses that may be drawn beyond the cost of sales": (
        {
            "products.0.loss_rate": {"low": 0.0, "high": 0.05},
            "products.0.loss_size": {"low": 0.0, "high": 12.0},
        },
        'uncertain."products.0.loss_size": losses can come to 0.6 of the revenue of Account, '
        "loss_rate times loss_size, but its cost of sales, which contains them, is "
        "0.38 of it; lower loss_rate, loss_size or margin",
    ),
    "one value twice": (
        {
            "segments.0.spend": {"low": 0.1, "high": 2},
            "segments.A.spend": {"low": 0.1, "high": 2},
        },
        "uncertain.\"segments.A.spend\": is the same value as 'segments.0.spend'; remove one of them",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_range_that_cannot_be_is_refused_with_its_reason(kind, small_scenario):
    ranges, message = BAD[kind]
    first = small_scenario().segments[0].name
    ranges = {key.replace(".A.", f".{first}."): value for key, value in ranges.items()}
    assert refused(small_scenario(), ranges) == message.replace(".A.", f".{first}.")


@pytest.mark.parametrize(
    "ranges",
    [
        {"work.hit_rate": {"low": 0.1, "high": 2 / 3}},  # a third does harm, so all ideas at most
        {"work.harm_rate": {"low": 0.1, "high": 2 / 3}},
        {"work.hit_rate": {"low": 1 / 3, "high": 0.5}},  # the value at an end of its range
        {"work.hit_rate": {"low": 0.1, "high": 1 / 3}},
        {"work.hit_rate": {"low": 1 / 3, "high": 1 / 3}},
        {"market.norm_start": {"low": 0.6, "high": 0.85}},  # up to the cap itself
        {"work.reuse": {"low": 0.0, "high": 1.0}},  # as far as the schema allows
    ],
)
def test_a_range_may_reach_as_far_as_what_bounds_it(small_scenario, ranges):
    (reported,) = small_scenario(uncertain=ranges).uncertain.values()
    ((low, high),) = ((each["low"], each["high"]) for each in ranges.values())
    assert (reported.low, reported.high) == (low, high)


def test_a_bad_range_is_named_with_its_line(tmp_path, small_scenario):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: retail_bank\nuncertain:\n  work.capacity: {low: 1, high: 20}\n")
    with pytest.raises(ScenarioError, match=r"mine\.yaml:3:3: uncertain\.\"work\.capacity\": is a"):
        load(file)


def test_a_range_beside_a_default_that_the_file_leaves_out_is_checked(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("extends: retail_bank\nuncertain:\n  work.harm_rate: {low: 50%, high: 60%}\n")
    with pytest.raises(
        ScenarioError, match=r"3:19: .* does not contain the value itself, 0\.333333"
    ):
        load(file)


def test_percentages_and_numbers_are_the_same_range(small_scenario):
    percent = small_scenario(uncertain={"work.hit_rate": {"low": "20 %", "high": "50%"}})
    assert percent == small_scenario(uncertain=HIT)


def test_a_draw_by_hand(small_scenario):
    """Ten hashes ranked give the tenth of the range, seven bytes of another the place within."""

    def uniform(name):
        return (int.from_bytes(sha256(name.encode()).digest()[:7], "big") + 0.5) / 256**7

    words = [uniform(f"3 {n} work.hit_rate order") for n in range(20, 30)]
    stratum = sum(word < words[4] for word in words)
    place = (stratum + uniform("3 24 work.hit_rate within")) / 10
    drawn = small_scenario(uncertain=HIT).drawn_values(3, 24)
    assert drawn == {"work.hit_rate": pytest.approx(0.2 + 0.3 * place, rel=1e-14)}


def test_draws_depend_on_seed_number_and_path_alone(small_scenario):
    one = small_scenario(uncertain=HIT)
    more = small_scenario(uncertain={"work.reuse": {"low": 0.1, "high": 0.9}, **HIT})
    drawn = one.drawn_values(3, 7)["work.hit_rate"]
    assert drawn == more.drawn_values(3, 7)["work.hit_rate"]
    others = one.drawn_values(3, 8), one.drawn_values(4, 7)
    assert drawn not in [other["work.hit_rate"] for other in others]
    assert more.drawn_values(3, 7)["work.reuse"] != pytest.approx(drawn)


def test_ten_replications_in_a_row_draw_from_every_tenth_of_a_range(small_scenario):
    wide = {"low": 0.0, "high": 1.0}
    scenario = small_scenario(uncertain={"work.reuse": wide, "work.legacy": wide})
    drawn = [scenario.drawn_values(1, number) for number in range(1000)]
    places = np.array([list(values.values()) for values in drawn])
    tenths = np.floor(10 * places).astype(int).reshape(100, 10, 2)
    assert (np.sort(tenths, axis=1) == np.arange(10)[:, None]).all()
    assert np.corrcoef(places.T)[0, 1] == pytest.approx(0, abs=0.1)
    assert np.unique(tenths[:, 0], axis=0).shape[0] > 50  # the order is shuffled by path and block
    assert np.histogram(places * 10 % 1, 10)[0] == pytest.approx(200, abs=60)


def test_a_drawn_scenario_holds_the_drawn_values_and_nothing_uncertain(small_scenario):
    scenario = small_scenario(uncertain=HIT)
    drawn = scenario.drawn(3, 0)
    assert drawn.work.hit_rate == scenario.drawn_values(3, 0)["work.hit_rate"] != 1 / 3
    assert drawn.uncertain == {}
    assert drawn.drawn(3, 1) is drawn


def test_whole_numbers_are_drawn_whole(small_scenario):
    scenario = small_scenario(uncertain={"transition.months": {"low": 6, "high": 18}})
    drawn = [scenario.drawn(1, number).transition.months for number in range(40)]
    assert {type(value) for value in drawn} == {int}
    assert min(drawn) < 9
    assert max(drawn) > 15


def test_uniform_draws_fill_their_range_evenly():
    values = np.array([Range(low=2, high=6).value(u) for u in np.linspace(0, 1, 9)])
    assert values == pytest.approx(np.linspace(2, 6, 9))


@pytest.mark.parametrize(("kind", "scale"), [("normal", float), ("lognormal", np.log)])
def test_low_and_high_are_the_outer_points_of_a_normal_range(kind, scale):
    low, middle, high = (
        scale(Range(low=1, high=4, distribution=kind).value(u)) for u in (0.025, 0.5, 0.975)
    )
    assert (low, high) == pytest.approx((scale(1), scale(4)))
    assert middle == pytest.approx((low + high) / 2)
    quarter = scale(Range(low=1, high=4, distribution=kind).value(0.25))
    assert quarter == pytest.approx(norm(middle, (high - low) / (2 * norm.ppf(0.975))).ppf(0.25))


@given(draw=st.floats(0, 1), kind=st.sampled_from(["uniform", "normal", "lognormal"]))
def test_tails_end_at_twice_the_distance(draw, kind):
    value = Range(low=1, high=4, distribution=kind).value(draw)
    ends = {"uniform": (1, 4), "normal": (-0.5, 5.5), "lognormal": (0.5, 8)}[kind]
    assert ends[0] - 1e-9 <= value <= ends[1] + 1e-9


def test_draws_stay_within_what_the_schema_allows(small_scenario):
    wide = {"low": 0.0, "high": 1.0, "distribution": "normal"}
    scenario = small_scenario(uncertain={"work.reuse": wide})
    drawn = [scenario.drawn_values(1, number)["work.reuse"] for number in range(300)]
    assert (min(drawn), max(drawn)) == (0.0, 1.0)


def test_what_is_set_is_certain(small_scenario):
    scenario = small_scenario(uncertain=HIT)
    assert scenario.override({"work.hit_rate": 0.4}).uncertain == {}
    assert scenario.override({"work.reuse": 0.4}).uncertain == scenario.uncertain
    both = small_scenario().override({"uncertain": HIT, "work.hit_rate": 0.4})
    assert both.uncertain == scenario.uncertain


NARROW = {"low": 0.3, "high": 0.45}


@pytest.mark.parametrize(
    "changes",
    [
        {"work.hit_rate": 0.4, "uncertain": {"work.hit_rate": NARROW}},
        {"uncertain": {"work.hit_rate": NARROW}, "work.hit_rate": 0.4},
    ],
)
def test_who_sets_a_value_together_with_its_range_keeps_the_range(small_scenario, changes):
    """Also where the value had another range before."""
    found = small_scenario(uncertain=HIT).override(changes)
    assert found.work.hit_rate == 0.4
    assert found.uncertain == {"work.hit_rate": Range(**NARROW)}


def test_a_range_goes_with_the_segment_it_is_of(small_scenario):
    segments = small_scenario().model_dump()["segments"]
    scenario = small_scenario(uncertain={"segments.0.spend": {"low": 0.1, "high": 9}})
    assert scenario.override({"segments": segments}).uncertain == {}


def test_certain_takes_every_value_as_it_stands(small_scenario):
    assert small_scenario(uncertain=HIT).certain() == small_scenario()


def test_ranges_enter_the_hash_and_their_sources_do_not(small_scenario):
    plain, uncertain = small_scenario(), small_scenario(uncertain=HIT)
    reported = small_scenario(
        uncertain={"work.hit_rate": {**HIT["work.hit_rate"], "source": "a book"}}
    )
    assert plain.hash != uncertain.hash == reported.hash


def test_a_file_gives_a_range_whole_and_with_its_own_source(tmp_path):
    (tmp_path / "child.yaml").write_text(
        "extends: retail_bank\nuncertain: {work.hit_rate: {low: 0.2, high: 0.6}}\n"
    )
    assert load("retail_bank").uncertain["work.hit_rate"].source
    assert load(tmp_path / "child.yaml").uncertain["work.hit_rate"] == Range(low=0.2, high=0.6)


PARENT = """\
extends: retail_bank
uncertain:
  work.hit_rate: {low: 0.1, high: 0.6}
  work.reuse: {low: 0.1, high: 0.9}
"""


def ends_of(scenario):
    return {path: (each.low, each.high) for path, each in scenario.uncertain.items()}


@pytest.mark.parametrize(
    ("child", "certain", "own"),
    [
        ("work: {reuse: 0.3}", "work.reuse", {}),
        (
            "work: {reuse: 0.3}\nuncertain: {work.reuse: {low: 0.2, high: 0.4}}",
            None,
            {"work.reuse": (0.2, 0.4)},
        ),
        ("work: {legacy: 0.3}", "work.legacy", {}),
        (
            "uncertain: {work.hit_rate: {low: 0.2, high: 0.4}}",
            None,
            {"work.hit_rate": (0.2, 0.4)},
        ),
    ],
)
def test_a_file_makes_certain_what_it_sets(tmp_path, child, certain, own):
    """And keeps every other range, its own instead of the inherited one."""
    (tmp_path / "parent.yaml").write_text(PARENT)
    (tmp_path / "child.yaml").write_text(f"extends: parent.yaml\n{child}\n")
    parents = {"work.hit_rate": (0.1, 0.6), "work.reuse": (0.1, 0.9)}
    wanted = ends_of(load("retail_bank")) | parents | own
    assert certain is None or wanted.pop(certain)
    assert ends_of(load(tmp_path / "child.yaml")) == wanted


def test_a_file_may_replace_all_ranges_that_it_inherits(tmp_path):
    (tmp_path / "parent.yaml").write_text(PARENT)
    (tmp_path / "child.yaml").write_text(
        "extends: parent.yaml\nreplace: [uncertain]\nuncertain: {work.legacy: {low: 0, high: 1}}\n"
    )
    assert ends_of(load(tmp_path / "child.yaml")) == {"work.legacy": (0, 1)}
