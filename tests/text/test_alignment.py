"""Tables of a terminal: what nobody sees is shown, and columns stay aligned."""

from __future__ import annotations

from sim.text.alignment import aligned
from sim.text.html import table


def test_what_nobody_sees_takes_the_room_in_which_it_is_shown():
    assert aligned([["", "x"], ["a\u202eb", "1"], ["longer name", "22"], ["a\nb", "3"]]) == (
        "              x\na\\u202eb      1\nlonger name  22\na\\nb          3"
    )


def test_wide_letters_take_two_columns_and_marks_on_others_none():
    """The vowel above the last Thai letter is a mark without a combining class."""
    assert aligned([["日本", "1"], ["ไทยดี", "2"], ["Zo\u0308e", "3"], ["€ ab", "4"]]) == (
        "日本  1\nไทยดี  2\nZo\u0308e   3\n€ ab  4"
    )


def test_a_page_shows_it_too():
    assert "a\\u202eb" in table([["", "x"], ["a\u202eb", "1"]], "c\u2066d")
    assert "c\\u2066d" in table([["", "x"]], "c\u2066d")
