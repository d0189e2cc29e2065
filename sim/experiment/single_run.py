"""One run of one firm: to look into, to teach, to try another rule."""

from __future__ import annotations

from pathlib import Path

from ..errors import RunError
from ..market.engine.rulebook import Rules
from ..market.rules.draws import replication_seed
from ..model.model import OrganisationModel
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from ..scenario.schema.design import Design
from .requests import checked_request, design_called
from .run.runner import drawn_for


def run(
    scenario: Scenario | str | Path,
    design: Design | str | None = None,
    *,
    seed: int = 1,
    replication: int = 0,
    engine: str = "columns",
    rules: Rules | None = None,
    threads: int = 1,
) -> OrganisationModel:
    """Simulate all months of a scenario with one design, once.

    It is the run that this replication of `compare(scenario, seed=seed)` makes, to the bit. One
    run is one possible future: decide on `compare`, look into `run`.

    Args:
        scenario: the market and the firm as it is today; or its name or path.
        design: a design, the name of a preset, or "today", which is also what is run when missing.
        seed, replication: the user's seed, and which of its replications.
        engine: "columns", or "objects" for one Mesa agent a person: the same bits, slower.
        rules: functions that take the place of rules (`sim/market/rules/rules.py`), by
            name, each with as many arguments, e.g. {"satisfaction": mine}. Both engines use them.
        threads: how many processors share the people, for a very large market; the same bits.

    Returns:
        the model after its last month: `monthly()`, `outputs()`, `firm.decisions`, `market.people`.

    Raises:
        RunError: a request that makes no sense; says the cure.

    Example:
        >>> import sim
        >>> def forgiving(before, value, expected, reference, loss_aversion, speed):
        ...     return max(before, value)
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> usual = sim.run(bank).figures["nps"]
        >>> sim.run(bank, rules={"satisfaction": forgiving}).figures["nps"] > usual
        True
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    checked_request(None, None, seed, None, 1)
    if isinstance(replication, bool) or not isinstance(replication, int) or replication < 0:
        raise RunError(f"replication is {replication!r}; use a whole number from 0")
    if isinstance(design, str):
        design = design_called(design, scenario)
    own_seed = replication_seed(seed, replication)
    model = OrganisationModel(
        drawn_for(scenario, seed, replication),
        design,
        own_seed,
        engine=engine,
        rules=rules,
        threads=threads,
    )
    return model.run()
