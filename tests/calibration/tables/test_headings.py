"""A first look at tables: what is none is refused before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sim.calibration.tables.cohort_table import cohort_table
from sim.calibration.tables.data_table import Problems
from sim.calibration.tables.headings import HEADINGS, first_look
from sim.errors import DataError, RunError

NONE = {
    "empty": (
        b"",
        "1: is empty; begin with the heading cohort,customers (and, where known, age, "
        "month and segment)",
    ),
    "binary": (
        b"\x89PNG\r\n\x1a\n\x00",
        "1: the byte 0x89 is not UTF-8; save the file as UTF-8 text",
    ),
    "a workbook": (
        b"PK\x03\x04\x00",
        "1: is a workbook or a zip archive, not text; save it as UTF-8 text",
    ),
    "words": (
        b"hello\n",
        "1: the heading is one cell, 'hello'; put commas, semicolons or tabs between its columns",
    ),
    "other columns": (
        b"cohort,custmers\n2024-01,5\n",
        "1: unknown column 'custmers'; did you mean 'customers'?",
    ),
    "only a heading": (
        b"cohort,age,customers\n",
        "1: has a heading and no line below it; add the data",
    ),
}


@pytest.mark.parametrize("kind", NONE)
def test_what_is_no_table_is_refused_at_first_look(kind, tmp_path):
    content, stated = NONE[kind]
    file = tmp_path / "cohorts.csv"
    file.write_bytes(content)
    with pytest.raises(DataError) as error:
        first_look({"cohorts": file})
    assert error.value.problems == [f"{file}:{stated}"]


def test_what_stands_below_a_heading_is_left_for_later(tmp_path):
    file = tmp_path / "cohorts.csv"
    file.write_text("cohort,age,customers\nnever,x,-1\n", encoding="utf-8")
    first_look({"cohorts": file, **dict.fromkeys(("transactions", "pnl", "nps"))})


def test_no_table_and_two_of_the_same_are_refused():
    with pytest.raises(RunError, match=r"^there is nothing to fit to; give cohorts"):
        first_look(dict.fromkeys(HEADINGS))
    with pytest.raises(RunError, match=r"both state who left; give one of them$"):
        first_look({"cohorts": "a.csv", "transactions": "b.csv"})


def test_it_takes_no_engine_to_refuse_an_empty_table(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    code = (
        "import sys\n"
        "from sim.cli import main\n"
        "words = 'calibrate retail_bank --out new.yaml --pnl empty.csv'\n"
        "assert main(words.split()) == 2\n"
        "heavy = {'mesa', 'numba', 'pandas', 'matplotlib', 'numpy', 'scipy', 'pydantic'}\n"
        "print('imported', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout == "imported []\n"
    assert done.stderr.startswith("sim: empty.csv:1: is empty; begin with the heading revenue (and")


SEGMENTS = ["Caf\u00e9", "SMB"]
ROWS = "2024-01,0,100\n2024-01,1,90\n2024-01,2,85\n2024-01,3,80\n"


def cohorts(path, name, heading="segment,cohort,age,customers"):
    rows = "".join(f"{name},{row}\n" for row in ROWS.splitlines())
    path.write_text(f"{heading}\n{rows}", encoding="utf-8")
    problems = Problems()
    return cohort_table(path, SEGMENTS, problems), problems.stated


@pytest.mark.parametrize(
    ("name", "meant"),
    [("smb", "SMB"), ("SMB\u00a0", "SMB"), ("S\u200bMB", "SMB"), ("cafe\u0301", "Caf\u00e9")],
)
def test_a_segment_that_looks_like_one_of_the_scenario_is_that_one(name, meant, tmp_path):
    found, stated = cohorts(tmp_path / "cohorts.csv", name)
    assert stated == []
    assert found.segments == [meant]


def test_another_segment_is_refused_with_the_nearest(tmp_path):
    file = tmp_path / "cohorts.csv"
    found, stated = cohorts(file, "SMBs")
    assert found is None
    assert [text for *_, text in stated] == [
        f"{file}:2: the scenario has no segment 'SMBs'; did you mean 'SMB'?"
    ]


def test_columns_are_known_however_they_are_spaced_and_written(tmp_path):
    file = tmp_path / "cohorts.csv"
    found, stated = cohorts(file, "SMB", "\ufeffSegment\u00a0, COHORT,a\u200bge,\uff43ustomers")
    assert stated == []
    assert found.segments == ["SMB"]
    found, stated = cohorts(file, "SMB", "Segment,cohort,Customers,customers\u00a0")
    assert [text for *_, text in stated] == [
        f"{file}:1: column 'customers' stands there twice; remove one"
    ]
