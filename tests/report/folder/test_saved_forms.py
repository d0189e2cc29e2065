"""What a comparison says in other model forms is saved, opened and run again, to the bit."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from conftest import HERE
from tampering import assert_equal

import sim
from sim.cli import main
from sim.report.folder import saving
from sim.report.folder.saving import reproduce
from sim.results.comparison import compare

SMALL = str(HERE / "scenarios" / "small.yaml")
SHORT = ["--set", "months=3", "--set", "market.simulated=300"]
QUICK = ["compare", SMALL, *SHORT, "--replications", "2", "--jobs", "1", "--quiet"]


@pytest.fixture
def saved(small_scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "charts", lambda result: {})
    short = small_scenario(months=3, **{"market.simulated": 300})
    result = compare(short, replications=2, seed=7, jobs=1, forms="overrun,leaders")
    result.save(tmp_path / "saved")
    return result, tmp_path / "saved"


def test_it_opens_as_it_was(saved):
    result, folder = saved
    again = sim.open(folder)
    assert_equal(result, again)
    pd.testing.assert_frame_equal(again.forms, result.forms)
    assert "Model forms. NPV of" in (folder / "answer.txt").read_text(encoding="utf-8")


def test_the_table_has_every_npv_and_the_codebook_every_column(saved):
    result, folder = saved
    table = pd.read_parquet(folder / "forms.parquet")
    described = pd.read_csv(folder / "codebook.csv")
    assert list(table) == list(described.loc[described["table"] == "forms", "column"])
    assert len(table) == 2 * len(result.distinct) * 2
    own = table[(table["form"] == "leaders: learning") & (table["design"] == "today")]
    assert own["npv"].tolist() == result.in_forms["leaders: learning"]["today"].tolist()


def test_it_is_reproduced_form_by_form(saved):
    again = reproduce(saved[1], jobs=1)
    assert (again.same, again.apart) == (True, {})
    assert list(again.again.in_forms) == ["overrun: fat_tailed", "leaders: learning"]
    assert str(again).startswith("Small market: 24 runs repeated, seed 7.")


def test_another_npv_in_a_form_is_not_reproduced(saved, monkeypatch):
    from sim.experiment import compare as comparing

    real = comparing._npv_with

    def doubled(*given):
        return {name: 2 * values for name, values in real(*given).items()}

    monkeypatch.setattr(comparing, "_npv_with", doubled)
    again = reproduce(saved[1], jobs=1)
    assert list(again.apart) == ["forms"]
    assert again.apart["forms"] == pytest.approx(0.5)


def test_without_forms_a_folder_and_its_data_are_what_they_were(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(saving, "charts", lambda result: {})
    assert main([*QUICK, "--json", "--out", str(tmp_path / "plain")]) == 0
    assert "forms" not in json.loads(capsys.readouterr().out)
    assert not (tmp_path / "plain" / "forms.parquet").exists()
    assert "forms" not in json.loads((tmp_path / "plain" / "result.json").read_text())
    assert "forms," not in (tmp_path / "plain" / "codebook.csv").read_text()


def test_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(saving, "charts", lambda result: {})
    folder = str(tmp_path / "forms")
    assert main([*QUICK, "--forms", "all", "--out", folder]) == 0
    shown = capsys.readouterr().out
    assert "Model forms. NPV of" in shown
    assert "of 7 model forms" in shown or "all 7 model forms" in shown
    assert main([*QUICK, "--forms", "overrun", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["forms"]
    assert [row["form"] for row in data["compared"]] == ["as given", "overrun: fat_tailed"]


def test_a_form_that_there_is_not_ends_with_code_2_and_the_cure(capsys):
    assert main([*QUICK, "--forms", "overun"]) == 2
    assert capsys.readouterr().err == (
        "sim: forms: no model form is called 'overun', did you mean 'overrun'?\n"
    )
