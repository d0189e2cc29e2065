"""What was decided under a design, as a user holds it."""

from __future__ import annotations

from dataclasses import dataclass

from ..experiment.analysis import explanation
from .presented import parts_of


@dataclass(frozen=True, repr=False)
class Explanation(explanation.Explanation):
    """What was decided under a design, shown as text and in notebooks; see its base.

    Example:
        >>> import sim
        >>> bank = sim.load("retail_bank").override({"market.simulated": 2000, "months": 12})
        >>> result = sim.compare(bank, replications=2, jobs=1)
        >>> sorted(result.explain("today").leaders)
        ['Current account', 'Lending', 'Savings']
        >>> "Affluent" in result.explain("segment_led/incremental").leaders
        True
    """

    @classmethod
    def of(cls, computed: explanation.Explanation) -> Explanation:
        """The explanation that holds the same."""
        return cls(**parts_of(computed))

    def __repr__(self) -> str:
        from ..report.text.explanation import text

        return text(self)

    def _repr_html_(self) -> str:
        from ..report.text.explanation import html

        return html(self)
