"""Wrong words after `sim`: what is said of them, whole, and what is advised can be typed."""

from __future__ import annotations

import pytest
from conftest import HERE

import sim
from sim.cli import main

SMALL = str(HERE / "scenarios" / "small.yaml")
VERBS = (
    "list, show, schema, init, check, diff, doctor, compare, run, tournament, statement, explain, "
    "reproduce, calibrate, evidence and help"
)
WRONG = {
    # words: what is said behind "error: "
    "compare retail_bank --reps 10": "unknown option '--reps'; did you mean --replications?",
    "compare retail_bank --replicaitons 10": "unknown option '--replicaitons'; did you mean --replications?",
    "compare retail_bank --Seed 3": "unknown option '--Seed'; did you mean --seed?",
    "compare retail_bank -seed 3": "unknown option '-seed'; did you mean --seed?",
    "compare retail_bank \u2013seed 3": "unknown option '\u2013seed'; did you mean --seed?",
    "compare retail_bank \u2014seed=3": "unknown option '\u2014seed'; did you mean --seed?",
    "compare retail_bank --output x": "unknown option '--output'; did you mean --out?",
    "compare retail_bank -o x": "unknown option '-o'; did you mean --out?",
    "show retail_bank --colour": "unknown option '--colour'; the options are --help, --origin, --only "
    "and --set",
    "check -x.yaml": "unknown option '-x.yaml'; write a file of this name as ./-x.yaml",
    "compare retail_bank --replications": "--replications has no value; write --replications N",
    "compare retail_bank --precision": "--precision has no value; write --precision 2%",
    "compare retail_bank --replications ten": "--replications: 'ten' is not a whole number; write one, as in 30",
    "compare retail_bank --replications 10,5": "--replications: '10,5' is not a whole number; write one, as in 30",
    "compare retail_bank --replications 1,000": "--replications: '1,000' is not a whole number, with a comma; write 1000",
    "compare retail_bank --replications 1.000": "--replications: '1.000' is not a whole number; write one, as in 30",
    "compare retail_bank --precision 2,5%": "--precision: '2,5%' is not a share, with a comma; write "
    "2.5%",
    "compare retail_bank --precision x": "--precision: 'x' is not a share; write one, as in 2% or 0.02",
    "evidence --fast --share 0.5": "--share: not allowed with argument --fast",
    "evidence --share 0,5": "--share: '0,5' is not a share, with a comma; write 0.5",
    "compare retail_bank --quiet=yes": "--quiet takes no value; write --quiet alone",
    "compare": "scenario: missing; sim help compare shows what compare takes",
    "list extra": (
        "unexpected: 'extra'; leave this out, or put words that belong together in quotes"
    ),
    "show retail_bank --set work.hit_rate: 0.2": "--set work.hit_rate:: has no '='; write --set work.hit_rate=0.2",
    "show retail_bank --set work.hit_rate 0.2": "--set work.hit_rate: has no '='; write --set work.hit_rate=0.2",
    "show retail_bank --set work.hit_rate =0.2": "--set work.hit_rate: has no '='; write --set work.hit_rate=0.2",
    "--seed 3 compare retail_bank": "--seed is an option of verbs; write it after the verb",
    "compair retail_bank": "there is no verb 'compair'; did you mean compare?",
    "Compare retail_bank": "there is no verb 'Compare'; did you mean compare?",
    "comp retail_bank": "there is no verb 'comp'; did you mean compare?",
    "version": "there is no verb 'version'; did you mean --version?",
    "fly": f"there is no verb 'fly'; the verbs are {VERBS}",
    "help compair": "there is no verb 'compair'; did you mean compare?",
    "--versoin": "unknown option '--versoin'; did you mean --version?",
    "-V": "unknown option '-V'; did you mean --version?",
    "fl\u202ey": f"there is no verb 'fl\\u202ey'; the verbs are {VERBS}",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_word_is_answered_with_what_was_meant(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words.split())
    assert end.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("usage: sim")
    assert shown.err.partition("error: ")[2] == WRONG[words] + "\n"


SETTINGS = {
    "work.hit_rate=20,5%": "Small market: work.hit_rate: is '20,5%', with a comma; write 20.5%",
    "work.hit_rate=0,2": "Small market: work.hit_rate: is '0,2', with a comma; write 0.2",
    "market.people=2,000,000": (
        "Small market: market.people: is '2,000,000', with commas as thousands "
        "separators; write 2000000"
    ),
    "work={hit_rate: 0,3}": "--set work:1:12: hit_rate: 0,3 has a comma, which ends a value in "
    "{ }; write 0.3",
    "work.hit_rate: 0.2": "--set work.hit_rate: 0.2: has no '='; write --set work.hit_rate=0.2",
    "work.hit_rate": "--set work.hit_rate: has no '='; write --set work.capacity=4",
    "segments.families.spend=2": "segments.families.spend: 'families' is neither a position nor a name "
    "in this list of 3, did you mean 'Families'?; use 0 to 2, * for all, or Young, Families or "
    "Firms",
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_wrong_setting_is_answered_with_what_was_meant(setting, capsys):
    assert main(["show", SMALL, "--set", setting]) == 2
    assert capsys.readouterr().err == f"sim: {SETTINGS[setting]}\n"


def test_a_design_spelt_otherwise_is_answered_with_the_one_meant(capsys):
    assert main(["run", SMALL, "--design", "Segment-led/incremental"]) == 2
    assert capsys.readouterr().err == (
        "sim: no design is called 'Segment-led/incremental', did you mean "
        "'segment_led/incremental'?\n"
    )


def test_version_and_help_are_told(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"sim {sim.__version__}\n"
    with pytest.raises(SystemExit):
        main(["compare", "--help"])
    reported = capsys.readouterr().out
    assert "--replications N" in reported
    assert "\n\nCompare today's design with the four presets.\n\n" in reported
    assert main(["help", "compare"]) == 0
    assert capsys.readouterr().out == reported
    assert main([]) == 0
    reported = capsys.readouterr().out
    assert main(["help"]) == 0
    assert capsys.readouterr().out == reported


def test_negative_numbers_and_what_follows_two_hyphens_are_no_options(capsys):
    assert main(["compare", SMALL, "--seed", "-3"]) == 2
    assert capsys.readouterr().err == "sim: seed is -3; use a whole number from 0 to 2^63 - 1\n"
    assert main(["show", "--", "-x.yaml"]) == 2
    assert "-x.yaml: no such file" in capsys.readouterr().err
    assert main(["show", SMALL, "--orig", "--only", "name"]) == 0  # the beginning of an option


def test_the_next_command_takes_a_file_whose_name_begins_like_an_option(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-x.yaml").write_text(
        f"extends: {SMALL}\nmonths: 2\nburn_in: 12\n", encoding="utf-8"
    )
    assert main(["check", "--replications", "2", "--jobs", "1", "--quiet", "--", "-x.yaml"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.endswith("sim check ./-x.yaml")
    assert main(["show", last.split()[-1], "--only", "months"]) == 0
