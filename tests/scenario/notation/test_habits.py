"""Numbers as people write them elsewhere, and how a message writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.notation.habits import habit
from sim.scenario.notation.scalars import plain

MEANT = {
    "0,3": "0.3",
    ",5": "0.5",
    "33,3 %": "33.3%",
    "33,3\u202f%": "33.3%",
    "20,000": "20000 or 20.000",
    "0,300": "0.300",
    "2,000,000": "2000000",
    "1.500.000": "1500000",
    "1.500,5": "1500.5",
    "1,500.5": "1500.5",
    "2 000 000": "2000000",
    "2\u00a0000,5": "2000.5",
    "2'000'000": "2000000",
    "2\u2019000": "2000",
    "\u20ac 20": "20",
    "20\u00a0\u20ac": "20",
    "$1,234.50": "1234.50",
    "EUR 2.5m": "2500000",
    "US$ 5": "5",
    "20 CHF": "20",
    "20k": "20000",
    "2,5 Mio. \u20ac": "2500000",
    "3 bn": "3000000000",
    "20'000.\u2013": "20000",
    "20.-": "20",
    "40 percent": "40%",
    "40 Prozent": "40%",
    "\u201c5\u201d": "5",
    "\u201e5,5\u201c": "5.5",
    "\u22125": "-5",
    "\u20135,5 %": "-5.5%",
    "-0,5": "-0.5",
    "\u20ac -5": "-5",
    "1/3": "0.3333333",
    "\u00bd": "0.5",
    "\uff12\uff10": "20",
    "2\u200b4": "24",
}


@pytest.mark.parametrize("text", MEANT)
def test_a_number_in_anothers_habit_is_written_as_here(text):
    found = habit(text)
    assert found is not None
    assert found.number == MEANT[text]
    assert found.reason.startswith(("with ", "in ", "as "))


@pytest.mark.parametrize(
    "text",
    [
        "many",
        "",
        " ",
        "2026-01-31",
        "12:30:00",
        "5.5.5",
        "0,5,5",
        "3-5",
        "%",
        "\u20ac",
        "-",
        "'",
        "24 months",
        "12,345,67",
        "1 0000",
        "1/0",
        "5",
        "5.5",
        "1e3",
        "k",
        "x" * 100,
    ],
)
def test_all_else_is_not_guessed_at(text):
    assert habit(text) is None


@given(
    st.text(st.sampled_from("0123456789.,'%-\u2019\u00a0\u20ac EURkm/\u22125\u200b"), max_size=12)
)
def test_whatever_is_advised_is_a_number_here(text):
    found = habit(text)
    for number in found.number.split(" or ") if found else []:
        assert isinstance(plain(number.removesuffix("%")), int | float)
