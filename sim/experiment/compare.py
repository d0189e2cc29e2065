"""Designs compared with today's: paired replications with common random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ..model.observation import YEAR
from ..scenario.notation.scalars import share
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from ..scenario.schema.design import PRESETS, Design
from .compared import PARTS, ComparedDesigns
from .requests import (
    TODAY,
    USUAL,
    asked_forms,
    checked_market,
    checked_request,
    form_called,
    twice_as_long,
)
from .run.runner import Replication, replicate
from .run.stopping import CAP, LEAST, Stopping

FIRST_BATCH = 10
"""Replications before the first look at precision."""


def compare(
    scenario: Scenario | str | Path,
    designs: Mapping[str, Design] | None = None,
    *,
    replications: int | None = None,
    precision: float | str | None = None,
    seed: int = 1,
    jobs: int | None = None,
    progress: bool = False,
    markets: int = 1,
    forms: str | Iterable[str] | None = None,
    twice: bool = False,
) -> ComparedDesigns:
    """Compare designs with the firm as it is today.

    Args:
        scenario: the market and the firm as it is today; or its name or path.
        designs: designs by name; the four presets when missing. `today` is always added.
        replications: how many; 30 when neither this nor `precision` is given.
        precision: replicate 10, 20, 40, ... until the 95 % half-width of every NPV difference to
            today is below this share of today's NPV (0.02 or "2%"), or of a tenth of a year's
            revenue where that is more; at most `CAP` replications.
        seed: the user's seed; the same seed gives the same bits whatever `jobs`.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
        markets: how many markets to draw the replications from, where needs are drawn.
        forms: other model forms to repeat the comparison in, with the same replications and
            common random numbers, one answer changed at a time: "all", or names of open questions
            ("overrun,recovery", or a list of them); see `Forms`.
        twice: repeat the comparison with twice the scenario's months, with the same replications
            and common random numbers; its first half is the comparison itself, to the bit.

    Raises:
        RunError: a request that makes no sense; names the cure.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> sim.compare(bank, replications=2, jobs=1)
        <Comparison of Retail bank, 5 designs, 2 replications, simulated: too close to call>
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario)
    if designs is not None and not isinstance(designs, Mapping):
        raise RunError(
            f"designs is a {type(designs).__name__}; pass a dict, e.g. {{'mine': sim.Design(...)}}"
        )
    precision = _share(precision)
    checked_request(replications, precision, seed, jobs, markets)
    checked_market(scenario, designs or {}, markets)
    seed, markets = int(seed), int(markets)  # NumPy's numbers are no JSON
    everything = {TODAY: scenario.today, **(designs or PRESETS)}
    if designs and designs.get(TODAY, scenario.today) != scenario.today:
        raise RunError("a design is called 'today' but differs from today's; give it another name")
    tried = {} if forms is None else asked_forms(scenario, everything, forms)
    longer = twice_as_long(scenario, everything, twice)
    start = ComparedDesigns(scenario, seed, everything, [], Stopping(precision, inf, 0), markets)
    result = _replicated(start, replications or USUAL, jobs, progress)
    in_forms = {form: _npv_with(result, *each, jobs, progress) for form, each in tried.items()}
    at_twice = {} if longer is None else _parts_in(result, longer, jobs, progress)
    return replace(result, in_forms=in_forms, at_twice=at_twice)


def _replicated(
    asked: ComparedDesigns, wanted: int, jobs: int | None, progress: bool
) -> ComparedDesigns:
    """A comparison with as many replications as are wanted, or as its precision takes."""
    done: list[Replication] = []
    precision, markets = asked.stopping.target, asked.markets
    most = CAP - CAP % markets
    if precision is not None:
        wanted = -(-FIRST_BATCH // markets) * markets
    while True:
        numbers = range(len(done), wanted)
        done += replicate(
            asked.scenario, asked.designs, asked.seed, numbers, jobs, progress, markets
        )
        so_far = Stopping(precision, inf, len(done))
        result = replace(asked, replications=done, stopping=so_far)
        so_far = _reached(result)
        if precision is None or so_far.reached < precision or wanted >= most:
            return replace(result, stopping=so_far)
        wanted = min(2 * wanted, most)


def _npv_with(
    result: ComparedDesigns, question: str, answer: str, jobs: int | None, progress: bool
) -> dict[str, NDArray[np.float64]]:
    """NPV of every design that differs, with another answer to an open question, [replications]."""
    changed = result.scenario.override({f"forms.{question}": answer})
    again = _repeated(result, changed, form_called(question, answer), jobs, progress)
    return {name: again.totals(name)["npv"] for name in again.distinct}


def _parts_in(
    result: ComparedDesigns, longer: Scenario, jobs: int | None, progress: bool
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """`PARTS` of NPV of every design that differs over more months, [replications]."""
    again = _repeated(result, longer, f"{longer.months} months", jobs, progress)
    return {part: {name: again.totals(name)[part] for name in again.distinct} for part in PARTS}


def _repeated(
    result: ComparedDesigns, changed: Scenario, label: str, jobs: int | None, progress: bool
) -> ComparedDesigns:
    """The same replications of the same designs in another scenario; the bar shows the label."""
    done = replicate(
        changed,
        result.designs,
        result.seed,
        range(len(result.replications)),
        jobs,
        progress,
        result.markets,
        label,
    )
    return replace(result, scenario=changed, replications=done)


def _reached(result: ComparedDesigns) -> Stopping:
    """How precise a comparison is: widest 95 % half-width of an NPV difference to today.

    As a share of today's mean NPV, or of `LEAST` of a year's revenue where that is more.
    """
    widest = max(result.difference(name, TODAY).half_width for name in result.distinct)
    today = result.totals(TODAY)
    npv, revenue = abs(float(today["npv"].mean())), float(today["revenue"].mean())
    least = LEAST * revenue * YEAR / result.scenario.months
    reached = widest / max(npv, least, 1e-9)
    return replace(result.stopping, reached=reached, near_nothing=npv < least)


def _share(precision: float | str | None) -> float | None:
    """A share given as a number or as a percentage in words."""
    if not isinstance(precision, str):
        return precision
    found = share(precision)
    if found is None:
        raise RunError(f"precision is {precision!r}; use a share like 2% or 0.02")
    return found
