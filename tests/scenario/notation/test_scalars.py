"""Single values as YAML 1.2's core schema reads them, with digit groups and percentages added."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli.options import share as share_option
from sim.experiment.compare import _share
from sim.scenario.notation.scalars import percentage, plain, share


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("true", True),
        ("TRUE", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("017", 17),
        ("0b1", "0b1"),
        ("1:30", "1:30"),
        ("1,5", "1,5"),
        ("2_000_000", 2_000_000),
        ("1__0", "1__0"),
        ("_1", "_1"),
        ("1_", "1_"),
        ("-1_000.5", -1000.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5e-3", -0.0015),
        ("1e3", 1000.0),
        ("1e", "1e"),
        (".", "."),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("+.Inf", math.inf),
        ("inf", "inf"),
        ("1e400", math.inf),
        ("9" * 5000, math.inf),
        ("0x" + "f" * 300, math.inf),
        ("2026-01-31", "2026-01-31"),
        ("2%", "2%"),
        ("=", "="),
        ("<<", "<<"),
        ("1 2", "1 2"),
    ],
)
def test_a_value_without_quotes_is_what_yaml_1_2_says(text, value):
    assert plain(text) == value
    assert type(plain(text)) is type(value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_nan_has_three_spellings(text):
    assert math.isnan(plain(text))
    assert plain("nan") == "nan"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("2%", 0.02),
        ("2 %", 0.02),
        (" 33.3 % ", 0.333),
        ("-5%", -0.05),
        ("150%", 1.5),
        ("1_000%", 10.0),
        ("1e2%", 1.0),
        ("0%", 0.0),
        (".5%", 0.005),
        ("1e999%", math.inf),
        ("9" * 9999 + "%", math.inf),
        ("1e-99999999999%", math.inf),
        ("%", None),
        ("2", None),
        ("2%%", None),
        ("2 percent", None),
        ("x%", None),
        ("2 0%", None),
        ("1__0%", None),
        ("nan%", None),
        ("", None),
    ],
)
def test_a_percentage_is_a_share(text, share):
    assert percentage(text) == share


@given(st.decimals(0, 100, places=3))
def test_a_percentage_is_the_share_that_its_digits_say(percent):
    assert percentage(f"{percent}%") == float(percent / 100)


@given(st.integers() | st.floats(allow_nan=False))
def test_a_number_as_python_writes_it_reads_as_itself(number):
    read = plain(
        repr(number) if abs(number) != math.inf else f"{number:+.1}".replace("inf", ".inf")
    )
    assert read == number or abs(number) > 10**29


@pytest.mark.parametrize(
    ("text", "value"),
    [("2%", 0.02), (" 2 % ", 0.02), ("0.02", 0.02), (" .02 ", 0.02), ("2,5%", None), ("x", None)],
)
def test_a_share_is_a_percentage_or_a_number(text, value):
    assert share(text) == value


def test_a_percentage_is_read_alike_wherever_a_share_is_asked(small_scenario):
    """0.7 % is the number 0.007 and not that of a division, 0.006999999999999999."""
    wanted = share("0.7%")
    assert wanted == 0.007
    assert share_option("0.7%") == _share("0.7%") == wanted
    assert small_scenario(**{"segments.0.churn_yearly": "0.7%"}).segments[0].churn_yearly == wanted
