"""Every chart, in every size, with every kind of names: nothing overlaps, nothing is cut."""

from __future__ import annotations

import os

import pytest
from pictured import DESIGN, NAMES, SIZE_NAMES, faults, in_size, result_named, words

from sim.experiment.customers import BY_SEGMENT
from sim.report.charts import fonts

CHARTS = {
    "profit": lambda plot: plot.profit(),
    "bridge": lambda plot: plot.bridge(DESIGN),
    "cohorts": lambda plot: plot.cohorts(DESIGN),
    "nps": lambda plot: plot.nps(DESIGN),
    "accounts": lambda plot: plot.accounts(DESIGN),
    "accounts less today's": lambda plot: plot.accounts(DESIGN, "today"),
    "whale": lambda plot: plot.whale(DESIGN),
    "promise": lambda plot: plot.promise(DESIGN),
    "shipped": lambda plot: plot.shipped(DESIGN),
    **{name: lambda plot, name=name: plot.segments(name) for name in BY_SEGMENT},
}


def needs_fonts(kind):
    """Skip, or fail where everything has to be there, without fonts for every script."""
    text = "".join(NAMES[kind].values())
    missing = {c for c in text if fonts._is_drawn(c)}
    missing = missing.difference(*(fonts._characters(name) for name in fonts._installed()))
    if missing:
        said = f"no font has {''.join(sorted(missing))}; run `make setup-system`"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)


@pytest.fixture(params=CHARTS)
def made(request):
    """A function from a kind of names to a chart, made once."""
    return lambda kind: CHARTS[request.param](result_named(kind).plot)


@pytest.mark.parametrize("kind", NAMES)
def test_texts_neither_overlap_nor_are_cut(made, kind):
    needs_fonts(kind)
    chart = made(kind)
    found = {size: faults(in_size(chart, size)) for size in SIZE_NAMES}
    assert found == {size: [] for size in SIZE_NAMES}


def test_says_simulated_who_unit_and_period(made):
    said = words(made("plain"))
    for part in ("Simulated", "Small market", "month", "replication"):
        assert part in said
    assert any(unit in said for unit in ("EUR", "per cent", "points", "people", "number"))


def test_header_ends_sentences_and_message_does_not(made):
    head = made("plain").header
    assert head.subject.endswith(".")
    assert head.basis.endswith(".")
    assert not head.message.endswith(".")
