"""How large the delivery teams are: staffing that follows the work that there is."""

from __future__ import annotations

LEAST_SHARE = 0.01
"""Share of the teams that a budget allows which stays, however little is to do (assumption)."""
MONTHS_OF_BACKLOG = 12
"""Months within which a firm wants to have finished what is under way (assumption)."""
RESERVE = 1.1
"""Effort that a firm is staffed for, relative to what it could use (assumption)."""


def staffed(staff: float, used: float, backlog: float, most: float, speed: float) -> float:
    """Effort a month that the teams are paid for next month.

    staff + speed (wanted - staff), wanted = min(most, 1.1 used + backlog / 12), at least a
    hundredth of `most`.

    Args:
        staff, used: effort that was paid for and that found something to do this month.
        backlog: effort still to spend on what is under way.
        most: what the budget allows.
        speed: share of the way a month.
    """
    wanted = min(most, RESERVE * used + backlog / MONTHS_OF_BACKLOG)
    return staff + speed * (max(wanted, LEAST_SHARE * most) - staff)
