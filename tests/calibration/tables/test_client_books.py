"""Facts of the last year from a profit and loss and from scores."""

from __future__ import annotations

import pytest

from sim.calibration.tables.data_table import Problems
from sim.calibration.tables.nps_table import nps_table
from sim.calibration.tables.pnl_table import pnl_table

SEGMENTS = ["Families", "Young"]


def facts(read, path, text, segments):
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    found = read(path, segments, problems)
    problems.refuse()
    assert found is not None
    return {(f.segment, f.figure): f.value for f in found.facts}, found.reported


def test_a_monthly_profit_and_loss_says_every_fact_of_its_last_year(tmp_path):
    heading = "month,segment,revenue,cost_of_sales,service,recruiting,other,customers,joined,left"
    lines = [
        heading,
        "2023-12,Families,1,1,1,1,,90,1,1",
        "2023-12,Young,1,1,1,1,,40,1,1",
        "2023-12,,,,,,9,,,",
    ]
    for month in range(1, 13):
        lines.append(f"2024-{month:02d},Families,1000,400,100,60,,{100 + month},3,2")
        lines.append(f"2024-{month:02d},Young,500,200,50,40,,50,1,1")
        lines.append(f"2024-{month:02d},,,,,,150,,,")
    found, _ = facts(pnl_table, tmp_path / "pnl.csv", "\n".join(lines), SEGMENTS)
    families = sum(100 + month for month in range(1, 13))
    assert found == {
        ("Families", "customers"): 112,
        ("Families", "revenue_per_customer"): pytest.approx(12_000 / families),
        ("Families", "churn_yearly"): pytest.approx(24 / 100),
        ("Young", "customers"): 50,
        ("Young", "revenue_per_customer"): pytest.approx(10),
        ("Young", "churn_yearly"): pytest.approx(12 / 50),
        ("", "customers"): 162,
        ("", "revenue_per_customer"): pytest.approx(18_000 / (families + 600)),
        ("", "churn_yearly"): pytest.approx(36 / 150),
        ("", "gross_margin"): pytest.approx(0.6),
        ("", "acquisition_cost"): pytest.approx(100 / 4),
        ("", "operating_margin"): pytest.approx(1 - 1000 / 1500),
    }


def test_a_year_is_as_good_as_its_months(tmp_path):
    text = "year,revenue,cost_of_sales,customers,joined,left\n2023,1,1,1,1,1\n2024,2400,600,10,4,3"
    found, _ = facts(pnl_table, tmp_path / "pnl.csv", text, SEGMENTS)
    assert found == {
        ("", "customers"): 10,
        ("", "revenue_per_customer"): pytest.approx(20),
        ("", "churn_yearly"): pytest.approx(3 / 9),
        ("", "gross_margin"): pytest.approx(0.75),
    }


def test_what_is_not_said_everywhere_is_not_known(tmp_path):
    text = "month,revenue,cost_of_sales,customers,joined,left\n2024-01,10,,4,1,1\n2024-02,10,2,4,1,"
    found, reported = facts(pnl_table, tmp_path / "pnl.csv", text, SEGMENTS)
    assert set(found) == {("", "customers"), ("", "revenue_per_customer")}
    assert "less than a year" in reported[1]


def test_some_segments_say_nothing_of_the_firm(tmp_path):
    text = "year,segment,revenue,customers\n2024,Young,1200,10\n2024,,300,"
    found, reported = facts(pnl_table, tmp_path / "pnl.csv", text, SEGMENTS)
    assert found == {("Young", "customers"): 10, ("Young", "revenue_per_customer"): 10}
    assert reported[1] == "No lines of Families: the firm's total is not known."


WEIGHTS = {"Families": 300.0, "Young": 100.0}


def test_scores_of_segments_are_weighted_by_their_customers(tmp_path):
    text = "month,segment,nps\n2023-01,Families,-90\n2024-01,Families,10\n2024-02,Families,20\n"
    text += "2024-02,Young,55\n"
    found, _ = facts(nps_table, tmp_path / "nps.csv", text, WEIGHTS)
    assert found == {("Families", "nps"): 15, ("Young", "nps"): 55, ("", "nps"): 25}


def test_the_score_of_the_firm_is_its_own_where_it_is_said(tmp_path):
    text = "month,segment,nps\n2024-01,Families,10\n2024-01,,33\n2024-01,Young,20\n"
    found, _ = facts(nps_table, tmp_path / "nps.csv", text, WEIGHTS)
    assert found["", "nps"] == 33


def test_answers_become_scores(tmp_path):
    answers = [10, 9, 9, 8, 7, 6, 0, 10]
    text = "date,score\n" + "".join(f"2024-03-{n + 1:02d},{a}\n" for n, a in enumerate(answers))
    found, _ = facts(nps_table, tmp_path / "nps.csv", text, WEIGHTS)
    assert found == {("", "nps"): pytest.approx(100 * (4 - 2) / 8)}
