"""The same bits whatever the threads, blocks, processor and Python; other ones after an edit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import made
import numpy as np
import pytest

import sim
from sim.market.market import Market
from sim.market.rules.compiled import cache_folder
from sim.market.rules.tally import Count
from sim.model.model import Entrant, OrganisationModel, after_burn_in
from sim.scenario.schema.design import PRESETS, Basis

ROOT = Path(sim.__file__).parent
RIVALS = (
    Entrant(PRESETS["segment_led/incremental"]),
    Entrant(PRESETS["product_led/perfection"], 3),
)


def bits(model):
    return [column.tobytes() for column in model.market.people], [
        firm.ledger.cube.tobytes() for firm in model.firms
    ]


@pytest.mark.parametrize("rivals", [(), RIVALS], ids=["one firm", "three firms"])
@pytest.mark.parametrize("kind", ["ties", "mixed"])
@pytest.mark.parametrize("leaving", ["independent", "contagious"])
def test_threads_change_no_bit(small_scenario, rivals, kind, leaving):
    changes = {"market.network.kind": kind, "forms.leaving": leaving}
    scenario = small_scenario(**{"market.simulated": 9000}, **changes)
    opening = after_burn_in(scenario, 3)
    lives = [
        bits(OrganisationModel(scenario, None, 3, opening, rivals=rivals, threads=threads).run(6))
        for threads in (1, 2, 5)
    ]
    assert lives[0] == lives[1] == lives[2]


@pytest.mark.parametrize("firms", [1, 3])
def test_the_size_of_blocks_changes_no_bit(firms):
    usual = made.fingerprint(*made.simulated(firms, 6))
    for block in (7, 1000):
        assert made.fingerprint(*made.simulated(firms, 6, block)) == usual


def test_threads_and_blocks_change_no_bit_with_trouble(small_scenario):
    trouble = {
        "experience.repeat_contacts": 1.0,
        "experience.misfit_contacts": 1.0,
        "experience.onboarding_contacts": 2.0,
        "experience.recovery_on": "hazard",
        "levers.deal_proneness": -0.25,
        "products.*.loss_rate": 0.01,
        "products.*.loss_size": 12.0,
        "forms.leaving": "contagious",
    }
    scenario = small_scenario(**trouble, **{"market.simulated": 9000})
    opening = after_burn_in(scenario, 3)
    lives = []
    for threads, block in ((1, 2048), (3, 2048), (1, 100)):
        model = OrganisationModel(scenario, None, 3, opening, threads=threads)
        if block != 2048:
            state = model.market.state()
            model.market = Market(
                scenario, 3, state, [scenario.today.organisation.basis], block=block
            )
            model.firm.base = model.market.bases[0]
        lives.append(bits(model.run(6)))
    assert lives[0] == lives[1] == lives[2]
    assert lives[0] != bits(OrganisationModel(small_scenario(), None, 3).run(6))


def test_a_market_lives_in_blocks_of_any_size(small_scenario):
    state = Market.opened(small_scenario(), 4).state()
    markets = [Market(small_scenario(), 4, state.copy(), [Basis.NEED], block=n) for n in (13, 2048)]
    assert len(markets[0]._shares[0]) > len(markets[1]._shares[0])
    counts = [market.standing().counts for market in markets]
    assert np.array_equal(*counts)
    assert counts[0][0, :, Count.CUSTOMERS].sum() > 0


@pytest.mark.parametrize("firms", [1, 3])
def test_the_kernel_gives_the_bits_that_are_stored(golden, firms):
    people, sums = made.simulated(firms)
    totals = sums.counts.sum(axis=(0, 1))
    happened = {count.name: int(totals[count]) for count in Count}
    silent = {"GAINED", "LOST"} if firms == 1 else set()
    assert {name for name, number in happened.items() if not number} == silent
    golden(f"kernel_{firms}", {"fingerprint": made.fingerprint(people, sums), "counts": happened})


@pytest.mark.slow
def test_a_plain_processor_gives_the_same_bits(tmp_path):
    environment = os.environ | {
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "XDG_CACHE_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT.parent),
    }
    done = subprocess.run(
        [sys.executable, made.__file__], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [made.fingerprint(*made.simulated(n)) for n in (1, 3)]


LIVE = """
from sim import load
from sim.model.model import OrganisationModel
scenario = load({scenario!r}).override({{"market.simulated": 400, "burn_in": 0}})
for engine in ("columns", "objects"):
    model = OrganisationModel(scenario, seed=2, engine=engine).run(4)
    print(model.figures["satisfaction"], model.figures["profit"])
"""


@pytest.mark.slow
def test_an_edited_rule_changes_both_engines_though_the_cache_is_warm(tmp_path):
    shutil.copytree(ROOT, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT.parent / "scenarios", tmp_path / "scenarios")
    script = LIVE.format(scenario=str(Path(__file__).parents[2] / "scenarios" / "small.yaml"))
    environment = os.environ | {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONPATH": str(tmp_path),
    }

    def lives():
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        columns, objects = done.stdout.split("\n")[:2]
        assert columns == objects
        return columns

    before = lives()
    assert lives() == before
    rules = tmp_path / "sim" / "market" / "rules" / "rules.py"
    text = rules.read_text(encoding="utf-8")
    edited = text.replace(
        "return value + speed * (target - value)", "return 0.5 * (value + target)"
    )
    assert edited != text
    rules.write_text(edited, encoding="utf-8")
    assert lives() != before


def test_the_cache_is_kept_for_exactly_these_sources():
    assert cache_folder().is_dir()
    assert len(cache_folder().name) == 16
