"""A profit and loss statement as a user holds it."""

from __future__ import annotations

from dataclasses import dataclass

from ..experiment.analysis import statement
from .presented import parts_of


@dataclass(frozen=True, repr=False)
class Statement(statement.Statement):
    """A design's statement beside today's, shown as text and in notebooks; see its base.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 18})
        >>> statement = sim.compare(bank, replications=2, jobs=1).statement("today", by="segment")
        >>> statement.periods, statement.members[-1]
        (['year 1', 'year 2 (6 months)'], 'All segments')
    """

    @classmethod
    def of(cls, computed: statement.Statement) -> Statement:
        """The statement that holds the same."""
        return cls(**parts_of(computed))

    def __repr__(self) -> str:
        from ..report.text.statement import text

        return text(self)

    def _repr_html_(self) -> str:
        from ..report.text.statement import html

        return html(self)
