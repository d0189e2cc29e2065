"""The benchmarks measure what they say; how fast this machine is, no test asks."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import agreement, bench, engines, memory, report  # noqa: E402
from benchmarks.bare_mesa import BareMarket  # noqa: E402
from benchmarks.timing import Line, exponent, interleaved  # noqa: E402
from sim.market.people.population import Status  # noqa: E402


@pytest.fixture(scope="module")
def opening():
    return engines.opened(4_000)


def test_numpy_lives_the_same_rules_as_the_columns(opening):
    found = agreement.compared(opening, months=24, repeats=16)
    assert {name: row for name, row in found.items() if row.apart > 4} == {}


def test_the_comparison_would_notice_a_slightly_worse_firm(opening):
    worse = opening.world._replace(quality=opening.world.quality * np.float32(0.98))
    found = agreement.compared(opening, 24, 16, other=opening._replace(world=worse))
    assert found["failures"].apart > 4
    assert found["satisfaction"].apart > 4


def test_numpy_draws_as_many_numbers_as_the_columns(opening):
    generous, sparing = (engines.in_numpy(opening, sparing) for sparing in (False, True))
    generous.live(opening.world)
    sparing.live(opening.world)
    customers = np.count_nonzero(opening.market.people.status == Status.CUSTOMER)
    words = 12 * customers + 4 * (4_000 - customers) + 4 * 4_000
    other = np.random.Generator(np.random.SFC64(engines.SEED))
    other.standard_normal(len(generous.deviation), dtype=np.float32)
    other.random(words, dtype=np.float32)
    assert generous.generator.random() == other.random()
    assert sparing.drawn < words


def test_bare_mesa_keeps_a_market_of_about_the_same_size(opening):
    market = opening.market
    bare = BareMarket(market.people, market.ties, market.behaviour, opening.world, seed=1)
    before = sum(agent.status == Status.CUSTOMER for agent in bare.agents)
    for month in range(6):
        (bare.step if month % 2 else bare.shuffled_step)()
    after = sum(agent.status == Status.CUSTOMER for agent in bare.agents)
    assert len(bare.agents) == 4_000
    assert after != before
    assert abs(after - before) < 0.1 * before


def test_bytes_of_a_month_by_hand(opening):
    market = opening.market
    ties, talk = market.ties, market.people.talk
    moved, kept = memory.moved_in_a_month(market), memory.bytes_of_a_person(market)
    # status, talk, tenure, satisfaction, expectation, contribution twice; firm, holding and the
    # segment taken for, spend, contact rate, style and base intensity once
    assert moved.columns == 4_000 * (2 * (1 + 1 + 2 + 4 + 4 + 4) + 3 * 1 + 4 * 4)
    assert moved.word == 4_000 * 2 * 3
    rows = [ties.start[i + 1] - ties.start[i] for i in np.flatnonzero(talk)]
    assert moved.ties == sum(4 + 4 + 1 + int(row) * (4 + 2) for row in rows)
    assert kept["columns"] == 39
    assert kept["ties"] == pytest.approx(4 + 8 * 4 + 1, abs=0.1)
    assert kept["word"] == 3


def test_an_exponent_is_found_again():
    sizes = [10.0, 100.0, 1000.0]
    assert exponent(sizes, [3 * n**1.5 for n in sizes]) == pytest.approx(1.5)
    assert exponent(sizes, [7.0, 7.0, 7.0]) == pytest.approx(0, abs=1e-12)


def test_tasks_take_turns():
    seen = []
    times = interleaved({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 2, calls=2)
    assert "".join(seen) == "aabbaabb"
    assert set(times) == {"a", "b"}


def test_a_limit_may_be_a_least_or_a_most():
    assert Line("x", 3, "s", 4).holds is True
    assert Line("x", 5, "s", 4).holds is False
    assert Line("x", 5, "times", 4, at_least=True).holds is True
    assert Line("x", 5, "s").holds is None


def test_the_triad_adds_up():
    a, b, c = np.zeros(5), np.arange(5.0), np.ones(5)
    memory.triad(a, b, c, 3.0)
    assert a.tolist() == [3, 4, 5, 6, 7]


def test_what_is_written_around_the_measured_part_stays():
    first = report.merged("", f"{report.WARNING}\nold\n{report.END}")
    edited = first.replace("# Performance", "# How fast") + "\nMy conclusion.\n"
    second = report.merged(edited, f"{report.WARNING}\nnew\n{report.END}")
    assert second.startswith("# How fast")
    assert "new" in second
    assert "old" not in second
    assert second.endswith("My conclusion.\n")
    assert report.merged(second, f"{report.WARNING}\nnew\n{report.END}") == second


def test_labels_do_not_cover_each_other():
    far, low, high = report.apart([5.0, 1.0, 1.05], 1.21)
    assert high / low == pytest.approx(1.21)
    assert far * low * high == pytest.approx(5.0 * 1.05)  # spread about where they were
    assert report.apart([1.0, 2.0], 1.2) == [1.0, 2.0]


@pytest.mark.slow
def test_a_quick_run_writes_the_page_and_the_picture(tmp_path, capsys):
    bench.main(["--quick", "--out", str(tmp_path)])
    text = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "| NumPy over columns |" in text
    assert "Growth with firms" in text
    assert (tmp_path / "performance.png").stat().st_size > 10_000
    assert "Written:" in capsys.readouterr().out


def test_the_page_says_when_other_work_was_running():
    quiet = report.page([], {}, {"Load beforehand": "0.2"}, "x.png")
    busy = report.page([], {}, {"Load beforehand": "1.9"}, "x.png")
    assert report.BUSY not in quiet
    assert report.BUSY in busy
    assert not report.is_busy({"Load beforehand": "unknown"})
