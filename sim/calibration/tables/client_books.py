"""What a firm's books say of its last year, as facts of a scenario."""

from __future__ import annotations

from typing import NamedTuple

from ...experiment.check.starting_year import FIRM as FIRM
from ...scenario.notation.paths import name_in_path


class Fact(NamedTuple):
    """One figure of the last year.

    Attributes:
        segment: whose, or `FIRM`.
        figure: a key of a scenario's facts.
        value: in its unit.
        origin: the table and the months that it comes from.
    """

    segment: str
    figure: str
    value: float
    origin: str

    @property
    def typed(self) -> float:
        """The value as a file has it: six digits."""
        return float(f"{self.value:.6g}")

    @property
    def path(self) -> str:
        """Where it stands in the scenario."""
        where = f"segments.{name_in_path(self.segment)}." if self.segment != FIRM else ""
        return f"{where}facts.{self.figure}"


class Books(NamedTuple):
    """What one table says.

    Attributes:
        facts: figures of the last year.
        reported: what was read and how it was taken, a sentence each.
    """

    facts: list[Fact]
    reported: list[str]
