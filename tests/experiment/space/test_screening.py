"""Which parameters a verdict leans on: effects are told apart, and what moves stays legal."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.requests import TODAY
from sim.experiment.space import knobs as known_knobs
from sim.experiment.space import screening as screened
from sim.experiment.space.knobs import knobs, settings, usual_range
from sim.experiment.space.screening import effects, lead_of, patterns, plackett_burman, screening
from sim.scenario.reading.loading import load
from sim.scenario.schema.design import PRESETS
from sim.scenario.schema.specification import Spec
from sim.scenario.writing.declared import declared

BANK = load("retail_bank").certain()
SHARE, WHOLE, AMOUNT = Spec(float, "share", 0, 1), Spec(int, "tie", 0, 40), Spec(float, "x", 0, 9)


@pytest.mark.parametrize(
    ("value", "spec", "low", "high"),
    [
        (0.4, SHARE, 0.3, 0.5),
        (0.96, SHARE, 0.95, 0.97),  # a quarter of what it lacks to 1
        (1.0, SHARE, 0.75, 1.0),
        (2.0, AMOUNT, 1.5, 2.5),
        (8.0, AMOUNT, 6.0, 9.0),  # no farther than allowed
        (6, WHOLE, 4, 8),
        (2, WHOLE, 1, 3),  # by 1 at least
        (-0.4, Spec(float, "position"), -0.3, -0.5),  # nearer to 0, farther from it
    ],
)
def test_the_usual_range_by_hand(value, spec, low, high):
    assert usual_range(value, spec) == pytest.approx((low, high))


def test_every_uncertain_number_is_moved_or_left_with_a_reason():
    found, left = knobs(BANK)
    moved = {knob.path for knob in found}
    assert moved & set(left) == set()
    uncertain = {
        each.path
        for each in declared()
        if each.role == "uncertainty" and each.spec.unit != "choice"
    }
    absent = {path for path in uncertain if path.startswith("shocks.")} | {"segments.*.frequency"}
    assert moved | set(left) == uncertain - absent
    assert "rivalry.poaching" in left
    assert "segments.*.needs" in moved
    assert all(each.low != each.high for knob in found for each in knob.ways)


def test_both_ends_of_everything_are_legal_and_differ_from_the_bank():
    found, _ = knobs(BANK)
    for high in (False, True):
        changed = BANK.override(settings(BANK, [(knob, high) for knob in found]))
        assert changed.work.hit_rate == pytest.approx(0.25 * (1.25 if high else 0.75))
        assert changed.segments[2].needs["help"] == pytest.approx(-0.9 * (1.25 if high else 0.75))
        assert changed.market.norm_cap >= changed.market.norm_start
        assert changed.segments[0].share == BANK.segments[0].share


def test_a_value_of_the_scenarios_own_is_an_assumption_and_a_published_default_is_none():
    found = {knob.path: knob for knob in knobs(BANK)[0]}
    assert not found["work.change_failure"].assumption
    assert "DORA" in found["work.change_failure"].source
    assert found["work.hit_rate"].assumption
    assert found["advocacy.strong_impact"].source == known_knobs.OWN
    assert found["advocacy.strong_impact"].assumption
    assert found["market.network.homophily"].assumption


def test_declared_ranges_are_taken_and_so_are_their_sources():
    ranges = {
        "work.hit_rate": {"low": 0.2, "high": 0.45, "source": "Kohavi et al. 2013"},
        "experience.contact_effort": {"low": 0.0, "high": 0.1},
        "segments.Families.spend": {"low": 0.9, "high": 1.1, "source": "own books"},
        "transition.months": {"low": 11.6, "high": 30.0, "source": "HBR 2015"},
    }
    found = {knob.path: knob for knob in knobs(BANK.override({"uncertain": ranges}))[0]}
    hits, effort = found["work.hit_rate"], found["experience.contact_effort"]
    assert hits == (
        "work.hit_rate",
        [("work.hit_rate", pytest.approx(0.25), 0.2, 0.45)],
        True,
        "Kohavi et al. 2013",
        False,
    )
    assert effort.ways == [("experience.contact_effort", 0.0, 0.0, 0.1)]
    assert (effort.source, effort.assumption) == ("assumption", True)
    assert found["transition.months"].ways == [("transition.months", 21, 12, 30)]
    spend = {way.path: way[1:] for way in found["segments.*.spend"].ways}
    assert spend["segments.Families.spend"] == (1.0, 0.9, 1.1)
    assert spend["segments.Affluent.spend"] == pytest.approx((1.9, 1.425, 2.375))
    assert not found["segments.*.spend"].declared


def test_no_two_columns_of_a_block_move_together():
    pattern = patterns(11, 3, seed=5)
    assert pattern.shape == (3 * 12, 11)
    assert set(np.unique(pattern)) == {-1, 1}
    for block in np.split(pattern, 3):
        assert np.array_equal(block.T @ block, 12 * np.eye(11))
    assert not np.array_equal(pattern[:12], pattern[12:24])


@pytest.mark.parametrize(
    ("columns", "rows"), [(1, 4), (3, 4), (7, 8), (8, 12), (20, 24), (88, 104)]
)
def test_patterns_of_plackett_and_burman_are_orthogonal_and_balanced(columns, rows):
    whole = plackett_burman(columns)
    assert whole.shape == (rows, rows - 1)
    assert np.array_equal(whole.T @ whole, rows * np.eye(rows - 1))
    assert np.abs(whole.sum(axis=0)).max() == 0


def test_effects_of_a_known_function_are_told_from_its_interactions():
    pattern, slopes = patterns(7, 2, seed=1), np.array([3.0, -2.0, 0, 0, 1.0, 0, 0.5])

    def figure(x):
        return 10 + x @ slopes + 4 * x[:, 0] * x[:, 1] - 2 * x[:, 2] * x[:, 5] + x[:, 3] ** 2

    found = effects(pattern, np.column_stack([figure(pattern), figure(-pattern)]))
    assert [each.mean for each in found] == pytest.approx(2 * slopes)
    assert [each.low for each in found] == pytest.approx(2 * slopes)


def test_intervals_of_effects_cover_the_truth_as_often_as_they_say():
    pattern, generator = patterns(6, 4, seed=1), np.random.default_rng(3)
    slopes = np.arange(6.0)
    covered = []
    for _ in range(500):
        noise = generator.normal(size=(len(pattern), 2))
        pairs = np.column_stack([pattern @ slopes, -pattern @ slopes]) + noise
        covered += [
            e.low <= 2 * t <= e.high for e, t in zip(effects(pattern, pairs), slopes, strict=True)
        ]
    assert 0.935 < np.mean(covered) < 0.965


def test_a_lead_is_over_the_best_of_the_others_in_the_same_market():
    npv = np.array([[5.0, 3.0, 4.0], [5.0, 8.0, 1.0]])
    assert lead_of(0, npv).tolist() == [1.0, -3.0]


def made_up(scenario, seed, number):
    """NPV and NPS by design of a world in which three things count, and luck."""
    draw = np.random.default_rng([seed, number]).normal(size=2)
    names = [TODAY, *PRESETS]
    npv = dict.fromkeys(names, 0.0)
    npv["segment_led/incremental"] = 100 * scenario.work.hit_rate + 30 + draw[0]
    npv["segment_led/perfection"] = 200 * scenario.costs.team_share + 20 + draw[0]
    npv["product_led/perfection"] = -40 * scenario.segments[1].churn_yearly
    return np.array([[npv[name], 10 * npv[name]] for name in names])


def test_a_screening_finds_who_wins_and_what_it_leans_on(monkeypatch):
    monkeypatch.setattr(screened, "figures_of_designs", made_up)
    found = screening(BANK, "bank", blocks=1, people=2000, seed=1, jobs=1)
    assert (found.winner, found.second) == ("segment_led/incremental", "segment_led/perfection")
    assert (found.hash, found.scenario, found.people) == (BANK.hash, "bank", 2000)
    assert len(found.found) == 115
    assert found.runs == 30 + 2 * 128  # 127 is the first such prime from 115 on
    assert found.lead.mean == pytest.approx(25 + 30 - 200 * 0.05 - 20, abs=0.01)
    first, second, third = found.found[:3]
    assert (first.path, second.path) == ("work.hit_rate", "costs.team_share")
    assert first.lead.mean == pytest.approx(100 / 8, rel=1e-6)  # a quarter either way of a quarter
    assert second.lead.mean == pytest.approx(-200 * 0.025, rel=1e-6)
    assert abs(third.lead.mean) < 1e-6
    churn = next(each for each in found.found if each.path == "segments.*.churn_yearly")
    usual = BANK.segments[1].churn_yearly
    assert churn.against.mean == pytest.approx(40 * usual / 2, abs=0.3)
    assert churn.nps.mean == pytest.approx(400 * usual / 2, abs=3)
    assert churn.values["segments.Families.churn_yearly"] == pytest.approx(
        (usual, 0.75 * usual, 1.25 * usual)
    )
