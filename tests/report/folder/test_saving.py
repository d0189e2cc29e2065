"""Saving, opening, running again: the same to the bit, whole or saying that it is not."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import HERE
from tampering import assert_equal

import sim
from sim.cli import main
from sim.errors import RunError
from sim.experiment.tables.codebook import codebook
from sim.experiment.tables.store import frames
from sim.report.folder import folder as folders
from sim.report.folder import saving
from sim.report.folder.saving import reproduce
from sim.report.text.comparison import as_data
from sim.results.comparison import compare

SMALL = str(HERE / "scenarios" / "small.yaml")
DESIGN = "product_led/perfection"
QUICK = ["compare", SMALL, "--replications", "2", "--jobs", "1", "--quiet"]


@pytest.fixture(scope="module")
def result(small_scenario):
    return compare(small_scenario(months=14), replications=3, seed=7, jobs=1)


@pytest.fixture(scope="module")
def saved(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "small"
    result.save(folder)
    return folder


@pytest.fixture
def few_charts(monkeypatch):
    """One chart instead of all, for tests that save again and again."""
    every = saving.charts
    monkeypatch.setattr(saving, "charts", lambda result: dict([*every(result).items()][:1]))


@pytest.fixture
def copied(saved, tmp_path):
    """A saved result that a test may spoil."""
    return shutil.copytree(saved, tmp_path / "copy")


def test_opened_is_what_was_saved_to_the_bit(result, saved):
    again = sim.open(saved)
    assert_equal(result, again)
    assert as_data(again) == as_data(result)


@pytest.mark.parametrize("changes", [{"months": 2}, {"months": 3, "burn_in": 0}, {"burn_in": 5}])
def test_short_horizons_and_burn_ins_are_saved_too(small_scenario, tmp_path, changes, few_charts):
    short = compare(
        small_scenario(**changes), {"twin": small_scenario().today}, replications=2, jobs=1
    )
    short.save(tmp_path / "short")
    again = sim.open(tmp_path / "short")
    assert as_data(again) == as_data(short)
    assert again.replications[0].runs["twin"] is again.replications[0].runs["today"]


def test_folder_says_what_it_is_and_holds_everything(saved, result):
    stated = json.loads((saved / "result.json").read_text(encoding="utf-8"))
    assert stated["state"] == "complete"
    assert stated["kind"] == "comparison"
    assert stated["hash"] == result.scenario.hash
    assert stated["seed"] == 7
    assert stated["replications"] == [0, 1, 2]
    assert stated["versions"]["numpy"] == np.__version__
    files = {f.name for f in saved.iterdir()}
    assert files == {*stated["files"], "result.json"}
    assert {"scenario.yaml", "answer.txt", "summary.json", "statements.csv", "codebook.csv"} < files
    assert sim.load(saved / "scenario.yaml") == result.scenario
    pictures = [f for f in saved.iterdir() if f.suffix == ".png"]
    assert len(pictures) == 10
    assert all(f.read_bytes().startswith(b"\x89PNG") for f in pictures)


def test_codebook_has_every_column_of_every_table_and_no_other(result):
    described = codebook()
    assert (described["meaning"].str.len() > 3).all()
    for name, frame in frames(result).items():
        assert list(frame) == list(described.loc[described["table"] == name, "column"]), name
    assert set(described["table"]) == set(frames(result))


def test_tables_add_up_to_what_the_comparison_says(saved, result):
    ledger = pd.read_parquet(saved / "ledger.parquet")
    own = ledger[(ledger["design"] == "product_led/perfection") & (ledger["replication"] == 1)]
    assert own["cents"].sum() == result.replications[1].runs["product_led/perfection"].cube.sum()
    statement = result.statement("product_led/perfection", "segment")
    revenue = own[own["account"] == "revenue"].groupby("segment", observed=False)["cents"].sum()
    for member, amount in zip(
        statement.members[:-1], statement.own["Revenue"][1, :, -1], strict=False
    ):
        assert amount == pytest.approx(revenue[member] / 100)


def test_saving_twice_gives_the_same_bytes(result, saved, tmp_path):
    result.save(tmp_path / "again")
    for file in saved.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_number_that_is_none_and_another_word_are_apart():
    one = pd.DataFrame({"x": [1.0, 5.0], "word": ["works", "harm"]})
    assert saving._apart(one, one.copy()) == 0
    assert saving._apart(one, one.assign(x=[np.nan, 5.0])) == np.inf
    assert saving._apart(one, one.assign(word=["works", "nothing"])) == np.inf
    both = one.assign(x=[np.nan, 5.0])
    assert saving._apart(both, one.assign(x=[np.nan, 6.0])) == pytest.approx(1 / 6)


def test_reproduced_to_the_bit(saved):
    again = reproduce(saved, jobs=1)
    assert again.same
    assert "same to the bit" in str(again)


def test_a_changed_rule_is_not_reproduced(saved, monkeypatch):
    from sim.experiment.run import runner

    def rounded(*given):
        run = runner_run(*given)
        return runner.ObservedRun(run.figures * 1.001, run.cube, run.decisions, run.observed)

    runner_run = runner._run
    monkeypatch.setattr(runner, "_run", rounded)
    again = reproduce(saved, jobs=1)
    assert not again.same
    assert again.apart["monthly"] == pytest.approx(0.001, rel=0.01)
    assert list(again.apart) == ["monthly"]
    assert "NOT reproduced" in str(again)


def test_reproduce_says_so_on_the_command_line(saved, capsys):
    assert main(["reproduce", str(saved), "--jobs", "1", "--quiet"]) == 0
    assert "same to the bit" in capsys.readouterr().out


def test_what_is_not_known_without_a_discount_rate_is_saved_and_said(tmp_path, small_scenario):
    result = compare(
        small_scenario(months=3, **{"costs.discount_yearly": 0}), replications=2, jobs=1
    )
    result.save(tmp_path / "new")
    again = sim.open(tmp_path / "new")
    (line,) = [x for x in str(again.statement("today")).splitlines() if "newcomer" in x]
    assert "not known" in line
    assert str(again.statement("today")) == str(result.statement("today"))


def test_statement_on_the_command_line(saved, capsys):
    assert main(["statement", str(saved), "--by", "segment", "--key", "customers"]) == 0
    shown = capsys.readouterr().out
    for words in (
        "All segments",
        "Segment contribution",
        "Lifetime value, newcomer",
        "before tax".capitalize(),
        "shared cost by customers",
    ):
        assert words in shown


def test_an_older_result_is_replaced_as_a_whole(copied, small_scenario, few_charts):
    (copied / "old_chart.png").write_bytes(b"old")
    stated = json.loads((copied / "result.json").read_text(encoding="utf-8"))
    stated["files"]["old_chart.png"] = hashlib.sha256(b"old").hexdigest()
    (copied / "result.json").write_text(json.dumps(stated), encoding="utf-8")
    (copied / "my_notes.txt").write_text("mine", encoding="utf-8")
    new = compare(small_scenario(months=2), replications=2, seed=8, jobs=1)
    new.save(copied)
    assert sim.open(copied).seed == 8
    assert not (copied / "old_chart.png").exists()
    assert (copied / "my_notes.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_outside_the_folder_is_taken_away(copied, result, few_charts):
    outside = copied.parent / "precious.txt"
    outside.write_text("precious", encoding="utf-8")
    stated = json.loads((copied / "result.json").read_text(encoding="utf-8"))
    stated["files"]["../precious.txt"] = "x"
    (copied / "result.json").write_text(json.dumps(stated), encoding="utf-8")
    result.save(copied)
    assert outside.exists()


@pytest.mark.parametrize(
    "theirs", [{"accuracy": 0.9}, {"files": {"notes.txt": "1"}}, {"state": "complete"}, ["a"]]
)
def test_a_result_json_of_somebody_else_is_no_result(tmp_path, result, theirs, few_charts):
    (tmp_path / "result.json").write_text(json.dumps(theirs), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    with pytest.raises(RunError, match="but no result"):
        result.save(tmp_path)
    with pytest.raises(RunError, match="holds no result"):
        sim.open(tmp_path)
    assert contents(tmp_path) == before


def test_a_file_that_was_changed_since_is_not_taken_away(copied, small_scenario, few_charts):
    (copied / "whale_curve.png").write_bytes(b"my own drawing")
    compare(small_scenario(months=2), replications=2, jobs=1).save(copied)
    assert (copied / "whale_curve.png").read_bytes() == b"my own drawing"
    assert not (copied / "nps_by_segment.png").exists()


def test_what_a_living_process_is_writing_stays(copied, result, few_charts):
    (copied / f".writing-{os.getppid()}").mkdir()
    for name in (".writing-4194999", ".writing-99999999999999999999", ".writing-²"):
        (copied / name).mkdir()
    result.save(copied)
    left = {f.name for f in copied.iterdir() if f.name.startswith(".writing-")}
    assert left == {f".writing-{os.getppid()}", ".writing-99999999999999999999", ".writing-²"}


# Mistakes


def edited(folder, change):
    """Change what the manifest says, without its seal."""
    stated = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    change(stated)
    (folder / "result.json").write_text(json.dumps(stated), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: (f / "result.json").unlink(), "holds no result"),
        (lambda f: (f / "result.json").write_text("{"), "holds no result"),
        (lambda f: (f / "result.json").write_text("[]"), "holds no result"),
        (lambda f: (f / "ledger.parquet").unlink(), "is missing"),
        (lambda f: (f / "ledger.parquet").write_bytes(b"PAR1"), "has changed since it was written"),
        (lambda f: (f / "scenario.yaml").write_text("name: x"), "has changed since it was written"),
        (
            lambda f: edited(f, lambda stated: stated.update(seed=8)),
            "has changed since it was written",
        ),
        (lambda f: (f / "result.json").write_text("[" * 100_000), "nested too deeply"),
    ],
)
def test_a_spoilt_folder_is_refused_with_the_cure(copied, spoil, words, capsys):
    spoil(copied)
    assert main(["reproduce", str(copied)]) == 2
    message = capsys.readouterr().err
    assert words in message
    assert "Traceback" not in message


def test_a_folder_of_another_version_is_refused_with_its_version(copied):
    def older(stated):
        stated["format"] = stated["format"].replace("2", "1")
        stated["versions"]["simulator"] = "0.0.7"

    edited(copied, older)
    with pytest.raises(RunError, match=r"another version.*0\.0\.7.*run it again"):
        sim.open(copied)


def test_a_folder_of_another_version_can_be_replaced(copied, result, few_charts):
    edited(copied, lambda stated: stated.update(format="segment-pnl-simulator result 1"))
    result.save(copied)
    assert_equal(sim.open(copied), result)


def test_an_answer_that_somebody_changed_is_named_and_the_tables_open(copied, saved, capsys):
    (copied / "answer.txt").write_text("we win")
    (copied / "whale_curve.png").unlink()
    with pytest.warns(UserWarning, match="nothing was read from it") as stated:
        again = sim.open(copied)
    assert len(stated) == 2
    assert_equal(again, sim.open(saved))
    assert main(["statement", str(copied)]) == 0
    shown = capsys.readouterr()
    assert main(["statement", str(saved)]) == 0
    assert capsys.readouterr().out == shown.out
    for words in ("answer.txt: has changed since it was written", "whale_curve.png: is missing"):
        assert words in shown.err


def test_numbers_of_numpy_are_saved_as_numbers(small_scenario, tmp_path, few_charts):
    result = compare(small_scenario(months=2), replications=np.int64(2), seed=np.int64(3), jobs=1)
    result.save(tmp_path / "numpy")
    assert sim.open(tmp_path / "numpy").seed == 3


def test_a_file_a_missing_folder_and_a_tournament_are_refused(tmp_path, small_scenario, capsys):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="holds no result"):
        sim.open(tmp_path / "file")
    with pytest.raises(RunError, match="holds no result"):
        sim.open(tmp_path / "missing")
    rivals = ["--firm", "a=today", "--firm", "b=product_led/perfection"]
    words = ["tournament", SMALL, *rivals, "--replications", "2", "--jobs", "1", "--quiet"]
    assert main([*words, "--out", str(tmp_path / "rivals")]) == 0
    with pytest.raises(RunError, match="holds a tournament"):
        sim.open(tmp_path / "rivals")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.write_text("x"), "is a file"),
        (lambda p: (p.mkdir(), (p / "thesis.docx").write_text("x")), "holds 'thesis.docx'"),
    ],
)
def test_out_refuses_what_is_no_result_before_it_runs(tmp_path, capsys, make, words):
    make(tmp_path / "out")
    assert main([*QUICK, "--replications", "100000", "--out", str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err


def test_a_run_that_fails_leaves_nothing(tmp_path, capsys):
    out = tmp_path / "results" / "mine"
    assert main([*QUICK, "--markets", "0", "--out", str(out)]) == 2
    assert list(tmp_path.iterdir()) == []


def fails_beside_notes(out):
    with folders.reserved(out, {"kind": "comparison"}):
        (out / "notes.txt").write_text("mine", encoding="utf-8")
        raise RunError("the real reason")


def test_a_run_that_fails_leaves_what_somebody_else_put_there(tmp_path):
    out = tmp_path / "new"
    with pytest.raises(RunError, match="the real reason"):
        fails_beside_notes(out)
    assert [f.name for f in out.iterdir()] == ["notes.txt"]


def test_a_folder_name_that_no_disk_takes_is_explained(capsys):
    assert main([*QUICK, "--out", "x" * 300]) == 2
    assert "choose another --out" in capsys.readouterr().err


def test_a_console_without_greek_letters_gets_a_question_mark(saved):
    words = [sys.executable, "-m", "sim", "statement", str(saved), "--design", DESIGN]
    plain = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(words, env=plain, capture_output=True, check=True)
    assert b"? to today" in done.stdout


def test_key_without_members_is_refused(saved, capsys):
    assert main(["statement", str(saved), "--key", "customers"]) == 2
    assert "--by segment" in capsys.readouterr().err


def test_a_run_that_fails_leaves_an_older_result_alone(copied, saved, capsys):
    assert main([*QUICK, "--markets", "0", "--out", str(copied)]) == 2
    assert_equal(sim.open(copied), sim.open(saved))
    assert sorted(f.name for f in copied.iterdir()) == sorted(f.name for f in saved.iterdir())


# Killed


class Killed(BaseException):
    """Stands for the end of the process: nothing of the program's may catch it."""


def assert_whole(folder, versions):
    """Every file is that of one of the results, byte for byte, and the state says which."""
    state = folders.manifest(folder).get("state")
    if not folder.exists() or state is None:
        assert not folder.exists() or [f for f in folder.iterdir() if f.name[0] != "."] == []
        return
    for file in folder.iterdir():
        if file.name[0] != "." and file.name != "result.json":
            assert any(file.read_bytes() == v.get(file.name) for v in versions), file.name
    if state == "complete":
        sim.open(folder)
    else:
        with pytest.raises(RunError, match=f"state is '{state}'"):
            sim.open(folder)


def contents(folder):
    return {f.name: f.read_bytes() for f in folder.iterdir()}


def test_killed_at_any_rename_leaves_whole_files_and_a_true_state(
    copied, small_scenario, tmp_path, monkeypatch, few_charts
):
    new = compare(small_scenario(months=2), replications=2, seed=8, jobs=1)
    new.save(tmp_path / "new")
    versions = [contents(copied), contents(tmp_path / "new")]
    real, states = os.replace, set()
    for last in range(len(versions[1]) + 2):
        calls = iter(range(last + 1))

        def replace(old, target, calls=calls, last=last):
            if next(calls) == last:
                raise Killed
            real(old, target)

        monkeypatch.setattr(folders.os, "replace", replace)
        with contextlib.suppress(Killed):
            new.save(copied)
        monkeypatch.setattr(folders.os, "replace", real)
        states.add(folders.manifest(copied)["state"])
        assert_whole(copied, versions)
    assert states == {"complete", "being replaced"}
    new.save(copied)
    assert contents(copied) == versions[1]


@pytest.mark.slow
def test_killed_at_twenty_random_moments_leaves_no_torn_file(tmp_path):
    """`sim compare --out`, killed outright; the moments lie anywhere from start to end."""
    words = [sys.executable, "-m", "sim", *QUICK, "--out"]
    whole = subprocess.run([*words, tmp_path / "whole"], check=True, capture_output=True)
    assert b"Verdict" in whole.stdout
    versions = [contents(tmp_path / "whole")]
    draw, seen = random.Random(4), []
    for n in range(20):
        out = tmp_path / f"killed{n}"
        with subprocess.Popen([*words, out], stdout=subprocess.DEVNULL) as process:
            if n % 2:  # every second moment lies where files are written
                while process.poll() is None and not list(out.glob(".writing-*")):
                    pass
            try:
                process.wait(draw.uniform(0, 0.6 if n % 2 else 3))
            except subprocess.TimeoutExpired:
                process.kill()
        seen.append(folders.manifest(out).get("state"))
        assert_whole(out, versions)
    assert "running" in seen
    for n in (18, 19):  # what a kill leaves behind is no hindrance
        subprocess.run([*words, tmp_path / f"killed{n}"], check=True, capture_output=True)
        assert contents(tmp_path / f"killed{n}") == versions[0]
