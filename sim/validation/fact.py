"""A published fact, the experiment that looks for it in the simulated world, and what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..experiment.statistics.estimates import Estimate
from .effort import Effort

Kind = Literal["input", "fitted", "predicted"]
Mark = Literal["S", "C", "R"]
Verdict = Literal["holds", "too close to call", "misses"]

MEANING_OF_KINDS: dict[Kind, str] = {
    "predicted": "nothing was tuned to it, so it validates the model",
    "fitted": "something was tuned to it",
    "input": "it is a parameter, or follows from one",
}
MEANING_OF_MARKS: dict[Mark, str] = {
    "S": "seen in a stored page, repository or package, often a secondary one or an abstract",
    "C": "computed from a published table",
    "R": "recalled, not verified",
}


@dataclass(frozen=True)
class Figure:
    """One measured line.

    Attributes:
        name: what was measured.
        unit: of the simulated figure: "share" and "points" are written as percentages and
            percentage points, anything else behind the number.
        published: what is printed, in words, with its unit.
        simulated: mean and 95 % interval.
        low, high: where the simulated figure must lie by the fact's tolerance; infinite where one
            side is open.
    """

    name: str
    unit: str
    published: str
    simulated: Estimate
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Whether the whole interval is where it must lie ("holds") or none of it ("misses")."""
        if self.low <= self.simulated.low and self.simulated.high <= self.high:
            return "holds"
        if self.simulated.high < self.low or self.simulated.low > self.high:
            return "misses"
        return "too close to call"


@dataclass(frozen=True)
class Fact:
    """Something published, and the experiment that looks for it.

    Attributes:
        id: as `sim evidence` takes it, e.g. "V8".
        title: what is so, in a line.
        kind: whether it is an input, was fitted, or is predicted.
        source: where it is printed.
        mark: how well the source is known, see `MEANING_OF_MARKS`.
        tolerance: how far the simulated figure may be off, in words.
        experiment: measures the figures.
        miss: why it misses, where it does; "not known" where no one knows.
    """

    id: str
    title: str
    kind: Kind
    source: str
    mark: Mark
    tolerance: str
    experiment: Callable[[Effort], list[Figure]]
    miss: str = ""


@dataclass(frozen=True)
class Finding:
    """What an experiment found.

    Attributes:
        fact: what was looked for.
        figures: what was measured.
    """

    fact: Fact
    figures: list[Figure]

    @property
    def verdict(self) -> Verdict:
        """A fact holds when every figure does, and misses when one does."""
        verdicts = {figure.verdict for figure in self.figures}
        if "misses" in verdicts:
            return "misses"
        return "holds" if verdicts == {"holds"} else "too close to call"
