"""Text that leaves for another program stays text there, and comes back as it was."""

from __future__ import annotations

import csv as standard
import io
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.errors import RunError, ScenarioError
from sim.report.folder import saving
from sim.report.formats.spreadsheet import as_text, csv, protected
from sim.results.comparison import compare
from sim.scenario.notation.problems import is_one_line

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    " =1",
    "\uff1d1+1",
    "%0A",
    "|x",
    "\u00a0@x",
    "-",
    "+ more",
    '=HYPERLINK("x")',
]
MISSING = [
    "nan",
    "NaN",
    "None",
    "NA",
    "N/A",
    "null",
    "NULL",
    "n/a",
    "<NA>",
    "#N/A",
    "-nan",
    "Nil",
    "inf",
    "-inf",
    "Infinity",
    "TRUE",
    "false",
    " NA ",
]
NUMBERS = [
    "007",
    "1e5",
    "1,000",
    "1.000,5",
    "3-4",
    "2024-01-01",
    "12:30",
    "5 Jan",
    "MAR 1",
    "0x1F",
    "12.5%",
    "1d3",
    "٣",
    "9 am",
    "Sep-12",
    "1_000",
    "(5)",
    "1/2",
]
PLAIN = [
    "Families",
    "All segments",
    "18 to 25",
    "Under 25s",
    "B2B",
    "segment_led/incremental",
    "March buyers",
    "Δ to today",
    "日本",
    "0 to 1",
    "Current account",
    "A-B",
    "may",
    "7-Eleven",
    "naan",
    "O'Neill",
]
QUOTED = ["'", "''", "'=1", "'nan", "'plain"]


@pytest.mark.parametrize("name", [*FORMULAS, *MISSING, *NUMBERS, *QUOTED])
def test_what_looks_like_something_else_is_marked(name):
    assert protected(name) == f"'{name}"
    assert as_text(protected(name)) == name


@pytest.mark.parametrize("name", PLAIN)
def test_what_looks_like_text_stays_as_it_is(name):
    assert protected(name) == as_text(name) == name


LINES = st.text(st.characters(exclude_categories=["Cs"])).filter(is_one_line)
NAMES = LINES | st.sampled_from(
    [*FORMULAS, *MISSING, *NUMBERS, *PLAIN, *QUOTED, "a,b", 'a"b', " x "]
)


@given(st.lists(NAMES, min_size=1, max_size=4))
@example(["nan", "1"])
@example(["1", "2"])
@example(["True", "False"])
@example(["\ufeff=1"])
def test_every_name_comes_back_from_pandas_and_from_python(names):
    values = np.linspace(-1.5, np.pi, len(names))
    content = csv(pd.DataFrame({"name": names, "value": values}))
    assert content.startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(io.BytesIO(content))
    assert [as_text(cell) for cell in again["name"]] == names
    rows = [*standard.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    assert rows[0] == ["name", "value"]
    assert [as_text(row[0]) for row in rows[1:]] == names
    assert [float(row[1]) for row in rows[1:]] == values.tolist()
    for row in rows[1:]:
        assert not row[0].lstrip().startswith(("=", "+", "-", "@"))


HOSTILE = {
    "name": "=1+1",
    "segments.0.name": "nan",
    "segments.1.name": "@SUM(A1)",
    "products.0.name": "-2",
    "products.1.name": "<script>alert(1)</script>",
    "segments.2.holdings": {},
    "currency": "<b>",
    "months": 12,
    "market.simulated": 200,
}


@pytest.fixture(scope="module")
def hostile(small_scenario):
    designs = {"=A1": small_scenario().today, "None": small_scenario().today}
    return compare(small_scenario(**HOSTILE), designs, replications=2, jobs=1)


def test_statements_of_hostile_names_read_back_exactly(hostile, tmp_path, monkeypatch):
    monkeypatch.setattr(saving, "charts", lambda _: {})
    hostile.save(tmp_path / "out")
    wanted = saving.statements(hostile)
    again = pd.read_csv(tmp_path / "out" / "statements.csv")
    text = ["design", "by", "member", "line"]
    again[text] = again[text].map(as_text)
    pd.testing.assert_frame_equal(again, wanted, check_dtype=False, rtol=1e-14)
    assert {"=1+1", "nan", "@SUM(A1)", "-2"} < set(again["member"])
    assert set(again["design"]) == {"today", "=A1", "None"}
    raw = (tmp_path / "out" / "statements.csv").read_text("utf-8-sig")
    for row in standard.reader(io.StringIO(raw)):
        assert not any(cell.startswith(("=", "+", "@")) for cell in row)


class Tags(HTMLParser):
    """The tags that a browser sees."""

    def __init__(self, text):
        super().__init__()
        self.seen = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)


def test_names_are_no_tags_in_a_notebook(hostile):
    pages = [
        hostile._repr_html_(),
        hostile.scenario._repr_html_(),
        hostile.statement("=A1", by="product")._repr_html_(),
        hostile.explain("=A1")._repr_html_(),
    ]
    known = {"table", "caption", "tr", "th", "td", "p", "b"}
    for page in pages:
        assert "<script>" not in page
        assert "<b>" not in page.replace("<p><b>", "")
        assert Tags(page).seen <= known


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "\r", "a\x00", "\x1b[31m", "a\u2028b"])
def test_names_that_are_no_line_of_text_are_refused_at_loading(name, small_scenario):
    for path in ("name", "currency", "segments.0.name", "products.0.name", "touchpoints.0.name"):
        changes = {path: name, "segments.2.holdings": {}}
        with pytest.raises(ScenarioError, match="is not a single line of text; remove line breaks"):
            small_scenario(**changes)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\ud800", 5])
def test_designs_that_have_no_name_are_refused(name, small_scenario):
    with pytest.raises(RunError, match=r"is not a name for a design; use a single line of text"):
        compare(small_scenario(), {name: small_scenario().today}, replications=2)
