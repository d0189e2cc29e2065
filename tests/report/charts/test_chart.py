"""A chart as such: sizes, files, fonts, words that fit, labels that stay apart."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictured import DESIGN, NAMES, SIZE_NAMES, result_named, small_result, texts
from PIL import Image

from sim import RunError
from sim.report.charts import Chart, cumulative_profit
from sim.report.charts.chart import ENDINGS, Header
from sim.report.charts.layout import spread_apart
from sim.report.charts.style import INK, SIZES, as_text, contrast, readable_on
from sim.report.charts.words import brief, clusters, from_the_left, shortened, tied, width, wrapped
from sim.text import fonts
from sim.text.fonts import MissingFont, families


def empty(message="A finding", size="screen", names=()):
    return Chart(Header(message, "Who and what.", "Simulated."), lambda *_: None, names, size)


@pytest.fixture(scope="module")
def chart():
    return cumulative_profit(small_result())


@pytest.mark.parametrize("size", SIZE_NAMES)
def test_saves_pixels_of_each_size(chart, tmp_path, size):
    file = chart.save(tmp_path / "x.png", size=size)
    wide, high, _, dots = SIZES[size]
    with Image.open(file) as picture:
        assert picture.size == pytest.approx((wide * dots, high * dots), abs=1)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_chart_is_the_same_file(chart, tmp_path, ending):
    one = chart.save(tmp_path / f"one.{ending}")
    other = cumulative_profit(small_result()).save(tmp_path / f"other.{ending.upper()}")
    assert one.read_bytes() == other.read_bytes()
    assert one.read_bytes().startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending])


def test_a_chart_is_drawn_once_to_be_saved_in_its_own_size(tmp_path):
    drawn = []
    chart = Chart(Header("A finding", "Who.", "Simulated."), lambda *_: drawn.append(1), ())
    chart.save(tmp_path / "x.png")
    assert len(drawn) == 1
    chart.save(tmp_path / "x.svg", size="page")
    assert len(drawn) == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_chart_is_the_same_file_after_it_was_shown(tmp_path, ending):
    chart = cumulative_profit(small_result())
    one = chart.save(tmp_path / f"one.{ending}").read_bytes()
    shown = chart._repr_png_()
    chart.canvas.draw()
    chart.save(tmp_path / "page.png", size="page")
    assert chart.save(tmp_path / f"again.{ending}").read_bytes() == one
    assert chart._repr_png_() == shown


def test_charts_have_ids_of_their_own_in_svg(chart, tmp_path):
    one = chart.save(tmp_path / "one.svg").read_text("utf-8")
    other = chart.save(tmp_path / "other.svg", size="page").read_text("utf-8")

    def paths(text):
        return {part.split('"')[1] for part in text.split("<clipPath ")[1:]}

    assert paths(one)
    assert paths(one).isdisjoint(paths(other))


def test_unknown_sizes_and_endings_and_places_say_the_cure(chart, tmp_path):
    with pytest.raises(RunError, match="use one of screen, slide, page"):
        chart.save(tmp_path / "x.png", size="poster")
    with pytest.raises(RunError, match=r"one of \.png, \.svg, \.pdf"):
        chart.save(tmp_path / "x.jpg")
    with pytest.raises(RunError, match=r"one of \.png"):
        chart.save(tmp_path / "x")
    with pytest.raises(RunError, match="choose a place in a folder that exists"):
        chart.save(tmp_path / "nowhere" / "x.png")
    (tmp_path / "x.png").mkdir()
    with pytest.raises(RunError, match="cannot be written"):
        chart.save(tmp_path / "x.png")


def test_a_notebook_shows_it(chart):
    assert chart._repr_png_().startswith(b"\x89PNG")
    assert repr(chart) == f"<Chart: {chart.header.message}>"


def test_the_users_own_settings_neither_matter_nor_change(chart, tmp_path):
    plain = chart.save(tmp_path / "plain.png").read_bytes()
    with mpl.rc_context({"font.size": 30, "savefig.bbox": "tight", "lines.linewidth": 9}):
        before = dict(mpl.rcParams)
        own = cumulative_profit(small_result()).save(tmp_path / "own.png").read_bytes()
        assert dict(mpl.rcParams) == before
    assert own == plain


def test_text_goes_by_the_size():
    heights = {}
    for size in SIZE_NAMES:
        heights[size] = texts(empty(size=size))[0].get_fontsize()
    assert heights["page"] < heights["screen"] < heights["slide"]


def test_names_are_no_formulas():
    chart = empty("$a_1$ and $b")
    chart.canvas.draw()
    assert texts(chart)[0].get_text() == "$a_1$ and $b"
    assert not texts(chart)[0].get_parse_math()


def test_characters_that_no_font_has_are_said_once_with_the_cure():
    private = "\ue123\U000f1234"
    with pytest.warns(MissingFont, match="make setup-system") as stated:
        empty(private, names=[private])
    assert len(stated) == 1
    empty(private, names=[private]).canvas.draw()  # any further warning is an error


def test_without_fonts_a_chart_has_boxes_and_says_so_once(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(fonts, "_installed", lambda: {"DejaVu Sans"})
    fonts._substitutes.cache_clear()
    with pytest.warns(MissingFont, match="fonts-noto-cjk") as stated:
        result_named("foreign").plot.nps(NAMES["foreign"][DESIGN]).save(tmp_path / "x.png")
    assert len(stated) == 1
    assert not caplog.records
    fonts._substitutes.cache_clear()


def test_latin_greek_and_cyrillic_need_no_other_font():
    assert families(["Österreich", "Πελάτες", "Клиенты", "a\N{ZERO WIDTH JOINER}b"]) == [
        "DejaVu Sans"
    ]


def test_long_names_keep_their_beginning_and_end():
    assert brief("short name") == "short name"
    assert brief("a b\n c") == "a b c"
    assert brief("a\u202eb\u200b") == "a\\u202eb\\u200b"
    assert brief("\u0915\u094d\u200d\u0937") == "\u0915\u094d\u200d\u0937"
    cut = brief("The beginning of " + "a very " * 20 + "long end", 30)
    assert cut.startswith("The beginning")
    assert cut.endswith("long end")
    assert len(cut) <= 30


def test_figures_stay_with_their_units():
    stated = tied("earns CHF 12m, 95 % from 1 to 60, in CHF bn").split(" ")
    assert [part.replace("\xa0", " ") for part in stated] == [
        "earns",
        "CHF 12m,",
        "95 %",
        "from 1 to 60,",
        "in",
        "CHF bn",
    ]


def test_lines_with_names_from_the_right_still_read_from_the_left():
    assert from_the_left("two\nlines") == "two\nlines"
    mark = "\N{LEFT-TO-RIGHT MARK}"
    assert from_the_left("بنك: EUR\nmonth 1") == f"{mark}بنك: EUR\n{mark}month 1"


def test_accents_and_vowel_signs_stay_with_their_letters():
    assert clusters("e\u0301a") == ["e\u0301", "a"]
    assert clusters("ग्रा") == ["ग्रा"]


@given(
    st.text(st.characters(codec="latin-1", exclude_categories=("C",)), max_size=200),
    st.floats(0.5, 5),
    st.integers(1, 4),
)
def test_wrapped_text_fits_and_loses_nothing_that_has_room(text, room, lines):
    canvas = FITTING
    done = wrapped(canvas, text, room, 10, lines=lines)
    parts = done.split("\n")
    assert len(parts) <= lines
    assert all(width(canvas, part, 10) <= room + 1e-9 for part in parts)
    if "…" not in done:
        assert "".join(done.split()) == "".join(text.split())
    assert width(canvas, shortened(canvas, text, room, 10), 10) <= room + 1e-9


FITTING = empty()


@pytest.mark.parametrize("wanted", [[0.0, 1.0, 2.0], [5.0, 5.1, 5.2, 5.3], [9.0, 9.1, 9.2], [3.0]])
def test_labels_stay_near_their_lines_and_apart(wanted):
    places = spread_apart(wanted, [1.0] * len(wanted), 0.0, 10.0)
    assert np.diff(places).min(initial=1.0) >= 1.0 - 1e-12
    assert places[0] >= 0.5 - 1e-12
    assert places[-1] <= 9.5 + 1e-12
    assert np.abs(np.subtract(places, wanted)).max() <= 2.5


def test_words_on_colours_are_readable():
    assert readable_on("#0072B2") == "white"
    assert readable_on("#F0E442") == INK
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast(as_text("#56B4E9"), "white") >= 4


def test_long_names_in_headers_keep_unit_and_period():
    chart = cumulative_profit(result_named("long"))
    assert chart.header.subject.endswith("EUR, months 1 to 24.")
    assert "…" in chart.header.subject
