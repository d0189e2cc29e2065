"""Every kind of bad table, with the whole message: file, line, reason, cure."""

from __future__ import annotations

import pytest

from sim.calibration.tables.cohort_table import cohort_table
from sim.calibration.tables.data_table import Problems
from sim.calibration.tables.nps_table import nps_table
from sim.calibration.tables.pnl_table import pnl_table
from sim.errors import DataError

SEGMENTS = ["Families", "Young"]


def read_cohorts(path, problems):
    return cohort_table(path, SEGMENTS, problems)


def read_pnl(path, problems):
    return pnl_table(path, SEGMENTS, problems)


def read_nps(path, problems):
    return nps_table(path, {"Families": 300.0, "Young": 100.0}, problems)


def refused(read, path, content):
    """What a reader says of a file, without the file's name."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems()
    assert read(path, problems) is None
    with pytest.raises(DataError) as error:
        problems.refuse()
    for problem in error.value.problems:
        assert problem.startswith(f"{path}:")
    return [problem.removeprefix(f"{path}:") for problem in error.value.problems]


HEAD = "cohort,age,customers\n"
GOOD = "2024-01,0,100\n2024-01,1,90\n2024-01,2,85\n"
COHORTS = {
    "empty": (
        "",
        "1: is empty; begin with the heading cohort,customers (and, where known, age, month and "
        "segment)",
    ),
    "only a heading": (HEAD, "1: has a heading and no line below it; add the data"),
    "two counts": (
        HEAD + "2024-01,0,300\n2024-01,1,290\n2024-02,0,300\n2024-02,1,290\n",
        "2: the cohorts are counted at 2 ages, and mean and shape of a hazard need 3 at least; "
        "give longer cohorts",
    ),
    "two counts of one segment": (
        "segment,cohort,age,customers\nFamilies,2024-01,0,30\nFamilies,2024-01,1,29\n"
        "Families,2024-01,2,28\nYoung,2024-01,0,300\nYoung,2024-01,1,290\n",
        "5: the cohorts of Young are counted at 2 ages, and mean and shape of a hazard need 3 at "
        "least; give longer cohorts",
    ),
    "a gap": (
        HEAD + GOOD + "2024-01,4,80\n",
        "5: age 3 is missing; add the counts, or leave out all of this cohort that is later",
    ),
    "a long gap": (
        HEAD + GOOD + "2024-01,6,80\n",
        "5: ages 3 to 5 are missing; add the counts, or leave out all of this cohort that is later",
    ),
    "a negative count": (
        HEAD + GOOD + "2024-01,3,-5\n",
        "5: customers is -5; customers cannot be negative: correct it",
    ),
    "a growing cohort": (
        HEAD + GOOD + "2024-01,3,95\n",
        "5: cohort 2024-01 grows from 85 to 95 customers; count those who came back with the month "
        "in which they did, or correct it",
    ),
    "a line twice": (
        HEAD + GOOD + "2024-01,1,90\n",
        "5: cohort 2024-01 at an age of 1 months stands in line 3 already; remove one of them",
    ),
    "months and quarters": (
        HEAD + GOOD + "2024-02,0,100\n2024-02,3,90\n2024-02,6,80\n",
        "5: this cohort is counted every 3 months and most others every month; give one period for "
        "all, the longer where months are not known",
    ),
    "a quarter's name": (
        HEAD + GOOD + "2024-Q2,0,100\n",
        "5: cohort is '2024-Q2', no month; periods are months: write a quarter's first month, as "
        "in 2024-04",
    ),
    "a year": (
        HEAD + GOOD + "2024,0,100\n",
        "5: cohort is '2024', no month; periods are months: write a year's first month, as in "
        "2024-01",
    ),
    "no month": (
        HEAD + GOOD + "Mai 24,0,100\n",
        "5: cohort is 'Mai 24', no month; write year and month, as in 2024-05",
    ),
    "another delimiter": (
        "cohort|age|customers\n2024-01|0|100\n",
        "1: the heading is one cell, 'cohort|age|customers'; put commas, semicolons or tabs "
        "between its columns",
    ),
    "a misspelt column": (
        "cohort,age,custmers\n2024-01,0,100\n",
        "1: unknown column 'custmers'; did you mean 'customers'?",
    ),
    "a missing column": (
        "cohort,age\n2024-01,0\n",
        "1: has no column customers; the heading has 'cohort' and 'age' between commas: name them "
        "there",
    ),
    "no age": (
        "cohort,customers\n2024-01,100\n",
        "1: has no column age; give age (months since joining, 0 first) or month (of the count, as "
        "in 2024-05)",
    ),
    "age and month": (
        "cohort,age,month,customers\n2024-01,0,2024-01,100\n",
        "1: has both age and month; give age (months since joining, 0 first) or month (of the "
        "count, as in 2024-05)",
    ),
    "a column twice": (
        "cohort,age,age,customers\n2024-01,0,0,100\n",
        "1: column 'age' stands there twice; remove one",
    ),
    "latin-1": (
        "segment,cohort,age,customers\nFamilies,2024-01,0,100\nJüngere,2024-01,0,9\n".encode(
            "latin-1"
        ),
        "3: the byte 0xfc is not UTF-8; save the file as UTF-8 text",
    ),
    "UTF-16": ((HEAD + GOOD).encode("utf-16"), "1: is UTF-16 text; save the file as UTF-8"),
    "decimals with a comma": (
        HEAD + GOOD + '2024-01,3,"80,5"\n',
        "5: customers is '80,5', no whole number; write it without separators, as in 12000",
    ),
    "decimals with a comma, unquoted": (
        HEAD + GOOD + "2024-01,3,80,5\n",
        "5: has 4 cells and the heading has 3, with commas between them; write decimals with a "
        "point, and no separators of thousands",
    ),
    "shares": (
        HEAD + "2024-01,0,1\n2024-01,1,0.9\n",
        "3: customers is '0.9', no whole number; give customers themselves, no shares and no means",
    ),
    "a word for a count": (
        HEAD + GOOD + "2024-01,3,many\n",
        "5: customers is 'many', no whole number; write customers as digits",
    ),
    "a short line": (
        HEAD + GOOD + "2024-01,3\n",
        "5: has 2 cells and the heading has 3, with commas between them; write each value in a "
        "cell of its own",
    ),
    "an open quote": (
        HEAD + GOOD + '2024-01,"3,80\n',
        "5: cannot be read as a table (unexpected end of data); close the quotes on this line",
    ),
    "an unknown segment": (
        "segment,cohort,age,customers\nFamily,2024-01,0,100\nFamily,2024-01,1,90\n",
        "2: the scenario has no segment 'Family'; did you mean 'Families'?",
    ),
    "a segment like no other": (
        "segment,cohort,age,customers\nX,2024-01,0,100\n",
        "2: the scenario has no segment 'X'; it has Families and Young",
    ),
    "counted before joining": (
        "cohort,month,customers\n2024-05,2024-04,100\n",
        "2: month 2024-04 is before the cohort 2024-05 joined; correct one of them",
    ),
    "older than anybody": (
        HEAD + "2024-01,0,100\n2024-01,2024,90\n",
        "3: the age of 2024 months is beyond 1200; correct it",
    ),
    "everybody counted once": (
        HEAD + "2024-01,0,100\n2024-02,0,100\n",
        "1: every cohort is counted once, which does not show who leaves; add later counts",
    ),
    "thousands with a point": (
        HEAD + "2024-01,0,12.000\n2024-01,1,11000\n",
        "2: customers is '12.000', no whole number; write it without separators, as in 12000",
    ),
    "too many to be true": (
        HEAD + f"2024-01,0,{10**30}\n2024-01,1,90\n",
        f"2: customers is '{10**30}', more than 1,000,000,000,000; correct it",
    ),
    "cohorts of nobody": (
        "segment,cohort,age,customers\nYoung,2024-01,0,9\nYoung,2024-01,1,8\n"
        "Families,2024-01,0,0\nFamilies,2024-01,1,0\n",
        "4: no cohort of Families begins with a customer, so none can leave; add those "
        "that do, or remove these lines",
    ),
    "a workbook": (
        b"PK\x03\x04\x14\x00\x06\x00",
        "1: is a workbook or a zip archive, not text; save it as UTF-8 text",
    ),
}
PNL = {
    "a cost with a minus": (
        "month,revenue,recruiting\n2024-01,100,-5\n",
        "2: recruiting is -5, below zero; write costs without a minus",
    ),
    "decimals with a comma": (
        "month;revenue\n2024-01;100,5\n",
        "2: revenue is '100,5', no number; write decimals with a point, and no separators of "
        "thousands",
    ),
    "a currency": (
        "month,revenue\n2024-01,EUR 100\n",
        "2: revenue is 'EUR 100', no number; write it as digits with a decimal point, without "
        "currency and separators",
    ),
    "no period": ("revenue\n100\n", "1: has no column month; give month (2024-05) or year (2024)"),
    "a month twice": (
        "month,revenue\n2024-01,100\n2024-01,100\n",
        "3: 2024-01 stands in line 2 already; remove one of them",
    ),
    "a missing month": (
        "month,revenue\n2024-01,100\n2024-03,100\n",
        "3: 2024-02 is missing before this line; add it",
    ),
    "years and months": (
        "month,revenue\n2024,100\n",
        "2: month is '2024', no month; periods are months: write a year's first month, as in "
        "2024-01",
    ),
    "months for years": (
        "year,revenue\n2024-01,100\n",
        "2: year is '2024-01', no year; write it as in 2024",
    ),
    "segments that end apart": (
        "month,segment,revenue\n2024-01,Families,100\n2024-02,Families,100\n2024-01,Young,100\n",
        "4: this is the last line of Young, and others go on to 2024-02; end all with the same "
        "period",
    ),
    "a total": (
        "year,segment,revenue,customers\n2024,Families,100,3\n2024,Young,50,1\n2024,,150,4\n",
        "4: revenue is the sum of the segments'; remove this total: a line without a segment is for "
        "what no segment caused alone",
    ),
    "too much to be true": (
        f"year,revenue\n2024,{10**40}\n",
        f"2: revenue is '{10**40}', beyond 1,000,000,000,000; correct it",
    ),
}
NPS = {
    "beyond 100": (
        "month,nps\n2024-01,140\n",
        "2: nps is 140; a score lies between -100 and 100: correct it",
    ),
    "beyond 10": (
        "date,score\n2024-01-05,11\n",
        "2: score is 11; answers lie between 0 and 10: correct it",
    ),
    "neither of the forms": (
        "month,score\n2024-01,9\n",
        "1: has the columns month, score; give month and nps (one score a month), or date and "
        "score (one answer a line)",
    ),
    "no score": (
        "month,nps\n2024-01,\n",
        "2: nps is empty; write the month's score, or remove the line",
    ),
    "a month twice": (
        "month,nps\n2024-01,20\n2024-01,21\n",
        "3: 2024-01 stands in line 2 already; remove one of them",
    ),
}
CASES = [
    pytest.param(read, *case, id=f"{name}: {kind}")
    for name, read, cases in (
        ("cohorts", read_cohorts, COHORTS),
        ("pnl", read_pnl, PNL),
        ("nps", read_nps, NPS),
    )
    for kind, case in cases.items()
]


@pytest.mark.parametrize(("read", "content", "message"), CASES)
def test_a_bad_table_is_answered_with_line_reason_and_cure(tmp_path, read, content, message):
    assert refused(read, tmp_path / "data.csv", content) == [message]


def test_all_problems_are_said_at_once_and_in_order(tmp_path):
    path = tmp_path / "data.csv"
    stated = refused(read_cohorts, path, HEAD + "2024-01,0,x\n2024,1,9\n2024-01,2,-3\n")
    assert [problem.split(":")[0] for problem in stated] == ["2", "3", "4"]


def test_a_file_that_is_not_there_is_said(tmp_path):
    problems = Problems()
    assert cohort_table(tmp_path / "none.csv", SEGMENTS, problems) is None
    with pytest.raises(DataError, match=r"none.csv:1: cannot be read \(No such file"):
        problems.refuse()


def test_a_folder_is_no_table(tmp_path):
    problems = Problems()
    assert cohort_table(tmp_path, SEGMENTS, problems) is None
    with pytest.raises(DataError, match=r"is a folder; give the path of a \.csv file in it"):
        problems.refuse()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_byte_order_mark_and_line_ends_do_not_matter(tmp_path, delimiter, mark, end):
    path = tmp_path / "data.csv"
    text = (HEAD + GOOD + "\n").replace(",", delimiter).replace("\n", end)
    path.write_bytes(mark + text.encode())
    problems = Problems()
    found = cohort_table(path, SEGMENTS, problems)
    problems.refuse()
    assert found is not None
    assert found.cohorts[0].customers.tolist() == [100, 90, 85]


def test_months_of_the_count_are_ages(tmp_path):
    path, problems = tmp_path / "data.csv", Problems()
    path.write_text(
        "cohort,month,customers\n2023-11,2024-01,80\n2023-11,2024-02,70\n2023-11,2024-03,65\n"
    )
    found = cohort_table(path, SEGMENTS, problems)
    problems.refuse()
    assert found is not None
    assert found.cohorts[0].ages.tolist() == [2, 3, 4]
    assert "first counted after they joined" in found.reported[1]
