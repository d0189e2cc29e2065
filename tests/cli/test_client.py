"""The verbs that make a scenario of one's own and tell whether it is the firm."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HERE
from ruamel.yaml import YAML

from sim.cli import main
from sim.experiment.check.starting_year import simulated_year
from sim.scenario.reading.loading import load
from sim.scenario.writing.client_scenario import client_scenario

SMALL = str(HERE / "scenarios" / "small.yaml")
YEAR = ["--set", "burn_in=12"]
CHECK = ["check", SMALL, *YEAR, "--replications", "2", "--jobs", "1", "--quiet"]


def shown(capsys, words, code=0):
    assert main(words) == code
    return capsys.readouterr().out


# sim check


def test_check_without_facts_shows_the_year_and_how_to_type_them(capsys):
    stated = shown(capsys, CHECK)
    for words in (
        "Small market: simulated",
        "2 replications",
        "The firm",
        "Families",
        "Acquisition cost per joiner",
        "No facts are given, so this year cannot be compared with the firm.",
        "facts:\n  customers: ",
        "sim check",
    ):
        assert words in stated
    assert "as typed" not in stated


def typed_year(capsys):
    """What `sim check` says to type, as settings."""
    stated = shown(capsys, CHECK).split("facts:\n")[1].split("\n\n")[0]
    pairs = [line.strip().split(": ") for line in stated.splitlines() if line.startswith("  ")]
    assert len(pairs) == 8
    return [part for key, value in pairs for part in ("--set", f"facts.{key}={value}")]


def test_check_calls_its_own_figures_as_typed(capsys):
    stated = shown(capsys, [*CHECK, *typed_year(capsys)])
    assert stated.count("as typed\n") == 8
    assert "off" not in stated.split("Close:")[0]
    assert f"The simulated year looks like the firm. Next: sim compare {SMALL} --set burn" in stated


def test_next_commands_of_check_are_quoted_and_repeat_what_was_set(tmp_path, capsys):
    file = tmp_path / "my client.yaml"
    file.write_bytes(Path(SMALL).read_bytes())
    few = ["--replications", "2", "--jobs", "1", "--quiet"]
    setting = ["--set", "burn_in=12", "--set", "name=North & South"]
    for facts in ([], ["--set", "facts.nps=-99"]):
        stated = shown(capsys, ["check", str(file), *setting, *facts, *few]).splitlines()[-1]
        words = shlex.split(stated[stated.index("sim check") :])
        assert words == ["sim", "check", str(file), *setting, *facts]


def test_check_says_what_is_off_and_what_moves_it(capsys):
    wrong = [
        "--set",
        "facts.churn_yearly=0.9",
        "--set",
        "facts.nps=-99",
        "--set",
        "segments.1.facts.revenue_per_customer=1",
    ]
    stated = shown(capsys, [*CHECK, *wrong])
    for words in (
        "off: too low",
        "off: too high",
        "segments.Young.churn_yearly: 0.18 -> ",
        "segments.Families.spend: 1.2 -> 0.0",
        "market.norm_start: 0.85 -> 1\n",
        "3 lines do not fit",
        "As typed: within a fifth",
        "(the most allowed)",
        "These changes came nearest in a trial. They do not reach the lines below.",
        "  The firm: net promoter score: ",
    ):
        assert words in stated
    assert " instead of -99.0\n" in stated.split("do not reach")[1]
    assert "looks like the firm. Next" not in stated


def test_check_as_json_is_one_object(capsys):
    data = json.loads(shown(capsys, [*CHECK, "--set", "facts.churn_yearly=0.9", "--json"]))
    assert data["fits"] is False
    assert data["replications"] == 2
    (line,) = [x for x in data["lines"] if x["verdict"]]
    assert (line["of"], line["figure"], line["typed"]) == (None, "churn_yearly", 0.9)
    assert {c["path"] for c in data["changes"]} == {
        f"segments.{name}.{parameter}"
        for name in ("Young", "Families", "Firms")
        for parameter in ("churn_yearly", "churn_shape")
    }
    assert data["tried"]["fits"] is True
    (after,) = data["tried"]["lines"]
    assert after["simulated"]["mean"] == pytest.approx(0.9, abs=0.01)
    assert data["notes"]
    untyped = json.loads(shown(capsys, [*CHECK, "--json"]))
    assert untyped["fits"] is None
    assert untyped["hash"] == data["hash"]


def test_check_survives_a_market_without_customers(capsys):
    none = [
        "--set",
        "segments.*.penetration=0",
        "--set",
        "levers.recruiting_reach=0",
        "--set",
        "facts.churn_yearly=0.1",
    ]
    stated = shown(capsys, [*CHECK, *none])
    assert "none" in stated
    assert "1 line does not fit" in stated
    assert "customer base" not in stated
    assert "nan" not in stated


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check", SMALL], "burn_in is 6 months"),
        (["check", SMALL, "--set", "burn_in=0"], "set burn_in to 12 or more"),
        ([*CHECK, "--replications", "1"], "at least 2"),
        ([*CHECK, "--jobs", "0"], "jobs is 0"),
        ([*CHECK, "--seed", "-1"], "seed is -1"),
        ([*CHECK, "--set", "facts.churn_yearly=16"], "facts.churn_yearly"),
        ([*CHECK, "--set", "facts.customer=16"], "facts.customer"),
        (["check", "no_such_file"], "no such file"),
    ],
)
def test_mistakes_of_check_end_with_2_and_say_the_cure(words, message, capsys):
    assert main(words) == 2
    stated = capsys.readouterr()
    assert message in stated.err
    assert stated.out == ""


def test_what_check_advises_brings_the_year_that_it_promises(capsys):
    """Three figures that move each other, far off: one check says what to change, the next fits."""
    few = [
        *CHECK,
        "--replications",
        "4",
        "--set",
        "market.simulated=20000",
        "--set",
        "facts.churn_yearly=0.2",
        "--set",
        "facts.customers=4000",
        "--set",
        "facts.nps=5",
    ]
    first = json.loads(shown(capsys, [*few, "--json"]))
    assert [x["verdict"] for x in first["lines"] if x["verdict"]] == ["off", "off", "off"]
    assert first["tried"]["fits"] is True
    advised = [word for c in first["changes"] for word in ("--set", f"{c['path']}={c['to']}")]
    second = json.loads(shown(capsys, [*few, *advised, "--json"]))
    assert second["fits"] is True
    assert second["tried"] is None
    assert [x for x in second["lines"] if x["typed"]] == first["tried"]["lines"]


# sim init


def test_init_writes_a_file_and_says_what_to_do_next(tmp_path, capsys):
    place = tmp_path / "north bank"
    stated = shown(capsys, ["init", str(place), "--from", SMALL])
    file = tmp_path / "north bank.yaml"
    assert list(tmp_path.iterdir()) == [file]
    for words in (
        f"Written: {file}, with 3 segments and 2 products.",
        f"sim check '{file}'",
        f"sim compare '{file}'",
    ):
        assert words in stated
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# North bank: ")
    assert "replace: [segments, products]" in text
    assert "small.yaml" in text.split("extends: ")[1].splitlines()[0]


def test_the_facts_that_init_writes_are_as_typed(tmp_path, capsys):
    """The file's scenario, checked, is the firm that its facts describe."""
    shown(capsys, ["init", str(tmp_path / "mine"), "--from", SMALL])
    facts = YAML(typ="safe").load((tmp_path / "mine.yaml").read_text(encoding="utf-8"))["facts"]
    scenario = client_scenario(load(SMALL), "Mine").override({"facts": facts})
    year = simulated_year(scenario, jobs=1)
    assert {line.verdict for line in year.judged} == {"as typed"}
    assert len(year.judged) == len(facts) == 8


def test_init_does_not_replace_a_file_unless_forced(tmp_path, capsys):
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    assert main(["init", str(file), "--from", SMALL]) == 2
    assert (
        "already exists; choose another name, or replace it with --force" in capsys.readouterr().err
    )
    assert file.read_text(encoding="utf-8") == "mine"
    shown(capsys, ["init", str(file), "--from", SMALL, "--force"])
    assert file.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("name", "base", "message"),
    [
        ("mine", "retail_bnk", "did you mean 'retail_bank'?"),
        ("mine", "no_such_file.yaml", "no such file"),
        ("", SMALL, "is a folder"),
        ("none/mine", SMALL, "there is no folder"),
    ],
)
def test_mistakes_of_init_end_with_2_and_leave_no_file(tmp_path, name, base, message, capsys):
    assert main(["init", f"{tmp_path}/{name}", "--from", base]) == 2
    stated = capsys.readouterr()
    assert message in stated.err
    assert stated.out == ""
    assert list(tmp_path.iterdir()) == []


# sim diff


def test_diff_shows_what_set_changes_in_the_second(capsys):
    stated = shown(capsys, ["diff", SMALL, SMALL, "--set", "work.capacity=3"])
    assert f"{SMALL} -> {SMALL} with changes: 1 value differs." in stated
    assert "capacity: 8 -> 3 (effort / month)   [lever]" in stated
    assert "Effort that the delivery teams can spend in a month." in stated


def test_diff_as_json_holds_every_difference(capsys):
    data = json.loads(shown(capsys, ["diff", "retail_bank", SMALL, "--json"]))
    assert data["same"] is False
    assert len(set(data["hashes"])) == 2
    by_path = {d["path"]: d for d in data["differences"]}
    assert (by_path["months"]["one"], by_path["months"]["other"]) == (60, 24)
    assert by_path["segments.Affluent"]["role"] == "item"


def test_diff_says_the_same_scenario(capsys):
    assert "the same scenario" in shown(capsys, ["diff", "retail_bank", "retail_bank"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["diff", "retail_bnk", SMALL], "did you mean 'retail_bank'?"),
        (["diff", SMALL, "retail_bnk"], "did you mean 'retail_bank'?"),
        (["diff", SMALL, SMALL, "--set", "work.capacity"], "has no '='"),
        (["diff", SMALL, SMALL, "--set", "work.capacity=-1"], "work.capacity"),
    ],
)
def test_mistakes_of_diff_end_with_2_and_say_the_cure(words, message, capsys):
    assert main(words) == 2
    stated = capsys.readouterr()
    assert message in stated.err
    assert stated.out == ""


# sim doctor


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted on Linux")
def test_no_library_starts_a_thread_that_keeps_the_command_from_forking():
    command = [sys.executable, "-m", "sim", "doctor", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {f["what"]: f["level"] for f in json.loads(done.stdout)["findings"]}
    assert found["Processes"] == "ok"


def test_check_writes_what_it_advises_beside_the_file(tmp_path, capsys):
    mine, better = tmp_path / "mine.yaml", tmp_path / "better.yaml"
    assert main(["init", str(mine), "--from", SMALL]) == 0
    text = mine.read_text(encoding="utf-8")
    revenue = next(line for line in text.splitlines() if "revenue_per_customer" in line)
    typed = round(1.2 * float(revenue.split(":")[1].split("#")[0]), 1)
    mine.write_text(text.replace(revenue, f"  revenue_per_customer: {typed}"), encoding="utf-8")
    capsys.readouterr()
    words = ["check", str(mine), "--replications", "6", "--jobs", "1", "--write", str(better)]
    assert main(words) == 0
    assert "Written: " in capsys.readouterr().out
    assert better.read_text(encoding="utf-8").startswith("# Mine: what a firm knows about itself")
    assert main(["check", str(better), "--replications", "6", "--jobs", "1", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)["lines"]
    (line,) = (x for x in lines if x["figure"] == "revenue_per_customer" and x["typed"] == typed)
    assert line["verdict"] in ("as typed", "close")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["retail_bank", "--write", "new.yaml"], "start with sim init"),
        ([SMALL, "--write", "new.yaml"], "name a file in the folder of"),
        ([SMALL, "--write", SMALL], "already exists"),
        (
            [SMALL, "--write", "new.yaml", "--set", "months=3"],
            "write the values of --set into the file",
        ),
    ],
)
def test_write_says_where_it_may(tmp_path, monkeypatch, capsys, words, message):
    monkeypatch.chdir(tmp_path)
    assert main(["check", *words]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
