"""How big the experiments are: a share of what the printed figures rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ..experiment.run.parallel import in_parallel
from ..market.rules.draws import replication_seed

Done = TypeVar("Done")


@dataclass(frozen=True)
class Effort:
    """How much work an experiment may be.

    Attributes:
        share: 1 for the people and replications that docs/evidence.md rests on, less for a quick
            look with wider intervals.
        seed: the user's seed of all random streams.
        jobs: processes; all processors when missing.
        progress: show a bar on standard error.
    """

    share: float = 1.0
    seed: int = 1
    jobs: int | None = None
    progress: bool = False

    def people(self, full: int, least: int = 2000) -> int:
        """How many people to simulate, in hundreds.

        Args:
            full: how many at a share of 1.
            least: fewer do not show what is measured.
        """
        return max(round(full * self.share / 100) * 100, min(least, full))

    def replications(self, full: int, least: int = 4) -> int:
        """How many replications to run.

        Args:
            full: how many at a share of 1.
            least: fewer give no interval worth the name.
        """
        return max(round(full * self.share), min(least, full))

    def seeds(self, count: int) -> list[int]:
        """Seeds of so many replications: the first ones are the same whatever the count."""
        return [replication_seed(self.seed, number) for number in range(count)]

    def each(self, function: Callable[..., Done], tasks: Sequence[tuple[Any, ...]]) -> list[Done]:
        """Call a function of a module for each task, in processes of their own.

        Args:
            function: what to call, with a task's values as arguments.
            tasks: in the order of the answers.
        """
        return in_parallel(function, tasks, self.jobs, self.progress)
