"""Printed figures that miss their sum say so once, and only where they do."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.analysis.statement import Statement
from sim.report.text.statement import NOTE, text
from sim.text.rounding import ROUNDED, misses

SEEN = [
    ((0.04, 0.04), 0.08, True),
    ((0.06, 0.06), 0.12, True),
    ((0.1, 0.2), 0.3, False),
    ((-1.04, 0.5), -0.54, False),
    ((), 0.0, False),
]


@pytest.mark.parametrize(("parts", "whole", "missed"), SEEN)
def test_a_sum_is_held_against_its_parts_as_they_are_printed(parts, whole, missed):
    assert misses([([0.0], 0.0), (parts, whole)], 1) == missed


def statement(**amounts):
    """Today's statement of a firm, two years, from amounts of either year."""
    zero = dict.fromkeys(
        (
            "opening",
            "joined",
            "left",
            "closing",
            "paid months",
            "Revenue",
            "Cost of sales",
            "Cost to serve",
            "Acquisition",
            "Cross-selling",
            "Own delivery and leadership",
            "Shared cost",
            "Restructuring",
        ),
        (0.0, 0.0),
    )
    own = {
        name: np.array([[[*years, sum(years)]]])
        for name, years in (zero | {"paid months": (12.0, 12.0)} | amounts).items()
    }
    names = [
        *own,
        "Gross margin",
        "Segment contribution",
        "Operating profit",
        "Operating margin",
        "Opening customers",
        "Joined",
        "Left",
        "Closing customers",
        "Revenue per customer and year",
    ]
    reach = {name: np.zeros(1) for name in names}
    return Statement(
        "today", "firm", "revenue", "Bank", "EUR", ["Bank"], [12, 12], own, own, reach, [], None
    )


FITS = {"Revenue": (5.0, 6.0), "Cost of sales": (-2.5, -3.0)}
MISSES = {
    "a subtotal": {"Revenue": (5.04, 6.0), "Cost of sales": (-2.56, -3.0)},
    "the sum of subtotals": {
        "Revenue": (5.0, 6.0),
        "Shared cost": (-0.25, 0.0),
        "Restructuring": (-0.25, 0.0),
    },
    "the total of years": {"Revenue": (5.04, 6.04)},
    "people": {"opening": (0.4, 0.8), "joined": (0.4, 0.0), "closing": (0.8, 0.8)},
}


def test_figures_that_add_up_say_nothing_of_rounding():
    shown = text(statement(**FITS))
    assert shown.endswith(NOTE)
    assert "rounded" not in shown


@pytest.mark.parametrize("kind", MISSES)
def test_a_statement_says_once_that_sums_may_miss(kind):
    shown = text(statement(**MISSES[kind]))
    assert shown.endswith(f"{NOTE} {ROUNDED}")
    assert shown.count(ROUNDED) == 1
