"""The stored screening, and how `sim doctor` shows it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sim import installation
from sim.cli import main
from sim.experiment.space import influence
from sim.experiment.space.influence import (
    MOST,
    Effect,
    Influence,
    Influences,
    current,
    store,
    stored,
)
from sim.installation import looked_at
from sim.report.text.influence import answer, as_data
from sim.scenario.writing.declared import declared

ALONE = Influence(
    "work.hit_rate",
    {"work.hit_rate": (1 / 3, 0.25, 5 / 12)},
    False,
    "Kohavi et al. 2013: about a third (S)",
    False,
    Effect(16.2e6, 13.1e6, 19.3e6),
    Effect(5e6, 2e6, 8e6),
    Effect(1.0, 0.5, 1.5),
)
TOGETHER = Influence(
    "segments.*.spend",
    {"segments.0.spend": (1.0, 0.75, 1.25), "segments.1.spend": (2, 1.5, 2.5)},
    True,
    "our own survey",
    True,
    Effect(-3e6, -7e6, 1e6),
    Effect(0, -1, 1),
    Effect(0, -1, 1),
)
MEASURED = Influences(
    "retail_bank",
    "abc",
    "EUR",
    "segment_led/incremental",
    "segment_led/perfection",
    "product_led/perfection",
    Effect(7.3e6, 4e6, 1e7),
    1,
    1054,
    10_000,
    [ALONE, TOGETHER],
    {"rivalry.poaching": "acts among rivals only"},
)


def test_what_is_stored_is_read_again(tmp_path):
    store(MEASURED, tmp_path / "some.json")
    again = stored(tmp_path / "some.json")
    assert replace(again, found=[]) == replace(MEASURED, found=[])
    assert again.found[1] == TOGETHER
    assert again.found[0].values["work.hit_rate"] == pytest.approx((1 / 3, 0.25, 5 / 12), abs=1e-6)


def test_the_shipped_table_names_parameters_that_exist():
    shipped = stored()
    known = {each.path for each in declared()}
    assert len(shipped.most) == MOST
    assert {each.path for each in shipped.found} | set(shipped.left) <= known
    sizes = [abs(each.lead.mean) for each in shipped.found]
    assert sizes == sorted(sizes, reverse=True)
    assert all(each.lead.low <= each.lead.mean <= each.lead.high for each in shipped.found)
    assert shipped.scenario == influence.SCENARIO


def test_the_list_by_hand():
    assert answer(MEASURED, "abc").splitlines() == [
        "Key assumptions: 1 of the 2 parameters with the most influence on the",
        "verdict for retail_bank are assumptions.",
        "segment_led/incremental leads the best alternative (most often segment_led/perfection) by "
        "an",
        "NPV of EUR 7.30m (EUR 4.00m to EUR 10.0m).",
        "Moved from the low end of its range to the high one, each parameter alone changes this",
        "lead by:",
        "",
        "  1  ! work.hit_rate: +EUR 16.2m (+EUR 13.1m to +EUR 19.3m)",
        "       0.3333, moved from 0.25 to 0.4167; Kohavi et al. 2013: about a third (S)",
        "  2 *  segments.*.spend: -EUR 3.00m (-EUR 7.00m to +EUR 1.00m)",
        "       2 values from 1 to 2, moved together; our own survey",
        "",
        "* rests on an assumption: a figure of your own has the most value here.",
        "! one end of its range alone reverses the lead.",
        "Intervals are 95 % confidence intervals. Where no range is declared, a value is moved by",
        "a quarter in either direction, or by a quarter of its distance to 1.",
        "2 of 3 uncertain parameters were moved, all at once, in 1,054 markets of 10,000 people.",
        "Sampling error leaves even the sign of 2 open.",
    ]


def test_a_list_of_another_state_says_so_and_how_to_renew_it():
    assert answer(MEASURED, "abd").splitlines()[-1] == (
        "This was measured on another state of retail_bank; measure again: make influence"
    )
    assert not as_data(MEASURED, "abd")["current"]
    assert as_data(MEASURED, "abc")["current"]


def test_the_list_as_data():
    data = json.loads(json.dumps(as_data(MEASURED, "abc"), allow_nan=False))
    first, second = data["most_influential"]
    assert (first["rank"], first["parameter"], first["assumption"]) == (1, "work.hit_rate", False)
    assert first["values"]["work.hit_rate"]["low"] == 0.25
    assert first["effect_on_nps_against"] == {"mean": 1.0, "low": 0.5, "high": 1.5}
    assert second["assumption"]
    assert (first["turns_the_lead"], second["turns_the_lead"]) == (True, False)
    assert data["not_moved"] == {"rivalry.poaching": "acts among rivals only"}


@pytest.mark.parametrize(
    ("effect", "value", "turns"),
    [
        (16e6, 1.0, True),  # 8 of 7.3 million lost at the low end
        (-16e6, 1.0, True),
        (14e6, 1.0, False),
        (14e6, 1.5, True),  # from where it stands, the low end is farther
        (-14e6, 1.5, False),
    ],
)
def test_what_turns_a_lead_counts_from_where_the_value_stands(effect, value, turns):
    leg = replace(ALONE, values={"x": (value, 0.5, 1.5)}, lead=Effect(effect, 0, 0))
    assert leg.turns(MEASURED.lead) == turns


def weak_legs():
    return looked_at("Key assumptions", installation.LOOKS["Key assumptions"])


def test_doctor_notes_another_state_and_finds_a_broken_table(monkeypatch, tmp_path):
    monkeypatch.setattr(influence, "current", lambda: (MEASURED, "abc"))
    assert [finding.level for finding in weak_legs()] == ["ok"]
    monkeypatch.setattr(influence, "current", lambda: (MEASURED, "abd"))
    (finding,) = weak_legs()
    assert finding.level == "note"
    assert "make influence" in finding.cure
    monkeypatch.setattr(influence, "current", lambda: stored(tmp_path / "none.json"))
    (finding,) = weak_legs()
    assert finding.level == "fault"
    assert "reinstall it" in finding.cure


@pytest.fixture
def well(monkeypatch):
    """An installation that is as it should be."""
    good = installation.Finding("ok", "Python", "3.11")
    monkeypatch.setattr(installation, "findings", lambda: [good])


def test_doctor_lists_the_weak_legs(well, capsys):
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert answer(*current()) in text
    assert main(["doctor", "--json"]) == 0
    stated = json.loads(capsys.readouterr().out)["influence"]
    assert len(stated["most_influential"]) == MOST


def test_doctor_goes_on_without_a_table(well, monkeypatch, capsys):
    def broken():
        raise OSError("no table")

    monkeypatch.setattr(influence, "current", broken)
    assert main(["doctor"]) == 0
    assert "Python" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == 0
    assert "influence" not in json.loads(capsys.readouterr().out)
