"""Logs of payments: contracts are recognised, and so is who never says goodbye."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from simulated import START, contract_log, shop_log

from sim.calibration.fit.survival import Counts, Hazard, fitted
from sim.calibration.tables.data_table import Problems
from sim.calibration.tables.transaction_log import Customer, rhythm_of, transaction_log
from sim.errors import DataError


def read(path, silence=None, segments=("Families",)):
    problems = Problems()
    found = transaction_log(path, list(segments), problems, silence)
    problems.refuse()
    assert found is not None
    return found


def log(tmp_path, *lines, heading="customer,date,amount"):
    path = tmp_path / "log.csv"
    path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return path


def monthly(customer, first, last, more=""):
    """A payment on the third of each month."""
    return [f"{customer},2024-{month:02d}-03,10{more}" for month in range(first, last + 1)]


def test_hazard_of_a_contract_is_recovered_from_payments(tmp_path):
    true = Hazard(0.35, 0.9)
    path = contract_log(tmp_path / "log.csv", true, np.random.default_rng(5), size=200)
    found = read(path)
    assert found.period == 1
    assert "A contract, paid every month" in found.reported[0]
    hazard = fitted(Counts.of(found.cohorts))
    assert hazard.mean == pytest.approx(true.mean, abs=0.03)
    assert hazard.shape == pytest.approx(true.shape, rel=0.35)


def test_who_never_says_goodbye_is_refused_with_what_was_measured(tmp_path):
    path = shop_log(tmp_path / "log.csv", np.random.default_rng(2))
    with pytest.raises(DataError) as error:
        read(path)
    (stated,) = error.value.problems
    assert stated.startswith(f"{path}:1: this log does not show when customers leave: ")
    for words in (
        "coefficient of variation 0.9",
        "BG/NBD or Pareto/NBD",
        "--silence MONTHS",
        "give --cohorts",
        "a column ended",
    ):
        assert words in stated


def test_a_silence_that_the_user_states_is_taken_and_said(tmp_path):
    found = read(shop_log(tmp_path / "log.csv", np.random.default_rng(2)), silence=3)
    assert "As you stated, 3 months without a payment count as leaving" in found.reported[0]
    assert any("paid again after such a silence" in sentence for sentence in found.reported)


def test_counts_are_those_of_the_payments(tmp_path):
    path = log(
        tmp_path,
        *monthly("old", 1, 12),
        *monthly("a", 2, 12),
        *monthly("b", 2, 5),
        *monthly("c", 4, 12),
        *monthly("d", 2, 3),
        *monthly("d", 8, 9),
    )
    found = read(path)
    february, april = found.cohorts
    # The log ends in December and silence is two months: November is the last month known.
    assert (february.joined, february.ages.tolist()) == (START + 24 + 1, list(range(10)))
    assert february.customers.tolist() == [3, 3, 2, 2, 1, 1, 1, 1, 1, 1]
    assert april.customers.tolist() == [1] * 8
    stated = " ".join(found.reported)
    assert "1 customers who paid before 2024-02 are left out" in stated
    assert "1 customers paid again after such a silence" in stated


def test_one_missed_payment_is_no_goodbye(tmp_path):
    skipped = [line for line in monthly("a", 2, 12) if "-06-" not in line]
    found = read(log(tmp_path, *monthly("old", 1, 12), *skipped))
    assert found.cohorts[0].customers.tolist() == [1] * 10


def test_joined_and_ended_say_what_payments_cannot(tmp_path):
    heading = "customer,date,amount,joined,ended"
    path = log(
        tmp_path,
        *monthly("a", 1, 4, ",2023-11-20,2024-04-30"),
        *monthly("b", 1, 6, ",,"),
        *monthly("c", 3, 6, ",2024-03-03,"),
        heading=heading,
    )
    found = read(path)
    old, new = found.cohorts
    assert (old.ages.tolist(), old.customers.tolist()) == ([2, 3, 4, 5, 6, 7], [1, 1, 1, 0, 0, 0])
    assert (new.ages.tolist(), new.customers.tolist()) == ([0, 1, 2, 3], [1] * 4)
    assert "The column ended states who left." in found.reported[0]


def test_yearly_contracts_are_counted_by_years(tmp_path):
    lines = [
        f"c{n},{year}-{1 + n % 12:02d}-{10 + (n + year) % 9},99"
        for n in range(40)
        for year in range(2014 + n % 4, 2025 if n % 3 else 2018)
    ]
    found = read(log(tmp_path, *lines))
    assert found.period == 12
    assert all((np.diff(cohort.ages) == 12).all() for cohort in found.cohorts)


@pytest.mark.parametrize(
    ("days", "period"), [(7, 1), (14, 1), (30, 1), (91, 3), (183, 6), (365, 12)]
)
def test_rhythms_are_recognised(days, period):
    start = date(2020, 1, 5).toordinal()
    one = Customer("", [date.fromordinal(start + n * days) for n in range(12)], None, None)
    rhythm = rhythm_of([one])
    assert (rhythm.period, rhythm.regular) == (period, 1.0)
    assert rhythm.scatter == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a,2024-13-01,10"], "2: date is '2024-13-01', no day; write it as in 2024-05-31"),
        (["a,2024-01-01,"], "2: amount is empty; write what was paid, or remove the line"),
        (["a,2024-01-01,-5"], "2: amount is -5; refunds are no payments: remove the line"),
        ([",2024-01-01,5"], "2: customer is empty; write whose payment it is"),
    ],
)
def test_bad_lines_are_named(tmp_path, lines, message):
    with pytest.raises(DataError) as error:
        read(log(tmp_path, *lines))
    assert error.value.problems == [f"{tmp_path / 'log.csv'}:{message}"]


def test_lines_that_contradict_each_other_are_named(tmp_path):
    heading = "customer,date,amount,segment,joined,ended"
    path = log(
        tmp_path,
        "a,2024-01-03,10,Families,2024-02-01,2024-01-01",
        "a,2024-02-03,10,Firms,2024-01-01,",
        heading=heading,
    )
    with pytest.raises(DataError) as error:
        read(path, segments=("Families", "Firms"))
    assert [problem.removeprefix(f"{path}:") for problem in error.value.problems] == [
        "2: ended is 2024-01-01, before the payment on 2024-01-03; correct one of them",
        "2: joined is 2024-02-01, after the payment on 2024-01-03; correct one of them",
        "3: customer a is of Families in a line before; give each customer one segment",
        "3: joined is 2024-01-01, and 2024-02-01 in a line before; correct one of them",
    ]


def test_a_log_in_which_nobody_pays_twice_is_refused(tmp_path):
    with pytest.raises(
        DataError, match="no customer pays twice, so it is not known when customers leave"
    ):
        read(log(tmp_path, "a,2024-01-03,10", "b,2024-02-03,10"))


def test_a_log_that_is_too_short_is_refused(tmp_path):
    with pytest.raises(DataError, match="no customer joined long enough before the end"):
        read(log(tmp_path, *monthly("a", 1, 3), *monthly("b", 2, 3)))
