"""The log of what was decided, in what belief, at what effort, and what it brought."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Action = Literal["move", "harden", "extend"]
Outcome = Literal["works", "nothing", "harm", "hardened", "rolled back"]


@dataclass
class Decision:
    """One item shipped.

    Attributes:
        month: month of the comparison in which it shipped; 0 and below in a burn-in.
        owner: who decided.
        action: "move" (another treatment), "harden" (fewer failures) or "extend" (can do more).
        touchpoint: where.
        variant: "shared" or the segment whose own variant it is.
        believed_gain: what the owner expected, currency of monthly revenue made happy.
        effort: effort spent.
        realised_gain: what it brought in the same unit, by the true needs.
        outcome: works, nothing, harm, hardened, or rolled back.
    """

    month: int
    owner: str
    action: Action
    touchpoint: str
    variant: str
    believed_gain: float
    effort: float
    realised_gain: float
    outcome: Outcome

    def as_row(self) -> dict[str, Any]:
        """The decision as one row of a table."""
        return asdict(self)
