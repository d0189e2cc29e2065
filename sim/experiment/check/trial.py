"""Advice that is tried before it is given: changed together, simulated, and changed again.

A parameter moves more than its own figure, and few figures follow theirs in proportion: base churn
doubled is not twice the leavers, because who churns most is soon gone. So each round moves every
parameter by what its figure still lacks over how far the figure has followed it so far (the secant
method).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from typing import Any, NamedTuple

from ...scenario.scenario import Scenario
from ...scenario.schema.specification import Spec, targets
from .advice import ALL_PEOPLE, SHAPE_POWER, Change, changes, direction
from .starting_year import FIRM, Line, StartingYear

ROUNDS = 12
"""Simulations of a trial at the most."""

LONGEST = 0.5
"""Farthest that a round moves a parameter, as a logarithm."""

SHORTEST = 0.02
"""A shorter move tells too little of how a figure follows."""

FOLLOWS: dict[str, float] = {
    # figure: change of the figure for one of its parameters' logarithm; for margins, of itself
    "customers": 1.0,
    "revenue_per_customer": 1.0,
    "gross_margin": 1.0,
    "churn_yearly": 1.4,
    "nps": -90.0,
    "acquisition_cost": 2.5,
    "operating_margin": -1.0,
    "advocacy": 0.6,
}
"""How figures follow their parameters before a trial has seen it: from one on the retail bank."""

ADDED = ("gross_margin", "operating_margin")
"""Figures that follow an amount at once; parameters of the others are moved by a factor."""

AS_THEY_ARE = (*ADDED, "nps")
"""Figures that are counted as they are, others by their logarithm."""

DOUBT = 3.0
"""Factor by which a figure may follow more or less than `FOLLOWS` says; beyond, it is chance."""

Key = tuple[str, str]
"""Whose figure, and which."""


class Trial(NamedTuple):
    """What came of changing all that is advised with a number.

    Attributes:
        changes: by whose figure and which, from the scenario as it is to the values that came
            nearest; none where nothing that was tried came nearer.
        year: the year simulated with them.
    """

    changes: dict[Key, list[Change]]
    year: StartingYear


@dataclass
class _Knob:
    """The parameters that move one figure.

    Attributes:
        changes: of each, as advised first.
        figure: which.
        moved: how far they stand from where they were.
        seen: the figure when it was looked at last, and `moved` then.
    """

    changes: list[Change]
    figure: str
    moved: float = 0.0
    seen: tuple[float, float] | None = None

    def turn(self, line: Line) -> None:
        """Move the parameters by what the figure lacks."""
        if line.simulated is None or line.typed is None:
            return
        now, wanted = (self._counted(value) for value in (line.simulated.mean, line.typed))
        follows = FOLLOWS[self.figure]
        if self.seen and self.figure not in ADDED and abs(self.moved - self.seen[1]) >= SHORTEST:
            share = (now - self.seen[0]) / (self.moved - self.seen[1]) / follows
            follows *= min(max(share, 1 / DOUBT), DOUBT)
        self.seen = (now, self.moved)
        self.moved += min(max((wanted - now) / follows, -LONGEST), LONGEST)

    def _counted(self, value: float) -> float:
        return value if self.figure in AS_THEY_ARE else log(max(value, 1e-6))

    def value(self, change: Change, scenario: Scenario) -> Change:
        """A parameter's change by now, of three digits and within the schema's bounds."""
        start: Any = scenario.model_dump()
        ((steps, spec),) = targets(start, Spec(Scenario), change.path)
        for step in steps:
            start = start[step]
        power = SHAPE_POWER if change.path.endswith(".churn_shape") else 1.0
        aim = start + self.moved if self.figure in ADDED else start * exp(power * self.moved)
        wanted = round(aim) if spec.kind is int else float(f"{aim:.3g}")
        to = min(max(wanted, spec.low), spec.high)
        most = ALL_PEOPLE if change.path.endswith(".penetration") else "the most allowed"
        bound = most if wanted > to else "the least allowed"
        why = bound if to != wanted else change.why if change.to is None else ""
        return Change(change.path, direction(to > start), start, to, why)


def trial(year: StartingYear, live: Callable[[Scenario], StartingYear]) -> Trial | None:
    """Change all that is advised with a number, simulate, and change again until the year fits.

    Args:
        year: the simulated year of the scenario as it is.
        live: simulates the year of another scenario, with common random numbers.

    Returns:
        the changes that came nearest; None where there is no number to change.
    """
    knobs: dict[Key, _Knob] = {}
    now, best = year, Trial({}, year)
    tried: dict[Key, list[Change]] = {}
    for _ in range(ROUNDS):
        for line in now.misfits:
            found = [c for c in changes(now, line) if c.now is not None]
            if found and (line.who, line.figure) not in knobs:
                knobs[line.who, line.figure] = _Knob(found, line.figure)
            if (line.who, line.figure) in knobs:
                knobs[line.who, line.figure].turn(line)
        last, tried = tried, _changes(knobs, year.scenario)
        if tried == last:  # all that can move stands at its bound, or nothing can move
            break
        now = live(
            year.scenario.override({c.path: c.to for found in tried.values() for c in found})
        )
        if _misfit(now) < _misfit(best.year):
            best = Trial(tried, now)
        if not now.misfits:
            break
    return best if knobs else None


def _changes(knobs: dict[Key, _Knob], scenario: Scenario) -> dict[Key, list[Change]]:
    """What is changed by now; a parameter of which a segment's own figure speaks is left to it."""
    tried: dict[Key, list[Change]] = {}
    taken: set[str] = set()
    for key in sorted(knobs, key=lambda key: key[0] == FIRM):
        found = [knobs[key].value(c, scenario) for c in knobs[key].changes if c.path not in taken]
        taken |= {change.path for change in found}
        found = [change for change in found if change.to != change.now]
        if found:
            tried[key] = found
    return tried


def _misfit(year: StartingYear) -> tuple[int, float]:
    """How far a year is from what was typed: lines that do not fit, and by how many tolerances."""
    return len(year.misfits), sum(line.tolerances_off for line in year.misfits)
