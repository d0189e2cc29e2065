"""Running experiments: what was found of the published facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from ..errors import RunError
from ..experiment.requests import checked_request
from .effort import Effort
from .fact import Finding, Kind
from .published_facts import FACTS, chosen
from .size import LEAST_SHARE, MOST_SHARE

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Findings:
    """What was found of some published facts.

    Attributes:
        findings: one a fact, in order.
        share, seed: how big the experiments were, and the seed of their random streams.
    """

    findings: list[Finding]
    share: float
    seed: int

    def of_kind(self, kind: Kind) -> list[Finding]:
        """The findings of facts of one kind."""
        return [finding for finding in self.findings if finding.fact.kind == kind]

    def with_findings_of(self, other: Findings) -> Self:
        """The same with another one's findings, in the place of those on the same facts."""
        found = {f.fact.id: f for f in (*self.findings, *other.findings)}
        ordered = [found[fact.id] for fact in FACTS if fact.id in found]
        return replace(self, findings=ordered)

    def to_frame(self) -> pd.DataFrame:
        """Every figure by `fact` and `figure`.

        Columns: `kind`, `published`, `mean`, `low` and `high` of the simulated figure, `unit`,
        `from` and `to` of where it must lie, `verdict`.
        """
        import pandas as pd

        rows = {
            (finding.fact.id, figure.name): (
                finding.fact.kind,
                figure.published,
                *figure.simulated,
                figure.unit,
                figure.low,
                figure.high,
                figure.verdict,
            )
            for finding in self.findings
            for figure in finding.figures
        }
        columns = ["kind", "published", "mean", "low", "high", "unit", "from", "to", "verdict"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        frame.index = pd.MultiIndex.from_tuples(rows, names=["fact", "figure"])
        return frame


def found(
    *ids: str, share: float = 1.0, seed: int = 1, jobs: int | None = None, progress: bool = False
) -> Findings:
    """Hold the simulator against published facts, by experiments on the real engine.

    Args:
        ids: which facts, e.g. "V8"; all when none is named.
        share: how big the experiments are: 1 as in docs/evidence.md, less for a quick look with
            wider intervals.
        seed: the user's seed.
        jobs: processes; all processors when missing.
        progress: show bars on standard error.

    Raises:
        RunError: a request that makes no sense; says the cure.
    """
    checked_request(None, None, seed, jobs, 1)
    number = isinstance(share, int | float) and not isinstance(share, bool)
    if not number or not LEAST_SHARE <= share <= MOST_SHARE:
        raise RunError(
            f"share is {share!r}; use a number from {LEAST_SHARE} to {MOST_SHARE:g}: 1 for "
            "experiments as big as those in docs/evidence.md"
        )
    effort = Effort(float(share), seed, jobs, progress)
    findings = [Finding(fact, fact.experiment(effort)) for fact in chosen(ids)]
    return Findings(findings, float(share), seed)
