"""Facts that a calibrated file does not take over: another firm's, and what cohorts tell."""

from __future__ import annotations

import numpy as np
from simulated import HAZARDS, cohorts, written

import sim
from sim.calibration.fit.left_out import FICTION, fictional, reported_by_cohorts
from sim.calibration.tables.client_books import FIRM, Fact
from sim.report.text.calibrated_file import calibrated_file

TELECOM = "mobile_telecom"


def test_facts_of_a_shipped_firm_are_fiction_but_for_what_the_tables_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = sim.load(TELECOM)
    left = fictional(shipped, [Fact(FIRM, "nps", 10.0, "nps.csv")])
    assert set(left.values()) == {FICTION}
    assert {"facts.customers", "facts.operating_margin"} <= set(left)
    assert "facts.nps" not in left
    (tmp_path / "own.yaml").write_text(f"extends: {TELECOM}\nfacts: {{customers: 900_000}}\n")
    own = fictional(sim.load("own.yaml"), [])
    assert "facts.customers" not in own
    assert "facts.nps" in own


def test_churn_that_cohorts_tell_is_left_out_where_it_is_typed(small_scenario):
    scenario = small_scenario(**{"segments.Young.facts.churn_yearly": 0.2})
    books = [Fact("Young", "churn_yearly", 0.2, "pnl.csv, 2024")]
    path = "segments.Young.facts.churn_yearly"
    assert reported_by_cohorts(["Young", "Firms"], scenario, books) == {
        path: "it follows from the cohorts; pnl.csv, 2024, states 0.2"
    }
    assert reported_by_cohorts(["Firms"], scenario, books) == {}


def test_a_file_from_a_shipped_scenario_holds_no_fact_of_its_firm(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(f"extends: {TELECOM}\nmarket: {{simulated: 4000}}\n")
    made = cohorts(HAZARDS["Young"], np.random.default_rng(1), number=4, size=900, window=12)
    found = sim.calibrate("base.yaml", cohorts=written(tmp_path / "all.csv", made), jobs=1)
    assert found.search is None
    assert any("facts.customers" in note and "is not yours" in note for note in found.notes)
    file = found.save("mine.yaml", "base.yaml")
    again = sim.load(file)
    assert all(value is None for _, value in again.facts)
    assert again.facts == found.scenario.facts
    assert "churn_yearly: null" in file.read_text(encoding="utf-8")


def test_typed_churn_of_a_segment_with_cohorts_is_left_out_of_the_file(tmp_path, small_scenario):
    made = cohorts(HAZARDS["Young"], np.random.default_rng(1), 4, 900, 12, segment="Young")
    base = small_scenario(
        **{"burn_in": 12, "market.simulated": 3000, "segments.Young.facts.churn_yearly": 0.9}
    )
    found = sim.calibrate(base, cohorts=written(tmp_path / "some.csv", made), jobs=1)
    assert found.scenario.segments[0].facts.churn_yearly is None
    assert found.left_out == {"segments.Young.facts.churn_yearly": "it follows from the cohorts"}
    assert "churn_yearly: null  " in calibrated_file(found, "base.yaml")
