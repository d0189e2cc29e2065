"""Letters that nobody sees: shown where text is printed, left out where names are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.text.letters import (
    alike,
    distinguished,
    in_double_quotes,
    look_alike,
    on_one_line,
    visible,
)

SHOWN = {
    "plain, \u00fc, \u4e2d, \U0001f600": "plain, \u00fc, \u4e2d, \U0001f600",
    "a\u202eb": "a\\u202eb",
    "a\u2066b\u2069": "a\\u2066b\\u2069",
    "a\u200bb\u2060\ufeff": "a\\u200bb\\u2060\\ufeff",
    "a\u00adb\u200e": "a\\xadb\\u200e",
    "\x1b[31mred\x07\r": "\\x1b[31mred\\x07\\r",
    "\x9b31m\u2028": "\\x9b31m\\u2028",
    "a\u200db\u200c": "a\\u200db\\u200c",
    "\u3164\U000e0041": "\\u3164\\U000e0041",
    # joiners that are part of how something is spelt
    "\u0645\u06cc\u200c\u062e": "\u0645\u06cc\u200c\u062e",
    "\u0915\u094d\u200d\u0937": "\u0915\u094d\u200d\u0937",
    "\U0001f469\u200d\U0001f4bb": "\U0001f469\u200d\U0001f4bb",
    "33\u00a0%": "33\u00a0%",
}


@pytest.mark.parametrize("text", SHOWN)
def test_what_nobody_sees_is_written_out(text):
    assert visible(text) == SHOWN[text]
    assert on_one_line(text) == SHOWN[text]


def test_lines_and_tabs_stay_where_lines_are_meant():
    assert visible("a\n\tb") == "a\n\tb"
    assert on_one_line("a\n\tb") == "a\\n\\tb"


@given(st.text())
def test_shown_text_hides_nothing_and_is_shown_once(text):
    shown = on_one_line(text)
    assert on_one_line(shown) == shown
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x1b\n"
    )


def test_yaml_reads_escapes_as_what_nobody_sees():
    assert in_double_quotes('"a\u202e\U000e0041"') == '"a\\u202e\\U000e0041"'


SAME = [
    ("Caf\u00e9", "Cafe\u0301"),
    ("SMB", "smb"),
    ("SMB", "SMB "),
    ("SMB", "\u00a0SMB"),
    ("SMB", "S\u200bMB"),
    ("SMB", "SM\u200dB"),
    ("SMB", "S\u00adMB"),
    ("SMB", "\uff33MB"),
    ("a b", "a\u00a0b"),
    ("a b", "a  b"),
    ("a b", "a\tb"),
    ("Stra\u00dfe", "STRASSE"),
    ("\ufb01rm", "firm"),
    ("\U0001f469\ufe0f", "\U0001f469"),
    ("\ufeffSMB", "SMB"),
    ("\u212bke", "\u00e5KE"),
]
OTHER = [("SMB", "SMBs"), ("a b", "ab"), ("Cafe", "Caf\u00e9"), ("1", "2"), ("a-b", "a b")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_a_reader_takes_for_the_same_are_the_same(one, other):
    assert alike(one) == alike(other)
    assert look_alike(one, ["x", other]) == other
    before, now = distinguished(one, other)
    assert before != now
    assert before.isprintable()
    assert now.isprintable()


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_names_that_a_reader_can_tell_apart_are_not(one, other):
    assert alike(one) != alike(other)
    assert look_alike(one, [other]) is None


@given(st.text())
def test_what_is_left_of_a_name_is_the_same_when_taken_again(name):
    assert alike(alike(name)) == alike(name)


def test_names_are_told_apart_by_what_differs():
    assert distinguished("SMB", "smb") == ["'SMB'", "'smb'"]
    assert distinguished("Caf\u00e9", "Cafe\u0301") == ["'Caf\\xe9'", "'Cafe\\u0301'"]
    assert distinguished("Z\u00fcrich", "z\u00fcrich") == ["'Z\u00fcrich'", "'z\u00fcrich'"]
