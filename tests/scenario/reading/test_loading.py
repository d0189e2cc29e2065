"""Reading is quick, and the verbs about scenario files say what there is."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from bad_files import GOOD
from conftest import HERE

from sim.cli import main
from sim.scenario.reading import loading
from sim.scenario.reading.loading import load

SMALL = str(HERE / "scenarios" / "small.yaml")


def test_the_yaml_parser_is_imported_when_a_file_is_read_and_not_before():
    code = (
        "import sys\n"
        "from sim.scenario.reading.loading import load\n"
        "from sim.scenario.scenario import Scenario\n"
        "print('ruamel.yaml' in sys.modules, end=' ')\n"
        "load('retail_bank')\n"
        "print('ruamel.yaml' in sys.modules, 'yaml' in sys.modules, 'numpy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "False", "False"]


# show


def test_show_prints_yaml_that_reads_as_the_same_scenario(tmp_path, capsys):
    assert main(["show", SMALL, "--set", "work.capacity=3", "--set", "work.reuse=30%"]) == 0
    (tmp_path / "shown.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    changed = load(SMALL).override({"work.capacity": 3, "work.reuse": 0.3})
    assert load(tmp_path / "shown.yaml") == changed


def test_show_says_where_each_value_came_from(capsys):
    words = ["--origin", "--only", "segments.Young", "--set", "segments.Young.spend=2"]
    assert main(["show", SMALL, *words]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[:5] == [
        ["segments:"],
        ["-", "name:", "Young", "#", f"{SMALL}:9"],
        ["share:", "0.4", "#", f"{SMALL}:9"],
        ["penetration:", "0.3", "#", f"{SMALL}:9"],
        ["spend:", "2.0", "#", "--set"],
    ]
    assert ["churn_yearly:", "0.18", "#", "default"] in lines


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        (["--only", "wrok"], "wrok: unknown key 'wrok', did you mean 'work'?"),
        (["--set", "months=2%"], "Small market: months: is '2%', but only a share may be a"),
        (["--set", "months=no"], "Small market: months: is 'no'; use a whole number from 1 to 600"),
        (["--set", "months="], "Small market: months: has no value; use a whole number"),
        (["--set", "months=[1"], "--set months:1:3: a list in [ ] is not closed before this"),
        (["--set", "months=!!int 3"], "--set months:1:1: the tag !!int has no meaning"),
        (["--set", "months=\x07"], "--set months:1:1: the control character '\\x07' stands here"),
        (["--set", "months=\udcff"], "--set months:1:1: the byte 0xff is not UTF-8"),
        (
            ["--set", "work={capacity: 1, capacity: 2}"],
            "--set work:1:15: capacity: appears twice, first in line 1; remove one",
        ),
        (["--set", "=3"], "--set =3: has nothing before '='; write --set work.capacity=4"),
    ],
)
def test_bad_words_of_show_end_with_2_and_say_place_and_cure(words, stated, capsys):
    assert main(["show", SMALL, *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"sim: {stated}")


def test_a_setting_given_again_is_the_later_one_in_its_place(capsys):
    settings = ["segments.*.spend=1", "segments.Young.spend=2", "segments.*.spend=3"]
    words = [word for setting in settings for word in ("--set", setting)]
    assert main(["show", SMALL, *words, "--only", "segments.*.spend"]) == 0
    assert capsys.readouterr().out.count("spend: 3.0") == 3


# list


def test_list_gives_a_line_each_and_goes_on_after_a_broken_file(tmp_path, monkeypatch, capsys):
    good = GOOD + "description: >-\n  A town\n  and its bank. Nobody reads\n  a second sentence.\n"
    (tmp_path / "a_bank.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("name: [", encoding="utf-8")
    (tmp_path / "short.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(loading, "SHIPPED", (tmp_path,))
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a_bank  A town and its bank.",
        "broken  cannot be read: broken.yaml:1:8: the file ends within brackets; close every "
        "[ and {",
        "short   Town bank",
    ]


def test_list_cuts_a_purpose_that_is_longer_than_a_line(tmp_path, monkeypatch, capsys):
    words = f"description: {'long ' * 40}\n"
    (tmp_path / "bank.yaml").write_text(GOOD + words, encoding="utf-8")
    monkeypatch.setattr(loading, "SHIPPED", (tmp_path,))
    assert main(["list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("bank  long long")
    assert line.endswith("...")
    assert 95 <= len(line) <= 100


# docs/scenario_files.md

PAGE = HERE.parent / "docs" / "scenario_files.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
MARKET, RANGES, FORMS = (text for kind, text in BLOCKS if kind == "yaml")
(PYTHON,) = (text for kind, text in BLOCKS if kind == "python")


def test_the_market_on_the_page_is_what_the_page_says(tmp_path):
    (tmp_path / "ours.yaml").write_text(MARKET, encoding="utf-8")
    ours, bank = load(tmp_path / "ours.yaml"), load("retail_bank")
    assert [(s.name, s.share) for s in ours.segments] == [
        ("Young starters", 0.27),
        ("Families", 0.48),
        ("Small businesses", 0.25),
    ]
    assert (ours.market.people, ours.segments[1].churn_yearly) == (3_000_000, 0.14)
    assert (ours.touchpoints[0].frequency, bank.touchpoints[0].frequency) == (1.0, 0.4)
    assert ours.costs == bank.costs


def test_the_ranges_on_the_page_are_read(tmp_path):
    (tmp_path / "ours.yaml").write_text(f"extends: retail_bank\n{RANGES}", encoding="utf-8")
    ranges = load(tmp_path / "ours.yaml").uncertain
    assert ranges["work.hit_rate"].source == "Kohavi et al. 2013"
    assert ranges["segments.Families.churn_yearly"].low == 0.14


def test_the_python_on_the_page_runs():
    exec(compile(PYTHON, str(PAGE), "exec"), {})


def test_the_forms_on_the_page_load(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text(f"extends: retail_bank\n{FORMS}", encoding="utf-8")
    forms = load(file).forms
    assert (forms.overrun, forms.leaders, forms.recovery) == ("fat_tailed", "learning", "undoes")


def test_the_commands_on_the_page_run(capsys):
    commands = re.findall(r"^sim (.+?)(?:  .*)?$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        assert main(command.split()) == 0
        assert capsys.readouterr().out


# schema


def test_schema_is_printed_or_written(tmp_path, capsys):
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["properties"]["extends"]
    assert main(["schema", "--out", str(tmp_path / "schema.json")]) == 0
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == printed
    assert str(tmp_path / "schema.json") in capsys.readouterr().out


def test_schema_cannot_be_written_to_a_folder(tmp_path, capsys):
    assert main(["schema", "--out", str(tmp_path)]) == 2
    assert "(Is a directory); choose another --out" in capsys.readouterr().err
