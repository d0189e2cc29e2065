"""Compare organisations and ways of delivering in a simulated market.

    import sim

    bank = sim.load("retail_bank")                  # a shipped name, or a path
    result = sim.compare(bank, replications=30)     # today and four designs, all paired
    print(result.verdict)
    result.summary(); result.pnl("segment_led/incremental", by="segment"); result.plot.profit()

What is here, from files to answers:

- `load`, `Scenario`: one market and the firm as it is today (`sim.scenario`).
- `Design`, `PRESETS`: points of the design space (`sim.scenario.schema.design`).
- `OrganisationModel`: the Mesa model, one firm with one design, month by month (`sim.model.model`).
- `run`: one run of one design, in either engine, with your own rules (`sim.experiment.single_run`).
- `compare`, `Comparison`: designs against today's, with their statistics (`sim.experiment`).
- `tournament`, `Tournament`, `Entrant`: designs as rivals in one market (`sim.experiment`).
- `calibrate`, `Calibration`: a scenario fitted to one's own data (`sim.calibration`).
- `evidence`: the simulator held against published facts (`sim.validation`).
- `open`: a comparison that was saved in a folder (`sim.report.folder.saving`).
- `SimulatorError`: what every mistake in input raises (`sim.errors`).

Names are imported when they are first used, so `import sim` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__ as __version__

if TYPE_CHECKING:
    from .errors import DataError, RunError, ScenarioError, SimulatorError
    from .experiment.single_run import run
    from .model.model import Entrant, OrganisationModel
    from .results.calibration import Calibration, calibrate
    from .results.comparison import Comparison, compare
    from .results.comparison import open_folder as open
    from .results.evidence import Evidence, evidence
    from .results.tournament import Tournament, tournament
    from .scenario.reading.loading import load
    from .scenario.scenario import Scenario
    from .scenario.schema.design import PRESETS, Design


_HOME = {
    "load": "scenario.reading.loading",
    "Scenario": "scenario.scenario",
    "Design": "scenario.schema.design",
    "PRESETS": "scenario.schema.design",
    "OrganisationModel": "model.model",
    "Entrant": "model.model",
    "run": "experiment.single_run",
    "compare": "results.comparison",
    "tournament": "results.tournament",
    "Tournament": "results.tournament",
    "Comparison": "results.comparison",
    "evidence": "results.evidence",
    "Evidence": "results.evidence",
    "open": "results.comparison:open_folder",
    "calibrate": "results.calibration",
    "Calibration": "results.calibration",
    "SimulatorError": "errors",
    "ScenarioError": "errors",
    "RunError": "errors",
    "DataError": "errors",
}

__all__ = [
    "PRESETS",
    "Calibration",
    "Comparison",
    "DataError",
    "Design",
    "Entrant",
    "Evidence",
    "OrganisationModel",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SimulatorError",
    "Tournament",
    "calibrate",
    "compare",
    "evidence",
    "load",
    "open",
    "run",
    "tournament",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        from difflib import get_close_matches

        close = get_close_matches(name, _HOME, 1)
        hint = f"; did you mean {close[0]!r}?" if close and not name.startswith("_") else ""
        raise AttributeError(f"module 'sim' has no attribute {name!r}{hint}")
    home, _, other = _HOME[name].partition(":")
    value = getattr(import_module(f".{home}", __name__), other or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
