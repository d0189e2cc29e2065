"""The command line: quick to help, plain about mistakes, complete in its answers."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys

import pytest
from conftest import HERE

from sim.cli import main
from sim.report.folder import saving
from sim.scenario.reading.loading import shipped

SMALL = str(HERE / "scenarios" / "small.yaml")
QUICK = ["compare", SMALL, "--replications", "2", "--jobs", "1", "--quiet"]


def test_help_imports_no_engine():
    code = (
        "import sys; sys.argv = ['sim', '--help']\n"
        "from sim.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'mesa', 'numba', 'pandas', 'matplotlib', 'numpy', 'scipy', 'pydantic'}\n"
        "print('imported', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "compare" in done.stdout
    assert done.stdout.rstrip().endswith("imported []")


def test_without_a_verb_the_help_is_shown(capsys):
    assert main([]) == 0
    assert "sim compare retail_bank" in capsys.readouterr().out


def test_compare_prints_starting_year_table_certainty_and_verdict(capsys):
    assert main(QUICK) == 0
    shown = capsys.readouterr().out
    for words in (
        "The year before:",
        "Net present value",
        "highest NPV",
        "ahead for good",
        "unpaired over paired",
        "2 replications as requested",
        "Verdict. ",
    ):
        assert words in shown


def test_what_to_do_with_a_saved_comparison_can_be_typed_as_it_stands(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr(saving, "charts", lambda result: {})
    folder = str(tmp_path / "my client")
    assert main([*QUICK, "--set", "months=3", "--out", folder]) == 0
    *_, statement, explain = capsys.readouterr().out.splitlines()
    design = shlex.split(statement)[-3]
    words = ["--design", design]
    assert shlex.split(statement) == [
        "Next:",
        "sim",
        "statement",
        folder,
        *words,
        "--by",
        "segment",
    ]
    assert shlex.split(explain) == ["sim", "explain", folder, *words]
    for command in (shlex.split(statement)[2:], shlex.split(explain)[1:]):
        assert main(command) == 0


def test_json_is_one_object_with_everything_a_program_needs(capsys):
    assert main([*QUICK, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    for key in (
        "scenario",
        "hash",
        "seed",
        "replications",
        "verdict",
        "designs",
        "differences",
        "probability_best",
        "crossover",
    ):
        assert key in data
    assert data["replications"] == 2
    assert set(data["designs"]) == {"today", *data["differences"]}
    assert set(data["designs"]["today"]["npv"]) == {"mean", "low", "high"}
    # Today's design is one of the presets here: equal designs show the chance they have together.
    chances = dict(data["probability_best"])
    assert chances["today"] == chances.pop("segment_led/incremental")
    assert sum(chances.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compare", "retail_bnk"], "did you mean 'retail_bank'?"),
        (["compare", SMALL, "--set", "work.capacity"], "has no '='"),
        (["compare", SMALL, "--set", "work.capacty=3"], "work.capacty: unknown key"),
        (["compare", SMALL, "--set", "work.capacity=-3"], "work.capacity"),
        (["compare", SMALL, "--set", "segments.9.share=1"], "neither a position nor a name"),
        (["compare", SMALL, "--set", "name.x=1"], "nothing below"),
        (["compare", SMALL, "--replications", "1"], "at least 2"),
        (["compare", SMALL, "--replications", "1000000000"], "replications is 1000000000, more"),
        (["check", SMALL, "--replications", "10001"], "use 10000 or fewer"),
        (
            ["tournament", SMALL, "--firm", "a=today", "--replications", "10001"],
            "precision like 2%",
        ),
        (["compare", SMALL, "--markets", "1000000000"], "no more than 320"),
        (["compare", SMALL, "--jobs", "1000000000"], "jobs is 1000000000"),
        (["compare", SMALL, "--precision", "200%"], "below 1"),
        (["compare", "retail_bank", "--markets", "2"], "states every need"),
        (["compare", SMALL, "--jobs", "0"], "jobs is 0"),
        (["compare", SMALL, "--out", SMALL], "is a file"),
        (["compare", str(HERE)], "is a folder"),
    ],
)
def test_mistakes_end_with_2_and_say_place_and_cure(words, message, capsys):
    assert main([*words, "--quiet"]) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("words", [["compare"], ["compare", SMALL, "--precision", "x"], ["fly"]])
def test_wrong_words_end_with_2(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "usage: sim" in capsys.readouterr().err


@pytest.mark.parametrize("setting", ["burn_in=0", "segments.*.penetration=0"])
def test_odd_markets_are_answered_without_a_crash_or_a_nan(setting, capsys):
    assert main([*QUICK, "--set", setting]) == 0
    shown = capsys.readouterr().out
    assert "Verdict. " in shown
    assert "nan" not in shown.split()


def test_list_says_in_an_aligned_line_what_each_shipped_scenario_is_for(capsys):
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == sorted(shipped())
    column = max(map(len, names)) + 2
    assert all(line[:column].rstrip() == name for line, name in zip(lines, names, strict=True))
    purposes = {line[column:] for line in lines}
    assert len(purposes) == len(lines)
    assert all(purpose[0] != " " and purpose.endswith(".") for purpose in purposes)
    assert not any(purpose.endswith("...") for purpose in purposes)
    assert max(map(len, lines)) <= 100


def test_run_prints_one_life_by_year_and_says_what_it_is_not(capsys):
    assert main(["run", SMALL, "--design", "product_led/perfection"]) == 0
    shown = capsys.readouterr().out
    for words in (
        "one run of product-led, perfection",
        "year 2",
        "Operating profit",
        "one possible future",
    ):
        assert words in shown


def test_run_gives_the_same_figures_in_either_engine(capsys):
    few = ["--set", "market.simulated=300", "--set", "months=3", "--json"]
    answers = []
    for engine in ("columns", "objects"):
        assert main(["run", SMALL, "--engine", engine, *few]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert len(answers[0]["monthly"]["profit"]) == 3


RIVALS = ["--firm", "north=segment_led/incremental", "--firm", "south=today@3"]


def test_tournament_prints_shares_and_verdict_and_writes_whole_files(tmp_path, capsys):
    request = ["tournament", SMALL, *RIVALS, "--replications", "2", "--jobs", "1", "--quiet"]
    assert main([*request, "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    for words in (
        "2 firms in one market",
        "Share of all customers",
        "Verdict. Too close to call in competition.",
    ):
        assert words in shown
    names = sorted(f.name for f in tmp_path.iterdir())
    assert names == [
        "answer.txt",
        "market_share.png",
        "result.json",
        "scenario.yaml",
        "summary.json",
    ]
    data = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert data["firms"]["south"]["enters_in_month"] == 3
    assert main([*request, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == data


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", SMALL, "--design", "foo"], "no design is called 'foo'"),
        (["tournament", SMALL], "no firm is named"),
        (["tournament", SMALL, "--firm", "north"], "write --firm north="),
        (["tournament", SMALL, "--firm", "a=today", "--firm", "a=today"], "named twice"),
        (["tournament", SMALL, "--firm", "a=today@x"], "'x' is not a month"),
        (["tournament", SMALL, "--firm", "a=today@2"], "no firm is in the market in month 1"),
    ],
)
def test_mistakes_in_new_verbs_are_explained(arguments, words, capsys):
    assert main(arguments) == 2
    assert words in capsys.readouterr().err
