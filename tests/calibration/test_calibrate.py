"""From tables to a file: hazards found again, facts reached, nothing written by halves."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest
from conftest import HERE
from simulated import HAZARDS, START, cohorts, contract_log, shop_log, written

import sim
from sim.calibration.fit.exposure import exposures
from sim.calibration.fit.survival import Counts, fitted
from sim.calibration.tables.cohort import Cohort
from sim.cli import main
from sim.errors import DataError, RunError
from sim.market.people.population import Status
from sim.model.model import OrganisationModel, settled_day

SMALL = HERE / "scenarios" / "small.yaml"
PNL = """\
year,segment,revenue,cost_of_sales,service,recruiting,other,customers,joined,left
2024,Young,950000,,,,,2500,,
2024,Families,1700000,,,,,2900,,
2024,Firms,1500000,,,,,1400,,
2024,,,1900000,500000,150000,900000,,1100,
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A folder with a scenario that has a year before the comparison, and tables for it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(
        f"extends: {SMALL}\nburn_in: 12\nmarket: {{simulated: 6000}}\nuncertain:\n"
        "  work.hit_rate: {low: 0.2, high: 0.4}\n"
        "  segments.Young.churn_yearly: {low: 0.1, high: 0.3}\n",
        encoding="utf-8",
    )
    rng, made = np.random.default_rng(4), list[Cohort]()
    for name, hazard in HAZARDS.items():
        made += cohorts(hazard, rng, number=12, size=400, window=24, segment=name, exposure=1.3)
    written(tmp_path / "cohorts.csv", made)
    (tmp_path / "pnl.csv").write_text(PNL, encoding="utf-8")
    (tmp_path / "nps.csv").write_text("month,nps\n2024-11,12\n2024-12,16\n", encoding="utf-8")
    return tmp_path


TABLES = ["--cohorts", "cohorts.csv", "--pnl", "pnl.csv", "--nps", "nps.csv"]
QUIET = ["--jobs", "1", "--quiet"]


@pytest.mark.slow
def test_a_table_that_the_model_itself_made_gives_its_base_hazards_back(neutral_scenario):
    """Newcomers of the whole model, who find out what they get, and are made offers to stay.

    What they leave by is not the base hazard, nor do they look as unlike as they are; carried over
    to the reference satisfaction both are found again. Nothing moves in this market, since the
    exposure is that of the year before.
    """
    true = {"Young": (0.35, 1.5), "Families": (0.25, 1.0), "Firms": (0.3, 2.0)}
    scenario = neutral_scenario(
        **{
            "market.simulated": 60_000,
            "market.people": 60_000,
            "burn_in": 24,
            "months": 48,
            "levers.recruiting_reach": 0.1,
            "levers.recruiting_scale": 0.05,
            "work.capacity": 0,
            "work.decay": 0,
            "market.needs_sd": 1.3,
            "market.needs_drift": 0,
            "market.norm_start": 0.9,
            "market.norm_cap": 0.9,
            "advocacy.winback": 0,
        },
        **{f"segments.{name}.churn_yearly": mean for name, (mean, _) in true.items()},
        **{f"segments.{name}.churn_shape": shape for name, (_, shape) in true.items()},
    )
    tables = newcomers(scenario, joining=24, following=24)
    simulated = exposures(scenario, 48, 1)
    for (mean, shape), table, exposure in zip(true.values(), tables, simulated, strict=True):
        counts = Counts.of(table)
        found, at_face_value = fitted(counts, exposure), fitted(counts)
        assert found.mean == pytest.approx(mean, rel=0.08)
        assert found.shape == pytest.approx(shape, rel=0.35)
        assert at_face_value.mean > 1.15 * mean
        assert at_face_value.shape > 1.35 * shape, "as good as the fit: this table tells nothing"


def newcomers(scenario, joining, following):
    """Cohorts of those who join in some months of a run, by segment."""
    model = OrganisationModel(scenario, scenario.today, 3, settled_day(scenario, 3))
    model.run(scenario.burn_in)
    groups = []
    for month in range(joining + following):
        before = model.market.people.relationships.copy()
        model.step()
        people = model.market.people
        for group in groups:
            stays = (people.status == Status.CUSTOMER) & group["who"]
            group["counts"].append(np.bincount(people.need[stays], minlength=3))
        if month < joining:
            who = people.relationships > before
            first = np.bincount(people.need[who], minlength=3)
            groups.append({"month": month, "who": who, "counts": [first]})
    return [
        [
            Cohort("", START + g["month"], np.arange(len(g["counts"])), np.array(g["counts"])[:, s])
            for g in groups
        ]
        for s in range(3)
    ]


@pytest.mark.slow
def test_command_writes_a_file_that_loads_and_that_check_knows(mine, capsys):
    words = ["calibrate", "base.yaml", *TABLES, "--out", "mine.yaml", *QUIET]
    assert main(words) == 0
    stated = capsys.readouterr().out
    for part in (
        "Small market: fitted to data.",
        "36 cohorts, counted every month",
        "Held back: 6 months from",
        "The fit beats both naive forecasts.",
        "Distance from the 11 figures",
        "squared tolerances",
        "Written: mine.yaml. Next: sim check mine.yaml, then sim compare",
    ):
        assert part in stated
    scenario = sim.load("mine.yaml")
    assert set(scenario.uncertain) == {
        "work.hit_rate",
        *(f"segments.{n}.{key}" for n in HAZARDS for key in ("churn_yearly", "churn_shape")),
    }
    assert scenario.segments[0].facts.customers == 2500
    assert scenario.facts.nps == 14
    assert main(["check", "mine.yaml", "--replications", "4", "--certain", "--json", *QUIET]) == 0
    lines = json.loads(capsys.readouterr().out)["lines"]
    judged = [line["verdict"] for line in lines if line["verdict"]]
    assert len(judged) == 11
    assert sum(verdict in ("as typed", "close") for verdict in judged) >= 9


@pytest.mark.slow
def test_same_data_give_the_same_file_and_python_the_same_as_the_command(mine):
    words = ["calibrate", "base.yaml", *TABLES, *QUIET]
    assert main([*words, "--out", "one.yaml"]) == 0
    found = sim.calibrate("base.yaml", cohorts="cohorts.csv", pnl="pnl.csv", nps="nps.csv", jobs=2)
    found.save("two.yaml", "base.yaml")
    one, two = ((mine / name).read_text(encoding="utf-8") for name in ("one.yaml", "two.yaml"))
    assert one == two
    again = sim.load("two.yaml")
    assert again.hash == found.scenario.hash
    assert again.facts == found.scenario.facts
    assert [s.facts for s in again.segments] == [s.facts for s in found.scenario.segments]


def test_json_says_the_same(mine, capsys):
    words = ["calibrate", "base.yaml", "--cohorts", "cohorts.csv", "--out", "mine.yaml", "--json"]
    assert main([*words, *QUIET]) == 0
    stated = json.loads(capsys.readouterr().out)
    assert len(stated["values"]) == 6
    assert stated["holdout"]["beaten"]
    assert stated["distance"] is None
    assert all(v["low"] <= v["now"] <= v["high"] for v in stated["values"])


def test_a_table_without_segments_gives_all_of_them_one_hazard(mine):
    made = cohorts(HAZARDS["Young"], np.random.default_rng(1), number=6, size=900, window=24)
    found = sim.calibrate("base.yaml", cohorts=written(mine / "all.csv", made), jobs=1)
    observed = {each.observed for each in found.hazards}
    assert len(observed) == 1
    assert len({each.exposure for each in found.hazards}) == 3
    assert [each.segment for each in found.hazards] == list(HAZARDS)


def test_segments_without_cohorts_are_left_and_said(mine):
    made = cohorts(HAZARDS["Young"], np.random.default_rng(1), 6, 900, 24, segment="Young")
    found = sim.calibrate("base.yaml", cohorts=written(mine / "some.csv", made), jobs=1)
    assert found.notes == ["No cohorts of Families, Firms: their churn is unchanged."]
    assert found.scenario.segments[1] == found.base.segments[1]


def test_bounds_are_said(mine):
    stays = np.concatenate([[1.0], np.cumprod(1 - np.linspace(0.005, 0.1, 24))])
    ever_faster = np.round(1e6 * stays).astype(int)
    made = [
        Cohort("Young", START, np.arange(25), ever_faster),
        Cohort("Firms", START, np.arange(25), np.full(25, 900)),
    ]
    found = sim.calibrate("base.yaml", cohorts=written(mine / "odd.csv", made), jobs=1)
    young, firms = (f"segments.{name}.churn_shape" for name in ("Young", "Firms"))
    assert any(note.startswith("Young: newcomers look alike") for note in found.notes)
    assert any(note.startswith("Firms: no customer leaves") for note in found.notes)
    assert {young, firms} <= set(found.scenario.uncertain)


def test_everybody_lost_at_once_stands_at_bounds_and_is_said(mine):
    made = [Cohort("Young", START, np.arange(5), np.array([900, 0, 0, 0, 0]))]
    found = sim.calibrate("base.yaml", cohorts=written(mine / "lost.csv", made), holdout=0, jobs=1)
    stated = [note for note in found.notes if note.startswith("Young: ")]
    assert "Young: all leave at once, so base churn stands at its highest" in stated[0]
    assert all(
        "an interval at a bound carries little information; longer cohorts carry more." in note
        for note in stated
    )


def test_what_the_firms_churn_moved_and_cohorts_took_back_is_said_once(mine):
    made = cohorts(HAZARDS["Young"], np.random.default_rng(1), 6, 900, 24, segment="Young")
    firm = sim.load("base.yaml").override({"facts.churn_yearly": 0.4})
    found = sim.calibrate(firm, cohorts=written(mine / "some.csv", made), jobs=1)
    paths = [value.path for value in found.values]
    assert len(paths) == len(set(paths))
    assert "segments.Families.churn_yearly" in paths
    moved = "Families, Firms: their churn was fitted to the firm's as a whole."
    assert any(moved in note for note in found.notes)
    assert next(v for v in found.values if v.path == "segments.Young.churn_yearly").low is not None


def test_without_cohorts_only_facts_are_fitted(mine, capsys):
    assert main(["calibrate", "base.yaml", "--nps", "nps.csv", "--out", "mine.yaml", *QUIET]) == 0
    stated = capsys.readouterr().out
    assert "Held back" not in stated
    assert "market.norm_start" in stated
    assert (
        "The simulated starting year with all values as above; sim check --certain shows the same."
        in stated
    )
    assert "The customer base " in stated
    scenario = sim.load("mine.yaml")
    assert scenario.segments[1].churn_yearly == sim.load("base.yaml").segments[1].churn_yearly


def test_payments_are_cohorts_too(mine):
    path = contract_log(mine / "log.csv", HAZARDS["Young"], np.random.default_rng(5), size=80)
    found = sim.calibrate("base.yaml", transactions=path, jobs=1)
    assert "A contract, paid every month" in found.reported[0]
    assert found.holdout is not None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "there is nothing to fit to; give cohorts or transactions"),
        (["--cohorts", "none.csv"], "none.csv:1: cannot be read (No such file or directory)"),
        (["--cohorts", "cohorts.csv", "--transactions", "cohorts.csv"], "give one of them"),
        (["--cohorts", "cohorts.csv", "--silence", "3"], "silence 3: is of transactions"),
        (
            ["--cohorts", "cohorts.csv", "--holdout", "24"],
            "leave too few to fit; hold back fewer, or 0 for none",
        ),
        (["--transactions", "shop.csv"], "this log does not show when customers leave"),
        (["--cohorts", "pnl.csv", "--pnl", "nps.csv"], "nps.csv:1: "),
    ],
)
def test_a_mistake_is_said_and_nothing_is_written(mine, capsys, words, message):
    shop_log(mine / "shop.csv", np.random.default_rng(2), customers=50)
    assert main(["calibrate", "base.yaml", *words, "--out", "mine.yaml"]) == 2
    stated = capsys.readouterr()
    assert message in stated.err
    assert stated.out == ""
    assert not (mine / "mine.yaml").exists()


def test_problems_of_all_tables_are_said_at_once(mine):
    (mine / "pnl.csv").write_text("year,revenue\n2024,x\n", encoding="utf-8")
    (mine / "nps.csv").write_text("month,nps\n2024-01,x\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        sim.calibrate("base.yaml", cohorts="none.csv", pnl="pnl.csv", nps="nps.csv")
    assert [problem.split(":")[0] for problem in error.value.problems] == [
        "none.csv",
        "pnl.csv",
        "nps.csv",
    ]


def test_a_file_that_is_there_is_replaced_by_force_only(mine, capsys):
    (mine / "mine.yaml").write_text("mine", encoding="utf-8")
    words = ["calibrate", "base.yaml", "--cohorts", "cohorts.csv", "--out", "mine.yaml", *QUIET]
    assert main(words) == 2
    assert (
        "already exists; choose another name, or replace it with --force" in capsys.readouterr().err
    )
    assert (mine / "mine.yaml").read_text(encoding="utf-8") == "mine"
    assert main([*words, "--force"]) == 0


def test_a_full_disk_does_not_take_the_answer_away(mine, monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    words = ["calibrate", "base.yaml", "--cohorts", "cohorts.csv", "--out", "mine.yaml", *QUIET]
    assert main(words) == 2
    stated = capsys.readouterr()
    assert "mine.yaml: cannot be written to: the disk is full" in stated.err
    assert "churn" in stated.out
    assert not (mine / "mine.yaml").exists()
    assert list(mine.glob(".writing-*")) == []


def test_a_file_never_extends_itself(mine, capsys):
    words = ["calibrate", "base.yaml", "--cohorts", "cohorts.csv", "--out", "base.yaml", "--force"]
    assert main(words) == 2
    assert "would extend itself" in capsys.readouterr().err


def test_a_burn_in_too_short_is_said():
    with pytest.raises(RunError, match="burn_in is 6 months"):
        sim.calibrate(SMALL, cohorts="cohorts.csv")


def test_want_of_optuna_is_said_with_its_cure_before_anything_is_done(mine, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "optuna", None)
    with pytest.raises(RunError, match=r'pip install "segment-pnl-simulator\[calibrate\]"'):
        sim.calibrate("base.yaml", nps="nps.csv")
