"""The command, the page that it writes, and that nothing on docs/evidence.md has drifted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.errors import RunError
from sim.report.text.evidence import opened, page, stored
from sim.validation.published_facts import FACTS
from sim.validation.size import FAST

DOCS = Path(__file__).resolve().parents[2] / "docs"
QUICK = ["--share", "0.01", "--jobs", "1", "--quiet"]


def reported(capsys, *words):
    code = main(["evidence", *words])
    stated = capsys.readouterr()
    return code, stated.out, stated.err


def test_the_page_says_what_its_figures_and_the_declared_facts_say():
    result = opened(DOCS / "evidence.json")
    assert [finding.fact.id for finding in result.findings] == [fact.id for fact in FACTS]
    cure = "run `sim evidence --out docs/evidence.md`, naming the facts that changed"
    assert page(result) == (DOCS / "evidence.md").read_text(encoding="utf-8"), cure
    assert stored(result) == (DOCS / "evidence.json").read_text(encoding="utf-8"), cure


@pytest.mark.xfail(
    strict=True, reason="the model moved: so far only smaller experiments have been run again"
)
def test_the_page_is_of_experiments_in_full_size():
    assert opened(DOCS / "evidence.json").share == 1


@pytest.mark.parametrize(
    "finding", opened(DOCS / "evidence.json").findings, ids=lambda f: f.fact.id
)
def test_a_miss_on_the_page_has_a_reason(finding):
    assert finding.verdict != "misses" or finding.fact.miss


@pytest.mark.slow
@pytest.mark.parametrize(
    "finding", opened(DOCS / "evidence.json").findings, ids=lambda f: f.fact.id
)
def test_the_engine_still_gives_the_figures_on_the_page(finding):
    """Smaller experiments with other luck differ by no more than both are unsure."""
    again = sim.evidence(finding.fact.id, share=0.05, seed=2, jobs=1).findings[0]
    for was, now in zip(finding.figures, again.figures, strict=True):
        assert (was.name, was.unit) == (now.name, now.unit)
        if was.published != now.published:  # what is farthest off may be another year
            continue
        assert (was.low, was.high) == pytest.approx((now.low, now.high))
        unsure = 2 * (was.simulated.half_width + now.simulated.half_width)
        assert now.simulated.mean == pytest.approx(was.simulated.mean, rel=1e-6, abs=unsure)


def test_the_answer_begins_with_how_many_predicted_facts_hold(capsys):
    code, shown, _ = reported(capsys, "V1", *QUICK)
    first, _, _, *rest = shown.splitlines()
    assert code == 0
    assert first == "1 of 1 predicted facts hold: only predicted facts validate the model."
    text = " ".join(" ".join(rest).split())  # lines are broken where they are full
    for words in (
        "V1a",
        "fitted",
        "Fader & Hardie 2007",
        "(S)",
        "within 2.5 points",
        "allowed",
        "S: seen in a stored page",
        "holds",
    ):
        assert words in text, words


def test_fast_is_a_share_of_the_full_size(capsys):
    """All facts at that share take less than two minutes on two quiet processors."""
    _, shown, _ = reported(capsys, "V1b", "--fast", "--json", "--jobs", "1", "--quiet")
    assert json.loads(shown)["share"] == FAST


def test_json_holds_every_figure(capsys):
    _, shown, _ = reported(capsys, "V1b", "--json", *QUICK)
    data = json.loads(shown)
    assert list(data["facts"]) == ["V1b"]
    assert data["facts"]["V1b"]["kind"] == "predicted"
    assert {
        "name",
        "unit",
        "published",
        "mean",
        "low",
        "high",
        "allowed_from",
        "allowed_to",
        "verdict",
    } == set(data["facts"]["V1b"]["figures"][0])


def test_an_unknown_fact_is_a_mistake_with_the_nearest(capsys):
    code, _, wrong = reported(capsys, "V99", *QUICK)
    assert code == 2
    assert "did you mean" in wrong


def test_a_page_can_be_written_in_parts_and_read_again(capsys, tmp_path):
    file = tmp_path / "mine.md"
    for fact in ("V1b", "V7b", "V1a"):
        code, _, wrong = reported(capsys, fact, "--out", str(file), *QUICK)
        assert code == 0, wrong
    result = opened(file.with_suffix(".json"))
    assert [finding.fact.id for finding in result.findings] == ["V1a", "V1b", "V7b"]
    assert page(result) == file.read_text(encoding="utf-8")
    again = sim.evidence("V1b", share=0.01, jobs=1).findings[0]
    assert result.findings[1] == again


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["--out", "page.txt"], "ends in .md"),
        (["--out", "nowhere/page.md"], "no folder nowhere"),
        (["--share", "0"], "share is 0"),
        (["--seed", "-1"], "seed is -1"),
        (["--jobs", "0"], "jobs is 0"),
    ],
)
def test_what_cannot_be_is_said_before_anything_runs(capsys, monkeypatch, tmp_path, words, cure):
    monkeypatch.chdir(tmp_path)
    code, _, wrong = reported(capsys, "V1b", *words)
    assert code == 2
    assert cure in wrong


def test_a_page_of_another_size_is_not_mixed_with_this_one(capsys, tmp_path):
    file = tmp_path / "mine.md"
    reported(capsys, "V1b", "--out", str(file), *QUICK)
    code, _, wrong = reported(capsys, "V1a", "--out", str(file), "--share", "0.02", "--jobs", "1")
    assert code == 2
    assert "--share 0.01 --seed 1" in wrong


def test_figures_of_a_fact_that_is_not_declared_are_refused(tmp_path):
    file = tmp_path / "old.json"
    data = {"facts": {"V0": {"figures": []}}, "share": 1.0, "seed": 1}
    for text in (json.dumps(data), "{", "[]"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(RunError, match="cannot be read as evidence"):
            opened(file)


def test_a_result_is_a_table_and_looks_well_in_a_notebook():
    result = sim.evidence("V1b", share=0.01, jobs=1)
    frame = result.to_frame()
    assert list(frame.index.names) == ["fact", "figure"]
    assert list(frame.columns) == [
        "kind",
        "published",
        "mean",
        "low",
        "high",
        "unit",
        "from",
        "to",
        "verdict",
    ]
    assert len(frame) == 2
    assert "Cohorts&#x27; years 8 to 12" in result._repr_html_()
