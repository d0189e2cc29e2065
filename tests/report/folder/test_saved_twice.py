"""What a comparison says over twice as many months is saved, opened and run again, to the bit."""

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
    result = compare(short, replications=2, seed=7, jobs=1, forms="leaders", twice=True)
    result.save(tmp_path / "saved")
    return result, tmp_path / "saved"


def test_it_opens_as_it_was(saved):
    result, folder = saved
    again = sim.open(folder)
    assert_equal(result, again)
    pd.testing.assert_frame_equal(again.horizons, result.horizons)
    assert again.verdict == result.verdict
    assert "At 6 months, twice as many" in (folder / "answer.txt").read_text(encoding="utf-8")


def test_the_table_has_both_parts_and_the_codebook_every_column(saved):
    result, folder = saved
    table = pd.read_parquet(folder / "twice.parquet")
    described = pd.read_csv(folder / "codebook.csv")
    assert list(table) == list(described.loc[described["table"] == "twice", "column"])
    assert len(table) == 2 * len(result.distinct) * 2
    own = table[(table["part"] == "npv_cash") & (table["design"] == "today")]
    assert own["amount"].tolist() == result.at_twice["npv_cash"]["today"].tolist()


def test_it_is_reproduced(saved):
    again = reproduce(saved[1], jobs=1)
    assert (again.same, again.apart) == (True, {})
    assert list(again.again.at_twice) == ["npv_cash", "npv_terminal"]
    assert str(again).startswith("Small market: 24 runs repeated, seed 7.")  # 4 designs x 2 x 3


def test_other_parts_are_not_reproduced(saved, monkeypatch):
    from sim.experiment import compare as comparing

    real = comparing._parts_in

    def doubled(*given):
        return {
            part: {name: 2 * values for name, values in designs.items()}
            for part, designs in real(*given).items()
        }

    monkeypatch.setattr(comparing, "_parts_in", doubled)
    again = reproduce(saved[1], jobs=1)
    assert list(again.apart) == ["twice"]
    assert again.apart["twice"] == pytest.approx(0.5)


def test_a_folder_that_lacks_rows_is_refused(saved):
    from sim.experiment.tables.repeated import repeated

    result, _ = saved
    table = repeated([], True)["twice"]
    frame, designs = table.frame(result), list(result.distinct)
    with pytest.raises(ValueError, match="rows that are missing, doubled, unknown or out of order"):
        table.values_of(frame.iloc[:-1], designs, [0, 1])
    with pytest.raises(ValueError, match="no numbers, or larger than any"):
        table.values_of(frame.assign(amount=float("nan")), designs, [0, 1])


def test_without_it_a_folder_and_its_data_are_what_they_were(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(saving, "charts", lambda result: {})
    assert main([*QUICK, "--json", "--out", str(tmp_path / "plain")]) == 0
    assert "twice" not in json.loads(capsys.readouterr().out)
    assert not (tmp_path / "plain" / "twice.parquet").exists()
    assert "twice" not in json.loads((tmp_path / "plain" / "result.json").read_text())
    assert "twice," not in (tmp_path / "plain" / "codebook.csv").read_text()


def test_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(saving, "charts", lambda result: {})
    assert main([*QUICK, "--twice", "--out", str(tmp_path / "twice")]) == 0
    shown = capsys.readouterr().out
    assert "At 6 months, twice as many, " in shown
    assert "Cash and terminal value. The NPV of " in shown
    assert main([*QUICK, "--twice", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [row["months"] for row in data["twice"]["compared"]] == [3, 6]
    figures = data["designs"]["today"]
    parts = figures["npv_cash"]["mean"] + figures["npv_terminal"]["mean"]
    assert parts == pytest.approx(figures["npv"]["mean"], rel=1e-12)


def test_too_many_months_end_with_code_2_and_the_cure(capsys):
    assert main([*QUICK, "--set", "months=400", "--twice"]) == 2
    assert "twice: 800 months, twice the scenario's 400" in capsys.readouterr().err
