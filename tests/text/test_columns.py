"""Tables of a terminal: what nobody sees is shown, and columns stay aligned."""

from __future__ import annotations

from sim.text.columns import aligned
from sim.text.html import table


def test_what_nobody_sees_takes_the_room_in_which_it_is_shown():
    assert aligned([["", "x"], ["a\u202eb", "1"], ["longer name", "22"], ["a\nb", "3"]]) == (
        "              x\na\\u202eb      1\nlonger name  22\na\\nb          3"
    )


def test_a_page_shows_it_too():
    assert "a\\u202eb" in table([["", "x"], ["a\u202eb", "1"]], "c\u2066d")
    assert "c\\u2066d" in table([["", "x"]], "c\u2066d")
