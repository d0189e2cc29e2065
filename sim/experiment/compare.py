"""Designs against the firm as it is today: same people, same luck, paired replications."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from numbers import Integral
from pathlib import Path

from ..errors import RunError
from ..model.observation import YEAR
from ..scenario.notation.problems import is_one_line, nearest
from ..scenario.notation.scalars import share
from ..scenario.reading.loading import load
from ..scenario.scenario import Scenario
from ..scenario.schema.design import PRESETS, Design
from ..text.letters import alike, told_apart
from .comparison import TODAY, Comparison
from .run.runner import Replication, replicate
from .run.stopping import CAP, LEAST, MOST, Stopping

FIRST_BATCH, USUAL = 10, 30
"""Replications before the first look at precision; and where nothing is asked for."""


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
) -> Comparison:
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

    Raises:
        RunError: a request that makes no sense; says the cure.

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
        raise RunError("a design is called 'today' but is not the scenario's; give it another name")
    done: list[Replication] = []
    most = CAP - CAP % markets
    wanted = replications or USUAL
    if precision is not None:
        wanted = -(-FIRST_BATCH // markets) * markets
    while True:
        done += replicate(
            scenario, everything, seed, range(len(done), wanted), jobs, progress, markets
        )
        so_far = Stopping(precision, float("inf"), len(done))
        result = Comparison(scenario, seed, everything, done, so_far, markets)
        so_far = _reached(result)
        if precision is None or so_far.reached < precision or wanted >= most:
            return replace(result, stopping=so_far)
        wanted = min(2 * wanted, most)


def known_designs(scenario: Scenario) -> dict[str, Design]:
    """Designs that have a name: today's and the presets."""
    return {TODAY: scenario.today, **PRESETS}


def different_designs(scenario: Scenario) -> dict[str, Design]:
    """Today's design, and the presets that differ from it."""
    others = {name: design for name, design in PRESETS.items() if design != scenario.today}
    return {TODAY: scenario.today, **others}


def design_called(name: str, scenario: Scenario, place: str = "") -> Design:
    """A design by its name.

    Args:
        name: "today" or a preset's.
        scenario: whose today.
        place: what a message begins with.

    Raises:
        RunError: no design has this name; says which there are.
    """
    known = known_designs(scenario)
    if name not in known:
        near = nearest(name, known)
        cure = f", did you mean {near!r}?" if near else f"; use {', '.join(known)}"
        raise RunError(f"{place}no design is called {name!r}{cure}")
    return known[name]


def _reached(result: Comparison) -> Stopping:
    """How precise a comparison is: widest 95 % half-width of an NPV difference to today.

    As a share of today's mean NPV, or of `LEAST` of a year's revenue where that is more.
    """
    widest = max(result.difference(name, TODAY).half_width for name in result.distinct)
    today = result.totals(TODAY)
    npv, revenue = abs(float(today["npv"].mean())), float(today["revenue"].mean())
    least = LEAST * revenue * YEAR / result.scenario.months
    reached = widest / max(npv, least, 1e-9)
    return replace(result.stopping, reached=reached, near_nothing=npv < least)


def checked_names(kind: str, names: Iterable[str]) -> None:
    """Make sure that a reader can tell things apart by their names.

    Args:
        kind: what they are the names of, for the message.
        names: in the order in which they are given.

    Raises:
        RunError: a name that looks like another one.
    """
    seen: dict[str, str] = {}
    for name in names:
        bare = alike(str(name))
        if bare in seen:
            before, now = told_apart(seen[bare], name)
            raise RunError(f"the {kind}s {before} and {now} look alike; rename one")
        seen[bare] = name


def _share(precision: float | str | None) -> float | None:
    """A share given as a number or as a percentage in words."""
    if not isinstance(precision, str):
        return precision
    found = share(precision)
    if found is None:
        raise RunError(f"precision is {precision!r}; use a share like 2% or 0.02")
    return found


def checked_request(
    replications: int | None, precision: float | None, seed: int, jobs: int | None, markets: int
) -> None:
    """Refuse numbers that make no sense; arguments as for `compare`.

    Raises:
        RunError: says which, and the cure.
    """
    whole = {"replications": replications, "seed": seed, "jobs": jobs, "markets": markets}
    for name, value in whole.items():
        if value is not None and (not isinstance(value, Integral) or isinstance(value, bool)):
            raise RunError(f"{name} is {value!r}; use a whole number")
    if replications is not None and precision is not None:
        raise RunError("give either replications or precision, not both")
    if replications is not None and replications < 2:
        raise RunError(f"replications is {replications}; an interval needs at least 2")
    if replications is not None and replications > MOST:
        raise RunError(
            f"replications is {replications}, more than fit into memory; use {MOST} or fewer, or "
            "ask for a precision like 2%, which takes as many as it needs"
        )
    if precision is not None and not 0 < precision < 1:
        raise RunError(f"precision is {precision}; use a share above 0 and below 1, like 2%")
    if not 0 <= seed < 2**63:
        raise RunError(f"seed is {seed}; use a whole number from 0 to 2^63 - 1")
    if jobs is not None and not 1 <= jobs <= 4 * (os.cpu_count() or 1) + 60:
        raise RunError(f"jobs is {jobs}; use a number from 1 to a few times the processors")
    if not 1 <= markets <= CAP:
        raise RunError(f"markets is {markets}; use 1 or more, and no more than {CAP}")
    count = USUAL if replications is None else replications
    if precision is None and count % markets:
        even = sorted({max(count - count % markets, markets), count + markets - count % markets})
        raise RunError(
            f"replications is {count} but markets is {markets}: each market must be lived as often "
            f"as any other; use {' or '.join(map(str, even))} replications"
        )


def checked_market(scenario: Scenario, designs: Mapping[str, Design], markets: int) -> None:
    """Refuse designs and markets that make no sense in a scenario; arguments as for `compare`.

    Raises:
        RunError: says which, and the cure.
    """
    for name, design in designs.items():
        checked_name(name, "design")
        if not isinstance(design, Design):
            raise RunError(f"design {name!r} is a {type(design).__name__}; pass a sim.Design")
    checked_names("design", dict.fromkeys((*designs, TODAY)))
    if markets > 1 and not scenario.draws_needs:
        raise RunError(
            f"markets is {markets} but {scenario.name} names every need, so that all markets would "
            "be the same; leave out needs of the scenario, or use 1"
        )


def checked_name(name: object, what: str) -> None:
    """Refuse what cannot stand as a name in tables, charts and files.

    Args:
        name: what is given.
        what: what it should name.

    Raises:
        RunError: it is no line of text.
    """
    if not isinstance(name, str) or not name.strip() or not is_one_line(name):
        raise RunError(
            f"{name!r} is no name of a {what}, which stands in tables and charts; use a line of "
            "text"
        )
