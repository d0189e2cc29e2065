"""What a figure, a fact and an effort say of themselves."""

from __future__ import annotations

import pytest

import sim
from sim.errors import RunError
from sim.experiment.statistics.estimates import Estimate
from sim.results.evidence import Evidence
from sim.validation.effort import Effort
from sim.validation.fact import MEANING_OF_KINDS, MEANING_OF_MARKS, Fact, Figure, Finding
from sim.validation.published_facts import FACTS, chosen

INFINITE = float("inf")


def figure(low, high, allowed=(1.0, 2.0)):
    return Figure("a figure", "", "1 to 2", Estimate((low + high) / 2, low, high), *allowed)


def fact(kind="predicted", number="V1", miss=""):
    return Fact(number, "something", kind, "somebody", "S", "1 to 2", lambda effort: [], miss)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.2, 1.8, "holds"),
        (1.0, 2.0, "holds"),
        (0.9, 1.5, "too close to call"),
        (1.5, 2.1, "too close to call"),
        (0.5, 2.5, "too close to call"),
        (0.1, 0.9, "misses"),
        (2.1, 3.0, "misses"),
        (-INFINITE, INFINITE, "too close to call"),
    ],
)
def test_a_figure_holds_when_its_whole_interval_is_allowed_and_misses_when_none_is(
    low, high, verdict
):
    assert figure(low, high).verdict == verdict


def test_a_side_may_be_open():
    assert figure(5.0, 9.0, (1.0, INFINITE)).verdict == "holds"
    assert figure(5.0, 9.0, (-INFINITE, 4.0)).verdict == "misses"


@pytest.mark.parametrize(
    ("intervals", "verdict"),
    [
        ([(1.2, 1.8), (1.3, 1.4)], "holds"),
        ([(1.2, 1.8), (0.5, 1.4)], "too close to call"),
        ([(0.5, 1.4), (0.1, 0.2)], "misses"),
        ([], "too close to call"),
    ],
)
def test_a_fact_holds_when_all_its_figures_do_and_misses_when_one_does(intervals, verdict):
    assert Finding(fact(), [figure(*each) for each in intervals]).verdict == verdict


def test_only_predicted_facts_count():
    good, bad, open_ = figure(1.2, 1.8), figure(3.0, 4.0), figure(0.0, 1.5)
    findings = [
        Finding(fact("input", "V1"), [bad]),
        Finding(fact("fitted", "V2"), [good]),
        Finding(fact("predicted", "V3"), [good]),
        Finding(fact("predicted", "V4"), [bad]),
        Finding(fact("predicted", "V5"), [open_]),
    ]
    result = Evidence(findings, 1.0, 1)
    assert result.verdict == (
        "1 of 3 predicted facts hold, V4 missed, V5 too close to call, and V1 (input) missed as well"
    )
    assert str(result).startswith("1 of 3 predicted facts hold, V4 missed")
    assert repr(result) == f"<Evidence on 5 published facts: {result.verdict}>"


def test_every_fact_is_declared_in_full_and_once():
    assert len({each.id for each in FACTS}) == len(FACTS)
    for each in FACTS:
        assert each.kind in MEANING_OF_KINDS
        assert each.mark in MEANING_OF_MARKS
        assert each.title
        assert each.source
        assert each.tolerance
        assert not each.miss.endswith(".")  # a sentence is made of it
        assert not each.tolerance.endswith(".")


def test_facts_are_chosen_by_id_in_any_case_and_in_order():
    assert [each.id for each in chosen(["v8", "V2", "V2"])] == ["V2", "V8"]
    assert [each.id for each in chosen(["V1"])] == ["V1a", "V1b"]
    assert [each.id for each in chosen(["V1b"])] == ["V1b"]
    assert chosen([]) == FACTS


def test_an_unknown_fact_is_answered_with_the_nearest():
    with pytest.raises(RunError, match=r"'V88'; did you mean V8\?"):
        chosen(["V88"])


@pytest.mark.parametrize("share", [0, -1, float("nan"), float("inf"), True, "much"])
def test_a_share_that_makes_no_sense_is_refused(share):
    with pytest.raises(RunError, match="share is"):
        sim.evidence("V8", share=share)


def test_evidence_is_a_function_whatever_was_imported_before():
    from sim.results import evidence as module
    from sim.validation import findings

    assert sim.evidence is module.evidence
    assert sim.evidence.__wrapped__ is findings.found


def test_effort_scales_people_and_replications_but_not_below_what_shows_something():
    small, full, large = Effort(0.01), Effort(), Effort(2.0)
    assert (small.people(1_000_000), full.people(1_000_000)) == (10_000, 1_000_000)
    assert (small.people(50_000, 5000), small.people(1000, 5000)) == (5000, 1000)
    assert (small.replications(20), full.replications(20), large.replications(20)) == (4, 20, 40)
    assert full.seeds(3) == full.seeds(5)[:3]
    assert len(set(full.seeds(100))) == 100
    assert Effort(seed=2).seeds(1) != full.seeds(1)


def twice(number):
    return 2 * number


def test_effort_calls_a_function_for_each_task_in_order():
    assert Effort(jobs=1).each(twice, [(3,), (1,), (2,)]) == [6, 2, 4]
