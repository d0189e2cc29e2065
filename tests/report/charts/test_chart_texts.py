"""Every chart, in every size, with every kind of names: nothing overlaps, nothing is cut."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pictured import (
    DESIGN,
    NAMES,
    SIZE_NAMES,
    crowded_result,
    faults,
    in_size,
    result_named,
    small_result,
    words,
)

from sim import Entrant, tournament
from sim.experiment.analysis.customers import BY_SEGMENT
from sim.report.charts import market_share
from sim.scenario.schema.design import PRESETS
from sim.text import fonts

CHARTS = {
    "profit": lambda plot, _: plot.profit(),
    "bridge": lambda plot, design: plot.bridge(design),
    "cohorts": lambda plot, design: plot.cohorts(design),
    "nps": lambda plot, design: plot.nps(design),
    "accounts": lambda plot, design: plot.accounts(design),
    "accounts less today's": lambda plot, design: plot.accounts(design, "today"),
    "whale": lambda plot, design: plot.whale(design),
    "promise": lambda plot, design: plot.promise(design),
    "shipped": lambda plot, design: plot.shipped(design),
    **{name: lambda plot, _, name=name: plot.segments(name) for name in BY_SEGMENT},
}


def needs_fonts(kind):
    """Skip, or fail where everything has to be there, without fonts for every script."""
    missing = fonts.undrawable(NAMES[kind].values())
    if missing:
        stated = f"no font has {missing}; run `make setup-system`"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(stated)


@pytest.fixture(params=CHARTS)
def made(request):
    """A function from a kind of names to a chart, made once."""
    return lambda kind: CHARTS[request.param](result_named(kind).plot, NAMES[kind][DESIGN])


@pytest.mark.parametrize("kind", NAMES)
def test_texts_neither_overlap_nor_are_cut(made, kind):
    needs_fonts(kind)
    chart = made(kind)
    found = {size: faults(in_size(chart, size)) for size in SIZE_NAMES}
    assert found == {size: [] for size in SIZE_NAMES}


@pytest.mark.parametrize("kind", NAMES)
def test_texts_of_a_tournament_neither_overlap_nor_are_cut(kind):
    needs_fonts(kind)
    chart = market_share(rivals(kind))
    found = {size: faults(in_size(chart, size)) for size in SIZE_NAMES}
    assert found == {size: [] for size in SIZE_NAMES}
    stated = words(chart)
    for part in ("Simulated", "share of all firms' customers", "per cent", "months 1 to 12"):
        assert part in stated


@pytest.mark.parametrize("size", SIZE_NAMES)
@pytest.mark.parametrize("name", ["nps", "accounts", "promise", "shipped", "churn"])
def test_a_crowded_market_fits(name, size):
    assert faults(in_size(CHARTS[name](crowded_result().plot, DESIGN), size)) == []


@cache
def played():
    """A tournament of three firms, whatever they are called."""
    small = small_result().scenario.override({"months": 12, "burn_in": 3})
    firms = {"Young": "today", "Families": DESIGN, "Firms": Entrant(PRESETS[DESIGN], 5)}
    return tournament(small, firms, replications=2, jobs=1, alone=False)


def rivals(kind):
    """The same tournament, the firms called as a client's segments are."""
    names, result = NAMES[kind], played()
    return replace(
        result,
        firms={names[name]: entrant for name, entrant in result.firms.items()},
        rounds=[
            replace(r, runs={names[n]: run for n, run in r.runs.items()}) for r in result.rounds
        ],
    )


def test_shares_are_the_means_and_a_late_firm_says_when_it_enters():
    result = rivals("plain")
    chart = market_share(result)
    for line, name in zip(chart.axes[0].lines, result.firms, strict=True):
        assert np.allclose(line.get_ydata(), result.share(name).mean(axis=0))
    assert "from month 5" in words(chart)
    assert chart.header.message == "Too close to call between the firms"


def test_the_reader_of_texts_finds_what_is_wrong():
    chart = result_named("plain").plot.profit()
    assert faults(chart) == []
    axes = chart.axes[0]
    axes.text(0.5, 0.5, "one", transform=axes.transAxes)
    axes.text(0.5, 0.5, "two", transform=axes.transAxes)
    chart.text(0.99, 0.01, "beyond the edge of the chart")
    found = faults(chart)
    assert "overlap: 'one' and 'two'" in found
    assert "cut by the edge: 'beyond the edge of the chart'" in found
    chart.add_axes((0.0, 0.7, 1.0, 0.3))
    assert any(fault.startswith("on another panel: ") for fault in faults(chart))


def test_says_simulated_who_unit_and_period(made):
    stated = words(made("plain"))
    for part in ("Simulated", "Small market", "month", "replication"):
        assert part in stated
    assert any(unit in stated for unit in ("EUR", "per cent", "points", "people", "number"))


def test_header_ends_sentences_and_message_does_not(made):
    head = made("plain").header
    assert head.subject.endswith(".")
    assert head.basis.endswith(".")
    assert not head.message.endswith(".")
