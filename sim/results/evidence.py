"""What was found of published facts, as a user holds it."""

from __future__ import annotations

from dataclasses import dataclass

from ..validation.findings import Findings, found
from .presented import giving, parts_of


@dataclass(frozen=True, repr=False)
class Evidence(Findings):
    """What was found of some published facts: verdict, text, tables; see its base.

    Example:
        >>> import sim
        >>> sim.evidence("V14a", share=0.001, jobs=1)
        <Evidence on 1 published fact: 0 of 1 predicted facts hold, V14a missed>
    """

    @classmethod
    def of(cls, computed: Findings) -> Evidence:
        """The evidence that holds the same."""
        return cls(**parts_of(computed))

    @property
    def verdict(self) -> str:
        """How many of the predicted facts hold: only these validate."""
        from ..report.text.evidence import verdict

        return verdict(self)

    def __repr__(self) -> str:
        count = len(self.findings)
        facts = "1 published fact" if count == 1 else f"{count} published facts"
        return f"<Evidence on {facts}: {self.verdict}>"

    def __str__(self) -> str:
        from ..report.text.evidence import answer

        return answer(self)

    def _repr_html_(self) -> str:
        from ..report.text.evidence import html

        return html(self)


evidence = giving(Evidence, found, "evidence")
