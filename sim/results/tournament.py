"""A tournament of rival designs as a user holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..experiment.tournament import ComparedFirms
from ..experiment.tournament import tournament as _tournament
from .comparison import Comparison
from .presented import giving, parts_of


@dataclass(frozen=True, repr=False)
class Tournament(ComparedFirms):
    """Several firms in one market: figures, verdict, files.

    Attributes:
        scenario, seed: what was run.
        firms: each firm's design and month of entry.
        rounds: everything that every firm did, by replication.
        alone: the same designs, each the only firm in the market; None when not asked for.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> firms = {"north": "segment_led/incremental", "south": "today"}
        >>> result = sim.tournament(bank, firms, replications=2, jobs=1, alone=False)
        >>> result.values("north")["gained"].equals(result.values("south")["lost"])
        True
    """

    @classmethod
    def of(cls, computed: ComparedFirms) -> Tournament:
        """The tournament of firms that have been run."""
        alone = computed.alone and Comparison.of(computed.alone)
        return cls(**parts_of(computed) | {"alone": alone})

    def save(self, folder: str | Path) -> list[Path]:
        """Write scenario, answer and chart, as `Comparison.save` does, without tables.

        Args:
            folder: created when missing; the files of an earlier result are replaced.

        Raises:
            RunError: the folder holds something else than a result, or cannot be written to.
        """
        from ..report.folder.saving import save_tournament

        return save_tournament(self, folder)

    def __repr__(self) -> str:
        from ..report.text.prompt import tournament_line

        return tournament_line(self)

    def _repr_html_(self) -> str:
        from ..report.text.prompt import tournament_html

        return tournament_html(self)

    @property
    def verdict(self) -> str:
        """Who wins in company, who wins alone, and what that rests on."""
        from ..report.text.tournament import verdict

        return verdict(self)


tournament = giving(Tournament, _tournament, "tournament")
