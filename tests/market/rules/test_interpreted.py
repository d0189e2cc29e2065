"""Without compiling, as a debugger and coverage need it: the same lives, bit by bit."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest
from conftest import HERE

import sim
from sim.market.rules import compiled
from sim.model.model import Entrant, OrganisationModel
from sim.model.opening import first_day

OTHER = "segment_led/incremental"


def simulated() -> dict[str, str]:
    """A hash of all that people and the firm are after three months, for several kinds of run."""
    tiny = sim.load(HERE / "scenarios" / "small.yaml").override(
        {"market.simulated": 500, "burn_in": 0, "months": 3}
    )
    design, today = sim.PRESETS[OTHER], sim.PRESETS["product_led/perfection"]

    def louder(before, value, expected, reference, loss_aversion, speed):
        return max(before, value - 0.1)

    troubled = tiny.override(
        {
            "experience.repeat_contacts": 1.0,
            "experience.misfit_contacts": 1.0,
            "experience.onboarding_contacts": 1.0,
            "experience.recovery_on": "hazard",
            "levers.deal_proneness": 0.25,
            "products.*.loss_rate": 0.05,
            "products.*.loss_size": 6.0,
        }
    )
    runs = {
        "columns": {"engine": "columns"},
        "objects": {"engine": "objects"},
        "another rule": {"rules": {"satisfaction": louder}},
        "rivals": {"rivals": [Entrant(today, 1)]},
    }
    alive = {
        name: _bits(OrganisationModel(tiny, design, 1, first_day(tiny, 1), **kind).run(3))
        for name, kind in runs.items()
    }
    for engine in ("columns", "objects"):
        opening = first_day(troubled, 1)
        model = OrganisationModel(troubled, design, 1, opening, engine=engine)
        alive[f"trouble, {engine}"] = _bits(model.run(3))
    return alive


def _bits(model: OrganisationModel) -> str:
    parts = [column.tobytes() for column in model.market.people]
    parts += [model.series(place).tobytes() for place in range(len(model.firms))]
    parts += [firm.ledger.cube.tobytes() for firm in model.firms]
    return hashlib.sha256(b"".join(parts)).hexdigest()


@pytest.mark.slow
def test_nothing_compiled_lives_the_same_lives(tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import json, test_interpreted as here\n"
        "assert here.compiled.AS_PYTHON\n"
        "print(json.dumps(here.simulated()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "NUMBA_DISABLE_JIT": "1",
            "XDG_CACHE_HOME": str(tmp_path),
            "PYTHONPATH": str(HERE / "market" / "rules"),
        },
    )
    assert not compiled.AS_PYTHON
    assert json.loads(done.stdout) == simulated()
    assert list(tmp_path.rglob("*.nbi")) == []


@pytest.mark.slow
def test_the_rules_can_be_traced():
    """What coverage and a debugger do: lines of a rule are seen."""
    code = (
        "import sys, sim\n"
        "from sim.market.rules import rules\n"
        "seen = set()\n"
        "def look(frame, *_):\n"
        "    if frame.f_code.co_filename == rules.__file__: seen.add(frame.f_code.co_name)\n"
        "bank = sim.load(sys.argv[1]).override({'market.simulated': 500, 'months': 1})\n"
        "from sim.model.opening import first_day\n"
        "start = first_day(bank, 1)\n"
        "model = sim.OrganisationModel(bank, None, 1, start)\n"
        "sys.settrace(look)\n"
        "model.step()\n"
        "print(sorted(seen))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, HERE / "scenarios" / "small.yaml"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    for rule in ("satisfaction", "expectation", "leaving_probability"):
        assert f"'{rule}'" in done.stdout
