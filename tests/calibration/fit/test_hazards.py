"""Base hazards by segment: which table tells of whom, what was counted, what is noted."""

from __future__ import annotations

import numpy as np
import pytest
from simulated import START

from sim.calibration.fit import hazards
from sim.calibration.fit.hazards import Carried, SegmentHazard, reported, segment_hazards, values_of
from sim.calibration.fit.interval import Range
from sim.calibration.fit.survival import MEANS, SHAPES, Counts, Hazard, fitted
from sim.calibration.tables.client_books import FIRM
from sim.calibration.tables.cohort import Cohort
from sim.calibration.tables.cohort_table import CohortTable


def counted(segment, joined, *customers):
    return Cohort(segment, START + joined, np.arange(len(customers)), np.array(customers))


A = [counted("A", 0, 1000, 900, 850), counted("A", 1, 500, 400), counted("A", 2, 300)]
B = [counted("B", 0, 200, 100, 90)]


def test_customers_exposure_and_both_fits_of_each_segment_by_hand(monkeypatch):
    asked = []

    def noted(cohorts, hazard, simulated, generator):
        asked.append((cohorts, hazard, simulated))
        return Range(Hazard(0.1, 1.0), Hazard(0.3, 2.0), 0.5)

    monkeypatch.setattr(hazards, "range_of", noted)
    simulated = np.linspace(
        0.0, 0.25, 3
    )  # two months, in which as many leave as in three: 1.5 times
    carried = {
        "B": Carried(Hazard(0.2, 1.5), simulated),
        "A": Carried(Hazard(0.1, 1.2), 2 * simulated),
    }
    b, a = segment_hazards(CohortTable([*A, *B], 1, []), carried, 1)
    assert (a.segment, b.segment) == ("A", "B")
    assert (a.exposure, b.exposure) == pytest.approx((3.0, 1.5))
    # who was counted once tells nothing: 1,000 and 500, of whom 150 and 100 were lost
    assert (a.counted, a.lost, b.counted, b.lost) == (1500, 250, 200, 110)
    assert (a.hazard, b.hazard) == (Hazard(0.1, 1.2), Hazard(0.2, 1.5))
    assert a.observed == fitted(Counts.of(A)) != a.hazard
    assert b.observed == fitted(Counts.of(B))
    (_, hazard, own), (cohorts, _, _) = asked
    assert (hazard, own.tolist(), cohorts) == (Hazard(0.2, 1.5), simulated.tolist(), A[:2])


def test_a_table_without_segments_tells_of_all_and_another_one_of_its_own():
    firm = CohortTable([counted(FIRM, 0, 10, 9)], 1, [])
    assert reported(firm, ["A", "B", "C"]) == ["A", "B", "C"]
    assert reported(CohortTable([*B, *A], 1, []), ["A", "B", "C"]) == ["A", "B"]


def test_values_have_four_digits_and_stand_by_path():
    assert values_of({"A": Hazard(0.123456, 1.23456), "St. G": Hazard(0.05, 12.34567)}) == {
        "segments.A.churn_yearly": 0.1235,
        "segments.A.churn_shape": 1.235,
        'segments."St. G".churn_yearly': 0.05,
        'segments."St. G".churn_shape': 12.35,
    }


@pytest.mark.parametrize(
    ("hazard", "stated"),
    [
        (Hazard(0.2, 1.0), []),
        (Hazard(MEANS[0], 1.0), ["no customer leaves, so base churn stands at its lowest"]),
        (Hazard(MEANS[1], 1.0), ["all leave at once, so base churn stands at its highest"]),
        (Hazard(0.2, SHAPES[0]), ["newcomers differ as much as possible, so the shape"]),
        (Hazard(0.2, SHAPES[1]), ["newcomers look alike, so the shape stands at its highest"]),
        (Hazard(MEANS[0], SHAPES[1]), ["no customer leaves, so base churn stands at its lowest"]),
        (
            Hazard(MEANS[1], SHAPES[1]),
            [
                "all leave at once, so base churn stands at its highest",
                "newcomers look alike, so the shape stands at its",
            ],
        ),
    ],
)
def test_a_fit_at_a_bound_says_so(hazard, stated):
    one = SegmentHazard("A", hazard, hazard, 1.0, Range(hazard, hazard, 0.0), 10, 1)
    assert len(one.notes) == len(stated)
    for note, begin in zip(one.notes, stated, strict=True):
        assert note.startswith(f"A: {begin}")
        assert note.endswith(
            "an interval at a bound carries little information; longer cohorts carry more."
        )
